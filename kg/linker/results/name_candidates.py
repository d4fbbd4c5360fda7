"""Whose a number is and on what: the linked names of a paper as candidates, each with named features.

A candidate is a linked model, method or data set of the paper; the nearest of its mentions before and after the number
say how it stands to it. What the paper introduces is a candidate also where the sentence does not name it ("our method
reaches"), as are the names of the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.ground.schema import ArtifactType, Role
from kg.linker.results.clauses import OWN, Place, enumerations
from kg.linker.results.metric_candidates import adjacent_numbers, distance_class, glue_between
from kg.linker.results.number_features import NumberCase, unit_class
from kg.linker.results.sentence_words import METRIC, MODEL, NUMBER, TEST
from kg.linker.results.verbs import dependence, find_verbs

_GENERIC = re.compile(
    r"\b(?:best|top|leading|frontier|strongest|current|existing|all|even|most|none|proprietary|open-source|open-weight|"
    r"closed-source|smaller|larger|state-of-the-art|advanced|strong|humans?|experts?|recent|no|baselines?|other|many|"
    r"several|general-purpose|llms?|models?|agents|systems|methods|participants|physicians|users|annotators)\b"
)
# A name that is not linked right before or after the number: "QuizBench (63.2)", "63.2% on QuizBench".
_UNLINKED_BEFORE = re.compile(
    r"(?=\S{0,12}[A-Z])[\w][\w.+'^-]{1,30}(?:\s(?=\S{0,12}[A-Z])[\w][\w.+'^-]{0,30})?(?:\s\(|:\s)$"
)
_UNLINKED_AFTER = re.compile(r"\)?\$?\s(?:[\w@-]+\s){0,2}?(?:on|in)\s(?:the\s)?((?=\S{0,12}[A-Z])[\w][\w.+'^-]{1,30})")
# "9.8% for the best model", "1.92 for human-written answers".
_GENERIC_AFTER = re.compile(
    r"\)?\$?\s(?:for|by|of|from|with|in)\s(?:(?:the|a|an|all|other|our)\s)?(?:[\w-]+\s){0,2}?"
    rf"(?:{_GENERIC.pattern}|human-\w+)"
)
_OUR_MODEL = re.compile(r"\bour\s(?:model|method|approach|system|framework)\s(?:reach|achiev|obtain|attain|scor)\w+")
_NEAR = 40  # characters in which a linked name after the number is meant, whatever stands between
_WHICH = re.compile(r",?\s(?:which|who|that)\s")
# What stands before a name that something is set against: "16 points lower than on QuizBench".
_SET_AGAINST = re.compile(
    r"\b(?:against|versus|vs\.?|(?:compared|relative)\s(?:to|with)|(?:in\s)?contrast\s(?:to|with)|as\sopposed\sto|than|unlike)"
    r"\s(?:(?:that|those)\s)?(?P<figure>[~<>]?\d[\d.,]*%?(?:\s(?:to\s\d[\d.,]*%?|points))*\s)?"
    r"(?:(?:on|in|for|of)\s)?(?:the\s)?(?:(?:original|standard|plain|older|earlier|former)\s)?$"
)
_TESTED_AGAINST = re.compile(
    r"\b(?:evaluat|benchmark|test|measur|validat|assess|scor)\w*\s(?:[\w-]+\s){0,3}against\s(?:the\s)?$"
)
_BESIDE_NAME = re.compile(r"(?:['’]s)?\W{0,3}")  # between a name and its own figure: "MMLU (86.4%)", "MMLU's 86.4%"
_TRAINED = re.compile(r"\b(?:fine-?tun|(?:pre-?)?train|distill|tun)\w*\s(?:[\w-]+\s)?(?:on|with|using)\s(?:the\s)?$")


@dataclass(frozen=True, slots=True)
class NameInfo:
    """What a paper's link says of a name: its type, role, whether the title names it, and how often it is named."""

    type: ArtifactType
    role: Role
    in_title: bool
    mentions: int


