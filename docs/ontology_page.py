"""``docs/ontology.html``: the ontology for people, made from ``ontology/kg.ttl``, its shapes and the saved queries.

Of each term: what it means, an example, what it lies below and above, domain and range, the other direction, what is
disjoint with it, like terms of other vocabularies, the rules that a graph keeps for it (from ``ontology/shapes.ttl``,
their messages) and the saved queries that use it. Each term's anchor is its local name, so that the page can be served
at the ontology's own IRI. One file without scripts, and without requests to anywhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rdflib
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS

from kg.ground.files.ontology_folder import ontology_path
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.sparql.lexer import tokens
from kg.rdf.terms.namespaces import KG, ONTOLOGY
from kg.rdf.terms.ontology import Term, ontology_terms


@dataclass(frozen=True, slots=True)
class Link:
    """A term as it is shown: its prefixed name and where it leads, an anchor of the page or an IRI."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Entry:
    """All that the page says of a term.

    Attributes:
        anchor: its id in the page. above, below: super- and sub-terms. other_way: the property that says the same from
            the other end. disjoint: classes that share no node with it. alike: terms of others to compare.
        note: why it is defined though no build writes it. rules: what validation reports of it.
        queries: names of the saved ones that use it.
    """

    term: Term
    anchor: str
    example: str
    note: str
    above: tuple[Link, ...]
    below: tuple[Link, ...]
    domain: tuple[Link, ...]
    range: tuple[Link, ...]
    other_way: tuple[Link, ...]
    disjoint: tuple[Link, ...]
    alike: tuple[Link, ...]
    rules: tuple[str, ...]
    queries: tuple[str, ...]


def ontology_page() -> str:
    """The page."""
    graph = rdflib.Graph().parse(ontology_path("kg.ttl"))
    entries = [_entry(term, graph) for term in ontology_terms().values()]
    ontology = rdflib.URIRef(ONTOLOGY)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("ontology.html.jinja").render(
        title=str(graph.value(ontology, DCTERMS.title)),
        description=str(graph.value(ontology, DCTERMS.description)),
        namespace=KG,
        iri=ONTOLOGY,
        version=str(graph.value(ontology, OWL.versionInfo)),
        version_iri=str(graph.value(ontology, OWL.versionIRI)),
        licence=str(graph.value(ontology, DCTERMS.license)),
        sections=_sections(entries),
        vocabularies=_vocabularies(),
    )


def _sections(entries: list[Entry]) -> list[tuple[str, str, str, list[Entry]]]:
    """Anchor, title, introduction and terms of each section."""
    own = [entry for entry in entries if entry.term.own]
    roles = [entry for entry in own if "kg:mentions" in (entry.term.name, *entry.term.parents)]
    reversed_ones = [entry for entry in own if entry.term.inverse]
    classes = [entry for entry in own if entry.term.kind == "class"]
    objects = [entry for entry in own if entry.term.kind == "object property" and entry not in (*roles, *reversed_ones)]
    values = [entry for entry in own if entry.term.kind == "datatype property"]
    borrowed = [entry for entry in entries if not entry.term.own]
    return [
        ("classes", "Classes", "What the nodes of a graph are. A node carries every class that it has.", classes),
        ("roles", "Roles", "What a paper does with an artifact. Each role is also a kg:mentions.", roles),
        (
            "other-direction",
            "The other direction",
            "Roles and topics from their other end. No graph has these: ask for "
            "^kg:introduces, and read them in JSON-LD.",
            reversed_ones,
        ),
        ("relations", "Other relations", "Properties that lead from a node to a node.", objects),
        ("values", "Values", "Properties that lead to a text, a number or a date.", values),
        ("borrowed", "From other vocabularies", "Terms of others, and what they are used for here.", borrowed),
    ]


def _entry(term: Term, graph: rdflib.Graph) -> Entry:
    node = rdflib.URIRef(term.iri)
    way = RDFS.subClassOf if term.kind == "class" else RDFS.subPropertyOf
    return Entry(
        term=term,
        anchor=_anchor(term),
        example=str(graph.value(node, SKOS.example) or ""),
        note=str(graph.value(node, SKOS.editorialNote) or ""),
        above=_links(graph.objects(node, way), graph),
        below=_links(graph.subjects(way, node), graph),
        domain=_links(graph.objects(node, RDFS.domain), graph),
        range=_links(graph.objects(node, RDFS.range), graph),
        other_way=_links([*graph.objects(node, OWL.inverseOf), *graph.subjects(OWL.inverseOf, node)], graph),
        disjoint=_links([*graph.objects(node, OWL.disjointWith), *graph.subjects(OWL.disjointWith, node)], graph),
        alike=_links(graph.objects(node, RDFS.seeAlso), graph),
        rules=tuple(sorted(_rules()[node])),
        queries=tuple(name for name, used in _used().items() if term.name in used),
    )


def _anchor(term: Term) -> str:
    return term.iri.removeprefix(KG) if term.own else term.name.replace(":", "-")


def _links(nodes: Iterable[rdflib.term.Node], graph: rdflib.Graph) -> tuple[Link, ...]:
    return tuple(sorted((_link(node, graph) for node in nodes), key=lambda link: link.name))


def _link(node: rdflib.term.Node, graph: rdflib.Graph) -> Link:
    name = graph.namespace_manager.normalizeUri(str(node)).strip("<>")
    known = ontology_terms().get(name)
    return Link(name, "#" + _anchor(known) if known else str(node))


@cache
def _rules() -> defaultdict[rdflib.term.Node, set[str]]:
    """The messages of the shapes by the property or class that they are about."""
    shapes = rdflib.Graph().parse(ontology_path("shapes.ttl"))
    found: defaultdict[rdflib.term.Node, set[str]] = defaultdict(set)
    for shape, message in shapes.subject_objects(SH.message):
        problem = str(message).partition("; ")[0]
        for path in shapes.objects(shape, SH.path):
            if path not in (RDFS.label, RDF.type):
                found[path].add(problem)
        for owner in shapes.subjects(SH.sparql, shape):
            for target in shapes.objects(owner, SH.targetClass):
                found[target].add(problem)
    return found


@cache
def _used() -> dict[str, frozenset[str]]:
    """The prefixed names in each saved query."""
    return {
        name: frozenset(token.text for token in tokens(query.text) if token.kind == "name")
        for name, query in saved_queries().items()
    }


def _vocabularies() -> list[tuple[str, str]]:
    """Prefixes and namespaces of the vocabularies that terms are borrowed from or aligned with."""
    text = ontology_path("kg.ttl").read_text(encoding="utf-8")
    return sorted(re.findall(r"^@prefix (\w+): <([^>]+)>", text, re.M))
