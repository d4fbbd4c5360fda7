"""Titles and abstracts of a page that marks neither, by their order and length.

What tells a title from an abstract is the order and, where the order is broken (half a page, a paper without abstract,
an abstract in two paragraphs), the length: a title is short, an abstract is long, they alternate, details end a paper;
each exception costs, and the cheapest labels win (Viterbi's algorithm over three states).
"""

from __future__ import annotations

import math

TITLE, ABSTRACT, DETAILS = "title", "abstract", "details"

# Characters: see kg.readers.listing.page_parts.
_MIDDLE_LENGTH = 268.0
# Costs in doublings of the length. A wrong length costs at most 3, so that two exceptions to the order, which an odd
# title or abstract would need, are never cheaper than calling it odd.
_MAX_LENGTH_COST = 3.0
_BREAK = 5.0  # two titles or two abstracts in a row
_NO_ABSTRACT = 4.0  # details right after a title
_DETAILS_FIRST = 6.0  # an abstract right after details, which stand between it and its title
_LONE_TITLE = 2.5  # a run that ends with a title
_HALF_START = 0.5  # a run that begins with an abstract, where the head of the page is missing
_WHOLE_START = 12.0  # ... and where it is there
_TURNS = {
    (TITLE, TITLE): _BREAK,
    (ABSTRACT, ABSTRACT): _BREAK,
    (TITLE, DETAILS): _NO_ABSTRACT,
    (DETAILS, ABSTRACT): _DETAILS_FIRST,
}


def cheapest_labels(lengths: list[int | None], *, headed: bool) -> list[str]:
    """Return one label for each block of a run of papers.

    Args:
        lengths: characters of each block of text; None stands for details. headed: whether the head of the page stands
            before the run, so that it begins with a title.

    >>> cheapest_labels([60, 900, 70, 800, None], headed=True)
    ['title', 'abstract', 'title', 'abstract', 'details']
    >>> cheapest_labels([700, 60, 900, 70], headed=False)
    ['abstract', 'title', 'abstract', 'title']
    """
    costs = {"start": 0.0}
    origins: list[dict[str, str]] = []
    for length in lengths:
        step: dict[str, float] = {}
        origin: dict[str, str] = {}
        for label, own in _own_costs(length).items():
            turns = {before: cost + _cost_of_turn(before, label, headed) for before, cost in costs.items()}
            best = min(turns, key=turns.__getitem__)
            step[label], origin[label] = turns[best] + own, best
        costs = step
        origins.append(origin)
    costs = {label: cost + (_LONE_TITLE if label == TITLE else 0.0) for label, cost in costs.items()}
    label = min(costs, key=costs.__getitem__)
    labels: list[str] = []
    for origin in reversed(origins):
        labels.append(label)
        label = origin[label]
    return labels[::-1]


def _own_costs(length: int | None) -> dict[str, float]:
    """Say what each label of a block costs by its length: a long title, a short abstract."""
    if length is None:
        return {DETAILS: 0.0}
    doublings = 2 * math.log2(max(1, length) / _MIDDLE_LENGTH)
    weight = max(-_MAX_LENGTH_COST, min(_MAX_LENGTH_COST, doublings))
    return {TITLE: max(0.0, weight), ABSTRACT: max(0.0, -weight)}


def _cost_of_turn(before: str, after: str, headed: bool) -> float:
    """Say what it costs that a label follows another."""
    if after == ABSTRACT and before == "start":
        return _WHOLE_START if headed else _HALF_START
    return _TURNS.get((before, after), 0.0)
