"""The records of an XML file, one element tree at a time, whatever the size of the file.

Python's own expat reads it: it needs no other library, and no entity is defined, so nothing can grow or be fetched.

1. The file is decoded as it says, and fed to the parser in pieces. Elements with the names that are asked for become
   small trees; of what is around them only the names and attributes that are open are kept.
2. Entities that the file does not define are those of HTML, as in DBLP; a file that defines its own is refused.
3. Where the XML is broken, the record costs itself: that is a fault, and reading goes on at the next record with a new
   parser, to which the elements that were open are opened again.
"""

from __future__ import annotations

import html.entities
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from kg.ground.errors import InputError
from kg.readers.base.input_stream import MAX_RECORD, Fault, Page

_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
# Encodings of one byte a character, which can be read in any pieces.
_ONE_BYTE = frozenset(("iso-8859-1", "latin-1", "latin1", "iso-8859-15", "windows-1252", "cp1252"))
# What XML 1.0 does not allow; some services let it through. https://www.w3.org/TR/xml/#charsets
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DEEPEST = 200  # elements in one another; JATS with formulas has some thirty
_ELEMENT_SIZE = 64  # what an element counts beside its text, in characters
_JUNK = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_OVERLAP = 200  # characters that are looked at again when the beginning of a record is sought


@dataclass(frozen=True, slots=True)
class XmlRecord:
    """An element that was asked for: its line, its tree (names without prefixes), and the elements around it."""

    line: int
    element: Element
    around: tuple[Element, ...]


def xml_records(page: Page, fault: Fault, names: frozenset[str]) -> Iterator[XmlRecord]:
    """Give the elements with some names; one that is broken, or longer than ``MAX_RECORD``, is a fault.

    Raises:
        InputError: the file is in another encoding than it says, defines entities, or is nested too deep.
    """
    yield from _XmlReading(page, fault, names).records()


def root_name(head: bytes) -> str:
    """Tell the name of the first element in the first bytes of a file, without its prefix; empty where there is none.

    >>> root_name(b'<?xml version="1.0"?><!DOCTYPE dblp SYSTEM "dblp.dtd"><dblp:dblp>'), root_name(b"Title")
    ('dblp', '')
    """
    found = _ROOT.match(head)
    return found[1].decode() if found else ""


_ROOT = re.compile(
    rb"\s*(?:<\?[^>]{0,1000}\?>\s*|<!--.{0,10000}?-->\s*|<!DOCTYPE[^>\[]{0,1000}(?:\[[^\]]{0,10000}\])?\s*>\s*){0,20}"
    rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s/>]",
    re.S,
)


