"""Triples that papers' results and imported scores have alike: the metric's node, and the file that was read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg.ground.identifiers import slug
from kg.ground.records import Source
from kg.rdf.terms import ntriples
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.rdf.terms.ntriples import Triple


@cache
def vocabulary_term(name: str) -> str:
    """Return the term of a short name.

    >>> vocabulary_term("rdfs:label")
    '<http://www.w3.org/2000/01/rdf-schema#label>'
    """
    prefix, _, local = name.partition(":")
    return f"<{VOCABULARIES[prefix]}{local}>"


TYPE = vocabulary_term("rdf:type")
LABEL = vocabulary_term("rdfs:label")


def metric_triples(result: str, metric: str, base: str) -> Iterator[Triple]:
    """Yield a result's link to its metric, and the metric's node.

    Args:
        result: the result's term. metric: the metric's name.
    """
    yield result, vocabulary_term("mls:specifiedBy"), _metric_node(metric, base)
    yield from metric_node_triples(metric, base)


def _metric_node(metric: str, base: str) -> str:
    return ntriples.node(base, "metric/" + slug(metric))


def metric_node_triples(metric: str, base: str) -> Iterator[Triple]:
    """Yield what is said of a metric."""
    me = _metric_node(metric, base)
    yield me, TYPE, vocabulary_term("mls:EvaluationMeasure")
    yield me, LABEL, ntriples.literal(metric)


def source_node(source: Source, base: str) -> str:
    """Return the term of the file that something was read from."""
    return ntriples.node(base, "source/" + slug(source.page))


def source_node_triples(source: Source, base: str) -> Iterator[Triple]:
    """Yield what is said of a file that something was read from."""
    me = source_node(source, base)
    yield me, TYPE, vocabulary_term("kg:Source")
    yield me, LABEL, ntriples.literal(source.page)
    yield me, vocabulary_term("dc:format"), ntriples.literal(source.format)
