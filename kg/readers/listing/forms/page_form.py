"""The form that a page was saved in, and its plain lines.

Steps:

1. The page is read as a whole, up to a limit; carriage returns end lines too.
2. Its form is recognised: HTML by its first tag, Markdown by headings and links, text with numbered links by the list
   of addresses at its end; else it is text as it stands.
3. The form's module takes the marks off. Where the page says which day it lists, or where it came from, that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.ground.errors import InputError
from kg.ground.text import tidy
from kg.readers.base.input_stream import Fault, Page
from kg.readers.listing.forms.markdown_text import markdown_lines
from kg.readers.listing.forms.numbered_links import is_list_head, is_reference, numbered_lines, references_of
from kg.readers.listing.forms.page_line import (
    MAX_PAGE,
    MAX_PAGE_LINES,
    PageLine,
    day_of_address,
)
from kg.readers.listing.forms.saved_html import html_lines

Lines = list[tuple[int, str]]

_HTML = re.compile(r"\s*<(?:!doctype html|html|head|body|main|article|div|section|!--)\b", re.I)
# Lines that begin with a tag, among the first: half of a page that was cut is HTML too.
_TAGGED = re.compile(r"\s*</?(?:article|main|section|body|div|h[1-6]|p|ul|li|span|a)\b", re.I)
_TAGGED_LINES, _TAGGED_SHARE = 200, 0.3
_MARK = re.compile(
    r"\s{0,3}#{1,6}\s+\S|.*\]\((?:https?:/)?/|.*\]\[\d{1,6}\]|\s{0,3}={4,}\s*$|\*\*\S|\|.*\|\s*$|\s{0,3}-\s\*\*"
    r"|\s*https?://\S+\s*$"
)
_FRONT_MATTER = re.compile(r"---\s*")
_ABOUT = re.compile(
    r"\W*(?:url|url source|source url|source|link|page title|title|retrieved|retrieved at|captured(?: \(utc\))?|"
    r"published time|markdown content|command|statuscode|transport|completeness|source_id|notebook_id|type|exported|"
    r"description|date|generated from|extraction|source html|source sha256|warning|author|tags|layout|lang|"
    r"language)\W*:.*", re.I,
)  # fmt: skip
_URL = re.compile(r"https?://[^\s<>\"')\]]{4,2000}")
_DAY_IN_TITLE = re.compile(r"(?=.*\bpapers\b|.*论文|.*論文|.*논문).*?\b(?P<day>20\d\d-\d\d-\d\d)\b.*", re.I)
_HEAD_LINES = 40  # in which a page says what it is
_MARKED_SHARE = 0.02  # lines with marks among all: one heading for each paper of fifty lines
_LEAST_MARKS = 2


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page without its marks.

    Attributes:
        form: the name of the form. lines: its lines.
        day: the day that the page lists, ISO 8601, or None.
    """

    form: str
    lines: list[PageLine]
    day: str | None = None


def held_lines(page: Page, fault: Fault) -> Lines:
    """Step 1."""
    lines: Lines = []
    size = held = 0
    for number, raw in page.lines(fault):
        size += len(raw)
        for part in raw.split("\r"):
            lines.append((number, part))
            held += bool(part.strip())
        if size > MAX_PAGE or held > MAX_PAGE_LINES or len(lines) > 10 * MAX_PAGE_LINES:
            problem = f"the page is longer than {MAX_PAGE >> 20} MiB or {MAX_PAGE_LINES} lines"
            raise InputError(problem, where=page.path, remedy="split it, or give JSON lines")
    return lines


def page_of_lines(lines: Lines, form: str | None = None) -> PlainPage:
    """Take steps 2 and 3."""
    form = form or form_of_lines(lines)
    about, rest = _split_front_matter(lines) if form != "html" else ([], lines)
    return PlainPage(form, list(FORMS[form](rest)), _day_of_page(about or lines[:_HEAD_LINES]))


def form_of_lines(lines: Lines) -> str:
    """Return the name of the form of a page."""
    first = next((text for _, text in lines if text.strip()), "")
    begin = [text for _, text in lines[:_TAGGED_LINES] if text.strip()]
    if _HTML.match(first) or sum(map(bool, map(_TAGGED.match, begin))) > _TAGGED_SHARE * len(begin):
        return "html"
    references = references_of(text for _, text in lines[-len(lines) // 2 :])
    marks = texts = 0
    before = 0
    for _, text in lines:
        texts += bool(text.strip())
        marks += (1 + ("/papers/" in text)) * (_MARK.match(text[:2_000]) is not None)
        before += references != {} and re.match(r"\s*\[\d{1,6}\]\S", text) is not None
    if len(references) >= _LEAST_MARKS and before > marks:
        return "numbered links"
    return "markdown" if marks >= max(_LEAST_MARKS, _MARKED_SHARE * texts) else "text"


def _text_lines(lines: Lines) -> Iterator[PageLine]:
    """Yield text as it stands."""
    spaced = False
    for number, raw in lines:
        if text := tidy(raw):
            yield PageLine(number, text, spaced)
        spaced = not text


def _markdown(lines: Lines) -> Iterator[PageLine]:
    """Markdown, and the numbers of its links."""
    references = references_of(text for _, text in lines)
    kept = [(number, "" if is_reference(text) else text) for number, text in lines] if references else lines
    return markdown_lines(kept, references)


def _numbered(lines: Lines) -> Iterator[PageLine]:
    """Yield text with numbered links, without the list of addresses."""
    references = references_of(text for _, text in lines)
    kept = [(number, text) for number, text in lines if not (is_reference(text) or is_list_head(text))]
    return numbered_lines(kept, references)


def _html(lines: Lines) -> Iterator[PageLine]:
    return html_lines("\n".join(text for _, text in lines))


#: The forms by their names; a new one is a function that takes its marks off, and a row in ``form_of_lines``.
FORMS: dict[str, Callable[[Lines], Iterator[PageLine]]] = {
    "text": _text_lines,
    "markdown": _markdown,
    "numbered links": _numbered,
    "html": _html,
}


def _split_front_matter(lines: Lines) -> tuple[Lines, Lines]:
    """Part what a scraper says about the page from the page."""
    texts = [(index, text) for index, (_, text) in enumerate(lines[:_HEAD_LINES]) if text.strip()]
    if not texts:
        return [], lines
    if _FRONT_MATTER.fullmatch(texts[0][1]):
        end = next((index for index, text in texts[1:] if _FRONT_MATTER.fullmatch(text)), None)
        if end is not None:
            return lines[: end + 1], lines[end + 1 :]
    last = 0
    for position, (index, text) in enumerate(texts):
        if _ABOUT.fullmatch(text):
            last = index + 1
        elif (position > 0 and last == 0) or (last and index > last + 2):
            break
    return lines[:last], lines[last:]


def _day_of_page(lines: Lines) -> str | None:
    """Return the day that a page lists: its own address or its title says so, not a link to another day."""
    for _, text in lines:
        about = _ABOUT.fullmatch(text) is not None
        for url in _URL.findall(text[:4_000]) if about else ():
            if day := day_of_address(url):
                return day
        if (about or text.lstrip().startswith("#")) and (match := _DAY_IN_TITLE.fullmatch(text[:300])):
            return match["day"]
    return None