@dataclass(frozen=True, slots=True)
class PaperNames:
    """The linked names of a paper.

    Attributes:
        info: by slug. own_model, own_test: what the paper introduces. previous: slugs that the sentence before names.
    """

    info: Mapping[str, NameInfo]
    own_model: str | None = None
    own_test: str | None = None
    previous: frozenset[str] = frozenset()


def candidate_slugs(case: NumberCase, names: PaperNames, tests: bool) -> list[str]:
    """Return the names that may be the model of a number, or its data where ``tests``."""
    places = case.sentence.tests if tests else case.sentence.models
    slugs = dict.fromkeys(place.slug for place in places)
    if tests and stands_beside_unlinked(case):
        return []
    if not tests and names.own_model is not None and is_own_subject(case, names):
        return [names.own_model]
    if not tests:  # a benchmark that is said to outperform others is a model there
        slugs |= dict.fromkeys(place.slug for place in case.sentence.tests if place.introduced)
    for slug, info in names.info.items():
        data = info.type.is_data
        near = slug in names.previous or info.role in (Role.INTRODUCES, Role.EVALUATES_ON) or info.in_title
        if data is tests and near:
            slugs.setdefault(slug)
    against = _data_set_against(case, names) if tests else set()
    return [slug for slug in slugs if slug not in against] or list(slugs)


def _data_set_against(case: NumberCase, names: PaperNames) -> set[str]:
    """Return the data that the sentence only compares with, unless the number stands right beside its name.

    What is harder than an earlier benchmark is another one, mostly its longer-named successor: "16 points lower than on
    MMLU" says nothing of a score on MMLU; nor does "compared to 88% on MMLU", where the paper introduces another.
    """
    sentence, number = case.sentence, case.number
    against: set[str] = set()
    named: set[str] = set()
    for place in sentence.tests:
        first = max(0, place.start - 60)
        before = sentence.lower[first : place.start]
        compared = None if _TESTED_AGAINST.search(before) else _SET_AGAINST.search(before)
        if compared and compared["figure"] and names.own_test in (None, place.slug):
            compared = None
        beside = place.end <= number.start and _BESIDE_NAME.fullmatch(sentence.text, place.end, number.start)
        inside = compared is not None and first + compared.start() <= number.start < place.start
        (named if compared is None or beside or inside else against).add(place.slug)
    return against - named


def is_own_subject(case: NumberCase, names: PaperNames) -> bool:
    """Tell whether "our model reaches" stands before the number in a paper that introduces a model, with no model
    between or near after in its clause.
    """
    if names.own_model is None:
        return False
    said = [match.end() for match in _OUR_MODEL.finditer(case.sentence.lower, 0, case.number.start)]
    end = min(case.number.end + _NEAR, case.sentence.clause(case.number.start)[1])
    return bool(said) and not any(said[-1] <= place.start < end for place in case.sentence.models)


def name_features(case: NumberCase, names: PaperNames, slug: str, tests: bool) -> list[str]:
    """Say how a name stands to a number."""
    info = names.info[slug]
    own = names.own_test if tests else names.own_model
    features = ["given", f"role:{info.role}", f"type:{info.type}", f"type:{info.type}&role:{info.role}"]
    if info.type is ArtifactType.METHOD and slug != own:  # "chain-of-thought prompting" has gains; a score is a model's
        features.append(f"method&unit:{_figure_sort(case)}")
    same = [other for other in names.info.values() if other.type.is_data is tests]
    flags = (
        ("title", info.in_title), ("own", slug == own), ("only-of-paper", len(same) == 1),
        ("often", info.mentions > 2), ("previous", slug in names.previous),
        ("only-of-role", sum(other.role is info.role for other in same) == 1),
    )  # fmt: skip
    features += [name for name, holds in flags if holds]
    places = [place for place in case.sentence.places if place.slug == slug]
    if slug == own and not tests:
        said = [match.end() for match in OWN.finditer(case.sentence.lower, 0, case.number.start)]
        named = [other.end for other in case.sentence.models if other.end <= case.number.start]
        if said and said[-1] > max(named, default=0):
            features.append("own-said-last")
    if not places:
        return features + _absent_features(case, slug == own, info, tests)
    number = case.number
    before = [place for place in places if place.end <= number.start]
    after = [place for place in places if place.start >= number.end]
    features += ["here", f"here&role:{info.role}"]
    for side, place in (("before", before[-1] if before else None), ("after", after[0] if after else None)):
        if place is not None:
            features += _place_features(case, place, side, tests, info)
    return features


