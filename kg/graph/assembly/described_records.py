"""What files say of artifacts to nodes and edges of the graph, beside those of the papers.

1. The entry that a description is of is a node, whether a paper names it or not, with its lineage.
2. A model was trained on the data that its card names; it is a variant of the one base that its card names, where the
   catalogue does not say of what. Bases and data are found by their id on the hub or their name, else they are new.
3. What the file says of its artifact follows as it stands there, with the file as its source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from kg.catalogue.importers.described_entries import SOURCE
from kg.graph.assembly.ancestry import lineage_records
from kg.graph.assembly.imported_records import ArtifactNamer
from kg.graph.graph_records import ArtifactNode, DescribedNode, Edge, Record, relation_edge
from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType, Relation
from kg.linker.linker import Linker


def described_records(
    linker: Linker, present: Set[str], replaced: Mapping[str, str]
) -> Iterator[Record | DescribedNode]:
    """Yield the nodes and edges of described artifacts that are not present, and what files say of them.

    Args:
        linker: knows what was described. present: local ids of nodes and edges.
        replaced: slugs of artifacts that people have said to be another one, to the slug of that.
    """
    cards = _CardRecords(linker, ArtifactNamer(linker.matcher, replaced, SOURCE))
    nodes: list[DescribedNode] = []
    for described in sorted(linker.described):
        artifact = _described_artifact(linker, linker.described[described], replaced)
        nodes.append(DescribedNode(described, cards.add(artifact)))
        for name in described.datasets:
            cards.connect(artifact, Relation.TRAINED_ON, cards.namer.data_of_id(name))
        cards.bases[artifact.slug].update(described.bases)
    for slug, bases in cards.bases.items():
        artifact = cards.artifacts[slug].artifact
        if len(bases) == 1 and artifact.variant_of is None:
            cards.connect_base(artifact, bases.pop())
    for record in (*lineage_records(cards.artifacts, linker.catalogue), *cards.edges.values()):
        if record.id not in present:
            yield record
    yield from nodes


def _described_artifact(linker: Linker, slug: str, replaced: Mapping[str, str]) -> Artifact:
    """Return the artifact that a description is of, which people may have said to be another one."""
    artifact, other = linker.catalogue.entries[slug].artifact, replaced.get(slug)
    if other is None:
        return artifact
    entry = linker.catalogue.get(other)
    return entry.artifact if entry else replace(artifact, slug=other)


@dataclass(slots=True)
class _CardRecords:
    """The artifacts that cards name, by slug; edges by id; the bases that cards name, by slug."""

    linker: Linker
    namer: ArtifactNamer
    artifacts: dict[str, ArtifactNode] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    bases: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, artifact: Artifact) -> str:
        """Take in an artifact; returns its slug."""
        self.artifacts.setdefault(artifact.slug, ArtifactNode(artifact, artifact.types))
        return artifact.slug

    def connect(self, artifact: Artifact, relation: Relation, target: Artifact | None) -> None:
        """Take in an edge from a model."""
        if target is not None and target.slug != artifact.slug and ArtifactType.MODEL in artifact.types:
            self.add(target)
            edge = relation_edge(artifact.id, relation, target.id)
            self.edges[edge.id] = edge

    def connect_base(self, artifact: Artifact, hub_id: str) -> None:
        """Take in what a model is a variant of, where no circle comes of it."""
        base = self.namer.model_of_id(hub_id)
        lineage = self.linker.catalogue.lineage
        above = {base.slug, *lineage(base.slug)}
        above |= {parent for name in (base.variant_of, base.family) if name for parent in (name, *lineage(name))}
        if artifact.slug not in above:
            self.connect(artifact, Relation.VARIANT_OF, base)
