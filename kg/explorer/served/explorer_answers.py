"""The explorer's calls, answered from the index of a build (``kg.explorer.served.explorer_index``).

Every call reads a bounded number of rows, whatever the size of the graph, but for ``path``, which searches from both
ends at once and grows the side that has fewer neighbours. Answers are plain JSON in the shapes of ``js/globals.d.ts``.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson

from kg.explorer.map.evidence import mentions_of, sentences_of
from kg.explorer.map.kinds import KINDS, QUIET_PREDICATES
from kg.explorer.page.payload import vocabulary
from kg.explorer.served.index_format import FORMAT
from kg.explorer.served.node_search import NodeSearch
from kg.explorer.served.shortest_path import shortest_path
from kg.ground.errors import OutputError
from kg.ground.files.sqlite_errors import remedy_of

MOST_NODES = 1_000  # of one answer
MOST_HITS = 100
MOST_ASKED = 5_000  # ids of one request: as many as a page may hold
MOST_LINKS = 2_000  # of one answer about what lies between two sets of nodes
_GROUP = 60  # links of one kind that a description begins with
_RESULTS = 200
_NODE = "rank, id, label, kind, size, degree, year, region, x, y, facts"
_LINK = "row, id, source, target, predicate, confidence, type, asserted"


class Index:
    """An index, open for reading; may be shared by threads.

    Raises:
        OutputError: there is no index, or one of another version.
    """

    def __init__(self, path: str | Path) -> None:
        self.file = Path(path)
        self._local = threading.local()
        remedy = "build again: paperatlas build"
        if not self.file.is_file():
            raise OutputError("the explorer's index is missing", where=self.file, remedy=remedy)
        try:
            self._meta = dict(self._rows_of_query("SELECT name, value FROM meta"))
        except sqlite3.Error as error:
            remedy = remedy_of(error, self.file, damage=remedy)
            raise OutputError(f"this is no index of the explorer: {error}", where=self.file, remedy=remedy) from error
        if self._meta.get("format") != FORMAT:
            raise OutputError("the index has another format", where=self.file, remedy=remedy)
        self._names = NodeSearch(self._rows_of_query, self.base)
        self._words = vocabulary()
        known = {each["name"] for each in self._words["predicates"]}
        self._predicates: list[str] = orjson.loads(self._meta["predicates"])
        for name in self._predicates:
            if name not in known:
                words = {"name": name, "forward": name, "backward": f"{name} (from)", "quiet": False}
                self._words["predicates"].append(words)

    def close(self) -> None:
        """Closes the connection of this thread."""
        if connection := getattr(self._local, "connection", None):
            connection.close()
            del self._local.connection

    @property
    def base(self) -> str:
        """What the IRIs of local ids begin with."""
        return str(self._meta["base"])

    def overview(self) -> dict[str, Any]:
        """What the page shows at first, and what it knows of the whole."""
        ranks, rows = orjson.loads(self._meta["first"]), orjson.loads(self._meta["first_links"])
        info = {
            "title": self._meta["title"], "base": self.base, "regions": orjson.loads(self._meta["regions"]),
            "total": {"nodes": self._meta["nodes"], "links": self._meta["links"]}, **self._words,
        }  # fmt: skip
        nodes = {node["id"]: node for node in self._nodes_of_ranks(ranks)}
        numbers = dict(zip(ranks, nodes, strict=True))
        found = self._rows_of_query(
            f"SELECT {_LINK} FROM links WHERE row IN (SELECT value FROM json_each(?))", _list_as_json(rows)
        )
        return {
            "info": info,
            "nodes": list(nodes.values()),
            "links": [self._link_of_row(row, numbers) for row in found],
        }

    def search(self, query: str, limit: int) -> dict[str, Any]:
        """Find nodes whose label, alias or identifier is or holds the query, the best first, else those spelled alike.

        ``more``: not all were counted.
        """
        found = self._names.search(query, min(limit, MOST_HITS))
        return {"hits": self._nodes_of_ranks(found.ranks), "count": found.count, "more": found.more}

    def around(self, identifier: str, limit: int, offset: int) -> dict[str, Any] | None:
        """Neighbours, the most linked first, with the node itself and the links among them all; None: no such node."""
        centre = self._rank_of_node(identifier)
        if centre is None:
            return None
        page = "SELECT other FROM adjacent WHERE node = ? ORDER BY other LIMIT ? OFFSET ?"
        near = [rank for (rank,) in self._rows_of_query(page, centre, min(max(limit, 0), MOST_NODES), max(offset, 0))]
        ((total,),) = self._rows_of_query("SELECT neighbours FROM nodes WHERE rank = ?", centre)
        return {**self._part_of_graph([centre, *near]), "total": total}

    def nodes(self, identifiers: Sequence[str]) -> dict[str, Any]:
        """The nodes of some ids, those that there are, with the links among them."""
        return self._part_of_graph(self._ranks_of_nodes(identifiers))

    def linking(self, identifiers: Sequence[str], held: Sequence[str]) -> dict[str, Any]:
        """The links between new nodes and those that a page holds: the loud and the surest first, and how many more."""
        new, old = (
            _list_as_json(self._ranks_of_nodes(identifiers[:MOST_NODES])),
            _list_as_json(self._ranks_of_nodes(held)),
        )
        quiet = _list_as_json(place for place, name in enumerate(self._predicates) if name in QUIET_PREDICATES)
        rows = f"{_query_of_links_among('?1', '?2')} UNION {_query_of_links_among('?2', '?1')}"
        order = "predicate IN (SELECT value FROM json_each(?3)), coalesce(confidence, 1) DESC, row"
        found = self._rows_of_query(f"SELECT * FROM ({rows}) ORDER BY {order}", new, old, quiet)
        kept = sorted(found[:MOST_LINKS])
        ends = sorted({end for row in kept for end in row[2:4]})
        ids = dict(
            self._rows_of_query(
                "SELECT rank, id FROM nodes WHERE rank IN (SELECT value FROM json_each(?))", _list_as_json(ends)
            )
        )
        return {"links": [self._link_of_row(row, ids) for row in kept], "left": len(found) - len(kept)}

    def missing(self, identifier: str, held: Sequence[str]) -> int:
        """How many neighbours of a node are not among the ids."""
        centre = self._rank_of_node(identifier)
        if centre is None:
            return 0
        query = """SELECT (SELECT neighbours FROM nodes WHERE rank = :node) - (SELECT count(*) FROM adjacent
            WHERE node = :node AND other IN (SELECT value FROM json_each(:held)))"""
        held_ranks = orjson.dumps(self._ranks_of_nodes(held)).decode()
        ((left,),) = self._thread_connection().execute(query, {"node": centre, "held": held_ranks})
        return int(left)

    def path(self, start: str, end: str) -> dict[str, Any] | None:
        """Find a shortest path between two nodes, each given by its id or a name; None where there is none.

        Raises:
            InputError: nothing is called so, or several nodes are.
        """
        first, last = (self._rank_of_node(name) or self._names.rank_of_name(name) for name in (start, end))
        ranks = shortest_path(self._thread_connection(), first, last)
        if ranks is None:
            return None
        part = self._part_of_graph(ranks)
        ids = [node["id"] for node in part["nodes"]]
        steps = {frozenset(pair) for pair in pairwise(ids)}
        links = [link for link in part["links"] if frozenset((link["source"], link["target"])) in steps]
        return {"ids": ids, "nodes": part["nodes"], "links": links}

    def describe(self, identifier: str) -> dict[str, Any] | None:
        """What a node is and is linked to, with the sentences: the first links of each kind, and how many there are."""
        rank = self._rank_of_node(identifier)
        if rank is None:
            return None
        ((years,),) = self._rows_of_query("SELECT years FROM nodes WHERE rank = ?", rank)
        links, totals = [], []
        for forward, side in ((True, "source"), (False, "target")):
            counts = f"SELECT predicate, count(*) FROM links WHERE {side} = ? GROUP BY predicate"
            for predicate, count in self._rows_of_query(counts, rank):
                name = self._predicates[predicate]
                totals.append({"predicate": name, "forward": forward, "count": count})
                links += self._described_links(rank, predicate, 0, forward=forward)
        ((number,),) = self._rows_of_query("SELECT count(*) FROM result_ends WHERE node = ?", rank)
        return {
            "node": self._node_with_abstract(rank),
            "links": links,
            "totals": totals,
            "mentions": self._mentions_in_paper(rank),
            "results": self._results_of_node(rank),
            "result_count": number,
            "years": orjson.loads(years) if years else {},
        }

    def links(self, identifier: str, predicate: str, *, forward: bool, offset: int) -> list[dict[str, Any]]:
        """The next links of one kind of a node, with their sentences."""
        rank = self._rank_of_node(identifier)
        if rank is None or predicate not in self._predicates:
            return []
        return self._described_links(rank, self._predicates.index(predicate), max(offset, 0), forward=forward)

    def between(self, one: str, other: str) -> list[dict[str, Any]]:
        """The links between two nodes, as the first sees them, with their sentences."""
        here, there = self._rank_of_node(one), self._rank_of_node(other)
        if here is None or there is None:
            return []
        query = f"SELECT {_LINK}, evidence FROM links WHERE source = ? AND target = ?"
        outward = self._links_with_sentences(self._rows_of_query(query, here, there), forward=True)
        return outward + self._links_with_sentences(self._rows_of_query(query, there, here), forward=False)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _thread_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # A build replaces the file and never changes it, so no locks are needed.
            address = f"{self.file.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True)
            connection.execute("PRAGMA mmap_size = 4294967296")
            self._local.connection = connection
        return connection

    def _rows_of_query(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._thread_connection().execute(query, values).fetchall()

    def _rank_of_node(self, identifier: str) -> int | None:
        found = self._rows_of_query(
            "SELECT rank FROM nodes WHERE id = ?", identifier.encode("utf-8", "replace").decode()
        )
        return found[0][0] if found else None

    def _ranks_of_nodes(self, identifiers: Sequence[str]) -> list[int]:
        asked = _list_as_json(list(identifiers)[:MOST_ASKED])
        return [
            rank
            for (rank,) in self._rows_of_query("SELECT rank FROM json_each(?), nodes WHERE nodes.id = value", asked)
        ]

    def _nodes_of_ranks(self, ranks: Sequence[int]) -> list[dict[str, Any]]:
        """The nodes in the order of the ranks given."""
        query = f"SELECT {_NODE} FROM nodes WHERE rank IN (SELECT value FROM json_each(?))"
        found = {row[0]: _node_of_row(row) for row in self._rows_of_query(query, _list_as_json(ranks))}
        return [found[rank] for rank in ranks if rank in found]

    def _node_with_abstract(self, rank: int) -> dict[str, Any]:
        (node,) = self._nodes_of_ranks([rank])
        for (abstract,) in self._rows_of_query("SELECT abstract FROM texts WHERE node = ?", rank):
            node["facts"]["abstract"] = abstract
        return node

    def _link_of_row(self, row: tuple[Any, ...], ids: Mapping[int, str]) -> dict[str, Any]:
        _, identifier, source, target, predicate, confidence, kind, asserted = row
        return {
            "id": identifier, "source": ids[source], "target": ids[target], "predicate": self._predicates[predicate],
            "confidence": confidence, "type": kind, "asserted": bool(asserted),
        }  # fmt: skip

    def _part_of_graph(self, ranks: Sequence[int]) -> dict[str, Any]:
        """Nodes and the links among them."""
        nodes = self._nodes_of_ranks(ranks)
        ids = dict(zip(ranks, (node["id"] for node in nodes), strict=True))
        found = self._rows_of_query(f"{_query_of_links_among('?1', '?1')} ORDER BY row", _list_as_json(ranks))
        return {"nodes": nodes, "links": [self._link_of_row(row, ids) for row in found]}

    # --- description --------------------------------------------------------------------------------------------------

    def _described_links(self, rank: int, predicate: int, offset: int, *, forward: bool) -> list[dict[str, object]]:
        side, far = ("source", "target") if forward else ("target", "source")
        query = f"""SELECT {_LINK}, evidence FROM links WHERE {side} = ? AND predicate = ? ORDER BY {far}
            LIMIT {_GROUP} OFFSET ?"""
        return self._links_with_sentences(self._rows_of_query(query, rank, predicate, offset), forward=forward)

    def _links_with_sentences(self, rows: Sequence[tuple[Any, ...]], *, forward: bool) -> list[dict[str, Any]]:
        others = [row[3 if forward else 2] for row in rows]
        nodes = {node.pop("rank"): node for node in self._nodes_with_ranks({end for row in rows for end in row[2:4]})}
        ids = {number: node["id"] for number, node in nodes.items()}
        texts = self._abstracts_of_ranks({row[2] for row in rows})
        return [
            {
                "link": self._link_of_row(row[:-1], ids), "other": nodes[other], "forward": forward,
                "sentences": sentences_of(orjson.loads(row[-1]), nodes[row[2]]["label"], texts.get(row[2], "")),
            }
            for row, other in zip(rows, others, strict=True)
        ]  # fmt: skip

    def _nodes_with_ranks(self, ranks: Iterable[int]) -> Iterator[dict[str, Any]]:
        query = f"SELECT {_NODE} FROM nodes WHERE rank IN (SELECT value FROM json_each(?))"
        for row in self._rows_of_query(query, _list_as_json(sorted(ranks))):
            yield {"rank": row[0], **_node_of_row(row)}

    def _abstracts_of_ranks(self, ranks: Iterable[int]) -> dict[int, str]:
        query = "SELECT node, abstract FROM texts WHERE node IN (SELECT value FROM json_each(?))"
        return dict(self._rows_of_query(query, _list_as_json(sorted(ranks))))

    def _mentions_in_paper(self, rank: int) -> list[dict[str, Any]]:
        """Where a paper's own text names other nodes."""
        rows = self._rows_of_query("SELECT target, evidence FROM links WHERE source = ? LIMIT 500", rank)
        pieces = [(target, orjson.loads(evidence)) for target, evidence in rows]
        named = {node.pop("rank"): node for node in self._nodes_with_ranks({rank, *(target for target, _ in pieces)})}
        abstract = self._abstracts_of_ranks([rank]).get(rank, "")
        return mentions_of(pieces, named, named[rank]["label"], abstract)

    def _results_of_node(self, rank: int) -> list[dict[str, object]]:
        query = f"""SELECT data FROM results WHERE row IN
            (SELECT row FROM result_ends WHERE node = ? ORDER BY row LIMIT {_RESULTS}) ORDER BY row"""
        found = [orjson.loads(data) for (data,) in self._rows_of_query(query, rank)]
        asked = {str(each[end]) for each in found for end in ("paper", "model", "on") if each.get(end)}
        ranks = self._ranks_of_nodes(sorted(asked))
        nodes = {node["id"]: node for node in self._nodes_with_ranks(ranks)}
        texts = self._abstracts_of_ranks(ranks)
        return [_result_of_data(each, nodes, texts) for each in found]


