"""Labelled numbers for training the models of results: those of annotated papers.

Two forms of annotation are read. Full results say for each number its words (``quote``), kind and names: what is not
annotated is no result. Plain results (value, model, on, metric) were noted only where the text names a model, so that
they count less, and say nothing of kinds and of "none".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypedDict, cast

from kg.ground.errors import InputError
from kg.ground.files.standard_streams import Content
from kg.ground.records import Link, Paper
from kg.ground.schema import ResultKind
from kg.linker.results.metrics import find_metrics, metric_norm
from kg.linker.results.name_candidates import PaperNames
from kg.linker.results.number_features import kind_features
from kg.linker.results.numbers import Number
from kg.linker.results.result_cases import (
    Choice,
    FoundNumber,
    names_of_paper,
    sentences_with_numbers,
    slots_of_results,
)
from kg.linker.text.paper_text import read_paper
from kg.linker.training.examples import read_object_lines
from kg.linker.training.model_fit import ChoiceRow

_FIELDS = {"id": (str, int), "title": (str,), "results": (list,)}
PLAIN_WEIGHT = 0.3  # of a paper with plain results
_PLAIN_MISSED = 0.1  # of a number that a plain paper does not annotate
_PLAIN_KINDS = (
    ("relative gain", ResultKind.GAIN_RELATIVE),
    ("absolute gain", ResultKind.GAIN_ABSOLUTE),
    ("relative reduction", ResultKind.REDUCTION_RELATIVE),
    ("absolute reduction", ResultKind.REDUCTION_ABSOLUTE),
)
UNREACHABLE = 0.3  # weight of a choice in which what is right is no candidate; 1 loses a point of exact F1
_CHANGED = re.compile(
    r"gain|improve|reduc|increase|decrease|drop|change|differ|relative|absolute|speed|loss|fewer|faster|more"
)
_SLACK = 3  # characters that a quote may miss of its number


@dataclass(frozen=True, slots=True)
class ResultExample:
    """A labelled number.

    Attributes:
        paper: id of the paper; folds are dealt by it. features: of being a result. reported: whether it is one.
        kind: as annotated, or None. kind_features: those that it is learnt by.
        model, on, metric: the choices with what is right; None where that is not known.
        reachable: whether all names that the annotation gives are among the candidates.
        judges_on: whether the data counts when the whole result is judged. aside: whether the calibration
            leaves it out. weight: how much it counts.
    """

    paper: str
    features: tuple[str, ...]
    reported: bool
    kind: tuple[str, ...] = ()
    kind_features: tuple[str, ...] = ()
    model: ChoiceRow | None = None
    on: ChoiceRow | None = None
    metric: ChoiceRow | None = None
    reachable: bool = True
    judges_on: bool = True
    aside: bool = False
    weight: float = 1.0


class AnnotatedQuote(TypedDict):
    """The words that a result was read from: ``title`` or ``abstract``, and characters, the end exclusive."""

    field: str
    start: int
    end: int


class AnnotatedResult(TypedDict, total=False):
    """A result as the guide for annotators has it; all but ``value`` may be missing.

    A name may be a list of names that are as good. ``aliases``: more of them, by the field that they are for.
    ``metric_norm``: the quantity. ``worded``: whether the number is written in words. ``on_named``: whether the data
    have a name. ``kind_alt``: kinds that are right as well.
    """

    model: str | list[str] | None
    on: str | list[str] | None
    on_named: bool
    compared_with: str | list[str] | None
    metric: str | None
    metric_norm: str | None
    value: str | float | None
    low: str | float | None
    high: str | float | None
    unit: str | None
    worded: bool
    kind: str
    kind_alt: list[str]
    aliases: dict[str, list[str]]
    quote: AnnotatedQuote | None


class AnnotatedResults(TypedDict):
    """A paper with annotated results."""

    id: str
    title: str
    abstract: str | None
    results: list[AnnotatedResult]


def read_annotated_results(file: Path | Content) -> list[AnnotatedResults]:
    """Read papers with annotated results: one JSON object a line with id, title, abstract and results.

    Raises:
        InputError: the file cannot be read, a line does not parse or lacks a field, a result has no value, or only
            some results of a paper have the words that they were read from.
    """
    papers = []
    for place, paper in read_object_lines(file, _FIELDS):
        if any(not isinstance(result, dict) or "value" not in result for result in paper["results"]):
            raise InputError("a result has no value", where=place, remedy="add it, or null for a range")
        if len({"quote" in result for result in paper["results"]}) > 1:
            raise InputError("some results have a quote, others none", where=place, remedy="quote all of them or none")
        papers.append(cast(AnnotatedResults, paper))
    return papers


def result_examples(annotated: AnnotatedResults, links: Sequence[Link], *, aside: bool = False) -> list[ResultExample]:
    """Label the numbers of one annotated paper, by the links that its text has; see ``ResultExample`` for
    ``aside``."""
    full = annotated["results"]
    is_plain = any("quote" not in result for result in full)
    text = read_paper(Paper(annotated["title"], annotated.get("abstract") or ""))
    names = names_of_paper(links)
    surfaces = _surfaces_of_links(links)
    examples: list[ResultExample] = []
    for field in (text.title, text.abstract):
        for context, found in sentences_with_numbers(field, links, names):
            judged = [(each, _result_of_number(each, str(field.field), full)) for each in found]
            for each, result in judged:
                if result is None:
                    weight = _PLAIN_MISSED if is_plain else 1.0
                    features = (*each.features, "plain") if is_plain else each.features
                    examples.append(
                        ResultExample(str(annotated["id"]), features, False, aside=aside or is_plain, weight=weight)
                    )
            examples += _positive_examples(
                annotated, [(e, r) for e, r in judged if r], context, surfaces, is_plain, aside
            )
    return examples


def _positive_examples(
    annotated: AnnotatedResults,
    judged: Sequence[tuple[FoundNumber, AnnotatedResult]],
    names: PaperNames,
    surfaces: Mapping[str, frozenset[str]],
    is_plain: bool,
    aside: bool,
) -> Iterator[ResultExample]:
    slots = slots_of_results([each for each, _ in judged], names)
    weight = PLAIN_WEIGHT if is_plain else 1.0
    for (each, result), slot in zip(judged, slots, strict=True):
        paper = str(annotated["id"])
        model = _right_names(slot.model, result, "model", surfaces, is_plain)
        on = _right_names(slot.on, result, "on", surfaces, is_plain)
        metric = _right_metrics(slot.metric, result, is_plain)
        example = ResultExample(
            paper,
            (*each.features, "plain") if is_plain else each.features,
            True,
            _known_kinds(result),
            model=_choice_row(paper, slot.model, model, weight, _is_given(result, "model")),
            on=_choice_row(paper, slot.on, on, weight, _is_given(result, "on")),
            metric=_choice_row(paper, slot.metric, metric, weight, _is_given(result, "metric")),
            reachable=_is_reachable(
                result, (slot.model, model, "model"), (slot.on, on, "on"), (slot.metric, metric, "metric")
            ),
            judges_on=bool(result.get("on_named")),
            aside=aside or is_plain,
            weight=weight,
        )
        named = next((slot.metric.values[place] for place in sorted(metric or ())), None)
        yield replace(example, kind_features=tuple(kind_features(each.features, named, slot.figure.kind)))


def _is_reachable(result: AnnotatedResult, *slots: tuple[Choice, frozenset[int] | None, str]) -> bool:
    """Check whether no slot has only "none" to choose for a name that the annotation gives."""
    for choice, right, slot in slots:
        if _is_given(result, slot) and right == frozenset({len(choice.values) - 1}):
            return False
    return True


def _is_given(result: AnnotatedResult, slot: str) -> bool:
    """Tell whether an annotation names what fills a slot; data only where it has a name."""
    return bool(result.get(slot)) and (slot != "on" or bool(result.get("on_named")))


def _choice_row(
    paper: str, choice: Choice, right: frozenset[int] | None, weight: float, given: bool
) -> ChoiceRow | None:
    if not right:
        return None
    # Where what is right is no candidate, "none" is the lesser evil, not what the text says.
    missed = given and right == frozenset({len(choice.values) - 1})
    return ChoiceRow(paper, choice.features, right, weight * UNREACHABLE if missed else weight)


def _right_names(
    choice: Choice, result: AnnotatedResult, slot: str, surfaces: Mapping[str, frozenset[str]], is_plain: bool
) -> frozenset[int] | None:
    """Find the candidates that are the annotated name; "none" where it is no candidate. None: not known."""
    none = frozenset({len(choice.values) - 1})
    given = result.get(slot)
    if given in (None, "", []) or (slot == "on" and not is_plain and not result.get("on_named")):
        return None if is_plain else none
    wanted = {_folded_name(name) for name in (given if isinstance(given, list) else [given])}
    wanted |= {_folded_name(name) for name in result.get("aliases", {}).get(slot, ())}
    right = {place for place, slug in enumerate(choice.values) if slug and not surfaces[slug].isdisjoint(wanted)}
    return frozenset(right) or (None if is_plain else none)


def _right_metrics(choice: Choice, result: AnnotatedResult, is_plain: bool) -> frozenset[int] | None:
    """Find the candidates that name the annotated metric, in its words or as the same quantity."""
    none = frozenset({len(choice.values) - 1})
    given = result.get("metric")
    if given in (None, ""):
        return None if is_plain else none
    wanted = {_folded_name(name) for name in (given, *result.get("aliases", {}).get("metric", ()))}
    norm = result.get("metric_norm") or metric_norm(str(given))
    listed = {metric.name for metric in find_metrics(str(given))} if is_plain else set()
    right = {
        place
        for place, name in enumerate(choice.values)
        if name and (_folded_name(name) in wanted or name in listed or metric_norm(name) == norm != "other")
    }
    return frozenset(right) or (None if is_plain else none)


def _surfaces_of_links(links: Sequence[Link]) -> dict[str, frozenset[str]]:
    return {
        link.artifact.slug: frozenset(
            _folded_name(name) for name in (link.artifact.name, *(evidence.text for evidence in link.evidence))
        )
        for link in links
    }


def _folded_name(name: object) -> str:
    """Keep letters, digits and plus signs in lower case: spaces, hyphens and other marks do not count."""
    return re.sub(r"[^\w+]|_", "", unicodedata.normalize("NFKC", str(name)).lower())


def _result_of_number(found: FoundNumber, field: str, results: Sequence[AnnotatedResult]) -> AnnotatedResult | None:
    """Find the annotated result that a number is."""
    number = found.case.number
    start, end = found.offset + number.start, found.offset + number.end
    for result in results:
        quote = result.get("quote")
        if quote is not None and not (
            quote["field"] == field and quote["start"] - _SLACK <= start and end <= quote["end"] + _SLACK
        ):
            continue
        if _is_same_value(number, result):
            return result
    return None


def _is_same_value(number: Number, result: AnnotatedResult) -> bool:
    low, high = _decimal(result.get("low")), _decimal(result.get("high"))
    if low is not None and high is not None:
        return number.low is not None and (number.low, number.value) == (low, high)
    value = _decimal(result.get("value"))
    if value is None or number.low is not None:
        return False
    wanted = {abs(value)}
    unit = str(result.get("unit"))
    if result.get("worded") or unit.startswith("of "):
        share = value / Decimal(unit.removeprefix("of ")) if unit.startswith("of ") else value
        wanted |= {share, 100 * share}
    return number.value in wanted


def _decimal(value: object) -> Decimal | None:
    """Read a number as annotators write it; None where it is none."""
    try:
        return Decimal(str(value).removeprefix("+").replace(",", ""))
    except InvalidOperation:
        return None


def _known_kinds(result: AnnotatedResult) -> tuple[str, ...]:
    """Return the kinds that an annotation allows.

    Those of a plain one are what its metric says in brackets, none where in doubt.
    """
    if "kind" in result:
        return str(result["kind"]), *result.get("kind_alt", ())
    metric = str(result.get("metric") or "").lower()
    if result.get("unit") in ("x", "times") and _CHANGED.search(metric):
        return (ResultKind.RATIO.value,)
    for words, kind in _PLAIN_KINDS:
        if words in metric:
            return (kind.value,)
    return () if _CHANGED.search(metric) or result.get("unit") == "points" else (ResultKind.SCORE.value,)