def _absent_features(case: NumberCase, is_own: bool, info: NameInfo, tests: bool) -> list[str]:
    """Describe a name that the sentence does not hold."""
    others = case.sentence.tests if tests else case.sentence.models
    said = OWN.search(case.sentence.lower, 0, case.number.start) is not None
    features = ["absent", f"absent&role:{info.role}", f"absent&others={min(2, len(others))}"]
    if is_own:
        features += ["absent&own", f"absent&own&we={said}", f"absent&own&others={min(2, len(others))}"]
        if is_generic_subject(case):
            features.append("absent&own&generic")
    if _GENERIC_AFTER.match(case.sentence.lower, case.members[-1].end):
        features.append("absent&generic-after")
    return features


def _place_features(case: NumberCase, place: Place, side: str, tests: bool, info: NameInfo) -> list[str]:
    """Describe one mention: distance, what stands between, what it depends on, its rank."""
    sentence, number, words = case.sentence, case.number, case.words
    first, last = case.members[0], case.members[-1]
    start, end = (place.end, number.start) if side == "before" else (number.end, place.start)
    between = words.between(start, end)
    depends = dependence(place, sentence) or "free"
    kind = _figure_sort(case)
    near = distance_class(end - start)
    features = [
        f"{side}:{near}", f"{side}:depends={depends}", f"{side}:depends={depends}&unit:{kind}",
        f"{side}:numbers={min(2, between.count(NUMBER))}", f"{side}:role={info.role}",
        f"{side}:rivals={min(2, between.count(TEST if tests else MODEL))}",
    ]  # fmt: skip
    if len(between) <= 3:
        features.append(f"path:{side}:{' '.join(between)}")
    features += [f"between:{side}:{word}" for word in set(between) - {MODEL, TEST, METRIC, NUMBER}]
    glue = glue_between(case, number, place.start, place.end)
    if glue is not None:
        features += [f"glued:{glue}", f"glued:{glue}&unit:{kind}"]
    elif any(each.group != number.group for each in adjacent_numbers(case, place.start, place.end)):
        features.append("glued-to-other")
    if sentence.clause(place.start) == sentence.clause(number.start):
        features += ["clause", f"clause&{side}"]
    others = sentence.tests if tests else sentence.models
    if side == "before":
        features += _subject_features(case, place, others, depends)
        if _WHICH.match(sentence.lower, place.end):
            features.append("which")
        own = [match.end() for match in OWN.finditer(sentence.lower, place.end, number.start)]
        features += ["own-said-after", f"own-said-after&role:{info.role}"] if own and not tests else []
    if tests and _TRAINED.search(sentence.lower[max(0, place.start - 40) : place.start]):
        features.append("trained")
    features += ["only-of-sentence"] if len({other.slug for other in others}) == 1 else []
    if others and side == "before" and place.slug == others[0].slug:
        features.append("first-of-sentence")
    verbs = find_verbs(sentence.lower, number.start)
    if side == "before" and verbs:
        features.append(f"subject:{place.end <= verbs[-1].start()}&depends={depends}")
        if sentence.lower[place.end : place.end + 25].lstrip().startswith(verbs[-1].group()):
            features.append("subject-of-last-verb")
    if len(case.members) > 1:
        outer = first.start - place.end if side == "before" else place.start - last.end
        features.append(f"outer:{side}:{distance_class(outer) if outer >= 0 else 'inside'}")
        features += _rank_features(case, place, others, sentence.models if tests else sentence.tests)
    return features


def _figure_sort(case: NumberCase) -> str:
    """Say whether the number looks like a difference, else which sort its unit is."""
    number = case.number
    return "diff" if number.unit in ("x", "points") or number.sign == "+" else unit_class(number)


