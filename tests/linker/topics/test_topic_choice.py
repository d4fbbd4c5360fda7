"""Concepts in texts: plurals, hyphens, abbreviations in their own case, longer labels before shorter ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.catalogue.topic_scheme import Concept, TopicScheme, load_scheme
from kg.ground.records import Paper
from kg.ground.text import fold
from kg.linker.models.linear import BinaryModel, load_models
from kg.linker.text.paper_text import read_paper
from kg.linker.text.tokens import tokenize
from kg.linker.topics.topic_candidates import ConceptFinder
from kg.linker.topics.topic_choice import TopicFinder
from kg.linker.topics.topic_labels import ConceptMatcher
from tests.linker.catalogues import small_scheme

MATCHER = ConceptMatcher(small_scheme())


def found(text: str) -> list[tuple[str, str, bool]]:
    tokens = tokenize(text)
    return [(match.slug, tokens.span(match.first, match.last), match.inside) for match in MATCHER.find(tokens)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Scaling laws hold.", [("scaling-law", "Scaling laws", False)]),
        (
            "pretraining and pre-training",
            [("pre-training", "pretraining", False), ("pre-training", "pre-training", False)],
        ),
        ("RLHF works", [("rlhf", "RLHF", False)]),
        ("rlhf works", []),
        ("neural scaling laws", [("scaling-law", "neural scaling laws", False), ("scaling-law", "scaling laws", True)]),
        ("the modeling of rewards", []),
    ],
)
def test_labels_are_found(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert found(text) == expected


def test_hidden_labels_are_cues_and_no_names() -> None:
    concept = Concept("legal-ai", "legal AI", ("AI and law",), hidden_labels=("recidivism",))
    matcher = ConceptMatcher(TopicScheme({concept.slug: concept}, "test"))
    tokens = tokenize("AI and law: legal AI predicts recidivism.")
    matches = [(tokens.span(match.first, match.last), match.preferred, match.cue) for match in matcher.find(tokens)]
    assert matches == [("AI and law", False, False), ("legal AI", True, False), ("recidivism", False, True)]


@pytest.mark.parametrize(
    ("abstract", "cue_only"),
    [("We predict recidivism.", True), ("We predict recidivism with legal AI.", False)],
)
def test_a_concept_that_only_cues_point_to_says_so(abstract: str, cue_only: bool) -> None:
    concept = Concept("legal-ai", "legal AI", ("AI and law",), hidden_labels=("recidivism",))
    finder = ConceptFinder(TopicScheme({concept.slug: concept}, "test"))
    [found_concept] = finder.concepts(read_paper(Paper(title="Courts", abstract=abstract)))
    assert ("topic:cue-only" in found_concept.features) == cue_only
    assert finder.labels("legal-ai") == {fold("legal AI"), fold("AI and law")}


def features(title: str, abstract: str, *concepts: Concept) -> dict[str, tuple[str, ...]]:
    finder = ConceptFinder(TopicScheme({concept.slug: concept for concept in concepts}, "test"))
    return {one.slug: one.features for one in finder.concepts(read_paper(Paper(title=title, abstract=abstract)))}


PARSING = Concept("parsing", "parsing")
CHART_PARSING = Concept("chart-parsing", "chart parsing", broader=("parsing", "tables"))
TABLES = Concept("tables", "table understanding")


def test_a_concept_said_in_other_words_says_so_and_how_far_its_words_are_apart() -> None:
    found = features("Trees", "We parse every chart.", PARSING, CHART_PARSING, TABLES)
    assert {"topic:said", "topic:said-gap=1", "topic:said-abstract=1", "topic:cue-only"} <= set(found["chart-parsing"])
    named = features("Chart parsing", "", PARSING, CHART_PARSING, TABLES)
    assert "topic:said" not in named["chart-parsing"]


def test_what_is_directly_above_a_named_concept_is_implied_by_it() -> None:
    found = features("Chart parsing", "", PARSING, CHART_PARSING, TABLES)
    assert {"topic:above", "topic:above=tables", "topic:above-title=1"} <= set(found["tables"])
    assert not any(feature.startswith("topic:above") for feature in found["parsing"])  # named, inside the longer label
    assert {"topic:has-narrower", "topic:has-narrower-titled=True"} <= set(found["parsing"])


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Faster chart parsing", "end"),
        ("Chart parsing: a new look", "before-colon"),
        ("Chart parsing revisited", "start"),
        ("Trees: chart parsing revisited", "after-colon"),
        ("Fast chart parsing with trees", "before-preposition"),
        ("Trees for chart parsing revisited", "after-preposition"),
        ("Fast chart parsing revisited", "inner"),
    ],
)
def test_the_place_in_the_title_is_a_feature(title: str, place: str) -> None:
    found = features(title, "", PARSING, CHART_PARSING, TABLES)
    assert f"topic:title-{place}" in found["chart-parsing"]


def test_the_sentence_in_which_authors_say_what_they_did_is_a_feature() -> None:
    abstract = "Trees are old. We propose chart parsing. Parsing is slow."
    found = features("Trees", abstract, PARSING, CHART_PARSING, TABLES)
    assert {"topic:claimed", "topic:sentence=inner"} <= set(found["chart-parsing"])
    assert "topic:claimed" not in found["parsing"]
    assert "topic:sentence=last" in found["parsing"]


def test_ranking_goes_by_both_models_and_confidence_by_the_first() -> None:
    models = replace(
        load_models(),
        topic=BinaryModel({"topic:slug=parsing": 1.0, "topic:slug=tables": 0.9, "topic:slug=trees": -9.0}),
        primary=BinaryModel({"topic:slug=parsing": -9.0, "topic:slug=tables": 2.0, "topic:slug=trees": -9.0}),
        topic_threshold=0.3,
    )
    scheme = TopicScheme({"parsing": PARSING, "tables": TABLES, "trees": Concept("trees", "tree")}, "test")
    text = read_paper(Paper(title="Parsing", abstract="Table understanding with trees."))
    links = TopicFinder(scheme, models).topics(text)
    assert [(link.slug, link.primary, link.confidence) for link in links] == [
        ("parsing", False, 0.923),
        ("tables", True, 0.919),
    ]


@pytest.mark.parametrize(("abstract", "expected"), [("Chart parsing.", ["chart-parsing"]), ("We parse a chart.", [])])
def test_what_is_only_said_in_other_words_must_be_more_probable(abstract: str, expected: list[str]) -> None:
    models = replace(load_models(), topic=BinaryModel({}), primary=BinaryModel({}), topic_threshold=0.3)
    scheme = TopicScheme({"chart-parsing": Concept("chart-parsing", "chart parsing")}, "test")
    links = TopicFinder(scheme, models).topics(read_paper(Paper(title="Trees", abstract=abstract)))
    assert [link.slug for link in links] == expected


@pytest.mark.parametrize(("abstract", "least", "most"), [("Chart parsing.", 0.8, 0.9), ("We parse a chart.", 0.6, 0.7)])
def test_the_confidence_of_a_topic_is_that_of_its_being_right(abstract: str, least: float, most: float) -> None:
    """Annotators list few of the topics that are right, and what is only said in other words is right less often."""
    even = replace(load_models(), topic=BinaryModel({}), primary=BinaryModel({}), topic_threshold=0.2)
    scheme = TopicScheme({"chart-parsing": Concept("chart-parsing", "chart parsing")}, "test")
    (link,) = TopicFinder(scheme, even).topics(read_paper(Paper(title="Trees", abstract=abstract)))
    assert least <= link.confidence <= most


def test_most_topics_given_to_unseen_papers_were_judged_right() -> None:
    lines = (Path(__file__).parents[1] / "data" / "topic_judgements.tsv").read_text("utf-8").splitlines()
    assert [line.startswith("#") for line in lines[:3]] == [True, True, False]
    judged = [line.split("\t") for line in lines[2:]]
    assert len({paper for paper, _, _ in judged}) == 100
    assert {slug for _, slug, _ in judged} <= load_scheme().concepts.keys()
    assert sum(right == "1" for _, _, right in judged) / len(judged) >= 0.85
