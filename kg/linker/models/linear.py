"""Linear models over named features: log-odds that can be read like a receipt.

A binary model sums the weights of the features that hold and gives a probability; a multinomial model does so per
class. Weights are trained by ``kg.linker.training.trainer`` and ship as ``data/weights.json``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import orjson

from kg.ground.errors import InputError
from kg.ground.files.standard_streams import read_content
from kg.ground.machine.remembered import Remembered

# Weights have three decimals, and so have their sums. What is left of a sum behind these decimals is rounding (1e-14),
# which depends on the order of the features and on Python (``sum`` compensates for it since 3.12): enough to decide
# between two roles of the same score. ``math.fsum`` would do, too, but makes linking 5 % slower; this is 2 %.
_DECIMALS = 9
_GROUPS = 1 << 15  # whose sums are remembered, some 10 MB
_SMALLEST_PROBABILITY = 1e-6  # whose log-odds are still a number of the size of others


def total(weights: Iterable[float]) -> float:
    """Sum weights to the same, in whatever order they come.

    >>> total([0.1, 0.2, -0.3]), total([-0.3, 0.1, 0.2])
    (0.0, 0.0)
    """
    return round(sum(weights), _DECIMALS)


@dataclass(frozen=True, slots=True)
class BinaryModel:
    """Log-odds of one question. ``scale`` and ``shift`` calibrate: p = sigmoid(scale · log-odds + shift)."""

    weights: Mapping[str, float]
    scale: float = 1.0
    shift: float = 0.0

    def log_odds(self, features: Sequence[str]) -> float:
        """Sum of the weights of the features that hold."""
        return total(filter(None, map(self.weights.get, features)))

    def probability(self, features: Sequence[str]) -> float:
        """Compute the calibrated probability, 0 to 1."""
        return self.calibrated(self.log_odds(features))

    def calibrated(self, log_odds: float) -> float:
        """Compute the calibrated probability, 0 to 1, of a sum of weights."""
        return sigmoid(self.scale * log_odds + self.shift)

    def receipt(self, features: Sequence[str]) -> tuple[tuple[str, float], ...]:
        """List the calibrated terms of the log-odds, largest first, with the rest of the calibration as
        ``calibration``.
        """
        terms = [(name, round(self.scale * self.weights[name], 3)) for name in features if name in self.weights]
        if self.shift:
            terms.append(("calibration", round(self.shift, 3)))
        return tuple(sorted(terms, key=lambda term: (-abs(term[1]), term[0])))


class PairedModels:
    """Two models that are asked of the same things, each described in groups of features, most of which recur.

    The sums of a group are remembered, so that the features of a concept that a thousand papers name are summed once.
    No feature may be in two groups of the same thing.

    >>> models = PairedModels(BinaryModel({"a": 1.0, "b": -1.0}), BinaryModel({"b": 2.0}))
    >>> [round(probability, 3) for probability in models.probabilities([("a", "c"), ("b",)])]
    [0.5, 0.881]
    """

    def __init__(self, first: BinaryModel, second: BinaryModel) -> None:
        self._first, self._second = first, second
        self._sums = Remembered(self._sum_group, most=_GROUPS)

    def _sum_group(self, features: tuple[str, ...]) -> tuple[float, float]:
        weights = self._first.weights, self._second.weights
        first, second = (sum(filter(None, map(each.get, features))) for each in weights)
        return first, second

    def probabilities(self, groups: Iterable[tuple[str, ...]]) -> tuple[float, float]:
        """Compute the calibrated probability by each of the two models, 0 to 1."""
        first = second = 0.0
        for sums in map(self._sums.__getitem__, groups):
            first += sums[0]
            second += sums[1]
        return self._first.calibrated(round(first, _DECIMALS)), self._second.calibrated(round(second, _DECIMALS))


@dataclass(frozen=True, slots=True)
class ClassModel:
    """Scores of a closed set of classes; ``weights`` maps a feature to its weight for each class, in class order."""

    classes: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]

    def scores(self, features: Sequence[str]) -> list[float]:
        """Sum the weights per class."""
        rows = list(filter(None, map(self.weights.get, features)))
        return [total(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(self.classes)

    def probabilities(self, features: Sequence[str]) -> dict[str, float]:
        """Compute the softmax of the scores."""
        scores = self.scores(features)
        top = max(scores)
        exponentials = [math.exp(score - top) for score in scores]
        whole = math.fsum(exponentials)
        return {name: value / whole for name, value in zip(self.classes, exponentials, strict=True)}


class StackedModels:
    """Two models of the same classes, the second of which sees what the first sees, and more.

    Their weights lie side by side, so that each feature is looked up once for both.
    """

    def __init__(self, first: ClassModel, second: ClassModel) -> None:
        self.classes = first.classes
        none = (0.0,) * len(self.classes)
        self._more = second.weights
        self._both = {
            name: (*first.weights.get(name, none), *second.weights.get(name, none))
            for name in first.weights.keys() | second.weights.keys()
        }

    def scores(self, features: Sequence[str]) -> tuple[list[float], list[float]]:
        """Compute the scores by the first model, and what the features add to those by the second."""
        rows = list(filter(None, map(self._both.get, features)))
        sums = [total(column) for column in zip(*rows, strict=True)] if rows else [0.0] * (2 * len(self.classes))
        return sums[: len(self.classes)], sums[len(self.classes) :]

    def with_more(self, sums: Sequence[float], features: Sequence[str]) -> list[float]:
        """Compute the scores by the second model of what adds so much and has more features."""
        rows = [tuple(sums), *filter(None, map(self._more.get, features))]
        return [total(column) for column in zip(*rows, strict=True)]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes of a computed probability one that comes true as often: p → sigmoid(scale · logit p + shift).

    >>> round(Calibration().probability(0.8), 6), round(Calibration(shift=-1.0).probability(0.8), 2)
    (0.8, 0.6)
    """

    scale: float = 1.0
    shift: float = 0.0

    def probability(self, computed: float) -> float:
        """Compute the calibrated probability, 0 to 1."""
        return sigmoid(self.scale * log_odds(computed) + self.shift)


