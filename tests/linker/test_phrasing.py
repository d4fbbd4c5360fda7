"""Topics said in other words: any order, any word form, near each other, never across sentences."""

from __future__ import annotations

import pytest

from kg.catalogue.topics import Concept, TopicScheme
from kg.linker.phrasing import PhrasingMatcher, stem
from kg.linker.tokens import tokenize

SCHEME = TopicScheme(
    {
        concept.slug: concept
        for concept in (
            Concept("adversarial-robustness", "adversarial robustness"),
            Concept("controllable-generation", "controllable text generation", ("controlled generation of text",)),
            Concept("summarization-evaluation", "summarization evaluation"),
            Concept("reasoning", "reasoning"),
        )
    },
    "test",
)
MATCHER = PhrasingMatcher(SCHEME)


def said(text: str) -> list[tuple[str, str]]:
    tokens = tokenize(text)
    return [(match.slug, tokens.span(match.first, match.last)) for match, _ in MATCHER.find(tokens)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We study robustness against adversarial attacks.",
            [("adversarial-robustness", "robustness against adversarial")],
        ),
        ("Evaluating automatic summaries is hard.", [("summarization-evaluation", "Evaluating automatic summaries")]),
        ("Evaluation of summarisation", [("summarization-evaluation", "Evaluation of summarisation")]),
        (
            "Texts are generated under fine control.",
            [("controllable-generation", "Texts are generated under fine control")],
        ),
        ("We train adversarial models. Robustness is left for later.", []),
        ("Adversarial examples, of which we made more than two hundred by hand, do not hurt robustness.", []),
        ("Reasoning alone is one word and the other matcher's business.", []),
    ],
)
def test_labels_are_said_in_other_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


def test_the_gap_counts_the_words_between() -> None:
    [(_, near)] = MATCHER.find(tokenize("adversarial robustness"))
    [(_, far)] = MATCHER.find(tokenize("robustness against strong adversarial attacks"))
    assert (near, far) == (0, 2)


def test_of_several_places_the_shortest_is_taken() -> None:
    text = "Robustness of three adversarial things, and the robust adversarial."
    assert said(text) == [("adversarial-robustness", "robust adversarial")]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("generation", "generates", True),
        ("controllable", "control", True),
        ("labelling", "labeling", True),
        ("optimisation", "optimize", True),
        ("general", "generate", False),
        ("language", "languid", False),
    ],
)
def test_word_forms_share_a_stem(one: str, other: str, same: bool) -> None:
    assert (stem(one) == stem(other)) == same
