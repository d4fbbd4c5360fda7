"""Signatures of abstracts: of the same beginning the same, of a text with slips nearly, of another text none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identify.titles.abstract_signature import (
    LEAST_LETTERS,
    LONG,
    SLOTS,
    abstract_beginning,
    agreement,
    agreement_needed,
    signatures,
)
from tests.identify.snapshots import LONG as TIDES
from tests.identify.snapshots import OTHER as BEES

TEXTS = st.text("abcdefghijklmnop ", min_size=150, max_size=400)


def agreeing(one: str, other: str) -> int:
    first, second = signatures([abstract_beginning(one), abstract_beginning(other)])
    return int(agreement(first, second[None, :])[0])


def test_only_plain_letters_of_the_beginning_count() -> None:
    assert abstract_beginning(TIDES) == abstract_beginning(TIDES.upper()) == abstract_beginning("Abstract: " + TIDES)
    assert abstract_beginning("  $\\" + TIDES.replace(" ", " -- ")) == abstract_beginning(TIDES)
    assert len(abstract_beginning(TIDES)) == 240
    assert abstract_beginning("é" * 300) == b""


@pytest.mark.parametrize(
    ("count", "length"), [(0, 0), (LEAST_LETTERS - 1, 0), (LEAST_LETTERS, LEAST_LETTERS), (900, 240)]
)
def test_too_few_letters_say_nothing(count: int, length: int) -> None:
    assert len(abstract_beginning("x" * count)) == length


def test_the_same_beginning_agrees_everywhere_and_another_nowhere() -> None:
    assert agreeing(TIDES, TIDES + " More is said.") == SLOTS
    assert agreeing(TIDES, BEES) < 2


def test_a_text_with_a_slip_or_cut_short_agrees_enough() -> None:
    slip = TIDES.replace("harbours", "harbors", 1)
    assert agreeing(TIDES, slip) >= agreement_needed(abstract_beginning(slip))
    cut = TIDES[:150]
    assert agreeing(TIDES, cut) >= agreement_needed(abstract_beginning(cut))


def test_short_texts_need_fewer_slots() -> None:
    assert [agreement_needed(b"x" * count) for count in (0, LONG - 1, LONG, 240)] == [2, 2, 3, 3]


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_a_signature_hangs_on_its_own_text_alone(texts: list[str]) -> None:
    together = signatures([abstract_beginning(text) for text in texts])
    alone = [signatures([abstract_beginning(text)])[0] for text in texts]
    assert np.array_equal(together, np.array(alone))
    assert together.dtype == np.uint16


def test_texts_without_an_abstract_have_zeros_and_no_other_has() -> None:
    found = signatures([b"", abstract_beginning(TIDES), b""])
    assert found.any(axis=1).tolist() == [False, True, False]
    assert found[1].all(), "no slot of a text is zero"
    assert signatures([]).shape == (0, SLOTS)
