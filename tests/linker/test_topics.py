"""Concepts in texts: plurals, hyphens, abbreviations in their own case, longer labels before shorter ones."""

from __future__ import annotations

import pytest

from kg.catalogue.topics import Concept, TopicScheme
from kg.ground.records import Paper
from kg.ground.text import fold
from kg.linker.candidates import read_paper
from kg.linker.concepts import ConceptMatcher
from kg.linker.tokens import tokenize
from kg.linker.topics import ConceptFinder
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
