"""Cues: the longest beginning of a word, and no chance beginnings of long words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.scoring.cues import cue_of
from kg.linker.text.lexicon import CUE_STEMS


@pytest.mark.parametrize(
    ("word", "cue"),
    [("We", "we"), ("EVALUATED", "evaluat"), ("us", "us"), ("using", "using"), ("tuning", "tun"), ("tunnels", None),
     ("pre", None), ("pretraining", "pretrain"), ("experimental", "experiment"),
     ("state-of-the-art", "state-of-the-art"),
     ("weather", None), ("", None), ("-", None), ("llms", "llms")],
)  # fmt: skip
def test_the_cue_of_a_word(word: str, cue: str | None) -> None:
    assert cue_of(word) == cue


@given(st.sampled_from(CUE_STEMS.split()))
def test_each_cue_is_found_in_itself_in_any_case(cue: str) -> None:
    assert cue_of(cue) == cue_of(cue.upper()) == cue
