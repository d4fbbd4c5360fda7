"""Imported scores to nodes of the graph, beside those of the papers.

1. A model is linked by its id on a model hub, then by its id read as machines write names (provider, stem, variant
   terms), then by its name. The name counts only where nothing contradicts it: an id that names another account than
   the developer of the entry is somebody else's model. Data is linked likewise, as a dataset or benchmark.
2. What is not linked is a new entity: the record says of what type. What people have said of it in corrections holds.
3. An evaluation that is called otherwise than its data is a part of it or a way to run it: a condition.
4. Of the artifacts only those are given out that the papers' graph does not have already, with their lineage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from types import MappingProxyType

from kg.catalogue.organisations import canonical_organisation_id
from kg.graph.assembly.ancestry import lineage_records
from kg.graph.graph_records import ArtifactNode, ImportedNode, Record
from kg.ground.codec import encode_record
from kg.ground.identifiers import slug
from kg.ground.imported_result import ImportedResult
from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType
from kg.ground.text import fold
from kg.linker.mentions.canonical_name import with_free_slug
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.results.metrics import canonical_metric, higher_is_better

_NOTHING: Mapping[str, str] = MappingProxyType({})
SOURCE = "every-eval-ever"  # where the facts of a new entity come from


def imported_records(
    results: Iterable[ImportedResult],
    matcher: AliasMatcher,
    present: Set[str],
    replaced: Mapping[str, str] = _NOTHING,
) -> Iterator[Record | ImportedNode]:
    """Yield the nodes of imported scores, and those that they need beside the nodes and edges that are present.

    Args:
        results: in any order. matcher: of the catalogue. present: local ids of nodes and edges.
        replaced: slugs of artifacts that people have said to be another one, to the slug of that.
    """
    namer = ArtifactNamer(matcher, replaced)
    artifacts: dict[str, ArtifactNode] = {}
    for result in sorted(results, key=encode_record):  # some of their fields may be None
        model = namer.model_of(result)
        data, condition = namer.data_of(result)
        for artifact in (model, data):
            artifacts.setdefault(artifact.slug, ArtifactNode(artifact, artifact.types))
        metric = canonical_metric(result.metric)
        if result.higher_is_better is None:  # a card does not say
            result = replace(result, higher_is_better=higher_is_better(metric))
        yield ImportedNode(result, model.slug, data.slug, metric, condition)
    for record in lineage_records(artifacts, matcher.catalogue):
        if record.id not in present:
            yield record


@dataclass(slots=True)
class ArtifactNamer:
    """Finds the artifacts that records and cards name."""

    matcher: AliasMatcher
    replaced: Mapping[str, str]
    source: str = SOURCE
    hub: dict[tuple[bool, str], Artifact] | None = None

    def model_of_id(self, hub_id: str) -> Artifact:
        """Find the model that an id on the hub names, or make a new one."""
        known = self._of_hub(hub_id, data=False) or self._of_name(hub_id, data=False)
        return known or self._new_model(hub_id.rpartition("/")[2], hub_id, None)

    def data_of_id(self, hub_id: str) -> Artifact | None:
        """Find the data that an id on the hub names, or make new data; None where it is a word of somebody."""
        known = self._of_hub(hub_id, data=True) or self._of_name(hub_id, data=True)
        name = hub_id.rpartition("/")[2]
        return known or (self._new_data(name, hub_id, ArtifactType.DATASET) if "/" in hub_id else None)

    def model_of(self, result: ImportedResult) -> Artifact:
        """Find the model of a score, or make a new one."""
        known = self._of_hub(result.model_id, data=False) or self._of_name(result.model_id, data=False)
        if known is None:
            account = result.model_id.partition("/")[0] if "/" in result.model_id else ""
            named = self._of_name(result.model, data=False)
            if named is not None and (not account or _is_developer(named, account, result.developer)):
                known = named
        return known or self._new_model(result.model, result.model_id, result.developer)

    def data_of(self, result: ImportedResult) -> tuple[Artifact, str | None]:
        """Find the data, and the condition that the name of the evaluation adds."""
        known = self._of_hub(result.hub_id, data=True) if result.hub_id else None
        known = known or self._of_name(result.hub_id or "", data=True) or self._of_name(result.data, data=True)
        tested = self._of_name(result.test, data=True)
        if known is None and tested is not None:
            return tested, None
        plain = fold(result.test) == fold(result.data) or (known is not None and tested == known)
        return known or self._new_data(
            result.data, result.hub_id, ArtifactType.BENCHMARK
        ), None if plain else result.test

    def _of_hub(self, identifier: str, *, data: bool) -> Artifact | None:
        if self.hub is None:
            entries = (entry.artifact for entry in self.matcher.catalogue.entries.values())
            self.hub = {(each.types[0].is_data, each.hub_id.lower()): each for each in entries if each.hub_id}
        return self.hub.get((data, identifier.lower()))

    def _of_name(self, name: str, *, data: bool) -> Artifact | None:
        """Find the one artifact of the right type that a whole name may mean; None where it may mean several.

        A name that says nothing without a text around it (a word, such as MATH) is that of data, since scores are given
        on benchmarks; the matcher finds it only as the catalogue writes it. Models are called by words too often.
        """
        match = self.matcher.match_whole(name)
        if match is None:
            return None
        fit = [entry for entry in match.entries if any(kind.is_data is data for kind in entry.artifact.types)]
        if len(fit) != 1 or (fit[0].needs_context(match.key) and not data):
            return None
        return match.artifact(fit[0])

    def _new_model(self, name: str, hub_id: str, developer: str | None) -> Artifact:
        """Make a new model; one with an account before its name is distinguished by it, as model hubs do."""
        aliases = (hub_id,) if fold(hub_id) != fold(name) else ()
        plain = slug(hub_id if "/" in hub_id else name)
        return self._new(
            Artifact(
                plain, name, (ArtifactType.MODEL,), aliases, organisation=developer, known=False, source=self.source
            )
        )

    def _new_data(self, name: str, hub_id: str | None, kind: ArtifactType) -> Artifact:
        return self._new(Artifact(slug(name), name, (kind,), hub_id=hub_id, known=False, source=self.source))

    def _new(self, artifact: Artifact) -> Artifact:
        free = with_free_slug(artifact, self.matcher.catalogue)
        other = self.replaced.get(free.slug)
        if other is None:
            return free
        entry = self.matcher.catalogue.get(other)
        return entry.artifact if entry else replace(free, slug=other)


def _is_developer(artifact: Artifact, account: str, developer: str | None) -> bool:
    """Check whether an artifact comes from the account or the developer that a record names."""
    if artifact.organisation is None:
        return False
    maker = canonical_organisation_id(artifact.organisation)
    return maker in {canonical_organisation_id(name) for name in (account, developer) if name}
