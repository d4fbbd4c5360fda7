"""``digest`` and ``watch``, as programs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import feedparser
import orjson
import pytest

from kg.digest.forms.digest_formats import DIGEST_FORMS
from tests.digest.feed_rules import feed_faults

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_forms_are_written(run: Run, built: Path, tmp_path: Path) -> None:
    from kg.cli.tell.digest import _FORMATS

    assert tuple(DIGEST_FORMS) == _FORMATS
    for form in ("json", "atom", "eml"):
        file = tmp_path / f"digest.{form}"
        done = run("digest", "-o", built, "--since", "2024", "--until", "2024", "--format", form, "--to", file)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert file.stat().st_size > 300
    assert feed_faults((tmp_path / "digest.atom").read_bytes()) == []
    data = orjson.loads((tmp_path / "digest.json").read_bytes())
    assert data["period"] == {"first": "2024-01-01", "last": "2024-12-31"}


def test_without_a_date_it_is_of_thirty_days_before_the_newest_paper(run: Run, built: Path) -> None:
    data = orjson.loads(run("digest", "-o", built, "--format", "json").stdout)
    dates = [paper["date"] for paper in data["papers"]]
    assert data["period"]["last"] == max(dates)
    ahead = orjson.loads(run("digest", "-o", built, "--format", "json", "--today", "2031-05-06").stdout)
    assert ahead["period"] == {"first": "2031-04-07", "last": "2031-05-06"}
    assert ahead["counts"]["new"] == 0


def test_a_scope_names_nodes(run: Run, built: Path, tmp_path: Path) -> None:
    base = ("digest", "-o", built, "--since", "2020", "--format", "atom")
    done = run(*base, "--artifact", "gsm 8k", "--feed-url", "https://example.org/gsm8k.atom")
    read = feedparser.parse(done.stdout.encode())
    assert read.feed.id.endswith("/artifact/gsm8k")
    assert read.feed.title == "PaperAtlas: new papers, GSM8K"
    assert [one.href for one in read.feed.links if one.rel == "self"] == ["https://example.org/gsm8k.atom"]
    assert read.entries
    names = tmp_path / "mine.txt"
    names.write_text("# mine\n2403.90001\n\n")
    alike = run("digest", "-o", built, "--since", "2020", "--like", f"@{names}", "--format", "json")
    assert orjson.loads(alike.stdout)["scope"]["like"][0]["iri"].endswith("paper/2403.90001")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "2024-13"), "'2024-13' is no date"), (("--since", "2024", "--until", "2023"), "before it begins"),
        (("--since", "nowhere"), "there is no version 'nowhere'"), (("--topic", "GSM8K"), "no topic is called"),
        (("--artifact", "GSM8"), "did you mean GSM8K"), (("--like", "@nowhere.txt"), "nowhere.txt"),
        (("--format", "rss"), "there is no 'rss'"), (("--format", "eml", "--recipient", "ada"), "no mail address"),
        (("--today", "soon"), "'soon' is no date"), (("--since", "0001", "--until", "9999"), "no period of equal"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_said(run: Run, built: Path, words: tuple[str, ...], said: str) -> None:
    done = run("digest", "-o", built, *words)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "unexpected" not in done.stderr


@pytest.fixture(scope="module")
def older(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of four of the papers, with corrections."""
    folder = tmp_path_factory.mktemp("older")
    papers = (Path(__file__).parent / "papers.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "some.jsonl").write_text("".join(papers[:4]), encoding="utf-8")
    lines = (
        "action\tsubject\tobject\tvalue\twho\twhen\tnote",
        "reject\tSmall Models Can Count\tGSM8K\t\tAda\t2026-01-15\t",
        "role\tSmall Models Can Count\tLoRA\tintroduces\tAda\t2026-01-15\t",
    )
    (folder / "mine.tsv").write_text("\n".join(lines) + "\n")
    made = folder / "atlas"
    done = run("build", folder / "some.jsonl", "--corrections", folder / "mine.tsv", "-o", made, "-q")
    assert done.returncode == 0
    return made


def test_since_a_version_tells_what_that_does_not_have(run: Run, built: Path, older: Path) -> None:
    data = orjson.loads(run("digest", "-o", built, "--since", older, "--format", "json").stdout)
    assert (data["counts"]["new"], data["counts"]["before"]) == (2, 4)
    assert data["period"] is None
    assert f"since version {older}" in run("digest", "-o", built, "--since", older).stdout


def test_what_was_rejected_is_not_told_and_what_was_corrected_is_told_so(run: Run, built: Path, older: Path) -> None:
    def told(folder: Path) -> list[tuple[str, str, bool]]:
        data = orjson.loads(run("digest", "-o", folder, "--since", "2024-05", "--format", "json").stdout)
        (paper,) = data["papers"]
        return [
            (one["role"], node["name"], bool(one["corrections"]))
            for one in paper["statements"]
            for node in one["nodes"]
        ]

    assert told(built) == [("evaluatesOn", "GSM8K", False), ("evaluatesOn", "MMLU", False)]
    assert told(older) == [("introduces", "LoRA", True), ("evaluatesOn", "MMLU", False)]
    assert "introduces LoRA (corrected: " in run("digest", "-o", older, "--since", "2024-05").stdout


def test_what_is_watched_is_told_first(run: Run, built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "atlas"
    shutil.copytree(built, folder)
    assert run("watch", "add", "gsm 8k", "GPT-4", "-o", folder).stderr == (
        "watched: GSM8K (artifact/gsm8k)\nwatched: GPT-4 (artifact/gpt-4)\n"
    )
    assert run("watch", "add", "GSM8K", "-o", folder).stderr == "watched already: GSM8K (artifact/gsm8k)\n"
    assert run("watch", "remove", "gpt 4", "-o", folder).stderr == "no longer watched: GPT-4 (artifact/gpt-4)\n"
    assert run("watch", "list", "-o", folder).stdout == "name\tnode\nGSM8K\tartifact/gsm8k\n"
    assert orjson.loads(run("watch", "list", "--json", "-o", folder).stdout) == [
        {"id": "artifact/gsm8k", "name": "GSM8K"}
    ]
    told = run("digest", "-o", folder, "--since", "2020").stdout
    assert told.index("What you watch") < told.index("* GSM8K") < told.index("New papers")
    done = run("watch", "add", "GSM9K", "-o", folder)
    assert (done.returncode, "did you mean GSM8K" in done.stderr) == (1, True)
    assert run("watch", "list", "-o", tmp_path / "nowhere").returncode == 1
