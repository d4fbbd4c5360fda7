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

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from kg.catalogue.catalogue import Catalogue, former_slugs, unambiguous_names
from kg.catalogue.organisations import canonical_organisation_id
from kg.catalogue.topic_scheme import TopicScheme
from kg.graph.bibliography import (
    Bibliography,
    Citations,
    OrganisationSightings,
    agreed_author,
    bibliographic_edges,
    organisations_of_paper,
)
from kg.graph.derived_facts import derived_facts
from kg.graph.graph_records import (
    ArtifactNode,
    AuthorNode,
    Edge,
    PaperNode,
    Record,
    ResultNode,
    TopicNode,
    relation_edge,
)
from kg.ground.files.grouped_values import GroupedValues, StoredValues, key_of_line, line_key
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.identifiers import artifact_id, link_id, topic_id
from kg.ground.identifiers import slug as slug_of
from kg.ground.records import Artifact, Author, Link, Reading, TopicLink
from kg.ground.schema import ASSERT_ABOVE, ArtifactType, Relation, Role
from kg.ground.text import fold

MOST_HELD = 60_000  # artifacts and authors in memory: some 150 MB
_FACTS_HELD = 64 << 20  # bytes
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


def lineage_records(artifacts: Mapping[str, ArtifactNode], catalogue: Catalogue) -> Iterator[Record]:
    """Yield artifacts that no reading names, by slug, with every ancestor that the catalogue knows, their organisations
    and the edges among them.
    """
    complete = with_ancestors(dict(artifacts), catalogue)
    former = former_slugs(complete, catalogue, _NOTHING)
    shared = SharedSightings()
    for slug in sorted(complete):
        yield replace(complete[slug], former=tuple(sorted(former[slug])))
        shared.see_organisation(complete[slug].artifact.organisation)
    yield from shared.organisations.nodes()
    yield from _lineage_edges((complete[slug] for slug in sorted(complete)), complete.keys())


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
class ArtifactSightings:
    """What the readings say of one artifact: equal statements once, whether its introducing paper says so with each."""

    artifacts: dict[Artifact, bool] = field(default_factory=dict)
    types: set[ArtifactType] = field(default_factory=set)

    def add(self, link: Link) -> None:
        introduces = link.role is Role.INTRODUCES
        self.artifacts[link.artifact] = self.artifacts.get(link.artifact, False) or introduces
        self.types.add(link.type)

    def take(self, other: ArtifactSightings) -> None:
        """Take in what other readings say."""
        for artifact, introduces in other.artifacts.items():
            self.artifacts[artifact] = self.artifacts.get(artifact, False) or introduces
        self.types |= other.types

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


class SharedKind(StrEnum):
    """What papers share; for each, what is seen of it under which key.

    ARTIFACT: slug to ``ArtifactSightings``. TOPIC: slug to ``TopicLink``. ORGANISATION: id to a set of names.
    AUTHOR: id to ``Author``. VENUE: id to ``Venue``. CATEGORY: code to None.
    """

    ARTIFACT = "artifact"
    TOPIC = "topic"
    ORGANISATION = "organisation"
    AUTHOR = "author"
    VENUE = "venue"
    CATEGORY = "category"


