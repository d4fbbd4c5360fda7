"""The links in Markdown, also over several lines: which words of a line lead where.

Steps:

1. Each line is cut at brackets; an open bracket waits for the one that closes it, up to 200 lines further on.
2. A bracket that closes with an address, ``](…)``, or with a number, ``][12]``, makes a link of what stands between;
   one of an image takes its words away; one without either stays as it was written.
3. A line is given out when no bracket before it waits.

Each line is looked at once, and no more than eight brackets wait, so that a page of brackets takes no longer than one
of words.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

# The address has at most one level of brackets in it, as https://en.wikipedia.org/wiki/A_(B) has.
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<open>!?\[)"
    r"|\]\((?P<url>[^()\s]{0,4000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)(?:\s+(?:\"[^\"]{0,200}\"|'[^']{0,200}'))?\s*\)"
    r"|\](?:\[(?P<reference>\w{1,6})\])|(?P<close>\])|<(?P<bare>https?://[^<>\s]{1,2000})>"
)
_WAITING = 8  # brackets
_LINES = 200  # that an open bracket waits; an abstract at 80 columns has up to 30


@dataclass(slots=True)
class Span:
    """Words of a line, and the address that they lead to."""

    text: str
    address: str | None = None


@dataclass(slots=True)
class SpannedLine:
    """A line as spans.

    Attributes:
        number: 1-based, in the file.
        raw: the line as it came.
        spans: its words in order.
        joined: whether the link of the line before goes on in it.
    """

    number: int
    raw: str
    spans: list[Span] = field(default_factory=list)
    joined: bool = False


@dataclass(slots=True)
class _OpenBracket:
    line: SpannedLine
    place: int  # of the bracket's own span
    image: bool


def spanned_lines(lines: Iterable[tuple[int, str]], references: Mapping[str, str]) -> Iterator[SpannedLine]:
    """Yield the lines with their links.

    Args:
        lines: numbers and texts. references: addresses by the numbers that stand for them.
    """
    waiting: list[_OpenBracket] = []
    held: deque[SpannedLine] = deque()
    for number, raw in lines:
        line = SpannedLine(number, raw)
        held.append(line)
        _cut_line(line, waiting, held, references)
        waiting = [bracket for bracket in waiting if number - bracket.line.number < _LINES]
        first = waiting[0].line.number if waiting else None
        while held and (first is None or held[0].number < first):
            yield held.popleft()
    yield from held


def _cut_line(
    line: SpannedLine, waiting: list[_OpenBracket], held: deque[SpannedLine], references: Mapping[str, str]
) -> None:
    """Step 1 for one line."""
    raw, end = line.raw, 0
    for token in _TOKEN.finditer(raw):
        if token.start() > end:
            line.spans.append(Span(raw[end : token.start()]))
        end = token.end()
        if token["open"]:
            line.spans.append(Span(token["open"]))
            waiting.append(_OpenBracket(line, len(line.spans) - 1, token["open"][0] == "!"))
            del waiting[:-_WAITING]
        elif token["escaped"]:
            line.spans.append(Span(token["escaped"]))
        elif token["bare"]:
            line.spans.append(Span(token["bare"], token["bare"]))
        else:
            address = token["url"] if token["url"] is not None else references.get(token["reference"] or "")
            if not waiting or (address is None and token["close"]):
                line.spans.append(Span(token[0]))
                del waiting[-1:]
            else:
                _close_bracket(waiting.pop(), held, address or "")
    if end < len(raw):
        line.spans.append(Span(raw[end:]))


def _close_bracket(bracket: _OpenBracket, held: deque[SpannedLine], address: str) -> None:
    """Step 2: what stands between the brackets is a link, or an image and nothing."""
    for line in reversed(held):
        for span in line.spans[bracket.place if line is bracket.line else 0 :]:
            if bracket.image:
                span.text = ""
            elif span.address is None:
                span.address = address
        if line is bracket.line:
            break
        line.joined = True
    bracket.line.spans[bracket.place].text = ""
