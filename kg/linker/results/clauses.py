"""A sentence as the reading of results sees it: linked names, metrics, clauses and enumerations, by character offset.

Clauses end at ``;``, a list mark such as ``(2)``, a dash, and before "while", "whereas", "but", "although" and "yet".
An enumeration is a run of names or figures that only commas, "and", "or" or brackets part; a name in it that nothing
was linked to keeps its rank, so that "A, B and C" lines up with three figures even where only A and C are known.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kg.linker.results.metrics import MetricName, find_metrics, fold_case

_CLAUSE_END = re.compile(
    r";\s|\s--\s?|\s?[—]\s?|(?:^|\s)\((?:\d{1,2}|[ivx]{1,4})\)\s"
    r"|,?\s(?:while|whereas|but|although|though|yet|and\sthat)\s"
)
_SEPARATOR = re.compile(r"\s*(?:,\s*(?:(?:and|or)\b)?|\band\b|\bor\b|&|/|\bas well as\b)\s*")
_BRACKET = re.compile(r"\([^()]{0,40}\)")
# A word that is spelled like a name: a capital somewhere, no space.
_NAME = re.compile(r"(?=\S{0,12}[A-Z])[\w][\w.+'^-]{1,30}")
_NAMES_BEFORE = re.compile(r"((?:(?=\S{0,12}[A-Z])[\w][\w.+'^-]{1,30}(?:,\s|\s(?:and|or)\s|,\s(?:and|or)\s)){1,6})$")
_NAME_AFTER = re.compile(r"(?:\s?,\s?(?:and\s|or\s)?|\s(?:and|or)\s)((?=\S{0,12}[A-Z])[\w][\w.+'^-]{1,30})")
_LONGEST_GAP = 60
#: Words that stand for what the paper introduces.
OWN = re.compile(
    r"\b(?:we|our|ours|it|they|i|(?:the|this|these)\s(?:proposed\s|resulting\s|new\s|adapted\s|trained\s|final\s)?"
    r"(?:method|model|approach|framework|system|technique|agent|algorithm|strategy|pipeline|architecture)s?)\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A linked artifact in a sentence; offsets within the sentence.

    Attributes:
        is_test: whether it is a benchmark or dataset. aside: whether the paper only trains on it or mentions it.
        introduced: whether the paper introduces it.
    """

    start: int
    end: int
    slug: str
    is_test: bool = False
    aside: bool = False
    introduced: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what was found in it.

    Attributes:
        lower: the text in lower case, of the same length. bounds: where clauses start, ascending, the first 0.
    """

    text: str
    lower: str
    places: tuple[Place, ...]
    metrics: tuple[MetricName, ...]
    bounds: tuple[int, ...]

    def clause(self, position: int) -> tuple[int, int]:
        """Start and end of the clause around a position."""
        number = bisect_right(self.bounds, position)
        end = self.bounds[number] if number < len(self.bounds) else len(self.text)
        return self.bounds[number - 1], end

    @property
    def models(self) -> list[Place]:
        return [place for place in self.places if not place.is_test]

    @property
    def tests(self) -> list[Place]:
        return [place for place in self.places if place.is_test]


def read_sentence(text: str, places: Sequence[Place]) -> Sentence:
    """Find the metrics and clauses of a sentence.

    >>> read_sentence("A wins; B loses.", ()).clause(10)
    (8, 16)
    """
    lower = fold_case(text)
    bounds = tuple(dict.fromkeys((0, *(match.end() for match in _CLAUSE_END.finditer(lower)))))
    return Sentence(text, lower, tuple(places), tuple(find_metrics(text)), bounds)


def enumerations(text: str, places: Sequence[Place], others: Sequence[Place] = ()) -> list[tuple[Place | None, ...]]:
    """Return the enumerations of two and more names among ``places``; None stands for a name that nothing was linked
    to.

    ``others`` are linked names of another sort: they belong to no run.

    >>> first, second = Place(3, 5, "aa"), Place(14, 16, "cc")
    >>> [[p and p.slug for p in run] for run in enumerations("On AA, BB and CC.", [first, second])]
    [['aa', None, 'cc']]
    """
    linked = sorted((*places, *others), key=lambda place: place.start)
    runs: list[list[Place | None]] = []
    last_end = -1
    for place in places:
        between = _count_unlinked_names(text[last_end : place.start]) if runs else None
        if between is None:
            _add_name_after(text, last_end, runs, linked)
            runs.append([None] * _names_before(text, place.start, linked) + [place])
        else:
            runs[-1].extend([None] * between + [place])
        last_end = place.end
    _add_name_after(text, last_end, runs, linked)
    return [tuple(run) for run in runs if len(run) > 1]


def _names_before(text: str, start: int, linked: Sequence[Place]) -> int:
    """Say how many unlinked names of an enumeration stand before its first linked one."""
    before = max((place.end for place in linked if place.end <= start), default=0)
    match = _NAMES_BEFORE.search(text[max(before, start - _LONGEST_GAP) : start])
    return len([part for part in _SEPARATOR.split(match[1]) if part]) if match else 0


def _add_name_after(text: str, end: int, runs: Sequence[list[Place | None]], linked: Sequence[Place]) -> None:
    """Count the unlinked name after the last linked one of an enumeration."""
    match = _NAME_AFTER.match(text, end) if runs else None
    if match and not any(place.start < match.end(1) and match.start(1) < place.end for place in linked):
        runs[-1].append(None)


def _count_unlinked_names(gap: str) -> int | None:
    """Say how many unlinked names part two names of an enumeration; None where something else does."""
    if len(gap) > _LONGEST_GAP:
        return None
    # A name may be linked but for its ending: "AIME" in "AIME25".
    bare = re.sub(r"^[\w.+'’-]{1,6}(?=[\s,])", "", _BRACKET.sub("", gap))
    if not _SEPARATOR.search(bare):
        return None
    parts = [part.strip() for part in _SEPARATOR.split(bare)]
    if parts[0] or parts[-1] not in ("", "the", "on", "on the"):
        return None
    inner = [part for part in parts[1:-1] if part]
    return len(inner) if all(_NAME.fullmatch(part) for part in inner) else None
