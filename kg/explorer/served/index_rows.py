"""Rows of an explorer's index as the objects that the page takes: nodes, links, and parts of the graph."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import orjson

from kg.explorer.map.kinds import KINDS
from kg.explorer.served.index_format import FORMAT, storable
from kg.ground.errors import OutputError
from kg.ground.files.sqlite_errors import remedy_of

#: A row as SQLite gives it, and an object in the shape that ``js/globals.d.ts`` says.
Row: TypeAlias = tuple[Any, ...]
Shape: TypeAlias = dict[str, Any]
MOST_ASKED = 5_000  # ids of one request: as many as a page may hold
MOST_TEXTS = 500  # papers, or links with their evidence, of one answer: about a megabyte
_NODE = "rank, id, label, kind, size, degree, year, region, x, y, facts, papers"
LINK = "row, id, source, target, predicate, confidence, type, asserted"


class IndexRows:
    """An index, open for reading; may be shared by threads.

    Attributes:
        file: the index. meta: what it says of itself. predicates: the names of links by their numbers.

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
            self.meta: dict[str, Any] = dict(self.select("SELECT name, value FROM meta"))
        except sqlite3.Error as error:
            remedy = remedy_of(error, self.file, damage=remedy)
            raise OutputError(f"this is no index of the explorer: {error}", where=self.file, remedy=remedy) from error
        if self.meta.get("format") != FORMAT:
            raise OutputError("the index has another format", where=self.file, remedy=remedy)
        self.predicates: list[str] = orjson.loads(self.meta["predicates"])

    def close(self) -> None:
        """Close the connection of this thread."""
        if connection := getattr(self._local, "connection", None):
            connection.close()
            del self._local.connection

    def connection(self) -> sqlite3.Connection:
        """Open the connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # A build replaces the file and never changes it, so no locks are needed.
            address = f"{self.file.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True)
            connection.execute("PRAGMA mmap_size = 4294967296")
            self._local.connection = connection
        return connection

    def select(self, query: str, *values: object) -> list[Row]:
        """Read all rows of a query."""
        return self.connection().execute(query, values).fetchall()

    def rank_of_node(self, identifier: str) -> int | None:
        """Find the rank of a node by its id, or None."""
        found = self.select("SELECT rank FROM nodes WHERE id = ?", storable(identifier))
        return found[0][0] if found else None

    def ranks_of_nodes(self, identifiers: Sequence[str]) -> list[int]:
        """Find the ranks of nodes by their ids, of those that there are."""
        asked = list_as_json(list(identifiers)[:MOST_ASKED])
        return [rank for (rank,) in self.select("SELECT rank FROM json_each(?), nodes WHERE nodes.id = value", asked)]

    def ranks_by_id(self, identifiers: Iterable[str]) -> dict[str, int]:
        """Find the ranks of nodes, by their ids."""
        query = "SELECT id, rank FROM nodes WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self.select(query, list_as_json(map(storable, identifiers))))

    def kinds_and_papers(self, ranks: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Read the number of the kind and the count of papers of nodes, by their ranks."""
        query = "SELECT rank, kind, papers FROM nodes WHERE rank IN (SELECT value FROM json_each(?))"
        return {rank: (kind, papers) for rank, kind, papers in self.select(query, list_as_json(ranks))}

    def nodes_of_ranks(self, ranks: Sequence[int]) -> list[Shape]:
        """Return the nodes in the order of the ranks given."""
        found = self.nodes_by_rank(ranks)
        return [found[rank] for rank in ranks if rank in found]

    def node_with_abstract(self, rank: int) -> Shape:
        """Read a node, with its abstract among its facts."""
        (node,) = self.nodes_of_ranks([rank])
        for (abstract,) in self.select("SELECT abstract FROM texts WHERE node = ?", rank):
            node["facts"]["abstract"] = abstract
        return node

    def link_of_row(self, row: Row, ids: Mapping[int, str]) -> Shape:
        """Make a link of its row; ``ids`` are those of its ends, by rank."""
        _, identifier, source, target, predicate, confidence, kind, asserted = row
        return {
            "id": identifier, "source": ids[source], "target": ids[target], "predicate": self.predicates[predicate],
            "confidence": confidence, "type": kind, "asserted": bool(asserted),
        }  # fmt: skip

    def part_of_graph(self, ranks: Sequence[int]) -> Shape:
        """Return nodes and the links among them."""
        nodes = self.nodes_of_ranks(ranks)
        ids = dict(zip(ranks, (node["id"] for node in nodes), strict=True))
        found = self.select(f"{query_of_links_among('?1', '?1')} ORDER BY row", list_as_json(ranks))
        return {"nodes": nodes, "links": [self.link_of_row(row, ids) for row in found]}

    def nodes_by_rank(self, ranks: Iterable[int]) -> dict[int, Shape]:
        """Read nodes, by their ranks."""
        query = f"SELECT {_NODE} FROM nodes WHERE rank IN (SELECT value FROM json_each(?))"
        return {row[0]: _node_of_row(row) for row in self.select(query, list_as_json(sorted(ranks)))}

    def abstracts(self, ranks: Iterable[int]) -> dict[int, str]:
        """Read the abstracts of nodes, by their ranks."""
        query = "SELECT node, abstract FROM texts WHERE node IN (SELECT value FROM json_each(?))"
        return dict(self.select(query, list_as_json(sorted(ranks))))


def query_of_links_among(sources: str, targets: str) -> str:
    """Write the query of the links from some nodes to others, each a list of ranks as a parameter.

    By their sources, since what many link to links to little itself; SQLite, left to itself, reads all the links to the
    busiest targets.
    """
    ranks = "(SELECT value FROM json_each({}))"
    return f"""SELECT {LINK} FROM links INDEXED BY links_out
        WHERE source IN {ranks.format(sources)} AND +target IN {ranks.format(targets)}"""


def list_as_json(values: Iterable[object]) -> str:
    """Write values as a JSON array, the form in which SQLite takes a list."""
    return orjson.dumps(list(values), default=str).decode()


def _node_of_row(row: Row) -> Shape:
    _, identifier, label, kind, size, degree, year, region, x, y, facts, papers = row
    return {
        "id": identifier, "label": label, "kind": KINDS[kind].name, "size": size, "degree": degree, "year": year,
        "region": region, "x": x or 0.0, "y": y or 0.0, "drawn": x is not None, "facts": orjson.loads(facts),
        "papers": papers,
    }  # fmt: skip