class _XmlReading:
    """The state of reading one file."""

    def __init__(self, page: Page, fault: Fault, names: frozenset[str]) -> None:
        self._page = page
        self._fault = fault
        self._names = names
        joined = "|".join(sorted(map(re.escape, names)))
        self._beginning = re.compile(rf"<(?:[\w.-]{{1,40}}:)?(?:{joined})(?=[\s/>])")
        self._ready: deque[XmlRecord] = deque()
        self._begin((), 1)

    def records(self) -> Iterator[XmlRecord]:
        line, unread = 1, ""  # what was looked at for the beginning of a record, and may be the first part of one
        for piece in _decoded_pieces(self._page, self._fault):
            rest = unread + piece
            line -= unread.count("\n")
            unread = ""
            while rest:
                if self._parser is None and not (found := self._beginning.search(rest)):
                    unread = rest[-_OVERLAP:]
                    line += rest[: len(rest) - len(unread)].count("\n") + unread.count("\n")
                    break
                if self._parser is None and found:
                    line += rest.count("\n", 0, found.start())
                    rest = rest[found.start() :]
                    self._begin(tuple(self._tags), line)
                behind = self._feed(rest)
                line += rest[: len(rest) - len(behind)].count("\n")
                rest = behind
                while self._ready:
                    yield self._ready.popleft()
        if self._parser is not None:
            self._feed("</resumed>" if self._resumed else "", last=True)

    def _begin(self, tags: tuple[str, ...], first_line: int) -> None:
        """Make a parser, and open in it what was open around the record, by its tags as they were written."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.UseForeignDTD(True)  # so that an entity that nothing defines is skipped, and is no error
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._finish
        parser.CharacterDataHandler = self._characters
        parser.SkippedEntityHandler = self._skipped_entity
        parser.EntityDeclHandler = self._refuse_entity
        parser.CommentHandler = self._comment
        self._parser: expat.XMLParserType | None = parser
        self._first_line = first_line
        self._fed = self._quiet = 0  # bytes given to the parser, and those since it last told of anything
        self._drop_record()
        self._around: list[Element] = []  # what is open around the record
        self._tags: list[str] = []  # of each of them
        self._resumed = first_line > 1 or bool(tags)
        if self._resumed:
            self._feed("<resumed>" + "".join(tags))
            del self._around[0], self._tags[0]

    def _drop_record(self) -> None:
        self._record: list[Element] = []  # what is open in the record; the record itself first
        self._closed: Element | None = None  # what was closed last, whose tail follows
        self._text: list[str] = []
        self._size = self._line = 0

    def _feed(self, text: str, *, last: bool = False) -> str:
        """Give a piece to the parser; where it is broken, drop the parser and return what is behind."""
        parser, data = self._parser, text.encode()
        assert parser is not None
        self._quiet += len(data)
        try:
            parser.Parse(data, last)
        except expat.ExpatError as error:
            place = max(0, parser.ErrorByteIndex - self._fed)
            self._report(expat.ErrorString(error.code), self._first_line + error.lineno - 1)
            self._parser = None
            self._drop_record()
            # What follows the end of the document may be a record; what is broken is left behind.
            after = place if error.code == _JUNK else place + 1
            return data[after:].decode("utf-8", "ignore")
        self._fed += len(data)
        if self._quiet > MAX_RECORD:
            problem = f"there is no tag in {MAX_RECORD >> 20} MiB"
            raise InputError(problem, where=self._page.path, remedy="check that it is XML")
        return ""

    def _report(self, reason: str, line: int) -> None:
        what = f"the <{self._record[0].tag}> of line {self._line}" if self._record else "the XML"
        problem = f"{what} is broken ({reason}); reading goes on behind it"
        self._fault(InputError(problem, where=f"{self._page.path}:{line}", remedy="download it again, or mend it"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._quiet = 0
        local = name.rpartition(":")[2]
        element = Element(local, {key.rpartition(":")[2]: value for key, value in attributes.items()})
        if not self._record and local not in self._names:
            self._around.append(element)
            self._tags.append(_tag(name, attributes))
        else:
            self._flush_text()
            if self._record:
                self._record[-1].append(element)
            else:
                self._line = self._line_now()
            self._record.append(element)
            self._closed = None
            self._grow(_ELEMENT_SIZE + sum(map(len, attributes.values())))
        if len(self._around) + len(self._record) > _DEEPEST:
            problem = f"more than {_DEEPEST} elements lie in one another"
            raise InputError(problem, where=f"{self._page.path}:{self._line_now()}", remedy="check what made it")

    def _finish(self, _: str) -> None:
        self._quiet = 0
        if not self._record:
            if self._around:
                self._around.pop()
                self._tags.pop()
            return
        self._flush_text()
        self._closed = self._record.pop()
        if not self._record:
            if self._size <= MAX_RECORD:
                self._ready.append(XmlRecord(self._line, self._closed, tuple(self._around)))
            self._drop_record()

    def _characters(self, text: str) -> None:
        self._quiet = 0
        if self._record and self._size <= MAX_RECORD:
            self._text.append(text)
            self._grow(len(text))

    def _grow(self, size: int) -> None:
        """Note how large the record is; one that is too large is emptied and told once."""
        was_small = self._size <= MAX_RECORD
        self._size += size
        if self._size > MAX_RECORD:
            self._text.clear()
            self._record[0].clear()
            if was_small:
                problem = f"a record is longer than {MAX_RECORD >> 20} MiB and is left out"
                where = f"{self._page.path}:{self._line}"
                self._fault(InputError(problem, where=where, remedy="check that it is one paper"))

    def _flush_text(self) -> None:
        if self._text and self._record:
            text = "".join(self._text)
            if self._closed is not None:
                self._closed.tail = text
            else:
                self._record[-1].text = text
        self._text.clear()

    def _skipped_entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._characters(html.entities.html5.get(f"{name};", f"&{name};"))

    def _comment(self, _: str) -> None:
        self._quiet = 0

    def _refuse_entity(self, name: str, *_: object) -> None:
        problem = f"the file defines the entity {name!r}, which could grow without end"
        raise InputError(problem, where=f"{self._page.path}:{self._line_now()}", remedy="replace it by what it means")

    def _line_now(self) -> int:
        assert self._parser is not None
        return self._first_line + self._parser.CurrentLineNumber - 1


def _tag(name: str, attributes: dict[str, str]) -> str:
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{written}>".replace("\n", " ")


def _decoded_pieces(page: Page, fault: Fault) -> Iterator[str]:
    """Yield the text of the file in pieces, without what XML does not allow.

    Raises:
        InputError: it is in an encoding that is not read, or not in the one that it says.
    """
    declared = _DECLARED.search(page.head)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding in ("utf8", "us-ascii", "ascii"):
        encoding = "utf-8"
    if encoding not in ("utf-8", *_ONE_BYTE):
        raise InputError(f"the encoding {encoding!r} is not read", where=page.path, remedy="convert it to UTF-8")
    line, offset, rest = 1, page.start, b""
    for chunk in page.chunks():
        if encoding == "utf-8":
            data = rest + chunk
            end = len(data) - _bytes_of_cut_character(data)
            data, rest = data[:end], data[end:]
            text = page.decode(data, line, offset, fault)
        else:
            data, text = chunk, chunk.decode(encoding, "replace")
        yield _CONTROLS.sub("", text)
        line += data.count(b"\n")
        offset += len(data)
    if rest:
        yield _CONTROLS.sub("", page.decode(rest, line, offset, fault))


def _bytes_of_cut_character(data: bytes) -> int:
    """Say how many bytes at the end begin a character of UTF-8 that goes on behind them."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            return (
                back
                if (0xC0 <= byte < 0xE0 and back < 2)
                or (0xE0 <= byte < 0xF0 and back < 3)
                or (byte >= 0xF0 and back < 4)
                else 0
            )
        if byte < 0x80:
            return 0
    return 0
