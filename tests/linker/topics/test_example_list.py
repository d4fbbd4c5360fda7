"""Labels that are only named as examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.text.tokens import tokenize
from kg.linker.topics.example_list import stands_in_examples
from kg.linker.topics.topic_labels import ConceptMatch


def is_example(text: str, word: str = "parsing") -> bool:
    tokens = tokenize(text)
    place = tokens.words.index(word)
    return stands_in_examples(tokens, ConceptMatch(place, place + 1, "", True, False))


@pytest.mark.parametrize(
    "text",
    [
        "tasks such as parsing", "tasks, including parsing", "Tasks LIKE parsing", "tasks (e.g. parsing)",
        "tasks, for example, tagging and parsing", "tasks, for instance parsing",
        "tasks such as tagging, naming and parsing",
    ],
)  # fmt: skip
def test_in_a_list_of_examples(text: str) -> None:
    assert is_example(text)


@pytest.mark.parametrize(
    "text",
    [
        "parsing", "we study parsing", "such parsing", "as parsing", "for parsing",
        "tasks such as tagging; parsing", "tasks (such as tagging) and parsing",
        "tasks such as tagging that need parsing",
        "tasks such as tagging. We study parsing", "tasks such as tagging are parsing",
        "parsing, such as tagging",
        "tasks such as " + "very " * 14 + "deep parsing",  # too far
    ],
)  # fmt: skip
def test_not_in_a_list_of_examples(text: str) -> None:
    assert not is_example(text)


@given(st.integers(0, 20))
def test_examples_reach_so_many_words(count: int) -> None:
    assert is_example("tasks including " + "deep " * count + "parsing") is (count < 14)
