"""A build asks an index who its papers are; what it says stays, can be seen, and is replaced by a newer index."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from kg.atlas.identification import IDENTIFIED, without_identification
from kg.atlas.line_files import read_paper_lines
from kg.atlas.linked_papers import PAPERS
from kg.atlas.make.pipeline import add, build
from kg.atlas.make.revision import read_records
from kg.atlas.manifest import read_manifest
from kg.cli.main import main
from kg.ground.codec import decode_paper
from kg.ground.errors import InputError
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.records import Paper
from kg.identify.index.index_build import make_index

_TIDES, _MOONS = "Whistling Tides: A Test of Patience in Gulls", "Of Moons That Never Rise"


def _index(folder: Path, arxiv: str = "2401.00001") -> Path:
    works = [
        Paper(_TIDES, "Gulls wait by the sea for a very long time.", date="2024-01-02", arxiv=arxiv),
        Paper("Another Work Altogether about Harbours", date="2023-05", arxiv="2305.00005"),
    ]
    make_index(works, folder)
    return folder


def _papers(path: Path, *titles: str) -> Path:
    path.write_bytes(b"\n".join(orjson.dumps({"title": title}) for title in titles))
    return path


def _ids(output: Path) -> dict[str, str | None]:
    return {paper.title: paper.arxiv for paper in read_paper_lines(output / PAPERS)}


def test_ids_stay_without_the_index_and_a_newer_one_replaces_them(tmp_path: Path) -> None:
    index, output = _index(tmp_path / "ids"), tmp_path / "out"
    build([_papers(tmp_path / "in.jsonl", _TIDES.upper(), _MOONS)], output, identify=index)
    assert _ids(output) == {_TIDES.upper(): "2401.00001", _MOONS: None}
    rows = [line.split("\t") for line in (output / IDENTIFIED).read_text().splitlines()]
    assert [(row[0], row[1], row[2], row[4]) for row in rows[1:]] == [
        (_MOONS, "none", "", ""), (_TIDES.upper(), "found", "2401.00001", "exact"),
    ]  # fmt: skip

    add([_papers(tmp_path / "more.jsonl", "A Third Thing")], output)
    assert _ids(output)[_TIDES.upper()] == "2401.00001"
    text = (output / "graph.ttl").read_text()
    assert 'kg:matchedAs "exact"' in text
    assert "dcterms:isReplacedBy paper:2401.00001" in text

    _index(tmp_path / "newer", "2401.00009")
    assert main(["identify", "-o", str(output), "--with", str(tmp_path / "newer"), "-q"]) == 0
    assert _ids(output)[_TIDES.upper()] == "2401.00009"
    records = SortedLines(tmp_path)
    read_records(output, read_manifest(output), records)
    assert {decode_paper(line).title for line in without_identification(records.sorted())} == {
        _TIDES.upper(),
        _MOONS,
        "A Third Thing",
    }


def test_no_index_is_named_and_nothing_is_built(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        build([_papers(tmp_path / "in.jsonl", _TIDES)], tmp_path / "out", identify=tmp_path / "ids")
    assert str(tmp_path / "ids") in str(caught.value)
    assert not (tmp_path / "out" / PAPERS).exists()