def _subject_features(case: NumberCase, place: Place, same: Sequence[Place], depends: str) -> list[str]:
    """Describe a mention before the number: whether it is the nearest, also of those on which nothing else has a
    hold.
    """
    sentence, number = case.sentence, case.number
    clause_start, _ = sentence.clause(number.start)
    before = [other for other in same if other.end <= number.start]
    inside = [other for other in before if other.start >= clause_start]
    features = []
    if before and before[-1] == place:
        features += ["nearest", f"nearest&depends={depends}"]
    if inside and {other.slug for other in inside} == {place.slug}:
        features += ["only-before-in-clause", f"only-before-in-clause&depends={depends}"]
    free = [other for other in inside if dependence(other, sentence) is None]
    if free and free[-1] == place:
        features.append("nearest-free-in-clause")
    return features


def _rank_features(case: NumberCase, place: Place, same: Sequence[Place], others: Sequence[Place]) -> list[str]:
    """Tell whether the name has the number's rank in an enumeration as long as the number's."""
    features = []
    aligned = "&respectively" if "respectively" in case.sentence.lower else ""
    for run in enumerations(case.sentence.text, same, others):
        if len(run) == len(case.members) and place in run:
            own = run[case.rank] == place
            features += ["ranked" + aligned] if own else ["ranked-other" + aligned]
    return features


def no_name_features(case: NumberCase, names: PaperNames, tests: bool, candidates: int) -> list[str]:
    """Return the features that say that the text names nobody for a number."""
    sentence = case.sentence
    same = sentence.tests if tests else sentence.models
    own = names.own_test if tests else names.own_model
    said = OWN.search(sentence.lower, 0, case.number.start) is not None
    features = [
        "none", f"none:here={min(2, len({place.slug for place in same}))}", f"none:candidates={min(3, candidates)}",
        f"none:own={own is not None}", f"none:we={said}", f"none:unit={unit_class(case.number)}",
    ]  # fmt: skip
    features += ["none:generic", f"none:generic&here={bool(same)}"] if is_generic_subject(case) else []
    if _GENERIC_AFTER.match(sentence.lower, case.members[-1].end):
        features.append("none:generic-after")
    words = case.words
    after = words.first_after(case.members[-1].end)
    features += [f"none:a1:{word}" for word in words.stems[after : after + 1]]
    features += [f"none:a12:{' '.join(words.stems[after : after + 2])}"]
    return features


def stands_beside_unlinked(case: NumberCase) -> bool:
    """Tell whether a name that nothing was linked to stands right before or after the number, or has its rank among as
    many linked ones: then what the number was reached on is not linked.
    """
    sentence, number = case.sentence, case.number
    offset = max(0, number.start - 70)
    before = _UNLINKED_BEFORE.search(sentence.text[offset : number.start])
    after = _UNLINKED_AFTER.match(sentence.text, number.end)
    spans = [("before", offset + before.start(), number.start)] if before else []
    near = any(number.end <= place.start <= number.end + _NEAR for place in sentence.tests)
    spans += [("after", after.start(1), after.end())] if after and not near else []
    named = [(each.start, each.end) for each in sentence.places]
    named += [(each.start, each.end) for each in sentence.metrics]
    if sentence.tests and any(
        not any(first < end and start < last for first, last in named) for _, start, end in spans
    ):
        return True
    runs = enumerations(sentence.text, sentence.tests, sentence.models) if len(case.members) > 1 else []
    return any(len(run) == len(case.members) and run[case.rank] is None for run in runs)


def is_generic_subject(case: NumberCase) -> bool:
    """Tell whether the words before the last verb speak of nobody by name: "the best model achieves"."""
    start, _ = case.sentence.clause(case.number.start)
    verbs = find_verbs(case.sentence.lower, case.number.start)
    end = verbs[-1].start() if verbs and verbs[-1].start() > start else case.number.start
    return _GENERIC.search(case.sentence.lower, max(start, end - 60), end) is not None
