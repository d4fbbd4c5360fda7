"""A slip of the pen is told from another title."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identify.titles.title_difference import edits_between, is_slip
from kg.identify.titles.title_keys import match_key, title_words

COUNTS = Counter(
    {"learning": 5000, "models": 4000, "model": 3000, "of": 9000, "the": 9000, "causal": 400, "casual": 30, "tides": 90,
     "a": 9000, "forecasting": 300, "with": 6000, "large": 3000}
)  # fmt: skip


def slip(written: str, title: str) -> bool | None:
    """Whether what is written is the title with slips; None where it is too far from it."""
    query, indexed = match_key(written).decode(), match_key(title).decode()
    edits = edits_between(query, indexed, 2)
    return None if edits is None else is_slip(edits, query, indexed, title_words(title), lambda word: COUNTS[word])


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Learnng of Tides", "Learning of Tides"), ("Learinng of Tides", "Learning of Tides"),
        ("Learnxing of Tides", "Learning of Tides"), ("Leaxning fo Tides", "Learning of Tides"),
        ("ComboSoc of Tides", "ComboStoc of Tides"), ("Learning oftides wiht Models", "Learning of Tides with Models"),
        ("Learninggof Tides", "Learning of Tides"), ("Caussal Models", "Causal Models"),
    ],
)  # fmt: skip
def test_slips(written: str, title: str) -> None:
    assert slip(written, title) is True


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Learning of Tides 2", "Learning of Tides 3"), ("Learning of Tides", "Learning of Tides 3"),
        ("Large Model of Tides", "Large Models of Tides"), ("Large Models of Tides", "Large Model of Tides"),
        ("Casual Models", "Causal Models"), ("LoRA of Tides", "DoRA of Tides"), ("TideNets: Models", "TideNet: Models"),
        ("mTideNet: Models", "TideNet: Models"), ("Learning of a Model", "Learning of Model"),
        ("Learning Tides", "Learning of Tides"), ("TideFormerX of Tides", "TideFormer of Tides"),
        ("Forecasting with Modelss", "Forecasting with Models"),
    ],
)  # fmt: skip
def test_other_titles(written: str, title: str) -> None:
    assert slip(written, title) is False


def test_which_of_two_equal_letters_is_too_much_does_not_matter() -> None:
    assert slip("Tide Simulation", "Tides Simulation") is False
    assert slip("Tides Simulation", "Tide Simulation") is False


def test_what_is_too_far_is_no_slip() -> None:
    assert slip("Learning of Storms", "Learning of Tides") is None


def plain_distance(one: str, other: str) -> int:
    """Optimal string alignment, by the textbook."""
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                rows[i][j] = i + j
                continue
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            )  # fmt: skip
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text("abc", max_size=9), st.text("abc", max_size=9))
def test_the_edits_are_as_few_as_the_textbook_says_and_make_the_one_of_the_other(query: str, indexed: str) -> None:
    edits = edits_between(query, indexed, 3)
    distance = plain_distance(query, indexed)
    assert (None if edits is None else len(edits)) == (distance if distance <= 3 else None)
    if edits is not None:
        made, place = "", 0
        for edit in edits:
            made += indexed[place : edit.place] + edit.letters
            place = edit.place + edit.length
        assert made + indexed[place:] == query


@given(st.text("abc", max_size=8), st.text("abc", max_size=12))
def test_of_a_title_that_was_cut_the_end_costs_nothing(query: str, indexed: str) -> None:
    edits = edits_between(query, indexed, 2, cut=True)
    fewest = min(plain_distance(query, indexed[:size]) for size in range(len(indexed) + 1))
    assert (None if edits is None else len(edits)) == (fewest if fewest <= 2 else None)
