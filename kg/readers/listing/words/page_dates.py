"""Dates as a listing page writes them, in the languages that browsers translate it to."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from kg.readers.listing.words.page_words import alternatives, month_of_name, words_of_kind

_NAME = r"(?P<name>[^\W\d_]{3,12})\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>(?:19|20)\d{2})"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_NAME} {_DAY}(?:st|nd|rd|th)?(?:,? {_YEAR})?",  # Mar 3, 2024
        rf"{_DAY}\.? ?(?:de |of )?{_NAME}(?:,? (?:de |del )?{_YEAR})?(?: ?г\.?| р\.)?",  # 3 de marzo de 2024
        rf"(?:{_YEAR} ?[年년] ?)?(?P<month>\d{{1,2}}) ?[月월] ?{_DAY} ?[日号號일]?",  # 2024年3月3日
        rf"(?:ngày )?{_DAY} tháng (?P<month>\d{{1,2}})(?:,? (?:năm )?{_YEAR})?",
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.]{_DAY}(?:[T ]\d\d?:\d\d.*)?",  # 2024-03-03
    )
)
_PREFIX = re.compile(rf"(?:{alternatives(words_of_kind('published'))})\s*[:：]?\s*(?P<date>.+)", re.I)
_SUFFIX = re.compile(rf"(?P<date>.+?)\s*(?:に|에|于)?\s?(?:{alternatives(words_of_kind('published'))})", re.I)
_COMMENTS = re.compile(r"(?P<date>.*\S)\s(?P<comments>\d{1,6})")
_AGO = re.compile(
    r"(?:(?:about|over|almost|updated)\s)*(?:\d{1,3}|an?)\s?"
    r"(?:s|m|min|h|d|w|mo|y|(?:second|minute|hour|day|week|month|year)s?)\sago|yesterday|today",
    re.I,
)
# Characters. "Published on September 30, 2025 123456" has 38; words of other languages are longer.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date on a page.

    Attributes:
        iso: ``YYYY-MM-DD``, or None where the page gives no year or no day of the calendar.
        comments: the count that stands behind the date, or None.
        published: whether words say that it is the day of publication.
    """

    iso: str | None
    comments: int | None = None
    published: bool = False


def date_of_line(text: str) -> PageDate | None:
    """Return the date that a line is, or None where it is anything else.

    >>> date_of_line("Mar 3, 2024 6"), date_of_line("3 de marzo de 2024").iso, date_of_line("2024年3月3日").iso
    (PageDate(iso='2024-03-03', comments=6, published=False), '2024-03-03', '2024-03-03')
    >>> date_of_line("May 30").iso, date_of_line("Published on Feb 30, 2024").iso, date_of_line("March of the Agents")
    (None, None, None)
    """
    if not 3 < len(text) <= _LONGEST:
        return None
    published = False
    for form in (_PREFIX, _SUFFIX):
        if (match := form.fullmatch(text)) and (found := _plain_date(match["date"])):
            published = True
            return PageDate(found.iso, found.comments, published)
    return _plain_date(text)


def _plain_date(text: str) -> PageDate | None:
    if _AGO.fullmatch(text):
        return PageDate(None)
    counted = _COMMENTS.fullmatch(text)
    for part, comments in ((text, None), (counted["date"], int(counted["comments"])) if counted else ("", None)):
        for form in _FORMS:
            if match := form.fullmatch(part):
                groups = match.groupdict()
                month = month_of_name(groups["name"]) if groups.get("name") else int(groups.get("month") or 0)
                if month:
                    return PageDate(_iso_day(groups.get("year"), month, int(groups["day"])), comments)
    return None


def _iso_day(year: str | None, month: int, day: int) -> str | None:
    try:
        return datetime.date(int(year), month, day).isoformat() if year else None
    except ValueError:
        return None
