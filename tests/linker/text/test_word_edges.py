"""Edges of words: what is set apart, what is joined, and what is left alone; each character leads back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.text.word_edges import settle_word_edges


def settled(text: str) -> str:
    """The text that is read; the text itself where nothing is to be done."""
    pieces = settle_word_edges(text)
    return text if pieces is None else pieces.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "GPT-4 and C4",
        "a - b - c, 3 - 1",  # hyphens that join nothing
        "short- and long-term",
        "pre- or post-trained, mono- to bilingual",
        "ends in a hyphen- ",
        "v1.2.3 at 3.5.Beta",  # "Beta" is no everyday word
        "e.g.Kestrel",
        "see https://host.org/a.The and me@host.The",
        "www.host.The",
        "Ω is a letter, e = mc²",  # a raised digit after letters alone is part of a name
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert settle_word_edges(text) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("用GPT-4做", "用 GPT-4 做"),
        ("가C4나", "가 C4 나"),
        ("в70%случаев", "в 70% случаев"),
        ("用 GPT-4 做", "用 GPT-4 做"),  # a space is there already
        ("甲、乙：丙；丁！戊？", "甲, 乙: 丙; 丁! 戊? "),
        ("（C4）《T5》", " (C4)  “T5” "),
        ("C4\u060c T5\u061f", "C4,  T5? "),
        ("\u060cC4 \u0964T5", ", C4 . T5"),
        ("ﬁt ｆｏｒ 𝐂𝟒", "fit for C4"),
        ("C4® T5† →GPT-4", "C4  T5   GPT-4"),
    ],
)
def test_other_scripts_and_signs_are_set_apart(text: str, read: str) -> None:
    assert settled(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("GPT-4²", "GPT-4"),
        ("GPT-4¹² wins", "GPT-4 wins"),
        ("GPT-4¹-mini", "GPT-4¹-mini"),  # a name goes on behind it
        ("10²", "10²"),  # a power
        ("R²", "R²"),  # a name without a digit
        ("²", "²"),
    ],
)
def test_a_raised_digit_is_a_note_only_behind_a_name_that_ends_with_a_digit(text: str, read: str) -> None:
    assert settled(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("eval- uation", "evaluation"),  # a word
        ("Kest- relNet", "KestrelNet"),  # no word, but neither are its parts
        ("data- set", "dataset"),  # an everyday word once joined
        ("model- data", "model-data"),  # both parts are words, the whole is none
        ("GPT- 4", "GPT-4"),
        ("GPT- Neo", "GPT-Neo"),  # a capital before the hyphen
        ("state-of-the- art", "state-of-the-art"),
        ("eval‐ uation", "evaluation"),  # the Unicode hyphen
        ("A- the", "A- the"),
        ("one- And", "one- And"),  # whatever its case
    ],
)
def test_a_word_cut_at_the_end_of_a_line_is_joined(text: str, read: str) -> None:
    assert settled(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("on C4.We train", "on C4. We train"),
        ("on C4?Results", "on C4? Results"),
        ("(so).The rest", "(so). The rest"),
        ("by 5%.Our code", "by 5%. Our code"),
        ("C4.we", "C4.we"),  # no capital
        ("C4.WE", "C4.WE"),
        ("host.org/x.The", "host.org/x.The"),
    ],
)
def test_a_sentence_that_begins_right_after_a_stop_gets_its_space(text: str, read: str) -> None:
    assert settled(text) == read


PIECES = st.lists(
    st.sampled_from(
        ["GPT-4", "我", "。", "Hella", "- ", "‐ ", "Swag", "eval", "uation", " ", "C4", ".", "The", "²", "¹", "🔥", "«",
         "\u00ad", "ﬁ", "𝗚", "%", "(", ")", "www", "/", "@", "and", "-"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(PIECES)
def test_each_character_that_is_kept_leads_back_to_itself(text: str) -> None:
    pieces = settle_word_edges(text)
    if pieces is None:
        return
    places = [pieces.place(at, at + 1) for at in range(len(pieces.text))]
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert all(one[0] <= other[0] for one, other in itertools.pairwise(places)), "characters lead back in order"
    for char, (start, end) in zip(pieces.text, places, strict=True):
        if char in "HellaSwagT4C" and end - start == 1 and text[start] < "\u0080":
            assert text[start:end] == char


@given(PIECES)
def test_letters_and_digits_are_neither_lost_nor_made(text: str) -> None:
    def letters(words: str) -> list[str]:
        return [char for char in words if char.isascii() and char.isalnum()]

    plain = text.replace("ﬁ", "fi").replace("𝗚", "G")
    assert letters(settled(text)) == letters(plain)


@pytest.mark.parametrize("unit", ["a- ", "我a", "GPT-4¹ ", "x.The", "- ", "²"])
def test_time_is_linear_in_the_text(unit: str) -> None:
    text = unit * 5_000
    assert len(settled(text)) >= len(text) - 5_000 * 2
