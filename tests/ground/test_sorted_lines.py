"""Lines of any number in the order of their bytes, whatever fits into memory."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.files import sorted_lines
from kg.ground.files.sorted_lines import SortedLines

LINES = st.lists(st.binary(max_size=6).map(lambda line: line.replace(b"\n", b"\0")), max_size=40)


@given(LINES, st.sampled_from([1, 60, 200, 10_000]))
def test_lines_come_in_the_order_of_their_bytes_whatever_is_held(lines: list[bytes], most_held: int) -> None:
    with TemporaryDirectory() as folder:
        held = SortedLines(Path(folder), most_held=most_held)
        for line in lines:
            held.add(line)
        assert list(held.sorted()) == sorted(lines)
        assert list(Path(folder).iterdir()) == [], "runs are removed"


def test_what_fits_into_memory_is_not_written(tmp_path: Path) -> None:
    lines = SortedLines(tmp_path)
    for line in (b"b", b"a"):
        lines.add(line)
    assert list(tmp_path.iterdir()) == []
    assert list(lines.sorted()) == [b"a", b"b"]
    assert list(SortedLines(tmp_path).sorted()) == []


def test_a_separator_sorts_before_letters_also_on_disk(tmp_path: Path) -> None:
    """With its line end a line would sort behind one that goes on with a byte below it."""
    lines = SortedLines(tmp_path, most_held=1)
    for line in (b"key\x09x", b"key", b"key\x00x"):
        lines.add(line)
    assert list(lines.sorted()) == [b"key", b"key\x00x", b"key\x09x"]


def test_many_runs_are_merged_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorted_lines, "_OPEN_RUNS", 4)
    monkeypatch.setattr(sorted_lines, "_WRITTEN", 2)
    lines = SortedLines(tmp_path, most_held=1)
    given_lines = [f"{(number * 37) % 101:03d}".encode() for number in range(60)]
    for line in given_lines:
        lines.add(line)
        assert len(list(tmp_path.iterdir())) <= 4
    assert list(lines.sorted()) == sorted(given_lines)


def test_a_reader_that_stops_leaves_no_runs(tmp_path: Path) -> None:
    lines = SortedLines(tmp_path, most_held=1)
    for number in range(5):
        lines.add(str(number).encode())
    found = lines.sorted()
    assert next(found) == b"0"
    found.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []
