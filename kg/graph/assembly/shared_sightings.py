"""What papers say of the artifacts, topics, organisations, authors and venues that they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from kg.graph.bibliography import Bibliography, OrganisationSightings, organisations_of_paper
from kg.graph.graph_records import ArtifactNode
from kg.ground.records import Artifact, Link, Reading, TopicLink
from kg.ground.schema import ArtifactType, Role


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
