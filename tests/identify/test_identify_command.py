"""``paperatlas identify``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.paper_titles import SnapshotMaker, snapshot_line
from kg.cli.main import cli, main
from kg.identify.resolver import TitleResolver

LINES = (
    {"id": "2101.00001", "title": "TideNet: Forecasting Currents with Buoys", "abstract": "We put sensors on buoys.",
     "authors": ["Ada Lovelace", "Carl Gauss", "Emmy Noether", "Sofia Kovalevskaya"], "date": "2021-01-05"},
    {"id": "1501.00001", "title": "On the Sediments of Estuaries", "authors": ["Ada Lovelace"], "year": 2015},
    {"id": "2101.00005", "title": "On the Sediments of Estuaries", "authors": ["Emmy Noether"], "doi": "10.1000/mud"},
)  # fmt: skip


@pytest.fixture
def ids(tmp_path: Path) -> Path:
    snapshot = tmp_path / "snapshot.jsonl"
    snapshot.write_text("".join(json.dumps(line) + "\n" for line in LINES))
    done = CliRunner().invoke(cli, ["identify", "make", str(snapshot), "-o", str(tmp_path / "ids")])
    assert done.exit_code == 0, done.output
    assert "3 works; with arXiv id 3, DOI 1, date 2, authors 3, abstract 0" in done.stdout
    assert "  2 works have the title of another" in done.stdout
    return tmp_path / "ids"


def ask(ids: Path, *words: str) -> str:
    done = CliRunner().invoke(cli, ["identify", *words, "--with", str(ids)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_three_answers(ids: Path) -> None:
    assert ask(ids, "TIDENET forecasting currents with buoys").splitlines() == [
        "It is this one:",
        "  TideNet: Forecasting Currents with Buoys",
        "    arXiv 2101.00001  2021-01-05",
        "    Ada Lovelace, Carl Gauss, Emmy Noether and 1 more",
        "    exact match, probability 0.999, by title",
    ]
    several = ask(ids, "on the sediments of estuaries").splitlines()
    assert several[0] == "It is one of these, or none of them:"
    assert several[2] == "    arXiv 1501.00001  2015"
    assert "doi 10.1000/mud" in several[6]
    assert ask(ids, "Cooking Lentils") == "No title is like it.\n"


def test_what_is_known_besides_settles_it(ids: Path) -> None:
    told = ask(ids, "On the Sediments of Estuaries", "--author", "E. Noether", "--year", "1999")
    assert told.startswith("It is this one:")
    assert "by title, authors" in told
    assert "arXiv 1501.00001" in ask(ids, "On the Sediments of Estuaries", "--year", "2015")


def test_as_json_with_addresses(ids: Path) -> None:
    answer = json.loads(ask(ids, "tidenet: forecasting currents…", "--json"))
    assert answer["status"] == "found"
    (found,) = answer["candidates"]
    assert found["match"] == "prefix"
    assert found["record"]["arxiv"] == "2101.00001"
    assert found["addresses"] == {
        "datacite_doi": "10.48550/arXiv.2101.00001", "hub": "https://huggingface.co/papers/2101.00001",
        "semantic_scholar": "https://api.semanticscholar.org/arXiv:2101.00001",
    }  # fmt: skip


def test_a_title_may_be_what_a_command_is_called(ids: Path) -> None:
    for words in (["title"], ["--", "make"], ["--", "--help"]):
        done = CliRunner().invoke(cli, ["identify", "--with", str(ids), *words])
        assert done.stdout == "No title is like it.\n", words


def test_a_month_is_added(ids: Path, tmp_path: Path) -> None:
    month = tmp_path / "month.jsonl"
    month.write_text(json.dumps({"id": "2601.00001", "title": "Lentils as a Source of Iron"}) + "\n")
    done = CliRunner().invoke(cli, ["identify", "make", str(month), "-o", str(ids), "--add"])
    assert done.exit_code == 0, done.output
    assert "arXiv 2601.00001" in ask(ids, "lentils as a source of iron")
    assert "arXiv 2101.00001" in ask(ids, "TideNet: Forecasting Currents with Buoys")


def test_a_folder_without_an_index_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", "A Title", "--with", str(tmp_path)]) == 1
    assert "the folder holds no index of titles; make one: paperatlas identify make" in capsys.readouterr().err


def test_a_generated_snapshot_is_read_and_found_again(tmp_path: Path) -> None:
    papers = list(SnapshotMaker(3).papers(60))
    assert papers == list(SnapshotMaker(3).papers(60)), "the same seed gives the same papers"
    assert len({paper.arxiv for paper in papers}) == 60
    (tmp_path / "snapshot.jsonl").write_bytes(b"".join(map(snapshot_line, papers)))
    words = ["identify", "make", str(tmp_path / "snapshot.jsonl"), "-o", str(tmp_path / "ids"), "-q"]
    assert CliRunner().invoke(cli, words).exit_code == 0
    with TitleResolver(tmp_path / "ids") as resolver:
        for paper in papers:
            names = tuple(author.name for author in paper.authors)
            found = resolver.identify(paper.title, paper.abstract, names).found
            assert found is not None
            assert found.record.arxiv == paper.arxiv
