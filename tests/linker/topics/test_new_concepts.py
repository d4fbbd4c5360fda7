"""Candidate concepts: salient phrases that the topic scheme does not have."""

from __future__ import annotations

import pytest

from kg.ground.records import Paper, TopicLink
from kg.linker.linker import load_linker


def candidates(title: str, abstract: str) -> list[TopicLink]:
    return [topic for topic in load_linker().link(Paper(title, abstract)).topics if topic.candidate]


def test_a_phrase_of_title_and_abstract_is_a_candidate_with_its_places() -> None:
    paper = Paper("A Study of Driftwood Retrieval", "Little is known of driftwood retrieval. We look at it with care.")
    (found,) = candidates(paper.title, paper.abstract)
    assert (found.slug, found.label, found.primary) == ("driftwood-retrieval", "driftwood retrieval", False)
    assert [one.text for one in found.evidence] == ["Driftwood Retrieval", "driftwood retrieval"]
    texts = {"title": paper.title, "abstract": paper.abstract}
    assert all(texts[one.field][one.start : one.end] == one.text for one in found.evidence)


def test_a_concept_may_be_its_tail_but_not_be_cut() -> None:
    tail = candidates("Driftwood Question Answering", "Here driftwood question answering is a game.")
    assert [topic.label for topic in tail] == ["driftwood question answering"]
    assert candidates("Driftwood Question", "A driftwood question answering game.") == []


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Driftwood Retrieval", "We look at wood."),  # once only
        ("On Question Answering", "We do question answering."),  # a concept of the scheme
        ("Efficient Retrieval", "We want efficient retrieval."),  # praise is no topic
        ("Driftwood Approach", "A driftwood approach."),  # what kind of work it is, not on what
        ("We Driftwood Retrieval Quagmire", "The driftwood retrieval quagmire."),  # a part of a longer phrase
    ],
)
def test_what_is_not_salient_or_no_topic_is_left_alone(title: str, abstract: str) -> None:
    assert candidates(title, abstract) == []


def test_the_label_is_that_of_running_text() -> None:
    (found,) = candidates("Driftwood Attacks on LLMs", "Chinese driftwood attacks differ. We fear Driftwood attacks.")
    assert found.label == "driftwood attack"


def test_there_are_never_more_than_eight_topics() -> None:
    linker = load_linker()
    text = "".join(f"We speak of {word} retrieval. " * 3 for word in ("kelp", "moor", "driftwood"))
    reading = linker.link(Paper("Question answering, summarization, machine translation, speech recognition", text))
    assert len(reading.topics) <= 8
    found = [topic for topic in reading.topics if topic.candidate]
    assert 1 <= len(found) <= min(2, 8 - (len(reading.topics) - len(found)))
