"""The index of a build, which the served explorer asks: one SQLite file, written once, read by any number of readers.

1. Nodes and edges come as one stream, which is set aside, see ``kg.explorer.served.rows_aside``.
2. Nodes are numbered by rank, the most linked first: whatever is read in the order of numbers comes in the order of
   importance, and a query that takes the first few rows needs no sorting.
3. What nodes are searched by goes into tables of its own, see ``kg.explorer.served.index_names``.
4. The first sight (positions, regions) is computed once, as for the one-file page.

The same graph gives the same file, to the byte, by the same version of SQLite.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, overload

import numpy as np
import orjson
from numpy.typing import NDArray

from kg.catalogue.search_tiers import searched_node
from kg.explorer.answers.corpus import Corpus
from kg.explorer.answers.whole_graph import answers_of_corpus
from kg.explorer.map.communities import ISLAND
from kg.explorer.map.drawn_graph import Drawing, Graph
from kg.explorer.map.kinds import DRAWN_PREDICATES, KINDS
from kg.explorer.map.survey import Links, Measures, Nodes, measure, survey
from kg.explorer.page.payload import json_text, plain
from kg.explorer.served.index_format import FORMAT
from kg.explorer.served.index_names import NAME_SCHEMA, NameWriter
from kg.explorer.served.path_costs import passing_cost
from kg.explorer.served.rows_aside import ASIDE_SCHEMA, EdgeRow, NodeRow, RowsSetAside
from kg.graph.graph_records import Edge, Record
from kg.graph.networks import edge_attributes, node_attributes
from kg.ground.errors import OutputError
from kg.ground.files.sqlite_errors import remedy_of
from kg.ground.schema import Relation

Ints = NDArray[np.int64]

_AT_A_TIME = 1 << 16  # numbers of an array that are Python's at a time
_RESULT_ENDS = ("paper", "model", "on", "compared_with")
_KINDS = {kind.name: place for place, kind in enumerate(KINDS)}
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE nodes (
  rank INTEGER PRIMARY KEY, id TEXT NOT NULL, label TEXT NOT NULL, kind INTEGER NOT NULL, degree INTEGER NOT NULL,
  neighbours INTEGER NOT NULL, year INTEGER, size REAL NOT NULL, region INTEGER NOT NULL, x REAL, y REAL,
  years TEXT, facts TEXT NOT NULL, papers INTEGER NOT NULL);
CREATE TABLE texts (node INTEGER PRIMARY KEY, abstract TEXT NOT NULL);
CREATE TABLE links (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL, source INTEGER NOT NULL, target INTEGER NOT NULL,
  predicate INTEGER NOT NULL, confidence REAL, type TEXT, asserted INTEGER NOT NULL, evidence TEXT NOT NULL);
CREATE TABLE adjacent (
  node INTEGER, other INTEGER, broader INTEGER NOT NULL, PRIMARY KEY (node, other)) WITHOUT ROWID;
CREATE TABLE results (row INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE answers (name TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE result_ends (node INTEGER, row INTEGER, PRIMARY KEY (node, row)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE UNIQUE INDEX node_ids ON nodes (id);
CREATE INDEX links_out ON links (source, predicate, target);
CREATE INDEX links_in ON links (target, predicate, source);
"""


def row_of_record(record: Record) -> NodeRow | EdgeRow:
    """Return a record of a build as a row."""
    if isinstance(record, Edge):
        return EdgeRow(record.id, record.source, record.target, edge_attributes(record))
    return NodeRow(record.id, node_attributes(record))


def rows_of_records(records: Iterable[Record]) -> Iterator[NodeRow | EdgeRow]:
    """Yield the records of a build as rows."""
    return map(row_of_record, records)


def rows_of_graph(graph: Graph) -> Iterator[NodeRow | EdgeRow]:
    """Yield a graph in memory as rows."""
    for node, attributes in graph.nodes(data=True):
        yield NodeRow(node, attributes)
    for source, target, key, attributes in graph.edges(keys=True, data=True):
        yield EdgeRow(str(key), source, target, attributes)


def write_index(
    rows: Iterable[NodeRow | EdgeRow], path: str | Path, *, drawing: Drawing | None = None, base: str, title: str
) -> None:
    """Write the index of a graph.

    Args:
        rows: each node and edge once, in any order. drawing: of the same graph, where there is one already.
        base: what the IRIs of local ids begin with. title: heads the page.

    Raises:
        OutputError: the file cannot be written.
    """
    with index_file(Path(path)) as index:
        for row in rows:
            index.take(row)
        index.write(drawing, base=base, title=title)


