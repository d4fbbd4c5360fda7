"""Dates in the forms that papers and listings give."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.readers.base.iso_dates import parse_date


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("2024", "2024"),
        (2024, "2024"),
        ("2024-05", "2024-05"),
        ("2024-5-7", "2024-05-07"),
        ("2024/05/17", "2024-05-17"),
        ("20240517", "2024-05-17"),
        ("2024-05-17T08:00:00.000Z", "2024-05-17"),
        ("2024-05-17 08:00", "2024-05-17"),
        ("May 17, 2024", "2024-05-17"),
        ("September 2024", "2024-09"),
        ("Sept. 3 2024", "2024-09-03"),
        ("17 May 2024", "2024-05-17"),
        ("Fri, 17 May 2024 17:59:59 GMT", "2024-05-17"),
        ("  May 17, 2024\n", "2024-05-17"),
        ("2024-00-00", "2024"),
    ],
)
def test_dates_are_understood(given_: object, expected: str) -> None:
    assert parse_date(given_) == expected


@pytest.mark.parametrize(
    "given_",
    [
        "",
        "soon",
        "2024-13",
        "Feb 30, 2024",
        "0000",
        "1234",
        "2999",
        "May 17",
        "24-05-17",
        True,
        1.5,
        None,
        20240517,
        [],
    ],
)
def test_what_is_no_date_is_none(given_: object) -> None:
    assert parse_date(given_) is None


@given(st.dates(datetime.date(1700, 1, 1), datetime.date(2099, 12, 31)))
def test_every_form_of_a_day_gives_that_day(day: datetime.date) -> None:
    forms = [day.isoformat(), f"{day:%b} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}", f"{day:%Y%m%d}"]
    assert {parse_date(form) for form in forms} == {day.isoformat()}


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_none(text: str) -> None:
    date = parse_date(text)
    assert date is None or len(date) in (4, 7, 10)
