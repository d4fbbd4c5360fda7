"""Train the models of results on annotated papers: ``paperatlas train --results``.

1. Each paper is linked with the models of names that ship; its numbers become labelled cases (``result_examples``).
2. Five models are fitted: is a number a result, its kind, and the choices of metric, model and data.
3. The confidence of the whole is calibrated on numbers of papers that the fold's models have not seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kg.ground.files.standard_streams import Content
from kg.ground.files.targets import open_target
from kg.ground.records import Paper
from kg.ground.text import title_key
from kg.linker.linker import Linker
from kg.linker.models.result_models import (
    CHANGE,
    KINDS_OF_CHANGE,
    SLOTS,
    ResultModels,
    log_odds_of_product,
    result_models_from_dict,
)
from kg.linker.results.result_cases import Choice
from kg.linker.results.result_extraction import choose_value
from kg.linker.training.model_fit import (
    ChoiceRow,
    Row,
    fit_binary,
    fit_calibration,
    fit_choice,
    fit_classes,
    folds,
)
from kg.linker.training.result_examples import ResultExample, read_annotated_results, result_examples

REPORTED_STRENGTH = 0.1
KIND_STRENGTH = 0.1
CHANGE_STRENGTH = 1.0
# What says whether a change is a reduction, and absolute; single words would only remember the few examples.
_OF_CHANGE = ("bias", "rule:", "change", "near:", "metric:", "unit:", "plus", "sign", "by", "size:")
CHOICE_STRENGTH = 1.0
THRESHOLD = 0.4  # of being a result
# Of a choice; with less it is left out. At a value F1 of 0.82, 0.45 makes 15 % of the results false and 19 %
# incomplete, 0.55 12 % and 23 %, 0.65 9 % and 27 % (248 papers, cross-validated).
DOUBT = 0.55
LEAST = (
    0.26  # of a whole result, empty slots counted less: 0.2 gives a value F1 of 0.90 and 11 % false, 0.32 0.86 and 10 %
)
_FOLDS = 10  # of the calibration
#: Steps of a training run, for those who watch: the reading, the models, and each fold.
RESULT_STEPS = 2 + _FOLDS


@dataclass(frozen=True, slots=True)
class ResultTraining:
    """What a training run read and made: counts of papers, numbers and results among them; the models' hash."""

    papers: int
    numbers: int
    results: int
    version: str


