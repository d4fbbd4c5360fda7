"""Readings to one stream of nodes and edges.

1. Each reading gives its paper, its edges to what it shares with others, and its results, at once: only the shared
   nodes are held until the end.
2. Artifacts, topics, organisations, and the nodes of ``kg.graph.bibliography`` are gathered by id. What two papers say
   of the same new name is joined by rules that do not depend on their order: types are a sorted union, the name is the
   one its introducing paper uses.
3. Lineage is completed: every ancestor by *variant of* and *family* that the catalogue knows, every broader concept up
   to the top of the scheme. Nothing is joined by a shared name: homonyms keep their own ids.
4. The shared nodes follow, sorted by id, then the edges among them, those too that follow from what papers say
   (``derived_facts``).

So one more paper adds its own records, and changes a shared one only where it says something new about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.organisations import canonical_organisation_id
from kg.catalogue.topic_scheme import TopicScheme
from kg.graph.assembly.stored_sightings import StoredSightings
from kg.graph.bibliography import bibliographic_edges, organisations_of_paper
from kg.graph.graph_records import Edge, PaperNode, Record, ResultNode, relation_edge
from kg.ground.identifiers import link_id
from kg.ground.records import Reading
from kg.ground.schema import ASSERT_ABOVE, Relation

_NOTHING: Mapping[str, str] = MappingProxyType({})


def graph_records(
    readings: Iterable[Reading],
    catalogue: Catalogue,
    scheme: TopicScheme,
    replaced: Mapping[str, str] = _NOTHING,
    *,
    assert_above: float = ASSERT_ABOVE,
    folder: Path | None = None,
) -> Iterator[Record]:
    """Yield the nodes and edges of the readings, each id once.

    Args:
        readings: one a paper, in any order; the order decides only the order of what comes out.
        catalogue: gives the ancestors of artifacts. scheme: gives labels and broader concepts of topics.
        replaced: slugs of artifacts that people have said to be another one, to the slug of that.
        assert_above: the confidence from which a link is stated as a fact, 0 to 1.
        folder: where what papers share lies meanwhile, where it is much; by default the system's own.

    Yields:
        For each reading its paper, results and edges; then what papers share; then the edges among that.
    """
    with TemporaryDirectory(prefix="paperatlas-", dir=folder) as place:
        seen = StoredSightings(Path(place))
        for reading in readings:
            yield from records_of_reading(reading, assert_above)
            seen.see(reading, assert_above)
        yield from seen.records(catalogue, scheme, replaced)


def records_of_reading(reading: Reading, assert_above: float) -> Iterator[Record]:
    """Yield what a reading gives alone: its paper, its edges to what it shares with others, and its results."""
    yield PaperNode(reading.paper, reading.urls)
    yield from _edges_of_reading(reading, assert_above)
    yield from bibliographic_edges(reading.paper)
    results = (ResultNode(reading.paper.id, result) for result in reading.results)
    yield from {node.id: node for node in results}.values()


def _edges_of_reading(reading: Reading, assert_above: float) -> Iterator[Edge]:
    """Yield a paper's links, topics and organisation as edges, one for each pair of ends and predicate."""
    paper = reading.paper
    for link in reading.links:
        identifier = link_id(paper.id, link.role, link.artifact.id)
        yield Edge(
            identifier, paper.id, link.artifact.id, link.role, link.confidence, link.type, link.evidence,
            link.corrections, link.parts, link.confidence >= assert_above,
        )  # fmt: skip
    for topic in reading.topics:
        predicate = Relation.PRIMARY_TOPIC if topic.primary else Relation.HAS_TOPIC
        identifier = link_id(paper.id, predicate, topic.id)
        yield Edge(
            identifier, paper.id, topic.id, predicate, topic.confidence, evidence=topic.evidence,
            asserted=topic.confidence >= assert_above,
        )  # fmt: skip
    for organisation in {canonical_organisation_id(name) for name in organisations_of_paper(paper)}:
        yield relation_edge(paper.id, Relation.AFFILIATED_WITH, organisation)
