"""The terms of the ontology, read from ``ontology/kg.ttl``: for suggestions, completion and the JSON-LD context."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from kg.ground.errors import OntologyError
from kg.ground.files.ontology_folder import ontology_path
from kg.rdf.terms.namespaces import KG, ONTOLOGY, VOCABULARIES, prefixes, shorten

_RDF, _RDFS, _OWL = VOCABULARIES["rdf"], VOCABULARIES["rdfs"], VOCABULARIES["owl"]
_SH = "http://www.w3.org/ns/shacl#"
_CLASSES = {_OWL + "Class", _RDFS + "Class"}
_PROPERTIES = {
    _OWL + "ObjectProperty": "object property", _OWL + "DatatypeProperty": "datatype property",
    _OWL + "AnnotationProperty": "annotation property",
}  # fmt: skip
# OWL 2 DL reserves what RDF, RDFS and OWL define: the ontology describes these terms and may not declare them.
_RESERVED = {
    "rdf:Statement": "class", "rdf:object": "object property", "rdf:predicate": "object property",
    "rdf:reifies": "object property", "rdf:subject": "object property", "rdf:type": "object property",
    "rdfs:label": "annotation property", "rdfs:seeAlso": "object property", "owl:sameAs": "object property",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property that the graph uses.

    Attributes:
        name: prefixed name. own: whether it is one of ours or borrowed from another vocabulary.
        kind: ``class``, ``object property``, ``datatype property`` or ``annotation property``.
        range: prefixed names of its ranges. parents: of its super-classes or super-properties.
        inverse: of the property that says the same from the other end and is the one that graphs have; empty for all
            properties that graphs have.
    """

    iri: str
    name: str
    kind: str
    label: str
    comment: str
    range: tuple[str, ...]
    parents: tuple[str, ...]
    inverse: str = ""

    @property
    def own(self) -> bool:
        return self.iri.startswith(KG)


@cache
def ontology_terms() -> dict[str, Term]:
    """Load every class and property of the ontology, own and borrowed, by prefixed name, sorted."""
    return read_terms(ontology_path("kg.ttl"))


@cache
def own_iris() -> frozenset[str]:
    """Return the IRIs of the own terms."""
    return frozenset(term.iri for term in ontology_terms().values() if term.own)


def is_no_term(iri: str) -> bool:
    """Check whether an IRI is in our namespace and no term of it: a mistake. The namespace alone (``kg:``) is an IRI,
    too.

    >>> is_no_term(KG + "Paper"), is_no_term(KG + "Link"), is_no_term(KG)
    (True, False, False)
    """
    return iri.startswith(KG) and iri != KG and iri not in own_iris()


@cache
def inverses() -> Mapping[str, str]:
    """Return the IRIs of the own properties that no graph has, with the names of those that say it from the other end.

    >>> inverses()["https://w3id.org/paperatlas/ontology#introducedBy"]
    'kg:introduces'
    """
    return {term.iri: term.inverse for term in ontology_terms().values() if term.own and term.inverse}


def read_terms(path: Path) -> dict[str, Term]:
    """Read the terms of an ontology file: what it describes, not what it declares and no more.

    Raises:
        OntologyError: it cannot be read as Turtle.
    """
    found = {}
    for iri, about in _facts_of_file(path).items():
        kind = _kind_of_term(iri, about)
        if kind and about[_RDFS + "label"]:
            found[shorten(iri)] = _term_from_facts(iri, kind, about)
    return dict(sorted(found.items()))


@cache
def ontology_version() -> str:
    """Return the version of the ontology; its version IRI is that of the ontology, a slash, and this.

    >>> ontology_version()
    '0.1.0'
    """
    (version,) = _facts_of_file(ontology_path("kg.ttl"))[ONTOLOGY][_OWL + "versionInfo"]
    return version


_Facts: TypeAlias = "defaultdict[str, defaultdict[str, list[str]]]"


def _facts_of_file(path: Path) -> _Facts:
    """Read what a file of Turtle says of each IRI, by predicate; literals without datatype and language."""
    facts: _Facts = defaultdict(lambda: defaultdict(list))
    try:
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.Triple):
                facts[triple.subject.value][triple.predicate.value].append(triple.object.value)
    except (SyntaxError, OSError) as error:
        raise OntologyError(f"the ontology cannot be read: {error}", where=path, remedy="mend it") from error
    return facts


def _kind_of_term(iri: str, about: defaultdict[str, list[str]]) -> str | None:
    types = set(about[_RDF + "type"])
    if types & _CLASSES:
        return "class"
    return next((name for kind, name in _PROPERTIES.items() if kind in types), _RESERVED.get(shorten(iri)))


def _term_from_facts(iri: str, kind: str, about: defaultdict[str, list[str]]) -> Term:
    parents = about[_RDFS + "subClassOf"] + about[_RDFS + "subPropertyOf"]
    return Term(
        iri=iri,
        name=shorten(iri),
        kind=kind,
        label=min(about[_RDFS + "label"], default=""),
        comment=min(about[_RDFS + "comment"] or about[VOCABULARIES["skos"] + "scopeNote"], default=""),
        range=tuple(sorted(map(shorten, about[_RDFS + "range"]))),
        parents=tuple(sorted(map(shorten, parents))),
        inverse=min(map(shorten, about[_OWL + "inverseOf"]), default=""),
    )


def jsonld_context(base: str | None = None) -> dict[str, object]:
    """Make the JSON-LD context: every prefix, and a plain name for every property of the ontology.

    The name of a property from the other end (``introducedBy``) stands for the one that graphs have, read backwards.
    The published file ``ontology/context.jsonld`` is this with the default base.
    """
    context: dict[str, object] = {"@version": 1.1, **(prefixes(base) if base else prefixes())}
    decimals = _decimal_properties()
    for term in sorted(ontology_terms().values(), key=lambda term: (not term.own, term.name)):
        name = term.name.partition(":")[2]
        if term.kind == "class" or name in context or term.iri == _RDF + "type":
            continue
        if term.inverse:
            context[name] = {"@reverse": term.inverse, "@type": "@id"}
        elif term.kind == "object property":
            context[name] = {"@id": term.name, "@type": "@id"}
        elif term.iri in decimals:
            context[name] = {"@id": term.name, "@type": "xsd:decimal"}
        else:
            context[name] = {"@id": term.name}
    return context


@cache
def _decimal_properties() -> set[str]:
    """Find the properties whose values are decimals: the shapes say so, of borrowed ones too."""
    shapes = _facts_of_file(ontology_path("shapes.ttl")).values()
    decimal = VOCABULARIES["xsd"] + "decimal"
    return {path for about in shapes if decimal in about[_SH + "datatype"] for path in about[_SH + "path"]}