@dataclass(slots=True)
class SharedSightings:
    """What papers say of the nodes that they share, gathered while the readings pass.

    Gathered over parts of a corpus, it is joined entry by entry (``entries``, ``take``), in any order.
    """

    artifacts: defaultdict[str, ArtifactSightings] = field(default_factory=lambda: defaultdict(ArtifactSightings))
    topics: dict[str, TopicLink] = field(default_factory=dict)
    organisations: OrganisationSightings = field(default_factory=OrganisationSightings)
    bibliography: Bibliography = field(default_factory=Bibliography)

    def see(self, reading: Reading) -> None:
        """Take in the nodes that a reading shares; whom it cites is taken in apart (``Citations``)."""
        for link in reading.links:
            self.artifacts[link.artifact.slug].add(link)
        for topic in reading.topics:
            self.see_topic(topic)
        for name in organisations_of_paper(reading.paper):
            self.see_organisation(name)
        self.bibliography.see_nodes(reading.paper)

    def see_topic(self, topic: TopicLink) -> None:
        """Take in a topic; of what papers call one that no scheme has, the first in alphabetical order is kept."""
        known = self.topics.get(topic.slug)
        if known is None or (topic.label, topic.alt_labels) < (known.label, known.alt_labels):
            self.topics[topic.slug] = topic

    def see_organisation(self, name: str | None) -> None:
        """Take in the name of an organisation, if there is one."""
        if name:
            self.organisations.see(name)

    def artifact_nodes(self) -> dict[str, ArtifactNode]:
        """Make the artifacts that were seen, by slug."""
        return {slug: sightings.node() for slug, sightings in self.artifacts.items()}

    def entries(self) -> Iterator[tuple[SharedKind, str, object]]:
        """Yield all that was seen: of what kind, under which key, and what."""
        held: tuple[tuple[SharedKind, Mapping[str, object]], ...] = (
            (SharedKind.ARTIFACT, self.artifacts),
            (SharedKind.TOPIC, self.topics),
            (SharedKind.ORGANISATION, self.organisations.names),
            (SharedKind.AUTHOR, self.bibliography.authors),
            (SharedKind.VENUE, self.bibliography.venues),
            (SharedKind.CATEGORY, dict.fromkeys(self.bibliography.categories)),
        )
        return ((kind, key, seen) for kind, entries in held for key, seen in entries.items())

    def take(self, kind: SharedKind, key: str, seen: Any) -> None:
        """Take in an entry that was gathered elsewhere."""
        match kind:
            case SharedKind.ARTIFACT:
                self.artifacts[key].take(seen)
            case SharedKind.TOPIC:
                self.see_topic(seen)
            case SharedKind.ORGANISATION:
                self.organisations.names[key] |= seen
            case SharedKind.AUTHOR:
                self.bibliography.see_author(seen)
            case SharedKind.VENUE:
                self.bibliography.see_venue(seen)
            case SharedKind.CATEGORY:
                self.bibliography.categories.add(key)


