"""What papers share while their readings pass, in memory or on disk, and the nodes and edges that follow from it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from kg.catalogue.catalogue import Catalogue, former_slugs, unambiguous_names
from kg.catalogue.topic_scheme import TopicScheme
from kg.graph.assembly.ancestry import lineage_edges, parents_of_artifact, with_ancestors
from kg.graph.assembly.shared_sightings import ArtifactSightings, SharedSightings
from kg.graph.assembly.topic_nodes import with_broader
from kg.graph.bibliography import Citations, agreed_author
from kg.graph.derived_facts import derived_facts
from kg.graph.graph_records import ArtifactNode, AuthorNode, Record, relation_edge
from kg.ground.files.grouped_values import GroupedValues, StoredValues, key_of_line, line_key
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.identifiers import slug as slug_of
from kg.ground.records import Author, Reading
from kg.ground.schema import Relation

MOST_HELD = 60_000  # artifacts and authors in memory: some 150 MB
_FACTS_HELD = 64 << 20  # bytes


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
            yield from lineage_edges(artifacts, artifacts.present)
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
