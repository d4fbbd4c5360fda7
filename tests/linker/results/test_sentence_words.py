"""A sentence as words: names, metrics and numbers by their sort, all else as stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.results.clauses import Place, read_sentence
from kg.linker.results.numbers import find_numbers
from kg.linker.results.sentence_words import Words, read_words


def words(text: str, *places: Place) -> Words:
    sentence = read_sentence(text, places)
    return read_words(sentence, find_numbers(sentence))


def stems(text: str, *places: Place) -> str:
    return " ".join(words(text, *places).stems)


def test_two_sentences_of_one_form_read_alike() -> None:
    one = stems("GPT-4 reaches 63.2% on MMLU.", Place(0, 5, "gpt-4"), Place(23, 27, "mmlu", is_test=True))
    other = stems("Owl reached 12 % on QUIZ.", Place(0, 3, "owl"), Place(20, 24, "quiz", is_test=True))
    assert one == other == "MODEL reach NUM on TEST ."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("achieves achieved achieving achievement", "achiev achiev achiev achiev"),
        ("an accuracy of it", "an METRIC of it"),
        ("quality and abilities", "qualit and abilit"),
        ("the case ends it", "the case ends it"),  # short words are whole
        ("state-of-the-art, don't", "state-of-the-art , don't"),
        ("GPT-4 x", "gpt - 0 x"),
        ("", ""),
        ("…", "…"),
    ],
)
def test_stems(text: str, expected: str) -> None:
    assert stems(text) == expected


def test_what_overlaps_an_earlier_name_is_part_of_it() -> None:
    text = "Owl accuracy 3.5 wins"
    assert stems(text, Place(0, 12, "owl-accuracy")) == "MODEL NUM wins"


def test_places_of_words() -> None:
    found = words("It reaches 63.2% now")
    assert found.starts == (0, 3, 11, 17)
    assert found.ends == (2, 10, 16, 20)
    assert [found.first_after(at) for at in (0, 1, 3, 11, 12, 99)] == [0, 1, 1, 2, 3, 4]
    assert found.between(3, 17) == ("reach", "NUM")
    assert found.between(4, 11) == ()
    assert Words((), (), ()).between(0, 9) == ()


@given(
    st.lists(st.sampled_from(["Owl", " ", "63.2%", "accuracy", "İ", ",", "reaches", "twice", "-", "é"]), max_size=20)
)
def test_words_stand_in_order_without_overlap(parts: list[str]) -> None:
    text = "".join(parts)
    found = words(text)
    assert len(found.starts) == len(found.ends) == len(found.stems)
    last = 0
    for start, end in zip(found.starts, found.ends, strict=True):
        assert last <= start < end <= len(text)
        last = end
