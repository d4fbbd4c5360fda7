"""One node of a graph in a store elsewhere, with all that it is linked to, as a graph in memory.

1. What a name means is looked up among the store's labels, and judged as everywhere (``kg.catalogue.name_resolution``).
2. The node's triples, its links with their evidence, the results that name it and its plain facts are asked for, each
   by a query of its own, then the labels and texts at the other ends of them, some hundred at a time.
3. Of these triples a graph is made (``kg/rdf/remote/network_of_triples.py``), which is read like the part around the
   node of a graph that was built here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.catalogue.name_resolution import NameMatch, Resolution
from kg.ground.errors import QueryError
from kg.ground.identifiers import NODE_PATHS
from kg.ground.schema import PREDICATES
from kg.rdf.query.find_node import find_nodes
from kg.rdf.remote.endpoint import Endpoint
from kg.rdf.remote.network_of_triples import network_of_triples
from kg.rdf.write.triples import PREDICATE_TERMS

if TYPE_CHECKING:
    from kg.graph.networks import Network

_ENDS = 200  # nodes asked for in one query; the text of it stays below the bounds of servers
_RELATIONS = " ".join(("dcterms:isReplacedBy", *(PREDICATE_TERMS[each] for each in PREDICATES.values())))
#: What is asked about a node, by where it says so.
_PATTERNS = (
    "VALUES ?s { <{node}> } ?s ?p ?o",
    "<{node}> kg:hasAuthorship ?s . ?s ?p ?o",
    "VALUES ?o { <{node}> } VALUES ?p { {relations} } ?s ?p ?o",
    "{ ?s rdf:subject <{node}> } UNION { ?s rdf:object <{node}> } ?s a kg:Link ; ?p ?o",
    "{ ?link rdf:subject <{node}> } UNION { ?link rdf:object <{node}> } ?link a kg:Link ; kg:hasEvidence ?s . "
    "VALUES ?p { kg:inField kg:sentence oa:start oa:end oa:exact } ?s ?p ?o",
    "VALUES ?end { kg:reportedIn fair4ml:evaluatedMLModel fair4ml:evaluationDataset } ?s ?end <{node}> ; "
    "a kg:Result ; ?p ?o",
)
_AT_ENDS = "VALUES ?s { {nodes} } VALUES ?p { rdf:type rdfs:label dcterms:abstract skos:notation } ?s ?p ?o"


def find_at_endpoint(endpoint: Endpoint, name: str) -> tuple[Resolution, str]:
    """Find the nodes of a store that a name means, and the base IRI of its nodes.

    Raises:
        QueryError: the store cannot be asked.
    """
    labels, base = endpoint.labels_like({kind: [name] for kind in NODE_PATHS})
    found = [find_nodes(labels, kind, name, base) for kind in NODE_PATHS]
    best = min((each.match for each in found if each.match is not None), default=None)
    meant = tuple(thing for each in found if best is not None and each.match == best for thing in each.meant)
    near = tuple(thing for each in found for thing in (*each.meant, *each.near))
    return Resolution(name, meant, best, near if best is None or best > NameMatch.PLURAL else ()), base


def neighbourhood(endpoint: Endpoint, node: str, base: str) -> Network:
    """Ask a store for a node, its links, and the nodes at their other ends.

    Args:
        node: its local id. base: of its IRI.

    Raises:
        QueryError: the store cannot be asked.
    """
    store, iri = ox.Store(), base + node
    try:
        ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{endpoint.url} names its nodes by what is no IRI", remedy="ask another store") from error
    for pattern in _PATTERNS:
        _load(store, endpoint, pattern.replace("{node}", iri).replace("{relations}", _RELATIONS), base)
    for ends in _other_ends(store, iri, base):
        _load(store, endpoint, _AT_ENDS.replace("{nodes}", ends), base)
    return network_of_triples(store, base)


def _load(store: ox.Store, endpoint: Endpoint, pattern: str, base: str) -> None:
    store.extend(endpoint.triples(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", base=base))


def _other_ends(store: ox.Store, iri: str, base: str) -> Iterator[str]:
    """Yield the nodes that triples lead to and that are not described yet, so many at a time, as SPARQL."""
    places = tuple(base + path for path in NODE_PATHS.values())
    near = {
        term.value
        for quad in store
        for term in (quad.subject, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(places) and term.value != iri
    }
    ends = sorted(near)
    for begin in range(0, len(ends), _ENDS):
        yield " ".join(f"<{end}>" for end in ends[begin : begin + _ENDS])
