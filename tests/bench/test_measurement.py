"""What the bench makes of figures: ratios round by round, spread, growth, what has moved, what is refused."""

from __future__ import annotations

import pytest

from bench.measurement import (
    LEAST_CHANGE,
    RowRefused,
    Sample,
    Spread,
    Work,
    growth_exponent,
    has_moved,
    paired_ratios,
    require_same_work,
    spread,
    turns,
)


def sample(papers: int = 10, **read: int) -> Sample:
    return Sample(1.0, 1.0, 1.0, Work({"papers": papers, **read}))


def test_a_busy_round_that_met_both_sides_moves_no_ratio() -> None:
    """Were the medians divided, the ratio would be 0.4; round by round it is 0.5 throughout."""
    ours, peers = [1.0, 2.0, 10.0], [2.0, 4.0, 20.0]
    assert spread(paired_ratios(ours, peers)) == Spread(0.5, 0.5, 0.5, 3)
    assert paired_ratios([1.0, 5.0], [10.0, 5.0]) == [0.1, 1.0]


def test_a_ratio_is_ours_divided_by_theirs() -> None:
    assert paired_ratios([1.0], [4.0]) == [0.25]
    with pytest.raises(ValueError, match="shorter"):
        paired_ratios([1.0, 1.0], [1.0])


def test_the_spread_is_the_median_between_its_quartiles_whatever_the_order() -> None:
    assert spread([9.0, 1.0, 5.0, 3.0, 7.0]) == Spread(5.0, 3.0, 7.0, 5)
    assert spread([1.0, 2.0]) == Spread(1.5, 1.25, 1.75, 2)
    assert spread([2.0]).width == 0
    assert spread([1.0, 1.0, 1.0, 1.0, 100.0]).median == 1.0


def test_the_sides_take_turns() -> None:
    assert [side for _, side in turns(2, ["ours", "one", "other"])] == ["ours", "one", "other"] * 2
    assert [number for number, _ in turns(2, ["ours", "one"])] == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("small", "large", "exponent"), [(1.0, 10.0, 1.0), (1.0, 100.0, 2.0), (2.0, 2.0, 0.0), (1.0, 31.6228, 1.5)]
)
def test_growth_is_the_power_of_the_size(small: float, large: float, exponent: float) -> None:
    assert growth_exponent(small, large, 10) == pytest.approx(exponent, abs=1e-4)


def test_a_stage_that_takes_no_measurable_time_has_an_exponent_too() -> None:
    assert growth_exponent(0.0, 0.0, 10) == 0


@pytest.mark.parametrize(
    ("ratio", "moved"),
    [
        (Spread(1.5, 1.45, 1.55, 5), True),
        (Spread(0.5, 0.48, 0.52, 5), True),
        (Spread(1.2, 1.0, 1.3, 5), False),  # farther apart than from 1
        (Spread(1 + LEAST_CHANGE / 2, 1.0, 1.0, 5), False),  # the same code differs so much
        (Spread(1.0, 1.0, 1.0, 5), False),
    ],
)
def test_a_row_moves_beyond_its_spread_or_not(ratio: Spread, moved: bool) -> None:
    assert has_moved(ratio) is moved


def test_sides_that_read_the_same_may_find_different_things() -> None:
    require_same_work([Sample(1, 1, 1, Work({"papers": 2}, {"links": 1}))], [Sample(1, 1, 1, Work({"papers": 2}))])


@pytest.mark.parametrize(
    ("ours", "peers", "said"),
    [
        ([sample(10), sample(10)], [sample(10), sample(9)], "round 2: 10 papers were read here, but 9 by the peer"),
        ([sample(10, names=3)], [sample(10)], "3 names were read here, but 0 by the peer"),
        ([sample(10)], [sample(10, names=3)], "0 names were read here, but 3 by the peer"),
    ],
)
def test_a_row_whose_counts_differ_is_refused(ours: list[Sample], peers: list[Sample], said: str) -> None:
    with pytest.raises(RowRefused, match=said):
        require_same_work(ours, peers)
