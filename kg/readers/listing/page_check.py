"""Whether the parts of a page explain it: a page is read only if they do, and what they do not explain is told.

A page is refused where too many of its lines belong to no paper and to no known part of a page, where too many titles
do not look like titles or are the same, or where most papers have nothing but a title. What does not fit on a page
that is read is reported with its lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.ground.errors import InputError
from kg.readers.base.input_stream import Fault, Page
from kg.readers.listing.forms.page_form import Lines
from kg.readers.listing.paper_entries import LeftOver, ListingEntry
from kg.readers.listing.title_look import looks_like_title

# Shares below which a page is refused. The pages of the tests have 0.9 or more of their lines explained, and texts
# that are no listing less than 0.5; a page cut in the middle of a paper still has half of its titles right.
_EXPLAINED, _TITLES, _FIRM = 0.6, 0.66, 0.5
_SAME = 3  # times that a title comes twice over on the trending page, at most twice; more often it is no title
_ABSTRACT = 200  # characters of an abstract that makes a paper by itself
_SHOWN = 60  # characters of a line that a message quotes
_SHOWN_LINES = 3
_MOST_FAULTS = 20  # that are told one by one
_NEAREST = 3
_COMPARED_LINES = 2_000  # of a refused page, which are read in the other forms to say how near they are
_WHOLE_PAGE = "save the whole page"


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read in a page.

    Attributes:
        form: the form it was read in. lines: how many lines hold text. entries: the papers. left: what fits nowhere.
    """

    form: str
    lines: int
    entries: list[ListingEntry]
    left: list[LeftOver]

    @property
    def explained(self) -> float:
        """The share of lines that are used or known, 0 to 1."""
        return 1 - min(self.lines, sum(left.lines for left in self.left)) / max(1, self.lines)


def checked_entries(
    reading: PageReading, page: Page, lines: Lines, read: Callable[[Lines, str], PageReading], fault: Fault
) -> Iterator[ListingEntry]:
    """Yield the papers of a page that its parts explain.

    Args:
        lines: the page as it was saved. read: reads it in another form, for the remedy.

    Raises:
        InputError: they do not explain it.
    """
    entries = [entry for entry in reading.entries if looks_like_title(entry.title)]
    odd = [LeftOver(entry.number, entry.title) for entry in reading.entries if not looks_like_title(entry.title)]
    problem = _misfit(reading, entries)
    if problem:
        left = sorted([*reading.left, *odd], key=lambda line: line.number)
        raise InputError(
            f"the layout of the page is not known: {problem}{_first_lines(left, reading.form)}",
            where=page.path,
            remedy=f"save the page as text or as HTML; {_nearest_forms(lines, read)}",
        )
    for error in _faults(reading, odd, page):
        fault(error)
    yield from entries


def _misfit(reading: PageReading, entries: list[ListingEntry]) -> str:
    """Say what speaks against the reading, or ""."""
    if not reading.entries:
        return ""  # "the file holds no papers" says more
    if reading.explained < _EXPLAINED:
        unexplained = round((1 - reading.explained) * 100)
        return f"{unexplained} % of its lines are neither of a paper nor a known part of a page"
    if len(entries) < _TITLES * len(reading.entries):
        return f"{len(reading.entries) - len(entries)} of {len(reading.entries)} titles do not look like titles"
    title, times = Counter(entry.title for entry in entries).most_common(1)[0]
    if times >= _SAME and 2 * times > len(entries):
        return f"{times} of {len(entries)} titles are {shortened(title)}"
    firm = sum(len(entry.text()) >= _ABSTRACT or entry.detailed or entry.arxiv is not None for entry in entries)
    if firm < _FIRM * len(entries):
        return f"{len(entries) - firm} of {len(entries)} titles have neither an abstract nor details"
    return ""


def _first_lines(left: list[LeftOver], form: str) -> str:
    if not left:
        return ""
    what = "block" if form == "html" else "line"
    return "; " + ", ".join(f"{what} {line.number}: {shortened(line.text)}" for line in left[:_SHOWN_LINES])


def _nearest_forms(lines: Lines, read: Callable[[Lines, str], PageReading]) -> str:
    """Return the forms that the page is nearest to, with how much of it each explains."""
    readings = [read(lines[:_COMPARED_LINES], form) for form in ("text", "markdown", "numbered links")]
    readings.sort(key=lambda reading: (-reading.explained * bool(reading.entries), reading.form))
    shares = (
        f"{reading.form} ({round(100 * reading.explained) if reading.entries else 0} % of the lines)"
        for reading in readings[:_NEAREST]
    )
    return "the nearest formats are " + ", ".join(shares)


def _faults(reading: PageReading, odd: list[LeftOver], page: Page) -> Iterator[InputError]:
    """Say what the page holds beside its papers, the first of it one by one."""
    left = sorted([*reading.left, *odd], key=lambda line: line.number)
    told = left if len(left) <= _MOST_FAULTS else left[: _MOST_FAULTS - 1]
    for line in told:
        problem = (
            "the page begins inside a paper; what is left of it is left out"
            if line.start
            else f"the line {shortened(line.text)} is neither part of the page nor a title with an abstract"
        )
        where = f"{page.path}: block {line.number}" if reading.form == "html" else f"{page.path}:{line.number}"
        yield InputError(problem, where=where, remedy=_WHOLE_PAGE)
    if len(told) < len(left):
        problem = f"{len(left) - len(told)} more lines, up to line {left[-1].number}, fit nowhere"
        yield InputError(problem, where=page.path, remedy=_WHOLE_PAGE)


def shortened(text: str) -> str:
    """Return the text as a message quotes it."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
