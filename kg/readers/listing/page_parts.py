"""The parts of a page: what each of its lines is, from its own form and from what stands around it.

Steps:

1. A line is what its field, its link or its words say (``line_kinds``); one that joins several things by dots or bars
   is taken apart.
2. What stands around it decides the rest: a name after "Submitted by", a count after "Upvote", an organisation before a
   dot and a date.
3. What belongs to the page is set aside: all before its head, what stands between lines of its menu, what follows its
   foot, short lines that come again and again, a day that is not a paper's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.readers.listing.forms.page_line import HubLink, LinkKind, PageLine
from kg.readers.listing.words.line_kinds import (
    PAGE_KINDS,
    LineFact,
    LineKind,
    Value,
    author_names,
    fact_of_line,
    number_of,
)
from kg.readers.listing.words.page_dates import date_of_line

# Characters. Titles of the saved pages have 17 to 169, abstracts 425 to 1,920: this is the geometric mean between.
MIDDLE_LENGTH = 268
_ORGANISATION_LENGTH = 100  # of the longest line that is taken for one; the names on the pages have at most 40
_NAME_LENGTH = 60  # of the name of a person
_MENU_LENGTH = 40  # of the longest word of a menu that is not known
_MENU_ROW = 4  # short lines one after another; a title, an organisation and a name are three
_FOOT_ROW = 3  # at the end of a page, which may be cut after a title and the beginning of its abstract
_MENU_TIMES = 3  # that a short line comes, to be one of the page
# Characters of "Sep 30, 2025 123456": a last line after a dot that is no longer is a date that was cut off.
_CUT_DATE_LENGTH = 19
_HEAD_PARTS = 200  # in which the head of a page is looked for; menus have up to 40 lines
_COUNTED_WORD = re.compile(r"(?:[^\W\d]{1,20}\s?)?(?P<number>\d{1,6})\s?[^\W\d]{1,20}(?:\s[^\W\d]{1,20})?")
_SEPARATOR = re.compile(r"\s*[•·∙|｜]\s*")
_PAPERS_OF_DAY = re.compile(r"(?=.*(?:papers|论文|論文|논문))(?=.*\b20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}).{8,80}", re.I)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?\s?[kK]?")
_BEFORE_TITLES = frozenset({LineKind.AUTHORS, LineKind.UPVOTES, LineKind.SUBMITTED, LineKind.SUBMITTER})
_AFTER_TITLES = frozenset(
    {LineKind.TEXT, LineKind.DOT, LineKind.AUTHORS, LineKind.NAMES, LineKind.DATE, LineKind.IDENTIFIER,
     LineKind.ORGANISATION}
)  # fmt: skip
_COUNTED = frozenset({LineKind.UPVOTES, LineKind.STARS})
_TELL_ORGANISATION = frozenset({LineKind.AUTHORS, LineKind.DATE})


@dataclass(slots=True)
class PagePart:
    """One thing that a page says.

    Attributes:
        line: where it stands. text: its words. kind: what it is. value, comments, certain: see ``LineFact``.
        field: the field of a digest that names it, or "". role: "title", "abstract" or "other" of text, once known.
    """

    line: PageLine
    text: str
    kind: LineKind = LineKind.TEXT
    value: Value = None
    comments: int | None = None
    certain: bool = False
    field: str = ""
    role: str = ""

    @property
    def link(self) -> HubLink | None:
        """Where it leads."""
        return self.line.link

    @property
    def arxiv(self) -> str | None:
        """The arXiv id of the paper that it leads to."""
        return self.line.link.arxiv if self.line.link else None

    @property
    def spaced(self) -> bool:
        """Whether it begins a block."""
        return self.line.spaced


def parts_of_lines(lines: list[PageLine], *, blocks: bool) -> list[PagePart]:
    """Return the parts of a page.

    Args:
        blocks: whether the form gives blocks of text (Markdown, HTML), so that blank lines say nothing of what belongs
            together.
    """
    parts = [part for line in lines for part in _parts_of_line(line)]
    _learn_words(parts)
    _name_neighbours(parts)
    _name_organisations(parts, blocks=blocks)
    _set_page_aside(parts, blocks=blocks)
    return parts


def _parts_of_line(line: PageLine) -> Iterator[PagePart]:
    """Step 1."""
    if line.field:
        yield _part_of_field(line)
        return
    link = line.link.kind if line.link else None
    titled = bool(line.heading) or link is LinkKind.PAPER
    pieces = (
        [] if titled or len(line.text) > _ORGANISATION_LENGTH * 3 else [p for p in _SEPARATOR.split(line.text) if p]
    )
    if len(pieces) > 1 and (found := _joined_parts(line, pieces)):
        yield from found
        return
    fact = fact_of_line(line.text)
    if line.heading and _PAPERS_OF_DAY.fullmatch(line.text):
        fact = LineFact(LineKind.HEAD)
    if fact is None:
        yield PagePart(line, line.text)
        return
    kind = fact.kind
    if kind is LineKind.COUNT and link is LinkKind.VOTE:
        kind = LineKind.UPVOTES
    elif kind is LineKind.COUNT and link is LinkKind.COMMENTS:
        kind = LineKind.COMMENTS
    yield PagePart(line, line.text, kind, fact.value, fact.comments, fact.certain)


def _joined_parts(line: PageLine, pieces: list[str]) -> list[PagePart]:
    """Return the parts of a line that joins them by dots; none where it is text."""
    facts = [fact_of_line(piece) for piece in pieces]
    texts = [index for index, fact in enumerate(facts) if fact is None]
    told = any(fact is not None and fact.kind in _TELL_ORGANISATION for fact in facts)
    if texts and (len(texts) > 1 or texts[0] > 0 or not told or len(pieces[0]) > _ORGANISATION_LENGTH):
        return []
    found: list[PagePart] = []
    for piece, fact in zip(pieces, facts, strict=True):
        if fact is None:
            found.append(PagePart(line, piece, LineKind.ORGANISATION, piece))
            continue
        kind, certain = fact.kind, fact.certain or fact.kind is LineKind.DATE
        if kind is LineKind.COUNT and any(part.kind is LineKind.IDENTIFIER for part in found):
            kind, certain = LineKind.UPVOTES, True  # as collections give it
        found.append(PagePart(line, piece, kind, fact.value, fact.comments, certain))
    return found


def _part_of_field(line: PageLine) -> PagePart:
    """Say what a digest names by its field."""
    text, name = line.text, line.field
    number = _NUMBER.search(text)
    kind, value = {
        "authors": (LineKind.NAMES, author_names(text)),
        "upvotes": (LineKind.UPVOTES, number_of(number[0]) if number else None),
        "comments": (LineKind.COMMENTS, number_of(number[0]) if number else None),
        "organisation": (LineKind.ORGANISATION, text),
        "submitter": (LineKind.SUBMITTER, (text, "")),
        "links": (LineKind.LINKS, None),
        "keywords": (LineKind.LINKS, None),
        "rank": (LineKind.LINKS, None),
        "arxiv": (LineKind.IDENTIFIER, None),
        "date": (LineKind.DATE, None),
    }.get(name, (LineKind.TEXT, None))
    fact = fact_of_line(text) if name in ("links", "arxiv") else None
    if fact is not None and fact.kind in (LineKind.STARS, LineKind.IDENTIFIER):
        kind, value = fact.kind, fact.value
    if name == "date":
        date = date_of_line(text)
        value = date.iso if date else None
    return PagePart(line, text, kind, value, certain=True, field=name)


def _learn_words(parts: list[PagePart]) -> None:
    """Step 2, in a language that the table of words lacks: what comes again and again in the same place.

    A short line that comes before a name and a count for three papers announces the submitter; a number with a word
    behind a lone dot is the number of authors.
    """
    announced = Counter(
        first.text
        for first, name, count in zip(parts, parts[1:], parts[2:], strict=False)
        if _may_be_menu(first) and name.kind is LineKind.TEXT and count.kind is LineKind.COUNT
    )
    for before, part in zip([None, *parts], parts, strict=False):
        if part.kind is not LineKind.TEXT:
            continue
        if announced[part.text] >= _MENU_TIMES:
            part.kind = LineKind.SUBMITTED
        elif before is not None and before.kind is LineKind.DOT and (match := _COUNTED_WORD.fullmatch(part.text)):
            part.kind, part.value = LineKind.AUTHORS, int(match["number"])


def _name_neighbours(parts: list[PagePart]) -> None:
    """Step 2: names and counts after the words that announce them."""
    for part, after in pairwise(parts):
        if part.kind is LineKind.SUBMITTED and after.kind is LineKind.TEXT and len(after.text) <= _NAME_LENGTH:
            if not after.line.heading and not (after.link and after.link.kind is LinkKind.PAPER):
                after.kind, after.value = LineKind.SUBMITTER, (after.text, "")
            continue
        announces = part.kind in _COUNTED and part.value is None and not part.certain and not part.field
        if announces and (after.kind is LineKind.COUNT or after.kind in _COUNTED):
            after.kind, after.certain = part.kind, True
            part.kind = LineKind.LINKS


def _name_organisations(parts: list[PagePart], *, blocks: bool) -> None:
    """Step 2: a short line before a dot and a date, or before a dot at the end of a page that was cut there."""
    gaps = blocks or has_gaps(parts)
    for index, part in enumerate(parts[:-1]):
        dot = parts[index + 1]
        if part.kind is not LineKind.TEXT or dot.kind is not LineKind.DOT or len(part.text) > _ORGANISATION_LENGTH:
            continue
        before = parts[index - 1].kind if index else None
        if part.line.heading or part.role or part.field or before is not LineKind.TEXT:
            continue  # with nothing before it, it is the title
        after = parts[index + 2] if index + 2 < len(parts) else None
        told = after is not None and after.kind in _TELL_ORGANISATION
        own_block = part.spaced and (not dot.spaced or (told and (blocks or dot.spaced)))
        if gaps and not own_block and not blocks:
            continue
        cut = after is None or (index + 2 == len(parts) - 1 and len(after.text) <= _CUT_DATE_LENGTH)
        if told or (cut and not blocks):
            part.kind, part.value = LineKind.ORGANISATION, part.text
    if len(parts) > 1 and parts[-2].kind is LineKind.DOT and not blocks and len(parts[-1].text) <= _CUT_DATE_LENGTH:
        last = parts[-1]
        if last.kind not in _TELL_ORGANISATION:
            last.kind, last.value, last.certain = LineKind.DATE, None, True


def has_gaps(parts: list[PagePart]) -> bool:
    """Tell whether blank lines divide the blocks of a page, as in the layouts where one line in five follows a blank
    one.

    In the saved pages, half of the lines do, or none.
    """
    own = [part for part in parts if part.kind not in PAGE_KINDS]
    return sum(part.spaced for part in own[1:]) >= _SPACED_SHARE * len(own)


_SPACED_SHARE = 0.2


def _set_page_aside(parts: list[PagePart], *, blocks: bool) -> None:
    """Step 3."""
    head = 0
    for index, part in enumerate(parts[:_HEAD_PARTS]):
        is_paper = part.link is not None and part.link.kind is LinkKind.PAPER and part.kind is LineKind.TEXT
        if part.kind in _BEFORE_TITLES or is_paper or len(part.text) > MIDDLE_LENGTH or part.role or part.field:
            break
        if part.kind is LineKind.HEAD:
            head = index
    for part in parts[:head]:
        if part.kind in (LineKind.TEXT, LineKind.COUNT, LineKind.LINKS, LineKind.STARS):
            part.kind = LineKind.MENU
    if not blocks:
        _set_menus_aside(parts)
    times = Counter(part.text for part in parts if _may_be_menu(part))
    for index, part in enumerate(parts):
        before, after = parts[index - 1] if index else None, parts[index + 1] if index + 1 < len(parts) else None
        if part.kind is LineKind.DATE and not part.certain and (before is None or before.kind is not LineKind.DOT):
            part.kind = LineKind.PAGER
        goes_on = before is not None and before.kind is LineKind.TEXT and not part.spaced
        if not _may_be_menu(part) or (goes_on and before is not None and len(before.text) > _MENU_LENGTH):
            continue
        between = all(side is None or side.kind in PAGE_KINDS for side in (before, after))
        below = before is not None and before.kind is LineKind.FOOTER
        if times[part.text] >= _MENU_TIMES or (between and before is not None and after is not None) or below:
            part.kind = LineKind.FOOTER if below else LineKind.MENU


def _set_menus_aside(parts: list[PagePart]) -> None:
    """Step 3: many short lines in a row, which no paper has, are a menu in a language that the table lacks."""
    begin = 0
    for index in range(len(parts) + 1):
        if index < len(parts) and _may_be_menu(parts[index]):
            continue
        after = parts[index] if index < len(parts) else None
        ends_in_title = after is not None and after.kind in _AFTER_TITLES
        row = parts[begin : max(begin, index - ends_in_title)]
        if len(row) >= (_MENU_ROW if after is not None else _FOOT_ROW):
            for part in row:
                part.kind = LineKind.MENU
        begin = index + 1


def _may_be_menu(part: PagePart) -> bool:
    named = part.link is not None and part.link.kind is LinkKind.PROFILE
    free = not (part.line.heading or part.arxiv or part.role or part.field or named)
    sentence = part.text.endswith((".", ",", "。", "；", ";"))
    return part.kind is LineKind.TEXT and free and not sentence and len(part.text) <= _MENU_LENGTH
