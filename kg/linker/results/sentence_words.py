"""A sentence as words for the models of results: stems, with names, metrics and numbers by their sort.

"GPT-4 reaches 63.2% on MMLU" and "Owl achieves 12% on QuizBench" read almost alike: ``MODEL reach NUM on TEST``. What
is learnt of one holds for the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.linker.results.clauses import Sentence
from kg.linker.results.numbers import Number

MODEL, TEST, METRIC, NUMBER = "MODEL", "TEST", "METRIC", "NUM"
_WORD = re.compile(r"[a-z]+(?:[-'’][a-z]+)*|[0-9][0-9.,]*|[^\sa-z0-9]")
_ENDING = re.compile(r"(?<=[a-z]{4})(?:ements?|ments?|ings?|ies|ied|ed|es|s|e|y|ly)$")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence, in reading order.

    Attributes:
        starts, ends: their offsets in the sentence. stems: stems in lower case, or the sort of a name or number.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    stems: tuple[str, ...]

    def first_after(self, position: int) -> int:
        """Return the index of the first word that starts at or after an offset."""
        return bisect_left(self.starts, position)

    def between(self, start: int, end: int) -> tuple[str, ...]:
        """Return the stems of the words that start in a stretch."""
        return self.stems[self.first_after(start) : self.first_after(end)]


def read_words(sentence: Sentence, numbers: Sequence[Number]) -> Words:
    """Return the words of a sentence; ``numbers`` are those found in it."""
    spans = [(number.start, number.end, NUMBER) for number in numbers]
    spans += [(place.start, place.end, TEST if place.is_test else MODEL) for place in sentence.places]
    spans += [(metric.start, metric.end, METRIC) for metric in sentence.metrics]
    found = list(_words_and_spans(sentence.lower, sorted(spans)))
    return Words(*(tuple(column) for column in zip(*found, strict=True))) if found else Words((), (), ())


def _words_and_spans(lower: str, spans: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    position = 0
    for start, end, sort in spans:
        if start < position:
            continue
        yield from _stems_of_text(lower, position, start)
        yield start, end, sort
        position = end
    yield from _stems_of_text(lower, position, len(lower))


def _stems_of_text(lower: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for match in _WORD.finditer(lower, start, end):
        word = match.group()
        yield match.start(), match.end(), _stem_of_word(word)


@lru_cache(maxsize=4096)
def _stem_of_word(word: str) -> str:
    return "0" if word[0].isdigit() else _ENDING.sub("", word)
