"""RDF Patch read: whoever wrote it, row by row, with the line of every fault.

1. A row stands on a line of its own. Lines are read up to a bound, and triples are parsed by Oxigraph as N-Quads, one
   at a time (6 µs each): a fault has its line, and no row can reach into the next.
2. A patch that ends within a transaction was cut and is refused. What a transaction that was broken off (``TA``) would
   have done is left out.
3. Prefixes are read and forgotten: terms are written out in the rows. Blank nodes and named graphs are refused.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeAlias, cast

import pyoxigraph as ox

from kg.ground.errors import InputError
from kg.ground.files.standard_streams import input_name
from kg.ground.text import one_line
from kg.rdf.terms.ntriples import split_literal, term_text

_LONGEST = 16 << 20  # bytes of a line; the longest abstract that is read has a fiftieth
_MOST_HEADERS, _LONGEST_HEADER, _MOST_TRANSACTIONS = 100, 10_000, 100_000
_SHOWN = 60  # characters of a row in a message
_REMEDY = "see https://jena.apache.org/documentation/rdf-patch, or make the patch again: paperatlas diff --format rdfp"
_HEADER = re.compile(r'([A-Za-z][\w.-]*)\s+(<[^<>"\s]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^<>\s]*>)?|_:\S+)\s*\.')
_PREFIX = re.compile(r'(?:"[^"]*"|[\w.-]*:?)\s+(?:"[^"]*"|<[^<>"\s]*>)(?:\s+<[^<>\s]*>)?\s*\.|"?[\w.-]*:?"?\s*\.')
_WORDS = re.compile(rb"\s*([A-Za-z]+)\s*(.*)", re.DOTALL)

_GZIP = b"\x1f\x8b"  # what a file begins with that is packed (RFC 1952, section 2.3.1)

PatchRow: TypeAlias = tuple[bool, bytes, int]
"""Whether a triple is added, the triple as a line of N-Triples without its line end, and the transaction's number."""


