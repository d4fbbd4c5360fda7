"""How often words stand in titles: rare ones not at all, others within a few per cent."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identify.index.word_counts import LEAST_COUNTED, WordCounts, most_telling, word_table

WORDS = st.dictionaries(st.text("abcdé", min_size=1, max_size=6), st.integers(1, 60_000), max_size=30)


@given(WORDS)
def test_counts_are_right_within_some_per_cent(counts: dict[str, int]) -> None:
    table = WordCounts(*word_table(Counter(counts)))
    for word, number in counts.items():
        if number < LEAST_COUNTED:
            assert table.count(word) == 0
        else:
            assert table.count(word) == pytest.approx(number, rel=0.05, abs=0.6)


@given(WORDS)
def test_the_same_counts_give_the_same_bytes_in_any_order(counts: dict[str, int]) -> None:
    turned = dict(reversed(counts.items()))
    assert word_table(Counter(counts)) == word_table(Counter(turned))


def test_words_that_are_not_there_and_counts_beyond_the_scale() -> None:
    table = WordCounts(*word_table(Counter({"tide": 7, "of": 10**7})))
    assert table.count("boat") == 0
    assert table.count("") == 0
    assert table.count("tide") == 7
    assert 60_000 <= table.count("of") <= 65_535
    assert WordCounts(*word_table(Counter())).count("tide") == 0


def test_a_word_that_cannot_be_encoded_is_counted() -> None:
    assert WordCounts(*word_table(Counter({"\ud800": 5}))).count("\ud800") == 5


@pytest.mark.parametrize(
    ("size", "packed"),
    [(0, b""), (4, b"tide"), (5, b"tide"), (8, b"boattide"), (100, b"aboattide")],
)
def test_the_most_telling_words_stand_at_the_end(size: int, packed: bytes) -> None:
    assert most_telling([("a", 1000), ("boat", 5), ("tide", 9)], size) == packed


def test_equally_telling_words_stand_in_their_order() -> None:
    assert most_telling([("ab", 2), ("aa", 2)], 9) == most_telling([("aa", 2), ("ab", 2)], 9) == b"abaa"
