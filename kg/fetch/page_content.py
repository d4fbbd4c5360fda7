"""What a page is, seen as far as paging needs it: JSON that parses, XML whose elements are counted as they pass.

The answer of a service is as hostile as any file: a page is bounded before it is read here
(``kg/fetch/polite_client.py``), JSON is nested 1,024 deep at most (orjson), XML has no document type and so no
entities.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

import orjson

from kg.fetch.page_series import START, UnreadablePageError
from kg.ground.errors import OutputError
from kg.ground.text import one_line

_BUFFER = 256 << 10  # bytes
_SHOWN = 80  # characters of an unexpected answer
_TEXT = 2_000  # characters kept of an element's text
_LONGEST_NUMBER = 10  # digits of a position
_UNPACKED = 2 << 30  # bytes of the largest packed file; the whole bibliography of the ACL Anthology has 0.2 GiB
_GZIP = b"\x1f\x8b"
_WEB_PAGE = (
    "open the address in a browser: a network that wants a login answers so; else the service is in disorder, ask later"
)
_ASK_LATER = "run the same command again to resume; where it stays so, the service has changed or --base is wrong"


def read_json_page(path: Path) -> object:
    """Read the JSON of a page.

    Raises:
        UnreadablePageError: it is HTML, or no JSON.
    """
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    head = data[:_BUFFER].lstrip()
    if head.startswith(b"<"):
        raise UnreadablePageError(f"this is a web page, not JSON: {_shown(head)}", _WEB_PAGE)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        if not data.rstrip().endswith((b"}", b"]")):
            raise UnreadablePageError("the JSON is cut off", _ASK_LATER, passing=True) from error
        raise UnreadablePageError(f"the answer is no JSON ({error.msg}): {_shown(head)}", _ASK_LATER) from error


def position_number(position: str, first: int) -> int:
    """Return the number that a position is.

    Args:
        first: the number of the position at which a series begins.

    Raises:
        OutputError: it is none; the state that it comes from is not what was written.

    >>> position_number("", 1), position_number("200", 1)
    (1, 200)
    """
    if position == START:
        return first
    if not (position.isascii() and position.isdecimal() and len(position) < _LONGEST_NUMBER):
        problem = f"{one_line(position, _SHOWN)!r} is no place among the pages"
        raise OutputError(problem, remedy="the state of the folder is not what a fetch wrote: add --refresh")
    return int(position)


def member_list(data: object, name: str) -> list[object]:
    """Return the list that a JSON object has under a name.

    Raises:
        UnreadablePageError: there is none.
    """
    found = data.get(name) if isinstance(data, dict) else None
    if not isinstance(found, list):
        names = one_line(", ".join(map(str, data)), _SHOWN) if isinstance(data, dict) else type(data).__name__
        raise UnreadablePageError(f"the JSON has no list {name!r}, only: {names}", _ASK_LATER)
    return found


def whole_number(value: object) -> int | None:
    """Return the value where it is a count, else None.

    >>> whole_number(12), whole_number(True), whole_number("12"), whole_number(-1)
    (12, None, None, None)
    """
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


@dataclass(slots=True)
class XmlCounts:
    """The elements of an XML page.

    Attributes:
        root: the name of the first, without its namespace. counts: how often each counted name occurs.
        texts: the first text of each kept name, without white space around it.
    """

    root: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def count_xml(path: Path, roots: frozenset[str], kept: frozenset[str]) -> XmlCounts:
    """Count the elements of an XML page by their names without namespace.

    Args:
        roots: the names that the first element may have. kept: the names of which the first text is kept.

    Raises:
        UnreadablePageError: it is HTML, another XML, no XML, or has a document type.
    """
    handler = _XmlHandler(kept)
    try:
        with path.open("rb") as file:
            while chunk := file.read(_BUFFER):
                handler.parser.Parse(chunk, False)
            handler.parser.Parse(b"", True)
    except expat.ExpatError as error:
        handler.check_root(roots)
        with path.open("rb") as file:
            head = file.read(_BUFFER).lstrip()
        problem = "the XML is cut off" if handler.found.root else f"the answer is no XML: {_shown(head)}"
        raise UnreadablePageError(f"{problem} ({error})", _ASK_LATER, passing=True) from error
    handler.check_root(roots)
    return handler.found


class _XmlHandler:
    """Gathers the counts as the parser passes."""

    def __init__(self, kept: frozenset[str]) -> None:
        self.found = XmlCounts()
        self._kept = kept
        self._open = ""  # the kept element whose text passes
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype

    def check_root(self, roots: frozenset[str]) -> None:
        root = self.found.root
        if root.lower() == "html":
            raise UnreadablePageError("this is a web page, not the XML of papers", _WEB_PAGE)
        if root and root not in roots:
            raise UnreadablePageError(f"the XML begins with <{one_line(root, _SHOWN)}>", _ASK_LATER)

    def _begin(self, name: str, _: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        found = self.found
        found.root = found.root or name
        found.counts[name] = found.counts.get(name, 0) + 1
        if name in self._kept and name not in found.texts:
            found.texts[name] = ""
            self._open = name

    def _end(self, name: str) -> None:
        if self._open == name.rpartition(" ")[2]:
            self.found.texts[self._open] = self.found.texts[self._open].strip()
            self._open = ""

    def _text(self, text: str) -> None:
        if self._open and len(self.found.texts[self._open]) < _TEXT:
            self.found.texts[self._open] += text[:_TEXT]

    def _refuse_doctype(self, name: str, *_: object) -> None:
        self.found.root = name
        if name.lower() == "html":
            raise UnreadablePageError("this is a web page, not the XML of papers", _WEB_PAGE)
        raise UnreadablePageError("the XML has a document type, which pages of papers do not have", _ASK_LATER)


def count_bibtex(path: Path) -> int:
    """Count the entries of a BibTeX file, plain or packed with gzip: the lines that begin with ``@``.

    Raises:
        UnreadablePageError: it is a web page, damaged, or unpacks to more than 2 GiB.
    """
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
    entries, size, begins = 0, 0, True
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as lines:
            while line := lines.readline(_BUFFER):  # in pieces: a line may have any length
                if not size and line.lstrip().startswith(b"<"):
                    raise UnreadablePageError("this is a web page, not BibTeX", _WEB_PAGE)
                entries += begins and line.startswith(b"@")
                begins, size = line.endswith(b"\n"), size + len(line)
                if size > _UNPACKED:
                    raise UnreadablePageError("the file unpacks to more than 2 GiB", "fetch single volumes by --ids")
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadablePageError("the gzip file is cut off or damaged", _ASK_LATER, passing=True) from error
    return entries


def _shown(data: bytes) -> str:
    return repr(one_line(data[: 4 * _SHOWN].decode("utf-8", "replace"), _SHOWN))
