"""The ancestors of artifacts that the catalogue knows, and the edges of their lineage."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from kg.catalogue.catalogue import Catalogue, former_slugs
from kg.catalogue.organisations import canonical_organisation_id
from kg.graph.assembly.shared_sightings import SharedSightings
from kg.graph.graph_records import ArtifactNode, Edge, Record, relation_edge
from kg.ground.identifiers import artifact_id
from kg.ground.records import Artifact
from kg.ground.schema import Relation


def lineage_records(artifacts: Mapping[str, ArtifactNode], catalogue: Catalogue) -> Iterator[Record]:
    """Yield artifacts that no reading names, by slug, with every ancestor that the catalogue knows, their organisations
    and the edges among them.
    """
    complete = with_ancestors(dict(artifacts), catalogue)
    former = former_slugs(complete, catalogue, {})
    shared = SharedSightings()
    for slug in sorted(complete):
        yield replace(complete[slug], former=tuple(sorted(former[slug])))
        shared.see_organisation(complete[slug].artifact.organisation)
    yield from shared.organisations.nodes()
    yield from lineage_edges((complete[slug] for slug in sorted(complete)), complete.keys())


def with_ancestors(nodes: Mapping[str, ArtifactNode], catalogue: Catalogue) -> dict[str, ArtifactNode]:
    """Add every ancestor of the nodes that the catalogue knows, by slug."""
    complete = dict(nodes)
    waiting = list(nodes.values())
    while waiting:
        artifact = waiting.pop().artifact
        for parent in (artifact.variant_of, artifact.family):
            entry = catalogue.get(parent) if parent and parent not in complete else None
            if entry is not None:
                node = ArtifactNode(entry.artifact, entry.artifact.types)
                complete[node.artifact.slug] = node
                waiting.append(node)
    return complete


def lineage_edges(nodes: Iterable[ArtifactNode], present: Collection[str]) -> Iterator[Edge]:
    """Yield variant, family and developer edges; a parent that is no node (a name of the text only) has no edge."""
    for node in nodes:
        artifact = node.artifact
        for relation, parent in parents_of_artifact(artifact):
            if parent in present:
                yield relation_edge(artifact.id, relation, artifact_id(parent))
        if artifact.organisation:
            yield developer_edge(artifact.id, artifact.organisation)


def parents_of_artifact(artifact: Artifact) -> Iterator[tuple[Relation, str]]:
    """Yield the slugs of what an artifact is a variant or a member of, and which it is."""
    if artifact.variant_of:
        yield Relation.VARIANT_OF, artifact.variant_of
    if artifact.family:
        yield Relation.MEMBER_OF_FAMILY, artifact.family


def developer_edge(artifact: str, organisation: str) -> Edge:
    """Make the edge from an artifact, by its local id, to the organisation of that name."""
    return relation_edge(artifact, Relation.DEVELOPED_BY, canonical_organisation_id(organisation))
