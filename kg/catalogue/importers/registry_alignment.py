"""Ids elsewhere out of what registries state: a fact and an entry are one thing, or nothing is said.

1. A fact is of an entry where its name, or its id in the registry, is the entry's name in any spelling (of data also an
   alias; those of models are often sizes and kin), that name leads to this entry alone, and both are the same kind of
   thing.
2. A name that says nothing on its own, or is short, needs more: a row that was made of this very registry, or the same
   paper, id on the hub or maker. Another paper or maker than the entry's speaks against it, and then nothing is said;
   so does a person who has looked (``JUDGED_OTHERS``).
3. What is said: the id in the registry; the id on the hub where it ends with the entry's name, of an account that does
   not copy what others have made (of a model whose maker is known: of one that is known to be the maker's); the
   repository that is called like the entry. No papers: registries name those of a suite, of a model's base, of what a
   test was made from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.catalogue.importers.aligned_registries import (
    COPIERS,
    JUDGED_OTHERS,
    OF_THE_HUB,
    ONE_PAPER_EACH,
    REGISTRIES,
    SINGLE_ALIAS,
    WRITTEN_NAMES,
)
from kg.catalogue.importers.cells import organisation
from kg.catalogue.importers.facts import Fact
from kg.catalogue.outside_ids import LEXICAL, PAGE, SAME, UPLOAD, IdKind, OutsideId, own_ids, repository_curie
from kg.catalogue.table_check import is_hub_id
from kg.ground.schema import ArtifactType
from kg.ground.text import fold

# Letters of a name that is the acronym of many things: of models ("DiT" is two), of data.
_SHORT, _SHORT_DATA = 4, 3
_KEY = re.compile(r"[^\s|:]{1,120}")


@dataclass(frozen=True, slots=True)
class _Agreement:
    """A fact that is of an entry; ``name`` is what both are called."""

    entry: Entry
    fact: Fact
    name: str


def align_facts(facts: Iterable[Fact], catalogue: Catalogue) -> tuple[list[OutsideId], Counter[str]]:
    """Find the ids of a catalogue's entries in facts of registries, sorted; count what is not used, by reason.

    What stands in the rows of the catalogue already is left out.
    """
    unused: Counter[str] = Counter()
    agreements: list[_Agreement] = []
    for fact in sorted(facts, key=lambda fact: (fact.source, fact.name, fact.hub_id, fact.aliases)):
        if fact.package not in REGISTRIES:
            unused["its registry is not used"] += 1
            continue
        found = _agreement(fact, catalogue)
        if isinstance(found, str):
            unused[found] += 1
        else:
            agreements.append(found)
    known = {(one.slug, one.object) for entry in catalogue.entries.values() for one in own_ids(entry)}
    mappings = {one for one in _mappings(agreements) if (one.slug, one.object) not in known}
    return sorted(_without_shared(_without_repeats(mappings))), unused


def _agreement(fact: Fact, catalogue: Catalogue) -> _Agreement | str:
    """Find the one entry that a fact is of, or say why there is none."""
    for name in filter(None, dict.fromkeys((fact.name, *fact.aliases, fact.hub_id.partition("/")[2]))):
        key = fold(name)
        slugs = catalogue.index.get(key, ())
        if slugs:
            entry = catalogue.entries[slugs[0]]
            against = "several entries are called so" if len(slugs) > 1 else _reason_against(fact, entry, key)
            if not fact.type.is_data and key != fold(entry.artifact.name):
                against = "it is another name of a model"
            return against or _Agreement(entry, fact, name)
    return "the catalogue has no such name"


def _reason_against(fact: Fact, entry: Entry, key: str) -> str:
    artifact = entry.artifact
    is_data = artifact.types[0].is_data
    if (artifact.slug, fact.package) in JUDGED_OTHERS:
        return "a person has judged it another thing"
    if fact.type.is_data != is_data or (fact.type is ArtifactType.MODEL and ArtifactType.MODEL not in artifact.types):
        return "it is another kind of thing"
    states_paper = fact.package in ONE_PAPER_EACH
    if states_paper and fact.arxiv and artifact.arxiv and fact.arxiv != artifact.arxiv:
        return "it has another paper"
    maker = organisation(fact.organisation)
    if maker and artifact.organisation and fold(maker) not in fold(artifact.organisation):
        return "it has another maker"
    is_short = key.isalpha() and len(key) <= (_SHORT_DATA if is_data else _SHORT)
    if not (is_short or entry.needs_context(key)) or fact.source in artifact.source.split(", "):
        return ""
    same = (fact.arxiv and fact.arxiv == artifact.arxiv) or (fact.hub_id and fact.hub_id == artifact.hub_id)
    return "" if same or (maker and artifact.organisation) else "the name says nothing on its own"


def _mappings(agreements: Iterable[_Agreement]) -> Iterator[OutsideId]:
    for one in agreements:
        fact, entry = one.fact, one.entry
        key = registry_key(fact, one.name)
        if key:
            prefix = REGISTRIES[fact.package].prefix
            yield _mapping(one, SAME, f"{prefix}:{quote(key, safe='/@.+-_~')}")
        if _is_own_hub_id(fact, entry):
            is_data = fact.type.is_data  # of data nobody says whether the upload is its makers'
            yield _mapping(one, UPLOAD if is_data else SAME, f"{'hf.dataset' if is_data else 'hf.model'}:{fact.hub_id}")
        repository = repository_curie(fact.url)
        if repository and fold(repository.rpartition("/")[2]) == fold(entry.artifact.name):
            yield _mapping(one, PAGE, repository)


def _is_own_hub_id(fact: Fact, entry: Entry) -> bool:
    account, _, name = fact.hub_id.partition("/")
    if fact.package not in OF_THE_HUB or not is_hub_id(fact.hub_id) or account.lower() in COPIERS:
        return False
    maker = organisation(account)
    is_of_others = not fact.type.is_data and not maker and bool(organisation(entry.artifact.organisation or ""))
    return not is_of_others and fold(name) == fold(entry.artifact.name)


def registry_key(fact: Fact, name: str) -> str:
    """Return the id of a fact in its registry: the one that is called like the artifact, or the only one it has.

    >>> from kg.ground.schema import ArtifactType
    >>> lambada = Fact("LAMBADA", ArtifactType.BENCHMARK, "lm_eval_0.4", ("kobest", "lambada"))
    >>> registry_key(lambada, "LAMBADA")
    'lambada'
    """
    others = [key for key in fact.aliases if fold(key) == fold(name)]
    own = [fact.name] if fold(fact.name) == fold(name) else []
    if fact.package in SINGLE_ALIAS and fact.aliases:
        keys = others or (fact.aliases[:1] if own else ())
    else:
        keys = [*others, *own] if fact.package in WRITTEN_NAMES else [*own, *others]
    return next((key for key in keys if _KEY.fullmatch(key)), "")


def _mapping(one: _Agreement, predicate: str, target: str) -> OutsideId:
    registry = REGISTRIES[one.fact.package]
    artifact = one.entry.artifact
    version = one.fact.source.removeprefix(one.fact.package).lstrip("_v")
    source = registry.package + (f"@{version}" if version else "")
    return OutsideId(artifact.slug, predicate, target, artifact.name, one.name, LEXICAL, source)


def _without_repeats(mappings: Iterable[OutsideId]) -> Iterator[OutsideId]:
    """Keep one mapping of an artifact to one thing, and one id of a registry: the first that is called like it."""
    seen: set[tuple[str, str]] = set()
    registries: set[tuple[str, str]] = set()
    for one in sorted(mappings):
        registry = (one.slug, one.object.partition(":")[0])
        if (one.slug, one.object) in seen or (one.kind is IdKind.REGISTRY and registry in registries):
            continue
        seen.add((one.slug, one.object))
        registries.add(registry)
        yield one


def _without_shared(mappings: Iterable[OutsideId]) -> list[OutsideId]:
    """Leave out what several artifacts would be: a paper of a suite, an id that two names led to."""
    found = list(mappings)
    uses = Counter(one.object for one in found)
    return [one for one in found if uses[one.object] == 1]
