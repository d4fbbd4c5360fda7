"""A file of JSON lines read by parts gives what it gives as a whole, wherever it is cut."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson
import pytest

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.base.input_stream import ReadingHints
from kg.readers.lines_part import moved_fault, moved_paper, parts_of_file
from kg.readers.read_files import read_papers

_LINES = [
    b'\xef\xbb\xbf{"title": "On Tides", "arxiv": "2401.00001", "mood": "calm as the sea is at night"}',
    b'{"title": "On \xc3\xa4bb and flow", "doi": "10.9999/ebb"}{"title": "Two on one line"}',
    b"",
    b"not json",
    b'{"title": "Of Moons", "abstract": "' + b"moon " * 40 + b'", "mood": "all of it is about the moon"}\r',
    b'{"name": "no title at all"}',
    b'{"title": "Of Gulls"}',
]


def _by_parts(path: Path, size: int) -> tuple[list[Paper], list[str], dict[tuple[str, str], int]]:
    papers: list[Paper] = []
    said: list[str] = []
    unread: dict[tuple[str, str], int] = {}
    records = lines = 0
    for part in parts_of_file(path, path.name, size, None):
        faults: list[InputError] = []
        papers += [moved_paper(paper, records) for paper in part.read(None, ReadingHints(), faults.append)]
        said += [str(moved_fault(fault, lines)) for fault in faults]
        records, lines = records + part.records, lines + part.lines
        for key, count in part.unread.counts.items():
            unread[key] = unread.get(key, 0) + count
    return papers, said, unread


@pytest.mark.parametrize("ending", [b"", b"\n"])
def test_wherever_the_file_is_cut_the_papers_are_the_same(ending: bytes, tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_bytes(b"\n".join(_LINES) + ending)
    faults: list[InputError] = []
    whole = list(read_papers(path, on_fault=faults.append))
    assert [paper.sources[0].position for paper in whole] == [1, 2, 3, 5, 7]
    *said, unread = map(str, faults)
    assert "(text, 2 records)" in unread
    for size in range(1, path.stat().st_size):
        assert _by_parts(path, size) == (whole, said, {("mood", "text"): 2}), size


def test_what_is_no_plain_file_of_lines_is_not_cut(tmp_path: Path) -> None:
    records = [{"title": f"Of Tides {number}", "abstract": "Ebb."} for number in range(9)]
    document, packed, other = tmp_path / "a.json", tmp_path / "b.jsonl.gz", tmp_path / "c.csv"
    document.write_bytes(orjson.dumps(records))
    packed.write_bytes(gzip.compress(b"\n".join(map(orjson.dumps, records))))
    other.write_text("title,abstract\n" + "Of Tides,Ebb.\n" * 20, encoding="utf-8")
    for path in (document, packed, other):
        assert parts_of_file(path, path.name, 40, None) == []


def test_a_part_without_papers_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_bytes(b'{"title": "On Tides"}\n' + b'{"name": "x"}\n' * 6000)
    papers, said, _ = _by_parts(path, 200)
    assert [paper.title for paper in papers] == ["On Tides"]
    assert len(said) == 6000
    assert said[-1].startswith(f"{path}:6001: ")
