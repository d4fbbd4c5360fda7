"""What the models of results make of a number: kinds, shares that several decide together, and what is kept."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.schema import ResultKind
from kg.linker.models.linear import BinaryModel, ChoiceModel, ClassModel
from kg.linker.models.result_models import (
    CHANGE,
    ResultModels,
    joint_shares,
    log_odds_of_product,
    most_probable,
    result_models_from_dict,
)

SHARE = st.floats(0.0, 1.0)


def models(**changed: float) -> ResultModels:
    return ResultModels(
        reported=BinaryModel({}),
        family=ClassModel(
            (CHANGE, "other", "ratio", "score"), {"rises": (3.0, 0.0, 0.0, 0.0), "is": (0.0, 0.0, 0.0, 3.0)}
        ),
        reduction=BinaryModel({"falls": 4.0, "rises": -2.0}),
        absolute=BinaryModel({"points": 4.0}),
        model=ChoiceModel({}),
        on=ChoiceModel({}),
        metric=ChoiceModel({}),
        threshold=0.4,
        doubt=0.5,
        scale=changed.get("scale", 1.0),
        shift=changed.get("shift", 0.0),
        least=changed.get("least", 0.26),
        version="test",
    )


@given(st.sets(st.sampled_from(["rises", "is", "falls", "points"])))
def test_the_kinds_of_a_number_are_all_there_is(features: set[str]) -> None:
    kinds = models().kinds(sorted(features))
    assert set(kinds) == set(ResultKind)
    assert math.fsum(kinds.values()) == pytest.approx(1.0)
    assert all(share >= 0 for share in kinds.values())


@pytest.mark.parametrize(
    ("features", "kind"),
    [
        (["is"], ResultKind.SCORE), (["rises", "points"], ResultKind.GAIN_ABSOLUTE),
        (["rises", "falls", "points"], ResultKind.REDUCTION_ABSOLUTE),
    ],
)  # fmt: skip
def test_the_most_probable_kind(features: list[str], kind: ResultKind) -> None:
    found, share = models().kind_of(features)
    assert found is kind
    assert share == models().kinds(features)[kind] > 0.5


def test_a_family_of_no_change_has_no_changes() -> None:
    assert models().kinds(["is", "points"])[ResultKind.GAIN_ABSOLUTE] < 0.05


def test_a_product_is_calibrated() -> None:
    assert models().confidence([0.5, 1.0]) == pytest.approx(0.5)
    assert models().confidence([]) > 0.99
    assert models(shift=2.0).confidence([0.5]) > 0.85
    assert models(scale=2.0).confidence([0.8]) > models().confidence([0.8])


@given(st.lists(SHARE, max_size=6))
def test_a_confidence_is_a_probability_and_falls_with_each_doubt(shares: list[float]) -> None:
    whole = models().confidence(shares)
    assert 0.0 < whole < 1.0
    assert models().confidence([*shares, 0.5]) <= whole
    assert models().confidence(shares[::-1]) == pytest.approx(whole)


def test_an_empty_slot_counts_by_the_root_of_its_probability() -> None:
    assert models(least=0.5).is_kept([1.0], [(True, 0.5)])
    assert not models(least=0.51).is_kept([1.0], [(True, 0.5)])
    assert models(least=0.7).is_kept([1.0], [(False, 0.5)])
    assert not models(least=0.71).is_kept([1.0], [(False, 0.5)])
    # Between two rivals "none" has next to nothing, which does not sink the result.
    assert models(least=0.38).is_kept([1.0], [(False, 0.0)])
    assert not models(least=0.39).is_kept([1.0], [(False, 0.0)])
    assert models(least=1.0).is_kept([], [])


def test_the_first_of_equals_is_the_most_probable() -> None:
    assert most_probable({"b": 0.5, "a": 0.5}) == ("b", 0.5)
    assert most_probable({"b": 0.4, "a": 0.5}) == ("a", 0.5)


def test_several_decide_together() -> None:
    one, other = {"a": 0.6, "b": 0.4}, {"a": 0.1, "b": 0.9}
    joint = joint_shares([one, other])
    assert joint == pytest.approx({"a": 0.06**0.5 / (0.06**0.5 + 0.36**0.5), "b": 0.6 / (0.06**0.5 + 0.6)})
    assert joint_shares([one]) == pytest.approx(one)
    assert joint_shares([one, one]) == pytest.approx(one)


def test_what_one_does_not_know_is_most_improbable_but_not_impossible() -> None:
    joint = joint_shares([{"a": 0.9, "b": 0.1}, {"b": 1.0}])
    assert joint["b"] > joint["a"] > 0


@given(st.lists(st.dictionaries(st.sampled_from("abc"), SHARE, min_size=1), min_size=1, max_size=4))
def test_joint_shares_sum_to_one_in_any_order(members: list[dict[str, float]]) -> None:
    joint = joint_shares(members)
    assert math.fsum(joint.values()) == pytest.approx(1.0)
    assert joint_shares(members[::-1]) == pytest.approx(joint)


@given(st.lists(SHARE, max_size=5))
def test_log_odds_are_finite(shares: list[float]) -> None:
    assert -7 < log_odds_of_product(shares) < 7


def test_models_are_read_as_they_are_written() -> None:
    uncalibrated = {"weights": {"a": 1.0}, "scale": 1.0, "shift": 0.0}
    read = result_models_from_dict(
        {
            "reported": uncalibrated, "reduction": uncalibrated, "absolute": uncalibrated,
            "family": {"classes": ["change", "score"], "weights": {"a": [1.0, 0.0]}},
            "model": {"a": 1.0}, "on": {}, "metric": {"b": 2.0}, "threshold": 0.4, "doubt": 0.55, "least": 0.26,
            "scale": 1.5, "shift": -0.5, "version": "v",
        }
    )  # fmt: skip
    assert read.family == ClassModel(("change", "score"), {"a": (1.0, 0.0)})
    assert (read.metric.weights, read.on.weights) == ({"b": 2.0}, {})
    assert (read.threshold, read.doubt, read.least, read.scale, read.shift) == (0.4, 0.55, 0.26, 1.5, -0.5)
