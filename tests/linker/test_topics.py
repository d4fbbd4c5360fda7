"""Concepts in texts: plurals, hyphens, abbreviations in their own case, longer labels before shorter ones."""

from __future__ import annotations

import pytest

from kg.linker.concepts import ConceptMatcher
from kg.linker.tokens import tokenize
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
