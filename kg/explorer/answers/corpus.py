"""The papers of a graph and what they are linked to, as the answers count them; on arrays, for graphs of any size.

Links are counted that the graph states as facts: those that the saved queries count, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.ground.records import IDENTIFYING
from kg.ground.schema import ArtifactType, Role

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ARTIFACTS = tuple(str(each) for each in ArtifactType)
DATA = tuple(str(each) for each in ArtifactType if each.is_data)
ACTORS = tuple(str(each) for each in ArtifactType if not each.is_data)
ROLES = tuple(str(each) for each in Role)
WORKING = tuple(str(each) for each in Role if each.works_with)
_NAMED_IN_ALL, _FEWEST_NAMED, _MOST_NAMED = 2_000, 4, 40  # papers that one answer, and each of its lists, names
_MOST_STEPS = 12  # of a lineage; the longest known has four


@dataclass(slots=True)
class NodeFacts:
    """What the answers need of nodes beside their kinds, gathered as the nodes come, in any order.

    Attributes:
        dates: of papers, ISO 8601, as exact as known. unknown: artifacts that no catalogue has.
        parents: of artifacts, what each is a variant or a member of. pages: papers read from each page.
    """

    dates: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    parents: dict[str, str] = field(default_factory=dict)
    pages: Counter[str] = field(default_factory=Counter)

    def add(self, identifier: str, kind: str, year: int | None, facts: Mapping[str, Any]) -> None:
        """Take what is needed of a node; ``facts`` as ``kg.explorer.map.drawn_graph.facts_of`` gives them."""
        if kind == "paper":
            if date := _date_of_paper(year, facts.get("date")):
                self.dates[identifier] = date
            sources = facts.get("sources")
            found = [each for each in sources if isinstance(each, Mapping)] if isinstance(sources, list) else []
            read = {str(each["page"]) for each in found if each.get("page") and each.get("format") not in IDENTIFYING}
            self.pages.update(read)
        elif kind in ARTIFACTS:
            if facts.get("known") is False:
                self.unknown.add(identifier)
            if parent := facts.get("variant_of") or facts.get("family"):
                self.parents[identifier] = str(parent)


def _date_of_paper(year: int | None, date: object) -> str:
    """Return the date where it is of the paper's year, else the year; empty where there is none."""
    if year is None:
        return ""
    text = str(date or "")
    head, tail = f"{year:04d}", text[5:7]
    return f"{head}-{tail}" if text[:5] == f"{head}-" and tail.isdecimal() and 1 <= int(tail) <= 12 else head


@dataclass(frozen=True, slots=True)
class Corpus:
    """A graph as the answers read it.

    Attributes:
        ids, kinds: of the nodes, sorted by id. ends: shape (links, 2), places of nodes; ``predicates`` of each link,
            and ``asserted``, whether the graph states it as a fact.
        facts: of the nodes. regions: of the map, by place, or ``communities.ISLAND``; ``region_names`` by number.
        results: figures that papers report, sorted by id.
    """

    ids: Sequence[str]
    kinds: Sequence[str]
    ends: Ints
    predicates: Sequence[str]
    asserted: Bools
    facts: NodeFacts
    regions: Ints
    region_names: Sequence[str]
    results: Sequence[Mapping[str, Any]]

    def are(self, *kinds: str) -> Bools:
        """Mark the nodes of some kinds."""
        return np.fromiter((kind in kinds for kind in self.kinds), bool, len(self.kinds))

    def papers(self) -> list[int]:
        """Return the places of the papers."""
        return np.flatnonzero(self.are("paper")).tolist()

    def dated(self) -> dict[int, str]:
        """Return the dates of the papers that have one, by place: ``YYYY`` or ``YYYY-MM``."""
        dates = self.facts.dates
        return {place: dates[self.ids[place]] for place in self.papers() if self.ids[place] in dates}

    def pairs(self, predicates: Iterable[str], targets: Bools) -> Ints:
        """Return the pairs (paper, node) that links of some kinds to the targets state, each once and sorted."""
        if not len(self.ends):
            return np.empty((0, 2), np.int64)
        asked = frozenset(predicates)
        stated = np.fromiter((each in asked for each in self.predicates), bool, len(self.predicates)) & self.asserted
        chosen = stated & self.are("paper")[self.ends[:, 0]] & targets[self.ends[:, 1]]
        return np.unique(self.ends[chosen], axis=0).reshape(-1, 2)

    def head_of_family(self, identifier: str) -> str:
        """Follow what an artifact is a variant or member of to the end."""
        for _ in range(_MOST_STEPS):
            parent = self.facts.parents.get(identifier)
            if parent is None or parent == identifier:
                break
            identifier = parent
        return identifier


class NodeTable:
    """The nodes that an answer speaks of: they get numbers in the order in which they are asked for."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids
        self._numbers: dict[int, int] = {}

    def number(self, place: int) -> int:
        """Return the number of a node in this answer."""
        return self._numbers.setdefault(place, len(self._numbers))

    def numbers(self, places: Iterable[int]) -> list[int]:
        """Return the numbers of some nodes."""
        return [self.number(place) for place in places]

    def ids(self) -> list[str]:
        """Return the ids of the nodes, by number."""
        return [self._ids[place] for place in self._numbers]


def names_of_each(lists: int) -> int:
    """Say how many papers each of some lists may name, so that an answer stays small; all of them are counted.

    >>> names_of_each(10), names_of_each(800)
    (40, 4)
    """
    return max(_FEWEST_NAMED, min(_MOST_NAMED, _NAMED_IN_ALL // max(lists, 1)))


def newest_first(corpus: Corpus, papers: Iterable[int]) -> list[int]:
    """Sort papers by date, the newest first, then those without a date; ties by id."""
    dates = corpus.facts.dates
    by_id = sorted(papers)
    return sorted(by_id, key=lambda place: dates.get(corpus.ids[place], ""), reverse=True)
