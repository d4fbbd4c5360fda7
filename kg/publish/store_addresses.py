"""Where a store takes queries, updates and graphs: one row for each kind of store.

The paths are those of the stores' own documentation; ``docs/publish.md`` names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from kg.fetch.base_address import checked_base
from kg.ground.errors import InputError
from kg.rdf.terms.ntriples import web_address

#: What ``--graph`` calls the graph that has no name.
DEFAULT_GRAPH = "default"


@dataclass(frozen=True, slots=True)
class StoreKind:
    """How the addresses of a kind of store lie below its own.

    Attributes:
        below: what the address given is, for the help. query, update, graphs: paths below it.
        graph_parameter: of the Graph Store Protocol, for a named graph. needs_graph: whether it has no default graph
            to write to.
    """

    below: str
    query: str = ""
    update: str = ""
    graphs: str = ""
    graph_parameter: str = "graph"
    needs_graph: bool = False


#: By the names of ``--store``.
STORE_KINDS = {
    "single": StoreKind("one address for queries, updates and graphs"),
    "oxigraph": StoreKind("http://HOST:7878", "/query", "/update", "/store"),
    "fuseki": StoreKind("http://HOST:3030/DATASET", "/query", "/update", "/data"),
    "qlever": StoreKind("http://HOST:PORT"),
    "graphdb": StoreKind("http://HOST:7200/repositories/NAME", "", "/statements", "/rdf-graphs/service"),
    "virtuoso": StoreKind(
        "http://HOST:8890", "/sparql", "/sparql-auth", "/sparql-graph-crud-auth", "graph-uri", needs_graph=True
    ),
    "paperatlas": StoreKind("http://HOST:8000", "/sparql", "/sparql", "/graphs"),
}


@dataclass(frozen=True, slots=True)
class StoreAddresses:
    """A store, and the graph in it that is written to.

    Attributes:
        query, update, graphs: its addresses. graph: an IRI; "" is the default graph. graph_parameter: see
            ``StoreKind``.
    """

    query: str
    update: str
    graphs: str
    graph: str = ""
    graph_parameter: str = "graph"

    @property
    def graph_address(self) -> str:
        """The graph's address by the Graph Store Protocol, "indirect" identification (its section 4.2)."""
        parameter = urlencode({self.graph_parameter: self.graph}) if self.graph else "default"
        return f"{self.graphs}?{parameter}"

    def within_graph(self, pattern: str) -> str:
        """Put triples, or a pattern of them, into the graph, as SPARQL."""
        return f"GRAPH <{self.graph}> {{ {pattern} }}" if self.graph else pattern


def store_addresses(endpoint: str, kind: str, graph: str = "", **others: str | None) -> StoreAddresses:
    """Work out the addresses of a store.

    Args:
        endpoint: see ``StoreKind.below``. kind: a key of ``STORE_KINDS``. graph: an IRI; "" is the default graph.
        others: ``query``, ``update``, ``graphs``: addresses that lie elsewhere.

    Raises:
        InputError: an address is none, or names a user; the graph is no IRI; the store needs one.

    >>> store_addresses("http://localhost:7878", "oxigraph").graph_address
    'http://localhost:7878/store?default'
    """
    known, base = STORE_KINDS[kind], checked_base(endpoint)
    if graph and web_address(graph) != f"<{graph}>":
        raise InputError(f"{graph!r} cannot name a graph", remedy="give an http(s) IRI, as https://example.org/graph")
    if known.needs_graph and not graph:
        raise InputError(f"{kind} has no default graph to write to", remedy="name one: --graph IRI")
    given = {name: checked_base(address) for name, address in others.items() if address}
    return StoreAddresses(
        given.get("query", base + known.query), given.get("update", base + known.update),
        given.get("graphs", base + known.graphs), graph, known.graph_parameter,
    )  # fmt: skip
