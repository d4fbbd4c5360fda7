"""Lines that only one of two sorted files has, in one pass over both, whatever their size.

1. Two versions of a graph are mostly equal, so both files are first compared in blocks: what is equal is passed over
   without being divided into lines, in blocks that grow while they are equal.
2. Where two blocks differ, their common beginning is found by halving, and from the line in which it ends the files are
   merged line by line, until both have the same line again.
3. The lines before and after a place in a file tell whether it says anything else of the same subject there: sorted
   lines of one subject stand together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from kg.ground.errors import InputError

_PIECE = 1 << 18  # bytes that are read at a time
_LONGEST = 64 << 20  # bytes of a line; the longest abstract that is read has a hundredth
_FIRST_BLOCK, _LARGEST_BLOCK = 1 << 10, 1 << 17  # bytes


@dataclass(frozen=True, slots=True)
class LineDifference:
    """A line that one of two files has.

    Attributes:
        added: whether the new file has it; else the old one had it. line: with its line end.
        alone: whether the other file has no line of the same subject (its first word).
    """

    added: bool
    line: bytes
    alone: bool


def line_differences(old: IO[bytes], new: IO[bytes]) -> Iterator[LineDifference]:
    """Yield the lines that only one of two files has, sorted as these are.

    Args:
        old, new: sorted by their bytes, each line once.

    Raises:
        InputError: a line has more than 64 MiB. What reading raises.

    >>> import io
    >>> [(each.added, each.line) for each in line_differences(io.BytesIO(b"a\\nb\\n"), io.BytesIO(b"b\\nc\\n"))]
    [(False, b'a\\n'), (True, b'c\\n')]
    """
    left, right = _Side(old), _Side(new)
    while True:
        _pass_equal_blocks(left, right)
        one, other = left.line(), right.line()
        if one == other:
            if not one:
                return
            left.take()
            right.take()
            continue
        while one != other:
            if one and (not other or one < other):
                yield LineDifference(False, one, not right.has_subject(one))
                left.take()
                one = left.line()
            else:
                yield LineDifference(True, other, not left.has_subject(other))
                right.take()
                other = right.line()


class _Side:
    """A file of lines, read piece by piece, with the line before the place where it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._data = b""
        self._at = 0
        self._before = b""
        self._line: bytes | None = None

    def line(self) -> bytes:
        """Return the line that comes next, without going on; empty at the end."""
        if self._line is None:
            end = self._data.find(b"\n", self._at)
            while end < 0:
                searched = len(self._data) - self._at
                if not self._read():
                    break
                end = self._data.find(b"\n", searched)
            self._line = self._data[self._at : end + 1 if end >= 0 else len(self._data)]
        return self._line

    def take(self) -> None:
        """Go on to the next line."""
        line = self.line()
        self._before, self._line = line, None
        self._at += len(line)

    def block(self, size: int) -> bytes:
        """Return so many of the bytes that come next, or fewer at the end of the file."""
        while len(self._data) - self._at < size and self._read():
            pass
        return self._data[self._at : self._at + size]

    def skip(self, block: bytes) -> None:
        """Go on behind some whole lines that come next."""
        if block:
            self._before, self._line = block[block.rfind(b"\n", 0, len(block) - 1) + 1 :], None
            self._at += len(block)

    def has_subject(self, line: bytes) -> bool:
        """Check whether a line of the subject that another line has stands before or after this place."""
        subject = line[: line.find(b" ") + 1]
        return bool(subject) and (self._before.startswith(subject) or self.line().startswith(subject))

    def _read(self) -> bool:
        """Read on; what was taken is let go."""
        rest = self._data[self._at :]
        if len(rest) > _LONGEST:
            raise InputError("a line has more than 64 MiB", remedy="no graph of papers has one; write it anew")
        piece = self._file.read(_PIECE)
        self._data, self._at = rest + piece, 0
        return bool(piece)


def _pass_equal_blocks(left: _Side, right: _Side) -> None:
    """Pass over lines that both have next, as far as blocks of them are equal."""
    size = _FIRST_BLOCK
    while True:
        one, other = left.block(size), right.block(size)
        common = _common_length(one, other)
        whole = one[: one.rfind(b"\n", 0, common) + 1]
        left.skip(whole)
        right.skip(whole)
        if common < size or not whole:
            return
        size = min(2 * size, _LARGEST_BLOCK)


def _common_length(one: bytes, other: bytes) -> int:
    """Count the bytes at the beginning that are the same."""
    least = min(len(one), len(other))
    if one[:least] == other[:least]:
        return least
    low, high = 0, least  # one[:low] is common, and one[:high] is not
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low
