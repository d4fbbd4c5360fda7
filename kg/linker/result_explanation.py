"""Why a figure in a paper is a result, and why of this model, on this data, by this metric: the terms of each choice.

1. The numbers of the paper that are printed so are found with the features that reading sees.
2. For each: the terms of "is it a result", the kinds with theirs, and of metric, model and data the candidates with
   their probabilities and the terms that say most for them.
3. The result is the one that the paper gets. Figures of one run decide together what they share, so that it may differ
   from the most probable choice of the number alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.ground.errors import InputError
from kg.ground.records import Evidence, Paper, Result
from kg.linker.artifact_links import link_artifacts
from kg.linker.explanation import ClassScore, Term, class_scores
from kg.linker.linker import Linker
from kg.linker.models.result_models import SLOTS, ResultModels
from kg.linker.results.number_features import kind_features
from kg.linker.results.result_cases import (
    Choice,
    FoundNumber,
    NumberSlots,
    names_of_paper,
    sentences_with_numbers,
    slots_of_results,
)
from kg.linker.results.result_extraction import evidence_of_number, find_results
from kg.linker.text.paper_text import PaperText, read_paper

_TERMS = 5  # listed for each candidate; the rest says little
_OFFERED = 6  # figures offered where the paper has no such number


@dataclass(frozen=True, slots=True)
class SlotScores:
    """The candidates of ``metric``, ``model`` or ``on``, the most probable first; ``none``: the text names none."""

    slot: str
    candidates: tuple[ClassScore, ...]


@dataclass(frozen=True, slots=True)
class FigureExplanation:
    """Everything behind one number.

    Attributes:
        evidence: where it stands. probability: that it is a result. threshold: from which it is taken for one.
        terms: of the log-odds of that probability, heaviest first.
        kinds: the families of kinds, most probable first. slots: the candidates of metric, model and data.
        result: what the paper gets, or None: it is no result, or one that would say something false too easily.
    """

    evidence: Evidence
    probability: float
    threshold: float
    terms: tuple[Term, ...]
    kinds: tuple[ClassScore, ...]
    slots: tuple[SlotScores, ...]
    result: Result | None


def explain_figure(linker: Linker, paper: Paper, figure: str) -> tuple[FigureExplanation, ...]:
    """Explain every number of a paper that is printed as ``figure``, in reading order.

    Args:
        figure: the number as it is printed, with or without its unit ("73.2%", "73.2").

    Raises:
        InputError: the paper has no such number; the remedy names some that it has.
    """
    text = read_paper(paper)
    links = link_artifacts(text, linker.matcher, linker.models)
    fields = (text.title, text.abstract)
    results = find_results(fields, links, linker.of_results)
    names = names_of_paper(links)
    explained: list[FigureExplanation] = []
    others: list[str] = []
    for field in fields:
        for context, numbers in sentences_with_numbers(field, links, names):
            for found, slots in zip(numbers, slots_of_results(numbers, context), strict=True):
                evidence = evidence_of_number(found, field)
                if _is_asked(evidence.text, figure):
                    explained.append(_explain_number(found, slots, evidence, linker.of_results, results, text))
                else:
                    others.append(evidence.text)
    if not explained:
        offered = ", ".join(dict.fromkeys(others[:_OFFERED]))
        remedy = f"it has {offered}" if offered else "it has none that could be a result"
        raise InputError(f"no number of the paper is printed as {figure!r}", where=paper.id, remedy=remedy)
    return tuple(explained)


def _is_asked(printed: str, figure: str) -> bool:
    """Tell whether a number is meant by what was asked: the same, or the same without its unit.

    >>> _is_asked("73.2 %", "73.2%"), _is_asked("73.2%", "73.2"), _is_asked("73.25%", "73.2")
    (True, True, False)
    """
    here, asked = ("".join(text.split()).lower() for text in (printed, figure))
    return here == asked or (here.startswith(asked) and not here[len(asked)].isdigit() and here[len(asked)] not in ".,")


def _explain_number(
    found: FoundNumber,
    slots: NumberSlots,
    evidence: Evidence,
    models: ResultModels,
    results: Sequence[Result],
    text: PaperText,
) -> FigureExplanation:
    chosen = {slot: _slot_scores(slot, getattr(slots, slot), models) for slot in SLOTS}
    metric = chosen["metric"].candidates[0].name
    kinds = kind_features(found.features, None if metric == "none" else metric, slots.figure.kind)
    place = (evidence.field, evidence.start)
    result = next((one for one in results if (one.evidence.field, one.evidence.start) == place), None)
    return FigureExplanation(
        evidence=text.shown_evidence(evidence),
        probability=models.reported.probability(found.features),
        threshold=models.threshold,
        terms=models.reported.receipt(found.features),
        kinds=class_scores(models.family, kinds),
        slots=tuple(chosen.values()),
        result=result and replace(result, evidence=text.shown_evidence(result.evidence)),
    )


def _slot_scores(slot: str, choice: Choice, models: ResultModels) -> SlotScores:
    model = getattr(models, slot)
    probabilities = model.probabilities(choice.features)
    scores = [
        ClassScore("none" if value is None else value, probability, model.receipt(features)[:_TERMS])
        for value, probability, features in zip(choice.values, probabilities, choice.features, strict=True)
    ]
    return SlotScores(slot, tuple(sorted(scores, key=lambda one: -one.probability)))
