"""A saved listing of papers, such as the daily papers of the Hugging Face Hub, in whatever form it was saved.

The same page reaches people as the text of a browser window with menus and votes, as HTML, as Markdown by a scraper, as
a digest, as text with numbered links, in the language that the browser translated it to. One method reads them all:

1. The form's marks are taken off; what is left are lines, with what the marks said (``forms``).
2. Each line is something that a page says: a date, a count, a menu, the head, a name, or text (``page_parts``). The
   words for it are a table, in many languages (``words.tsv``).
3. Titles are found by their marks, or by order and length (``page_blocks``), and what stands around a title is put to
   it (``paper_entries``). A paper's own page has a reader of its own (``paper_page``).
4. The reading is accepted if it explains the page (``page_check``); what fits nowhere is told with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kg.ground.records import Author, Paper, Source
from kg.ground.text import tidy
from kg.readers.base.input_stream import Fault, Page
from kg.readers.listing.forms.page_form import Lines, held_lines, page_of_lines
from kg.readers.listing.forms.page_line import LinkKind, PageLine, hub_link
from kg.readers.listing.page_blocks import runs_of_parts
from kg.readers.listing.page_check import PageReading, checked_entries
from kg.readers.listing.page_parts import MIDDLE_LENGTH, parts_of_lines
from kg.readers.listing.paper_entries import LeftOver, ListingEntry, entries_of_run
from kg.readers.listing.paper_page import own_page_entry
from kg.readers.listing.words.line_kinds import LineKind, fact_of_line

NAME = "listing"
DESCRIPTION = "a saved listing of papers (Hugging Face papers): text, HTML, Markdown, a digest"

_SUBSCRIBE = "Subscribe"
_INVITATION = re.compile(r"get trending papers in your email inbox\b.*", re.I)
_OTHER_FORMAT = re.compile(r"\s*(?:<\?xml|[\[{]\s*[\"{\[\]}]|@\w+\s*[{(]|TY  - |%[0A] |\\documentclass)", re.I)
_HTML = re.compile(r"\s*<(?:!doctype|html)", re.I)
_AUTHORS = re.compile(r"[•·] ?\d{1,6} authors?")
_PAPERS = re.compile(r"/papers/|=%2Fpapers%2F", re.I)
_END_OF_ADDRESS = re.compile(r"[\s\"'()<>\[\]]")
_ADDRESS_LENGTH = 100  # characters before and behind "/papers/" that tell whose page it is
# Lines needed, in which short and long alternate, to call a text without any other mark a listing.
_SNIFFED_LINES = 8
# Lines in which sniffing looks for the head of the page; the saved pages have it in their first seven.
_HEAD_LINES = 10
_CODE = re.compile(r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[^/]+/[^/]+", re.I)
_OF_COLLECTION = re.compile(r"Paper\s?•\s?\d{4}\.\d{4,5}\s?•")
_NAMED_ID = re.compile(r"arxiv\s?:\s?\d{4}\.\d{4,5}", re.I)
_SURE_HEAD = frozenset({"daily papers", "subscribe", "new"})
_DOTS = 3  # lone dots on a page of the hub in a language that the table of words lacks
_AUTHOR_LINES = 2  # lines that say how many authors a paper has, on a page without another mark


def is_listing(head: bytes) -> bool:
    """Tell whether the first bytes of a file are those of a listing.

    A link to a paper's page, the head of the page in any language, the details of papers, or short and long lines in
    turn tell it.
    """
    text = head.decode("utf-8", "replace")
    if _OTHER_FORMAT.match(text):
        return False
    if any(map(_leads_to_paper, _PAPERS.finditer(text))):
        return True
    if _HTML.match(text):
        return False
    lines = [line for line in map(tidy, text.splitlines()) if line]
    facts = [fact_of_line(line) for line in lines]
    kinds = [fact.kind if fact else None for fact in facts]
    if any(_INVITATION.fullmatch(line) for line in lines) or any(
        re.match("[•·] ?\\d{1,6} authors?$", line) for line in lines
    ):
        return True
    if any(line.lower() in _SURE_HEAD for line in lines[:_HEAD_LINES]) or any(
        fact is not None and fact.kind is LineKind.HEAD and fact.certain for fact in facts
    ):
        return True
    if kinds.count(LineKind.AUTHORS) >= _AUTHOR_LINES or any(map(_OF_COLLECTION.match, lines)):
        return True
    if kinds.count(LineKind.DOT) >= _DOTS and "hugging face" in {line.lower() for line in lines[:_HEAD_LINES]}:
        return True
    if any(map(_NAMED_ID.fullmatch, lines)) and any(
        fact and fact.kind is LineKind.DATE and fact.certain for fact in facts
    ):
        return True
    if any(first is LineKind.DOT and second is LineKind.DATE for first, second in pairwise(kinds)):
        return True
    long = [len(line) > MIDDLE_LENGTH for line in lines[1:-1]]  # the first and the last may be cut
    return len(long) >= _SNIFFED_LINES and all(one != other for one, other in pairwise(long))


def _leads_to_paper(found: re.Match[str]) -> bool:
    """Tell whether the address around "/papers/" leads to a paper's page."""
    text, begin = found.string, max(0, found.start() - _ADDRESS_LENGTH)
    before = _END_OF_ADDRESS.split(text[begin : found.start()])[-1]
    address = before + _END_OF_ADDRESS.split(text[found.start() : found.end() + _ADDRESS_LENGTH])[0]
    return hub_link(address).kind in (LinkKind.PAPER, LinkKind.COMMENTS, LinkKind.VOTE)


