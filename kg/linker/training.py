"""Training of the linker's models from annotated papers.

1. Candidates of each annotated paper, as the linker finds them. A candidate is positive if one of its surfaces, or its
   name, is an entity of the paper; one that only an ``unsure`` entity explains is left out.
2. Features that occur in fewer than ``MINIMAL_COUNT`` papers are dropped.
3. L2-regularised logistic regression for "is a named artifact", multinomial for type and role, weighted by source.
4. The scale and shift of the calibration are fitted on cross-validated log-odds (J. Platt, "Probabilistic outputs for
   support vector machines", 1999), folds by paper.

Needs scikit-learn (``pip install 'paperatlas[train]'``); linking does not.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from kg.catalogue.loading import load_catalogue
from kg.catalogue.topics import load_scheme
from kg.ground.errors import InputError, MissingExtraError
from kg.ground.records import Paper
from kg.ground.schema import ArtifactType, Role
from kg.ground.text import fold
from kg.linker.candidates import Candidate, find_candidates, read_paper
from kg.linker.features import candidate_features, known_tokens
from kg.linker.matching import AliasMatcher
from kg.linker.role_features import paper_features, role_features
from kg.linker.topics import ConceptFinder

MINIMAL_COUNT = 3  # papers a feature must occur in; rarer ones only remember single papers
_FOLDS = 10
_SMALLEST_WEIGHT = 0.005  # a term this small moves no probability by more than 0.00125, a quarter of it
STRENGTH = 0.15  # of 0.15, 0.5 and 1.5 the best cross-validated typed F1 (0.827, 0.820, 0.810)
TYPE_STRENGTH = 0.05  # with the paper's features 0.920 of the types are right, with 0.15 0.908
ROLE_STRENGTH = 0.1  # 0.1 and 0.3 are equally good, 0.03 loses two points of accuracy
THRESHOLD = 0.42  # calibrated probability; the best cross-validated F1 is between 0.4 and 0.5
TOPIC_STRENGTH = 0.3
TOPIC_THRESHOLD = 0.09  # recall is what is asked of topics; at most eight are kept anyway


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate of an annotated paper: its features, the paper's, and what the annotation says of it."""

    paper: str
    features: tuple[str, ...]
    context: tuple[str, ...]
    positive: bool
    type: str | None = None
    role: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class TopicExample:
    """A concept that an annotated paper names: its features, whether it is a topic, and a primary one."""

    paper: str
    features: tuple[str, ...]
    positive: bool
    primary: bool


@dataclass(frozen=True, slots=True)
class TrainingSummary:
    """What a training run read and made: counts of papers, candidates and positive candidates; the models' hash."""

    papers: int
    candidates: int
    positives: int
    version: str


Featured = Example | TopicExample


def read_annotations(path: Path) -> list[dict[str, Any]]:
    """Annotated papers: one JSON object a line with id, title, abstract and entities.

    Raises:
        InputError: a line does not parse or lacks a field.
    """
    papers = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            paper = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"not JSON: {error.msg}", where=f"{path}:{number}", remedy="mend the line") from error
        if missing := {"id", "title", "entities"} - paper.keys():
            raise InputError(f"no {', '.join(sorted(missing))}", where=f"{path}:{number}", remedy="add the field")
        papers.append(paper)
    return papers


def paper_examples(annotated: dict[str, Any], matcher: AliasMatcher) -> list[Example]:
    """The labelled candidates of one annotated paper."""
    text = read_paper(Paper(annotated["title"], annotated.get("abstract", "")))
    examples = []
    candidates = find_candidates(text, matcher)
    neighbours = known_tokens(candidates)
    context = paper_features(text)
    for candidate in candidates:
        entity = _entity_of(candidate, annotated["entities"])
        if entity is not None and entity.get("unsure"):
            continue
        features = tuple(candidate_features(candidate, text, neighbours))
        if entity is None:
            examples.append(Example(annotated["id"], features, context, False))
        else:
            examples.append(
                Example(
                    annotated["id"], features, context, True, entity["type"], entity["role"], entity.get("alt_role")
                )
            )
    return examples


