"""A part of a large file of JSON lines, read by itself: several readers share the file without reading all of it.

1. Each line belongs to the part in which it begins. A part is given as bytes from somewhere to somewhere; it begins
   with the first line that begins there.
2. What the file is, and whose records it holds, is told by the head of the whole file.
3. Records and lines are counted from the part's own first one. Who has the counts of the parts before it puts that
   right (``moved_paper``, ``moved_fault``): then it is what one reader of the whole file would give.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.base.input_stream import BUFFER, HEAD, CountedBytes, Fault, Page, ReadingHints
from kg.readers.base.packed_bytes import packing_of
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.json_papers import JSON_FORMATS, has_lines
from kg.readers.read_files import recognise_input

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_LINE = re.compile(r"(.*):(\d+)", re.S)
_Fault = TypeVar("_Fault", bound=InputError)
_FORMATS = frozenset(each.name for each in JSON_FORMATS)


@dataclass(slots=True)
class LinesPart:
    """A part of a file: its bytes, and what reading it counts.

    Attributes:
        begin, end: bytes of the file. records, lines: how many there were. papers: those among the records.
        unread: fields that are not read.
    """

    path: Path
    name: str
    begin: int
    end: int
    records: int = 0
    lines: int = 0
    papers: int = 0
    unread: UnreadFields = field(default_factory=UnreadFields)

    def read(self, format: str | None, hints: ReadingHints, fault: Fault) -> Iterator[Paper]:
        """Yield the papers of the part, with positions from 1.

        Raises:
            InputError: the file cannot be read.
        """
        with self.path.open("rb") as file:
            head = _head_of_file(self.path, self.name)
            begin, end = (_first_line_from(file, place) for place in (self.begin, self.end))
            if begin >= end:
                return
            file.seek(begin)
            raw = CountedBytes(self.path, io.BufferedReader(_Stretch(file, end - begin), BUFFER))
            page = Page(self.path, io.BufferedReader(raw, BUFFER), raw, self.name, head_of_file=head)
            page.hints = replace(hints, part_of_file=True)
            reader = next((each for each in JSON_FORMATS if each.name == format), None) or recognise_input(page)
            for paper in reader.read(page, fault):
                self.papers += 1
                assert isinstance(paper, Paper), "only formats of papers are read by parts"
                yield paper
            self.records, self.lines, self.unread = page.records, page.line_count, page.unread


def parts_of_file(path: Path, name: str, size: int, format: str | None) -> list[LinesPart]:
    """Divide a file into parts of so many bytes; none where it is smaller, packed, or not of JSON lines."""
    whole = path.stat().st_size
    if whole <= size or not _is_of_lines(path, name, format):
        return []
    return [LinesPart(path, name, begin, min(begin + size, whole)) for begin in range(0, whole, size)]


def moved_paper(paper: Paper, records: int) -> Paper:
    """Return a paper whose place is counted from the first record of the file, so many of which are before the part."""
    return replace(paper, sources=tuple(replace(one, position=one.position + records) for one in paper.sources))


def moved_fault(fault: _Fault, lines: int) -> _Fault:
    """Return a fault that names the line in the file, so many of which are before the part."""
    found = _LINE.fullmatch(fault.where or "")
    if found is None:
        return fault
    return type(fault)(fault.problem, where=f"{found[1]}:{int(found[2]) + lines}", remedy=fault.remedy)


def _is_of_lines(path: Path, name: str, format: str | None) -> bool:
    with path.open("rb") as file:
        if packing_of(io.BufferedReader(_Stretch(file, HEAD), BUFFER)) is not None:
            return False
    try:
        with path.open("rb") as file:
            raw = CountedBytes(path, file)
            page = Page(path, io.BufferedReader(raw, BUFFER), raw, name)
            known = format or recognise_input(page).name
    except InputError:
        return False  # who reads the whole file says why
    return known in _FORMATS and has_lines(page.head)


def _head_of_file(path: Path, name: str) -> bytes:
    with path.open("rb") as file:
        raw = CountedBytes(path, file)
        return Page(path, io.BufferedReader(raw, BUFFER), raw, name).head


def _first_line_from(file: Any, place: int) -> int:
    """Find where the first line begins that does not begin before a place; a line may be of any length."""
    if place == 0:
        return 0
    file.seek(place - 1)
    at = place - 1
    while block := file.read(BUFFER):
        found = block.find(b"\n")
        if found >= 0:
            return int(at + found + 1)
        at += len(block)
    return int(at)


class _Stretch(io.RawIOBase):
    """So many bytes of an open file, from where it stands."""

    def __init__(self, file: Any, length: int) -> None:
        self.name = str(file.name)
        self._file = file
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        with memoryview(buffer).cast("B") as view:
            data = self._file.read(min(len(view), self._left))
            view[: len(data)] = data
        self._left -= len(data)
        return len(data)
