"""Results: the numbers that a text reports, with what they measure, of whom, on what, and how sure that is.

1. Every number of a sentence is a case (``numbers``); a trained model says which are results (``number_features``).
2. For each, trained models choose the kind, and among candidates the metric (``metric_candidates``), the model and the
   data (``name_candidates``), or none. A choice that is too doubtful is left out: what is not said is
   better than what is wrong.
3. The figures of a run ("17.9 points on A, 11.0 on B") decide together what they share: their kind, and metric and
   model where not each has its own.
4. The product of the probabilities, calibrated, is the confidence. Dropped is what is too likely to say something
   false, for which a slot left empty counts less than one that is filled.
5. What a figure is compared with and under which condition follow rules (``comparisons``, ``conditions``).

A figure that is said twice of the same model counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.ground.records import Evidence, Link, Result
from kg.ground.schema import ModelRole, ResultKind, Role
from kg.linker.models.result_models import ResultModels, joint_shares, most_probable
from kg.linker.results.clauses import OWN
from kg.linker.results.comparisons import share_metric, share_model
from kg.linker.results.conditions import find_condition
from kg.linker.results.metrics import higher_is_better
from kg.linker.results.name_candidates import PaperNames
from kg.linker.results.number_features import NumberCase, kind_features
from kg.linker.results.numbers import Number
from kg.linker.results.result_cases import (
    Choice,
    FoundNumber,
    NumberSlots,
    names_of_paper,
    sentences_with_numbers,
    slots_of_results,
)
from kg.linker.text.tokens import TokenText

_DIGITS = 3  # of a confidence
_CLEAR = 0.75  # probability from which a number that the rules refuse is taken for a result
_HUMANS = re.compile(r"\b(?:humans?|people|annotators|physicians?|clinicians?|experts?|doctors?|radiologists?)\b")
_BY_HUMANS = re.compile(rf"\)?\s(?:for|by|of|from)\s(?:the\s)?(?:human-\w+|{_HUMANS.pattern})")
_ROLES = {Role.INTRODUCES: ModelRole.PROPOSED, Role.COMPARES_WITH: ModelRole.BASELINE}


def find_results(texts: Sequence[TokenText], links: Sequence[Link], models: ResultModels) -> list[Result]:
    """Return the results that the fields of a paper report about linked artifacts, in reading order."""
    names: PaperNames | None = None
    results: list[Result] = []
    for text in texts:
        names = names or names_of_paper(links)
        found: list[Result] = []
        for context, numbers in sentences_with_numbers(text, links, names):
            reported = [(each, models.reported.probability(each.features)) for each in numbers]
            # What the rules refuse, a size or a share, is a result only where that is clear.
            kept = [
                (each, probability)
                for each, probability in reported
                if probability >= (_CLEAR if "refused" in each.features else models.threshold)
            ]
            slots = slots_of_results([each for each, _ in kept], context)
            for each, decided in zip(kept, _decided_slots(kept, slots, models), strict=True):
                result = _result_of_number(*each, decided, context, models, text)
                if result is not None:
                    found.append(result)
        results += _without_repetitions(found, text.text)
    return results


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a slot is filled with, and the probability that this is right."""

    value: str | None
    probability: float


def choose_value(choice: Choice, probabilities: Sequence[float], doubt: float) -> Chosen:
    """Return the most probable value of a slot, the same value under several candidates counted together; none, where
    that is less probable than ``doubt``.
    """
    return _chosen_of_shares(_shares_of_choice(choice, probabilities), doubt)


_Shares = dict[str | None, float]


def _shares_of_choice(choice: Choice, probabilities: Sequence[float]) -> _Shares:
    sums: _Shares = {}
    for value, probability in zip(choice.values, probabilities, strict=True):
        sums[value] = sums.get(value, 0.0) + probability
    return sums


def _chosen_of_shares(shares: _Shares, doubt: float) -> Chosen:
    best, share = most_probable(shares)
    return Chosen(None, shares[None]) if share < doubt else Chosen(best, share)


@dataclass(frozen=True, slots=True)
class DecidedSlots:
    """What a number that is a result is filled with. compared_with: the rules' reading."""

    metric: Chosen
    model: Chosen
    on: Chosen
    kind: ResultKind
    of_kind: float
    compared_with: str | None


