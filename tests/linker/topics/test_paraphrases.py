"""Topics said in other words: any order, any word form, near each other, never across sentences."""

from __future__ import annotations

import pytest

from kg.catalogue.topic_scheme import Concept, TopicScheme
from kg.linker.text.morphology import stem
from kg.linker.text.tokens import tokenize
from kg.linker.topics.paraphrases import PhrasingMatcher

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
    return [(one.match.slug, tokens.span(one.match.first, one.match.last)) for one in MATCHER.find(tokens)]


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


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("adversarial robustness", (0, True, True, False)),
        ("robustness against strong adversarial attacks", (2, False, True, False)),
        ("adversarially robust", (0, True, False, False)),
        ("adversarial, and then robustness", (3, True, True, True)),
    ],
)
def test_how_a_label_is_said(text: str, how: tuple[int, bool, bool, bool]) -> None:
    [one] = MATCHER.find(tokenize(text))
    assert (one.gap, one.ordered, one.exact, one.broken) == how


def test_a_stem_that_many_labels_share_says_little() -> None:
    [rare] = MATCHER.find(tokenize("robustness against adversarial attacks"))
    labels = [f"{word} learning" for word in ("deep", "slow", "graph", "metric")]
    scheme = TopicScheme({label[:4]: Concept(label[:4], label, ("learning deep",)) for label in labels}, "test")
    common = max(one.common for one in PhrasingMatcher(scheme).find(tokenize("learning that is slow and deep")))
    assert rare.common < common


def test_use_is_too_common_a_word_to_be_said_in_other_words() -> None:
    scheme = TopicScheme({"tool-use": Concept("tool-use", "tool use")}, "test")
    assert list(PhrasingMatcher(scheme).find(tokenize("We use a new tool."))) == []


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
