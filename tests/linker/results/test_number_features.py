"""What is said of a number: its unit and size, words and names beside it, the nearest word of change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.ground.schema import ResultKind
from kg.linker.results.number_features import kind_features, number_features, sentence_cues, unit_class
from kg.linker.results.numbers import Number
from tests.linker.results.lines import cases_of


def features(text: str, *names: str, at: int = 0) -> set[str]:
    return set(number_features(cases_of(text, *names)[at]))


@pytest.mark.parametrize(
    ("unit", "sort"),
    [(None, "none"), ("%", "%"), ("points", "points"), ("x", "x"), ("FPS", "FPS"), ("$", "$"), ("of 17", "of"),
     ("ms", "printed"), ("hours", "printed")],
)  # fmt: skip
def test_units_by_their_sort(unit: str | None, sort: str) -> None:
    assert unit_class(Number(0, 1, "", Decimal(1), unit)) == sort


@pytest.mark.parametrize(
    ("text", "size"),
    [("of 0.5 here", "decimal<1"), ("of 1.5 here", "decimal"), ("of 12 here", "small"), ("of 13 here", "hundred"),
     ("of 100 here", "hundred"), ("of 101 here", "large"), ("of 1950 here", "year"), ("of 2036 here", "large"),
     ("of 2024% here", "large"), ("by 1.5-3% here", "decimal")],
)  # fmt: skip
def test_sizes(text: str, size: str) -> None:
    assert f"size:{size}" in features(f"It is {text}.")


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("It gains +3.5% here.", {"sign", "plus"}), ("It gains −3.5% here.", {"sign"}),
        ("It gains 3-5% here.", {"range"}),
        ("It is twice as fast.", {"worded"}), ("It gains 3% and 5% here.", {"many"}),
        ("It gains about 3% here.", {"bound:about"}), ("It is 3% here.", set()),
        ("It rises from 3% to 5% here.", {"baseline"}),
    ],
)  # fmt: skip
def test_flags(text: str, flags: set[str]) -> None:
    all_flags = {"sign", "plus", "range", "worded", "many", "bound:about", "baseline", "after-other"}
    assert features(text) & all_flags == flags


def test_words_before_and_after_with_their_place() -> None:
    found = features("Then Owl quietly reaches 3% on QUIZ tests today.", "Owl", "QUIZ")
    assert {"b1:reach", "b2:quiet", "b3:MODEL", "b:then", "a1:on", "a2:TEST", "a3:test"} <= found
    assert {"b21:quiet reach", "a12:on TEST", "unit:%&a1:on", "unit:%&b1:reach"} <= found
    assert "b4:then" not in found
    alone = features("3%")
    assert {"b21:start", "a12:end"} <= alone


def test_what_stands_around_an_enumeration_holds_for_each_member() -> None:
    for at in (0, 1):
        assert {"b1:reach", "a1:here"} <= features("It reaches 3% and 5% here.", at=at)


def test_names_in_reach() -> None:
    near = features("Owl reaches 3% accuracy; Finch loses.", "Owl", "Finch")
    assert {"model:clause", "model:near-before", "test:none"} <= near
    assert {"metric:clause", "metric:near-after", "metric:beside"} <= near
    other = features("Owl and Finch; here 3%.", "Owl", "Finch")
    assert "model:sentence" in other
    assert not any(name.startswith("model:near") for name in other)
    far = features("Owl " + "and more " * 12 + "3%.", "Owl")
    assert "model:near-before" not in far


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("It reduces it by 3%.", "less"), ("It improves by 3%.", "more"), ("It drops by 3%.", "loss"),
        ("It is 3% faster.", "fast"), ("It retains 3%.", "equal"), ("It is 3%.", None),
        ("It reduces costs and improves by 3%.", "more"),  # the nearest
        ("It reduces errors by 3% and improves.", "less"),  # what "by" hangs on
        ("It improves; it is 3%.", None),  # of one clause
    ],
)  # fmt: skip
def test_the_nearest_word_of_change(text: str, change: str | None) -> None:
    found = {name for name in features(text) if name.startswith("change:") and "&" not in name}
    assert found == ({f"change:{change}"} if change else set())


def test_what_changes_by_another_number_is_no_change_of_this_one() -> None:
    assert "change:more" in features("It improves by 3% there, then it is 5% here.")
    assert "change-before:more" not in features("It improves by 3% there, then it is 5% here.", at=1)


def test_by_to_and_shares() -> None:
    assert {"by", "by&unit:%"} <= features("It rises by 3%.")
    assert "by" not in features("It rises to 3%.")
    assert "to" in features("It rises to 3%.")
    assert "of-quality" in features("It keeps 97% of its quality.")
    assert "of-model" in features("It keeps 97% of Finch here.", "Finch")
    assert "of-cost" in features("It needs 3% of the data.")
    assert "cost-after&unit:%" in features("It needs 3% less data.")


@pytest.mark.parametrize(
    ("lower", "cues"),
    [
        ("we win", {"own"}), ("results show", {"results"}), ("it spans much", {"own", "scale"}),
        ("better than them", {"versus"}), ("in relative terms", {"versus", "relative"}),
        ("an absolute gain", {"absolute"}),
        ("an absolute error", set()), ("from a to b", {"from-to"}), ("users say", {"people"}), ("nothing", set()),
    ],
)  # fmt: skip
def test_what_a_sentence_speaks_of(lower: str, cues: set[str]) -> None:
    assert set(sentence_cues(lower)) == {f"cue:{cue}" for cue in cues}


@pytest.mark.parametrize(
    ("metric", "up"), [("accuracy", "up"), ("error", "down"), (None, "unknown"), ("tide", "unknown")]
)
def test_the_kind_sees_the_direction_of_the_metric(metric: str | None, up: str) -> None:
    found = kind_features(["bias", "change:more", "change:more&unit:%"], metric, ResultKind.SCORE)
    assert found == [
        "bias", "change:more", "change:more&unit:%", "rule:score", f"metric:{up}", f"change:more&metric:{up}",
    ]  # fmt: skip
