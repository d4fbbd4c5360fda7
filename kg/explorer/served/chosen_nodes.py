"""What chosen nodes have in common, which papers are like one, and the sentences between two sets of nodes.

``js/data/chosen.js`` answers the same from a page's own data, in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kg.explorer.map.kinds import KINDS
from kg.explorer.served.index_rows import LINK, MOST_TEXTS, IndexRows, Shape, list_as_json
from kg.explorer.served.node_description import NodeDescriptions
from kg.explorer.served.shared_by_papers import PAPER, SHARED_KINDS, SharedByPapers

MOST_CHOSEN = 12  # nodes side by side
_MOST_SHARED = 200
_MOST_PAPERS = 1_000  # of something shared, for it to make papers alike: what more have says next to nothing
_MOST_SIMILAR = 10
_SHARED_KINDS = list_as_json(sorted(SHARED_KINDS))
_SHARED = """SELECT other, count(*) AS number, json_group_array(node) AS chosen FROM (
    SELECT target AS other, source AS node FROM links WHERE source IN (SELECT value FROM json_each(?1)) AND asserted
    UNION
    SELECT source, target FROM links WHERE target IN (SELECT value FROM json_each(?1)) AND asserted)
  WHERE other NOT IN (SELECT value FROM json_each(?1)) GROUP BY other HAVING count(*) > 1"""


class ChosenNodes:
    """Answers about nodes that a person chose. Args: ``rows``, of the index; ``descriptions``, of its nodes."""

    def __init__(self, rows: IndexRows, descriptions: NodeDescriptions) -> None:
        self._rows = rows
        self._descriptions = descriptions
        self._by_papers = SharedByPapers(rows, descriptions)

    def common(self, identifiers: Sequence[str]) -> Shape:
        """Find what is linked to at least two of some nodes: what most of them share first, and of that the rarest.

        Returns:
            ``nodes``: the chosen ones that there are; ``shared``: ``{node, of}`` with the ids of those that it is
            linked to; ``totals``: how many are shared, by kind, where not all came along; what they share in papers and
            figures, as ``SharedByPapers`` finds it.
        """
        nodes = self._nodes_in_order(identifiers[:MOST_CHOSEN])
        asked = list_as_json(nodes)
        kinds: dict[int, int] = dict(
            self._rows.select(
                f"SELECT kind, count(*) FROM ({_SHARED}) JOIN nodes ON rank = other GROUP BY kind ORDER BY kind", asked
            )
        )
        order = f"ORDER BY number DESC, papers, other LIMIT {_MOST_SHARED}"
        found = self._rows.select(f"SELECT other, chosen FROM ({_SHARED}) JOIN nodes ON rank = other {order}", asked)
        others = self._rows.nodes_by_rank(other for other, _ in found)
        return {
            "nodes": list(nodes.values()),
            "shared": [
                {"node": others[other], "of": [nodes[rank]["id"] for rank in nodes if rank in _numbers(chosen)]}
                for other, chosen in found
            ],
            "totals": {KINDS[kind].name: count for kind, count in kinds.items()},
            "figures": self._by_papers.figures(nodes),
            **self._by_papers.through(nodes, others.keys()),
        }

    def similar(self, identifier: str) -> list[Shape]:
        """Find the papers most like one: what both have counts the more, the fewer papers have it.

        Returns:
            ``{node, score, shared}``, the likest first; the score is the sum of 1 / papers of what is shared.
        """
        rank = self._rows.rank_of_node(identifier)
        if rank is None:
            return []
        own = """SELECT DISTINCT target, papers FROM links JOIN nodes ON rank = target WHERE source = ? AND asserted
            AND kind IN (SELECT value FROM json_each(?)) AND papers BETWEEN 2 AND ? ORDER BY papers, target"""
        papers: dict[int, int] = dict(self._rows.select(own, rank, _SHARED_KINDS, _MOST_PAPERS))
        alike = """SELECT DISTINCT target, source FROM json_each(?) JOIN links ON target = value
            JOIN nodes ON rank = source WHERE asserted AND kind = ? AND source <> ?"""
        of_target: defaultdict[int, list[int]] = defaultdict(list)
        for target, source in self._rows.select(alike, list_as_json(papers), PAPER, rank):
            of_target[target].append(source)
        shared: defaultdict[int, list[int]] = defaultdict(list)
        for target in papers:
            for source in of_target[target]:
                shared[source].append(target)
        scores = {source: sum(1 / papers[target] for target in shared[source]) for source in shared}
        best = sorted(scores, key=lambda source: (-round(scores[source], 9), source))[:_MOST_SIMILAR]
        nodes = self._rows.nodes_by_rank({*best, *(target for source in best for target in shared[source])})
        return [
            {
                "node": nodes[source],
                "score": round(scores[source], 6),
                "shared": [nodes[each] for each in shared[source]],
            }
            for source in best
        ]

    def evidence(self, ones: Sequence[str], others: Sequence[str]) -> list[Shape]:
        """Find the links between any of some nodes and any of others, as the first see them, with their sentences."""
        here, there = (self._nodes_in_order(ids[:MOST_TEXTS]) for ids in (ones, others))
        given = (list_as_json(here), list_as_json(there))
        query = f"""SELECT {LINK}, evidence FROM links WHERE {{}} IN (SELECT value FROM json_each(?))
            AND +{{}} IN (SELECT value FROM json_each(?)) LIMIT {MOST_TEXTS}"""
        rows = [
            (row, forward)
            for near, far, forward in (("source", "target", True), ("target", "source", False))
            for row in self._rows.select(query.format(near, far), *given)
        ]
        places = [{rank: place for place, rank in enumerate(nodes)} for nodes in (here, there)]

        def order(item: tuple[Any, bool]) -> tuple[int, ...]:
            row, forward = item
            one, other = (row[2], row[3]) if forward else (row[3], row[2])
            return places[0][one], places[1][other], not forward, row[4]

        rows.sort(key=order)
        found: dict[int, Shape] = {}
        for forward in (True, False):
            chosen = [number for number, row in enumerate(rows) if row[1] is forward]
            described = self._descriptions.with_sentences([rows[number][0] for number in chosen], forward=forward)
            found |= dict(zip(chosen, described, strict=True))
        return [found[number] for number in sorted(found)][:MOST_TEXTS]

    def _nodes_in_order(self, identifiers: Sequence[str]) -> dict[int, Shape]:
        """Read nodes by rank, in the order of their ids as given, each once; those that there are."""
        ranked = self._rows.nodes_by_rank(self._rows.ranks_of_nodes(identifiers))
        ranks = {node["id"]: rank for rank, node in ranked.items()}
        return {ranks[each]: ranked[ranks[each]] for each in dict.fromkeys(identifiers) if each in ranks}


def _numbers(array: str) -> set[int]:
    return {int(each) for each in array.strip("[]").split(",")}
