"""Opening an input file as a stream of UTF-8 bytes, with every fault of the file named.

Steps:

1. Open the file, or standard input for ``-``; a missing, unreadable or empty one and a folder are errors with a remedy.
   A pipe gives its bytes once, so size and hash are taken as they pass.
2. Unpack gzip, known by its magic bytes and not by its name, with a limit on how far it may unpack.
3. Look at the head: drop a UTF-8 byte order mark; refuse UTF-16, UTF-32, archives and other binary files.
4. Give out lines (or bytes) one at a time; a line that is too long, and a last character that is cut off, are
   faults of that line, any other byte that is not UTF-8 is an error of the file.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import shlex
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kg.ground.errors import InputError
from kg.ground.files.standard_streams import STANDARD, input_name, standard_input
from kg.readers.base.unread_fields import UnreadFields

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Fault = Callable[[InputError], None]

# Bytes of one line or record. Records of the arXiv snapshot stay below 50 kB; a record with a long list of references
# reaches a few MB. Above this it is not one paper, and holding it would cost more memory than the rest of a build.
MAX_RECORD = 16 << 20
# JSON and text of papers pack 3 to 10 times. Beyond 100 it is a bomb, once it is too large for a repetitive test file.
MAX_UNPACKING = 100
_UNPACKING_FLOOR = 64 << 20  # bytes
_HEAD = 64 << 10  # bytes that sniffing looks at: more than the header of any page and the first record of most files
_BUFFER = 256 << 10  # bytes
_MOST_PLACES = 1000  # of records in one file that are counted; a file whose keys are data has more

_GZIP = b"\x1f\x8b"
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
    b"PK\x03\x04": ("a ZIP archive", "unpack it first"),
    b"BZh": ("packed with bzip2", "unpack it first (bunzip2)"),
    b"\xfd7zXZ\0": ("packed with xz", "unpack it first (unxz)"),
    b"\x28\xb5\x2f\xfd": ("packed with zstd", "unpack it first (unzstd)"),
    _GZIP: ("packed with gzip twice", "unpack it first (gunzip)"),
}


class Page:
    """One open input file.

    Attributes:
        path: as the user named it; error messages begin with it.
        name: the file's name without its folder, as it stands in ``Source.page``.
        head: the first bytes, without a byte order mark; what sniffing looks at.
        whole: whether ``head`` is all there is.
        start: bytes of the byte order mark, 0 or 3; where the text begins.
        unread: gathers the fields of the file's records that are not read.
        record_path: where the records lie in the file, as the user says (``data.items``), or None.
        found_at: where they were found, with the number of papers; empty for formats without an inside.
    """

    __slots__ = ("_raw", "_stream", "found_at", "head", "name", "path", "record_path", "start", "unread", "whole")

    def __init__(self, path: Path, stream: io.BufferedReader[Any], raw: _CountedBytes) -> None:
        self.path = Path(input_name(path))
        self.name = self.path.name
        self.unread = UnreadFields()
        self.record_path: str | None = None
        self.found_at: dict[str, int] = {}
        self._raw = raw
        self._stream = stream
        head = stream.peek(_HEAD)[:_HEAD]
        self.start = len(_UTF8_BOM) if head.startswith(_UTF8_BOM) else 0
        stream.read(self.start)
        self.head = head[self.start :]
        self.whole = len(head) < _HEAD
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
        if b"\0" in self.head:
            remedy = f"name a text file; if it is text in UTF-16, {self._remedy_to_convert('UTF-16')}"
            raise InputError("the file is binary", where=self.path, remedy=remedy)

    def _remedy_to_convert(self, encoding: str) -> str:
        return f"convert it: iconv -f {encoding} -t UTF-8 {shlex.quote(self._raw.name)} > NEW_FILE"

    def count_at(self, place: str) -> None:
        """Note that a paper was found at a place of the file, e.g. ``data.items``."""
        if place in self.found_at or len(self.found_at) < _MOST_PLACES:
            self.found_at[place] = self.found_at.get(place, 0) + 1

    def fingerprint(self) -> tuple[str, int]:
        """SHA-256 (hexadecimal) and number of the file's bytes, packed where it is packed; reads it to its end."""
        while self._raw.read(_BUFFER):
            pass
        return self._raw.sha256.hexdigest(), self._raw.count

    def lines(self, fault: Fault) -> Iterator[tuple[int, str]]:
        """The lines with their 1-based numbers, without line ends; lines above ``MAX_RECORD`` bytes are faults.

        Raises:
            InputError: the file is not UTF-8.
        """
        offset, number = self.start, 0
        while raw := self._stream.readline(MAX_RECORD):
            number, begin = number + 1, offset
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
        while raw := self._stream.readline(_BUFFER):
            skipped += len(raw)
            if raw.endswith(b"\n"):
                break
        return skipped

    def chunks(self) -> Iterator[bytes]:
        """The bytes in pieces of at most 256 KiB."""
        while chunk := self._stream.read(_BUFFER):
            yield chunk

    def decode(self, raw: bytes, number: int, offset: int, fault: Fault) -> str:
        """The text of bytes that begin at a line and at an offset of the file.

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


class _CountedBytes(io.RawIOBase):
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
            while 0 < filled < len(view) and self.count < _HEAD:
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


class _UnpackedBytes(io.RawIOBase):
    """The unpacked bytes of a gzip stream, up to the limit."""

    def __init__(self, path: Path, packed: io.BufferedReader[_CountedBytes]) -> None:
        self._path = path
        self._packed = packed
        self._unpacker = gzip.GzipFile(fileobj=packed, mode="rb")
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        with memoryview(buffer).cast("B") as view:
            try:
                data = self._unpacker.read(len(view))
            except EOFError:
                raise InputError("the gzip file ends early", where=self._path, remedy="download it again") from None
            except (OSError, zlib.error) as error:
                problem = f"the gzip file is damaged ({error})"
                raise InputError(problem, where=self._path, remedy="download it again") from None
            self._count += len(data)
            if self._count > max(_UNPACKING_FLOOR, MAX_UNPACKING * self._packed.raw.count):
                problem = f"the gzip file unpacks to more than {MAX_UNPACKING} times its size"
                raise InputError(problem, where=self._path, remedy="unpack it yourself (gunzip) if you trust it")
            view[: len(data)] = data
        return len(data)


@contextmanager
def open_page(path: str | Path) -> Iterator[Page]:
    """The file as an open page, closed afterwards.

    Raises:
        InputError: it is missing, a folder, unreadable, empty, binary, damaged, or not UTF-8.
    """
    path = Path(path)
    where = Path(input_name(path))
    try:
        file = nullcontext(cast(io.BufferedReader, standard_input())) if path == STANDARD else path.open("rb")
    except FileNotFoundError:
        raise InputError("the file does not exist", where=where, remedy="check the path") from None
    except IsADirectoryError:
        raise InputError("this is a folder", where=where, remedy=f"name files in it, e.g. {path}/*") from None
    except PermissionError:
        raise InputError(
            "the file may not be read", where=where, remedy=f"allow it: chmod u+r {shlex.quote(str(path))}"
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise InputError(
            f"the file cannot be opened ({getattr(error, 'strerror', None) or error})",
            where=where,
            remedy="check the path",
        ) from None
    with file as opened:
        raw = _CountedBytes(path, opened)
        plain = io.BufferedReader(raw, _BUFFER)
        packed = plain.peek(len(_GZIP)).startswith(_GZIP)
        stream = io.BufferedReader(_UnpackedBytes(where, plain), _BUFFER) if packed else plain
        yield Page(path, stream, raw)
