"""The trained models of results, and what they make of a number.

1. Is a number a result (binary)?
2. Of what kind: a score, a ratio, a change or something else; of a change, whether it is a reduction, and absolute?
3. Which model, which data, which metric: each a choice among candidates, "none" among them.
4. The product of the probabilities, calibrated once more, is the confidence of the whole result. (A regression over the
   five log-odds ranks results no better.)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, TypeVar

import orjson

from kg.ground.schema import ResultKind
from kg.linker.models.linear import BinaryModel, ChoiceModel, ClassModel, sigmoid

#: The family of gains and reductions; each other family is a kind.
CHANGE = "change"
#: The kind of a change, by whether it is a reduction and whether it is absolute.
KINDS_OF_CHANGE = {
    (False, True): ResultKind.GAIN_ABSOLUTE,
    (False, False): ResultKind.GAIN_RELATIVE,
    (True, True): ResultKind.REDUCTION_ABSOLUTE,
    (True, False): ResultKind.REDUCTION_RELATIVE,
}
#: The choices among candidates.
SLOTS = ("metric", "model", "on")
_LEAST_OF_EMPTY = 0.15  # probability that a slot left empty counts with: between two rivals "none" has next to nothing
_LEAST = 1e-3  # probabilities are kept as far from 0 and 1 before their log-odds are taken


@dataclass(frozen=True, slots=True)
class ResultModels:
    """The models of results and the hash of their weights.

    Attributes:
        reported: is a number a result. threshold: probability from which it is taken for one.
        family: score, ratio, change or other. reduction, absolute: of a change, which it is.
        model, on, metric: the choices. doubt: a name that is chosen with less is left out.
        scale, shift: calibrate the log-odds of the product of all. least: product, empty slots counted less, from which
            a result is kept (``is_kept``).
    """

    reported: BinaryModel
    family: ClassModel
    reduction: BinaryModel
    absolute: BinaryModel
    model: ChoiceModel
    on: ChoiceModel
    metric: ChoiceModel
    threshold: float
    doubt: float
    scale: float
    shift: float
    least: float
    version: str

    def confidence(self, probabilities: Sequence[float]) -> float:
        """Compute the calibrated probability that all of several decisions are right."""
        return sigmoid(self.scale * log_odds_of_product(probabilities) + self.shift)

    def is_kept(self, whole: Iterable[float], slots: Iterable[tuple[bool, float]]) -> bool:
        """Check whether a result is probable enough; ``slots`` say whether each is filled, and its probability.

        A slot that is left empty may make a result incomplete but not false: it counts by the root of its probability.
        """
        of_slots = (share if filled else math.sqrt(max(share, _LEAST_OF_EMPTY)) for filled, share in slots)
        return math.prod(whole) * math.prod(of_slots) >= self.least

    def kinds(self, features: Sequence[str]) -> dict[ResultKind, float]:
        """Compute the probability of each kind."""
        families = self.family.probabilities(features)
        found = {ResultKind(name): share for name, share in families.items() if name != CHANGE}
        change = families.get(CHANGE, 0.0)
        reduction, absolute = self.reduction.probability(features), self.absolute.probability(features)
        for (falls, is_absolute), kind in KINDS_OF_CHANGE.items():
            of_side = reduction if falls else 1 - reduction
            found[kind] = change * of_side * (absolute if is_absolute else 1 - absolute)
        return found

    def kind_of(self, features: Sequence[str]) -> tuple[ResultKind, float]:
        """Find the most probable kind and its probability."""
        return most_probable(self.kinds(features))


_Value = TypeVar("_Value")


def most_probable(shares: Mapping[_Value, float]) -> tuple[_Value, float]:
    """Find the value with the largest share, and that share; of equals the first."""
    best = max(shares, key=lambda value: shares[value])
    return best, shares[best]


def joint_shares(members: Sequence[Mapping[_Value, float]]) -> dict[_Value, float]:
    """Join the shares of values that several decide together: the mean of their logarithms, as shares again. What one
    of them does not know counts as most improbable.

    >>> shares = joint_shares([{"gain": 0.9, "score": 0.1}, {"gain": 0.4, "score": 0.6}])
    >>> most_probable(shares)[0]
    'gain'
    """
    values = dict.fromkeys(value for shares in members for value in shares)
    means = {
        value: math.exp(math.fsum(math.log(max(shares.get(value, 0.0), _LEAST)) for shares in members) / len(members))
        for value in values
    }
    whole = math.fsum(means.values())
    return {value: mean / whole for value, mean in means.items()}


def log_odds_of_product(probabilities: Sequence[float]) -> float:
    """Compute the log-odds of the product of probabilities, kept finite.

    >>> log_odds_of_product([0.5, 1.0]), log_odds_of_product([1.0]) < 10
    (0.0, True)
    """
    kept = min(max(math.prod(probabilities), _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def result_models_from_dict(data: Mapping[str, Any]) -> ResultModels:
    """Read models from the form that the trainer writes."""
    family = {name: tuple(row) for name, row in data["family"]["weights"].items()}
    return ResultModels(
        reported=BinaryModel(**data["reported"]),
        family=ClassModel(tuple(data["family"]["classes"]), family),
        reduction=BinaryModel(**data["reduction"]),
        absolute=BinaryModel(**data["absolute"]),
        model=ChoiceModel(data["model"]),
        on=ChoiceModel(data["on"]),
        metric=ChoiceModel(data["metric"]),
        threshold=data["threshold"],
        doubt=data["doubt"],
        scale=data["scale"],
        shift=data["shift"],
        least=data["least"],
        version=data["version"],
    )


@lru_cache(maxsize=1)
def load_result_models() -> ResultModels:
    """Load the models that ship with the package."""
    file = resources.files("kg.linker").joinpath("data/result-weights.json")
    return result_models_from_dict(orjson.loads(file.read_bytes()))
