"""Answers: what they write, that they are kept whatever happens, and that they can be taken back."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.graph.correction.corrections import COLUMNS, CORRECTIONS, add_correction
from kg.graph.correction.undone_lines import undo_correction
from kg.ground.errors import CorrectionError, OutputError
from kg.ground.files.folder_lock import locked
from kg.ground.records import Reading
from kg.review.decision_log import DECISIONS, Decided, DecisionLog
from kg.review.review_items import Decision, ReviewItem
from kg.review.review_queue import queue_of_readings
from kg.review.review_session import ReviewSession
from tests.cli.forking import ROOT
from tests.review.made import GPT_4, SURE, new, reading

OPEN = (0.6, 0.9, 0.5)
TIDE = "statement paper/2601.00001 tidenet"


def readings() -> list[Reading]:
    twin = new("TideNet", slug="tidenet~2601.00003")
    two = new("SAM", "Segment Anything Model"), new("SAM", "Sharpness-Aware Minimisation")
    return [
        reading(1, (new("TideNet"), OPEN), (GPT_4, SURE)), reading(2, (new("TideNet"), SURE)),
        reading(3, (twin, SURE)), reading(4, (two[0], SURE)), reading(5, (two[1], SURE)),
        reading(6, (new("SandFormer"), OPEN)), reading(7, (new("SandForner"), SURE)),
    ]  # fmt: skip


def session(folder: Path, who: str = "Ada") -> ReviewSession:
    queue = queue_of_readings(readings(), base="https://e.org/", assert_above=0.5)
    return ReviewSession(folder, queue, who, "2026-01-15")


def item_of(found: ReviewSession, key: str) -> ReviewItem:
    return next(item for item in found.items if item.key == key)


def written(folder: Path) -> list[str]:
    path = folder / CORRECTIONS
    rows = path.read_text(encoding="utf-8").splitlines()[1:] if path.exists() else []
    assert all(row.endswith("\treview") for row in rows)
    return ["|".join(row.split("\t")[:4]) for row in rows]


@pytest.mark.parametrize(
    ("key", "decision", "value", "lines"),
    [
        (TIDE, "accept", "", ["accept|2601.00001|TideNet|uses|model"]),
        (TIDE, "reject", "", ["reject|2601.00001|TideNet|"]),
        (TIDE, "retype", "method", ["retype|2601.00001|TideNet|method"]),
        (TIDE, "role", "comparesWith", ["role|2601.00001|TideNet|comparesWith"]),
        (TIDE, "both", "introduces|method", ["accept|2601.00001|TideNet|introduces|method"]),
        (TIDE, "merge", "gpt4", ["same|2601.00001|TideNet|artifact/gpt-4"]),
        (TIDE, "split", "Tide Network", ["different|2601.00001|TideNet|Tide Network"]),
        (TIDE, "skip", "", []),
        ("name tidenet", "accept", "", []),
        ("name tidenet", "reject", "", ["reject|2601.00001|TideNet|", "reject|2601.00002|TideNet|"]),
        ("pair artifact/sandformer artifact/sandforner", "merge", "", ["same|*|SandForner|SandFormer"]),
        ("pair artifact/sandformer artifact/sandforner", "split", "", []),
        ("pair artifact/tidenet artifact/tidenet~2601.00003", "merge", "", ["same|2601.00003|TideNet|TideNet"]),
        ("homonym artifact/sam", "accept", "", []),
        ("homonym artifact/sam", "split", "", ["different|2601.00005|SAM|Sharpness-Aware Minimisation"]),
        ("homonym artifact/sam", "split", "SAM (optimiser)", ["different|2601.00005|SAM|SAM (optimiser)"]),
    ],
)
def test_an_answer_writes_its_lines(tmp_path: Path, key: str, decision: str, value: str, lines: list[str]) -> None:
    here = session(tmp_path)
    assert here.decide(item_of(here, key), Decision(decision), value)
    assert written(tmp_path) == lines
    asked = [item.key for item in session(tmp_path).pending()]
    assert (key in asked) == (decision == "skip"), "what is answered is not asked again"
    if decision == "skip":
        assert asked[-1] == key, "what was skipped comes last"


@pytest.mark.parametrize(
    ("key", "decision", "value", "said"),
    [
        (TIDE, "retype", "planet", "'planet' is not a type"),
        (TIDE, "role", "model", "'model' is not a role"),
        (TIDE, "both", "uses", "'uses' is not a role and a type"),
        (TIDE, "merge", "QuuxNet", "no artifact is called 'QuuxNet'"),
        (TIDE, "split", "Tidenet", "needs a name of its own"),
        ("name tidenet", "merge", "artifact/tidenet", "is this artifact itself"),
        ("name tidenet", "role", "uses", "role is no answer to this question; take one of accept, reject"),
        ("pair artifact/sandformer artifact/sandforner", "accept", "", "accept is no answer"),
    ],
)
def test_what_answers_nothing_is_refused(tmp_path: Path, key: str, decision: str, value: str, said: str) -> None:
    here = session(tmp_path)
    with pytest.raises(CorrectionError, match=said):
        here.decide(item_of(here, key), Decision(decision), value)
    assert written(tmp_path) == []
    assert not (tmp_path / DECISIONS).exists()


def test_what_is_rejected_everywhere_leaves_no_question(tmp_path: Path) -> None:
    here = session(tmp_path)
    assert here.decide(item_of(here, "pair artifact/sandformer artifact/sandforner"), Decision.MERGE)
    asked = [item.key for item in here.pending()]
    assert "statement paper/2601.00007 sandforner" not in asked
    assert "statement paper/2601.00006 sandformer" in asked


def test_answers_are_taken_back_one_by_one_and_nothing_is_lost(tmp_path: Path) -> None:
    here = session(tmp_path)
    before = [item.key for item in here.pending()]
    here.decide(item_of(here, TIDE), Decision.REJECT)
    here.decide(item_of(here, "name tidenet"), Decision.REJECT)
    later = session(tmp_path, "Ben")
    assert later.undo() == "name tidenet", "also in another session"
    assert {item.key for item in later.pending()} == set(before) - {TIDE}
    assert later.undo() == TIDE
    assert later.undo() is None
    again = session(tmp_path)
    assert [item.key for item in again.pending()] == before == [item.key for item in later.pending()]
    rows = (tmp_path / CORRECTIONS).read_text(encoding="utf-8").splitlines()[1:]
    # The line of the statement is one of the two of the name: who undoes the name leaves what stood before.
    assert sum(row.startswith("# undone (Ben, 2026-01-15): reject") for row in rows) == len(rows) == 2
    assert again.decide(item_of(again, TIDE), Decision.ACCEPT), "and can be answered otherwise"


def test_two_at_once_answer_a_question_once(tmp_path: Path) -> None:
    one, other = session(tmp_path), session(tmp_path, "Ben")
    assert one.decide(item_of(one, TIDE), Decision.REJECT)
    assert not other.decide(item_of(other, TIDE), Decision.REJECT)
    assert written(tmp_path) == ["reject|2601.00001|TideNet|"]
    keys = [item.key for item in session(tmp_path).pending()]
    with ThreadPoolExecutor(2) as both:
        taken = [both.submit(here.decide, item_of(here, key), Decision.SKIP) for key in keys for here in (one, other)]
        assert [each.result() for each in taken].count(True) >= len(keys)
    log = DecisionLog(tmp_path / DECISIONS)
    log.refresh()
    assert set(log.decided) == {TIDE, *keys}


def test_a_line_that_says_otherwise_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    here = session(tmp_path)
    add_correction(
        tmp_path / CORRECTIONS,
        dict(zip(COLUMNS, ("accept", "2601.00001", "TideNet", "uses", "Ben", "2026-01-01", ""), strict=True)),
    )
    with pytest.raises(CorrectionError, match="says otherwise of 'TideNet'"):
        here.decide(item_of(here, TIDE), Decision.REJECT)
    assert not (tmp_path / DECISIONS).exists()
    assert TIDE not in [item.key for item in here.pending()], "the line of another program answers it"
    undo_correction(tmp_path / CORRECTIONS, "Ben", "2026-01-02")
    assert TIDE in [item.key for item in here.pending()]


def test_a_build_that_writes_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.review.decision_log._PATIENCE", 0.0)
    here = session(tmp_path)
    with locked(tmp_path), pytest.raises(OutputError, match="another build"):
        here.decide(item_of(here, TIDE), Decision.SKIP)
    assert here.decide(item_of(here, TIDE), Decision.SKIP)


def test_half_a_line_is_no_decision_and_is_cut_off(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / DECISIONS)
    assert log.add(Decided("a", Decision.ACCEPT, "Ada", "2026-01-15"))
    with log.path.open("ab") as file:
        file.write(b'{"key":"b","decision":"rej')
    again = DecisionLog(log.path)
    again.refresh()
    assert list(again.decided) == ["a"]
    assert again.add(Decided("c", Decision.REJECT, "Ada", "2026-01-15"))
    assert log.path.read_bytes().count(b"\n") == 2
    log.refresh()
    assert list(log.decided) == ["a", "c"]


@pytest.mark.parametrize(
    "line", [b"[]", b"{}", b'{"key": 1}', b'{"key":"a","decision":"fly","who":"","when":""}', b"\xff"]
)
def test_what_is_no_decision_is_an_error_that_names_the_file(tmp_path: Path, line: bytes) -> None:
    log = DecisionLog(tmp_path / DECISIONS)
    log.path.write_bytes(line + b"\n")
    with pytest.raises(OutputError, match=r"review\.jsonl: a line is no decision"):
        log.refresh()


_KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from kg.review.decision_log import DecisionLog, DECISIONS
from kg.review.review_items import ALLOWED, Decision
from kg.graph.correction.corrections import load_corrections
from tests.review.test_review_session import session
folder, random = Path(sys.argv[1]), random.Random(7)
for round in range(50):
    steps, told = os.pipe()
    child = os.fork()
    if child == 0:
        here = session(folder)
        while True:
            os.write(told, b".")
            waiting = here.pending()
            if not waiting or random.random() < 0.2:
                here.undo()
            else:
                may = ALLOWED[waiting[0].kind]
                here.decide(waiting[0], Decision.REJECT if Decision.REJECT in may else Decision.SPLIT)
    os.close(told)
    assert os.read(steps, 1)  # it has begun
    for _ in range(random.randrange(3)):
        os.read(steps, 1)
    time.sleep(random.uniform(0, 0.004))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(steps)
    log = DecisionLog(folder / DECISIONS)
    log.refresh()
    path = folder / "corrections.tsv"
    said = load_corrections(path) if path.exists() else ()
    held = path.read_text() if said else ""
    missing = [line for one in log.decided.values() for line in one.lines if line + "\\n" not in held]
    loose = len(said) - sum(len(one.lines) for one in log.decided.values())
    assert not missing, missing
    print(len(log.decided), loose)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_program_that_is_killed_loses_its_current_question_at_most(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rounds = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    assert len(rounds) == 50
    assert max(kept for kept, _ in rounds) > 3, "they got somewhere"
    # A kill between the lines and the decision leaves the lines of one question, which answer it.
    loose = [loose for _, loose in rounds]
    assert all(after - before <= 2 for before, after in zip([0, *loose], loose, strict=False))
