"""Saved text of a paper listing such as the daily papers of the Hugging Face Hub.

The same listing is saved in several layouts: with blank lines between titles and abstracts or without, with details
below each abstract (authors or organisation, date, comments) or without, and with the first title glued to the word
before it. One method reads them all, since what tells a title from an abstract is the order and, where the order is
broken (half a page, a paper without abstract, an abstract in two paragraphs), the length.

Steps:

1. Lines that belong to the page (its head, a lone day) end a run of papers; "Subscribe" is cut off the first title.
2. Details are known by their form: "• 4 authors" or an organisation, a lone "·", a date, and a count of comments.
3. Where the page has blank lines, the lines between two of them are one block; else each line is a block.
4. The blocks of a run are labelled title or abstract, the cheapest way: a title is short, an abstract is long, they
   alternate, details end a paper; each exception costs (Viterbi's algorithm over two states).
5. A title with its abstract, or with its details, is a paper. What is left over at the ends of a run is reported.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.ground.text import fold, tidy
from kg.readers.base.input_stream import Fault, Page
from kg.readers.base.iso_dates import parse_date

NAME = "listing"

# Characters and lines of one page, which is held as a whole. Saved pages of some hundred papers have 80 to 170
# thousand characters on 240 to 380 lines; these limits are a hundred thousand papers.
MAX_PAGE = 64 << 20
MAX_PAGE_LINES = 400_000

_SUBSCRIBE = "Subscribe"
_INVITATION = re.compile(r"get trending papers in your email inbox\b.*", re.I)
_PAGE_HEAD = re.compile(r"by ?ak and the research community|daily papers|subscribe|new", re.I)
_DAY = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}"
_DATE = re.compile(rf"(?P<date>{_DAY}(?P<year>, \d{{4}})?)(?: (?P<comments>\d{{1,6}}))?")
_AUTHORS = re.compile(r"[•·] ?(?P<count>\d{1,6}) authors?")
_DOT = "·"
# Characters. The longest line that is taken for an organisation; the names on the pages have at most 40.
_ORGANISATION_LENGTH = 100
# A run has the layout with blank lines if one line in five follows a blank one; in the saved pages, half or none do.
_SPACED_SHARE = 0.2

# Characters. Titles of the saved pages have 17 to 169, abstracts 425 to 1,920: this is the geometric mean between.
_MIDDLE_LENGTH = 268.0
# Costs in doublings of the length. A wrong length costs at most 3, so that two exceptions to the order, which an odd
# title or abstract would need, are never cheaper than calling it odd.
_MAX_LENGTH_COST = 3.0
_BREAK = 5.0  # two titles or two abstracts in a row
_NO_ABSTRACT = 4.0  # details right after a title
_LONE_TITLE = 2.5  # a run that ends with a title
_HALF_START = 0.5  # a run that begins with an abstract, where the head of the page is missing
_WHOLE_START = 12.0  # ... and where it is there
_TURNS = {
    ("title", "title"): _BREAK,
    ("abstract", "abstract"): _BREAK,
    ("title", "details"): _NO_ABSTRACT,
    ("details", "abstract"): math.inf,
}

# Lines needed, in which short and long alternate, to call a text without any other mark a listing.
_SNIFFED_LINES = 8
# Lines in which sniffing looks for the head of the page; the saved pages have it in their first seven.
_HEAD_LINES = 10

# Characters of "Sep 30, 2025 123456": a last line after a dot that is no longer is a date that was cut off.
_CUT_DATE_LENGTH = 19
_SHOWN = 60  # characters of a line that a message quotes
_WHOLE_PAGE = "save the whole page"


@dataclass(frozen=True, slots=True)
class _ListingLine:
    number: int  # 1-based, in the file
    text: str  # tidied, not empty
    spaced: bool  # follows a blank line


@dataclass(frozen=True, slots=True)
class _BlockOfText:
    """A title or an abstract, or a part of one."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _PaperDetails:
    """What stands below an abstract."""

    number: int
    author_count: int | None = None
    organisation: str | None = None
    date: str | None = None
    comments: int | None = None


@dataclass(frozen=True, slots=True)
class _RunOfPapers:
    """Papers without a line of the page between them; ``headed``: the head of the page stands before it."""

    parts: list[_BlockOfText | _PaperDetails]
    headed: bool


@dataclass(slots=True)
class _ListingEntry:
    """A paper in the making."""

    number: int
    title: str
    abstract: list[str]
    details: _PaperDetails | None = None


