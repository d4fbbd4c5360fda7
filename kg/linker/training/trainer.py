"""Training of the linker's models from annotated papers.

1. Candidates of each annotated paper, as the linker finds them, labelled by the annotation (``examples``).
2. L2-regularised logistic regression for "is a named artifact", multinomial for type and role (``model_fit``).
3. The second pass of the role sees first roles that models gave which had not seen the paper (``decision``).
4. The calibrations, of the names and of the whole links, are fitted on papers that the models of their fold have not
   seen (``statement_fit``), and whose annotation is whole: decisions are made where the linker was unsure.

Papers of the reference annotation count ``REFERENCE_WEIGHT`` times as much as those that others annotated: these
teach words and constructions, the reference teaches what is to be called what.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from kg.catalogue.catalogue import load_catalogue
from kg.catalogue.topic_scheme import load_scheme
from kg.ground.files.standard_streams import Content
from kg.ground.files.targets import open_target
from kg.ground.schema import ArtifactType
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.models.linear import ClassModel, models_from_dict, total
from kg.linker.roles.decision import RoleCase, best_role, second_features
from kg.linker.topics.topic_candidates import ConceptFinder
from kg.linker.training.examples import (
    NOT_DATA,
    AnnotatedPaper,
    Example,
    annotated_paper,
    read_annotations,
    read_sentences,
    sentence_examples,
)
from kg.linker.training.model_fit import Row, fit_binary, fit_calibration, fit_classes, folds
from kg.linker.training.statement_fit import JudgedLink, fit_statements, judged_links

REFERENCE_WEIGHT = 3.0  # 6 and more are no better, 1 costs a point of role accuracy
_NO_DATA = [kind for kind in reversed(ArtifactType) if not kind.is_data]
SENTENCE_WEIGHT = 0.3  # there are more sentences than papers, and they say less
_FOLDS = 4  # of the calibration
_STACKING_FOLDS = 5  # of the first roles
#: Steps of a training run, for those who watch: the reading, each fold, and the models themselves.
STEPS = 1 + _STACKING_FOLDS + 1 + _FOLDS
NAMED_STRENGTH = 0.3  # of 0.1, 0.15 and 0.3 the best cross-validated F1
TYPE_STRENGTH = 0.05  # of 0.05, 0.15 and 0.5 the most types right
ROLE_STRENGTH = 0.1  # 0.03 loses a point of accuracy
#: Calibrated probability that a candidate is a name. The cross-validated F1 is level from 0.40 to 0.55; links below 0.5
#: are not asserted, so the lower end costs no false statement.
THRESHOLD = 0.4
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


@dataclass(frozen=True, slots=True)
class Material:
    """What models are trained on: annotated papers, sentences in which names of datasets are annotated, and the names
    of the catalogue that both were read with."""

    papers: Sequence[AnnotatedPaper]
    sentences: Sequence[Example]
    matcher: AliasMatcher

    def without(self, papers: Iterable[AnnotatedPaper]) -> Material:
        """Return the same without these papers."""
        left_out = {paper.paper for paper in papers}
        return replace(self, papers=[paper for paper in self.papers if paper.paper not in left_out])

    def candidates(self) -> list[Example]:
        """Return the labelled candidates of all papers and sentences."""
        return [*(example for paper in self.papers for example in paper.candidates), *self.sentences]


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
    weighed = [(paper, REFERENCE_WEIGHT) for path in reference for paper in read_annotations(path)]
    weighed += [(paper, 1.0) for path in more for paper in read_annotations(path)]
    marked = [sentence for path in sentences for sentence in read_sentences(path)]
    matcher, finder = AliasMatcher(load_catalogue()), ConceptFinder(load_scheme())
    material = Material(
        [annotated_paper(paper, matcher, finder, weight=weight) for paper, weight in weighed],
        [one for sentence in marked for one in sentence_examples(sentence, matcher, weight=SENTENCE_WEIGHT)],
        matcher,
    )
    on_step()
    models = train_calibrated(material, on_step=on_step)
    with open_target(out) as file:
        file.write(orjson.dumps(models, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
    examples = material.candidates()
    positives = sum(bool(example.positive) for example in examples)
    return TrainingSummary(len(weighed), len(marked), len(examples), positives, models["version"])


def train_calibrated(material: Material, *, on_step: Step = lambda: None) -> dict[str, Any]:
    """Train models in the form of ``weights.json``, calibrated on papers that the models of their fold have not seen:
    first the names, then, with these, the whole links.

    Raises:
        ValueError: there is too little to learn from (scikit-learn's).
    """
    guessed = _guessed_first_roles(material, on_step)
    models = _train_link_models(material, guessed) | _train_topic_models(material)
    on_step()
    dealt = []
    for held_out, _ in folds(material.papers, _FOLDS):
        dealt.append((held_out, _train_link_models(material.without(held_out), guessed)))
        on_step()
    scale, shift = _fit_name_calibration(dealt)
    judged: list[JudgedLink] = []
    for held_out, blind in dealt:
        _calibrate_names(blind, scale, shift)
        judged += judged_links(
            (paper for paper in held_out if not paper.partial), material.matcher, models_from_dict(models | blind)
        )
    _calibrate_names(models, scale, shift)
    models["statement"] = fit_statements(judged)
    return models | {"version": _hash_of_models(models)}


def _train_link_models(material: Material, guessed: Mapping[int, str]) -> dict[str, Any]:
    """Train the models of names, types and roles, not calibrated.

    Args:
        guessed: the first role of each labelled candidate, by its identity.
    """
    examples = material.candidates()
    placed = [paper.candidates for paper in material.papers]
    return {
        "named": _uncalibrated(_fit_named_artifacts(examples)),
        "type": _fit_artifact_types(examples),
        "first_role": _fit_first_roles(examples),
        "role": _fit_second_roles(placed, guessed),
        "statement": {"scale": 1.0, "shift": 0.0},
        "threshold": THRESHOLD,
    }


def _train_topic_models(material: Material) -> dict[str, Any]:
    topics = [example for paper in material.papers for example in paper.topics]
    models = {"topic": _uncalibrated({}), "primary": _uncalibrated({}), "topic_threshold": TOPIC_THRESHOLD}
    if topics:
        rows = [Row(example.paper, example.features, example.weight) for example in topics]
        models["topic"] = _uncalibrated(fit_binary(rows, [e.positive for e in topics], TOPIC_STRENGTH))
        models["primary"] = _uncalibrated(fit_binary(rows, [e.primary for e in topics], TOPIC_STRENGTH))
    return models | {"version": ""}


def _fit_name_calibration(dealt: Iterable[tuple[Sequence[AnnotatedPaper], Mapping[str, Any]]]) -> tuple[float, float]:
    """Scale and shift of the names' log-odds; what is linked is papers, so sentences have no say in it."""
    seen = [
        (total(blind["named"]["weights"].get(name, 0.0) for name in example.features), example)
        for held_out, blind in dealt
        for paper in held_out
        if not paper.partial
        for example in paper.candidates
    ]
    return fit_calibration([odds for odds, _ in seen], [bool(e.positive) for _, e in seen], [e.weight for _, e in seen])


def _calibrate_names(models: dict[str, Any], scale: float, shift: float) -> None:
    models["named"] |= {"scale": scale, "shift": shift}


def _fit_named_artifacts(examples: Sequence[Example]) -> dict[str, float]:
    judged = [(Row(e.paper, e.features, e.weight), e.positive) for e in examples if e.positive is not None]
    return fit_binary([row for row, _ in judged], [positive for _, positive in judged], NAMED_STRENGTH)


def _fit_artifact_types(examples: Sequence[Example]) -> dict[str, Any]:
    """Fit the model of types twice: what is known to be a model or a method only (``NOT_DATA``) is, in the second
    fit, what the first makes of it."""
    typed = [(Row(e.paper, e.type_features, e.weight), e.type) for e in examples if e.type not in (None, NOT_DATA)]
    model = _class_model(fit_classes([row for row, _ in typed], [kind or "" for _, kind in typed], TYPE_STRENGTH))
    for example in (e for e in examples if e.type == NOT_DATA):
        probabilities = model.probabilities(example.features)
        kind = max(_NO_DATA, key=lambda kind: probabilities.get(kind, 0.0))
        typed.append((Row(example.paper, example.type_features, example.weight), kind.value))
    return fit_classes([row for row, _ in typed], [kind or "" for _, kind in typed], TYPE_STRENGTH)


def _guessed_first_roles(material: Material, on_step: Step) -> dict[int, str]:
    """Guess the first role of each labelled candidate by models that have not seen its paper, by the example's
    identity.
    """
    guessed: dict[int, str] = {}
    examples = [example for example in material.candidates() if example.case is not None]
    for held_out, rest in folds(examples, _STACKING_FOLDS):
        model = _class_model(_fit_first_roles(rest))
        guessed |= {id(e): best_role(model, case.features, case.kind)[0] for e, case in _examples_with_cases(held_out)}
        on_step()
    return guessed


def _fit_second_roles(placed: Iterable[Sequence[Example]], guessed: Mapping[int, str]) -> dict[str, object]:
    """Fit the model of the second pass to the candidates of each paper; all with a case are seen as neighbours."""
    rows: list[Row] = []
    labels: list[str] = []
    for candidates in placed:
        positive = list(_examples_with_cases(candidates))
        seen = second_features([case for _, case in positive], [guessed[id(example)] for example, _ in positive])
        for (example, _), features in zip(positive, seen, strict=True):
            if example.role is not None:
                rows.append(Row(example.paper, features, example.weight))
                labels.append(example.role)
    return fit_classes(rows, labels, ROLE_STRENGTH)


def _fit_first_roles(examples: Sequence[Example]) -> dict[str, object]:
    taught = [(example, case) for example, case in _examples_with_cases(examples) if example.role is not None]
    rows = [Row(example.paper, case.features, example.weight) for example, case in taught]
    return fit_classes(rows, [example.role or "" for example, _ in taught], ROLE_STRENGTH)


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