def _decided_slots(
    kept: Sequence[tuple[FoundNumber, float]], slots: Sequence[NumberSlots], models: ResultModels
) -> Iterator[DecidedSlots]:
    """Yield the slots of a sentence's results: each for itself, but for what the figures of a run share."""
    cases = [found.case for found, _ in kept]
    runs = [[place for place, other in enumerate(cases) if other.number.run == case.number.run] for case in cases]
    run_cases = [[cases[place] for place in run] for run in runs]
    metrics = [_shares_of_choice(each.metric, models.metric.probabilities(each.metric.features)) for each in slots]
    names = [_shares_of_choice(each.model, models.model.probabilities(each.model.features)) for each in slots]
    chosen = [
        _chosen_of_shares(joint_shares([metrics[place] for place in run]) if shared else metrics[index], models.doubt)
        for index, run in enumerate(runs)
        for shared in (len(run) > 1 and share_metric(run_cases[index]),)
    ]
    kinds = [
        models.kinds(kind_features(found.features, metric.value, slot.figure.kind))
        for (found, _), metric, slot in zip(kept, chosen, slots, strict=True)
    ]
    for index, (run, slot) in enumerate(zip(runs, slots, strict=True)):
        kind, of_kind = most_probable(joint_shares([kinds[place] for place in run]) if len(run) > 1 else kinds[index])
        shared = len(run) > 1 and share_model(run_cases[index])
        model = joint_shares([names[place] for place in run]) if shared else names[index]
        data = choose_value(slot.on, models.on.probabilities(slot.on.features), models.doubt)
        yield DecidedSlots(
            chosen[index], _chosen_of_shares(model, models.doubt), data, kind, of_kind, slot.compared_with
        )


def _result_of_number(
    found: FoundNumber, reported: float, slots: DecidedSlots, names: PaperNames, models: ResultModels, text: TokenText
) -> Result | None:
    case, number, sentence = found.case, found.case.number, found.case.sentence
    metric, model, data, kind = slots.metric, slots.model, slots.on, slots.kind
    parts = (reported, slots.of_kind, metric.probability, model.probability, data.probability)
    if not models.is_kept(parts[:2], [(each.value is not None, each.probability) for each in (metric, model, data)]):
        return None
    confidence = models.confidence(parts)
    versus = slots.compared_with if kind.is_difference or kind is ResultKind.SCORE else None
    return Result(
        model=model.value,
        on=data.value,
        metric=metric.value,
        value=_canonical_decimal(number, kind),
        low=None if number.low is None else format(number.low.normalize(), "f"),
        unit=number.unit,
        bound=number.bound,
        kind=kind,
        evidence=evidence_of_number(found, text),
        compared_with=versus if versus != model.value else None,
        higher_is_better=higher_is_better(metric.value) if metric.value else None,
        model_role=_role_of_model(model.value, case, names),
        condition=find_condition(sentence, number, model.value),
        confidence=round(confidence, _DIGITS),
    )


def evidence_of_number(found: FoundNumber, text: TokenText) -> Evidence:
    """Find where a number stands in its field."""
    number, offset = found.case.number, found.offset
    start, end = offset + number.start, offset + number.end
    sentence_end = offset + len(found.case.sentence.text)
    return Evidence(text.field, start, end, text.text[start:end], offset, sentence_end)


def _role_of_model(slug: str | None, case: NumberCase, names: PaperNames) -> ModelRole | None:
    """Say what the model is in the paper; where the text names none, whether it speaks of people or of its own work."""
    if slug is not None:
        return _ROLES.get(names.info[slug].role, ModelRole.SUBJECT)
    start, _ = case.sentence.clause(case.number.start)
    before = case.sentence.lower[max(start, case.number.start - 100) : case.number.start]
    if _HUMANS.search(before) or _BY_HUMANS.match(case.sentence.lower, case.number.end):
        return ModelRole.HUMAN
    return ModelRole.PROPOSED if OWN.search(before) else None


def _canonical_decimal(number: Number, kind: ResultKind) -> str:
    """Decimal text without trailing zeros: ``70.0`` is ``70``, ``0.50`` is ``0.5``; a difference has no sign."""
    value = number.value.normalize()
    negative = bool(value) and number.sign in ("-", "−") and not kind.is_difference
    return ("-" if negative else "") + format(value, "f")


def _without_repetitions(results: Sequence[Result], text: str) -> list[Result]:
    """Return the results without those that a later sentence repeats of the same model, in the same words."""
    kept: dict[tuple[object, ...], Result] = {}
    for result in results:
        end = result.evidence.end
        key = (result.model, result.value, result.unit, result.kind, text[end : end + 12])
        first = kept.setdefault(key, result)
        if first.evidence.sentence_start == result.evidence.sentence_start:
            kept[(*key, result.evidence.start)] = result
    return list(dict.fromkeys(kept.values()))
