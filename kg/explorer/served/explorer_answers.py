"""The explorer's calls, answered from the index of a build (``kg.explorer.served.explorer_index``).

Every call reads a bounded number of rows, whatever the size of the graph; ``path`` says where these did not suffice.
Answers are plain JSON in the shapes of ``js/globals.d.ts``.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import orjson

from kg.catalogue.search_tiers import SearchMatch
from kg.explorer.map.kinds import QUIET_PREDICATES
from kg.explorer.page.payload import vocabulary, words_of_predicate
from kg.explorer.served.chosen_nodes import ChosenNodes
from kg.explorer.served.index_format import storable
from kg.explorer.served.index_rows import LINK, MOST_TEXTS, IndexRows, Shape, list_as_json, query_of_links_among
from kg.explorer.served.node_description import NodeDescriptions
from kg.explorer.served.node_paths import PathGraph, PathSearch
from kg.explorer.served.node_search import NodeSearch
from kg.explorer.served.path_costs import HUB_SHARE, WEIGHTS
from kg.ground.errors import InputError

MOST_NODES = 1_000  # of one answer
MOST_HITS = 100
_BUSY = 1_000  # links from which the neighbours of a node are looked up before they are read
MOST_SHOWN = 300  # papers of an author, venue or category; as many as the page shows at once
MOST_LINKS = 2_000  # of one answer about what lies between two sets of nodes


class Index:
    """An index, open for the calls of the page; may be shared by threads.

    Raises:
        OutputError: there is no index, or one of another version.
    """

    def __init__(self, path: str | Path) -> None:
        self._rows = IndexRows(path)
        self._names = NodeSearch(self._rows.select, self.base)
        self._descriptions = NodeDescriptions(self._rows)
        self._chosen = ChosenNodes(self._rows, self._descriptions)
        self._words = vocabulary()
        known = {each["name"] for each in self._words["predicates"]}
        for name in self._rows.predicates:
            if name not in known:
                self._words["predicates"].append(words_of_predicate(name))
        self._passing = array("q")
        self._passing.frombytes(self._rows.meta["passing"])
        hubs = self._rows.select("SELECT rank, degree FROM nodes ORDER BY rank LIMIT ?", int(2 / HUB_SHARE))
        busy = self._rows.select("SELECT rank FROM nodes WHERE degree < ? ORDER BY rank LIMIT 1", _BUSY)
        self._busy = busy[0][0] - 1 if busy else self._rows.meta["nodes"]
        self._hubs = frozenset(rank for rank, degree in hubs if degree > HUB_SHARE * self._rows.meta["links"])

    def close(self) -> None:
        """Close the connection of this thread."""
        self._rows.close()

    @property
    def file(self) -> Path:
        """The file of the index."""
        return self._rows.file

    @property
    def base(self) -> str:
        """What the IRIs of local ids begin with."""
        return str(self._rows.meta["base"])

    def overview(self) -> Shape:
        """Return what the page shows at first, and what it knows of the whole."""
        ranks, rows = orjson.loads(self._rows.meta["first"]), orjson.loads(self._rows.meta["first_links"])
        info = {
            "title": self._rows.meta["title"], "base": self.base, "regions": orjson.loads(self._rows.meta["regions"]),
            "total": {"nodes": self._rows.meta["nodes"], "links": self._rows.meta["links"],
                      **orjson.loads(self._rows.meta["counts"])}, **self._words,
        }  # fmt: skip
        nodes = {node["id"]: node for node in self._rows.nodes_of_ranks(ranks)}
        numbers = dict(zip(ranks, nodes, strict=True))
        found = self._rows.select(
            f"SELECT {LINK} FROM links WHERE row IN (SELECT value FROM json_each(?))", list_as_json(rows)
        )
        return {
            "info": info,
            "nodes": list(nodes.values()),
            "links": [self._rows.link_of_row(row, numbers) for row in found],
        }

    def search(self, query: str, limit: int) -> Shape:
        """Find the nodes that answer to some words, the best first, as ``kg.catalogue.search_tiers`` ranks.

        ``matched``: what of each did, where it is not its label. ``facets``: authors, venues and categories.
        ``more``: not all were counted.
        """
        found = self._names.search(query, min(limit, MOST_HITS))
        facets = [{"kind": kind, "name": name, "papers": papers} for kind, name, papers in self._names.facets(query)]
        return {
            "hits": self._rows.nodes_of_ranks(found.ranks), "matched": [_matched(match) for match in found.matches],
            "facets": facets, "count": found.count, "more": found.more,
        }  # fmt: skip

    def facet(self, kind: str, name: str) -> list[str]:
        """Return the ids of the papers of an author, venue or category, the most linked first."""
        return [node["id"] for node in self._rows.nodes_of_ranks(self._names.papers(kind, name, MOST_SHOWN))]

    def answer(self, name: str) -> Shape | None:
        """Return what was computed of the whole graph under a name, with the nodes and figures that it speaks of; None
        where there is no such answer.
        """
        found = self._rows.select("SELECT answer FROM answers WHERE name = ?", storable(name))
        if not found:
            return None
        answer = orjson.loads(found[0][0])
        ids, results = answer.pop("nodes", ()), answer.pop("results", ())
        held = {node["id"]: node for node in self._rows.nodes_of_ranks(self._rows.ranks_of_nodes(ids))}
        nodes = [{**held[each], "facts": {}} for each in ids]  # many, and only named
        return {"answer": answer, "nodes": nodes, "results": self._descriptions.results_of_rows(results)}

    def around(self, identifier: str, limit: int, offset: int) -> Shape | None:
        """Find neighbours, the most linked first, with the node itself and the links among them all.

        None stands for no such node.
        """
        centre = self._rows.rank_of_node(identifier)
        if centre is None:
            return None
        page = "SELECT other FROM adjacent WHERE node = ? ORDER BY other LIMIT ? OFFSET ?"
        near = [rank for (rank,) in self._rows.select(page, centre, min(max(limit, 0), MOST_NODES), max(offset, 0))]
        ((total,),) = self._rows.select("SELECT neighbours FROM nodes WHERE rank = ?", centre)
        return {**self._rows.part_of_graph([centre, *near]), "total": total}

    def nodes(self, identifiers: Sequence[str]) -> Shape:
        """Return the nodes of some ids, those that there are, with the links among them."""
        return self._rows.part_of_graph(self._rows.ranks_of_nodes(identifiers))

    def linking(self, identifiers: Sequence[str], held: Sequence[str]) -> Shape:
        """Find the links between new nodes and those that a page holds: the loud and the surest first, and how many
        more.
        """
        new, old = (
            list_as_json(self._rows.ranks_of_nodes(identifiers[:MOST_NODES])),
            list_as_json(self._rows.ranks_of_nodes(held)),
        )
        quiet = list_as_json(place for place, name in enumerate(self._rows.predicates) if name in QUIET_PREDICATES)
        rows = f"{query_of_links_among('?1', '?2')} UNION {query_of_links_among('?2', '?1')}"
        order = "predicate IN (SELECT value FROM json_each(?3)), coalesce(confidence, 1) DESC, row"
        found = self._rows.select(f"SELECT * FROM ({rows}) ORDER BY {order}", new, old, quiet)
        kept = sorted(found[:MOST_LINKS])
        ends = sorted({end for row in kept for end in row[2:4]})
        ids: dict[int, str] = dict(
            self._rows.select(
                "SELECT rank, id FROM nodes WHERE rank IN (SELECT value FROM json_each(?))", list_as_json(ends)
            )
        )
        return {"links": [self._rows.link_of_row(row, ids) for row in kept], "left": len(found) - len(kept)}

    def missing(self, identifier: str, held: Sequence[str]) -> int:
        """Count the neighbours of a node that are not among the ids."""
        centre = self._rows.rank_of_node(identifier)
        if centre is None:
            return 0
        query = """SELECT (SELECT neighbours FROM nodes WHERE rank = :node) - (SELECT count(*) FROM adjacent
            WHERE node = :node AND other IN (SELECT value FROM json_each(:held)))"""
        held_ranks = orjson.dumps(self._rows.ranks_of_nodes(held)).decode()
        ((left,),) = self._rows.connection().execute(query, {"node": centre, "held": held_ranks})
        return int(left)

    def path(self, start: str, end: str, by: str = WEIGHTS[0]) -> Shape | None:
        """Find up to three paths between two nodes, each given by its id or a name; None where there is none.

        Args:
            by: one of ``WEIGHTS``.

        Raises:
            InputError: nothing is called so, or several nodes are, or paths are not weighed so.
        """
        if by not in WEIGHTS:
            raise InputError(f"paths are not weighed by {by!r}", remedy=f"take one of {', '.join(WEIGHTS)}")
        first, last = (self._rows.rank_of_node(name) or self._names.rank_of_name(name) for name in (start, end))
        found = PathSearch(self._path_graph(by), (first, last)).find(by_steps=by == "shortest")
        if not found.paths and not found.gave_up:
            return None
        ranks = list(dict.fromkeys(rank for path in found.paths for rank in path))
        part = self._rows.part_of_graph(ranks)
        ids = {rank: node["id"] for rank, node in zip(ranks, part["nodes"], strict=True)}
        paths = [[ids[rank] for rank in path] for path in found.paths]
        joined = {frozenset(pair) for path in paths for pair in pairwise(path)}
        links = [link for link in part["links"] if frozenset((link["source"], link["target"])) in joined]
        return {"paths": paths, "nodes": part["nodes"], "links": links, "gave_up": found.gave_up}

    def _path_graph(self, by: str) -> PathGraph:
        """Give the graph to search paths in, without what is broader only unless it was asked for."""
        steps = "SELECT other FROM adjacent WHERE node = ?" + (" AND NOT broader" if by == WEIGHTS[0] else "")

        def read(node: int) -> list[int]:
            return [other for (other,) in self._rows.select(steps, node)]

        def among(node: int, others: Iterable[int]) -> list[int]:
            listed = list_as_json(others)
            asked = f"{steps} AND other IN (SELECT value FROM json_each(?))"
            return [other for (other,) in self._rows.select(asked, node, listed)]

        return PathGraph(read, among, self._passing, self._hubs, self._busy)

    def describe(self, identifier: str) -> Shape | None:
        """Describe a node and its links, with the sentences; None where there is no such node."""
        rank = self._rows.rank_of_node(identifier)
        return None if rank is None else self._descriptions.describe(rank)

    def links(self, identifier: str, predicate: str, *, forward: bool, offset: int) -> list[Shape]:
        """Return the next links of one kind of a node, with their sentences."""
        rank = self._rows.rank_of_node(identifier)
        if rank is None or predicate not in self._rows.predicates:
            return []
        return self._descriptions.links(rank, self._rows.predicates.index(predicate), max(offset, 0), forward=forward)

    def between(self, one: str, other: str) -> list[Shape]:
        """Find the links between two nodes, as the first sees them, with their sentences."""
        here, there = self._rows.rank_of_node(one), self._rows.rank_of_node(other)
        if here is None or there is None:
            return []
        query = f"SELECT {LINK}, evidence FROM links WHERE source = ? AND target = ?"
        outward = self._descriptions.with_sentences(self._rows.select(query, here, there), forward=True)
        return outward + self._descriptions.with_sentences(self._rows.select(query, there, here), forward=False)

    def common(self, identifiers: Sequence[str]) -> Shape:
        """Find what some nodes share; see ``ChosenNodes.common``."""
        return self._chosen.common(identifiers)

    def similar(self, identifier: str) -> list[Shape]:
        """Find the papers most like one; see ``ChosenNodes.similar``."""
        return self._chosen.similar(identifier)

    def evidence(self, ones: Sequence[str], others: Sequence[str]) -> list[Shape]:
        """Find the links between two sets of nodes, with their sentences; see ``ChosenNodes.evidence``."""
        return self._chosen.evidence(ones, others)

    def quotes(self, links: Sequence[tuple[str, str, str]]) -> dict[str, list[Shape]]:
        """Return the evidence of links, by their ids: as the graph has it, for what is taken away.

        Args:
            links: source, predicate and target of each; ``MOST_TEXTS`` at most are answered.
        """
        return self._descriptions.quotes(links[:MOST_TEXTS])

    def papers(self, identifiers: Sequence[str]) -> list[Shape]:
        """Return the nodes of some ids with their abstracts, ``MOST_TEXTS`` at most."""
        ranks = self._rows.ranks_of_nodes(identifiers[:MOST_TEXTS])
        texts = self._rows.abstracts(ranks)
        nodes = self._rows.nodes_by_rank(ranks)
        for rank, text in texts.items():
            nodes[rank]["facts"]["abstract"] = text
        return [nodes[rank] for rank in ranks]


def _matched(match: SearchMatch) -> Shape | None:
    return None if match.field == "name" else {"field": match.field, "pieces": match.pieces}
