"""Text with numbered links and a list of their addresses at its end, as text browsers and converters print a page.

Two habits are read: the number before the words (``[12]Title``, lynx and links) and behind them (``[Title][12]``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.ground.text import tidy
from kg.readers.listing.forms.page_line import PageLine, hub_link

_REFERENCE = re.compile(
    r"\s{0,8}(?:\[(?P<boxed>\d{1,6})\][.:]?|(?P<plain>\d{1,6})\.)\s+(?P<url>(?:https?://|/|file:)\S+)(?:\s.{0,300})?"
)
_LIST_HEAD = re.compile(r"\s*(?:references|visible links|links|hidden links)\s*:?\s*", re.I)
_NUMBER = re.compile(r"\[(?P<number>\d{1,6})\]")
_BULLET = re.compile(r"^\s*[*+o•-]\s+(?=\S)")


def is_reference(line: str) -> bool:
    """Tell whether a line gives the address of a number.

    >>> is_reference("  12. https://huggingface.co/papers/2501.00011"), is_reference("12. A title")
    (True, False)
    """
    return _REFERENCE.fullmatch(line[:4_000]) is not None


def is_list_head(line: str) -> bool:
    """Tell whether a line begins the list of addresses."""
    return _LIST_HEAD.fullmatch(line) is not None


def references_of(lines: Iterable[str]) -> dict[str, str]:
    """Return the addresses by their numbers."""
    found = (_REFERENCE.fullmatch(line[:4_000]) for line in lines)
    return {match["boxed"] or match["plain"]: match["url"] for match in found if match}


def numbered_lines(lines: Iterable[tuple[int, str]], references: dict[str, str]) -> Iterator[PageLine]:
    """Yield the plain lines of text in which a number stands before the words of a link.

    >>> pages = {"3": "https://huggingface.co/papers/2501.00011"}
    >>> [(line.text, line.link is not None) for line in numbered_lines([(1, "[3]A Title"), (2, "words")], pages)]
    [('A Title', True), ('words', False)]
    """
    spaced = True
    for number, raw in lines:
        if not raw.strip():
            spaced = True
            continue
        for begin, part in _parts_at_numbers(raw, references):
            text = tidy(_BULLET.sub("", part, count=1))
            if text:
                link = hub_link(references[begin]) if begin else None
                yield PageLine(number, text, spaced, 0, link)
                spaced = False


def _parts_at_numbers(raw: str, references: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the parts of a line that begin with the number of a link, "" where there is none."""
    begin, end = "", 0
    for match in _NUMBER.finditer(raw):
        if match["number"] in references:
            yield begin, raw[end : match.start()]
            begin, end = match["number"], match.end()
    yield begin, raw[end:]
