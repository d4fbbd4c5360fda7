"""Sums of weights are the same on every Python and in whatever order the features come."""

from __future__ import annotations

from itertools import permutations
from math import fsum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import InputError
from kg.linker.models.linear import (
    BinaryModel,
    Calibration,
    ChoiceModel,
    ClassModel,
    PairedModels,
    StackedModels,
    log_odds,
    read_models,
    sigmoid,
    total,
)

# Before Python 3.12 ``sum`` gives 1.1102230246251565e-16 or so for some orders of these, and 0.0 for others.
TIED = (0.1, 0.2, 0.3, -0.6)
THOUSANDTHS = st.lists(st.integers(-9999, 9999).map(lambda number: number / 1000), max_size=80)


def _plain(weights: tuple[float, ...]) -> float:
    """What ``sum`` gives before Python 3.12."""
    result = 0.0
    for weight in weights:
        result += weight
    return result


def test_two_classes_of_the_same_score_tie_in_every_order() -> None:
    assert len({_plain(order) for order in permutations(TIED)}) > 1, "the example shows nothing"
    for order in permutations(TIED):
        weights = {str(number): (weight, 0.0) for number, weight in enumerate(order)}
        assert ClassModel(("one", "other"), weights).scores(list(weights)) == [0.0, 0.0]
        assert BinaryModel({name: row[0] for name, row in weights.items()}).log_odds(list(weights)) == 0.0


@given(THOUSANDTHS)
def test_a_sum_of_weights_has_no_rounding_error(weights: list[float]) -> None:
    exact = sum(round(weight * 1000) for weight in weights) / 1000
    assert total(weights) == total(weights[::-1]) == exact
    # Both ways in which some Python sums: one after the other, and compensated.
    assert round(_plain(tuple(weights)), 9) == round(fsum(weights), 9) == exact


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(-9, 9), st.integers(-9, 9)), max_size=6))
def test_stacked_models_score_as_each_does_alone(weights: dict[str, tuple[int, int]]) -> None:
    first = ClassModel(("one", "other"), {name: row for name, row in weights.items() if name < "d"})
    second = ClassModel(("one", "other"), {name: row for name, row in weights.items() if name > "b"})
    stacked = StackedModels(first, second)
    scores, sums = stacked.scores("abcx")
    assert scores == first.scores("abcx")
    assert stacked.with_more(sums, "defx") == second.scores("abcdefx")


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "x"]), unique=True, max_size=3), max_size=3))
def test_paired_models_give_the_probabilities_that_each_gives_alone(lists: list[list[str]]) -> None:
    first, second = BinaryModel(WEIGHTS, 2.0, 0.5), BinaryModel({"a": -1.0, "c": 3.0})
    groups = [
        tuple(f"{name}" if number == 0 else f"{number}{name}" for name in names) for number, names in enumerate(lists)
    ]
    paired = PairedModels(first, second)
    features = [name for group in groups for name in group]
    for _ in range(2):  # made, and remembered
        assert paired.probabilities(groups) == (first.probability(features), second.probability(features))


WEIGHTS = {"a": 1.0, "b": -2.0, "c": 0.5}


def test_a_receipt_is_the_calibrated_sum_taken_apart() -> None:
    model = BinaryModel(WEIGHTS, scale=2.0, shift=0.25)
    receipt = model.receipt(["c", "a", "unknown", "b"])
    assert receipt == (("b", -4.0), ("a", 2.0), ("c", 1.0), ("calibration", 0.25))
    assert sigmoid(sum(value for _, value in receipt)) == pytest.approx(model.probability(["a", "b", "c"]))
    assert BinaryModel(WEIGHTS).receipt([]) == ()
    assert BinaryModel({"x": 1.0, "a": -1.0}).receipt(["x", "a"]) == (("a", -1.0), ("x", 1.0)), "equal weights by name"


def test_what_a_model_does_not_know_counts_nothing() -> None:
    assert BinaryModel(WEIGHTS).log_odds(["a", "unknown"]) == 1.0
    assert BinaryModel(WEIGHTS).probability([]) == 0.5
    assert ClassModel(("x", "y"), {}).scores(["a"]) == [0.0, 0.0]
    assert ClassModel(("x", "y"), {}).probabilities([]) == {"x": 0.5, "y": 0.5}
    assert ChoiceModel(WEIGHTS).score(["unknown"]) == 0.0
    assert ChoiceModel(WEIGHTS).probabilities([]) == []


SCORES = st.lists(st.floats(-800, 800), min_size=1, max_size=6)


@given(SCORES)
def test_probabilities_sum_to_one_and_keep_the_order_of_scores(scores: list[float]) -> None:
    names = tuple(f"class {number}" for number in range(len(scores)))
    shares = list(ClassModel(names, {"x": tuple(scores)}).probabilities(["x"]).values())
    chosen = ChoiceModel({str(number): score for number, score in enumerate(scores)})
    others = chosen.probabilities([(str(number),) for number in range(len(scores))])
    assert shares == pytest.approx(others)
    assert fsum(shares) == pytest.approx(1.0)
    assert shares.index(max(shares)) == [round(score, 9) for score in scores].index(max(round(s, 9) for s in scores))


@given(st.floats(-1e300, 1e300))
def test_the_logistic_function_is_safe_and_symmetric(value: float) -> None:
    assert 0.0 <= sigmoid(value) <= 1.0
    assert sigmoid(value) + sigmoid(-value) == pytest.approx(1.0)
    assert (sigmoid(value) > 0.5) == (value > 1e-15) or abs(value) < 1e-15


@given(st.floats(0.0, 1.0))
def test_log_odds_are_the_inverse_and_finite(probability: float) -> None:
    assert sigmoid(log_odds(probability)) == pytest.approx(probability, abs=2e-6)
    assert Calibration().probability(probability) == pytest.approx(probability, abs=2e-6)
    assert abs(log_odds(probability)) < 14


def test_a_calibration_keeps_the_order() -> None:
    calibration = Calibration(scale=0.6, shift=1.0)
    given_to = [calibration.probability(step / 20) for step in range(21)]
    assert given_to == sorted(given_to)
    assert calibration.probability(0.5) > 0.5


def test_a_choice_can_be_read_like_a_receipt() -> None:
    assert ChoiceModel(WEIGHTS).receipt(["c", "b", "unknown"]) == (("b", -2.0), ("c", 0.5))


def test_a_file_without_models_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    for content in (b"", b"{", b"[]", b"{}", b"null", b'{"named": 3}', b"\xff"):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"weights\.json: no models.*paperatlas train"):
            read_models(path)
    with pytest.raises(InputError, match="missing"):
        read_models(tmp_path / "missing")
