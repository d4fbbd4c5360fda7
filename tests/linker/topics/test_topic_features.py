"""What is said of a concept in named features: what it is, where it stands, what else is named."""

from __future__ import annotations

import pytest

from kg.ground.schema import TextField
from kg.linker.text.tokens import TokenText, tokenize
from kg.linker.topics.paraphrases import Phrasing
from kg.linker.topics.topic_features import (
    Surroundings,
    broader_features,
    claiming_sentences,
    in_title,
    kind_features,
    meeting_features,
    naming_features,
    naming_of_concept,
    own_features,
    said_features,
)
from kg.linker.topics.topic_labels import ConceptMatch

AROUND = Surroundings(set(), set(), 1, {TextField.TITLE: frozenset(), TextField.ABSTRACT: frozenset({1})})
ABSTRACT = tokenize("Parsing is old. We propose parsing. It is fast. It wins. Chart parsing ends.")
TITLE = tokenize("Fast parsing: trees", TextField.TITLE)


def place(tokens: TokenText, word: str = "parsing", nth: int = 0, **more: bool) -> tuple[TokenText, ConceptMatch]:
    at = [index for index, each in enumerate(tokens.words) if each.lower() == word][nth]
    return tokens, ConceptMatch(at, at + 1, "parsing", more.pop("preferred", True), more.pop("inside", False), **more)


def features(
    *places: tuple[TokenText, ConceptMatch], above: tuple[str, ...] = (), around: Surroundings = AROUND
) -> set[str]:
    naming = naming_of_concept("parsing", places, around)
    kind = kind_features("parsing", above, leaf=True)
    found = [*kind, *naming_features(naming), *own_features("parsing", places, naming)]
    assert len(set(found)) == len(found)
    return set(found)


def test_what_it_is() -> None:
    found = features(place(TITLE), above=("a", "b", "c", "d", "e"))
    assert {"bias", "topic:slug=parsing", "topic:depth=4", "topic:leaf=True", "topic:under=a", "topic:under=e"} <= found
    assert {"topic:count=1", "topic:words=1", "topic:preferred", "topic:as=parsing|parsing"} <= found
    assert "topic:depth=0" in features(place(TITLE))


def test_what_else_is_named() -> None:
    around = Surroundings({"parsing"}, set(), 9, AROUND.claims)
    found = features(place(TITLE), around=around)
    assert {"topic:has-narrower", "topic:has-narrower-titled=False", "topic:titled=6"} <= found
    both = Surroundings({"parsing"}, {"parsing"}, 1, AROUND.claims)
    assert "topic:has-narrower-titled=True" in features(place(TITLE), around=both)
    assert not any(name.startswith("topic:has") for name in features(place(TITLE)))


def test_how_it_is_named() -> None:
    assert "topic:only-inside" in features(place(ABSTRACT, inside=True))
    assert "topic:only-inside" not in features(place(ABSTRACT, inside=True), place(ABSTRACT, nth=1))
    assert "topic:cue-only" in features(place(ABSTRACT, cue=True))
    assert "topic:cue-only" not in features(place(ABSTRACT, cue=True), place(ABSTRACT, nth=1))
    assert "topic:preferred" not in features(place(ABSTRACT, preferred=False))


def test_where_it_is_named() -> None:
    found = features(place(ABSTRACT), place(ABSTRACT, nth=1), place(ABSTRACT, nth=2))
    assert {"topic:abstract-only", "topic:count=3", "topic:claimed", "topic:spread=2"} <= found
    assert {name for name in found if name.startswith("topic:part=")} == {"topic:part=0", "topic:part=3"}
    assert {name for name in found if name.startswith("topic:sentence=")} == {
        "topic:sentence=first", "topic:sentence=inner", "topic:sentence=last",
    }  # fmt: skip
    assert "topic:claimed" not in features(place(ABSTRACT))
    titled = features(place(TITLE), place(ABSTRACT))
    assert {
        "topic:title",
        "topic:title=parsing",
        "topic:title-words=1",
        "topic:titled=1",
        "topic:title-before-colon",
    } <= titled
    assert "topic:abstract-only" not in titled
    inner = features(place(ABSTRACT, inside=True))
    assert {"topic:spread=0"} == {
        name for name in inner if name.startswith(("topic:spread", "topic:abstract", "topic:part"))
    }


def test_in_the_title_by_its_own_right() -> None:
    assert in_title([place(ABSTRACT), place(TITLE)])
    assert not in_title([place(ABSTRACT)])
    assert not in_title([place(TITLE, inside=True)])
    assert not in_title([])


@pytest.mark.parametrize(
    ("gap", "ordered", "exact", "broken", "expected"),
    [
        (0, True, True, False, {"topic:said-gap=0", "topic:said-ordered-exact", "topic:said-title=0"}),
        (9, False, False, True, {"topic:said-gap=5", "topic:said-turned-bent=5", "topic:said-broken"}),
    ],
)
def test_how_a_concept_is_said(gap: int, ordered: bool, exact: bool, broken: bool, expected: set[str]) -> None:
    phrasing = Phrasing(ConceptMatch(0, 2, "parsing", False, False, True), gap, ordered, exact, broken, 3)
    found = set(said_features("parsing", phrasing, TextField.TITLE))
    assert expected | {"topic:said", "topic:said=parsing", "topic:said-common=3"} <= found
    assert ("topic:said-broken" in found) is broken


def test_what_others_imply() -> None:
    assert meeting_features("parsing", [place(TITLE), place(ABSTRACT)]) == (
        "topic:joint", "topic:joint-title=1", "topic:joint=parsing",
    )  # fmt: skip
    children = [[place(TITLE)], [place(ABSTRACT)], [place(TITLE), place(ABSTRACT)], [place(TITLE)]]
    assert broader_features("up", children) == (
        "topic:above", "topic:above=up", "topic:above-title=2", "topic:above-children=3",
    )  # fmt: skip


def test_sentences_in_which_authors_say_what_they_did() -> None:
    assert claiming_sentences(ABSTRACT) == {1}
    assert claiming_sentences(tokenize("This paper is new. PROPOSED. Nothing.")) == {0, 1}
    assert claiming_sentences(tokenize("")) == frozenset()
