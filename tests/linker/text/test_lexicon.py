"""Word lists: what stands beside a name, and lists that do not contradict each other."""

from __future__ import annotations

import itertools

import pytest

from kg.linker.text.lexicon import (
    ACTION_WORDS,
    AUTHORS,
    CUE_STEMS,
    JOINING_WORDS,
    MAKING_VERBS,
    NAMING_WORDS,
    PRESENTED,
    PRESENTING_VERBS,
    PROPOSING_VERBS,
    TYPE_NOUNS,
    type_noun_beside,
)
from kg.linker.text.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We use the Heron dataset here.", "data"),
        ("We use the dataset Heron here.", "data"),
        ("We use the model Heron Benchmark.", "test"),  # what follows wins; its case does not count
        ("Heron Models", "model"),
        ("Heron wins.", None),
        ("It is a dataset. Heron wins.", None),  # another sentence
        ("We like Heron. Datasets are old.", None),
        ("the loss of Heron", None),  # not right beside it
    ],
)
def test_the_type_noun_beside_a_name(text: str, kind: str | None) -> None:
    tokens = tokenize(text)
    place = tokens.words.index("Heron")
    assert type_noun_beside(tokens, place, place + 1) == kind


def test_a_name_of_several_words_is_looked_at_from_both_ends() -> None:
    tokens = tokenize("on the benchmark Grey Heron Test Suite suite")
    assert type_noun_beside(tokens, 3, 5) == "test"
    assert type_noun_beside(tokens, 3, 7) == "test"
    assert type_noun_beside(tokens, 0, len(tokens.words)) is None


LISTS = [
    TYPE_NOUNS.keys(), NAMING_WORDS, PROPOSING_VERBS, MAKING_VERBS, PRESENTING_VERBS, PRESENTED, AUTHORS, JOINING_WORDS
]  # fmt: skip


@pytest.mark.parametrize("words", LISTS)
def test_words_are_written_as_they_are_looked_up(words: frozenset[str]) -> None:
    assert all(word == word.lower().strip() and word for word in words)


def test_making_is_a_way_of_presenting() -> None:
    assert MAKING_VERBS < PRESENTING_VERBS
    assert "evaluate" not in MAKING_VERBS
    assert NAMING_WORDS.isdisjoint(PROPOSING_VERBS)


def test_no_word_is_of_two_actions() -> None:
    words = {action: set(listed.split()) for action, listed in ACTION_WORDS.items()}
    for one, other in itertools.combinations(words, 2):
        assert words[one].isdisjoint(words[other]), f"{one} and {other}: {words[one] & words[other]}"
    assert all("*" not in word[:-1] for listed in words.values() for word in listed)


def test_each_cue_is_listed_once() -> None:
    cues = CUE_STEMS.split()
    assert len(set(cues)) == len(cues)