@dataclass(slots=True)
class PatchReader:
    """A patch that is read.

    Attributes:
        where: its name, for messages. header: what it says of itself, by name; filled while rows are read, and before
            the first of them. aborted: numbers of the transactions that were broken off.
    """

    where: str
    file: IO[bytes]
    header: dict[str, str] = field(default_factory=dict)
    aborted: set[int] = field(default_factory=set)
    _line: int = 0
    _transaction: int = 0
    _open: bool = False
    _held: bytes = b""  # a line that was read and not yet looked at

    @property
    def id(self) -> str | None:
        """The id of the version that it leads to, where it says so; a UUID is written in one way."""
        return _same_id(self.header.get("id"))

    @property
    def previous(self) -> str | None:
        """The id of the version that it begins with, where it says so."""
        return _same_id(self.header.get("prev"))

    def read_header(self) -> None:
        """Read up to the first row that is no header.

        Raises:
            InputError: a header cannot be read.
        """
        for line in self._lines():
            if line.split(None, 1)[0] not in (b"H", b"PA", b"PD"):
                self._held = line
                return
            self._row(line)

    def rows(self) -> Iterator[PatchRow]:
        """Yield the triples that are deleted and added, in order.

        Raises:
            InputError: a row cannot be read, or the patch was cut.
        """
        for line in self._lines():
            row = self._row(line)
            if row is not None:
                yield row[0], self._triple(row[1]), self._transaction
        if self._open:
            raise self._fault("the patch ends within a transaction, so it was cut", "take the whole file")

    def _lines(self) -> Iterator[bytes]:
        if self._held:
            yield self._held
            self._held = b""
        while True:
            try:
                line = self.file.readline(_LONGEST)
            except (OSError, EOFError, zlib.error) as error:
                raise self._fault(f"it cannot be read: {error}", "take the whole file") from error
            if not line:
                return
            self._line += 1
            if len(line) == _LONGEST:
                raise self._fault("the line has more than 16 MiB", _REMEDY)
            if line.strip() and not line.lstrip().startswith(b"#"):
                yield line

    def _row(self, line: bytes) -> tuple[bool, bytes] | None:
        """Read a line: whether it adds, and its triple, or None for another row, whose meaning is taken in."""
        match = _WORDS.fullmatch(line)
        word, rest = (match[1], match[2].strip()) if match is not None else (b"", b"")
        if word in (b"A", b"D"):
            return word == b"A", rest
        if word in (b"TX", b"TC", b"TA") and rest == b".":
            self._take_mark(word)
        elif word == b"H":
            self._take_header(rest)
        elif word not in (b"PA", b"PD") or not _PREFIX.fullmatch(rest.decode(errors="replace")):
            shown = one_line(line.decode(errors="replace"), _SHOWN)
            raise self._fault(f"{shown!r} is no row of an RDF Patch", _REMEDY)
        return None

    def _take_mark(self, word: bytes) -> None:
        if (word == b"TX") == self._open:
            problem = "a transaction begins within another" if self._open else "no transaction is open to end"
            raise self._fault(problem, _REMEDY)
        if word == b"TA":
            self.aborted.add(self._transaction)
        self._open = word == b"TX"
        self._transaction += 1
        if self._transaction > 2 * _MOST_TRANSACTIONS:
            raise self._fault(f"it has more than {_MOST_TRANSACTIONS:,} transactions", "divide it")

    def _take_header(self, rest: bytes) -> None:
        match = _HEADER.fullmatch(rest[:_LONGEST_HEADER].decode(errors="replace"))
        if match is None or self._transaction:
            problem = "a header stands behind the changes" if match else "this is no header"
            raise self._fault(problem, _REMEDY)
        if match[1] in self.header or len(self.header) >= _MOST_HEADERS:
            problem = f"it has more than {_MOST_HEADERS} headers"
            raise self._fault(f"the header {match[1]} stands twice" if match[1] in self.header else problem, _REMEDY)
        self.header[match[1]] = match[2][1:-1] if match[2].startswith("<") else split_literal(match[2])[0]

    def _triple(self, text: bytes) -> bytes:
        """Read the triple of a row, and write it as the graph has it."""
        try:
            (quad,) = ox.parse(text, ox.RdfFormat.N_QUADS)
        except (SyntaxError, ValueError) as error:
            shown = one_line(str(error), 2 * _SHOWN)
            raise self._fault(f"this is not one triple of N-Triples: {shown}", _REMEDY) from error
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            raise self._fault("the row names a graph", "patches of one graph are applied, without its name")
        if isinstance(quad.subject, ox.BlankNode) or _has_blank_node(quad.object):
            raise self._fault("a blank node has no name that the graph could have", "give it an IRI")
        return f"{term_text(quad.subject)} {term_text(quad.predicate)} {term_text(quad.object)} .".encode()

    def _fault(self, problem: str, remedy: str) -> InputError:
        return InputError(problem, where=f"{self.where}:{self._line}", remedy=remedy)


def _has_blank_node(term: object) -> bool:
    if isinstance(term, ox.Triple):
        return isinstance(term.subject, ox.BlankNode) or _has_blank_node(term.object)
    return isinstance(term, ox.BlankNode)


def _same_id(id: str | None) -> str | None:
    """Write a UUID in one of the ways in which patches name one.

    >>> _same_id("uuid:0686C69D-8F89-4496-acb5-744f0157a8db")
    'urn:uuid:0686c69d-8f89-4496-acb5-744f0157a8db'
    """
    if id is None:
        return None
    scheme, colon, rest = id.removeprefix("urn:").partition(":")
    return f"urn:uuid:{rest.lower()}" if colon and scheme.lower() == "uuid" else id


@contextmanager
def open_patch(path: Path) -> Iterator[PatchReader]:
    """Open a patch, packed with gzip or not.

    Raises:
        InputError: it cannot be opened.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        where, problem = input_name(path), f"it cannot be read: {error.strerror or error}"
        raise InputError(problem, where=where, remedy="name a patch (.rdfp)") from error
    with raw:
        packed = raw.peek(2)[:2] == _GZIP
        with gzip.open(raw, "rb") if packed else raw as file:
            yield PatchReader(input_name(path), cast(IO[bytes], file))
