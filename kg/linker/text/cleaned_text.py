"""The text that the linker reads: a field without the signs of LaTeX, HTML and Markdown, and the way back to the field.

1. A field without such signs is read as it is; one search tells.
2. ``markup`` takes the markup away, then ``word_edges`` sets names apart from what they touch. Each writes its text in
   *pieces* and remembers for each piece where it came from.
3. ``CleanedText.place`` leads characters of the text back to the field, through the pieces of the last step first. So
   evidence keeps the exact words and offsets of the field, ``BERT$_\\mathrm{large}$`` of BERT-large.

pylatexenc 2.11 is not used: it tells no offsets, takes "100% of" for a comment and drops the rest, fails on ``\\href``
and on deep braces (3 of 208 abstracts with LaTeX), and needs 5.6 ms for such an abstract, as long as linking it; this
needs 0.1 ms.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kg.ground.records import Evidence

_OPENING = re.compile(r"(?:\\[A-Za-z]+\*?\s?)?\{$|\$$")
_MOST_CLOSED = 8  # brackets around a piece of evidence


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
        """Find where the characters ``start`` to ``end`` (exclusive) stand in the source, what is put in between
        others.
        """
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


@dataclass(frozen=True, slots=True)
class CleanedText:
    """A field as the linker reads it.

    Attributes:
        shown: the field. text: what is read. steps: how one became the other, the first first; none where they are one.
    """

    shown: str
    text: str
    steps: tuple[Pieces, ...] = ()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Find where the characters ``start`` to ``end`` (exclusive) of the text stand in the field."""
        for pieces in reversed(self.steps):
            start, end = pieces.place(start, end)
        return start, end

    def shown_evidence(self, evidence: Evidence) -> Evidence:
        """Turn evidence in the text into evidence in the field."""
        if not self.steps:
            return evidence
        first, last = self.place(evidence.sentence_start, evidence.sentence_end)
        start, end = self._with_brackets(*self.place(evidence.start, evidence.end))
        return Evidence(evidence.field, start, end, self.shown[start:end], min(first, start), max(last, end))

    def _with_brackets(self, start: int, end: int) -> tuple[int, int]:
        """Widen a place by the brackets and dollars that close or open what stands in it: all of ``BERT$_{large}$``."""
        for _ in range(_MOST_CLOSED):
            words = self.shown[start:end]
            unclosed, dollars = words.count("{") - words.count("}"), words.count("$") % 2
            sign = self.shown[end : end + 1]
            if (sign == "}" and unclosed > 0) or (sign == "$" and dollars):
                end += 1
            elif (unclosed < 0 or dollars) and (opening := _OPENING.search(self.shown, max(0, start - 20), start)):
                start = opening.start()
            else:
                break
        return start, end


def clean_steps(shown: str, *steps: Callable[[str], Pieces | None]) -> CleanedText:
    """Clean a field by steps, each of which gives None where it has nothing to do."""
    text, done = shown, []
    for step in steps:
        if (pieces := step(text)) is not None:
            text = pieces.text
            done.append(pieces)
    return CleanedText(shown, text, tuple(done))
