"""One input file as a stream of UTF-8 bytes, with every fault of the file named.

Steps:

1. Look at the head: drop a UTF-8 byte order mark; refuse UTF-16, UTF-32, archives and other binary files.
2. Give out lines (or bytes) one at a time; a line that is too long, and a last character that is cut off, are
   faults of that line, any other byte that is not UTF-8 is an error of the file.

``kg.readers.base.open_files`` opens and unpacks what this reads.
"""

from __future__ import annotations

import hashlib
import io
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.ground.errors import InputError
from kg.ground.files.standard_streams import input_name
from kg.readers.base.archive_members import ZIP_MARKS, is_tar
from kg.readers.base.packed_bytes import PACKINGS
from kg.readers.base.unread_fields import UnreadFields

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Fault = Callable[[InputError], None]

# Bytes of one line or record. Records of the arXiv snapshot stay below 50 kB; a record with a long list of references
# reaches a few MB. Above this it is not one paper, and holding it would cost more memory than the rest of a build.
MAX_RECORD = 16 << 20
HEAD = 64 << 10  # bytes that sniffing looks at: more than the header of any page and the first record of most files
BUFFER = 256 << 10  # bytes
_MOST_PLACES = 1000  # of records in one file that are counted; a file whose keys are data has more

_UTF8_BOM = b"\xef\xbb\xbf"
# https://www.unicode.org/faq/utf_bom.html#BOM; UTF-32 before UTF-16, whose mark it begins with.
_WIDE_BOMS = {
    b"\xff\xfe\0\0": "UTF-32",
    b"\0\0\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
# First bytes of https://www.garykessler.net/library/file_sigs.html
_BINARY = {
    b"%PDF-": ("a PDF", "save the page of the listing as text"),
    **dict.fromkeys(ZIP_MARKS, ("a ZIP archive", "unpack the archive that it is in")),
    **{each.magic: (f"packed with {each.kind} twice", f"unpack it first ({each.program})") for each in PACKINGS},
    # Of Word, Excel and PowerPoint before 2007.
    b"\xd0\xcf\x11\xe0": ("a document of an office program", "save it as CSV (UTF-8) or as text"),
}
PARQUET = b"PAR1"  # the one binary format that a reader reads


@dataclass(frozen=True, slots=True)
class ReadingHints:
    """What the user says of files that their content does not tell.

    Attributes:
        record_path: the keys that lead to the records of a JSON file (``data.items``), or None where they are found.
        columns: fields of a paper, and the columns of a table that hold them.
        part_of_file: whether what is read is a part of a file, whose other parts may hold the papers.
    """

    record_path: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    part_of_file: bool = False


class Page:
    """One open input file.

    Attributes:
        path: as the user named it; error messages begin with it.
        name: the file's name without its folder, as it stands in ``Source.page``; of a file in a folder or an archive
            that was named, the way from there.
        head: the first bytes, without a byte order mark; what sniffing looks at.
        whole: whether ``head`` is all there is.
        start: bytes of the byte order mark, 0 or 3; where the text begins.
        unread: gathers the fields of the file's records that are not read.
        hints: what the user says of the file.
        found_at: where they were found, with the number of papers; empty for formats without an inside.
        line_count, records: how many lines and, of JSON, records have been read.
    """

    __slots__ = (
        "_raw", "_stream", "found_at", "head", "hints", "line_count", "name", "path", "records", "start", "unread",
        "whole",
    )  # fmt: skip

    def __init__(
        self,
        path: Path,
        stream: io.BufferedReader[Any],
        raw: CountedBytes,
        name: str | None = None,
        *,
        head_of_file: bytes | None = None,
    ) -> None:
        """Begin to read a file, or a part of one whose head is given.

        Raises:
            InputError: the file is empty, or no text.
        """
        self.path = Path(input_name(path))
        self.name = name or self.path.name
        self.unread = UnreadFields()
        self.hints = ReadingHints()
        self.found_at: dict[str, int] = {}
        self.records = self.line_count = 0
        self._raw = raw
        self._stream = stream
        head = stream.peek(HEAD)[:HEAD]
        self.start = len(_UTF8_BOM) if head.startswith(_UTF8_BOM) else 0
        stream.read(self.start)
        self.head = head[self.start :] if head_of_file is None else head_of_file
        self.whole = head_of_file is None and len(head) < HEAD
        if head_of_file is None:
            self._refuse_binary()

    def _refuse_binary(self) -> None:
        if self.whole and not self.head.strip():
            raise InputError("the file is empty", where=self.path, remedy="save or download it again")
        for mark, encoding in _WIDE_BOMS.items():
            if self.head.startswith(mark):
                raise InputError(
                    f"the file is {encoding}, not UTF-8", where=self.path, remedy=self._remedy_to_convert(encoding)
                )
        for magic, (kind, remedy) in _BINARY.items():
            if self.head.startswith(magic):
                raise InputError(f"the file is {kind}", where=self.path, remedy=remedy)
        if is_tar(self.head):
            raise InputError("the file is a tar archive", where=self.path, remedy="unpack the archive that it is in")
        if b"\0" in self.head and not self.head.startswith(PARQUET):
            remedy = f"name a text file; if it is text in UTF-16, {self._remedy_to_convert('UTF-16')}"
            raise InputError("the file is binary", where=self.path, remedy=remedy)

    def _remedy_to_convert(self, encoding: str) -> str:
        return f"convert it: iconv -f {encoding} -t UTF-8 {shlex.quote(self._raw.name)} > NEW_FILE"

    def count_at(self, place: str) -> None:
        """Note that a paper was found at a place of the file, e.g. ``data.items``."""
        if place in self.found_at or len(self.found_at) < _MOST_PLACES:
            self.found_at[place] = self.found_at.get(place, 0) + 1

    def fingerprint(self) -> tuple[str, int]:
        """Return SHA-256 (hexadecimal) and number of the file's bytes, packed where it is packed; reads it to its
        end.
        """
        while self._raw.read(BUFFER):
            pass
        return self._raw.sha256.hexdigest(), self._raw.count

    def lines(self, fault: Fault) -> Iterator[tuple[int, str]]:
        """Yield the lines with their 1-based numbers, without line ends; lines above ``MAX_RECORD`` bytes are faults.

        Raises:
            InputError: the file is not UTF-8.
        """
        offset, number = self.start, 0
        while raw := self._stream.readline(MAX_RECORD):
            number, begin = number + 1, offset
            self.line_count = number
            offset += len(raw)
            if len(raw) == MAX_RECORD and not raw.endswith(b"\n"):
                offset += self._skip_to_line_end()
                problem = f"the line is longer than {MAX_RECORD >> 20} MiB and is left out"
                fault(InputError(problem, where=f"{self.path}:{number}", remedy="write one paper a line"))
                continue
            yield number, self.decode(raw, number, begin, fault).rstrip("\r\n")

    def _skip_to_line_end(self) -> int:
        """Read up to the next line end; returns the number of bytes."""
        skipped = 0
        while raw := self._stream.readline(BUFFER):
            skipped += len(raw)
            if raw.endswith(b"\n"):
                break
        return skipped

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in pieces of at most 256 KiB."""
        while chunk := self._stream.read(BUFFER):
            yield chunk

    def decode(self, raw: bytes, number: int, offset: int, fault: Fault) -> str:
        """Return the text of bytes that begin at a line and at an offset of the file.

        Raises:
            InputError: they are not UTF-8. Only a character that the end of the file cuts off is a mere fault.
        """
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            at_end = error.reason == "unexpected end of data" and not self._stream.peek(1)
            byte = f"byte 0x{raw[error.start]:02x} at offset {offset + error.start}"
            line = number + raw.count(b"\n", 0, error.start)
            where = f"{self.path}:{line}"
            if at_end:
                fault(InputError(f"the file ends inside a character ({byte})", where=where, remedy="save it again"))
                return raw[: error.start].decode("utf-8")
            remedy = self._remedy_to_convert("WINDOWS-1252") + " (or from the encoding that it has)"
            raise InputError(f"the file is not UTF-8: {byte}", where=where, remedy=remedy) from None


class CountedBytes(io.RawIOBase):
    """The bytes of a file, counted and hashed as they pass.

    A pipe gives as many bytes as are there; the first reading waits for those that sniffing looks at.
    """

    def __init__(self, path: Path, file: io.BufferedReader) -> None:
        self.name = str(path)
        self._file = file
        self.count = 0
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        with memoryview(buffer).cast("B") as view:
            filled = self._read_some_bytes(view)
            while 0 < filled < len(view) and self.count < HEAD:
                more = self._read_some_bytes(view[filled:])
                if not more:
                    break
                filled += more
        return filled

    def _read_some_bytes(self, view: memoryview) -> int:
        data = self._file.read1(len(view))
        view[: len(data)] = data
        self.count += len(data)
        self.sha256.update(data)
        return len(data)