def _query_of_links_among(sources: str, targets: str) -> str:
    """The query of the links from some nodes to others, each a list of ranks as a parameter.

    By their sources, since what many link to links to little itself; SQLite, left to itself, reads all the links to the
    busiest targets.
    """
    ranks = "(SELECT value FROM json_each({}))"
    return f"""SELECT {_LINK} FROM links INDEXED BY links_out
        WHERE source IN {ranks.format(sources)} AND +target IN {ranks.format(targets)}"""


def _list_as_json(values: Iterable[object]) -> str:
    return orjson.dumps(list(values), default=str).decode()


def _node_of_row(row: tuple[Any, ...]) -> dict[str, Any]:
    _, identifier, label, kind, size, degree, year, region, x, y, facts = row
    return {
        "id": identifier, "label": label, "kind": KINDS[kind].name, "size": size, "degree": degree, "year": year,
        "region": region, "x": x or 0.0, "y": y or 0.0, "drawn": x is not None, "facts": orjson.loads(facts),
    }  # fmt: skip


def _result_of_data(each: Mapping[str, Any], nodes: Mapping[str, Any], texts: Mapping[int, str]) -> dict[str, Any]:
    ends = {end: nodes.get(str(each.get(end))) for end in ("paper", "model", "on")}
    paper = ends["paper"]
    pieces = [
        [piece.get("field", "abstract"), piece.get("start"), piece.get("end"), piece.get("sentence_start"),
         piece.get("sentence_end"), piece.get("text", ""), piece.get("sentence")]
        for piece in each["evidence"]
    ]  # fmt: skip
    label, abstract = (paper["label"], texts.get(paper["rank"], "")) if paper else ("", "")
    return {
        **{end: {k: v for k, v in node.items() if k != "rank"} if node else None for end, node in ends.items()},
        "metric": each.get("metric") or "", "kind": each.get("kind_of_result") or "",
        **{name: each.get(name) or "" for name in ("value", "low", "unit", "bound", "condition")},
        "sentences": sentences_of(pieces, label, abstract),
    }  # fmt: skip
