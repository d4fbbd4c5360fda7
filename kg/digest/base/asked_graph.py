"""The graph that a digest asks, by SPARQL alone: the store of a build, or one elsewhere.

Nothing is asked that grows with the graph in one piece: what is known of many nodes is asked of so many at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.rdf.query.store_seal import store_errors
from kg.rdf.terms.namespaces import prefixes

if TYPE_CHECKING:
    from pathlib import Path

    from kg.rdf.remote.endpoint import Endpoint

_TOGETHER = 200  # nodes that are asked for at a time: 15 KB of IRIs, far from what endpoints refuse
#: An answer's row: the text of each variable that is bound.
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AskedGraph:
    """A graph that is asked.

    Attributes:
        base: base IRI of its nodes. rows: asks a SELECT query, in which the usual prefixes need not be declared.
    """

    base: str
    rows: Callable[[str], Iterable[Row]]

    def rows_of_nodes(self, text: str, nodes: Iterable[str]) -> Iterator[Row]:
        """Ask a query of some nodes, so many at a time; ``NODES`` in its text stands for their IRIs."""
        return chain.from_iterable(self.batches_of_nodes(text, nodes))

    def batches_of_nodes(self, text: str, nodes: Iterable[str]) -> Iterator[Iterable[Row]]:
        """Ask the same, and yield the rows of each batch together: all those of a node are in one."""
        for some in some_at_a_time(nodes):
            yield self.rows(text.replace("NODES", " ".join(str(ox.NamedNode(node)) for node in some)))


def some_at_a_time(nodes: Iterable[str]) -> Iterator[list[str]]:
    """Yield nodes in batches of as many as are asked for at a time."""
    rest = iter(nodes)
    while some := list(islice(rest, _TOGETHER)):
        yield some


def graph_of_store(store: ox.Store, base: str, folder: Path | None = None) -> AskedGraph:
    """Ask an open store; ``folder``: where it lies, for errors.

    >>> list(graph_of_store(ox.Store(), "https://example.org/").rows("SELECT ?paper { ?paper a kg:Link }"))
    []
    """
    names = prefixes(base)

    def rows(text: str) -> Iterator[Row]:
        with store_errors(folder):
            found = store.query(text, prefixes=names)
            assert isinstance(found, ox.QuerySolutions)
            variables = [variable.value for variable in found.variables]
            for solution in found:
                yield _texts((name, solution[name]) for name in variables)

    return AskedGraph(base, rows)


def graph_of_endpoint(endpoint: Endpoint, base: str) -> AskedGraph:
    """Ask a store elsewhere; an answer is read whole before its first row is given out."""

    def rows(text: str) -> Iterator[Row]:
        answer = endpoint.query(text, base=base)
        for row in answer.rows:
            yield _texts(zip(answer.columns, row, strict=True))

    return AskedGraph(base, rows)


def _texts(cells: Iterable[tuple[str, object]]) -> Row:
    return {name: term.value for name, term in cells if isinstance(term, ox.NamedNode | ox.Literal)}
