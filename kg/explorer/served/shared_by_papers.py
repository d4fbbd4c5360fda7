"""What chosen nodes share through papers and through figures, beyond what the graph links to two of them itself.

1. Papers: of each chosen node the most linked ones that state a link to it, and those that name two of the chosen; a
   chosen paper stands for itself.
2. Whatever else these papers state a link to belongs to the chosen nodes that they name. It is shared if it belongs to
   two of them, be it by one paper that names both or by one paper each.
3. What one paper names together with two of them goes before the rest, then what fewest papers of the graph have.
4. Figures: of each chosen model the data that they are on, of each chosen data set the models; shared if of two.

``js/data/shared.js`` answers the same from a page's own data, in the same order. However busy the chosen nodes are, a
bounded number of papers and figures is read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from kg.explorer.map.kinds import KINDS
from kg.explorer.served.index_rows import IndexRows, Shape, list_as_json
from kg.explorer.served.node_description import NodeDescriptions
from kg.ground.schema import ArtifactType

#: What papers share; the kinds of nodes by their numbers.
SHARED_KINDS = frozenset(place for place, kind in enumerate(KINDS) if kind.name in (*ArtifactType, "topic"))
PAPER = next(place for place, kind in enumerate(KINDS) if kind.name == "paper")
_MOST_READ = 300  # papers of each chosen node
_MOST_OF_KIND = 24  # as many as the page shows of each
_MOST_TOGETHER = 3  # papers that name two of the chosen nodes, of those that say by which something is shared
_MOST_FIGURES = 400  # of each chosen node
_MOST_EACH = 2  # figures of one chosen node on one thing


@dataclass(frozen=True, slots=True)
class _Papers:
    """Papers by rank: the chosen nodes that each is or names, and what else it links to."""

    owners: Mapping[int, Set[int]]
    holders: Mapping[int, Sequence[int]]


class SharedByPapers:
    """Finds what chosen nodes share through papers. Args: ``rows``, of the index; ``descriptions``, of its nodes."""

    def __init__(self, rows: IndexRows, descriptions: NodeDescriptions) -> None:
        self._rows = rows
        self._descriptions = descriptions

    def through(self, chosen: Mapping[int, Shape], shared: Set[int]) -> Shape:
        """Find what papers of at least two of the chosen nodes name.

        Args:
            chosen: the nodes by rank, in their order. shared: ranks of what is linked to two of them itself.

        Returns:
            ``through``: ``{node, of, together, by}``: ids of those that share it, how many papers name it with two of
            them, and papers by which it is shared; ``through_totals``: how many there are, by kind.
        """
        papers = self._papers_of_chosen(chosen, shared)
        of = {
            other: set(chain.from_iterable(papers.owners[paper] for paper in holders))
            for other, holders in papers.holders.items()
        }
        others = [other for other in of if len(of[other]) > 1 and other not in shared]
        together = {other: sum(len(papers.owners[paper]) > 1 for paper in papers.holders[other]) for other in others}
        known = self._rows.kinds_and_papers(others)
        others.sort(key=lambda other: (-len(of[other]), not together[other], known[other][1], other))
        totals = Counter(known[other][0] for other in others)
        kept = _first_of_each_kind(others, {other: kind for other, (kind, _) in known.items()})
        by = {other: _papers_to_name(papers.holders[other], papers.owners) for other in kept}
        nodes = self._rows.nodes_by_rank({*kept, *chain.from_iterable(by.values())})
        return {
            "through": [
                {
                    "node": nodes[other],
                    "of": [node["id"] for rank, node in chosen.items() if rank in of[other]],
                    "together": together[other],
                    "by": [nodes[paper] for paper in by[other]],
                }
                for other in kept
            ],
            "through_totals": {KINDS[kind].name: count for kind, count in sorted(totals.items())},
        }

    def _papers_of_chosen(self, chosen: Mapping[int, Shape], shared: Set[int]) -> _Papers:
        query = f"""SELECT DISTINCT source FROM links JOIN nodes ON rank = source
            WHERE target = ? AND asserted AND kind = {PAPER} ORDER BY source LIMIT {_MOST_READ}"""
        read = {rank for rank, node in chosen.items() if node["kind"] == "paper"}
        for rank in chosen.keys() - read:
            read |= {paper for (paper,) in self._rows.select(query, rank)}
        kinds = self._rows.kinds_and_papers(shared)
        read |= {rank for rank in shared if kinds[rank][0] == PAPER}
        owners: dict[int, set[int]] = {paper: {paper} & chosen.keys() for paper in sorted(read)}
        holders: defaultdict[int, list[int]] = defaultdict(list)
        targets = """SELECT DISTINCT source, target, kind FROM links JOIN nodes ON rank = target
            WHERE source IN (SELECT value FROM json_each(?)) AND asserted ORDER BY source, target"""
        for paper, target, kind in self._rows.select(targets, list_as_json(owners)):
            if target in chosen:
                owners[paper].add(target)
            elif kind in SHARED_KINDS:
                holders[target].append(paper)
        return _Papers(owners, holders)

    def figures(self, chosen: Mapping[int, Shape]) -> list[Shape]:
        """Find the data on which two of the chosen have figures, and the models of which two of the chosen have.

        Returns:
            ``{node, of, results}``: ids of those that share it, and figures of each, those that may be ranked first.
        """
        ranks = {node["id"]: rank for rank, node in chosen.items()}
        ends = f"""SELECT row, json_extract(data, '$.model'), json_extract(data, '$.on'),
            coalesce(json_extract(data, '$.comparable'), 0) FROM results WHERE row IN
            (SELECT row FROM result_ends WHERE node = ? ORDER BY row LIMIT {_MOST_FIGURES}) ORDER BY 4 DESC, row"""
        found: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
        for own in ranks:
            for row, model, on, _ in self._rows.select(ends, ranks[own]):
                far = on if model == own else model if on == own else None
                if far and far not in ranks and len(rows := found[far].setdefault(own, [])) < _MOST_EACH:
                    rows.append(row)
        ids = [far for far, rows in found.items() if len(rows) > 1]
        nodes = self._rows.nodes_by_rank(self._rows.ranks_by_id(ids).values())
        order = sorted(nodes, key=lambda rank: (-len(found[nodes[rank]["id"]]), nodes[rank]["papers"], rank))
        return [
            {
                "node": nodes[rank],
                "of": list(found[nodes[rank]["id"]]),
                "results": self._descriptions.results_of_rows(
                    list(chain.from_iterable(found[nodes[rank]["id"]].values()))
                ),
            }
            for rank in order[:_MOST_OF_KIND]
        ]


def _first_of_each_kind(others: Iterable[int], kinds: Mapping[int, int]) -> list[int]:
    kept: list[int] = []
    counts: Counter[int] = Counter()
    for other in others:
        counts[kinds[other]] += 1
        if counts[kinds[other]] <= _MOST_OF_KIND:
            kept.append(other)
    return kept


def _papers_to_name(papers: Iterable[int], owners: Mapping[int, Set[int]]) -> list[int]:
    """Choose papers that show something shared: those that name most of the chosen, then one for each not yet named."""
    named: list[int] = []
    covered: set[int] = set()
    for paper in sorted(papers, key=lambda paper: (-len(owners[paper]), paper)):
        together = len(owners[paper]) > 1 and len(named) < _MOST_TOGETHER
        if together or not owners[paper] <= covered:
            named.append(paper)
            covered |= owners[paper]
    return named
