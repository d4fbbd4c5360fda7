"""Lines of corrections about papers: their faults, and the questions to which two lines may answer otherwise."""

from __future__ import annotations

import pytest

from kg.graph.correction.paper_lines import (
    DIFFERENT_WORKS,
    IS,
    IS_NOT,
    SAME_WORK,
    answers_of_paper_line,
    faults_of_paper_line,
)


def faults(action: str, subject: str, other: str, value: str = "") -> list[str]:
    cells = {"action": action, "subject": subject, "object": other, "value": value}
    found = list(faults_of_paper_line(cells))
    assert all(problem and remedy for _, problem, remedy in found)
    return [column for column, _, _ in found]


@pytest.mark.parametrize(
    ("action", "subject", "other", "value", "columns"),
    [
        (IS, "Of Tides", "2405.13729", "", []), (IS, "Of Tides", "arXiv:2405.13729v2", "", []),
        (IS_NOT, "Of Tides", "10.1000/abc", "", []), (SAME_WORK, "Of Tides", "Of Boats", "", []),
        (IS, "Of Tides", "soon", "", ["object"]), (IS_NOT, "Of Tides", "Of Boats", "", ["object"]),
        (SAME_WORK, "Of Tides", "of tides!", "", ["object"]),
        (DIFFERENT_WORKS, "2405.13729", "arXiv:2405.13729", "", ["object"]),
        (IS, "*", "2405.13729", "", ["subject"]), (IS, "Of Tides", "2405.13729", "yes", ["value"]),
        (SAME_WORK, "*", "*", "x", ["subject", "value", "object"]),
        (IS, "Of Tides", "", "", []),  # that it is missing is told elsewhere
    ],
)  # fmt: skip
def test_faults_of_a_line(action: str, subject: str, other: str, value: str, columns: list[str]) -> None:
    assert faults(action, subject, other, value) == columns


def contradict(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Whether two lines answer one question otherwise."""
    first, second = dict(answers_of_paper_line(*one)), dict(answers_of_paper_line(*other))
    return any(first[question] != second[question] for question in first.keys() & second.keys())


@pytest.mark.parametrize(
    ("one", "other", "contradicts"),
    [
        ((IS, "Of Tides", "2405.13729"), (IS, "of tides", "arXiv:2405.13729v1"), False),
        ((IS, "Of Tides", "2405.13729"), (IS, "Of Tides", "2405.13730"), True),
        ((IS, "Of Tides", "2405.13729"), (IS, "Of Tides", "10.1000/abc"), False),  # it may have both
        ((IS, "Of Tides", "10.1000/abc"), (IS, "Of Tides", "10.1000/abd"), True),
        ((IS, "Of Tides", "2405.13729"), (IS_NOT, "Of Tides", "2405.13729"), True),
        ((IS, "Of Tides", "2405.13729"), (IS_NOT, "Of Tides", "2405.13730"), False),
        ((IS_NOT, "Of Tides", "2405.13729"), (IS_NOT, "Of Tides", "2405.13730"), False),
        ((IS, "Of Tides", "2405.13729"), (IS, "Of Boats", "2405.13730"), False),
        ((SAME_WORK, "Of Tides", "Of Boats"), (DIFFERENT_WORKS, "of boats", "Of Tides"), True),
        ((SAME_WORK, "Of Tides", "Of Boats"), (SAME_WORK, "Of Boats", "Of Tides"), False),
        ((SAME_WORK, "Of Tides", "Of Boats"), (DIFFERENT_WORKS, "Of Tides", "Of Birds"), False),
    ],
)  # fmt: skip
def test_which_lines_contradict_each_other(
    one: tuple[str, str, str], other: tuple[str, str, str], contradicts: bool
) -> None:
    assert contradict(one, other) is contradict(other, one) is contradicts
