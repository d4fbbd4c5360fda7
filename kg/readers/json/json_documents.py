"""JSON documents: an array of papers, an object that holds one (``{"papers": […]}``), or objects in a row.

The document is never held as a whole. Steps:

1. Read pieces of the file and find strings, brackets, colons and other values in them, nothing more.
2. An object that stands at the top, in the array at the top or in the array of a known key, is a record; its bytes
   are cut out at its closing bracket and only then parsed, so a broken record costs itself and not its neighbours.
3. Anything else in those places, and a document that ends too early, is a fault with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.readers.base.input_stream import MAX_RECORD, Fault, Page
from kg.readers.json.json_kind import CONTAINERS
from kg.readers.json.json_lines import parse
from kg.readers.papers.paper_fields import paper_from_record

NAME = "json"

# A string, a bracket, a colon or another value; a lone quotation mark begins a string that goes on in the next piece.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:]|[^\s"{}\[\]:,]++|"', re.S)
_OPENS = {b"}": b"{", b"]": b"["}
_CONTAINER_KEYS = frozenset(f'"{name}"'.encode() for name in CONTAINERS)
_REMEDY = 'write [{"title": …, "abstract": …}, …]'


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """The papers of a document; a record that is no paper is a fault, named by file and line."""
    for position, (where, text) in enumerate(objects(page, fault), 1):
        try:
            yield paper_from_record(parse(text, where), Source(page.name, NAME, position), where, fault, page.unread)
        except InputError as error:
            fault(error)


def objects(page: Page, fault: Fault, remedy: str = _REMEDY) -> Iterator[tuple[str, str]]:
    """The records of a document: where each begins (``file:line``), and its text.

    Args:
        remedy: what to do where the document as a whole is broken.
    """
    for line, offset, raw in _RecordScanner(page, fault, remedy).records():
        yield f"{page.path}:{line}", page.decode(raw, line, offset, fault)


class _RecordScanner:
    """Cuts the records out of the bytes of a document."""

    def __init__(self, page: Page, fault: Fault, remedy: str) -> None:
        self._page = page
        self._fault = fault
        self._remedy = remedy
        self._buffer = b""
        self._offset = page.start  # of the buffer in the file
        self._line, self._counted = 1, 0  # the line of a place in the buffer
        self._scanned = 0
        self._stack: list[bytes] = []  # the open brackets
        self._start: int | None = None  # where the current record begins in the buffer
        self._depth = 0  # open brackets around the current record
        self._word = self._key = b""  # the last string, and the last key of the object at the top
        self._titled = False  # whether the object at the top has a title, and so is a record
        self._in_container = False

    def records(self) -> Iterator[tuple[int, int, bytes]]:
        """Line, offset and bytes of each record."""
        for chunk in chain(self._page.chunks(), (b"",)):
            self._buffer += chunk
            final = not chunk
            for match in _TOKEN.finditer(self._buffer, self._scanned):
                token = match[0]
                if not final and (match.end() == len(self._buffer) or token == b'"'):
                    break  # the token may go on in the next piece
                self._scanned = match.end()
                if not self._follow_token(token, match.start()):
                    return
                if self._start is not None and len(self._stack) == self._depth and token == b"}":
                    yield (
                        self._line_of_place(self._start),
                        self._offset + self._start,
                        self._buffer[self._start : match.end()],
                    )
                    self._start = None
            self._drop_scanned()
            if len(self._buffer) > MAX_RECORD:
                self._report_problem(f"a record is longer than {MAX_RECORD >> 20} MiB; reading ends here", 0)
                return
        if self._stack:
            place = "a record" if self._start is not None else "the array"
            self._report_problem(
                f"the document ends inside {place}", len(self._buffer) if self._start is None else self._start
            )

    def _follow_token(self, token: bytes, place: int) -> bool:
        """Follow one token; False where the brackets do not match and nothing more can be told apart."""
        if token in (b"{", b"["):
            self._open_bracket(token, place)
        elif token in _OPENS:
            if not self._stack or self._stack.pop() != _OPENS[token]:
                self._report_problem("the brackets do not match; reading ends here", place)
                return False
            self._in_container = self._in_container and len(self._stack) > 1
        elif len(self._stack) == 1 and self._stack[0] == b"{":
            if token == b":":
                self._key = self._word
                self._titled = self._titled or self._key == b'"title"'
            else:
                self._word = token
        elif self._at_record_slot() and token != b":":
            self._report_problem("a record is no JSON object", place)
        return True

    def _open_bracket(self, token: bytes, place: int) -> None:
        top = len(self._stack) == 1 and self._start is not None and self._depth == 0
        if token == b"[" and top and self._key in _CONTAINER_KEYS and not self._titled:
            self._start, self._in_container = None, True  # the object at the top is no record, it holds records
        elif self._at_record_slot():
            if token == b"{":
                self._start, self._depth = place, len(self._stack)
                self._key, self._titled = b"", False
            elif self._stack:
                self._report_problem("a record is no JSON object", place)
        self._stack.append(token)

    def _at_record_slot(self) -> bool:
        """Whether a record may stand here."""
        if self._start is not None:
            return False
        return not self._stack or self._stack == [b"["] or (self._in_container and len(self._stack) == 2)

    def _drop_scanned(self) -> None:
        """Forget the bytes before the current record, or before the next token."""
        end = self._scanned if self._start is None else self._start
        self._line_of_place(end)
        self._buffer = self._buffer[end:]
        self._offset += end
        self._scanned -= end
        self._counted = 0
        self._start = None if self._start is None else 0

    def _line_of_place(self, place: int) -> int:
        """The line of a place in the buffer that is not before the last one asked for."""
        self._line += self._buffer.count(b"\n", self._counted, place)
        self._counted = max(self._counted, place)
        return self._line

    def _report_problem(self, problem: str, place: int) -> None:
        self._fault(InputError(problem, where=f"{self._page.path}:{self._line_of_place(place)}", remedy=self._remedy))