@contextmanager
def index_file(path: Path) -> Iterator[IndexFile]:
    """Open the file of an index that is filled by and by, and written at the end of the block.

    Raises:
        OutputError: the file cannot be written.
    """
    try:
        with ExitStack() as stack:
            yield _opened_index(path, stack)
    except sqlite3.Error as error:
        path.unlink(missing_ok=True)
        remedy = remedy_of(error, path, damage="try again")
        raise OutputError(f"cannot write the index: {error}", where=path, remedy=remedy) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _opened_index(path: Path, stack: ExitStack) -> IndexFile:
    try:
        path.unlink(missing_ok=True)
        folder = stack.enter_context(TemporaryDirectory(prefix=".aside-", dir=path.parent))
    except OSError as error:
        remedy = "free space or mend the folder's rights"
        raise OutputError(f"cannot write the index: {error}", where=path, remedy=remedy) from error
    connection = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;")
    connection.execute("ATTACH ? AS aside", (str(Path(folder) / "rows.sqlite"),))
    connection.executescript("PRAGMA aside.journal_mode = OFF; PRAGMA aside.synchronous = OFF;")
    connection.executescript(_SCHEMA + ASIDE_SCHEMA + NAME_SCHEMA)
    connection.execute("BEGIN")
    return IndexFile(connection, RowsSetAside(connection))


