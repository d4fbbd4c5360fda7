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
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.provenance import Build
from kg.rdf.write.shared_triples import (
    LABEL,
    TYPE,
    metric_triples,
    source_node,
    source_node_triples,
    vocabulary_term,
)


def imported_triples(node: ImportedNode, base: str, build: Build | None) -> Iterator[Triple]:
    """Yield the triples of an imported score, its metric and its sources; scores that share these repeat them."""
    result, me = node.result, ntriples.node(base, node.id)
    yield me, TYPE, vocabulary_term("kg:Result")
    yield me, LABEL, ntriples.literal(node.label)
    yield me, vocabulary_term("fair4ml:evaluatedMLModel"), ntriples.node(base, "artifact/" + node.model)
    yield me, vocabulary_term("fair4ml:evaluationDataset"), ntriples.node(base, "artifact/" + node.on)
    yield me, vocabulary_term("mls:hasValue"), ntriples.decimal(result.value)
    yield me, vocabulary_term("kg:resultKind"), ntriples.literal(ResultKind.SCORE.value)
    if result.higher_is_better is not None:
        yield me, vocabulary_term("kg:higherIsBetter"), ntriples.boolean(result.higher_is_better)
    comparable = node.condition is None and result.higher_is_better is not None
    yield me, vocabulary_term("kg:comparable"), ntriples.boolean(comparable)
    if node.condition is not None:
        yield me, vocabulary_term("kg:condition"), ntriples.literal(node.condition)
    if result.unit:
        yield me, vocabulary_term("schema:unitText"), ntriples.literal(result.unit)
    yield from metric_triples(me, node.metric, base)
    yield me, vocabulary_term("dcterms:identifier"), ntriples.literal(result.record)
    if result.date:
        yield me, vocabulary_term("dcterms:issued"), ntriples.date(result.date)
    if build is not None:
        yield me, vocabulary_term("prov:wasGeneratedBy"), build.node(base)
    yield from _source_triples(node, me, base)


def _source_triples(node: ImportedNode, me: str, base: str) -> Iterator[Triple]:
    result = node.result
    name = f"{slug(result.venue)}-{digest(result.venue, result.organisation or '', result.url or '')[:8]}"
    venue = ntriples.node(base, "source/" + name)
    yield me, vocabulary_term("prov:wasDerivedFrom"), venue
    yield venue, TYPE, vocabulary_term("kg:Source")
    yield venue, LABEL, ntriples.literal(result.venue)
    yield venue, vocabulary_term("prov:wasDerivedFrom"), source_node(result.source, base)
    if result.organisation:
        yield venue, vocabulary_term("dc:creator"), ntriples.literal(result.organisation)
    address = ntriples.web_address(result.url) if result.url else None
    if address:
        yield venue, vocabulary_term("schema:url"), address
    yield from source_node_triples(result.source, base)
