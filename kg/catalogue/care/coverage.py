"""How much of the world a catalogue covers: its entries by ids elsewhere, and what registries of evaluations name.

What a registry names is covered by a catalogue in one of two ways, which are counted apart:

- *by name*: its name, its id or its data's id on the hub, as it stands or cleaned as the import of registries cleans
  it, is the name of a dataset or benchmark;
- *as a part*: its name or id begins with the name of one, as "MMLU Virology (Zulu)" and ``mmlu_virology`` do.

What is described rather than named ("College Biology", "text classification") cannot be told from a name by a rule; it
counts as missing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.importers.collection_names import collection_name, without_task
from kg.catalogue.importers.facts import Fact
from kg.catalogue.outside_ids import IdKind, outside_ids
from kg.ground.schema import ArtifactType
from kg.ground.text import fold

_SEPARATORS = re.compile(r"[\s_:/-]+")
_REVISION = re.compile(r"\.v\d+$")
_SHORTEST_WHOLE = 3  # letters of a name of which something may be a part


@dataclass(frozen=True, slots=True)
class IdCoverage:
    """How many entries of a type have ids elsewhere.

    Attributes:
        type: an artifact type, or empty for all of them. entries: that are of it.
        kinds: how many have an id of each kind. any: how many have one at all.
    """

    type: str
    entries: int
    kinds: Mapping[IdKind, int]
    any: int

    @property
    def share(self) -> float:
        """The share of those that have one, 0 to 1."""
        return self.any / self.entries if self.entries else 0.0


@dataclass(frozen=True, slots=True)
class RegistryCoverage:
    """How much of what a registry names a catalogue has.

    Attributes:
        registry: its package. named: how many different things. by_name, as_part: how many are covered so.
        missing: the names of the others, sorted.
    """

    registry: str
    named: int
    by_name: int
    as_part: int
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share that is covered by name, 0 to 1."""
        return self.by_name / self.named if self.named else 0.0


def id_coverage(catalogue: Catalogue) -> list[IdCoverage]:
    """Count the entries with ids elsewhere, by type, then of models, datasets and benchmarks together.

    An entry that is of several types counts for each.
    """
    kinds = {entry.slug: {one.kind for one in outside_ids(entry)} for entry in catalogue.entries.values()}
    of_type: dict[str, list[str]] = defaultdict(list)
    for entry in catalogue.entries.values():
        for type_ in entry.artifact.types:
            of_type[type_].append(entry.slug)
    named = [slug for slug, entry in catalogue.entries.items() if set(entry.artifact.types) - {ArtifactType.METHOD}]
    groups = [*((type_.value, of_type[type_]) for type_ in ArtifactType), ("all but methods", named)]
    return [
        IdCoverage(
            label,
            len(slugs),
            {kind: sum(kind in kinds[slug] for slug in slugs) for kind in IdKind},
            sum(bool(kinds[slug]) for slug in slugs),
        )
        for label, slugs in groups
    ]


def registry_coverage(catalogue: Catalogue, facts: Iterable[Fact]) -> list[RegistryCoverage]:
    """Count what registries name as datasets and benchmarks, by registry; one name counts once."""
    of_registry: dict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        if fact.type.is_data:
            of_registry[fact.package].setdefault(fold(collection_name(fact.name) or fact.name), fact)
    data = frozenset(
        key
        for key, slugs in catalogue.index.items()
        if any(catalogue.entries[slug].artifact.types[0].is_data for slug in slugs)
    )
    return [_coverage_of_registry(name, found.values(), data) for name, found in sorted(of_registry.items())]


def _coverage_of_registry(name: str, facts: Iterable[Fact], data: frozenset[str]) -> RegistryCoverage:
    by_name = as_part = named = 0
    missing: list[str] = []
    for fact in facts:
        named += 1
        if any(form in data for form in _forms(fact)):
            by_name += 1
        elif _is_part(fact, data):
            as_part += 1
        else:
            missing.append(fact.name)
    return RegistryCoverage(name, named, by_name, as_part, tuple(sorted(missing)))


def _forms(fact: Fact) -> Iterator[str]:
    """Yield the folded names that a fact may stand in a catalogue under."""
    for name in (fact.name, *fact.aliases, fact.hub_id.partition("/")[2]):
        plain = _REVISION.sub("", name)
        for form in (plain, collection_name(plain), collection_name(plain.replace("_", "-")), without_task(plain)):
            if form:
                yield fold(form)


def _is_part(fact: Fact, data: frozenset[str]) -> bool:
    """Check whether a name, or an id, begins with the name of a collection, at a separator."""
    for name in (fact.name, *fact.aliases):
        for gap in _SEPARATORS.finditer(name):
            head = fold(name[: gap.start()])
            if len(head) >= _SHORTEST_WHOLE and head in data:
                return True
    return False
