"""JSON documents: arrays, maps and objects around them, or objects in a row, cut into the records that they hold.

The document is never held as a whole. Steps:

1. Read pieces of the file and find strings, brackets, colons and other values in them, nothing more.
2. An object to which a known path of keys leads (see ``record_search``) is a record; its bytes are cut out at its
   closing bracket and only then parsed, so a broken record costs itself and not its neighbours. An object beside them,
   under another key at the same depth, may be one: it is cut out too, and left where it is none.
3. Texts and numbers around the records are kept while the object around them is open: a list may have a date.
4. Anything but an object where a record should stand, and a document that ends too early, is a fault with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import orjson

from kg.ground.errors import InputError
from kg.readers.base.input_stream import MAX_RECORD, Fault, Page
from kg.readers.json.record_search import ANY, Path

# A string, a bracket, a colon or another value; a lone quotation mark begins a string that goes on in the next piece.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:]|[^\s"{}\[\]:,]++|"', re.S)
# Inside a record all that matters is the next bracket, which no string holds.
_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+([{}\[\]])', re.S)
_OPENS = {b"}": b"{", b"]": b"["}
_MARK = b"\xef\xbb\xbf"  # a byte order mark; a file that was joined from several has some within
_LONGEST_NOTE = 2_000  # bytes of a text around the records that is kept: a day, a name, a query
_MOST_NOTES = 50
_DEEPEST = 10_000  # brackets open at a time; beyond, the file is no data of anybody
REMEDY = 'write [{"title": …, "abstract": …}, …]'


@dataclass(frozen=True, slots=True)
class CutRecord:
    """The text of one object of a document.

    Attributes:
        where: file and line where it begins. text: its JSON.
        path: the keys that lead to it. sure: whether a record must stand there.
        around: texts and numbers of the objects around it that came before it.
    """

    where: str
    text: str
    path: Path = ()
    sure: bool = True
    around: Mapping[str, object] | None = None


def cut_records(
    page: Page, fault: Fault, paths: Sequence[Path] = ((),), *, beside: bool = False, remedy: str = REMEDY
) -> Iterator[CutRecord]:
    """Cut the records out of a document.

    Args:
        paths: the paths of keys that lead to records. beside: whether objects under other keys at the same depth are
            cut out too, as not sure.
        remedy: what to do where the document as a whole is broken.
    """
    return _RecordScanner(page, fault, paths, beside, remedy).records()


class _RecordScanner:
    """Cuts the records out of the bytes of a document."""

    def __init__(self, page: Page, fault: Fault, paths: Sequence[Path], beside: bool, remedy: str) -> None:
        self._page, self._fault, self._remedy = page, fault, remedy
        self._paths = {path for path in paths if ANY not in path}
        self._patterns = [path for path in paths if ANY in path]
        self._depths = {len(path) for path in paths} if beside else set()
        self._buffer = b""
        self._offset = page.start  # of the buffer in the file
        self._line, self._counted = 1, 0  # the line of a place in the buffer
        self._scanned = 0
        self._stack: list[bytes] = []  # the open brackets
        self._keys: list[str] = []  # the keys that lead to the innermost open bracket outside of records
        self._keyed: list[bool] = []  # of each open bracket outside of records: whether a key led to it
        self._notes: list[dict[str, object]] = []  # of each of them: the texts and numbers in it
        self._word: bytes | None = None  # the last text in an object, which may be a key
        self._key: str | None = None  # the key whose value comes next
        self._start: int | None = None  # where the current record begins in the buffer
        self._depth = 0  # open brackets around the current record
        self._sure = True
        self._lost_start = False
        self._broken = False  # whether nothing more can be told apart

    def records(self) -> Iterator[CutRecord]:
        for chunk in chain(self._page.chunks(), (b"",)):
            self._buffer += chunk
            while self._scanned < len(self._buffer) and not self._broken:
                if self._start is None:
                    self._follow_outside(final=not chunk)
                    if self._start is None:
                        break
                end = self._end_of_record()
                if end is None:
                    break
                yield self._cut_record(self._start, end)
                self._start = self._key = self._word = None
            if self._broken:
                return
            self._drop_scanned()
            if len(self._buffer) > MAX_RECORD:
                if self._sure or self._start is None:
                    self._report_problem(f"a record is longer than {MAX_RECORD >> 20} MiB; reading ends here", 0)
                    return
                self._pass_over_record()
        if self._stack:
            place = "a record" if self._start is not None else "the array"
            self._report_problem(
                f"the document ends inside {place}", len(self._buffer) if self._start is None else self._start
            )

    def _follow_outside(self, *, final: bool) -> None:
        """Follow the tokens of the buffer until a record begins, or the buffer ends."""
        for match in _TOKEN.finditer(self._buffer, self._scanned):
            token = match[0]
            if not final and (match.end() == len(self._buffer) or token == b'"'):
                return  # the token may go on in the next piece
            self._scanned = match.end()
            self._follow_token(token, match.start())
            if self._broken or self._start is not None:
                return

    def _end_of_record(self) -> int | None:
        """Go to the closing bracket of the current record: its end in the buffer, or None where it is not there yet."""
        buffer, stack, depth = self._buffer, self._stack, self._depth
        while match := _BRACKET.match(buffer, self._scanned):
            token = match[1]
            self._scanned = match.end()
            if token in _OPENS:
                if stack.pop() != _OPENS[token]:
                    self._report_broken("the brackets do not match; reading ends here", match.start(1))
                    return None
                if len(stack) == depth:
                    return match.end()
            elif len(stack) < _DEEPEST:
                stack.append(token)
            else:
                self._report_broken(f"more than {_DEEPEST:,} brackets are open; reading ends here", match.start(1))
                return None
        return None

    def _cut_record(self, start: int, end: int) -> CutRecord:
        line = self._line_of_place(start)
        text = self._page.decode(self._buffer[start:end], line, self._offset + start, self._fault)
        around = {name: value for notes in self._notes for name, value in notes.items()}
        return CutRecord(f"{self._page.path}:{line}", text, self._path_of_slot(), self._sure, around)

    def _pass_over_record(self) -> None:
        """Go on inside what may have been a record and is too large for one; no path leads to what stands there."""
        inner = len(self._stack) - self._depth
        self._keys.append("\0")
        self._keyed += [True] + [False] * (inner - 1)
        self._notes += [{} for _ in range(inner)]
        self._start = self._key = self._word = None

    def _follow_token(self, token: bytes, place: int) -> None:
        """Follow one token outside of records."""
        if token in (b"{", b"["):
            self._open_bracket(token, place)
        elif token not in _OPENS:
            self._follow_value(token, place)
        elif not self._stack:  # the beginning of the document is missing; what follows may be whole
            self._report_lost_start(place)
        elif self._stack.pop() != _OPENS[token]:
            self._report_broken("the brackets do not match; reading ends here", place)
        else:
            self._close_bracket()

    def _open_bracket(self, token: bytes, place: int) -> None:
        if len(self._stack) >= _DEEPEST:
            self._report_broken(f"more than {_DEEPEST:,} brackets are open; reading ends here", place)
            return
        sure = self._is_record_slot()
        if token == b"{" and (sure or len(self._path_of_slot()) in self._depths):
            self._start, self._depth, self._sure = place, len(self._stack), sure
        else:
            self._keyed.append(self._key is not None)
            self._notes.append({})
            if self._key is not None:
                self._keys.append(self._key)
            self._key = self._word = None
        self._stack.append(token)

    def _close_bracket(self) -> None:
        self._notes.pop()
        if self._keyed.pop():
            self._keys.pop()
        self._key = self._word = None

    def _follow_value(self, token: bytes, place: int) -> None:
        """Follow a colon, or a value that is no object and no array, outside of records."""
        if token == _MARK and not self._stack:
            return
        if not self._stack or self._stack[-1] == b"[":
            if token != b":" and self._is_record_slot():
                problem = "a record is null: what was asked for is not there" if token == b"null" else ""
                self._report_problem(problem or "a record is no JSON object", place)
        elif token == b":":
            self._key, self._word = _text_of_token(self._word or b'""'), None
        elif self._key is not None:
            if len(self._notes[-1]) < _MOST_NOTES and len(token) <= _LONGEST_NOTE:
                self._notes[-1].setdefault(self._key, _value_of_token(token))
            self._key = None
        else:
            self._word = token

    def _path_of_slot(self) -> Path:
        return (*self._keys, self._key) if self._key is not None else tuple(self._keys)

    def _is_record_slot(self) -> bool:
        """Tell whether a record must stand here."""
        path = self._path_of_slot()
        return path in self._paths or any(
            len(path) == len(pattern) and all(step in (ANY, key) for step, key in zip(pattern, path, strict=True))
            for pattern in self._patterns
        )

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
        """Return the line of a place in the buffer that is not before the last one asked for."""
        self._line += self._buffer.count(b"\n", self._counted, place)
        self._counted = max(self._counted, place)
        return self._line

    def _report_lost_start(self, place: int) -> None:
        if not self._lost_start:
            self._report_problem("the brackets do not match: the beginning is missing", place)
        self._lost_start = True
        self._paths.add(())
        self._key = self._word = None

    def _report_broken(self, problem: str, place: int) -> None:
        self._broken = True
        self._report_problem(problem, place)

    def _report_problem(self, problem: str, place: int) -> None:
        self._fault(InputError(problem, where=f"{self._page.path}:{self._line_of_place(place)}", remedy=self._remedy))


def _text_of_token(token: bytes) -> str:
    return str(_value_of_token(token) or "")


def _value_of_token(token: bytes) -> object:
    try:
        return orjson.loads(token)
    except orjson.JSONDecodeError:
        return None