class StoredSightings:
    """What papers share while they pass: in memory as long as it is little, then on disk, sorted.

    ``folder`` is the caller's to remove.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shared = SharedSightings()
        self._artifacts: GroupedValues[ArtifactSightings] = GroupedValues(folder / "artifacts")
        self._authors: GroupedValues[Author] = GroupedValues(folder / "authors")
        self._citations = Citations(folder / "citations")
        self._is_put_away = False  # by the end; most graphs fit into memory, where nothing is pickled
        (folder / "facts").mkdir()
        self._facts = SortedLines(folder / "facts", most_held=_FACTS_HELD)

    def see(self, reading: Reading, assert_above: float) -> None:
        """Take in a reading."""
        self._shared.see(reading)
        self._citations.see(reading.paper)
        for fact in derived_facts(reading, assert_above):
            self._facts.add(b"\t".join(map(line_key, fact)))
        if len(self._shared.artifacts) + len(self._shared.bibliography.authors) > MOST_HELD:
            self._put_away()

    def _put_away(self) -> None:
        self._is_put_away = True
        artifacts, authors = self._shared.artifacts, self._shared.bibliography.authors
        for slug, sightings in artifacts.items():
            self._artifacts.add(slug, sightings)
        for identifier, author in authors.items():
            self._authors.add(identifier, author)
        artifacts.clear()
        authors.clear()

    def records(self, catalogue: Catalogue, scheme: TopicScheme, replaced: Mapping[str, str]) -> Iterator[Record]:
        """Yield the nodes that papers share, and the edges among them."""
        shared = self._shared
        with self._artifact_nodes() as nodes:
            artifacts = _ArtifactsOfGraph(nodes, catalogue, replaced)
            for node in artifacts:
                shared.see_organisation(node.artifact.organisation)
                yield node
            concepts, broader = with_broader(shared.topics, scheme)
            yield from (concepts[slug] for slug in sorted(concepts))
            yield from shared.organisations.nodes()
            for identifier, same in self._authors.groups():
                yield AuthorNode(identifier, reduce(agreed_author, same))
            yield from shared.bibliography.nodes()
            yield from shared.bibliography.edges()
            yield from self._citations.edges()
            yield from _lineage_edges(artifacts, artifacts.present)
        for line, _ in groupby(self._facts.sorted()):
            source, predicate, target = map(key_of_line, line.split(b"\t"))
            yield relation_edge(source, Relation(predicate), target)
        yield from broader

    @contextmanager
    def _artifact_nodes(self) -> Iterator[Iterable[ArtifactNode]]:
        """Give the artifacts that papers name, by slug, to be read as often as they are asked for."""
        if not self._is_put_away:
            yield [self._shared.artifacts[slug].node() for slug in sorted(self._shared.artifacts, key=line_key)]
            return
        self._put_away()
        with StoredValues[ArtifactNode](self._folder) as nodes:
            for _, several in self._artifacts.groups():
                nodes.add(_joined_sightings(several).node())
            yield nodes


def _joined_sightings(several: Iterable[ArtifactSightings]) -> ArtifactSightings:
    joined = ArtifactSightings()
    for each in several:
        joined.take(each)
    return joined


class _ArtifactsOfGraph:
    """The artifacts that papers name and all their ancestors, by slug, read as often as they are asked for.

    Attributes:
        present: the slugs of those that are there, of all that anything of the graph asks for.
    """

    def __init__(self, named: Iterable[ArtifactNode], catalogue: Catalogue, replaced: Mapping[str, str]) -> None:
        self._named = named
        known: set[str] = set()
        parents: set[str] = set()
        for node in named:
            parents.update(parent for _, parent in parents_of_artifact(node.artifact))
            if catalogue.get(node.artifact.slug):
                known.add(node.artifact.slug)
        entries = {slug: entry.artifact for slug in parents - known if (entry := catalogue.get(slug))}
        complete = with_ancestors({slug: ArtifactNode(one, one.types) for slug, one in entries.items()}, catalogue)
        self._ancestors = {slug: complete[slug] for slug in sorted(complete.keys() - known)}
        names = (name for slug in known | complete.keys() for name in unambiguous_names(slug, catalogue))
        asked = parents.union(replaced, map(slug_of, names))
        self.present = {node.artifact.slug for node in named if node.artifact.slug in asked} | known | complete.keys()
        self._former = former_slugs(self.present, catalogue, replaced)

    def __iter__(self) -> Iterator[ArtifactNode]:
        for node in heapq.merge(self._named, self._ancestors.values(), key=attrgetter("artifact.slug")):
            yield replace(node, former=tuple(sorted(self._former.get(node.artifact.slug, ()))))


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


def _lineage_edges(nodes: Iterable[ArtifactNode], present: Collection[str]) -> Iterator[Edge]:
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


def with_broader(
    topics: Mapping[str, TopicLink | None], scheme: TopicScheme
) -> tuple[dict[str, TopicNode], list[Edge]]:
    """Add all broader concepts to those of the topic links, up to the top of the scheme, by slug, and their edges."""
    nodes: dict[str, TopicNode] = {}
    edges: list[Edge] = []
    labels = scheme.labels()
    waiting = list(topics)
    while waiting:
        slug = waiting.pop()
        if slug not in nodes:
            nodes[slug], broader = topic_node(slug, topics.get(slug), scheme, labels)
            edges += [relation_edge(topic_id(slug), Relation.BROADER, topic_id(parent)) for parent in broader]
            waiting.extend(broader)
    return nodes, sorted(edges, key=lambda edge: (edge.source, edge.target))


def topic_node(
    slug: str, topic: TopicLink | None, scheme: TopicScheme, labels: Mapping[str, tuple[str, ...]]
) -> tuple[TopicNode, tuple[str, ...]]:
    """Make the node of a topic, and name the concepts right above it.

    Args:
        topic: what papers say of it, which is needed where the scheme does not have it. labels: of the scheme.
    """
    concept = scheme.concepts.get(slug)
    if concept is not None:
        broader = tuple(parent for parent in concept.broader if parent in scheme.concepts)
        return TopicNode(slug, concept.label, concept.alt_labels, concept.definition), broader
    assert topic is not None, f"neither papers nor the scheme know the topic {slug}"
    return TopicNode(slug, topic.label, topic.alt_labels, candidate=True), _above_candidate(topic.label, labels)


def _above_candidate(label: str, labels: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Find the concept that the last words of a candidate's label, two or more, name: "long-form story generation" is
    narrower than "story generation"."""
    words = label.split()
    tails = (fold(" ".join(words[at:])) for at in range(1, len(words) - 1))
    return next((labels[tail][:1] for tail in tails if tail in labels), ())
