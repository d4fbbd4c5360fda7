"""What follows from a paper about the things that it presents, and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.derived_facts import derived_facts
from kg.ground.records import Artifact, Evidence, Link, Paper, Reading, TopicLink
from kg.ground.schema import ArtifactType, Relation, Role, TextField

MODEL, DATASET, METHOD = ArtifactType.MODEL, ArtifactType.DATASET, ArtifactType.METHOD


def link(name: str, kind: ArtifactType, role: Role, confidence: float = 0.9, sentence: int = 0) -> Link:
    evidence = Evidence(TextField.ABSTRACT, sentence, sentence + len(name), name, sentence, sentence + 50)
    return Link(Artifact(name, name, (kind,)), kind, role, confidence, (evidence,))


def facts(*links: Link, topics: tuple[TopicLink, ...] = (), above: float = 0.5) -> list[tuple[str, str, str]]:
    reading = Reading(Paper("A"), links, topics)
    return [(source, relation.value, target) for source, relation, target in derived_facts(reading, above)]


HERON = link("heron", MODEL, Role.INTRODUCES)
SAND = link("sand", DATASET, Role.TRAINS_ON)


def test_a_model_was_trained_on_the_data_of_its_paper() -> None:
    assert facts(HERON, SAND) == [("artifact/heron", "trainedOn", "artifact/sand")]


@pytest.mark.parametrize(
    "links",
    [
        (HERON,), (SAND,), (),
        (HERON, link("sand", DATASET, Role.EVALUATES_ON)),
        (link("heron", MODEL, Role.USES), SAND),
        (link("heron", METHOD, Role.INTRODUCES), SAND),
        (link("heron", MODEL, Role.INTRODUCES, 0.4), SAND),
        (HERON, link("sand", DATASET, Role.TRAINS_ON, 0.5)),  # the product is too small
    ],
)  # fmt: skip
def test_what_does_not_follow(links: tuple[Link, ...]) -> None:
    assert facts(*links) == []


def test_of_several_models_the_one_of_the_same_sentence_was_trained() -> None:
    other = link("tern", MODEL, Role.INTRODUCES, sentence=100)
    assert facts(HERON, other, SAND) == [("artifact/heron", "trainedOn", "artifact/sand")]
    assert facts(HERON, other, link("sand", DATASET, Role.TRAINS_ON, sentence=200)) == []
    beside = link("tern", MODEL, Role.INTRODUCES)
    assert facts(HERON, beside, SAND) == [], "nobody knows which"


def topic(slug: str, confidence: float = 0.9, *, primary: bool = True) -> TopicLink:
    return TopicLink(slug, slug, primary, confidence)


def test_the_one_data_of_a_paper_covers_what_the_paper_is_about() -> None:
    quiz = link("quiz", ArtifactType.BENCHMARK, Role.INTRODUCES)
    about = (topic("tides"), topic("boats", 0.5), topic("birds", primary=False))
    assert facts(quiz, topics=about) == [("artifact/quiz", "covers", "topic/tides")]
    assert facts(quiz, HERON, topics=about) == [("artifact/quiz", "covers", "topic/tides")]
    assert facts(quiz, link("more", DATASET, Role.INTRODUCES), topics=about) == []
    assert facts(HERON, topics=about) == []


def test_the_bar_itself_is_enough() -> None:
    sure = [link("heron", MODEL, Role.INTRODUCES, 1.0), link("sand", DATASET, Role.TRAINS_ON, 0.5)]
    assert len(facts(*sure)) == 1
    assert facts(*sure, above=0.51) == []
    assert len(facts(*sure, above=0.0)) == 1


KINDS, ROLES = st.sampled_from(list(ArtifactType)), st.sampled_from(list(Role))


@given(st.lists(st.tuples(KINDS, ROLES, st.floats(0, 1)), max_size=6))
def test_no_fact_hangs_on_a_link_that_is_not_stated(given_links: list[tuple[Any, Any, float]]) -> None:
    links = [link(f"a{number}", *each) for number, each in enumerate(given_links)]
    sure = {each.artifact.id: each.confidence for each in links}
    found = facts(*links, topics=(topic("tides"),))
    assert len(set(found)) == len(found)
    for source, relation, target in found:
        assert sure[source] >= 0.5
        assert relation == Relation.COVERS or sure[target] >= 0.5
