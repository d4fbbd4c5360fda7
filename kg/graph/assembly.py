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

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.organisations import canonical_organisation_id
from kg.catalogue.topic_scheme import TopicScheme
from kg.graph.bibliography import Bibliography, OrganisationSightings, organisations_of_paper
from kg.graph.derived_facts import Fact, derived_facts
from kg.graph.graph_records import (
    ArtifactNode,
    Edge,
    PaperNode,
    Record,
    ResultNode,
    TopicNode,
    relation_edge,
)
from kg.ground.identifiers import artifact_id, link_id, topic_id
from kg.ground.identifiers import slug as slug_of
from kg.ground.records import Artifact, Link, Reading, TopicLink
from kg.ground.schema import ASSERT_ABOVE, ArtifactType, Relation, Role
from kg.ground.text import fold

_NOTHING: Mapping[str, str] = MappingProxyType({})


def graph_records(
    readings: Iterable[Reading],
    catalogue: Catalogue,
    scheme: TopicScheme,
    replaced: Mapping[str, str] = _NOTHING,
    *,
    assert_above: float = ASSERT_ABOVE,
) -> Iterator[Record]:
    """Yield the nodes and edges of the readings, each id once.

    Args:
        readings: one a paper, in any order; the order decides only the order of what comes out.
        catalogue: gives the ancestors of artifacts. scheme: gives labels and broader concepts of topics.
        replaced: slugs of artifacts that people have said to be another one, to the slug of that.
        assert_above: the confidence from which a link is stated as a fact, 0 to 1.

    Yields:
        For each reading its paper, results and edges; then what papers share; then the edges among that.
    """
    shared, bibliography = _SharedNodes(), Bibliography()
    facts: set[Fact] = set()
    for reading in readings:
        yield PaperNode(reading.paper, reading.urls)
        yield from _edges_of_reading(reading, assert_above)
        yield from bibliography.edges_of_paper(reading.paper)
        for result in {ResultNode(reading.paper.id, result).id: result for result in reading.results}.values():
            yield ResultNode(reading.paper.id, result)
        shared.see(reading)
        facts.update(derived_facts(reading, assert_above))
    artifacts = _with_ancestors(shared.artifact_nodes(), catalogue)
    former = _former_slugs(artifacts, catalogue, replaced)
    yield from (replace(artifacts[slug], former=tuple(sorted(former[slug]))) for slug in sorted(artifacts))
    concepts, broader = _with_broader(shared.topics, scheme)
    yield from (concepts[slug] for slug in sorted(concepts))
    for node in artifacts.values():
        shared.see_organisation(node.artifact.organisation)
    yield from shared.organisations.nodes()
    yield from bibliography.nodes()
    yield from bibliography.edges()
    yield from _lineage_edges(artifacts)
    yield from (relation_edge(source, predicate, target) for source, predicate, target in sorted(facts))
    yield from broader


def lineage_records(artifacts: Mapping[str, ArtifactNode], catalogue: Catalogue) -> Iterator[Record]:
    """Yield artifacts that no reading names, by slug, with every ancestor that the catalogue knows, their organisations
    and the edges among them.
    """
    complete = _with_ancestors(dict(artifacts), catalogue)
    former = _former_slugs(complete, catalogue, _NOTHING)
    shared = _SharedNodes()
    for slug in sorted(complete):
        yield replace(complete[slug], former=tuple(sorted(former[slug])))
        shared.see_organisation(complete[slug].artifact.organisation)
    yield from shared.organisations.nodes()
    yield from _lineage_edges(complete)


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


@dataclass(slots=True)
class _ArtifactSightings:
    """What the readings say of one artifact: equal statements once, whether its introducing paper says so with each."""

    artifacts: dict[Artifact, bool] = field(default_factory=dict)
    types: set[ArtifactType] = field(default_factory=set)

    def add(self, link: Link) -> None:
        introduces = link.role is Role.INTRODUCES
        self.artifacts[link.artifact] = self.artifacts.get(link.artifact, False) or introduces
        self.types.add(link.type)

    def node(self) -> ArtifactNode:
        """Make the artifact as all papers together describe it.

        A catalogue entry is the same in every reading. A new name may be spelled in several ways: the introducing
        paper's spelling is taken first, then the smallest, which is the one with the most capitals in front.
        """
        spellings = sorted(self.artifacts, key=lambda artifact: _spelling_rank(artifact, self.artifacts[artifact]))
        chosen = spellings[0]
        seen = self.types.union(*(artifact.types for artifact in spellings))
        own = chosen.types if chosen.known else ()
        types = own + tuple(sorted(seen.difference(own)))
        others = {alias for artifact in spellings for alias in (artifact.name, *artifact.aliases)} - {chosen.name}
        aliases = chosen.aliases if len(spellings) == 1 else tuple(sorted(others))
        return ArtifactNode(replace(chosen, aliases=aliases), types)


