"""Numbers in words: their values, their units, and where they stand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.text.number_words import find_worded_numbers, number_of_word

ORDER = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"


@pytest.mark.parametrize(
    ("word", "number"),
    [
        *((word, value) for value, word in enumerate(ORDER.split(), 1)),
        ("eighteen", 18), ("nineteen", 19), ("twenty", 20), ("thirty", 30), ("hundred", 100), ("Forty", 40),
        ("42", 42), ("007", 7),
        ("zero", None), ("0", None), ("third", None), ("", None), ("-3", None), ("3.5", None), ("ones", None),
    ],
)  # fmt: skip
def test_the_number_of_a_word(word: str, number: int | None) -> None:
    assert number_of_word(word) == number


@given(st.integers(1, 10**9))
def test_digits_are_read_as_they_are(number: int) -> None:
    assert number_of_word(str(number)) == number


def found(lower: str) -> list[tuple[str, str, str | None]]:
    return [(lower[start:end], str(value), unit) for start, end, value, unit in find_worded_numbers(lower)]


@pytest.mark.parametrize(
    ("lower", "expected"),
    [
        ("it halves the cost", [("halves", "0.5", None)]),
        ("half of the tasks", [("half", "0.5", None)]),
        ("it doubles the speed", [("doubles", "2", "x")]),
        ("tripling its score", [("tripling", "3", "x")]),
        ("quadrupled.", [("quadrupled", "4", "x")]),
        ("is twice as fast", [("twice", "2", "x")]),
        ("cut thrice,", [("thrice", "3", "x")]),
        ("a third of users", [("a third", "1", "of 3")]),
        ("two-thirds of users", [("two-thirds", "2", "of 3")]),
        ("three quarters agree", [("three quarters", "3", "of 4")]),
        ("one fifth, one tenth", [("one fifth", "1", "of 5"), ("one tenth", "1", "of 10")]),
        ("ten times faster", [("ten times", "10", "x")]),
        ("a threefold gain", [("threefold", "3", "x")]),
        ("twenty-fold", [("twenty-fold", "20", "x")]),
        ("five percent", [("five percent", "5", "%")]),
        ("five per cent", [("five per cent", "5", "%")]),
        ("two percentage points", [("two percentage points", "2", "points")]),
        ("one point", [("one point", "1", "points")]),
        ("three out of four", [("three", "3", None)]),
        ("nine of 12 tasks", [("nine", "9", None)]),
        ("six in ten people", [("six", "6", None)]),
        ("four of the eleven tasks", [("four", "4", None)]),
        ("an order of magnitude", [("an order of magnitude", "10", "x")]),
        ("two orders of magnitude", [("two orders of magnitude", "100", "x")]),
    ],
)
def test_what_is_said_in_words(lower: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert found(lower) == expected


@pytest.mark.parametrize(
    "lower",
    [
        "",
        "in half precision, of a half-life, in half a century",
        "a double column",  # a noun
        "seven models and nine tasks",  # counts without a total
        "someone often weighs two things",
        "the third layer",  # an ordinal
        "one of the best",
        "the halfway house",
    ],
)
def test_what_is_no_number(lower: str) -> None:
    assert found(lower) == []


def test_the_longest_word_is_taken() -> None:
    assert found("seventeen percent") == [("seventeen percent", "17", "%")]
    assert found("sixteen times") == [("sixteen times", "16", "x")]


WORDS = st.lists(
    st.sampled_from(
        ["half", "twice", "doubles", "three", "four", "ten", "out", "of", "in", "the", "times", "fold", "percent",
         "points", "a", "third", "order", "orders of magnitude", ",", ".", "7"]
    ),
    max_size=20,
).map(" ".join)  # fmt: skip


@given(WORDS)
def test_places_ascend_without_overlap_and_values_are_positive(lower: str) -> None:
    last = 0
    for start, end, value, unit in find_worded_numbers(lower):
        assert last <= start < end <= len(lower)
        assert value > Decimal(0)
        assert unit is None or unit in ("x", "%", "points") or unit.startswith("of ")
        last = end
