"""Whether a text gives a name to something of its own, and the noun that says what it is."""

from __future__ import annotations

import pytest

from kg.ground.schema import TextField
from kg.linker.mentions.mention import Mention
from kg.linker.scoring.introduction import (
    Introduction,
    definition_nouns,
    find_introduction,
    is_given_name,
    is_head_of_title,
)
from kg.linker.text.tokens import tokenize


def mention(text: str, field: TextField = TextField.ABSTRACT, name: str = "Tern") -> Mention:
    """The first mention of Tern in a text."""
    tokens = tokenize(text, field)
    place = tokens.words.index(name)
    return Mention(tokens, place, place + 1, frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "We propose Tern, a planner.",
        "We propose the framework Tern.",
        "Here we also introduce Tern.",
        "We propose “Tern”, a planner.",
        "We present a new benchmark, Tern, for boats.",
        "We propose a new planner for warehouse robots (Tern).",
        "We propose a Tide and Environment River Network (Tern).",
        "In this paper, Tern is proposed.",
        "Tern, a planner, is presented in this work.",
        "We propose a planner called Tern.",
        "Our planner, dubbed Tern, wins.",
        "We develop a planner, which we call Tern.",
        "We train models for birds, code-named Tern.",
        "We propose a planner that we refer to as Tern.",
        "This paper introduces Tern.",
        "We have developed Tern, a planner.",
        "We release the Tern dataset.",
    ],
)
def test_a_name_is_given(text: str) -> None:
    assert is_given_name(mention(text))


@pytest.mark.parametrize(
    "text",
    [
        "We use Tern.",
        "We propose a planner based on Tern.",
        "We propose a planner with Tern.",
        "We propose to use Tern.",
        "We propose Tern-based planners.",  # another name
        "We propose Tern embeddings.",
        "Tern is a planner.",
        "Tern is proposed by Finch.",  # somebody else did
        "They propose Tern.",
        "A planner called Tern wins.",  # whose?
        "We use a planner called Tern.",
        "We present results. Tern wins.",  # another sentence
        "We compare planners (Tern).",
        "We propose methods, benchmarks, and more, Tern.",
        "We evaluate planners and propose several models Tern.",
    ],
)
def test_a_name_is_used(text: str) -> None:
    assert not is_given_name(mention(text))


def test_far_from_the_verb_nothing_is_given() -> None:
    near, far = ("We propose " + "very " * count + "good planner called Tern." for count in (5, 60))
    assert is_given_name(mention(near))
    assert not is_given_name(mention(far))


@pytest.mark.parametrize(
    ("title", "is_head"),
    [
        ("Tern: A Planner", True), ("The Tern: A Planner", True), ("Introducing Tern: A Planner", True),
        ("Tern - A Planner", True), ("Tern – A Planner", True), ("Tern A Planner", False), ("On Tern: A Study", False),
        ("Tern", False), ("A Study: Tern", False),
    ],
)  # fmt: skip
def test_a_title_may_begin_with_the_name(title: str, is_head: bool) -> None:
    assert is_head_of_title(mention(title, TextField.TITLE)) is is_head
    assert not is_head_of_title(mention(title)), "an abstract has no head"
    assert not is_given_name(mention(title, TextField.TITLE))


def test_one_mention_that_gives_the_name_is_enough() -> None:
    uses, gives, heads = (
        mention("We use Tern."), mention("We propose Tern."), mention("Tern: A Planner", TextField.TITLE)
    )  # fmt: skip
    assert find_introduction([]) == Introduction(False, False)
    assert find_introduction([uses, gives]) == find_introduction([gives, uses]) == Introduction(True, False)
    assert find_introduction([heads]) == Introduction(False, True)
    assert find_introduction([uses, heads, gives]) == Introduction(True, True)
    assert find_introduction([uses] * 50 + [gives]) == Introduction(False, False), "who gives a name says so early"


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("Tern, a planner for robots, wins.", ["planner"]),
        ("Tern is a fast and open language model that wins.", ["model"]),
        ("Tern (Tide River) is a planner.", ["planner"]),
        ("Tern, a fast, open model for birds", ["model"]),
        ("the Tern dataset wins", ["dataset"]),
        ("a planner called Tern wins", ["planner"]),
        ("a new benchmark, Tern, wins", ["benchmark"]),
        ("“Tern”, a planner", ["planner"]),
        ("Tern wins", []),
        ("Tern, which wins", []),
        ("Tern is fast", []),
        ("Tern, a planner", ["planner"]),
    ],
)
def test_the_nouns_that_define_a_name(text: str, nouns: list[str]) -> None:
    assert list(definition_nouns(mention(text))) == nouns


@pytest.mark.parametrize(
    ("title", "nouns"),
    [
        ("Tern: A Planner for Robots", ["planner"]),
        ("Tern: Fast Language Model of Birds", ["model"]),  # without an article if it is a type noun
        ("Tern: Flying Birds", []),
        ("Tern: Better Models", []),  # a plural is no noun of it
    ],
)
def test_the_noun_of_a_title(title: str, nouns: list[str]) -> None:
    assert list(definition_nouns(mention(title, TextField.TITLE))) == nouns


def test_hostile_sentences_are_read() -> None:
    for text in ("Tern (" * 50, "Tern, a " + "very " * 500, "“" * 50 + "Tern", "propose " * 200 + "Tern"):
        found = mention(text)
        assert isinstance(is_given_name(found), bool)
        assert len(list(definition_nouns(found))) <= 3