def _spelling_rank(artifact: Artifact, introduced: bool) -> tuple[bool, bool, str, str]:
    return not artifact.known, not introduced, artifact.name, repr(artifact)


@dataclass(slots=True)
class _SharedNodes:
    """The nodes that papers share, gathered while the readings pass."""

    artifacts: defaultdict[str, _ArtifactSightings] = field(default_factory=lambda: defaultdict(_ArtifactSightings))
    topics: dict[str, TopicLink] = field(default_factory=dict)
    organisations: OrganisationSightings = field(default_factory=OrganisationSightings)

    def see(self, reading: Reading) -> None:
        for link in reading.links:
            self.artifacts[link.artifact.slug].add(link)
        for topic in reading.topics:
            known = self.topics.get(topic.slug)
            if known is None or topic.label < known.label:
                self.topics[topic.slug] = topic
        for name in organisations_of_paper(reading.paper):
            self.see_organisation(name)

    def see_organisation(self, name: str | None) -> None:
        if name:
            self.organisations.see(name)

    def artifact_nodes(self) -> dict[str, ArtifactNode]:
        return {slug: sightings.node() for slug, sightings in self.artifacts.items()}


def _with_ancestors(nodes: dict[str, ArtifactNode], catalogue: Catalogue) -> dict[str, ArtifactNode]:
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


def _former_slugs(
    nodes: Mapping[str, ArtifactNode], catalogue: Catalogue, replaced: Mapping[str, str]
) -> defaultdict[str, set[str]]:
    """Return for each artifact the slugs under which it was known before: those that people replaced by its slug, and
    those that the names of a catalogue entry were given as new names, while the catalogue did not have them.

    The latter depend on the catalogue alone and not on what was built before: a name that leads to this entry and to no
    other had the slug of its spelling. Slugs that are in use, here or in the catalogue, are left out.
    """
    former: defaultdict[str, set[str]] = defaultdict(set)
    for old, new in replaced.items():
        if old not in nodes:
            former[new].add(old)
    for slug in nodes:
        free = set(map(slug_of, _unambiguous_names(slug, catalogue))) - nodes.keys() - replaced.keys()
        former[slug].update(old for old in free if catalogue.get(old) is None)
    return former


def _unambiguous_names(slug: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield the names that lead to an entry and to no other, without context."""
    entry = catalogue.get(slug)
    if entry is None:
        return
    for name in (entry.artifact.name, *entry.artifact.aliases):
        key = fold(name)
        if catalogue.index.get(key) == (slug,) and key not in entry.ambiguous:
            yield name


def _lineage_edges(nodes: dict[str, ArtifactNode]) -> Iterator[Edge]:
    """Yield variant, family and developer edges; a parent that is no node (a name of the text only) has no edge."""
    for slug in sorted(nodes):
        artifact = nodes[slug].artifact
        if artifact.variant_of in nodes:
            yield relation_edge(artifact.id, Relation.VARIANT_OF, artifact_id(artifact.variant_of))
        if artifact.family in nodes:
            yield relation_edge(artifact.id, Relation.MEMBER_OF_FAMILY, artifact_id(artifact.family))
        if artifact.organisation:
            yield relation_edge(artifact.id, Relation.DEVELOPED_BY, canonical_organisation_id(artifact.organisation))


def _with_broader(topics: dict[str, TopicLink], scheme: TopicScheme) -> tuple[dict[str, TopicNode], list[Edge]]:
    """Add all broader concepts to those of the topic links, up to the top of the scheme, by slug, and their edges."""
    nodes: dict[str, TopicNode] = {}
    edges: list[Edge] = []
    labels = scheme.labels()
    waiting = list(topics)
    while waiting:
        slug = waiting.pop()
        if slug in nodes:
            continue
        concept = scheme.concepts.get(slug)
        if concept is None:
            topic = topics[slug]
            nodes[slug] = TopicNode(slug, topic.label, topic.alt_labels, candidate=True)
            broader = _above_candidate(topic.label, labels)
        else:
            nodes[slug] = TopicNode(slug, concept.label, concept.alt_labels, concept.definition)
            broader = tuple(parent for parent in concept.broader if parent in scheme.concepts)
        edges += [relation_edge(topic_id(slug), Relation.BROADER, topic_id(parent)) for parent in broader]
        waiting.extend(broader)
    return nodes, sorted(edges, key=lambda edge: (edge.source, edge.target))


def _above_candidate(label: str, labels: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Find the concept that the last words of a candidate's label, two or more, name: "long-form story generation" is
    narrower than "story generation"."""
    words = label.split()
    tails = (fold(" ".join(words[at:])) for at in range(1, len(words) - 1))
    return next((labels[tail][:1] for tail in tails if tail in labels), ())
