"""The files of one object a line: what was written is read, and a broken line is named with file, number and remedy."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kg.atlas.line_files import read_paper_lines, read_reading_lines, record_line
from kg.ground.errors import OutputError
from kg.ground.records import Paper
from tests import samples

PAPERS = [Paper("One", comments=0), Paper("Two", date="2024")]


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("name", ["papers.jsonl", "records.jsonl.gz"])
def test_papers_are_read_as_they_were_written(name: str, tmp_path: Path) -> None:
    path = _written(tmp_path / name, b"".join(map(record_line, PAPERS)))
    assert list(read_paper_lines(path)) == PAPERS
    opened = path.open("rb")
    assert list(read_paper_lines(tmp_path / "elsewhere" / name, opened=opened)) == PAPERS
    assert opened.closed


def test_readings_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = _written(tmp_path / "readings.jsonl", b"".join(map(record_line, samples.readings())))
    assert list(read_reading_lines(path)) == samples.readings()


@pytest.mark.parametrize("name", ["papers.jsonl", "records.jsonl.gz"])
@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "the paper is no JSON"),
        (b'{"title":5}', "title of the paper: expected `str`, got `int`"),
        (b'{"title":""}', "a paper has no title"),
    ],
)
def test_a_broken_line_is_named(line: bytes, problem: str, name: str, tmp_path: Path) -> None:
    path = _written(tmp_path / name, record_line(PAPERS[0]) + line + b"\n" + record_line(PAPERS[1]))
    papers = read_paper_lines(path)
    assert next(papers) == PAPERS[0]
    with pytest.raises(OutputError) as caught:
        next(papers)
    assert caught.value.where == f"{path}:2"
    assert caught.value.problem.startswith(f"the line is broken: {problem}")
    assert str(caught.value).endswith("; build again")


def test_every_fault_of_a_record_names_its_line(tmp_path: Path) -> None:
    """An artifact without a type is another class of error than a field of a wrong type."""
    line = record_line(samples.readings()[0]).replace(b'"types":["benchmark"]', b'"types":[]')
    with pytest.raises(OutputError, match=r"readings.jsonl:1: the line is broken: artifact 'AtlasBench' has no type"):
        list(read_reading_lines(_written(tmp_path / "readings.jsonl", line)))


@pytest.mark.parametrize("change", [lambda data: data[:-9], lambda data: b"nothing packed", lambda data: data[:30]])
def test_a_file_that_cannot_be_unpacked_is_named(change: object, tmp_path: Path) -> None:
    assert callable(change)
    path = tmp_path / "records.jsonl.gz"
    path.write_bytes(change(gzip.compress(b"".join(map(record_line, PAPERS)))))
    with pytest.raises(OutputError, match=r"records.jsonl.gz: cannot be read: .*; build again"):
        list(read_paper_lines(path))


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"papers.jsonl: cannot be read: .*No such file"):
        list(read_paper_lines(tmp_path / "papers.jsonl"))
