"""Sums of weights are the same on every Python and in whatever order the features come."""

from __future__ import annotations

from itertools import permutations
from math import fsum

from hypothesis import given
from hypothesis import strategies as st

from kg.linker.models.linear import BinaryModel, ClassModel, total

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
