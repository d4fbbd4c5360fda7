"""Pages of arXiv saved as text or HTML: lists of new and recent papers, results of its search, the page of a paper.

1. HTML becomes lines: a tag of a block ends a line, other tags go, in one pass over the text.
2. A paper begins with its id (``[3] arXiv:2401.00001 [pdf, html, other]``) and has the lines up to the next one.
3. Lines with a label (``Title:``, ``Subjects:``) say what they are. The others are known by their order: in a list the
   names follow the title and the abstract follows the subjects; in results of a search the title follows the id.
4. The day above a list is the day of the announcement; the page of a paper and results of a search tell when its first
   version was submitted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.ground.text import tidy
from kg.readers.base.input_stream import Fault, Page
from kg.readers.base.iso_dates import parse_date
from kg.readers.papers.paper_fields import paper_from_record

NAME = "arxiv-page"

_MAX_PAGE = 64 << 20  # characters, which are held as a whole; a list of 2,000 papers has some 5 million
_HTML = re.compile(r"\s*(?:<!--.{0,200}-->\s*)?<(?:!doctype html|html)", re.I | re.S)
_SILENT = re.compile(r"<(script|style|noscript)\b[^<>]*>|<!--", re.I)
_SILENT_END = {name: re.compile(f"</{name}", re.I) for name in ("script", "style", "noscript")}
_COMMENT_END = re.compile("-->")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]*>")
_BLOCKS = frozenset(
    """p div dt dd dl li ul ol h1 h2 h3 h4 h5 h6 tr table blockquote br section article main header footer nav form body
    title""".split()  # noqa: SIM905
)
_ID = r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}"
_START = re.compile(rf"(?:\[\d{{1,5}}\]|\d{{1,5}}\.)?\s*arXiv:\s?({_ID})(?:v\d+)?(?=[\s(\[]|$)")
_CUT_START = re.compile(r"\[\d{0,5}(?:\].{0,25})?")  # of the next paper, where the page ends in it
_LABEL = re.compile(
    r"(Title|Authors?|Abstract|Comments?|Subjects?|Journal[- ]ref|DOI|Report[- ]no|(?:MSC|ACM)[- ]class|Cite as)"
    r"\s*:\s*(.*)"
)
_DAY = r"\d{1,2} [A-Z][a-z]{2,8},? \d{4}"
_LISTED = re.compile(rf"(?:Showing new listings for \w+|[A-Z][a-z]{{2}}), ({_DAY})(?: \(.{{0,60}}\))?")
_FIRST_VERSION = re.compile(rf"v1 submitted ({_DAY})", re.I)
_SUBMITTED = re.compile(rf"\[?Submitted(?: on)? ({_DAY})", re.I)
_END = re.compile(
    r"(?:New submissions|Cross[- ](?:lists?|submissions)|Replacements?(?: submissions)?|Total of \d|Submission history"
    r"|Full-text links|Access Paper|Bibliographic and Citation|About arXiv|Showing \d)\b.*"
)
_CODES = re.compile(r"\(([a-z-]+(?:\.[A-Za-z-]+)?)\)")
_CODES_ALONE = re.compile(r"(?:[a-z-]+(?:\.[A-Za-z]{2,})?[\s,;]+)*[a-z-]+\.[A-Za-z]{2,}")
_LONGEST_CODES = 200  # characters of a line of categories
_BUTTONS = re.compile(r"(?:\[[^\[\]]{0,100}\]|doi\s+10\.\S+|view pdf|html.*experimental.*|focus to learn more)", re.I)
_MORE, _LESS = "▽ More", "△ Less"
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`,;()]+[^\s<>\"{}|\\^`,;().]")


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file are of a page of arXiv: an id at the head of a line, and a label.

    >>> sniff(b"[1] arXiv:2401.00001 [pdf, other]\\nTitle: A Study"), sniff(b"See arXiv:2401.00001 on this.")
    (True, False)
    """
    text = head.decode("utf-8", "replace")
    if text.lstrip()[:1] in ("{", "[") and not _START.match(text.lstrip()):
        return False
    if _HTML.match(text):
        return "arxiv.org" in text and any(map(_START.match, _lines_of_html(text)))
    lines = [tidy(line) for line in text.splitlines()]
    return any(map(_START.match, lines)) and any(map(_LABEL.match, lines))


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """Read the papers of a page, in its order; one without a title is a fault.

    Raises:
        InputError: the page is too long.
    """
    for position, entry in enumerate(_entries(_lines_of_page(page, fault)), 1):
        where = f"{page.path}:{entry.line}"
        record = entry.record()
        if entry.last and not record["abstract"] and not record["authors"]:
            problem = "the page ends inside a paper, which is left out"
            fault(InputError(problem, where=where, remedy="save the whole page"))
            continue
        if entry.cut:
            problem = f"the abstract of arXiv:{entry.arxiv} is cut off on the page"
            fault(InputError(problem, where=where, remedy='unfold it ("More") before saving, or save the HTML'))
        page.unread.see("Comments", entry.fields.get("comments", ""))
        try:
            yield paper_from_record(record, Source(page.name, NAME, position), where, fault)
        except InputError as error:
            fault(error)


