"""A listing page as Markdown: by scrapers, by "copy page", by people who write digests.

Steps:

1. The links are found, also those that go over several lines (``link_spans``).
2. Marks of headings, lists, quotations, tables and emphasis are taken off; what they say is kept with the line.
3. A line that holds links beside other words is cut at those that lead to a vote or to comments, and a line of nothing
   but links is cut at each, since each is then a thing of its own.
4. A bare address on a line of its own says where the line before it leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from kg.ground.text import tidy
from kg.readers.listing.forms.link_spans import Span, SpannedLine, spanned_lines
from kg.readers.listing.forms.page_line import HubLink, LinkKind, PageLine, hub_link
from kg.readers.listing.words.line_kinds import LineKind, fact_of_line
from kg.readers.listing.words.page_words import alternatives, kinds_of_word, words_of_kind

_HEADING = re.compile(r"\s{0,3}(?P<marks>#{1,6})\s+")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{3,})\s*")
_BULLET = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+)*(?=[^\s>])")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?")
_TAG = re.compile(r"(?<!\\)<(?!https?:)/?[a-zA-Z][^<>]{0,400}>|<!--.{0,400}?-->")
_BREAK = re.compile(r"\\{1,2}\s*$|(?<=\w)\\(?=\s{2,})")
_ADDRESS = re.compile(r"<?(?P<url>https?://\S{4,2000}?)>?")
_IMAGE = re.compile(rf"!?\[(?:{alternatives(words_of_kind('image'))})(?:\s*\d+)?(?:\s*[:：][^\[\]]{{0,200}})?\]", re.I)
_ALTERNATIVE_TEXT = re.compile(r"\[[^\[\]]{1,80}\]\s*(?=\S)")
_NUMBERED = re.compile(r"(?:#?\d{1,4}[.)、]|\d️⃣)\s+(?=\S)")
_BOLD_WORD = re.compile(r"(?P<name>[^:：*]{1,40}?)\s*(?:[:：]\s*\*\*|\*\*\s*[:：])\s*(?P<rest>.*)")
_FIELD_WORD = re.compile(r"[^\w\s]*\s*(?P<name>[^\W\d][^:：]{0,38}?)\s*[:：]\s*(?P<rest>.*)")
_MARKS = "📄💻🔗🎓📥🤗⭐🧠🌐📎🏠🎥📊❤👥🏢📅🔍✨📋🇨🇳🇬🇧💡🤖📝🏷🔥👍💬🕒🔬️ "
_BEGINS_ITEM = re.compile(r"\s*(?:[-*+]\s|[\[\]]\s*$|\]\[)")
_ITEM_MARKS = re.compile(r"^(?:[-*+•]\s+)+")
_IN_BRACKETS = re.compile(r"\((?P<inner>[^()]{1,40})\)\s*[-:：—–]?\s*(?P<rest>.*)")
_LONGEST_HEADING = 400  # characters; a rule under a longer line ends a paragraph
_TAG_HEADING = re.compile(r"\s*(?:<details>\s*)?<(?:summary|h(?P<level>[1-6]))\b", re.I)
_BEFORE_TITLE = ' *_"“(0123456789.#)-+>'
_AFTER_TITLE = " *_-—–:·|•,"
_LISTS = frozenset({LinkKind.PAPER, LinkKind.PROFILE})  # links around the pictures of authors
_CUT = frozenset({LinkKind.VOTE, LinkKind.COMMENTS})


def markdown_lines(lines: Iterable[tuple[int, str]], references: Mapping[str, str]) -> Iterator[PageLine]:
    """Yield the plain lines of Markdown.

    Args:
        lines: numbers and texts. references: addresses by the numbers that stand for them, ``[Title][12]``.

    >>> lines = [(1, "### [A Title](/papers/2501.00011)"), (2, "May 3[6](/papers/2501.00011#c)")]
    >>> [line.text for line in markdown_lines(lines, {})]
    ['A Title', 'May 3', '6']
    """
    page = _MarkdownPage()
    for line in spanned_lines(_unfenced(lines), references):
        yield from page.lines_before(line)
    yield from page.held


class _MarkdownPage:
    """Where a reading of Markdown stands: the last lines are held, for the next may say what they are."""

    def __init__(self) -> None:
        self.held: list[PageLine] = []  # of one line of the file
        self._spaced = True
        self._columns: list[str] = []  # the fields of the columns of a table

    def lines_before(self, line: SpannedLine) -> list[PageLine]:
        """Take the next line of the file; returns those that nothing can change any more."""
        raw = line.raw
        if not raw.strip():
            self._spaced, self._columns = True, []
            return []
        if self._says_of_last(raw):
            return []
        if raw.lstrip().startswith("|"):
            return self._released(self._row(line))
        self._columns = []
        pieces = list(_plain_pieces(line, self._spaced))
        if pieces and self.held and not self._spaced and self._goes_on(line, pieces[0]):
            last = self.held[-1]
            self.held[-1] = replace(last, text=f"{last.text} {pieces[0].text}")
            del pieces[0]
        return self._released(pieces)

    def _released(self, pieces: list[PageLine]) -> list[PageLine]:
        """Hold the next lines and give out those held."""
        if not pieces:
            return []
        done, self.held, self._spaced = self.held, pieces, False
        return done

    def _says_of_last(self, raw: str) -> bool:
        """Tell whether a line only says something of the one before: that it is a heading, or where it leads."""
        if self.held and not self._spaced and _UNDERLINE.fullmatch(raw):
            if len(self.held[-1].text) <= _LONGEST_HEADING:
                level = self.held[-1].heading or 1 + raw.lstrip().startswith("-")
                self.held[-1] = replace(self.held[-1], heading=level)
            return True
        address = _ADDRESS.fullmatch(raw.strip())
        if address and self.held and self.held[-1].link is None:
            self.held[-1] = replace(self.held[-1], link=hub_link(address["url"]))
        return address is not None

    def _goes_on(self, line: SpannedLine, piece: PageLine) -> bool:
        """Tell whether a line goes on with the one before it: in the same link, or under a heading and drawn in."""
        last = self.held[-1]
        if line.joined:
            return last.link == piece.link and not _BEGINS_ITEM.match(line.raw)
        return (
            bool(last.heading) and not piece.heading and line.raw.startswith("  ") and not _BEGINS_ITEM.match(line.raw)
        )

    def _row(self, line: SpannedLine) -> list[PageLine]:
        """Return the cells of a row of a table; none where it names the columns."""
        if _TABLE_RULE.fullmatch(line.raw):
            return []
        cells = _cells_of_row(line)
        if not self._columns:
            names = [_field_of_word("".join(span.text for span in cell).strip(" *").lower()) for cell in cells]
            if any(names):
                self._columns = names
                return []
        columns = self._columns + [""] * len(cells)
        return [
            replace(piece, field=columns[index])
            for index, cell in enumerate(cells)
            for piece in _lines_of_spans(cell, line.number, spaced=True, heading=0)
        ]


def _unfenced(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the lines without the fences of a code block that a whole page may stand in."""
    return ((number, "" if _FENCE.match(line) else _without_tags(line)) for number, line in lines)