@dataclass(frozen=True, slots=True)
class IndexFile:
    """An index that is being filled."""

    connection: sqlite3.Connection
    rows: RowsSetAside

    def take(self, row: NodeRow | EdgeRow) -> None:
        """Take a node or an edge, which comes once; in any order."""
        self.rows.take(row)

    def watch(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records of a build, taking each as it passes."""
        for record in records:
            self.rows.take(row_of_record(record))
            yield record

    def write(self, drawing: Drawing | None, *, base: str, title: str) -> None:
        """Write what was taken; arguments as of ``write_index``."""
        _IndexWriter(self.connection, self.rows).write(drawing, base, title)
        self.connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class _FirstSightDrawn:
    """What is drawn at first: places and regions by node number, and the rows of its links."""

    places: dict[int, tuple[float, float]]
    regions: dict[int, int]
    names: list[str]
    links: list[int]


@dataclass(frozen=True, slots=True)
class _StoredResults(Sequence[Mapping[str, Any]]):
    """The results of an index that is written, read when they are asked for."""

    connection: sqlite3.Connection

    def __len__(self) -> int:
        (count,) = self.connection.execute("SELECT count(*) FROM results").fetchone()
        return int(count)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return (orjson.loads(data) for (data,) in self.connection.execute("SELECT data FROM results ORDER BY row"))

    @overload
    def __getitem__(self, number: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Mapping[str, Any]]: ...
    def __getitem__(self, number: int | slice) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        found = self.connection.execute("SELECT data FROM results WHERE row = ?", (number,)).fetchone()
        if found is None:
            raise IndexError(number)
        data: Mapping[str, Any] = orjson.loads(found[0])
        return data


@dataclass(frozen=True, slots=True)
class _NodeOrder:
    """How nodes are ordered: ``ids`` by number; ``place`` among the sorted ids and ``rank``, by number; ``ranked``
    numbers by rank.
    """

    ids: list[str]
    place: Ints
    ranked: Ints
    rank: Ints


@dataclass(frozen=True, slots=True)
class _IndexWriter:
    """Writes one index of rows that are set aside. Ranks and rows are those of nodes and links in the file."""

    connection: sqlite3.Connection
    rows: RowsSetAside

    def write(self, drawing: Drawing | None, base: str, title: str) -> None:
        ids = list(self.rows.numbers)
        by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
        place = np.empty(len(ids), np.int64)
        place[by_id] = np.arange(len(ids))
        ends = np.frombuffer(self.rows.ends, np.int64).reshape(-1, 2)
        order = self.rows.sorted_link_order(place[ends])
        links = Links(place[ends][order], [self.rows.predicates[row] for row in order.tolist()])
        kinds = [self.rows.kinds[number] for number in by_id.tolist()]
        found = measure(kinds, links)
        sight = self._first_sight(drawing, ids, by_id, kinds, links, order)
        number_degree = np.empty(len(ids), np.int64)
        number_degree[by_id] = found.degree
        ranked = np.lexsort((place, -number_degree))  # numbers by rank
        rank = np.empty(len(ids), np.int64)
        rank[ranked] = np.arange(1, len(ids) + 1)
        neighbours = self._write_adjacency(rank[ends])
        self._write_passing_costs(ids, ranked, number_degree)
        stated = self._papers_of_nodes(rank[ends], ranked)
        self._write_nodes(_NodeOrder(ids, place, ranked, rank), found, (neighbours, stated), sight)
        self._write_links(rank[ends], order)
        self._write_results(rank)
        self._write_answers(by_id, kinds, links, order, sight)
        for statement in _INDEXES.split(";"):  # executescript would end the transaction
            self.connection.execute(statement)
        self._write_meta_table(sight, rank, base, title)

    def _first_sight(
        self, drawing: Drawing | None, ids: list[str], by_id: Ints, kinds: list[str], links: Links, order: Ints
    ) -> _FirstSightDrawn:
        if drawing is not None:
            shown = [node for node in drawing.nodes if not node["hidden"]]
            places = {self.rows.numbers[node["id"]]: (node["x"], node["y"]) for node in shown}
            regions = {self.rows.numbers[node["id"]]: node["region"] for node in shown}
            drawn = {edge["id"] for edge in drawing.edges if not edge["hidden"]}
            shown_links = {
                number for number, name in self.connection.execute("SELECT number, id FROM raw_links") if name in drawn
            }
            rows = [row for row, number in enumerate(order.tolist()) if number in shown_links]
            return _FirstSightDrawn(places, regions, drawing.regions, rows)
        sorted_ids = [ids[number] for number in by_id.tolist()]
        seen = survey(Nodes(sorted_ids, kinds, [self.rows.names[number] for number in by_id.tolist()]), links)
        places = {int(by_id[place]): spot for place, spot in seen.places.items()}
        regions = {int(by_id[place]): int(seen.regions[place]) for place in seen.places}
        return _FirstSightDrawn(places, regions, seen.names, np.flatnonzero(seen.drawn).tolist())

    def _write_adjacency(self, ends: Ints) -> Ints:
        """Write linked pairs in both directions, by rank, and which are linked as broader topics only; return how
        many neighbours each node has, by rank.
        """
        proper = ends[:, 0] != ends[:, 1]
        broader = np.array([name == Relation.BROADER for name in self.rows.predicates], bool)[proper]
        ends, size = ends[proper], len(self.rows.numbers) + 1
        keys = np.concatenate([ends[:, 0] * size + ends[:, 1], ends[:, 1] * size + ends[:, 0]])
        sorted_keys = np.unique(keys)
        only = ~np.isin(sorted_keys, keys[~np.concatenate([broader, broader])])
        pairs = np.stack([sorted_keys // size, sorted_keys % size], axis=1)
        rows = zip(_numbers_of(pairs[:, 0]), _numbers_of(pairs[:, 1]), _numbers_of(only.astype(np.int8)), strict=True)
        self.connection.executemany("INSERT INTO adjacent VALUES (?, ?, ?)", rows)
        return np.bincount(pairs[:, 0], minlength=size)

    def _write_passing_costs(self, ids: list[str], ranked: Ints, degree: Ints) -> None:
        """Write what a path pays for passing through each node, by rank; see ``kg.explorer.served.path_costs``."""
        costs = array("q", [0])
        for number in _numbers_of(ranked):
            costs.append(passing_cost(ids[number], self.rows.kinds[number], int(degree[number])))
        self.connection.execute("INSERT INTO meta VALUES ('passing', ?)", (costs.tobytes(),))

    def _papers_of_nodes(self, ends: Ints, ranked: Ints) -> Ints:
        """Pair nodes with their papers, each once, by rank, as ``kg.graph.node_links`` says what these are."""
        paper = np.zeros(len(ranked) + 1, bool)
        paper[1:] = np.array([self.rows.kinds[number] == "paper" for number in ranked.tolist()], bool)
        own = np.frombuffer(self.rows.asserted, bool) & paper[ends[:, 0]] & (ends[:, 0] != ends[:, 1])
        return np.unique(ends[own][:, ::-1], axis=0).reshape(-1, 2)

    def _write_nodes(
        self, order: _NodeOrder, found: Measures, linked: tuple[Ints, Ints], sight: _FirstSightDrawn
    ) -> None:
        """Write the nodes. ``linked``: how many neighbours each has, by rank, and nodes with their papers."""
        neighbours, stated = linked
        ids, ranked = order.ids, order.ranked
        execute, names = self.connection.execute, NameWriter(self.connection)
        papers = np.bincount(stated[:, 0], minlength=len(ids) + 1)
        counted = self._papers_by_year(stated, ranked)
        dated, years = next(counted, (0, ""))
        for number in _numbers_of(ranked):
            row = execute("SELECT label, year, facts, abstract FROM raw_nodes WHERE number = ?", (number,)).fetchone()
            label, year, facts, abstract = row or (ids[number], None, "{}", None)
            at = int(order.rank[number])
            x, y = sight.places.get(number, (None, None))
            of_years = None
            if at == dated:
                of_years, (dated, years) = years, next(counted, (0, ""))
            kind, spot = self.rows.kinds[number], int(order.place[number])
            values = (
                at, plain(ids[number]), label, _KINDS[kind], int(found.degree[spot]), int(neighbours[at]), year,
                float(found.sizes[spot]), sight.regions.get(number, ISLAND), x, y,
                None if kind == "paper" else of_years, facts, int(papers[at]),
            )  # fmt: skip
            execute("INSERT INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            if abstract:
                execute("INSERT INTO texts VALUES (?, ?)", (at, abstract))
            held = orjson.loads(facts)
            names.write(at, searched_node(ids[number], label, held, abstract or ""), held)
        names.finish()

    def _papers_by_year(self, stated: Ints, ranked: Ints) -> Iterator[tuple[int, str]]:
        """Count the papers of each node that has some by year, as JSON, by rank."""
        year = np.zeros(len(ranked) + 1, np.int64)
        year[1:] = np.frombuffer(self.rows.years, np.int32)[ranked]
        dated = stated[year[stated[:, 1]] > 0]
        counted, counts = np.unique(np.stack([dated[:, 0], year[dated[:, 1]]], axis=1), axis=0, return_counts=True)
        years = zip(_numbers_of(counted[:, 0]), _numbers_of(counted[:, 1]), _numbers_of(counts), strict=True)
        for node, rows in groupby(years, key=itemgetter(0)):
            yield node, json_text({str(when): count for _, when, count in rows})

    def _write_links(self, ends: Ints, order: Ints) -> None:
        execute = self.connection.execute
        codes = {name: place for place, name in enumerate(DRAWN_PREDICATES)}
        for name in sorted(set(self.rows.predicates) - codes.keys()):
            codes[name] = len(codes)
        execute("INSERT INTO meta VALUES ('predicates', ?)", (json_text(list(codes)),))
        for row, number in enumerate(_numbers_of(order)):
            name, *raw = execute(
                "SELECT id, confidence, type, asserted, evidence FROM raw_links WHERE number = ?", (number,)
            ).fetchone()
            source, target = ends[number].tolist()
            values = (row, name, source, target, codes[self.rows.predicates[number]], *raw)
            execute("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def _write_results(self, rank: Ints) -> None:
        execute = self.connection.execute
        for row, text in enumerate(self.rows.results()):
            data = orjson.loads(text)
            execute("INSERT INTO results VALUES (?, ?)", (row, text))
            ends = {
                int(rank[self.rows.numbers[str(data[name])]])
                for name in _RESULT_ENDS
                if data.get(name) in self.rows.numbers
            }
            self.connection.executemany("INSERT INTO result_ends VALUES (?, ?)", ((end, row) for end in sorted(ends)))

    def _write_answers(self, by_id: Ints, kinds: list[str], links: Links, order: Ints, sight: _FirstSightDrawn) -> None:
        """Write what is answered of the whole graph; nodes and links come in the order of their ids."""
        ids = list(self.rows.numbers)
        corpus = Corpus(
            [ids[number] for number in by_id.tolist()],
            kinds,
            links.ends,
            links.predicates,
            np.frombuffer(self.rows.asserted, bool)[order],
            self.rows.facts,
            np.array([sight.regions.get(number, ISLAND) for number in by_id.tolist()], np.int64),
            sight.names,
            _StoredResults(self.connection),
        )
        rows = ((name, json_text(answer)) for name, answer in answers_of_corpus(corpus).items())
        self.connection.executemany("INSERT INTO answers VALUES (?, ?)", rows)

    def _write_meta_table(self, sight: _FirstSightDrawn, rank: Ints, base: str, title: str) -> None:
        values = {
            "format": FORMAT,
            "base": base,
            "title": title,
            "regions": json_text(sight.names),
            "nodes": len(self.rows.numbers),
            "links": len(self.rows.predicates),
            "counts": json_text(
                {
                    "kinds": dict(sorted(Counter(self.rows.kinds).items())),
                    "predicates": dict(sorted(Counter(self.rows.predicates).items())),
                }
            ),
            "first": json_text(sorted(int(rank[number]) for number in sight.places)),
            "first_links": json_text(sight.links),
        }
        self.connection.executemany("INSERT INTO meta VALUES (?, ?)", values.items())


def _numbers_of(values: NDArray[np.integer[Any]]) -> Iterator[int]:
    """Yield the numbers of an array, some at a time: as a list they take five times the room."""
    for start in range(0, len(values), _AT_A_TIME):
        yield from values[start : start + _AT_A_TIME].tolist()
