"""The task of a search: nodes by some words, as ``kg.catalogue.search_tiers`` ranks them.

A server that writes nothing answers from the explorer's index of the same build, which is read in bounded pieces
however large the graph is; any other reads the store itself (``kg.rdf.query.store_index``).
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson
import pyoxigraph as ox

from kg.catalogue.search_tiers import SearchMatch, SearchTier
from kg.explorer.served.index_rows import IndexRows
from kg.explorer.served.node_search import NodeSearch
from kg.ground.errors import OutputError
from kg.ground.files.integrity import shows_earlier_graph
from kg.ground.identifiers import NODE_PATHS
from kg.rdf.query.store_index import StoreIndex, kind_of_node
from kg.rdf.terms.namespaces import KG
from kg.rdf.terms.node_terms import LABEL, TYPE
from kg.serve.process.wire import Sender
from kg.serve.tasks.task import Arguments, Context

_DEFAULT = ox.DefaultGraph()
_MOST = 100  # hits of the index that a kind is chosen from


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A node that was found: its local id, its label, how many links it has, and why."""

    id: str
    label: str
    links: int
    match: SearchMatch


def search(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Find nodes.

    Arguments:
        text: what to look for. kind: ``paper``, ``artifact``, ``topic`` or ``organisation``, or None.
        limit: how many at most.
    """
    hits, count = find_hits(context, arguments["text"], arguments["kind"], arguments["limit"])
    results = []
    for hit in hits:
        iri = context.base + hit.id
        result: dict[str, object] = {
            "iri": iri, "label": hit.label, "kind": kind_of_node(hit.id), "links": hit.links,
        }  # fmt: skip
        if hit.match.field != "name":
            result |= {"field": hit.match.field, "matched": hit.match.text}
        result["types"] = [each.removeprefix(KG) for each in node_types(context.store, iri) if each.startswith(KG)]
        results.append(result)
    sender.begin("application/json")
    sender.write(orjson.dumps({"query": arguments["text"], "found": count, "results": results}))


def find_hits(context: Context, text: str, kind: str | None, limit: int) -> tuple[list[SearchHit], int]:
    """Find the nodes that answer to a text, the best first, and how many there are."""
    index = _served_index(context)
    if index is None:
        found = _store_index(context).find(text)
        links = _store_index(context).links
        hits = [SearchHit(node.id, node.names[0], links[node.id], match) for node, match in found]
        count = 0
    else:
        hits, count = _hits_of_index(context, *index, text, _MOST if kind else limit)
    if kind:
        hits, count = [hit for hit in hits if kind_of_node(hit.id) == kind], 0
    return hits[:limit], max(count, len(hits))


def _hits_of_index(
    context: Context, rows: IndexRows, names: NodeSearch, text: str, limit: int
) -> tuple[list[SearchHit], int]:
    """Find nodes in the index; authors, venues and categories, which are facts there, come before papers by them."""
    found = names.search(text, limit)
    nodes = rows.nodes_of_ranks(found.ranks)
    hits = [
        SearchHit(node["id"], node["label"], node["degree"], match)
        for node, match in zip(nodes, found.matches, strict=True)
    ]
    facets = [
        SearchHit(identifier, name, papers, SearchMatch(SearchTier.WORD, "name", ((name, False),)))
        for kind, name, papers in names.facets(text)
        for identifier in _ids_of_facet(context, kind, name)
    ]
    at = sum(hit.match.tier < SearchTier.PEOPLE for hit in hits)
    return [*hits[:at], *facets, *hits[at:]], found.count + len(facets)


def _ids_of_facet(context: Context, kind: str, name: str) -> list[str]:
    """Find the local ids of the authors, the venue or the category of a name."""
    begin = context.base + NODE_PATHS[kind]
    if kind == "category":
        return [NODE_PATHS[kind] + name]
    found = context.store.quads_for_pattern(None, LABEL, ox.Literal(name), _DEFAULT)
    iris = {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}
    return sorted(iri.removeprefix(context.base) for iri in iris if iri.startswith(begin))


def node_types(store: ox.Store, iri: str) -> list[str]:
    """Read the IRIs of a node's classes, sorted."""
    found = store.quads_for_pattern(ox.NamedNode(iri), TYPE, None, _DEFAULT)
    return sorted(quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode))


def _served_index(context: Context) -> tuple[IndexRows, NodeSearch] | None:
    """Open the index of the build, where there is one of this graph."""
    if "served" not in context.kept:
        context.kept["served"] = None
        if context.index is not None and context.index.is_file() and not shows_earlier_graph(context.index):
            try:
                rows = IndexRows(context.index)
            except OutputError:  # of another version: the store has all, too
                return None
            if rows.meta["base"] == context.base:
                context.kept["served"] = rows, NodeSearch(rows.select, context.base)
    index: tuple[IndexRows, NodeSearch] | None = context.kept["served"]
    return index


def _store_index(context: Context) -> StoreIndex:
    if "search" not in context.kept:
        context.kept["search"] = StoreIndex.of(context.store, context.base)
    index = context.kept["search"]
    assert isinstance(index, StoreIndex)
    return index