def _entity_of(candidate: Candidate, entities: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The entity that a candidate is; firm ones first."""
    surfaces = {fold(mention.surface) for mention in candidate.mentions}
    if candidate.artifact is not None:
        surfaces.add(fold(candidate.artifact.name))
    for entity in sorted(entities, key=lambda entity: bool(entity.get("unsure"))):
        if surfaces & {fold(entity["name"]), *(fold(surface) for _, surface in entity["mentions"])}:
            return entity
    return None


def train_on_files(paths: Sequence[Path], out: Path) -> TrainingSummary:
    """Train all models on annotated papers and write ``weights.json``; the same input gives the same bytes.

    Raises:
        InputError: a file has faults. MissingExtraError: scikit-learn is not installed.
    """
    matcher, finder = AliasMatcher(load_catalogue()), ConceptFinder(load_scheme())
    annotated = [paper for path in paths for paper in read_annotations(path)]
    examples = [example for paper in annotated for example in paper_examples(paper, matcher)]
    topics = [example for paper in annotated for example in paper_topic_examples(paper, finder)]
    models = train_calibrated(examples, topics)
    out.write_bytes(orjson.dumps(models, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
    return TrainingSummary(len(annotated), len(examples), sum(e.positive for e in examples), models["version"])


def paper_topic_examples(annotated: dict[str, Any], finder: ConceptFinder) -> list[TopicExample]:
    """The labelled concepts of one annotated paper; none where it has no topics."""
    text = read_paper(Paper(annotated["title"], annotated.get("abstract", "")))
    wanted = {fold(topic["label"]): bool(topic.get("primary")) for topic in annotated.get("topics", ())}
    examples = []
    for found in finder.concepts(text) if wanted else ():
        primary = [wanted[label] for label in finder.labels(found.slug) if label in wanted]
        examples.append(TopicExample(annotated["id"], found.features, bool(primary), any(primary)))
    return examples


def train(
    examples: Sequence[Example], topic_examples: Sequence[TopicExample] = (), *, strength: float = STRENGTH
) -> dict[str, Any]:
    """Models from labelled candidates and concepts, in the form of ``weights.json``, not yet calibrated.

    Args:
        strength: inverse L2 regularisation (``C`` of scikit-learn).
    """
    positives = [example for example in examples if example.positive]
    models: dict[str, Any] = {
        "named": _uncalibrated(_fit_binary(examples, [e.positive for e in examples], strength)),
        "type": _fit_classes(
            [replace(e, features=(*e.features, *e.context)) for e in positives],
            [example.type or "" for example in positives],
            list(ArtifactType),
            TYPE_STRENGTH,
        ),
        "role": _fit_classes(
            [replace(e, features=role_features(e.features, e.type or "", e.context)) for e in positives],
            [example.role or "" for example in positives],
            list(Role),
            ROLE_STRENGTH,
        ),
        "threshold": THRESHOLD,
        "topic": _uncalibrated({}),
        "primary": _uncalibrated({}),
        "topic_threshold": TOPIC_THRESHOLD,
    }
    if topic_examples:
        topics = [example.positive for example in topic_examples]
        primary = [example.primary for example in topic_examples]
        models["topic"] = _uncalibrated(_fit_binary(topic_examples, topics, TOPIC_STRENGTH))
        models["primary"] = _uncalibrated(_fit_binary(topic_examples, primary, TOPIC_STRENGTH))
    return models | {"version": _hash(models)}


def train_calibrated(
    examples: Sequence[Example], topic_examples: Sequence[TopicExample], *, strength: float = STRENGTH
) -> dict[str, Any]:
    """As ``train``, with the calibration fitted on log-odds of papers that the fold's model has not seen."""
    models = train(examples, topic_examples, strength=strength)
    odds: list[float] = []
    labels: list[bool] = []
    for held_out, rest in folds(examples):
        weights = _fit_binary(rest, [e.positive for e in rest], strength)
        for example in held_out:
            odds.append(sum(weights.get(name, 0.0) for name in example.features))
            labels.append(example.positive)
    regression = _sklearn().LogisticRegression(C=1e6)
    regression.fit([[value] for value in odds], labels)
    models["named"]["scale"] = round(float(regression.coef_[0][0]), 4)
    models["named"]["shift"] = round(float(regression.intercept_[0]), 4)
    return models | {"version": _hash(models)}


def _uncalibrated(weights: dict[str, float]) -> dict[str, Any]:
    return {"weights": weights, "scale": 1.0, "shift": 0.0}


def _hash(models: dict[str, Any]) -> str:
    content = {key: value for key, value in models.items() if key != "version"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def folds(examples: Sequence[Example], count: int = _FOLDS) -> Iterable[tuple[list[Example], list[Example]]]:
    """(held out, rest) per fold; a paper's fold is a hash of its id, so that it is the same in every run."""
    fold_of: Callable[[str], int] = lambda paper: int(hashlib.sha256(paper.encode()).hexdigest(), 16) % count  # noqa: E731
    for fold_number in range(count):
        held_out = [example for example in examples if fold_of(example.paper) == fold_number]
        yield held_out, [example for example in examples if fold_of(example.paper) != fold_number]


def _frequent(examples: Sequence[Featured]) -> dict[str, int]:
    """Column numbers of the features that enough papers have."""
    papers: dict[str, set[str]] = {}
    for example in examples:
        for name in example.features:
            papers.setdefault(name, set()).add(example.paper)
    names = sorted(name for name, seen in papers.items() if len(seen) >= MINIMAL_COUNT)
    return {name: column for column, name in enumerate(names)}


def _matrix(examples: Sequence[Featured], columns: dict[str, int]) -> Any:
    from scipy.sparse import csr_matrix

    rows, indices = [0], []
    for example in examples:
        indices += [columns[name] for name in example.features if name in columns]
        rows.append(len(indices))
    return csr_matrix(([1.0] * len(indices), indices, rows), shape=(len(examples), len(columns)))


def _fit_binary(examples: Sequence[Featured], labels: Sequence[bool], strength: float) -> dict[str, float]:
    columns = _frequent(examples)
    model = _sklearn().LogisticRegression(C=strength, solver="liblinear", fit_intercept=False)
    model.fit(_matrix(examples, columns), labels)
    weights = {name: round(float(model.coef_[0][column]), 3) for name, column in columns.items()}
    return {name: weight for name, weight in weights.items() if abs(weight) >= _SMALLEST_WEIGHT}


def _fit_classes(
    examples: Sequence[Example], labels: Sequence[str], classes: Sequence[str], strength: float
) -> dict[str, Any]:
    columns = _frequent(examples)
    model = _sklearn().LogisticRegression(C=strength, fit_intercept=False, max_iter=2000)
    model.fit(_matrix(examples, columns), labels)
    order = [str(name) for name in model.classes_]
    weights = {}
    for name, column in columns.items():
        row = [round(float(model.coef_[index][column]), 3) for index in range(len(order))]
        if max(map(abs, row)) >= _SMALLEST_WEIGHT:
            weights[name] = row
    if unknown := Counter(order).keys() - {str(name) for name in classes}:
        raise InputError(f"unknown labels {sorted(unknown)}", remedy="use the types and roles of the schema")
    return {"classes": order, "weights": weights}


def _sklearn() -> Any:
    try:
        import sklearn.linear_model
    except ImportError as error:
        raise MissingExtraError("training needs scikit-learn", remedy="pip install 'paperatlas[train]'") from error
    return sklearn.linear_model