def _lines_of_page(page: Page, fault: Fault) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold text, with their numbers; those of HTML count from its first line of text."""
    lines: list[tuple[int, str]] = []
    size = 0
    for number, line in page.lines(fault):
        size += len(line)
        if size > _MAX_PAGE:
            problem = f"the page is longer than {_MAX_PAGE >> 20} MiB"
            raise InputError(problem, where=page.path, remedy="split it, or take arXiv's API")
        lines.append((number, line))
    if _HTML.match(page.head.decode("utf-8", "replace")):
        lines = list(enumerate(_lines_of_html("\n".join(line for _, line in lines)), 1))
    for number, line in lines:
        if text := tidy(line):
            yield number, text


def _lines_of_html(text: str) -> list[str]:
    pieces: list[str] = []
    place = 0
    for found in _SILENT.finditer(text):
        if found.start() < place:
            continue
        pieces.append(text[place : found.start()])
        end = (_SILENT_END[found[1].lower()] if found[1] else _COMMENT_END).search(text, found.end())
        place = end.start() if end else len(text)
    pieces.append(text[place:])
    joined = " ".join(" ".join(pieces).split())
    return html.unescape(_TAG.sub(_line_end, joined).replace("-->", " ")).split("\n")


def _line_end(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    return "\n" if name in _BLOCKS else " " if name == "td" else ""


@dataclass(slots=True)
class _PageEntry:
    """A paper in the making.

    Attributes:
        line: where it begins. listed: the day above it. fields: texts by the names of their labels, in small letters.
        others: lines without a label, each with the label before it. cut: whether the page shows a part of the
            abstract only. last: whether the page ends with it.
    """

    line: int
    arxiv: str
    listed: str | None
    fields: dict[str, str] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    date: str | None = None
    codes: list[str] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)  # the lines behind its label
    cut: bool = False
    last: bool = False

    def record(self) -> dict[str, object]:
        """Return the paper under the usual names of fields."""
        before = [text for label, text in self.others if label == ""]
        title = self.fields.get("title") or next(iter(before), "")
        authors = self.fields.get("authors") or next((text for label, text in self.others if label == "title"), "")
        late = [text for label, text in self.others if label == "subjects"]
        abstract = " ".join((self.fields.get("abstract", ""), *self.abstract)).strip()
        return {
            "title": title,
            "abstract": self._whole_abstract(abstract or " ".join(late)),
            "authors": [{"family": name} for name in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", authors) if name],
            "arxiv": self.arxiv,
            "date": self.date,
            "listed": self.listed,
            "categories": _CODES.findall(self.fields.get("subjects", "")) or self.codes,
            "venue": self.fields.get("journal-ref", ""),
            "doi": self.fields.get("doi", "").split(" ")[0],
            "links": _WEB.findall(self.fields.get("comments", "")),
        }

    def _whole_abstract(self, text: str) -> str:
        short, more, whole = text.partition(_MORE)
        whole = whole.partition(_LESS)[0].strip()
        self.cut = bool(more) and not whole
        return tidy(whole or short.partition(_LESS)[0]).removesuffix("…").strip()


def _entries(lines: Iterator[tuple[int, str]]) -> Iterator[_PageEntry]:
    entry: _PageEntry | None = None
    listed: str | None = None
    label = ""
    for number, text in lines:
        start, day = _START.match(text), _LISTED.fullmatch(text)
        if day or _END.fullmatch(text):
            listed = parse_date(day[1].replace(",", "")) if day else listed
            if entry is not None:
                yield entry
            entry = None
        elif start and not (entry and (entry.arxiv == start[1] or label == "cite as")):
            if entry is not None:
                yield entry
            entry, label = _PageEntry(number, start[1], listed), ""
        elif entry is not None:
            label = _take_line(entry, label, text)
    if entry is not None:
        entry.last = True
        if entry.others and _CUT_START.fullmatch(entry.others[-1][1]):
            entry.others.pop()
        yield entry


def _take_line(entry: _PageEntry, label: str, text: str) -> str:
    """Give a line to an entry; return the label that the next line stands behind."""
    if found := _LABEL.match(text):
        label = found[1].lower().replace(" ", "-").rstrip("s") if found[1] != "Cite as" else "cite as"
        label = {"author": "authors", "comment": "comments", "subject": "subjects"}.get(label, label)
        entry.fields.setdefault(label, found[2])
        return label
    if submitted := _FIRST_VERSION.search(text) or _SUBMITTED.match(text):
        entry.date = entry.date or parse_date(submitted[1].replace(",", ""))
        return "submitted"
    if _BUTTONS.fullmatch(text):
        return label
    if len(text) < _LONGEST_CODES and _CODES_ALONE.fullmatch(text) and not entry.fields and not entry.others:
        entry.codes = re.split(r"[\s,;]+", text)
    elif label == "abstract":
        entry.abstract.append(text)
    elif label and label != "submitted" and not entry.fields.get(label):
        entry.fields[label] = text
    else:
        entry.others.append((label, text))
    return label
