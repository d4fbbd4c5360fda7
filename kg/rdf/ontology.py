"""The terms of the ontology, read from ``ontology/kg.ttl``: for suggestions, completion and the JSON-LD context."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.ground.errors import OntologyError
from kg.ground.resources import ontology_path
from kg.rdf.namespaces import KG, VOCABULARIES, prefixes, shorten

_RDF, _RDFS, _OWL = VOCABULARIES["rdf"], VOCABULARIES["rdfs"], VOCABULARIES["owl"]
_CLASSES = {_OWL + "Class", _RDFS + "Class"}
_PROPERTIES = {
    _OWL + "ObjectProperty", _OWL + "DatatypeProperty", _OWL + "AnnotationProperty", _RDF + "Property"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property that the graph uses.

    Attributes:
        name: prefixed name. own: whether it is one of ours or borrowed from another vocabulary.
        kind: ``class``, ``object property`` or ``datatype property``.
        range: prefixed names of its ranges. parents: of its super-classes or super-properties.
    """

    iri: str
    name: str
    kind: str
    label: str
    comment: str
    range: tuple[str, ...]
    parents: tuple[str, ...]

    @property
    def own(self) -> bool:
        return self.iri.startswith(KG)


@cache
def ontology_terms() -> dict[str, Term]:
    """Every class and property of the ontology, own and borrowed, by prefixed name, sorted."""
    return read_terms(ontology_path("kg.ttl"))


@cache
def own_iris() -> frozenset[str]:
    """The IRIs of the own terms."""
    return frozenset(term.iri for term in ontology_terms().values() if term.own)


def read_terms(path: Path) -> dict[str, Term]:
    """The terms of an ontology file.

    Raises:
        OntologyError: it cannot be read as Turtle.
    """
    facts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    try:
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.Triple):
                facts[triple.subject.value][triple.predicate.value].append(triple.object.value)
    except (SyntaxError, OSError) as error:
        raise OntologyError(f"the ontology cannot be read: {error}", where=path, remedy="mend it") from error
    found = {}
    for iri, about in facts.items():
        types = set(about[_RDF + "type"])
        if types & (_CLASSES | _PROPERTIES):
            kind = "class" if types & _CLASSES else _property_kind(types)
            found[shorten(iri)] = _term(iri, kind, about)
    return dict(sorted(found.items()))


def _property_kind(types: set[str]) -> str:
    return "object property" if _OWL + "ObjectProperty" in types else "datatype property"


def _term(iri: str, kind: str, about: defaultdict[str, list[str]]) -> Term:
    parents = about[_RDFS + "subClassOf"] + about[_RDFS + "subPropertyOf"]
    return Term(
        iri=iri,
        name=shorten(iri),
        kind=kind,
        label=min(about[_RDFS + "label"], default=""),
        comment=min(about[_RDFS + "comment"] or about[VOCABULARIES["skos"] + "scopeNote"], default=""),
        range=tuple(sorted(map(shorten, about[_RDFS + "range"]))),
        parents=tuple(sorted(map(shorten, parents))),
    )


def jsonld_context(base: str | None = None) -> dict[str, object]:
    """The JSON-LD context: every prefix, and a plain name for every property of the ontology.

    The published file ``ontology/context.jsonld`` is this with the default base.
    """
    context: dict[str, object] = {"@version": 1.1, **(prefixes(base) if base else prefixes())}
    for term in sorted(ontology_terms().values(), key=lambda term: (not term.own, term.name)):
        name = term.name.partition(":")[2]
        if term.kind == "class" or name in context or term.iri == _RDF + "type":
            continue
        if term.kind == "object property":
            context[name] = {"@id": term.name, "@type": "@id"}
        elif "xsd:decimal" in term.range:
            context[name] = {"@id": term.name, "@type": "xsd:decimal"}
        else:
            context[name] = {"@id": term.name}
    return context