def _without_tags(line: str) -> str:
    """Return the line without tags of HTML; one that makes a heading becomes the mark of one."""
    if "<" not in line:
        return line
    heading = _TAG_HEADING.match(line)
    mark = "#" * int(heading["level"] or 3) + " " if heading else ""
    return mark + _TAG.sub("", line)


def _field_of_word(name: str) -> str:
    """Return the field that a word names in a digest or a table, or ""."""
    plain = re.sub(r"\s*[（(][^（()）]{0,30}[)）]\s*$", "", name.strip(_MARKS).lower())
    kinds = [kind.removeprefix("field:") for kind in kinds_of_word(plain) if kind.startswith("field:")]
    return min(kinds, default="")


def _cells_of_row(line: SpannedLine) -> list[list[Span]]:
    """Return the cells of a row of a table, each as spans."""
    cells: list[list[Span]] = [[]]
    for span in line.spans:
        parts = span.text.split("|") if span.address is None else [span.text]
        for index, part in enumerate(parts):
            if index:
                cells.append([])
            cells[-1].append(Span(part, span.address))
    return cells[1:-1] if not "".join(span.text for span in cells[-1]).strip() else cells[1:]


def _plain_pieces(line: SpannedLine, spaced: bool) -> Iterator[PageLine]:
    """Take steps 2 and 3 for one line."""
    heading = 0
    if line.spans:
        first = line.spans[0].text
        if match := _HEADING.match(first):
            heading = len(match["marks"])
            first = first[match.end() :]
        elif match := _BULLET.match(first):
            first = first[match.end() :]
        elif not first.strip(" >-*+"):
            first = ""
        line.spans[0].text = first
        line.spans[-1].text = _BREAK.sub("", line.spans[-1].text)
        line.spans = list(_merged(line.spans))
        if not line.joined:
            for span in line.spans:
                _drop_alternative_text(span)
    yield from _lines_of_spans(line.spans, line.number, spaced=spaced, heading=heading)


