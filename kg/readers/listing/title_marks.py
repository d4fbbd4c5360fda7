"""Titles that a page marks as such: by a column of a table, a link to the paper's page, or a heading.

Steps:

1. What a digest names "title" is one, and what stands above "Paper • 2501.00011 • …" in a collection.
2. Else the first text that leads to a paper's page is its title; where most of these are headings, only those.
3. Else the headings of one level are, that with the most different texts; the headings below it ("Abstract") are the
   same for each paper, those above it are few.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from kg.readers.listing.forms.page_line import LinkKind
from kg.readers.listing.page_parts import PagePart
from kg.readers.listing.title_look import looks_like_title
from kg.readers.listing.words.line_kinds import LineKind

_NUMBERED = re.compile(r"(?:#?\d{1,4}[.)、:]|\d️⃣|\[\d{1,4}\])\s+(?=\S)")
_OF_COLLECTION = "Paper •"  # begins the line below a title, on the page of a collection
_STARRED = re.compile(r"\s+[⭐★🔥👍▲]️?\s?[\d,.]+[kK]?$")
_DIFFERENT = 0.5  # of the headings of a level, at least, where they are titles
_SHARE_OF_HEADINGS = 0.5
_LEADS = frozenset({LinkKind.PAPER, LinkKind.ARXIV})


def marked_titles(parts: list[PagePart]) -> list[PagePart]:
    """Return the parts that are marked as titles, in the order of the page; none where the page marks none."""
    named = [part for part in parts if part.field == "title" and part.text]
    if named:
        return named
    identified = [
        part
        for part, after in pairwise(parts)
        if part.kind is LineKind.TEXT and after.line.text.startswith(_OF_COLLECTION) and looks_like_title(part.text)
    ]
    if identified:
        return identified
    linked = _linked_titles(parts)
    headed = _headed_titles(parts)
    papers = len({part.arxiv for part in parts if part.link and part.link.kind in _LEADS})
    enough = len({part.text for part in linked}) > _DIFFERENT * len(linked) and 2 * len(linked) >= papers
    return linked if linked and (enough or not headed) else headed


def title_text(part: PagePart, *, numbered: bool) -> str:
    """Return the title without the number that a digest puts before it, and without the count behind it."""
    text = _STARRED.sub("", part.text) if part.line.heading else part.text
    return _NUMBERED.sub("", text, count=1) if numbered else text


def are_numbered(titles: list[PagePart]) -> bool:
    """Tell whether the titles of a page begin with numbers that count them.

    The numbers grow by one from title to title, or the one title has a number and a link of its own.
    """
    numbers = [re.sub(r"\D", "", match[0]) if (match := _NUMBERED.match(part.text)) else "" for part in titles]
    if not all(numbers):
        return False
    counted = [int(number) for number in numbers]
    return all(after - before in (0, 1) for before, after in pairwise(counted))


def _linked_titles(parts: list[PagePart]) -> list[PagePart]:
    """Step 2."""
    found: list[PagePart] = []
    last: str | None = None
    for part in parts:
        leads = part.link is not None and part.link.kind is LinkKind.PAPER
        if not leads or part.kind is not LineKind.TEXT or part.field or not looks_like_title(part.text):
            continue
        if part.arxiv != last or part.line.heading:
            found.append(part)
        last = part.arxiv
    headings = [part for part in found if part.line.heading]
    return headings if len(headings) >= _SHARE_OF_HEADINGS * len(found) else found


def _headed_titles(parts: list[PagePart]) -> list[PagePart]:
    """Step 3."""
    levels: dict[int, list[PagePart]] = defaultdict(list)
    for part in parts:
        if part.line.heading and part.kind is LineKind.TEXT and not part.field and looks_like_title(part.text):
            levels[part.line.heading].append(part)
    different = {level: len({part.text for part in found}) for level, found in levels.items()}
    good = [level for level, found in levels.items() if different[level] >= _DIFFERENT * len(found)]
    return levels[max(good, key=lambda level: (different[level], level))] if good else []
