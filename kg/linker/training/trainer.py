"""Training of the linker's models from annotated papers.

1. Candidates of each annotated paper, as the linker finds them, labelled by the annotation (``examples``).
2. L2-regularised logistic regression for "is a named artifact", multinomial for type and role (``model_fit``).
3. The second pass of the role sees first roles that models gave which had not seen the paper (``decision``).
4. The scale and shift of the calibration are fitted on cross-validated log-odds, folds by paper.

Papers of the reference annotation count ``REFERENCE_WEIGHT`` times as much as those that others annotated: these
teach words and constructions, the reference teaches what is to be called what.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kg.catalogue.catalogue import load_catalogue
from kg.catalogue.topic_scheme import load_scheme
from kg.ground.files.standard_streams import Content
from kg.ground.files.targets import open_target
from kg.ground.schema import ArtifactType
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.models.linear import ClassModel, total
from kg.linker.roles.decision import RoleCase, best_role, second_features
from kg.linker.topics.topic_candidates import ConceptFinder
from kg.linker.training.examples import (
    NOT_DATA,
    Example,
    TopicExample,
    paper_examples,
    read_annotations,
    read_sentences,
    sentence_examples,
    topic_examples,
)
from kg.linker.training.model_fit import Row, fit_binary, fit_calibration, fit_classes, folds

REFERENCE_WEIGHT = 3.0  # 6 and more are no better, 1 costs a point of role accuracy
_NO_DATA = [kind for kind in reversed(ArtifactType) if not kind.is_data]
SENTENCE_WEIGHT = 0.3  # there are more sentences than papers, and they say less
_FOLDS = 10  # of the calibration
_STACKING_FOLDS = 5  # of the first roles
#: Steps of a training run, for those who watch: the reading, and each fold.
STEPS = 1 + _STACKING_FOLDS + _FOLDS
NAMED_STRENGTH = 0.3  # of 0.1, 0.15 and 0.3 the best cross-validated F1
TYPE_STRENGTH = 0.05  # of 0.05, 0.15 and 0.5 the most types right
ROLE_STRENGTH = 0.1  # 0.03 loses a point of accuracy
THRESHOLD = 0.48  # calibrated probability; the cross-validated F1 is level from 0.46 to 0.54
TOPIC_STRENGTH = 0.3
TOPIC_THRESHOLD = 0.09  # recall is what is asked of topics; at most eight are kept anyway


Step = Callable[[], None]


@dataclass(frozen=True, slots=True)
class TrainingSummary:
    """What a training run read and made: counts of papers, sentences, candidates and positive candidates; the models'
    hash."""

    papers: int
    sentences: int
    candidates: int
    positives: int
    version: str


def train_on_files(
    reference: Sequence[Path | Content],
    out: Path,
    *,
    more: Sequence[Path | Content] = (),
    sentences: Sequence[Path | Content] = (),
    on_step: Step = lambda: None,
) -> TrainingSummary:
    """Train all models on annotated papers and write ``weights.json``; the same input gives the same bytes.

    Args:
        reference: papers of the reference annotation. more: papers that others annotated, which count less.
        sentences: sentences in which names of datasets are annotated.
        on_step: called after each of ``STEPS`` steps.

    Raises:
        InputError: a file has faults. ValueError: there is too little to learn from (scikit-learn's).
        MissingExtraError: scikit-learn is not installed. OutputError: the models cannot be written.
    """
    matcher, finder = AliasMatcher(load_catalogue()), ConceptFinder(load_scheme())
    papers = [(paper, REFERENCE_WEIGHT) for path in reference for paper in read_annotations(path)]
    papers += [(paper, 1.0) for path in more for paper in read_annotations(path)]
    marked = [sentence for path in sentences for sentence in read_sentences(path)]
    examples = [example for paper, weight in papers for example in paper_examples(paper, matcher, weight=weight)]
    examples += [one for sentence in marked for one in sentence_examples(sentence, matcher, weight=SENTENCE_WEIGHT)]
    topics = [example for paper, weight in papers for example in topic_examples(paper, finder, weight=weight)]
    on_step()
    models = train_calibrated(examples, topics, on_step=on_step)
    with open_target(out) as file:
        file.write(orjson.dumps(models, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
    positives = sum(bool(example.positive) for example in examples)
    return TrainingSummary(len(papers), len(marked), len(examples), positives, models["version"])


def train(
    examples: Sequence[Example], topics: Sequence[TopicExample] = (), *, on_step: Step = lambda: None
) -> dict[str, Any]:
    """Models from labelled candidates and concepts, in the form of ``weights.json``, not yet calibrated."""
    first, second = _fit_both_role_passes([example for example in examples if example.case is not None], on_step)
    models: dict[str, Any] = {
        "named": _uncalibrated(_fit_named_artifacts(examples)),
        "type": _fit_artifact_types(examples),
        "first_role": first,
        "role": second,
        "threshold": THRESHOLD,
        "topic": _uncalibrated({}),
        "primary": _uncalibrated({}),
        "topic_threshold": TOPIC_THRESHOLD,
    }
    if topics:
        rows = [Row(example.paper, example.features, example.weight) for example in topics]
        models["topic"] = _uncalibrated(fit_binary(rows, [e.positive for e in topics], TOPIC_STRENGTH))
        models["primary"] = _uncalibrated(fit_binary(rows, [e.primary for e in topics], TOPIC_STRENGTH))
    return models | {"version": _hash_of_models(models)}


def train_calibrated(
    examples: Sequence[Example], topics: Sequence[TopicExample], *, on_step: Step = lambda: None
) -> dict[str, Any]:
    """As ``train``, with the calibration fitted on log-odds of papers that the fold's model has not seen."""
    models = train(examples, topics, on_step=on_step)
    odds: list[float] = []
    seen: list[Example] = []
    for held_out, rest in folds(examples, _FOLDS):
        weights = _fit_named_artifacts(rest)
        papers = [e for e in held_out if not e.excerpt]  # what is linked is papers, not sentences
        odds += [total(weights.get(name, 0.0) for name in example.features) for example in papers]
        seen += papers
        on_step()
    scale, shift = fit_calibration(odds, [bool(e.positive) for e in seen], [e.weight for e in seen])
    models["named"] |= {"scale": scale, "shift": shift}
    return models | {"version": _hash_of_models(models)}


def _fit_named_artifacts(examples: Sequence[Example]) -> dict[str, float]:
    judged = [(Row(e.paper, e.features, e.weight), e.positive) for e in examples if e.positive is not None]
    return fit_binary([row for row, _ in judged], [positive for _, positive in judged], NAMED_STRENGTH)


def _fit_artifact_types(examples: Sequence[Example]) -> dict[str, Any]:
    """The model of types, fitted twice: what is known to be a model or a method only (``NOT_DATA``) is, in the second
    fit, what the first makes of it."""
    typed = [(Row(e.paper, e.type_features, e.weight), e.type) for e in examples if e.type not in (None, NOT_DATA)]
    model = _class_model(fit_classes([row for row, _ in typed], [kind or "" for _, kind in typed], TYPE_STRENGTH))
    for example in (e for e in examples if e.type == NOT_DATA):
        probabilities = model.probabilities(example.features)
        kind = max(_NO_DATA, key=lambda kind: probabilities.get(kind, 0.0))
        typed.append((Row(example.paper, example.type_features, example.weight), kind.value))
    return fit_classes([row for row, _ in typed], [kind or "" for _, kind in typed], TYPE_STRENGTH)


def _fit_both_role_passes(examples: Sequence[Example], on_step: Step) -> tuple[dict[str, object], dict[str, object]]:
    """The models of the first and of the second pass."""
    guessed: dict[int, str] = {}
    for held_out, rest in folds(examples, _STACKING_FOLDS):
        model = _class_model(_fit_first_roles(rest))
        guessed |= {id(e): best_role(model, case.features, case.kind) for e, case in _examples_with_cases(held_out)}
        on_step()
    by_paper: dict[str, list[Example]] = {}
    for example in examples:
        by_paper.setdefault(example.paper, []).append(example)
    rows: list[Row] = []
    for paper in by_paper.values():
        cases, roles = [case for _, case in _examples_with_cases(paper)], [guessed[id(example)] for example in paper]
        seen = second_features(cases, roles)
        rows += [Row(example.paper, features, example.weight) for example, features in zip(paper, seen, strict=True)]
    labels = [example.role or "" for paper in by_paper.values() for example in paper]
    return _fit_first_roles(examples), fit_classes(rows, labels, ROLE_STRENGTH)


def _fit_first_roles(examples: Sequence[Example]) -> dict[str, object]:
    rows = [Row(example.paper, case.features, example.weight) for example, case in _examples_with_cases(examples)]
    return fit_classes(rows, [example.role or "" for example in examples], ROLE_STRENGTH)


def _examples_with_cases(examples: Sequence[Example]) -> Iterator[tuple[Example, RoleCase]]:
    for example in examples:
        if example.case is not None:
            yield example, example.case


def _class_model(fitted: dict[str, Any]) -> ClassModel:
    return ClassModel(tuple(fitted["classes"]), {name: tuple(row) for name, row in fitted["weights"].items()})


def _uncalibrated(weights: dict[str, float]) -> dict[str, Any]:
    return {"weights": weights, "scale": 1.0, "shift": 0.0}


def _hash_of_models(models: dict[str, Any]) -> str:
    content = {key: value for key, value in models.items() if key != "version"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
