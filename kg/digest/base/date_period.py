"""Periods of days, and which dates lie in them.

A date is as exact as it is known: ``2026``, ``2026-03`` or ``2026-03-05``. It lies in a period where all days that it
may stand for do; one that may be a day outside is put into no period.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from kg.ground.errors import InputError

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both of them in it.

    Raises:
        InputError: it ends before it begins.

    >>> march = Period(date(2026, 3, 1), date(2026, 3, 31))
    >>> str(march), march.days, str(march.before())
    ('2026-03-01 to 2026-03-31', 31, '2026-01-29 to 2026-02-28')
    >>> march.holds("2026-03"), march.holds("2026"), march.holds(None)
    (True, False, False)
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            problem = f"the period ends on {self.last}, before it begins on {self.first}"
            raise InputError(problem, remedy="give --since an earlier date, or --until a later one")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def holds(self, text: str | None) -> bool:
        """Check whether all days that a date may stand for lie in the period."""
        days = days_of_date(text)
        return days is not None and self.first <= days[0] and days[1] <= self.last

    def touches(self, text: str | None) -> bool:
        """Check whether one of the days that a date may stand for lies in the period."""
        days = days_of_date(text)
        return days is not None and days[0] <= self.last and self.first <= days[1]

    def before(self) -> Period:
        """Return the period of as many days that ends where this one begins.

        Raises:
            InputError: it would begin before the year 1.
        """
        try:
            return Period(self.first - timedelta(self.days), self.first - timedelta(1))
        except OverflowError as error:
            raise InputError("there is no period of equal length before", remedy="give --since a later date") from error

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def days_of_date(text: str | None) -> tuple[date, date] | None:
    """Return the first and the last day that a date may stand for; None where it is none.

    >>> days_of_date("2024-02"), days_of_date("2024-02-31"), days_of_date("May 2024")
    ((datetime.date(2024, 2, 1), datetime.date(2024, 2, 29)), None, None)
    """
    match = _DATE.fullmatch(text or "")
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:  # no such month or day; the year 0; calendar.IllegalMonthError is one
        return None


def is_date(text: str) -> bool:
    """Check whether a text that somebody typed is meant as a date, though there may be no such day.

    >>> is_date("2026-03"), is_date("2026-13"), is_date("4f1c")
    (True, True, False)
    """
    return _DATE.fullmatch(text) is not None


def required_days(text: str, option: str) -> tuple[date, date]:
    """Return the days of a date that somebody typed.

    Raises:
        InputError: there is no such date.
    """
    days = days_of_date(text)
    if days is None:
        raise InputError(f"{text!r} is no date", where=option, remedy="write it as 2026-03-05, 2026-03 or 2026")
    return days
