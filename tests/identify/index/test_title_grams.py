"""Pieces of keys by which titles are found although letters of them are wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identify.index.title_grams import (
    GRAM,
    PARTS,
    as_letters,
    cell_bits,
    gram_hashes,
    grams_of_query,
    grams_of_titles,
    logarithms,
    ranks_of_grams,
)

KEYS = st.text("abcdefghij", min_size=GRAM, max_size=90).map(str.encode)
COUNTS = logarithms((np.arange(1 << 12) * 7919) % 500)


def indexed(*keys: bytes) -> list[set[int]]:
    lengths = np.array([len(key) for key in keys])
    return [set(row.tolist()) for row in grams_of_titles(as_letters(b"".join(keys)), lengths, COUNTS)]


@given(KEYS)
def test_a_title_is_asked_for_by_all_its_indexed_grams(key: bytes) -> None:
    (own,) = indexed(key)
    assert own <= set(grams_of_query(key, COUNTS).tolist())
    assert 1 <= len(own) <= PARTS


@given(st.lists(KEYS, min_size=1, max_size=5))
def test_titles_behind_each_other_do_not_touch(keys: list[bytes]) -> None:
    assert indexed(*keys) == [indexed(key)[0] for key in keys]


@given(st.text("abcdefghij", min_size=70, max_size=90).map(str.encode), st.data())
def test_with_one_wrong_letter_some_gram_is_still_asked_for(key: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(key) - 1))
    wrong = key[:place] + b"z" + key[place + 1 :]
    (own,) = indexed(key)
    assert len(own) == 1 or own & set(grams_of_query(wrong, COUNTS).tolist())


@given(KEYS)
def test_a_query_asks_for_grams_of_its_own_each_once(key: bytes) -> None:
    asked = grams_of_query(key, COUNTS).tolist()
    assert asked == sorted(set(asked))
    assert set(asked) <= set(gram_hashes(as_letters(key)).tolist())


@pytest.mark.parametrize(("key", "count"), [(b"", 0), (b"abcde", 0), (b"abcdef", 1), (b"abcdefg", 2)])
def test_short_keys(key: bytes, count: int) -> None:
    assert len(gram_hashes(as_letters(key))) == len(grams_of_query(key, COUNTS)) == count


def test_a_long_query_asks_for_few_grams() -> None:
    key = bytes(97 + (number * number * 31 + number) % 26 for number in range(70))
    assert len(grams_of_query(key, COUNTS)) < len(key) // 2


def test_equal_grams_have_equal_hashes_wherever_they_stand() -> None:
    hashes = gram_hashes(as_letters(b"abcdefxabcdef"))
    assert hashes[0] == hashes[7]
    assert len(set(hashes.tolist())) == len(hashes) - 1


def test_rarer_grams_have_smaller_ranks() -> None:
    counts = np.zeros(1 << 4, dtype=np.uint8)
    counts[3] = 9
    hashes = np.array([3 << 28, 4 << 28], dtype=np.uint32)
    often, seldom = ranks_of_grams(hashes, counts).tolist()
    assert seldom < often
    one, other = ranks_of_grams(np.array([5 << 28, (5 << 28) + 256], dtype=np.uint32), counts).tolist()
    assert one != other, "of equals the hash decides"


def test_counts_are_kept_in_a_byte() -> None:
    kept = logarithms(np.array([0, 1, 3, 10**6]))
    assert kept.tolist() == [0, 16, 32, 255]
    assert kept.dtype == np.uint8


@pytest.mark.parametrize(("titles", "bits"), [(0, 10), (100, 10), (1000, 12), (10**6, 22), (10**9, 23)])
def test_cells_grow_with_the_titles_to_a_bound(titles: int, bits: int) -> None:
    assert cell_bits(titles) == bits
