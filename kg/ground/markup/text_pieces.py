"""A text made of pieces of another, and the way back from each of its characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in pieces, and where each stands in its source.

    Attributes:
        text: all of them. begins: where each begins in it, ascending.
        starts, ends: what each stands for in the source (end exclusive); as long as the piece where it is a copy.
    """

    text: str
    begins: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Tell where the characters ``start`` to ``end`` (exclusive) stand in the source, or what is put in between."""
        if start == end:
            before = self._place_of_character(start - 1)[1] if start else 0
            return before, before
        return self._place_of_character(start)[0], self._place_of_character(end - 1)[1]

    def _place_of_character(self, at: int) -> tuple[int, int]:
        piece = bisect_right(self.begins, at) - 1
        begin, start, end = self.begins[piece], self.starts[piece], self.ends[piece]
        after = self.begins[piece + 1] if piece + 1 < len(self.begins) else len(self.text)
        if after - begin == end - start:
            return start + at - begin, start + at - begin + 1
        return start, end


@dataclass(slots=True)
class PieceWriter:
    """Writes a text in pieces, from the start of its source to the end.

    >>> writer = PieceWriter("Caf\\\\'e")
    >>> writer.copy(0, 3)
    >>> writer.write("é", 3, 6)
    >>> pieces = writer.pieces()
    >>> pieces.text, pieces.place(3, 4)
    ('Café', (3, 6))
    """

    source: str
    _parts: list[str] = field(default_factory=list)
    _begins: list[int] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)
    _length: int = 0

    def copy(self, start: int, end: int) -> None:
        """Write a part of the source as it is."""
        self.write(self.source[start:end], start, end)

    def write(self, text: str, start: int, end: int) -> None:
        """Write a text for a part of the source."""
        if text:
            self._parts.append(text)
            self._begins.append(self._length)
            self._starts.append(start)
            self._ends.append(end)
            self._length += len(text)

    def last_characters(self) -> str:
        """Return the last characters written, some twenty where there are so many."""
        return "".join(self._parts[-8:])[-20:]

    def pieces(self) -> Pieces:
        """Return all that is written."""
        return Pieces("".join(self._parts), self._begins, self._starts, self._ends)
