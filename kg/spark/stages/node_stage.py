"""Sightings to the nodes that papers share, and the edges among these.

1. What is bounded by the catalogue goes to the driver (``CatalogueView``): which entries papers name, which of them are
   missing although they are ancestors of others, and which slugs the entries had before the catalogue had them.
2. Artifacts, topics, authors, venues and categories are made where they are. An artifact whose parent is a new name
   asks whether that is there (a shuffle of such questions alone).
3. Organisations are gathered once more, with those that develop artifacts. A name that a known organisation had as an
   id of its own leads to it where no other has it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.catalogue.catalogue import Catalogue, former_names, former_slugs
from kg.catalogue.topic_scheme import TopicScheme
from kg.graph.assembly.ancestry import developer_edge, parents_of_artifact, with_ancestors
from kg.graph.assembly.shared_sightings import ArtifactSightings, SharedKind, SharedSightings
from kg.graph.assembly.topic_nodes import topic_node, with_broader
from kg.graph.bibliography import OrganisationSightings, former_organisation_ids
from kg.graph.graph_records import ArtifactNode, Edge, Record, relation_edge
from kg.ground.identifiers import artifact_id, topic_id
from kg.ground.schema import Relation
from kg.spark.cluster.frames import Row, collected, frame_of, grouped, mapped
from kg.spark.stages.build_settings import BuildSettings
from kg.spark.stages.record_rows import record_row
from kg.spark.stages.shared_stage import joined_sightings, sighting_row

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_PRESENT, _ASKED = "0-present", "1-asked"
_SEEN, _FORMER = "0-seen", "1-former"


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """What the driver knows of the artifacts of the graph.

    Attributes:
        ancestors: entries that no paper names, of which others are variants or members, by slug.
        former: slugs that artifacts had before, by their slug.
    """

    ancestors: Mapping[str, ArtifactNode]
    former: Mapping[str, tuple[str, ...]]


def catalogue_view(artifacts: DataFrame, catalogue: Catalogue, replaced: Mapping[str, str]) -> CatalogueView:
    """Complete the lineage of the artifacts that papers name.

    Args:
        artifacts: rows of sightings. replaced: slugs that people have said to be another one, to the slug of that.
    """
    held = frozenset({*catalogue.entries, *former_names(catalogue), *replaced})

    def bounded(rows: Iterator[Row]) -> Iterator[Row]:
        for _, _, data in rows:
            node = _artifact_of_row(data)
            if node.artifact.slug in held:
                yield _PRESENT, node.artifact.slug.encode(), b""
            for _, parent in parents_of_artifact(node.artifact):
                if parent in catalogue.entries:
                    yield _ASKED, parent.encode(), b""

    rows = collected(mapped(artifacts, bounded).distinct())
    present = {slug.decode() for kind, slug, _ in rows if kind == _PRESENT}
    missing = {slug.decode() for kind, slug, _ in rows if kind == _ASKED} - present
    entries = {slug: catalogue.entries[slug].artifact for slug in missing}
    complete = with_ancestors({slug: ArtifactNode(one, one.types) for slug, one in entries.items()}, catalogue)
    ancestors = {slug: node for slug, node in complete.items() if slug not in present}
    former = former_slugs(present | ancestors.keys(), catalogue, replaced)
    return CatalogueView(ancestors, {slug: tuple(sorted(names)) for slug, names in former.items()})


def artifact_records(artifacts: DataFrame, settings: BuildSettings, view: CatalogueView) -> DataFrame:
    """Return the nodes and edges of the artifacts that papers name, as rows of records."""

    def records(rows: Iterator[Row]) -> Iterator[Row]:
        entries = settings.linker().catalogue.entries
        for _, _, data in rows:
            node = _artifact_of_row(data)
            slug = node.artifact.slug
            yield record_row(replace(node, former=view.former.get(slug, ())))
            yield from map(record_row, _edges_of_artifact(node, lambda parent: parent in entries))

    def questions(rows: Iterator[Row]) -> Iterator[Row]:
        entries = settings.linker().catalogue.entries
        for _, _, data in rows:
            artifact = _artifact_of_row(data).artifact
            if artifact.slug not in entries:
                yield _PRESENT, artifact.slug.encode(), b""
            for relation, parent in parents_of_artifact(artifact):
                if parent not in entries:
                    edge = relation_edge(artifact.id, relation, artifact_id(parent))
                    yield _ASKED, parent.encode(), pickle.dumps(edge)

    def answer(_: bytes, rows: Iterator[tuple[str, bytes]]) -> Iterator[Row]:
        there = False
        for kind, data in rows:
            there = there or kind == _PRESENT
            if there and kind == _ASKED:
                edge: Edge = pickle.loads(data)
                yield record_row(edge)

    return mapped(artifacts, records).unionByName(grouped(mapped(artifacts, questions), answer))


def _edges_of_artifact(node: ArtifactNode, is_there: Callable[[str], bool]) -> Iterator[Edge]:
    artifact = node.artifact
    for relation, parent in parents_of_artifact(artifact):
        if is_there(parent):
            yield relation_edge(artifact.id, relation, artifact_id(parent))
    if artifact.organisation:
        yield developer_edge(artifact.id, artifact.organisation)


def ancestor_records(view: CatalogueView, catalogue: Catalogue) -> Iterator[Record]:
    """Yield the nodes and edges of the entries that no paper names; the developers follow with all others."""
    for slug, node in sorted(view.ancestors.items()):
        yield replace(node, former=view.former.get(slug, ()))
        yield from _edges_of_artifact(node, lambda parent: parent in catalogue.entries)


def organisation_records(sightings: DataFrame, artifacts: DataFrame, view: CatalogueView) -> DataFrame:
    """Return the organisations of papers and artifacts, as rows of records."""
    session = sightings.sparkSession

    def developers(rows: Iterator[Row]) -> Iterator[Row]:
        seen = SharedSightings()
        for _, _, data in rows:
            seen.see_organisation(_artifact_of_row(data).artifact.organisation)
        return _organisation_rows(seen)

    apart = SharedSightings()
    for node in view.ancestors.values():
        apart.see_organisation(node.artifact.organisation)
    seen = joined_sightings(
        sightings.unionByName(mapped(artifacts, developers)).unionByName(frame_of(session, _organisation_rows(apart)))
    )

    def claim(rows: Iterator[Row]) -> Iterator[Row]:
        for _, _, data in rows:
            _, identifier, names = pickle.loads(data)
            yield _PRESENT, identifier.encode(), b""
            yield from (
                (_ASKED, old.encode(), identifier.encode()) for old in former_organisation_ids(identifier, names)
            )

    def lead(old: bytes, rows: Iterator[tuple[str, bytes]]) -> Iterator[Row]:
        owners: set[bytes] = set()
        for kind, owner in rows:
            if kind == _PRESENT:
                return
            owners.add(owner)
        if len(owners) == 1:  # an id leads to one node or to none
            yield _FORMER, owners.pop(), old

    def keyed(rows: Iterator[Row]) -> Iterator[Row]:
        for _, _, data in rows:
            _, identifier, names = pickle.loads(data)
            yield _SEEN, identifier.encode(), pickle.dumps(names)

    return grouped(mapped(seen, keyed).unionByName(grouped(mapped(seen, claim), lead)), _organisation_node)


def _organisation_node(key: bytes, rows: Iterator[tuple[str, bytes]]) -> Iterator[Row]:
    seen = OrganisationSightings()
    former: list[str] = []
    for kind, data in rows:
        if kind == _SEEN:
            seen.names[key.decode()] |= pickle.loads(data)
        else:
            former.append(data.decode())
    for node in seen.nodes():
        yield record_row(replace(node, former=tuple(sorted(former))))


def _organisation_rows(seen: SharedSightings) -> Iterator[Row]:
    return (sighting_row(kind, key, names) for kind, key, names in seen.entries() if kind is SharedKind.ORGANISATION)


def topic_records(topics: DataFrame, settings: BuildSettings, scheme: TopicScheme) -> Iterator[DataFrame]:
    """Yield the topics of papers with all that is broader, as rows of records."""

    def candidates(rows: Iterator[Row]) -> Iterator[Row]:
        scheme = settings.linker().scheme
        labels = scheme.labels()
        for _, _, data in rows:
            _, slug, topic = pickle.loads(data)
            if slug in scheme.concepts:
                yield _ASKED, slug.encode(), b""
                continue
            node, broader = topic_node(slug, topic, scheme, labels)
            yield record_row(node)
            for parent in broader:
                yield record_row(relation_edge(node.id, Relation.BROADER, topic_id(parent)))
                yield _ASKED, parent.encode(), b""

    made = mapped(topics, candidates)
    wanted = collected(made.where(made.kind == _ASKED).distinct())
    nodes, edges = with_broader({slug.decode(): None for _, slug, _ in wanted}, scheme)
    yield made.where(made.kind != _ASKED)
    broader: list[Record] = [*nodes.values(), *edges]
    yield frame_of(topics.sparkSession, map(record_row, broader))


def bibliographic_records(sightings: DataFrame) -> DataFrame:
    """Return the authors, venues and categories of papers, as rows of records."""

    def records(rows: Iterator[Row]) -> Iterator[Row]:
        for _, _, data in rows:
            kind, key, entry = pickle.loads(data)
            seen = SharedSightings()
            seen.take(kind, key, entry)
            own = f"category/{key}" if kind is SharedKind.CATEGORY else key
            yield from (record_row(node) for node in seen.bibliography.nodes() if node.id == own)
            yield from map(record_row, seen.bibliography.edges())

    return mapped(sightings, records)


def _artifact_of_row(data: bytes) -> ArtifactNode:
    seen: ArtifactSightings = pickle.loads(data)[2]
    return seen.node()
