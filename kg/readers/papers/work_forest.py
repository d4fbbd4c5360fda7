"""Which records are one work, over all ids and titles: a disjoint-set forest.

1. What people said is one work is joined.
2. Records with the same arXiv id, or the same DOI (of a preprint: without its version), are joined.
3. Title by title in alphabetical order, works are joined as ``kg.readers.papers.same_work`` says.

What people said are two works is never joined at 3; where it shares an id, 2 joins it all the same, and who gives the
decisions sees to it that no id is left to both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.ground.records import Paper
from kg.ground.text import title_key
from kg.readers.papers.same_work import Evidence, doi_key, facts_of_records, is_generic_title, works_of_title


@dataclass(frozen=True, slots=True)
class SettledWorks:
    """What people said of records.

    Attributes:
        together: sets of records that are one work each. apart: pairs of sets that are two works.
    """

    together: tuple[frozenset[Paper], ...] = ()
    apart: tuple[tuple[frozenset[Paper], frozenset[Paper]], ...] = ()


NOTHING_SETTLED = SettledWorks()


def joined_records(
    papers: Sequence[Paper], settled: SettledWorks = NOTHING_SETTLED
) -> Iterator[tuple[tuple[Paper, ...], Evidence]]:
    """Yield the records of each work, and the weakest evidence that they are one.

    Args:
        papers: no two of them are equal.
    """
    forest = _ForestOfWorks(papers)
    forest.join_settled(settled.together)
    forest.join_by_identifier()
    forest.join_by_title(settled.apart)
    yield from forest.works()


class _ForestOfWorks:
    """A disjoint-set forest of papers, with the members and the weakest evidence of each set."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = papers
        self._parents = list(range(len(papers)))
        self._members = [[index] for index in range(len(papers))]
        self._evidence = [Evidence.IDENTIFIER] * len(papers)

    def _root_of_paper(self, index: int) -> int:
        while self._parents[index] != index:
            self._parents[index] = self._parents[self._parents[index]]
            index = self._parents[index]
        return index

    def _join_two_sets(self, one: int, other: int, evidence: Evidence = Evidence.IDENTIFIER) -> None:
        one, other = sorted((self._root_of_paper(one), self._root_of_paper(other)))
        if one != other:
            self._parents[other] = one
            self._members[one] += self._members[other]
            self._evidence[one] = min(self._evidence[one], self._evidence[other], evidence)

    def join_settled(self, together: Iterable[frozenset[Paper]]) -> None:
        """Step 1."""
        if not together:
            return
        places = {paper: index for index, paper in enumerate(self._papers)}
        for records in together:
            first, *others = sorted(places[record] for record in records)
            for other in others:
                self._join_two_sets(first, other)

    def join_by_identifier(self) -> None:
        """Step 2."""
        first: dict[tuple[str, str], int] = {}
        for index, paper in enumerate(self._papers):
            for kind, name in (("arxiv", paper.arxiv), ("doi", paper.doi and doi_key(paper.doi))):
                if name:
                    self._join_two_sets(first.setdefault((kind, name), index), index)

    def join_by_title(self, apart: Sequence[tuple[frozenset[Paper], frozenset[Paper]]]) -> None:
        """Step 3."""
        same_title: defaultdict[str, list[int]] = defaultdict(list)
        for index, paper in enumerate(self._papers):
            same_title[title_key(paper.title)].append(index)
        for key, indexes in sorted(same_title.items()):
            roots = sorted({self._root_of_paper(index) for index in indexes})
            if len(roots) == 1:
                continue
            records = [[self._papers[index] for index in self._members[root]] for root in roots]
            facts = [facts_of_records(each) for each in records]
            said = _said_apart([frozenset(each) for each in records], apart) if apart else None
            for joined in works_of_title(facts, generic=is_generic_title(key), apart=said):
                for place in joined.places[1:]:
                    self._join_two_sets(roots[joined.places[0]], roots[place], joined.evidence)

    def works(self) -> Iterator[tuple[tuple[Paper, ...], Evidence]]:
        """Yield the papers of each set."""
        for index, parent in enumerate(self._parents):
            if index == parent:
                yield tuple(self._papers[member] for member in self._members[index]), self._evidence[index]


def _said_apart(
    works: Sequence[frozenset[Paper]], apart: Sequence[tuple[frozenset[Paper], frozenset[Paper]]]
) -> Callable[[int, int], bool] | None:
    """Return what tells whether people said that two works, by their places, are two; None where they said nothing."""
    holders = [
        ({at for at, work in enumerate(works) if work & one}, {at for at, work in enumerate(works) if work & other})
        for one, other in apart
    ]
    pairs = {pair for ones, others in holders for a in ones for b in others for pair in ((a, b), (b, a))}
    return (lambda one, other: (one, other) in pairs) if pairs else None
