"""The saved queries as RDF, by which editors and programs that write SPARQL find them.

The form is that of SHACL's executables (https://www.w3.org/TR/shacl-af/#SPARQLExecutable) as SIB's collection of
examples uses them (https://github.com/sib-swiss/sparql-examples): a question, its query, and the endpoint that it is
for. The IRI of an example is its address on this server.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

import pyoxigraph as ox

from kg.rdf.query.saved_queries import SavedQuery, saved_queries
from kg.rdf.terms.namespaces import VOCABULARIES, prefixes

SH = "http://www.w3.org/ns/shacl#"
_TYPE = ox.NamedNode(VOCABULARIES["rdf"] + "type")
_ONTOLOGY = ox.NamedNode(VOCABULARIES["owl"] + "Ontology")
_ANY_URI = ox.NamedNode(VOCABULARIES["xsd"] + "anyURI")


def example_triples(endpoint: str, base: str) -> Iterator[ox.Triple]:
    """Yield the examples for an endpoint, and the prefixes that it knows.

    Args:
        endpoint: its address, ``…/sparql``. base: base IRI of the graph's nodes.
    """
    declarations = ox.NamedNode(endpoint + "#prefixes")
    yield ox.Triple(declarations, _TYPE, _ONTOLOGY)
    for prefix, namespace in prefixes(base).items():
        one = ox.NamedNode(f"{endpoint}#prefix-{prefix}")
        yield ox.Triple(declarations, _shacl_term_node("declare"), one)
        yield ox.Triple(one, _shacl_term_node("prefix"), ox.Literal(prefix))
        yield ox.Triple(one, _shacl_term_node("namespace"), ox.Literal(namespace, datatype=_ANY_URI))
    for query in saved_queries().values():
        yield from _triples_of_example(query, endpoint, base, declarations)


def _triples_of_example(query: SavedQuery, endpoint: str, base: str, declarations: ox.NamedNode) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(urljoin(endpoint, f"queries/{query.name}"))
    about = query.example_text(base).splitlines(keepends=True)
    text = "".join(line for line in about if not line.startswith("#")).strip() + "\n"
    for predicate, value in (
        (_TYPE, _shacl_term_node("SPARQLExecutable")),
        (_TYPE, _shacl_term_node("SPARQLSelectExecutable")),
        (_vocabulary_term("rdfs", "label"), ox.Literal(query.title, language="en")),
        (_vocabulary_term("rdfs", "comment"), ox.Literal(f"{query.title} {query.description}", language="en")),
        (_shacl_term_node("prefixes"), declarations),
        (_shacl_term_node("select"), ox.Literal(text)),
        (_vocabulary_term("schema", "target"), ox.NamedNode(endpoint)),
        (_vocabulary_term("schema", "keywords"), ox.Literal(query.name.replace("-", " "))),
    ):
        yield ox.Triple(subject, predicate, value)


def _shacl_term_node(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


def _vocabulary_term(prefix: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(VOCABULARIES[prefix] + name)
