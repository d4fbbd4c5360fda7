"""A listing page as HTML: its text blocks, with headings and links, read as a stream of tags.

A parser that follows the standard builds a tree, and a hostile page of 23 kB makes half a gigabyte of it (formatting
tags left open are opened anew in each paragraph: 555 MB with selectolax 1.0.2); deep nesting takes time by the square
of its depth. Python's own ``html.parser`` reads an unfinished tag again and again (21 s for 24 kB of ``<a ``). For
what stands on a page, in what heading, and where it leads, no tree is needed: one pass over the tags is enough, whose
time and memory grow with the length of the page alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.ground.text import tidy
from kg.readers.listing.forms.page_line import HubLink, PageLine, hub_link

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]{0,30})(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(
    r"(?P<name>[\w:-]{1,40})\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))"
)
_CUT_ENTITY = re.compile(r"&#?\w{0,12}$")  # at the end of a page that was cut
_COMMENT_END, _DECLARATION_END = "-->", ">"
#: Elements whose content is no text of the page; in those of the second row nothing is a tag.
_SILENT = frozenset(
    {"template", "svg", "noscript", "iframe", "select", "nav", "footer",
     "script", "style", "textarea", "title"}
)  # fmt: skip
_RAW = frozenset({"script", "style", "textarea", "title"})
#: Elements in which the block of text goes on.
_INLINE = frozenset(
    {"a", "b", "i", "em", "strong", "span", "code", "sup", "sub", "small", "mark", "font", "u", "s", "abbr", "cite",
     "kbd", "q", "label", "img", "wbr", "bdi", "bdo", "var", "tt", "math", "mi", "mn", "mo", "annotation"}
)  # fmt: skip
_HEADING = re.compile(r"h([1-6])")


@dataclass(slots=True)
class _Block:
    """A block of text in the making."""

    parts: list[str] = field(default_factory=list)
    links: list[str | None] = field(default_factory=list)  # of each part


def html_lines(text: str) -> Iterator[PageLine]:
    """Yield the text blocks of a page; their numbers count the blocks.

    >>> page = "<h3><a href='/papers/2501.00011'>A &amp; B</a></h3><p>Words."
    >>> [(line.text, line.heading) for line in html_lines(page)]
    [('A & B', 3), ('Words.', 0)]
    """
    block, number = _Block(), 0
    address: str | None = None
    heading = 0
    for token, name, rest in _tokens(text):
        if token == "text":
            if name:
                block.parts.append(name)
                block.links.append(address)
            continue
        if name not in _INLINE or name == "a":
            # A link around other blocks, as around the list of authors, ends with them.
            cut = name != "a" or _leads_apart(block, rest if token == "open" else None, address)
            if cut:
                for line in _lines_of_block(block, number, heading):
                    number = line.number
                    yield line
                block = _Block()
        if match := _HEADING.fullmatch(name):
            heading = int(match[1]) if token == "open" else 0
        if name == "a":
            address = _attribute(rest, "href") if token == "open" else None
    if not heading and address is None:  # else the page was cut inside a title
        yield from _lines_of_block(block, number, heading)


def _leads_apart(block: _Block, rest: str | None, address: str | None) -> bool:
    """Tell whether a link is a thing of its own on its line: a vote or comments, next to other words."""
    target = _attribute(rest, "href") if rest is not None else address
    link = hub_link(target or "")
    return link.arxiv is not None and any(part.strip() for part in block.parts)


def _lines_of_block(block: _Block, number: int, heading: int) -> Iterator[PageLine]:
    text = tidy("".join(block.parts))
    if not text:
        return
    targets = {target for part, target in zip(block.parts, block.links, strict=True) if part.strip()}
    target = targets.pop() if len(targets) == 1 else None
    link: HubLink | None = hub_link(target) if target is not None else None
    yield PageLine(number + 1, text, True, heading, link)


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the texts and tags of the page: ("text", the text, ""), or ("open" or "close", name, the rest of the
    tag).
    """
    place, silent = 0, ""
    last_end = text.rfind(">")  # behind it, a tag was cut
    while place < len(text):
        begin = text.find("<", place)
        if begin < 0:
            begin = len(text)
        if begin > place and not silent:
            words = text[place:begin]
            yield "text", html.unescape(_CUT_ENTITY.sub("", words) if begin == len(text) else words), ""
        if begin == len(text):
            return
        if text.startswith("<!--", begin):
            place = _after(text, _COMMENT_END, begin)
            continue
        if text.startswith(("<!", "<?"), begin):
            place = _after(text, _DECLARATION_END, begin)
            continue
        tag = _TAG.match(text, begin)
        if tag is None and begin > last_end and not text[begin + 1 : begin + 2].isspace():
            return
        if tag is None:  # a "<" of the text
            if not silent:
                yield "text", "<", ""
            place = begin + 1
            continue
        place = tag.end()
        name = tag["name"].lower()
        if silent:
            if tag["close"] and name == silent:
                silent = ""
            continue
        if name in _SILENT and not tag["close"] and not tag["rest"].endswith("/"):
            if name in _RAW:
                place = _after_element(text, name, place)
                continue
            silent = name
        yield ("close" if tag["close"] else "open"), name, tag["rest"]


def _after(text: str, mark: str, begin: int) -> int:
    """Find where the text goes on behind a mark; the end of the text where there is none."""
    end = text.find(mark, begin)
    return len(text) if end < 0 else end + len(mark)


def _after_element(text: str, name: str, begin: int) -> int:
    """Find where the end tag of an element whose content is no text stands; the end where there is none."""
    end = re.compile(rf"</{name}", re.I).search(text, begin)
    return len(text) if end is None else end.start()


def _attribute(rest: str | None, name: str) -> str | None:
    """Return the value of an attribute of a tag, or None."""
    for match in _ATTRIBUTE.finditer(rest or ""):
        if match["name"].lower() == name:
            return html.unescape(match["double"] or match["single"] or match["bare"] or "")
    return None