def train_results_on_files(
    files: Iterable[Path | Content],
    out: Path,
    linker: Linker,
    *,
    more: Iterable[Path | Content] = (),
    on_step: Callable[[], None] = lambda: None,
) -> ResultTraining:
    """Train the models of results on annotated papers and write them; the same input gives the same bytes.

    Args:
        files: JSON lines with id, title, abstract and results. more: likewise, of papers that say nothing of how sure
            results of papers are: the calibration leaves them out. A paper that both have is taken from ``files``.
        linker: links the papers.
        on_step: called after each of ``RESULT_STEPS`` steps.

    Raises:
        InputError: a file has faults. ValueError: there is too little to learn from (scikit-learn's).
        MissingExtraError: scikit-learn is not installed. OutputError: the models cannot be written.
    """
    papers = {title_key(paper["title"]): (paper, True) for file in more for paper in read_annotated_results(file)}
    papers |= {title_key(paper["title"]): (paper, False) for file in files for paper in read_annotated_results(file)}
    examples = []
    for paper, aside in papers.values():
        links = linker.link(Paper(paper["title"], paper.get("abstract") or "")).links
        examples += result_examples(paper, links, aside=aside)
    on_step()
    models = train_results(examples, on_step=on_step)
    with open_target(out) as file:
        file.write(orjson.dumps(models, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
    found = sum(example.reported for example in examples)
    return ResultTraining(len(papers), len(examples), found, models["version"])


def train_results(examples: Sequence[ResultExample], *, on_step: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Train calibrated models of results from labelled numbers, in the form of ``result-weights.json``."""
    models = fit_result_models(examples)
    on_step()
    odds: list[float] = []
    right: list[bool] = []
    for held_out, rest in folds(examples, _FOLDS):
        fitted = result_models_from_dict(fit_result_models(rest))
        for example in held_out:
            judged = None if example.aside else _judged_example(example, fitted)
            if judged is not None:
                odds.append(judged[0])
                right.append(judged[1])
        on_step()
    models["scale"], models["shift"] = fit_calibration(odds, right, [1.0] * len(odds))
    content = json.dumps(models | {"version": ""}, sort_keys=True)
    return models | {"version": hashlib.sha256(content.encode()).hexdigest()[:16]}


def fit_result_models(examples: Sequence[ResultExample]) -> dict[str, Any]:
    """Fit models of results to labelled numbers, not yet calibrated."""
    rows = [Row(example.paper, example.features, example.weight) for example in examples]
    reported = fit_binary(rows, [example.reported for example in examples], REPORTED_STRENGTH)
    return {
        "reported": _uncalibrated(reported),
        **_fit_kinds([example for example in examples if example.kind]),
        **{slot: fit_choice(_rows_of_slot(examples, slot), CHOICE_STRENGTH) for slot in SLOTS},
        "threshold": THRESHOLD,
        "doubt": DOUBT,
        "least": LEAST,
        "scale": 1.0,
        "shift": 0.0,
        "version": "",
    }


def _fit_kinds(examples: Sequence[ResultExample]) -> dict[str, Any]:
    def rows(some: Sequence[ResultExample], kept: tuple[str, ...] = ("",)) -> list[Row]:
        return [
            Row(example.paper, tuple(each for each in example.kind_features if each.startswith(kept)), example.weight)
            for example in some
        ]

    sides = {str(kind): side for side, kind in KINDS_OF_CHANGE.items()}
    changes = [example for example in examples if example.kind[0] in sides]
    families = [CHANGE if example.kind[0] in sides else example.kind[0] for example in examples]
    found = {"family": fit_classes(rows(examples), families, KIND_STRENGTH)}
    for place, name in enumerate(("reduction", "absolute")):
        # "5% more accuracy" does not say whether points or per cent: nothing is to be learnt from it.
        known = [each for each in changes if len({sides[kind][place] for kind in each.kind if kind in sides}) == 1]
        labels = [sides[example.kind[0]][place] for example in known]
        found[name] = _uncalibrated(fit_binary(rows(known, _OF_CHANGE), labels, CHANGE_STRENGTH))
    return found


def _uncalibrated(weights: dict[str, float]) -> dict[str, Any]:
    return {"weights": weights, "scale": 1.0, "shift": 0.0}


def _rows_of_slot(examples: Sequence[ResultExample], slot: str) -> list[ChoiceRow]:
    return [row for example in examples if (row := getattr(example, slot)) is not None]


def _judged_example(example: ResultExample, models: ResultModels) -> tuple[float, bool] | None:
    """Return the log-odds of the whole result and whether it is right.

    None where the number is not taken for a result.
    """
    reported = models.reported.probability(example.features)
    if reported < models.threshold:
        return None
    if not example.reported:
        return log_odds_of_product([reported]), False
    kind, of_kind = models.kind_of(example.kind_features)
    parts, right = [reported, of_kind], example.reachable and str(kind) in example.kind
    for slot in SLOTS:
        row: ChoiceRow | None = getattr(example, slot)
        if row is not None:
            values = (*map(str, range(len(row.candidates) - 1)), None)
            scored = getattr(models, slot).probabilities(row.candidates)
            chosen = choose_value(Choice(values, row.candidates), scored, models.doubt)
            parts.append(chosen.probability)
            place = len(row.candidates) - 1 if chosen.value is None else int(chosen.value)
            right = right and (place in row.right or (slot == "on" and not example.judges_on))
    return log_odds_of_product(parts), right
