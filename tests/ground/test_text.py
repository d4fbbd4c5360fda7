"""Normal forms: what they fold away, what they keep, and that applying them twice changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.ground.text import fold, plain_dashes, tidy, tidy_with_places, title_key

_ANY_TEXT = st.text(alphabet=st.characters(), max_size=40)


@given(_ANY_TEXT)
@example("a\u200b\u0301")  # an invisible character between a letter and its accent
def test_tidy_is_idempotent(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(_ANY_TEXT)
@example("a´")  # the compatibility form of the acute accent is a space and an accent
@example("ᾠ")  # casefolding takes the iota out of the letter
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(_ANY_TEXT)
def test_tidied_text_has_single_spaces_and_nothing_invisible(text: str) -> None:
    kept = tidy(text)
    assert kept == kept.strip()
    assert "  " not in kept
    assert not any(char in kept for char in "\x00\n\t\r\u200b\u202e\ufeff")
    kept.encode("utf-8")  # no lone surrogates: they could not be written


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=30))
def test_fold_of_plain_ascii_is_what_the_general_path_gives(text: str) -> None:
    assert fold(text) == fold(text + "é").removesuffix("é")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("GPT-4o", "gpt 4o"),
        ("Llama\u00a02", "LLaMA‑2"),
        ("τ-bench", "Tau Bench"),
        ("BIG_bench", "BIG-Bench"),
        ("ﬁ", "fi"),
    ],
)
def test_fold_joins_spellings(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(("left", "right"), [("YOLOv7", "YOLOv7+"), ("C", "C++"), ("C#", "C"), ("MMLU", "MMLU-Pro")])
def test_fold_keeps_names_apart(left: str, right: str) -> None:
    assert fold(left) != fold(right)


def test_tidy_keeps_html_quotes_and_emoji_as_text() -> None:
    assert tidy('<b>"Bold"</b> & 🤗\n &amp; more') == '<b>"Bold"</b> & 🤗 &amp; more'


def test_plain_dashes_drop_the_soft_hyphen() -> None:
    assert plain_dashes("multi\u00admodal—text−image") == "multimodal-text-image"


@pytest.mark.parametrize("title", ["A Study: of X?", "a study of x", "A  STUDY, OF-X", "A study of “X”"])
def test_title_key_ignores_case_and_punctuation(title: str) -> None:
    assert title_key(title) == "astudyofx"


@given(_ANY_TEXT)
def test_title_key_is_never_empty_for_a_title(text: str) -> None:
    title = tidy(text)
    assert bool(title_key(title)) == bool(title)


#: Marks, letters of three scripts that compose over several characters, white space and invisible characters.
_COMPOSING = (
    "ab \n\t\u0301\u0327e\u1100\u1161\u11a8\u200b\u00e9\u2000\x85\x1c\u212b\u0344\u0958\u09c7\u09be\u0cc6\u0cc2\u0cd5"
)


@given(st.text(st.sampled_from(_COMPOSING)) | st.text())
def test_every_tidied_character_has_the_place_of_what_became_it(text: str) -> None:
    tidied, starts, ends = tidy_with_places(text)
    assert tidied == tidy(text)
    assert len(tidied) == len(starts) == len(ends)
    assert list(starts) == sorted(starts)
    assert list(ends) == sorted(ends)
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        together = [other for other, begin in enumerate(starts) if begin == start]
        expected = "" if tidied[place] == " " else tidied[together[0] : together[-1] + 1]
        assert tidy(text[start:end]) == expected
