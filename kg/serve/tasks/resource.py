"""The task of a linked data page: everything about one node, for people as HTML, for programs as RDF.

What belongs to a node: its own triples; the links (``kg:Link``) that start or end in it, with the evidence of each; the
labels of the nodes that it is linked to. A page for people shows a bounded part of that and says how much there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, cast

import pyoxigraph as ox

from kg.rdf.query.rdf_files import from_oxigraph
from kg.rdf.terms.namespaces import KG, VOCABULARIES, shorten
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.turtle import turtle
from kg.serve.http.faults import Fault
from kg.serve.http.media_types import CONTENT_TYPES, GRAPHS, TABLES
from kg.serve.http.pages import render
from kg.serve.process.wire import Sender
from kg.serve.tasks.addresses import ALTERNATES, address, licenses, media_type, node_headers, suffix_of
from kg.serve.tasks.query import write_triples
from kg.serve.tasks.schema_org import structured
from kg.serve.tasks.search import node_label
from kg.serve.tasks.task import Arguments, Context

_RDF, _OA, _DCTERMS = VOCABULARIES["rdf"], VOCABULARIES["oa"], VOCABULARIES["dcterms"]
_DEFAULT = ox.DefaultGraph()
_TYPE = ox.NamedNode(_RDF + "type")
_SUBJECT, _PREDICATE, _OBJECT = (ox.NamedNode(_RDF + name) for name in ("subject", "predicate", "object"))
_EVIDENCE, _CONFIDENCE = ox.NamedNode(KG + "hasEvidence"), ox.NamedNode(KG + "confidence")
_SENTENCE, _FIELD = ox.NamedNode(KG + "sentence"), ox.NamedNode(KG + "inField")
_EXACT, _PREFIX, _SUFFIX = (ox.NamedNode(_OA + name) for name in ("exact", "prefix", "suffix"))
_LABEL = ox.NamedNode(VOCABULARIES["rdfs"] + "label")
_REPLACED = ox.NamedNode(_DCTERMS + "isReplacedBy")
# Bounds of a page, so that a dataset which half of all papers use is still one that a browser can show.
_SHOWN_VALUES, _SHOWN_LINKS, _SHOWN_REFERENCES, _COUNTED = 50, 200, 50, 20_000
_SHOWN_QUOTES = 3
_AS_TABLE = "SELECT * { ?subject ?predicate ?object } ORDER BY ?subject ?predicate ?object"
_TEXT = 20_000  # characters of a literal that a page shows


@dataclass(slots=True)
class Term:
    """A value as a page shows it: text, and for nodes a place to go. ``remote``: that place is another site."""

    text: str
    href: str | None = None
    remote: bool = False
    note: str = ""


@dataclass(slots=True)
class Quote:
    """Words that a link was read from: what stands before, the words, what stands after, and the field."""

    before: str
    exact: str
    after: str
    place: str


@dataclass(slots=True)
class LinkShown:
    """A link: the node at its other end, its confidence, its evidence and the page of the link itself."""

    other: Term
    confidence: str
    quotes: list[Quote]
    page: Term


@dataclass(slots=True)
class Group:
    """What a node has under one predicate. ``total``: how many there are; fewer may be shown."""

    predicate: Term
    incoming: bool
    total: int = 0
    values: list[Term] = field(default_factory=list)
    links: list[LinkShown] = field(default_factory=list)


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
    replacing = _objects_of_node(context.store, node, _REPLACED)
    if replacing and isinstance(replacing[0], ox.NamedNode) and replacing[0] != node:
        # Permanent, as the statement is.
        sender.begin("", 308, location=address(replacing[0].value, context.base, here, suffix))
        return
    if form is None:
        raise Fault(406, "there is no such form of a page", remedy="accept text/html or text/turtle")
    headers = node_headers(context, node, form, here)
    if form == "html":
        sender.begin("text/html; charset=utf-8", 200, **headers)
        sender.write(_page_of_node(context, node, here).encode())
        return
    # Sorted, so that the same node gives the same bytes and a writer can group them.
    triples = sorted(
        set(_triples_about_node(context.store, node)), key=lambda triple: (triple.subject != node, str(triple))
    )
    sender.begin(CONTENT_TYPES[form], 200, **headers)
    _write_in_form(context, triples, form, sender)


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


def _links_of_node(store: ox.Store, node: ox.NamedNode, end: ox.NamedNode) -> Iterator[ox.NamedNode]:
    for quad in store.quads_for_pattern(None, end, node, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject


def _objects_of_node(store: ox.Store, node: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
    found = store.quads_for_pattern(node, predicate, None, _DEFAULT)
    return [quad.object for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal)]


# For programs


def _triples_about_node(store: ox.Store, node: ox.NamedNode) -> Iterator[ox.Triple]:
    near = {node}
    for quad in store.quads_for_pattern(node, None, None, _DEFAULT):
        yield quad.triple
        if isinstance(quad.object, ox.NamedNode):
            near.add(quad.object)
    for end in (_SUBJECT, _OBJECT):
        for link in _links_of_node(store, node, end):
            for quad in store.quads_for_pattern(link, None, None, _DEFAULT):
                yield quad.triple
                if quad.predicate == _EVIDENCE and isinstance(quad.object, ox.NamedNode):
                    yield from (one.triple for one in store.quads_for_pattern(quad.object, None, None, _DEFAULT))
                elif quad.predicate in (_SUBJECT, _OBJECT) and isinstance(quad.object, ox.NamedNode):
                    near.add(quad.object)
    yield from (quad.triple for quad in store.quads_for_pattern(None, _REPLACED, node, _DEFAULT))
    for other in near - {node}:
        yield from (quad.triple for quad in store.quads_for_pattern(other, _LABEL, None, _DEFAULT))


# For people


def _page_of_node(context: Context, node: ox.NamedNode, here: str) -> str:
    view = _ResourceView(context, here)
    facts, outgoing = view.outgoing(node)
    linked = view.links(node, outgoing)
    incoming = view.incoming(node, linked)
    types = [view.term(value) for value in _objects_of_node(context.store, node, _TYPE)]
    alternates = [
        (name, media_type(form), address(node.value, context.base, here, suffix_of(form))) for name, form in ALTERNATES
    ]
    return render(
        "resource.html.jinja", title=node_label(context.store, node.value) or shorten(node.value, context.base),
        site=context.title, here=here, iri=node.value, types=types, facts=facts, groups=[*linked, *outgoing, *incoming],
        alternates=alternates, structured=structured(context, node), licenses=licenses(context),
    )  # fmt: skip


class _ResourceView:
    """Nodes and values as a page shows them."""

    def __init__(self, context: Context, here: str) -> None:
        self._store, self._base, self._here = context.store, context.base, here

    def term(self, value: object) -> Term:
        if isinstance(value, ox.Literal):
            return Term(value.value[:_TEXT], note=value.language or "")
        if not isinstance(value, ox.NamedNode):
            return Term(str(value))
        iri = value.value
        label = node_label(self._store, iri)
        if iri.startswith(KG):
            return Term(label or shorten(iri), f"{self._here}ontology#{iri.removeprefix(KG)}")
        if iri.startswith(self._base):
            return Term(label or shorten(iri, self._base), address(iri, self._base, self._here))
        web = iri.startswith(("http://", "https://"))
        return Term(label or shorten(iri, self._base), iri if web else None, remote=True)

    def outgoing(self, node: ox.NamedNode) -> tuple[list[Group], list[Group]]:
        """Read a node's literals, and the nodes that it points to, by predicate; its types are left out."""
        groups: dict[tuple[bool, str], Group] = {}
        for quad in self._store.quads_for_pattern(node, None, None, _DEFAULT):
            if quad.predicate in (_TYPE, _LABEL):
                continue
            literal = not isinstance(quad.object, ox.NamedNode) or not quad.object.value.startswith(self._base)
            key = (literal, quad.predicate.value)
            group = groups.setdefault(key, Group(self.term(quad.predicate), incoming=False))
            group.total += 1
            if len(group.values) < _SHOWN_VALUES:
                group.values.append(self.term(quad.object))
        ordered = sorted(groups.items())
        return [group for (literal, _), group in ordered if literal], [
            one for (literal, _), one in ordered if not literal
        ]

    def links(self, node: ox.NamedNode, outgoing: list[Group]) -> list[Group]:
        """Read links with their evidence, by predicate.

        Those groups of ``outgoing`` that say the same are taken out.
        """
        groups: dict[tuple[bool, str], Group] = {}
        for incoming, end, far in ((False, _SUBJECT, _OBJECT), (True, _OBJECT, _SUBJECT)):
            for count, link in enumerate(_links_of_node(self._store, node, end)):
                if count == _COUNTED:
                    break
                for predicate in _objects_of_node(self._store, link, _PREDICATE):
                    key = (incoming, str(predicate))
                    group = groups.setdefault(key, Group(self.term(predicate), incoming))
                    group.total += 1
                    if len(group.links) < _SHOWN_LINKS:
                        group.links.append(self._link_as_shown(link, far))
        for group in groups.values():
            group.links.sort(key=lambda one: (-float(one.confidence or 0), one.other.text))
        shown = {group.predicate.text for group in groups.values() if not group.incoming}
        outgoing[:] = [group for group in outgoing if group.predicate.text not in shown]
        return [group for _, group in sorted(groups.items())]

    def _link_as_shown(self, link: ox.NamedNode, far: ox.NamedNode) -> LinkShown:
        others, confidence = _objects_of_node(self._store, link, far), _objects_of_node(self._store, link, _CONFIDENCE)
        evidence = [one for one in _objects_of_node(self._store, link, _EVIDENCE) if isinstance(one, ox.NamedNode)]
        quotes = [self._quote_of_evidence(one) for one in evidence[:_SHOWN_QUOTES]]
        other = self.term(others[0]) if others else Term("?")
        return LinkShown(other, confidence[0].value if confidence else "", quotes, self.term(link))

    def _quote_of_evidence(self, evidence: ox.NamedNode) -> Quote:
        def text(predicate: ox.NamedNode) -> str:
            return next((value.value for value in _objects_of_node(self._store, evidence, predicate)), "")

        exact, sentence, before, after = text(_EXACT), text(_SENTENCE), text(_PREFIX), text(_SUFFIX)
        # The sentence, split where what stands before the words ends as the prefix does.
        for start in _places_of_part(sentence, exact):
            head = sentence[:start]
            if before.endswith(head) or head.endswith(before):
                before, after = head, sentence[start + len(exact) :]
                break
        return Quote(before[-_TEXT:], exact, after[:_TEXT], shorten(text(_FIELD)).rpartition(":")[2])

    def incoming(self, node: ox.NamedNode, linked: list[Group]) -> list[Group]:
        """Read nodes that point to a node, by predicate, apart from links, which are shown as such."""
        shown = {group.predicate.text for group in linked if group.incoming}
        groups: dict[str, Group] = {}
        counts: Counter[str] = Counter()
        for count, quad in enumerate(self._store.quads_for_pattern(None, None, node, _DEFAULT)):
            if count == _COUNTED:
                break
            name = quad.predicate.value
            counts[name] += 1
            if quad.predicate in (_SUBJECT, _OBJECT) or counts[name] > _SHOWN_REFERENCES:
                continue
            group = groups.setdefault(name, Group(self.term(quad.predicate), incoming=True))
            group.values.append(self.term(quad.subject))
        for name, group in groups.items():
            group.total = counts[name]
        return [group for _, group in sorted(groups.items()) if group.predicate.text not in shown]


def _places_of_part(text: str, part: str) -> Iterator[int]:
    position = text.find(part) if part else -1
    while position >= 0:
        yield position
        position = text.find(part, position + 1)