def sniff(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a listing: its head, its details, or short and long lines."""
    text = head.decode("utf-8", "replace")
    if re.match(r"\s*(?:<!doctype|<html|<\?xml|[\[{]\s*[\"{\[\]}])", text, re.I):
        return False
    lines = [line for line in map(tidy, text.splitlines()) if line]
    if any(_INVITATION.fullmatch(line) or _AUTHORS.fullmatch(line) for line in lines):
        return True
    if any(_PAGE_HEAD.fullmatch(line) for line in lines[:_HEAD_LINES]):
        return True
    if any(first == _DOT and _DATE.fullmatch(second) for first, second in pairwise(lines)):
        return True
    long = [len(line) > _MIDDLE_LENGTH for line in lines[1:-1]]  # the first and the last may be cut
    return len(long) >= _SNIFFED_LINES and all(one != other for one, other in pairwise(long))


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """The papers of a page, in its order.

    Raises:
        InputError: the page is too long, or not UTF-8.
    """
    position = 0
    for run in _runs_of_papers(_lines_with_text(page, fault)):
        for entry in _entries_of_run(run, page, fault):
            position += 1
            details = entry.details or _PaperDetails(entry.number)
            yield Paper(
                title=entry.title,
                abstract=" ".join(entry.abstract),
                date=details.date,
                author_count=details.author_count,
                organisation=details.organisation,
                comments=details.comments,
                sources=(Source(page.name, NAME, position),),
            )


def _lines_with_text(page: Page, fault: Fault) -> list[_ListingLine]:
    """The lines that hold text."""
    lines: list[_ListingLine] = []
    spaced, size = False, 0
    for number, raw in page.lines(fault):
        size += len(raw)
        for part in raw.split("\r"):
            if text := tidy(part):
                lines.append(_ListingLine(number, text, spaced))
            spaced = not text
        if size > MAX_PAGE or len(lines) > MAX_PAGE_LINES:
            problem = f"the page is longer than {MAX_PAGE >> 20} MiB or {MAX_PAGE_LINES} lines"
            raise InputError(problem, where=page.path, remedy="split it, or give JSON lines")
    return lines


def _runs_of_papers(lines: list[_ListingLine]) -> Iterator[_RunOfPapers]:
    """Step 1: the lines of the page taken away, the runs of papers between them."""
    run: list[_ListingLine] = []
    headed = invited = False
    for index, line in enumerate(lines):
        text = _unglued(line.text, certain=invited) if invited or index == 0 else line.text
        invited = _INVITATION.fullmatch(text) is not None
        belongs_to_page = invited or _PAGE_HEAD.fullmatch(text) is not None
        lone_day = _DATE.fullmatch(text) is not None and (index == 0 or lines[index - 1].text != _DOT)
        if not (belongs_to_page or lone_day):
            run.append(_ListingLine(line.number, text, line.spaced))
            continue
        if run:
            yield _RunOfPapers(_parts_of_lines(run), headed)
        run, headed = [], headed or belongs_to_page
    if run:
        yield _RunOfPapers(_parts_of_lines(run), headed)


def _parts_of_lines(lines: list[_ListingLine]) -> list[_BlockOfText | _PaperDetails]:
    """Steps 2 and 3: details, and blocks of text."""
    with_gaps = sum(line.spaced for line in lines[1:]) >= _SPACED_SHARE * len(lines)
    parts: list[_BlockOfText | _PaperDetails] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        found = _details_at_line(lines, index, with_gaps)
        last = parts[-1] if parts else None
        if found is not None:
            parts.append(found[0])
            index += found[1]
            continue
        if with_gaps and not line.spaced and isinstance(last, _BlockOfText):
            parts[-1] = _BlockOfText(last.number, f"{last.text} {line.text}")
        else:
            parts.append(_BlockOfText(line.number, line.text))
        index += 1
    return parts


def _unglued(text: str, *, certain: bool) -> str:
    """The line without the "Subscribe" that one layout glues to the first title.

    It is certain after the invitation to subscribe; the first line of half a page may also be a title.

    >>> _unglued("Subscribepix2pix Revisited", certain=True), _unglued("Subscriber Churn", certain=False)
    ('pix2pix Revisited', 'Subscriber Churn')
    """
    rest = text.removeprefix(_SUBSCRIBE)
    glued = certain or (rest[:1].strip() and not rest[:2].islower())
    return rest.strip() if rest and glued else text


def _details_at_line(lines: list[_ListingLine], index: int, with_gaps: bool) -> tuple[_PaperDetails, int] | None:
    """The details that begin at a line, and the number of their lines; None where none begin there."""
    first = lines[index]
    texts = [line.text for line in lines[index : index + 3]]
    authors = _AUTHORS.fullmatch(first.text)
    leads = first.text != _DOT  # with the authors or the organisation
    if leads and not authors:
        own_block = first.spaced and not lines[index + 1].spaced if texts[1:2] == [_DOT] else False
        if texts[1:2] != [_DOT] or len(first.text) > _ORGANISATION_LENGTH or (with_gaps and not own_block):
            return None
    used = int(leads)
    date = None
    if texts[used : used + 1] == [_DOT]:
        used += 1
        last = index + used == len(lines) - 1
        date = _DATE.fullmatch(texts[used]) if used < len(texts) else None
        if date or (last and len(texts[used]) <= _CUT_DATE_LENGTH):
            used += 1
        elif leads and not authors and index + used < len(lines):
            return None  # two lines of text with a dot between, no details
    return _PaperDetails(
        number=first.number,
        author_count=int(authors["count"]) if authors else None,
        organisation=_organisation(first.text) if leads and not authors else None,
        date=parse_date(date["date"]) if date and date["year"] else None,
        comments=int(date["comments"]) if date and date["comments"] else None,
    ), used


def _organisation(text: str) -> str:
    """The name of an organisation without the hub's short name that the page writes before it.

    >>> _organisation("openbmb OpenBMB"), _organisation("deepseek-ai DeepSeek"), _organisation("Tsinghua University")
    ('OpenBMB', 'DeepSeek', 'Tsinghua University')
    """
    handle, _, name = text.partition(" ")
    if name and (handle == handle.lower() or fold(handle) == fold(name)):
        return name
    return text


def _entries_of_run(run: _RunOfPapers, page: Page, fault: Fault) -> Iterator[_ListingEntry]:
    """Step 5: titles with what belongs to them; a title alone counts only between other papers."""
    entries: list[_ListingEntry] = []
    orphan: int | None = None
    for part, label in zip(run.parts, _labels_of_parts(run), strict=True):
        if isinstance(part, _BlockOfText) and label == "title":
            entries.append(_ListingEntry(part.number, part.text, []))
        elif not entries:
            orphan = part.number if orphan is None else orphan
        elif isinstance(part, _BlockOfText):
            entries[-1].abstract.append(part.text)
        else:
            entries[-1].details = part
    if orphan is not None:
        problem = "the page begins inside a paper; what is left of it is left out"
        fault(InputError(problem, where=f"{page.path}:{orphan}", remedy=_WHOLE_PAGE))
    whole = [bool(entry.abstract or entry.details) for entry in entries]
    first = whole.index(True) if True in whole else len(whole)
    last = len(whole) - 1 - whole[::-1].index(True) if True in whole else -1
    for index, entry in enumerate(entries):
        if first <= index <= last:
            yield entry
        else:
            problem = (
                f"the line {_shortened_line(entry.title)} is neither part of the page nor a title with an abstract"
            )
            fault(InputError(problem, where=f"{page.path}:{entry.number}", remedy=_WHOLE_PAGE))


def _shortened_line(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _labels_of_parts(run: _RunOfPapers) -> list[str]:
    """Step 4: the cheapest labels, one for each part."""
    costs = {"start": 0.0}
    origins: list[dict[str, str]] = []
    for part in run.parts:
        step: dict[str, float] = {}
        origin: dict[str, str] = {}
        for label, own in _own_label_costs(part).items():
            turns = {before: cost + _cost_of_turn(before, label, run.headed) for before, cost in costs.items()}
            best = min(turns, key=turns.__getitem__)
            step[label], origin[label] = turns[best] + own, best
        costs = step
        origins.append(origin)
    costs = {label: cost + (_LONE_TITLE if label == "title" else 0.0) for label, cost in costs.items()}
    label = min(costs, key=costs.__getitem__)
    labels: list[str] = []
    for origin in reversed(origins):
        labels.append(label)
        label = origin[label]
    return labels[::-1]


def _own_label_costs(part: _BlockOfText | _PaperDetails) -> dict[str, float]:
    """What each label of a part costs by its length: a long title, a short abstract."""
    if isinstance(part, _PaperDetails):
        return {"details": 0.0}
    doublings = 2 * math.log2(len(part.text) / _MIDDLE_LENGTH)
    weight = max(-_MAX_LENGTH_COST, min(_MAX_LENGTH_COST, doublings))
    return {"title": max(0.0, weight), "abstract": max(0.0, -weight)}


def _cost_of_turn(before: str, after: str, headed: bool) -> float:
    """What it costs that a label follows another."""
    if after == "abstract" and before == "start":
        return _WHOLE_START if headed else _HALF_START
    return _TURNS.get((before, after), 0.0)
