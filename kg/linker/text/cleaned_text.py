"""The text that the linker reads: a field without the signs of LaTeX, HTML and Markdown, and the way back to the field.

1. A field without such signs is read as it is; one search tells.
2. ``kg.ground.markup`` takes the markup away, then ``word_edges`` sets names apart from what they touch. Each writes
   its text in *pieces* and remembers for each piece where it came from.
3. ``CleanedText.place`` leads characters of the text back to the field, through the pieces of the last step first. So
   evidence keeps the exact words and offsets of the field, ``BERT$_\\mathrm{large}$`` of BERT-large.

pylatexenc 2.11 is not used: it tells no offsets, takes "100% of" for a comment and drops the rest, fails on ``\\href``
and on deep braces (3 of 208 abstracts with LaTeX), and needs 5.6 ms for such an abstract, as long as linking it; this
needs 0.1 ms.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kg.ground.markup.text_pieces import Pieces
from kg.ground.records import Evidence

_OPENING = re.compile(r"(?:\\[A-Za-z]+\*?\s?)?\{$|\$$")
_MOST_CLOSED = 8  # brackets around a piece of evidence


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
