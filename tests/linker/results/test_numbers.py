"""The numbers of a sentence: units, signs, bounds, ranges, totals, enumerations and runs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.schema import ResultBound
from kg.linker.results.clauses import Place, read_sentence
from kg.linker.results.numbers import MOST_NUMBERS, Number, find_numbers, may_be_result, may_report
from kg.linker.text.tokens import tokenize


def numbers(text: str, *places: Place) -> list[Number]:
    return find_numbers(read_sentence(text, places))


def found(text: str) -> list[tuple[str, str | None]]:
    return [(number.sign + str(number.value), number.unit) for number in numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It reaches 73.2%.", [("73.2", "%")]), ("It reaches 73.2 %.", [("73.2", "%")]),
        ("It reaches 73 percent.", [("73", "%")]), ("It gains 3 points.", [("3", "points")]),
        ("It gains 3 percentage points.", [("3", "points")]), ("It gains 3pp.", [("3", "points")]),
        ("It gains 1.5 BLEU points.", [("1.5", "points")]),
        ("It is 3.4x faster.", [("3.4", "x")]), ("It is 3.4× faster.", [("3.4", "x")]),
        ("It is 3 times it.", [("3", "x")]),
        (r"It is 3$\times$ faster.", [("3", "x")]), ("It is 3-fold.", [("3", "x")]),
        ("It runs at 30 FPS.", [("30", "FPS")]), ("It takes 10 ms.", [("10", "ms")]),
        ("It takes 10ms.", [("10", "ms")]),
        ("It costs $0.01.", [("0.01", "$")]), ("It has $0.01$ here.", [("0.01", None)]),
        ("It gains +3.5%.", [("+3.5", "%")]), ("It loses -3.5%.", [("-3.5", "%")]),
        ("It loses −3.5%.", [("−3.5", "%")]),
        ("It has 12,345 of them.", [("12345", None)]),
        ("It has .5 here.", []), ("It is GPT-4.", []), ("It is v1.5.2 here.", []), ("It is x3 here.", []),
        ("It has 123456789 here.", []), ("", []), ("no number", []),
        ("It is twice as fast.", [("2", "x")]), ("It is a tenfold gain.", [("10", "x")]),
        ("It halves the cost.", [("0.5", None)]), ("Three models win.", []),
        ("13 of 17 pass.", [("13", "of 17")]), ("13 out of 17 pass.", [("13", "of 17")]),
        ("Three out of four pass.", [("3", "of 4")]), ("17 of 13 pass.", [("17", None), ("13", None)]),
        ("5 in 2024% pass", [("5", None), ("2024", "%")]),
    ],
)  # fmt: skip
def test_values_and_units(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("by 8 to 24 times", "8", "24", "x"), ("by 2.0%~3.2%", "2.0", "3.2", "%"), ("by 3-28%", "3", "28", "%"),
        ("by 3–28%", "3", "28", "%"), ("between 39 and 50 points", "39", "50", "points"),
        ("by 28% to 3%", "3", "28", "%"),  # the ends are ordered
        ("by 5 to over 7%", "5", "7", "%"),
    ],
)  # fmt: skip
def test_a_range_is_one_number(text: str, low: str, high: str, unit: str) -> None:
    (number,) = numbers(text)
    assert (number.low, number.value, number.unit) == (Decimal(low), Decimal(high), unit)
    assert text[number.start : number.end].startswith(("8", "2", "3", "5"))


def test_from_one_to_another_are_two_of_which_the_first_is_the_baseline() -> None:
    first, second = numbers("It rises from 30 to 92%.")
    assert (first.value, first.unit, first.baseline, first.low) == (Decimal(30), "%", True, None)
    assert (second.value, second.unit, second.baseline) == (Decimal(92), "%", False)
    assert first.run == second.run
    same, other = numbers("by 5% to 5%")
    assert same.low is other.low is None, "a range has two ends"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("up to 5%", ResultBound.UP_TO), ("as high as 5%", ResultBound.UP_TO), ("at least 5%", ResultBound.AT_LEAST),
        ("more than 5%", ResultBound.AT_LEAST), ("over 5%", ResultBound.AT_LEAST), (">5%", ResultBound.AT_LEAST),
        ("less than 5%", ResultBound.AT_MOST), ("below 5%", ResultBound.AT_MOST), ("about 5%", ResultBound.ABOUT),
        ("~5%", ResultBound.ABOUT), ("nearly 5%", ResultBound.ABOUT), ("exactly 5%", None), ("of 5%", None),
        ("moreover 5%", None), ("100+ of it", None),
    ],
)  # fmt: skip
def test_what_bounds_a_number(text: str, bound: ResultBound | None) -> None:
    (number,) = numbers(text)
    assert number.bound is (ResultBound.AT_LEAST if "+" in text else bound)


@pytest.mark.parametrize(
    ("text", "groups", "units"),
    [
        ("80%, 70% and 60%", [0, 0, 0], ["%"] * 3),
        ("80, 70 and 60%", [0, 0, 0], ["%"] * 3),  # the last one's unit
        ("80% and then 70%", [0, 1], ["%", "%"]),
        ("80 and 3x", [0, 0], [None, "x"]),  # a factor is no shared unit
        ("2000 and 3%", [0, 0], [None, "%"]),
        ("0.5 and 0.7 ms", [0, 0], ["ms", "ms"]),
        ("80%/70%", [0, 0], ["%", "%"]),
    ],
)
def test_enumerations_share_a_unit(text: str, groups: list[int], units: list[str | None]) -> None:
    found = numbers(text)
    assert [number.group for number in found] == groups
    assert [number.unit for number in found] == units


def test_a_run_goes_on_over_names_but_not_over_verbs() -> None:
    text = "It gains 3.5% on Aa, 2.5% on Bb and 1.5 on Cc."
    places = [Place(text.index(name), text.index(name) + 2, name, True) for name in ("Aa", "Bb", "Cc")]
    assert [(number.run, number.unit) for number in numbers(text, *places)] == [(0, "%"), (0, "%"), (0, "%")]
    text = "It gains 3.5% on Aa and reaches 2.5% on Bb."
    assert [number.run for number in numbers(text)] == [0, 1]
    assert [number.run for number in numbers("It gains 3.5% on Aa; 2.5% on Bb.")] == [0, 1], "of one clause"


def test_numbers_of_names_and_metrics_are_none() -> None:
    text = "Owl 3.5 scores 61.5 top-1 accuracy."
    assert found(text)[-1] == ("61.5", None)
    (number,) = numbers(text, Place(0, 7, "owl-3.5"))
    assert number.value == Decimal("61.5")


def test_a_table_set_as_a_sentence_is_read_to_a_limit() -> None:
    assert len(numbers("1.5 | " * 500)) == MOST_NUMBERS
    assert len(numbers("twice, " * 500)) <= MOST_NUMBERS


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("It has 61.5 here.", True), ("It has 61.0 here.", True), ("It has 61% here.", True),
        ("It has 61 layers.", False),
        ("It has an accuracy of 61 here.", True), ("It reaches 61 here.", True),
        ("It halves it.", True),
        ("It has 8 to 24 layers.", False), ("In the year 2024 it is.", False),
        ("An accuracy is here, and " + "more words " * 12 + "then 61 layers", False),
    ],
)  # fmt: skip
def test_what_needs_a_closer_look(text: str, result: bool) -> None:
    sentence = read_sentence(text, ())
    (number,) = find_numbers(sentence)
    assert may_be_result(sentence, number) is result


@pytest.mark.parametrize(
    "text", ["73.2", "73 %", "5 times", "5-point gain", "of 61", "= 7", "twice", "Half", "10 ms", "3 of 4"]
)
def test_what_may_report(text: str) -> None:
    sentence = f"It has {text} here."
    assert may_report(sentence, tokenize(sentence).words)


@pytest.mark.parametrize("text", ["", "It has layers.", "In section 3 we go on.", "GPT-4 and C4", "often enough"])
def test_what_reports_nothing(text: str) -> None:
    assert not may_report(text, tokenize(text).words)


PARTS = st.lists(
    st.sampled_from(["73.2", "%", " ", "3", "x", " to ", "from ", "and", ", ", "of ", "half", "up to ", "-", "+",
    "$", "(",
                     ")", "points", "1,000", "ms", "reaches", "/", "~", "times", "Aa", "between "]),
    max_size=25,
).map("".join)  # fmt: skip


@given(PARTS)
def test_numbers_stand_in_order_in_exact_places(text: str) -> None:
    last = group = run = 0
    for number in numbers(text):
        assert last <= number.start < number.end <= len(text)
        assert any(char.isdigit() for char in text[number.start : number.end]) or number.worded
        assert number.low is None or number.low < number.value
        assert group <= number.group <= group + 1
        assert run <= number.run <= run + 1
        last, group, run = number.end, number.group, number.run
