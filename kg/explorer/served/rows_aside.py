"""The stream of a graph's nodes and edges, set aside in a file of its own until all of it is known.

In memory are only ids, kinds, years and names of nodes, and of links their ends and kinds, as plain numbers: what the
order and the drawing of the whole need.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.explorer.answers.corpus import NodeFacts
from kg.explorer.map.cited_facts import facts_with_citation
from kg.explorer.map.drawn_graph import facts_of, year_of
from kg.explorer.map.evidence import piece_of_evidence
from kg.explorer.map.kinds import UNDRAWN, kind_of
from kg.explorer.map.region_names import spoken_name
from kg.explorer.page.payload import json_text, plain

Ints = NDArray[np.int64]

ASIDE_SCHEMA = """
CREATE TABLE aside.raw_nodes (
  number INTEGER PRIMARY KEY, label TEXT, year INTEGER, facts TEXT, abstract TEXT);
CREATE TABLE aside.raw_links (
  number INTEGER PRIMARY KEY, id TEXT, confidence REAL, type TEXT, asserted INTEGER, evidence TEXT);
CREATE TABLE aside.raw_results (id TEXT, data TEXT);
"""


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node: its id, and its attributes as ``kg.graph.networks`` names them."""

    id: str
    attributes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """An edge: its id, its ends, and its attributes likewise."""

    id: str
    source: str
    target: str
    attributes: Mapping[str, Any]


@dataclass(slots=True)
class RowsSetAside:
    """The stream of nodes and links in the tables of ``ASIDE_SCHEMA``. Numbers count both as they came.

    Attributes:
        connection: to the database that ``aside`` is attached to. numbers: of nodes, by id.
        kinds, years, names: of nodes, by number. predicates, asserted: of links. ends: numbers of both ends of each.
        facts: for the answers.
    """

    connection: sqlite3.Connection
    numbers: dict[str, int] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    years: array[int] = field(default_factory=lambda: array("i"))
    names: list[str] = field(default_factory=list)
    predicates: list[str] = field(default_factory=list)
    ends: array[int] = field(default_factory=lambda: array("q"))
    asserted: bytearray = field(default_factory=bytearray)
    facts: NodeFacts = field(default_factory=NodeFacts)

    def take(self, row: NodeRow | EdgeRow) -> None:
        """Set a node or an edge aside."""
        if isinstance(row, EdgeRow):
            self._set_edge_aside(row)
            return
        insert = self.connection.execute
        kind = kind_of(row.id, dict(row.attributes))
        if kind in UNDRAWN:
            if kind == "result":
                insert("INSERT INTO raw_results VALUES (?, ?)", (plain(row.id), _json_of_result(row.attributes)))
            return
        number = self._number_of_node(row.id)
        self.kinds[number] = sys.intern(kind)
        year = year_of(row.attributes)
        self.years[number] = year or 0
        facts = facts_of(row.attributes, kind)
        abstract = facts.pop("abstract", None)
        self.facts.add(row.id, kind, year, facts)
        label = str(plain(str(row.attributes.get("label") or row.id)))
        if kind == "paper":
            facts = facts_with_citation(label, year, facts)
        self.names[number] = spoken_name(label, [str(each) for each in facts.get("alt_labels") or ()])
        values = (number, label, year, json_text(facts), plain(abstract))
        insert("INSERT INTO raw_nodes VALUES (?, ?, ?, ?, ?)", values)

    def _set_edge_aside(self, row: EdgeRow) -> None:
        attributes = row.attributes
        if not UNDRAWN.isdisjoint((kind_of(row.source, {}), kind_of(row.target, {}))):
            return
        evidence = [piece_of_evidence(piece) for piece in attributes.get("evidence") or ()]
        values = (
            len(self.predicates),
            plain(row.id),
            attributes.get("confidence"),
            attributes.get("type"),
            int(attributes.get("asserted", True)),
            json_text(evidence),
        )
        self.connection.execute("INSERT INTO raw_links VALUES (?, ?, ?, ?, ?, ?)", values)
        self.predicates.append(sys.intern(str(attributes.get("predicate") or "mentions")))
        self.asserted.append(bool(attributes.get("asserted", True)))
        self.ends.extend((self._number_of_node(row.source), self._number_of_node(row.target)))

    def _number_of_node(self, identifier: str) -> int:
        number = self.numbers.setdefault(identifier, len(self.numbers))
        if number == len(self.kinds):
            self.kinds.append(sys.intern(kind_of(identifier, {})))
            self.years.append(0)
            self.names.append(identifier)
        return number

    def sorted_link_order(self, ends: Ints) -> Ints:
        """Sort the numbers of the links by source, target, predicate and id, as the page has them."""
        code = {name: place for place, name in enumerate(sorted(set(self.predicates)))}
        predicate = np.fromiter((code[name] for name in self.predicates), np.int16, len(self.predicates))
        order = np.lexsort((predicate, ends[:, 1], ends[:, 0]))
        alike = np.ones(max(len(order) - 1, 0), bool)  # whether a link is like the next, but for its id
        for column in (ends[:, 0], ends[:, 1], predicate):
            values = column[order]
            alike &= values[1:] == values[:-1]
        for at in np.flatnonzero(alike).tolist():  # rare, and in runs of two or three: an insertion sort settles them
            while at >= 0 and alike[at] and self._has_later_id(order, at):
                order[at], order[at + 1] = order[at + 1], order[at]
                at -= 1
        return np.asarray(order)

    def _has_later_id(self, order: Ints, at: int) -> bool:
        query = "SELECT id FROM raw_links WHERE number = ?"
        (one,), (other,) = (self.connection.execute(query, (int(order[place]),)).fetchone() for place in (at, at + 1))
        return bool(one > other)

    def results(self) -> Iterator[str]:
        """Yield the results as they are stored, sorted by id."""
        return (data for (data,) in self.connection.execute("SELECT data FROM raw_results ORDER BY id"))


def _json_of_result(data: Mapping[str, Any]) -> str:
    evidence = data.get("evidence") or ()
    kept = {name: value for name, value in data.items() if value is not None and name not in ("kind", "types")}
    kept["evidence"] = [evidence] if isinstance(evidence, Mapping) else list(evidence)
    return json_text(kept)
