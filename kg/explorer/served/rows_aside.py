"""The stream of a graph's nodes and edges, set aside in temporary tables until all of it is known.

In memory are only ids, kinds, years, names and ends, which the order and the drawing of the whole need.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
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
CREATE TEMP TABLE raw_nodes (
  number INTEGER PRIMARY KEY, label TEXT, year INTEGER, facts TEXT, abstract TEXT);
CREATE TEMP TABLE raw_links (
  number INTEGER PRIMARY KEY, id TEXT, confidence REAL, type TEXT, asserted INTEGER, evidence TEXT);
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
    """The stream of nodes and links in the tables of ``ASIDE_SCHEMA``. Numbers count both as they came."""

    connection: sqlite3.Connection
    numbers: dict[str, int] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    link_ids: list[str] = field(default_factory=list)
    predicates: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    asserted: list[bool] = field(default_factory=list)
    results: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    facts: NodeFacts = field(default_factory=NodeFacts)

    def take(self, rows: Iterable[NodeRow | EdgeRow]) -> None:
        """Put the stream into temporary tables."""
        insert = self.connection.execute
        for row in rows:
            if isinstance(row, EdgeRow):
                self._set_edge_aside(row)
                continue
            kind = kind_of(row.id, dict(row.attributes))
            if kind in UNDRAWN:
                if kind == "result":
                    self.results.append((row.id, row.attributes))
                continue
            number = self._number_of_node(row.id)
            self.kinds[number] = kind
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
            len(self.link_ids),
            row.id,
            attributes.get("confidence"),
            attributes.get("type"),
            int(attributes.get("asserted", True)),
            json_text(evidence),
        )
        self.connection.execute("INSERT INTO raw_links VALUES (?, ?, ?, ?, ?, ?)", values)
        self.link_ids.append(row.id)
        self.predicates.append(str(attributes.get("predicate") or "mentions"))
        self.asserted.append(bool(attributes.get("asserted", True)))
        self.ends += (self._number_of_node(row.source), self._number_of_node(row.target))

    def _number_of_node(self, identifier: str) -> int:
        number = self.numbers.setdefault(identifier, len(self.numbers))
        if number == len(self.kinds):
            self.kinds.append(kind_of(identifier, {}))
            self.years.append(0)
            self.names.append(identifier)
        return number

    def sorted_link_order(self, ends: Ints) -> Ints:
        """Sort the numbers of the links by source, target, predicate and id, as the page has them."""
        names = sorted(set(self.predicates))
        code = {name: place for place, name in enumerate(names)}
        predicate = np.array([code[name] for name in self.predicates], np.int64)
        order = np.lexsort((predicate, ends[:, 1], ends[:, 0]))
        keys = np.stack([ends[order, 0], ends[order, 1], predicate[order]], axis=1)
        twins = np.flatnonzero((keys[1:] == keys[:-1]).all(axis=1))
        for at in twins.tolist():  # rare, and in runs of two or three: an insertion sort settles them
            while at >= 0 and (keys[at] == keys[at + 1]).all() and self._has_later_id(order, at):
                order[at], order[at + 1] = order[at + 1], order[at]
                at -= 1
        return np.asarray(order)

    def _has_later_id(self, order: Ints, at: int) -> bool:
        return self.link_ids[int(order[at])] > self.link_ids[int(order[at + 1])]