def _lines_of_spans(spans: list[Span], number: int, *, spaced: bool, heading: int) -> Iterator[PageLine]:
    """Yield the line, or the lines that it falls into."""
    groups = [(span.text, None if span.address is None else hub_link(span.address)) for span in spans]
    linked = any(link is not None for _, link in groups)
    only_links = linked and all(link is not None or not text.strip(_AFTER_TITLE + "\t") for text, link in groups)
    text, link, first = "", None, True
    for part, leads in groups:
        if only_links and leads is None:
            continue
        titled = leads is not None and leads.kind is LinkKind.PAPER and not text.strip(_BEFORE_TITLE)
        if (
            leads is not None
            and part.strip()
            and (leads.kind in _CUT or only_links or titled or _names_paper(part, leads))
        ):
            yield from _one_line("" if titled else text, number, link, spaced=spaced and first, heading=heading)
            yield from _one_line(part, number, leads, spaced=spaced and first, heading=heading)
            text, link, first = "", None, False
            continue
        link = leads if not text.strip(_BEFORE_TITLE) and leads is not None else None
        text += part if text or first else part.lstrip(_AFTER_TITLE)
    bracketed = None if first else _IN_BRACKETS.fullmatch(text.strip())
    if bracketed and fact_of_line(bracketed["inner"].strip()):
        yield from _one_line(bracketed["inner"], number, None, spaced=False, heading=0)
        text = bracketed["rest"]
    yield from _one_line(text, number, link, spaced=spaced and first, heading=heading if first else 0)


def _names_paper(words: str, link: HubLink) -> bool:
    """Tell whether the words of a link only say that it leads to the paper, as "arXiv" does in a list of links."""
    fact = fact_of_line(words.strip()) if link.kind in (LinkKind.PAPER, LinkKind.ARXIV, LinkKind.OTHER) else None
    return fact is not None and fact.kind in (LineKind.LINKS, LineKind.IDENTIFIER, LineKind.STARS)


def _drop_alternative_text(span: Span) -> None:
    """Take away the words for an image that stands before the words of a link: "[logo] Some Lab"."""
    if span.address is not None and span.text.lstrip().startswith("["):
        span.text = _ALTERNATIVE_TEXT.sub("", span.text.lstrip(), count=1)


def _merged(spans: list[Span]) -> Iterator[Span]:
    """Spans that lead to the same place as one."""
    for address, group in groupby(spans, key=lambda span: span.address):
        yield Span("".join(span.text for span in group), address)


def _one_line(raw: str, number: int, link: HubLink | None, *, spaced: bool, heading: int) -> Iterator[PageLine]:
    """Yield a line without emphasis, tags and images, and with the field that a word in bold names."""
    text = tidy(_BREAK.sub("", _IMAGE.sub("", raw))) if raw.strip() else ""
    if link is not None:
        text = _ITEM_MARKS.sub("", text, count=1)
        if text in ("-", "*") and link.kind in _LISTS:  # the mark of a list, with an image behind it
            return
    field = ""
    bold = text.startswith("**")
    match = _BOLD_WORD.fullmatch(text.removeprefix("**")) if bold else _FIELD_WORD.fullmatch(text[:4000])
    if match and (name := _field_of_word(match["name"])):
        field, text = name, match["rest"] if bold else text[match.start("rest") :]
    elif heading and (name := _field_of_word(_NUMBERED.sub("", text).strip("* "))):
        field, text = name, ""
    if text.count("**") % 2 == 0:
        text = text.replace("**", "")
    for mark in ("***", "*", "_", "~~", "`"):
        if (
            len(text) > 2 * len(mark)
            and text.startswith(mark)
            and text.endswith(mark)
            and not text.startswith(mark + " ")
        ):
            text = text[len(mark) : -len(mark)]
    text = text.strip()
    if text or field:
        yield PageLine(number, text, spaced, heading, link, field)
