"""Labels of concepts in a text: any number of the words, the longest first, abbreviations in their own case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.topic_scheme import Concept, TopicScheme
from kg.linker.text.tokens import tokenize
from kg.linker.topics.topic_labels import ConceptMatcher, is_abbreviation, label_words

CONCEPTS = (
    Concept("pre-training", "pre-training", ("pretraining of models",)),
    Concept("reward", "reward model", ("RM",)),
    Concept("over", "reward model overoptimization"),
    Concept("rlhf", "reinforcement learning from human feedback", ("RLHF",), hidden_labels=("human preferences",)),
    Concept("policy", "policy"),
    Concept("other-policy", "policies of states", ("policy",)),
)
MATCHER = ConceptMatcher(TopicScheme({each.slug: each for each in CONCEPTS}, "test"))


def found(text: str) -> list[tuple[str, str]]:
    tokens = tokenize(text)
    return [(match.slug, tokens.span(match.first, match.last)) for match in MATCHER.find(tokens)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pre-Training helps", [("pre-training", "Pre-Training")]),
        ("pretraining helps", [("pre-training", "pretraining")]),
        ("a reward-model here", [("reward", "reward-model")]),
        ("Reward models here", [("reward", "Reward models")]),
        ("RMs and RM", [("reward", "RMs"), ("reward", "RM")]),
        ("RMS", []),
        ("an rm and Rm", []),  # an abbreviation in another case
        ("reward. Model", []),  # across sentences
        ("reward the model", []),
        ("policies", [("other-policy", "policies"), ("policy", "policies")]),
        ("nothing", []),
        ("", []),
        ("reward model-", [("reward", "reward model")]),
    ],
)
def test_labels_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(found(text)) == sorted(expected)


def test_the_longer_label_comes_first_and_holds_the_shorter() -> None:
    tokens = tokenize("on reward model overoptimization and a reward model")
    long, inner, alone = MATCHER.find(tokens)
    assert (long.slug, long.inside) == ("over", False)
    assert (inner.slug, inner.inside) == ("reward", True)
    assert (alone.slug, alone.inside) == ("reward", False)


def test_preferred_labels_and_cues_are_told_apart() -> None:
    (cue,) = MATCHER.find(tokenize("human preference"))
    assert (cue.slug, cue.cue, cue.preferred) == ("rlhf", True, False)
    (alternative,) = MATCHER.find(tokenize("RLHF"))
    assert (alternative.cue, alternative.preferred) == (False, False)
    (preferred,) = MATCHER.find(tokenize("reinforcement learning from human feedback"))
    assert (preferred.cue, preferred.preferred) == (False, True)


def test_a_scheme_without_concepts_finds_nothing() -> None:
    assert list(ConceptMatcher(TopicScheme({}, "test")).find(tokenize("reward model"))) == []


@pytest.mark.parametrize(
    ("label", "is_short"),
    [("RLHF", True), ("RM", True), ("LLMs", True), ("Rm", False), ("A", False), ("", False), ("ABCDEFGHI", False),
     ("GPT-4V", True)],
)  # fmt: skip
def test_abbreviations(label: str, is_short: bool) -> None:
    assert is_abbreviation(label) is is_short


@pytest.mark.parametrize(
    ("label", "words"),
    [("reward model", ("reward", "model")), ("", ()), ("LLM-based", ("LLM", "-", "based")), ("É a", ("É", "a"))],
)
def test_the_words_of_a_label(label: str, words: tuple[str, ...]) -> None:
    assert label_words(label) == words == tokenize(label).words


@given(st.lists(st.sampled_from(["reward", "model", "models", "overoptimization", "policy", ".", "RM", "pre", "-",
                                 "training", "human", "preferences"]), max_size=20))  # fmt: skip
def test_matches_lie_in_reading_order_inside_their_sentence(words: list[str]) -> None:
    tokens = tokenize(" ".join(words))
    last_first = covered = 0
    for match in MATCHER.find(tokens):
        assert last_first <= match.first < match.last <= tokens.sentence_at(match.first)[1]
        assert match.inside is (match.last <= covered)
        last_first, covered = match.first, max(covered, match.last)


@given(st.sampled_from([each.label for each in CONCEPTS]))
def test_each_label_is_found_in_itself_in_any_case(label: str) -> None:
    for text in (label, label.title(), label.upper()):
        assert any(words == text for _, words in found(text)), text
