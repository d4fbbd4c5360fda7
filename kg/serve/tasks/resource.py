"""The task of a linked data page: everything about one node, for people as HTML, for programs as RDF.

What belongs to a node: its own triples; the links (``kg:Link``) that start or end in it, with the evidence of each; the
labels of the nodes that it is linked to. The page for people is made in ``kg.serve.tasks.node_page``. What is new of a
topic or an artifact, or of the whole graph, is a feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, cast

import pyoxigraph as ox

from kg.digest.base.feed_address import ATOM_TYPE, feed_path, feed_title
from kg.rdf.query.rdf_files import from_oxigraph
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.rdf.terms.node_terms import LABEL
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.turtle import turtle
from kg.serve.http.faults import Fault
from kg.serve.http.media_types import CONTENT_TYPES, GRAPHS, TABLES
from kg.serve.process.wire import Sender
from kg.serve.tasks.addresses import address, node_headers
from kg.serve.tasks.node_page import EVIDENCE, OBJECT, SUBJECT, links_of_node, objects_of_node, page_of_node
from kg.serve.tasks.query import write_triples
from kg.serve.tasks.task import Arguments, Context

_DEFAULT = ox.DefaultGraph()
_REPLACED = ox.NamedNode(VOCABULARIES["dcterms"] + "isReplacedBy")
_AS_TABLE = "SELECT * { ?subject ?predicate ?object } ORDER BY ?subject ?predicate ?object"


def describe_resource(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Describe a node.

    A node that another has replaced (``dcterms:isReplacedBy``) has nothing else to tell: the answer leads to the other
    one, in the form that was asked for.

    Arguments:
        names: what the node may be called, the first that there is counts: each an IRI, the form of the answer (of RDF,
            of a table, ``html``, or None where none is accepted), and what names the form in the address, as ``.ttl``.
        here: where the base IRI is served, e.g. ``/``.
    """
    found = next((name for name in arguments["names"] if _node_exists(context.store, name[0])), None)
    if found is None:
        raise Fault(404, f"the graph has nothing called {arguments['names'][0][0]}", remedy="look for it: /search?q=…")
    iri, form, suffix = found
    node, here = ox.NamedNode(iri), arguments["here"]
    replacing = objects_of_node(context.store, node, _REPLACED)
    if replacing and isinstance(replacing[0], ox.NamedNode) and replacing[0] != node:
        # Permanent, as the statement is.
        sender.begin("", 308, location=address(replacing[0].value, context.base, here, suffix))
        return
    if form is None:
        raise Fault(406, "there is no such form of a page", remedy="accept text/html or text/turtle")
    headers = node_headers(context, node, form, here)
    if form == "html":
        sender.begin("text/html; charset=utf-8", 200, **headers)
        sender.write(page_of_node(context, node, here).encode())
        return
    # Sorted, so that the same node gives the same bytes and a writer can group them.
    triples = sorted(
        set(_triples_about_node(context.store, node)), key=lambda triple: (triple.subject != node, str(triple))
    )
    sender.begin(CONTENT_TYPES[form], 200, **headers)
    _write_in_form(context, triples, form, sender)


def write_feed(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Write a feed.

    A node that another has replaced has no feed of its own: the answer leads to the other one's.

    Arguments:
        node: its local id, or "" for the graph as a whole. here: where the base IRI is served, as a whole address.
    """
    # Who asks for a page does not wait for what only feeds need, a sixth of a second.
    from kg.digest.base.asked_graph import graph_of_store
    from kg.digest.forms.atom_feed import MOST_ENTRIES, Feed, atom_feed
    from kg.digest.newest_papers import newest_papers, node_with_name

    local, here, base = arguments["node"], arguments["here"], context.base
    graph = graph_of_store(context.store, base)
    about = node_with_name(graph, base + local) if local else None
    if local and about is None:
        raise Fault(404, f"the graph has nothing called {base}{local}", remedy="look for it: /search?q=…")
    if about is not None and about.iri != base + local:
        sender.begin("", 308, location=here + feed_path(about.iri.removeprefix(base)))
        return
    papers = newest_papers(graph, about.iri if about else None, MOST_ENTRIES)
    iri = about.iri if about else base + "graph"
    page = address(iri, base, here) if about else here
    title = feed_title(context.title, about.name if about else "")
    sender.begin(f"{ATOM_TYPE}; charset=utf-8")
    sender.write(atom_feed(Feed(iri, title, context.title, here + feed_path(local), page, papers)))


def _write_in_form(context: Context, triples: list[ox.Triple], form: str, sender: Sender) -> None:
    if form == "turtle":
        with SortedTriples(from_oxigraph(triples)) as graph:
            for piece in turtle(graph.blocks(), context.base):
                sender.write(piece.encode())
    elif form in GRAPHS:
        write_triples(triples, form, context.base, sender)
    else:
        store = ox.Store()
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
        rows = store.query(_AS_TABLE)
        assert isinstance(rows, ox.QuerySolutions)
        rows.serialize(cast(IO[bytes], sender), TABLES[form].oxigraph)


def _node_from_iri(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _node_exists(store: ox.Store, iri: str) -> bool:
    node = _node_from_iri(iri)
    if node is None:
        return False
    starts = store.quads_for_pattern(node, None, None, _DEFAULT)
    return next(starts, None) is not None or next(store.quads_for_pattern(None, None, node, _DEFAULT), None) is not None


def _triples_about_node(store: ox.Store, node: ox.NamedNode) -> Iterator[ox.Triple]:
    near = {node}
    for quad in store.quads_for_pattern(node, None, None, _DEFAULT):
        yield quad.triple
        if isinstance(quad.object, ox.NamedNode):
            near.add(quad.object)
    for end in (SUBJECT, OBJECT):
        for link in links_of_node(store, node, end):
            for quad in store.quads_for_pattern(link, None, None, _DEFAULT):
                yield quad.triple
                if quad.predicate == EVIDENCE and isinstance(quad.object, ox.NamedNode):
                    yield from (one.triple for one in store.quads_for_pattern(quad.object, None, None, _DEFAULT))
                elif quad.predicate in (SUBJECT, OBJECT) and isinstance(quad.object, ox.NamedNode):
                    near.add(quad.object)
    yield from (quad.triple for quad in store.quads_for_pattern(None, _REPLACED, node, _DEFAULT))
    for other in near - {node}:
        yield from (quad.triple for quad in store.quads_for_pattern(other, LABEL, None, _DEFAULT))
