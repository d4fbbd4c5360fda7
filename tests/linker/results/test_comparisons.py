"""The model that a figure is compared with, and what the figures of a run share."""

from __future__ import annotations

import pytest

from kg.linker.results.comparisons import compared_model, share_metric, share_model
from kg.linker.results.numbers import find_numbers
from kg.linker.results.reported_values import describe_figures
from tests.linker.results.lines import cases_of, sentence_of


def compared(text: str, *names: str) -> list[str | None]:
    """What each figure is compared with."""
    sentence = sentence_of(text, *names)
    figures = describe_figures(sentence, find_numbers(sentence))
    return [compared_model(figure, figures, sentence) for figure in figures]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Owl gains 3% over Finch.", ("Owl", "Finch"), ["Finch"]),
        ("Owl gains 3% compared to Finch.", ("Owl", "Finch"), ["Finch"]),
        ("Owl outperforms Finch by 3%.", ("Owl", "Finch"), ["Finch"]),
        ("Owl surpasses Finch by 3% and Wren by 5%.", ("Owl", "Finch", "Wren"), ["Finch", "Wren"]),
        ("Owl gains 3% over Finch and 5% over Wren.", ("Owl", "Finch", "Wren"), ["Finch", "Wren"]),
        ("Owl reaches 73.2%.", ("Owl",), [None]),
        ("Owl reaches 73.2% on QUIZ, Finch wins.", ("Owl", "QUIZ", "Finch"), [None]),
        ("Owl gains 3%; Finch is better than Wren.", ("Owl", "Finch", "Wren"), [None]),  # of one clause
        ("Owl gains more than 3% over Finch.", ("Owl", "Finch"), ["Finch"]),
        ("Compared with Finch, Owl gains 3%.", ("Finch", "Owl"), ["Finch"]),
        ("Owl gains 3% over a " + "very " * 15 + "old Finch.", ("Owl", "Finch"), [None]),  # too far
        ("Owl outperforms Finch and Wren by 3% and 5%.", ("Owl", "Finch", "Wren"), ["Finch", "Wren"]),
        ("Owl outperforms Finch, Wren by 3 points and 5 points.", ("Owl", "Finch", "Wren"), ["Finch", "Wren"]),
    ],
)
def test_whom_a_figure_is_compared_with(text: str, names: tuple[str, ...], expected: list[str | None]) -> None:
    assert compared(text, *names) == expected


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("Owl reaches an accuracy of 80% on QUIZ and 70% on TEST.", True),
        ("Owl gains 3% in accuracy and 2% in recall.", False),
        ("Owl gains 3% in tide and 2% in boat.", False),  # each names its own
        ("Owl has a precision and recall of 80% and 70%.", False),
        ("Owl has an accuracy of 80% and 70%.", True),
        ("Owl gains 3% in QUIZ and 2% in TEST.", True),  # data, not quantities
    ],
)
def test_whether_figures_measure_the_same(text: str, shared: bool) -> None:
    assert share_metric(cases_of(text, *(name for name in ("Owl", "QUIZ", "TEST") if name in text))) is shared


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("Owl reaches 80% on QUIZ and 70% on TEST.", True),
        ("We reach 80% with Owl and 70% with Finch.", False),
        ("Owl gains 3% over Finch and 2% over Wren.", True),  # whom it is compared with
        ("Owl and Finch reach 80% and 70%.", False),
        ("Owl, Finch and Wren reach 80% and 70%.", True),  # three do not line up with two
    ],
)
def test_whether_figures_are_of_one_model(text: str, shared: bool) -> None:
    names = [name for name in ("Owl", "Finch", "Wren", "QUIZ", "TEST") if name in text]
    assert share_model(cases_of(text, *names)) is shared
