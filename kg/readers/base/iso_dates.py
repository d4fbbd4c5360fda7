"""Dates as papers and their listings write them, as ISO 8601 text of the precision that was given."""

from __future__ import annotations

import datetime
import re
from datetime import UTC

from kg.ground.text import tidy

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
_MONTH += r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_YEAR}(?:[-/.](?P<number>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}))?)?(?:[T ]\d.*)?",  # ISO 8601, with a time
        rf"{_YEAR}(?P<number>\d{{2}})(?P<day>\d{{2}})",  # ISO 8601, basic form
        rf"{_MONTH} (?:(?P<day>\d{{1,2}}),? )?{_YEAR}",  # Nov 11, 2025
        rf"(?:[a-z]{{3,9}},? )?(?:(?P<day>\d{{1,2}}) )?{_MONTH} {_YEAR}(?: \d.*)?",  # Tue, 11 Nov 2025 08:00:00 GMT
    )
)
# The first scientific journals are of 1665; a date beyond 2100 is a slip.
_FIRST_YEAR, _LAST_YEAR = 1665, 2100
# Unix times of the years 2001 to 2099 in seconds, and of 1973 to 2099 in milliseconds; no other number is near.
_FIRST_SECOND, _LAST_SECOND, _FIRST_MILLISECOND = 10**9, 4_102_444_800, 10**11


def parse_date(value: object) -> str | None:
    """Return the date as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or None where it is no date of the calendar.

    >>> parse_date("Nov 11, 2025"), parse_date("2025-11-11T08:00:00.000Z"), parse_date(2025), parse_date("2025/4")
    ('2025-11-11', '2025-11-11', '2025', '2025-04')
    >>> parse_date("Feb 30, 2024"), parse_date("soon")
    (None, None)
    >>> parse_date(1695513600), parse_date(1695513600000)  # Unix times, which are days of UTC
    ('2023-09-24', '2023-09-24')
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if isinstance(value, int):
        seconds = value if value < _FIRST_MILLISECOND else value // 1000
        if value >= _FIRST_SECOND and seconds < _LAST_SECOND:
            return datetime.datetime.fromtimestamp(seconds, UTC).date().isoformat()
    text = tidy(str(value)) if isinstance(value, str) else f"{value:d}" if 0 < value <= _LAST_YEAR else ""
    match = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if match is None:
        return None
    groups = match.groupdict()
    year, day = int(groups["year"]), groups.get("day")
    month = _MONTHS.index(groups["month"][:3].lower()) + 1 if groups.get("month") else int(groups.get("number") or 0)
    return _iso_date_of_parts(year, month, int(day) if day else 0)


def _iso_date_of_parts(year: int, month: int, day: int) -> str | None:
    """Return the parts as ISO 8601; a month or day of 0 was not given."""
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")
