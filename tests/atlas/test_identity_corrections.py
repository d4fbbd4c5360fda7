"""Corrections of who papers are, over builds: with an index, added papers, releases, and what the graph tells."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from kg.atlas.line_files import read_paper_lines
from kg.atlas.linked_papers import PAPERS
from kg.atlas.make.graph_drawer import refresh
from kg.atlas.make.pipeline import add, build
from kg.cli.main import main
from kg.graph.correction.corrections import COLUMNS, CORRECTIONS
from kg.ground.records import Paper
from kg.identify.index.index_build import make_index

_TIDES, _MOONS = "Whistling Tides of the North", "Of Moons That Never Rise"
_GULLS, _BIRDS = "Gulls and Their Patience", "The Patience of Birds at the Shore"
_A, _B = "2401.00001", "2401.00002"


def _papers(path: Path, *records: dict[str, str]) -> Path:
    path.write_bytes(b"\n".join(map(orjson.dumps, records)))
    return path


def _table(path: Path, *lines: tuple[str, str, str]) -> Path:
    rows = ["\t".join((*line, "", "Ada", "2026-01-02", "by hand")) for line in lines]
    path.write_text("\n".join(("\t".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    return path


def _ids(output: Path) -> dict[str, str | None]:
    return {paper.title: paper.arxiv for paper in read_paper_lines(output / PAPERS)}


def test_added_papers_an_index_and_a_full_build_give_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = _papers(tmp_path / "first.jsonl", {"title": _TIDES}, {"title": _MOONS}, {"title": _BIRDS})
    more = _papers(tmp_path / "more.jsonl", {"title": _GULLS, "arxiv": _B})
    known = {_TIDES: _A, _MOONS: "2401.00009"}
    make_index([Paper(title, arxiv=arxiv, date="2024-01") for title, arxiv in known.items()], tmp_path / "ids")
    table = _table(
        tmp_path / "mine.tsv", ("paper-is-not", _TIDES, _A), ("paper-is", _MOONS, "2402.00003"),
        ("same-work", _BIRDS, _GULLS), ("paper-is", "No Such Paper", _A),
    )  # fmt: skip
    full, stepwise = tmp_path / "full", tmp_path / "stepwise"
    build([first, more], full, corrections=table, identify=tmp_path / "ids")

    build([first], stepwise, corrections=table)
    assert main(["identify", "-o", str(stepwise), "--with", str(tmp_path / "ids"), "-q"]) == 0
    assert "mine.tsv:5" not in capsys.readouterr().err, "the folder's own file is named"
    add([more], stepwise)
    refresh(stepwise)
    assert _ids(full) == {_TIDES: None, _MOONS: "2402.00003", _GULLS: _B}
    for name in (PAPERS, "graph.ttl", "graph.nt.gz", "graph.json", CORRECTIONS):
        assert (full / name).read_bytes() == (stepwise / name).read_bytes(), name

    (stepwise / CORRECTIONS).write_text("\t".join(COLUMNS) + "\n", encoding="utf-8")
    add([more], stepwise)
    assert _ids(stepwise) == {_TIDES: _A, _MOONS: None, _GULLS: _B, _BIRDS: None}, "the lines have left no trace"


def test_the_graph_and_show_tell_who_decided_and_old_ids_lead_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    table = _table(tmp_path / "mine.tsv", ("paper-is", _TIDES, _B))
    build([_papers(tmp_path / "in.jsonl", {"title": _TIDES, "arxiv": _A})], output, corrections=table)
    text = (output / "graph.ttl").read_text(encoding="utf-8")
    assert 'kg:matchedAs "correction"' in text
    assert f'kg:matchedBy "paper-is {_B} (Ada, 2026-01-02): by hand"' in text
    assert f'kg:givenArXivId "{_A}"' in text
    assert f"paper:{_A}\n    dcterms:isReplacedBy paper:{_B}" in text
    for name in (f"paper/{_A}", f"https://w3id.org/paperatlas/paper/{_A}", _TIDES):
        assert main(["show", name, "-o", str(output)]) == 0
        assert f"corrected: paper-is {_B} (Ada, 2026-01-02): by hand" in capsys.readouterr().out
