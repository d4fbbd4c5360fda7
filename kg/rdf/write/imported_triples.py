"""Imported scores to triples: results like those of papers, with a source in place of a paper and of its words.

A result comes from the leaderboard or harness (a ``kg:Source``), and that from the file which was read (another). The
record's own id and date stand at the result. ``kg:reportedIn`` and ``kg:hasEvidence`` are for papers only, so a query
that asks for either keeps the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph.graph_records import ImportedNode
from kg.ground.identifiers import digest, slug
from kg.ground.schema import ResultKind
from kg.rdf.terms import ntriples
from kg.rdf.terms.namespaces import KG, VOCABULARIES
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.provenance import Build


def _term(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"<{VOCABULARIES[prefix]}{local}>"


_TYPE, _LABEL = _term("rdf:type"), _term("rdfs:label")
_MODEL, _DATA = _term("fair4ml:evaluatedMLModel"), _term("fair4ml:evaluationDataset")
_VALUE, _METRIC, _MEASURE = _term("mls:hasValue"), _term("mls:specifiedBy"), _term("mls:EvaluationMeasure")
_UNIT, _URL, _FORMAT = _term("schema:unitText"), _term("schema:url"), _term("dc:format")
_DERIVED, _GENERATED = _term("prov:wasDerivedFrom"), _term("prov:wasGeneratedBy")
_IDENTIFIER, _ISSUED = _term("dcterms:identifier"), _term("dcterms:issued")
_RESULT, _SOURCE = f"<{KG}Result>", f"<{KG}Source>"


def imported_triples(node: ImportedNode, base: str, build: Build | None) -> Iterator[Triple]:
    """The triples of an imported score, its metric and its sources; scores that share these repeat them."""
    result, me = node.result, ntriples.node(base, node.id)
    yield me, _TYPE, _RESULT
    yield me, _LABEL, ntriples.literal(node.label)
    yield me, _MODEL, ntriples.node(base, "artifact/" + node.model)
    yield me, _DATA, ntriples.node(base, "artifact/" + node.on)
    yield me, _VALUE, ntriples.decimal(result.value)
    yield me, f"<{KG}resultKind>", ntriples.literal(ResultKind.SCORE.value)
    yield me, f"<{KG}higherIsBetter>", ntriples.boolean(result.higher_is_better)
    yield me, f"<{KG}comparable>", ntriples.boolean(node.condition is None)
    if node.condition is not None:
        yield me, f"<{KG}condition>", ntriples.literal(node.condition)
    if result.unit:
        yield me, _UNIT, ntriples.literal(result.unit)
    metric = ntriples.node(base, "metric/" + slug(node.metric))
    yield me, _METRIC, metric
    yield metric, _TYPE, _MEASURE
    yield metric, _LABEL, ntriples.literal(node.metric)
    yield me, _IDENTIFIER, ntriples.literal(result.record)
    yield me, _ISSUED, ntriples.date(result.date)
    if build is not None:
        yield me, _GENERATED, build.node(base)
    yield from _source_triples(node, me, base)


def _source_triples(node: ImportedNode, me: str, base: str) -> Iterator[Triple]:
    result = node.result
    name = f"{slug(result.venue)}-{digest(result.venue, result.organisation or '', result.url or '')[:8]}"
    venue, file = ntriples.node(base, "source/" + name), ntriples.node(base, "source/" + slug(result.source.page))
    yield me, _DERIVED, venue
    yield venue, _TYPE, _SOURCE
    yield venue, _LABEL, ntriples.literal(result.venue)
    yield venue, _DERIVED, file
    if result.organisation:
        yield venue, _term("dc:creator"), ntriples.literal(result.organisation)
    address = ntriples.web_address(result.url) if result.url else None
    if address:
        yield venue, _URL, address
    yield file, _TYPE, _SOURCE
    yield file, _LABEL, ntriples.literal(result.source.page)
    yield file, _FORMAT, ntriples.literal(result.source.format)
