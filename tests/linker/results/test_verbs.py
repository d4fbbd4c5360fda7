"""Verbs of reaching and changing, and what a name depends on."""

from __future__ import annotations

import pytest

from kg.linker.results.verbs import dependence, find_verbs
from tests.linker.results.lines import sentence_of


def verbs(text: str) -> list[str]:
    return [match.group() for match in find_verbs(text, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("owl reaches 3%", ["reaches"]), ("owl improves and outperforms it", ["improves", "outperforms"]),
        ("owl is achieving", ["achieving"]), ("owl hits it", ["hits"]),
        ("a gain of 3", []), ("the score", []), ("its scores rise", ["rise"]), ("owl scores 3", ["scores"]),
        ("owl gains 3", ["gains"]), ("owl gains over it", []), ("with relative drop here", []),
        ("leading models", []), ("lower cost", []), ("research", []), ("", []),
        ("3% drop", []), ("owl ranks first", ["ranks"]),
    ],
)  # fmt: skip
def test_verbs_and_nouns_are_told_apart(text: str, expected: list[str]) -> None:
    assert verbs(text) == expected


def test_only_verbs_before_a_position() -> None:
    text = "owl reaches and finch obtains"
    assert [match.group() for match in find_verbs(text, text.index("finch"))] == ["reaches"]
    assert find_verbs(text, 0) == []


def depends(text: str, *names: str) -> str | None:
    """What the last of the names depends on."""
    sentence = sentence_of(text, *names)
    return dependence(next(place for place in sentence.places if place.slug == names[-1]), sentence)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("It wins on QUIZ.", ("QUIZ",), "on"), ("It wins over the strong Finch.", ("Finch",), "over"),
        ("It wins with our Finch.", ("Finch",), "with"), ("It beats Finch.", ("Finch",), "object"),
        ("It outperforms many strong models, e.g., Finch.", ("Finch",), "object"),
        ("It wins, and Finch loses.", ("Finch",), None), ("Finch wins.", ("Finch",), None),
        ("It reaches 3% that Finch has.", ("Finch",), None),
        ("On QUIZ and TEST it wins.", ("QUIZ", "TEST"), "on"),
        ("On QUIZ, TEST and MORE it wins.", ("QUIZ", "TEST"), "on"),
        ("On QUIZ, Owl wins.", ("QUIZ", "Owl"), None),  # a comma alone joins nothing
        ("It beats Finch (old) and Wren.", ("Finch", "Wren"), "object"),
    ],
)  # fmt: skip
def test_what_a_name_depends_on(text: str, names: tuple[str, ...], expected: str | None) -> None:
    assert depends(text, *names) == expected
