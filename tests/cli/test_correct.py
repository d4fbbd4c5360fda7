"""``correct`` and ``review`` through their real processes: keys from a pipe, and in a terminal."""

from __future__ import annotations

import json
import os
import pty
import resource
import select
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kg.atlas.atlas import Atlas
from kg.atlas.make.pipeline import update
from kg.cli.change.review_screen import draw_item
from kg.graph.correction.corrections import CORRECTIONS, load_corrections
from kg.ground.schema import TextField
from kg.review.decision_log import DECISIONS
from kg.review.review_items import ItemKind, NamedSide, ReviewItem, SentenceOfPaper
from tests.cli.conftest import Run
from tests.cli.forking import ROOT

WHO = ("--who", "Ada", "--when", "2026-01-15")


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "graph", ignore=shutil.ignore_patterns("cache", "*.html")))


def lines(folder: Path) -> list[str]:
    return (folder / CORRECTIONS).read_text(encoding="utf-8").splitlines()[1:]


def test_lines_are_written_listed_undone_and_applied(run: Run, folder: Path) -> None:
    done = run("correct", "role", "2403.90001", "GSM8K", "mentions", "--note", "a comparison", "-o", folder, *WHO)
    line = "role\t2403.90001\tGSM8K\tmentions\tAda\t2026-01-15\ta comparison"
    assert (done.returncode, done.stdout) == (0, line + "\n")
    assert "evaluatesOn GSM8K (benchmark) → mentions GSM8K (benchmark)" in done.stderr
    assert f"To apply it: paperatlas update -o {folder}" in done.stderr
    assert run("correct", "alias", "MapMath", "Map Arithmetic", "-o", folder, *WHO).returncode == 0
    assert run("correct", "reject", "all", "LoRA", "-o", folder, *WHO).returncode == 0
    listed = run("correct", "list", "--json", "-o", folder)
    assert [(one["line"], one["action"], one["subject"]) for one in json.loads(listed.stdout)] == [
        (2, "role", "2403.90001"), (3, "alias", "*"), (4, "reject", "*"),
    ]  # fmt: skip
    undone = run("correct", "undo", "-o", folder, "--who", "Ben", "--when", "2026-02-01")
    assert undone.stdout == "4\treject artifact/lora (Ada, 2026-01-15)\n"
    assert lines(folder)[2] == "# undone (Ben, 2026-02-01): reject\t*\tartifact/lora\t\tAda\t2026-01-15"
    assert run("correct", "undo", "7", "-o", folder).returncode == 1
    asked = json.loads(run("review", "--json", "--limit", "1", "-o", folder).stdout)[0]["key"]
    run("review", "-o", folder, *WHO, input="a")
    update(folder)
    assert (folder / DECISIONS).exists()
    left = {one["key"] for one in json.loads(run("review", "--json", "-o", folder).stdout)}
    assert left
    assert asked not in left, "what was decided is not asked again after a build"
    links = {link.artifact.name: link for reading in Atlas(folder).readings() for link in reading.links}
    assert links["GSM8K"].role in ("mentions", "evaluatesOn")
    assert links["MapMath"].artifact.aliases == ("Map Arithmetic",)
    assert "LoRA" in links
    first = next(reading for reading in Atlas(folder).readings() if reading.paper.arxiv)
    assert {link.artifact.name: link.role.value for link in first.links}["GSM8K"] == "mentions"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("role", "2403.90001", "GSM8K", "uses|model"), 1, "is no role"),
        (("role", "2403.90001", "MapMap", "uses"), 1, "is not linked to 'MapMap'; it is linked to GPT-4, GSM8K"),
        (("role", "2403.90001"), 2, "give PAPER ARTIFACT ROLE"),
        (("rename", "2403.90001", "GSM8K", "Grade School"), 2, "give ARTIFACT NAME"),
        (("paper-is", "2403.90001", "2403.90001"), 1, "already"),
        (("undo",), 1, "there is no such correction"),
        (("reject", "2403.90001", "GSM8K", "--when", "soon"), 2, "is no day"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    run: Run, built: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = run("correct", *words, "-o", built, "--who", "Ada")
    assert done.returncode == code
    assert said in done.stderr
    assert not (built / CORRECTIONS).exists()


def test_a_folder_that_is_only_read_says_so(run: Run, folder: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        for words in (("correct", "reject", "all", "LoRA"), ("review",)):
            done = run(*words, "-o", folder, "--who", "Ada", input="r")
            assert (done.returncode, "cannot be written" in done.stderr) == (1, True), done.stderr
        assert json.loads(run("review", "--json", "-o", folder).stdout), "the questions can be read all the same"
    finally:
        folder.chmod(stat.S_IRWXU)


def test_a_full_disk_leaves_what_was_there(run: Run, folder: Path) -> None:
    run("correct", "reject", "all", "LoRA", "-o", folder, *WHO)
    before = (folder / CORRECTIONS).read_bytes()
    for words in (("correct", "reject", "all", "BERT", *WHO), ("review", *WHO), ("correct", "undo", *WHO)):
        done = run(*words, "-o", folder, input="r", limits={resource.RLIMIT_FSIZE: len(before) + 12})
        assert (done.returncode, "cannot be written" in done.stderr) == (1, True), done.stderr
        assert (folder / CORRECTIONS).read_bytes() == before
    assert not (folder / DECISIONS).exists()
    assert run("correct", "reject", "all", "BERT", "-o", folder, *WHO).returncode == 0


def test_questions_are_answered_by_keys_of_a_pipe(run: Run, folder: Path) -> None:
    asked = json.loads(run("review", "--json", "--limit", "4", "-o", folder).stdout)
    assert len(asked) == 4
    assert [one["value"] for one in asked] == sorted((one["value"] for one in asked), reverse=True)
    done = run("review", "-o", folder, *WHO, input="r\nt4u?xnq")
    assert done.returncode == 0, done.stderr
    assert "this key answers nothing here" in done.stdout
    assert f"undone: {asked[1]['key']}" in done.stdout
    (subject, name), (other, second) = (one["side"]["lines"][0] for one in asked[:2])
    assert lines(folder) == [
        f"reject\t{subject}\t{name}\t\tAda\t2026-01-15\treview",
        f"# undone (Ada, 2026-01-15): retype\t{other}\t{second}\tmethod\tAda\t2026-01-15\treview",
    ]
    again = json.loads(run("review", "--json", "-o", folder).stdout)
    assert again[0]["key"] == asked[2]["key"], "it goes on where it stopped"
    assert again[-1]["key"] == asked[1]["key"], "what was skipped comes last"
    limited = run("review", "--limit", "2", "-o", folder, *WHO, input="aaaaaa")
    assert limited.stdout.count("accept\n") == 2
    assert len(load_corrections(folder / CORRECTIONS)) == 3


def test_values_are_typed_and_wrong_ones_are_asked_again(run: Run, folder: Path) -> None:
    keys = "mQuuxNet\n" + "mllama 2\n" + "b4" + "5" + "q"
    done = run("review", "--kind", "statement", "-o", folder, *WHO, input=keys)
    assert "no artifact is called 'QuuxNet'" in done.stdout
    first, second = (line.split("\t") for line in lines(folder))
    assert (first[0], first[3]) == ("same", "artifact/llama-2")
    assert (second[0], second[3]) == ("accept", "mentions|method")


def test_decisions_become_training_data(run: Run, folder: Path, tmp_path: Path) -> None:
    run("correct", "accept", "2403.90001", "MapMath", "introduces|benchmark", "-o", folder, *WHO)
    run("correct", "reject", "2403.90001", "GSM8K", "-o", folder, *WHO)
    done = run("review", "--export", tmp_path / "gold.jsonl", "-o", folder)
    assert done.stdout.splitlines() == ["what\tcount", "papers\t1", "accepted links\t1", "rejected names\t1"]
    (paper,) = map(json.loads, (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    assert paper["partial"]
    assert [one["name"] for one in paper["rejected"]] == ["GSM8K"]


@pytest.mark.parametrize("kind", list(ItemKind))
def test_texts_of_papers_cannot_speak_to_the_terminal(kind: ItemKind, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "\x1b[2J\x9b31m\x07\u202e\nTide\tNet\x1b]0;owned\x07"
    sentence = SentenceOfPaper(hostile, hostile, TextField.ABSTRACT, hostile * 20, ((0, 4), (9, 12)))
    side = NamedSide(hostile, hostile, False, ("model",), 2, (("*", hostile),), hostile, (sentence,))
    item = ReviewItem(kind, hostile, 1.0, hostile, side, side, "uses", "model", 0.4, suggestion=hostile)
    draw_item(item, 1, 1)
    said = capsys.readouterr().out.replace("\n", "")
    assert "Tide Net" in said
    assert said.isprintable(), sorted({char for char in said if not char.isprintable()})


@pytest.mark.skipif(sys.platform == "win32", reason="there are no terminals of this kind")
def test_a_key_in_a_terminal_needs_no_return(folder: Path) -> None:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "review", "-o", str(folder), *WHO],
        stdin=follower, stdout=follower, stderr=follower, env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        start_new_session=True,
    )  # fmt: skip
    os.close(follower)
    shown = b""
    try:
        while select.select([leader], [], [], 60 if not shown else 0.3)[0] or process.poll() is None:
            if select.select([leader], [], [], 0)[0]:
                shown += os.read(leader, 65536)
            elif shown:  # a key that comes before the terminal waits for one is passed over, so it is pressed again
                os.write(leader, b"r" if shown.count(b"[q] quit") == 1 else b"q")
    except OSError:  # the program has ended
        pass
    try:
        assert process.wait(30) == 0
    finally:
        process.kill()
        os.close(leader)
    assert b"\x1b[1m" in shown, "the words in question are bold"
    assert {line.split("\t")[0] for line in lines(folder)} == {"reject"}