def read_listing(page: Page, fault: Fault) -> Iterator[Paper]:
    """Yield the papers of a page, in its order.

    Raises:
        InputError: the page is too long, is not UTF-8, or its parts do not explain it.
    """
    lines = held_lines(page, fault)
    reading, day = _reading_of_lines(lines)
    checked = checked_entries(reading, page, lines, lambda others, form: _reading_of_lines(others, form)[0], fault)
    for position, entry in enumerate(checked, start=1):
        yield _paper_of_entry(entry, Source(page.name, NAME, position), day)


def _reading_of_lines(lines: Lines, form: str | None = None) -> tuple[PageReading, str | None]:
    """Say what a page holds, read in a form, and the day that it lists."""
    plain = page_of_lines(lines, form)
    unglued = _without_subscribe(plain.lines)
    parts = parts_of_lines(unglued, blocks=plain.form in ("html", "markdown"))
    own = own_page_entry(parts)
    if own is not None:
        return PageReading(plain.form, len(plain.lines), [own], []), plain.day
    entries: list[ListingEntry] = []
    left: list[LeftOver] = []
    for run in runs_of_parts(parts):
        found, rest = entries_of_run(run)
        entries += found
        left += rest
    return PageReading(plain.form, len(plain.lines), entries, left), plain.day


def _without_subscribe(lines: list[PageLine]) -> list[PageLine]:
    """Return the lines, the first title without the "Subscribe" that one layout glues to it.

    It is certain after the invitation to subscribe; the first line of half a page may also be a title.
    """
    found: list[PageLine] = []
    invited = False
    for index, line in enumerate(lines):
        text = _unglued(line.text, certain=invited) if invited or index == 0 else line.text
        invited = _INVITATION.fullmatch(text) is not None
        found.append(line if text == line.text else replace(line, text=text))
    return found


def _unglued(text: str, *, certain: bool) -> str:
    """Return the line without a "Subscribe" before it.

    >>> _unglued("Subscribepix2pix Revisited", certain=True), _unglued("Subscriber Churn", certain=False)
    ('pix2pix Revisited', 'Subscriber Churn')
    """
    rest = text.removeprefix(_SUBSCRIBE)
    glued = certain or (rest[:1].strip() and not rest[:2].islower())
    return rest.strip() if rest and glued else text


def _paper_of_entry(entry: ListingEntry, source: Source, day: str | None) -> Paper:
    links = tuple(dict.fromkeys(entry.links))
    count = entry.author_count
    return Paper(
        title=tidy(entry.title),  # taking marks off may leave spaces
        abstract=tidy(entry.text()),
        date=entry.date,
        authors=tuple(map(Author, entry.authors)),
        author_count=None if count is None else max(count, len(entry.authors)),
        organisation=entry.organisation,
        comments=entry.comments,
        upvotes=entry.upvotes,
        submitter=entry.submitter,
        listed=entry.listed or day,
        categories=entry.categories,
        arxiv=entry.arxiv,
        links=links,
        code=tuple(link for link in links if _CODE.match(link)),
        sources=(source,),
    )