@dataclass(frozen=True, slots=True)
class ChoiceModel:
    """Scores of candidates that rival each other, however many: the same weights for each, then a softmax over them
    (D. McFadden, "Conditional logit analysis of qualitative choice behavior", 1974)."""

    weights: Mapping[str, float]

    def score(self, features: Iterable[str]) -> float:
        """Sum of the weights of a candidate's features that hold."""
        return total(filter(None, map(self.weights.get, features)))

    def receipt(self, features: Iterable[str]) -> tuple[tuple[str, float], ...]:
        """Return the terms of a candidate's score, heaviest first."""
        terms = [(name, self.weights[name]) for name in features if name in self.weights]
        return tuple(sorted(terms, key=lambda term: (-abs(term[1]), term[0])))

    def probabilities(self, candidates: Sequence[Sequence[str]]) -> list[float]:
        """Compute the probability of each candidate, by its features; they sum to 1."""
        scores = [self.score(features) for features in candidates]
        top = max(scores, default=0.0)
        exponentials = [math.exp(score - top) for score in scores]
        whole = math.fsum(exponentials)
        return [value / whole for value in exponentials]


@dataclass(frozen=True)
class LinkModels:
    """The models of the linker and the hash of their weights.

    Attributes:
        named: is a candidate a named artifact. type: which type it has.
        first_role, role: which role it has, in the first and in the second pass (``decision``).
        statement: the calibration of whole links, from the product of the probabilities of name, type and role.
        threshold: probability from which a candidate is linked.
        topic, primary: is a concept a topic of the paper, and one that the paper is about.
        topic_threshold: probability from which a concept is kept.
    """

    named: BinaryModel
    type: ClassModel
    first_role: ClassModel
    role: ClassModel
    statement: Calibration
    threshold: float
    topic: BinaryModel
    primary: BinaryModel
    topic_threshold: float
    version: str

    @cached_property
    def stacked_roles(self) -> StackedModels:
        """The two models of roles as they are asked, one after the other."""
        return StackedModels(self.first_role, self.role)


def sigmoid(value: float) -> float:
    """Compute the logistic function, safe for any float."""
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-min(value, 700.0)))
    power = math.exp(max(value, -700.0))
    return power / (1.0 + power)


def log_odds(probability: float) -> float:
    """Compute the log-odds of a probability; of 0 and 1 those of one in a million.

    >>> log_odds(0.5), round(log_odds(1.0), 1)
    (0.0, 13.8)
    """
    bounded = min(1.0 - _SMALLEST_PROBABILITY, max(_SMALLEST_PROBABILITY, probability))
    return math.log(bounded / (1.0 - bounded))


def models_from_dict(data: Mapping[str, Any]) -> LinkModels:
    """Read models from the form that the trainer writes."""

    def classes(key: str) -> ClassModel:
        weights = {name: tuple(row) for name, row in data[key]["weights"].items()}
        return ClassModel(tuple(data[key]["classes"]), weights)

    return LinkModels(
        named=BinaryModel(**data["named"]),
        type=classes("type"),
        first_role=classes("first_role"),
        role=classes("role"),
        statement=Calibration(**data["statement"]),
        threshold=data["threshold"],
        topic=BinaryModel(**data["topic"]),
        primary=BinaryModel(**data["primary"]),
        topic_threshold=data["topic_threshold"],
        version=data["version"],
    )


def read_models(path: Path) -> LinkModels:
    """Read the models of a file that the trainer wrote.

    Raises:
        InputError: the file cannot be read or holds no models.
    """
    remedy = "name a file of `paperatlas train`"
    content = read_content(path, remedy=remedy)
    try:
        return models_from_dict(orjson.loads(content.data))
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"no models: {error}", where=content.name, remedy=remedy) from error


@lru_cache(maxsize=1)
def load_models() -> LinkModels:
    """Load the models that ship with the package."""
    return models_from_dict(orjson.loads(resources.files("kg.linker").joinpath("data/weights.json").read_bytes()))
