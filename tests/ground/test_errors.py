"""Errors say what is wrong, where, and the remedy; names that there are not are met by those that there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground import errors
from kg.ground.errors import MOST_LISTED, InputError, PaperAtlasError, nearest_names, offer_of_names, shown_names


@pytest.mark.parametrize(
    ("where", "remedy", "message"),
    [
        (None, None, "it is empty"), ("a.txt:3", None, "a.txt:3: it is empty"),
        (None, "mend it", "it is empty; mend it"),
        (Path("b/a.txt"), "mend it", "b/a.txt: it is empty; mend it"),
    ],
)  # fmt: skip
def test_a_message_is_one_line(where: str | Path | None, remedy: str | None, message: str) -> None:
    error = PaperAtlasError("it is empty", where=where, remedy=remedy)
    assert str(error) == message
    assert (error.problem, error.where, error.remedy) == ("it is empty", where and str(where), remedy)
    assert error.args == ("it is empty",)


def test_there_is_one_tree_and_its_picture_shows_all_of_it() -> None:
    classes = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert all(issubclass(one, PaperAtlasError) for one in classes)
    drawn = str(errors.__doc__)
    assert [one.__name__ for one in classes if one.__name__ not in drawn] == []
    for line in drawn.splitlines():
        if "│   " in line:
            assert issubclass(getattr(errors, line.split()[2]), (InputError, errors.OutputError))


NAMES = ["full", "lean", "graph"]


def test_few_names_are_all_listed_in_their_order() -> None:
    assert offer_of_names("x", NAMES, listing="the help") == "take one of full, lean, graph"
    assert offer_of_names("x", ["a", "b", "a"], listing="the help") == "take one of a, b"


MANY = ["year", "month", "week", "day", "hour", "minute", "second"]


@pytest.mark.parametrize(
    ("wanted", "offer"),
    [
        ("MONTHS", "did you mean month or minute? all: help lists all"),
        ("zzz", "take one of year, month, week, …; all: help lists all"),
        ("", "take one of year, month, week, …; all: help lists all"),
    ],
)  # fmt: skip
def test_of_many_names_the_nearest_are_offered(wanted: str, offer: str) -> None:
    assert offer_of_names(wanted, MANY, listing="all: help") == offer


@given(st.text(max_size=8), st.lists(st.text("abcAB", min_size=1, max_size=5), max_size=9))
def test_what_is_offered_is_there(wanted: str, known: list[str]) -> None:
    near = nearest_names(wanted, known)
    assert len(near) <= 3
    assert set(near) <= set(known)
    assert all(name in nearest_names(name.swapcase(), [name]) for name in known), "case does not count"


def test_the_first_names_are_shown_and_the_rest_counted() -> None:
    assert shown_names([]) == ""
    assert shown_names(iter("abcdef")).count(",") == MOST_LISTED - 1
    assert "more" not in shown_names("abcdef")
    assert shown_names(map(str, range(1_006))).endswith("and 1,000 more")
    assert shown_names(["it's\n"]) == '"it\'s\\n"'
