"""The file of an index: named sections of bytes that are read piece by piece, each piece checked before it is believed.

::

    magic (8)  length of the header (4)  CRC-32 of the header (4)  header (JSON)
    sections, one behind the other
    table: CRC-32 of each page of 1,024 bytes of the sections

The header has the version, the place and size of each section, facts of the maker, and the CRC-32 of the table. Where
a bit of the file changes, what is read fails (``DamagedError``) or is what was written: the header and the table are
checked on opening, each page whenever it is read.

Pages are read with ``pread``: a file that is mapped into memory counts hundreds of megabytes as the process's own after
some thousand look-ups. The same sections give the same bytes.
"""

from __future__ import annotations

import io
import os
import struct
import threading
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
import orjson

from kg.ground.errors import DamagedError, InputError

VERSION = 1
PAGE = 1024  # bytes
_MAGIC = b"PATITLES"
_START = struct.Struct("<8sII")
_LONGEST_HEADER = 1 << 20  # bytes; one has some thousand
_COPIED = 1 << 20  # bytes at a time
_REMEDY = "make it again: paperatlas identify make SNAPSHOT -o FOLDER"


def write_index_file(target: BinaryIO, sections: Mapping[str, Path | bytes], facts: Mapping[str, object]) -> None:
    """Write the file of an index.

    Args:
        sections: their names and bytes, or the files that hold these, in the order in which they are written.
        facts: what the maker says of the index, for ``IndexFile.facts``.

    Raises:
        OSError: the disk is full or fails.
    """
    places: dict[str, tuple[int, int]] = {}
    table, size = _table_of_sections(sections, places)
    header = orjson.dumps(
        {
            "version": VERSION, "sections": places, "size": size, "table": zlib.crc32(table), "facts": dict(facts),
        },
        option=orjson.OPT_SORT_KEYS,
    )  # fmt: skip
    target.write(_START.pack(_MAGIC, len(header), zlib.crc32(header)) + header)
    for content in sections.values():
        with _opened_section(content) as source:
            while chunk := source.read(_COPIED):
                target.write(chunk)
    target.write(table)


def _table_of_sections(sections: Mapping[str, Path | bytes], places: dict[str, tuple[int, int]]) -> tuple[bytes, int]:
    """Return the checksums of all pages, and the bytes of the sections, and note where each section is."""
    sums: list[int] = []
    rest, size = b"", 0
    for name, content in sections.items():
        begin = size
        with _opened_section(content) as source:
            while chunk := source.read(_COPIED):
                size += len(chunk)
                rest += chunk
                whole = len(rest) - len(rest) % PAGE
                sums += [zlib.crc32(rest[place : place + PAGE]) for place in range(0, whole, PAGE)]
                rest = rest[whole:]
        places[name] = (begin, size - begin)
    if rest:
        sums.append(zlib.crc32(rest))
    return np.array(sums, dtype="<u4").tobytes(), size


def _opened_section(content: Path | bytes) -> BinaryIO:
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


class IndexFile:
    """An index file, open for reading.

    Attributes:
        path: where it lies. facts: what its maker wrote.

    Raises:
        InputError: it cannot be opened, is no such file, or is of another version of the program.
        DamagedError: it is not what was written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise InputError(f"cannot be opened: {error.strerror or error}", where=path, remedy=_REMEDY) from error
        self._lock = threading.Lock()
        try:
            self._read_header()
        except BaseException:
            self._file.close()
            raise

    def _read_header(self) -> None:
        start = self._bytes_at(0, _START.size)
        if len(start) < _START.size or not start.startswith(_MAGIC):
            raise InputError("this is no index of titles", where=self.path, remedy=_REMEDY)
        _, length, checksum = _START.unpack(start)
        text = self._bytes_at(_START.size, min(length, _LONGEST_HEADER))
        if len(text) != length or zlib.crc32(text) != checksum:
            raise self.damaged("its header is not what was written")
        header: dict[str, Any] = orjson.loads(text)
        if header.get("version") != VERSION:
            problem = f"the index is of version {header.get('version')}, this program reads {VERSION}"
            raise InputError(problem, where=self.path, remedy=_REMEDY)
        self.facts: dict[str, Any] = header["facts"]
        self._sections: dict[str, tuple[int, int]] = {
            name: (at, size) for name, (at, size) in header["sections"].items()
        }
        self._start, self._size = _START.size + length, header["size"]
        table = self._bytes_at(self._start + self._size, 4 * -(-self._size // PAGE))
        if zlib.crc32(table) != header["table"]:
            raise self.damaged("its table of checksums is not what was written")
        self._sums = np.frombuffer(table, dtype="<u4")

    def read(self, section: str, begin: int, size: int) -> bytes:
        """Return some bytes of a section.

        Raises:
            DamagedError: the file is not what was written, or the section has no such bytes.
        """
        place, length = self._sections[section]
        if not 0 <= begin <= begin + size <= length:
            raise self.damaged(f"its section {section} has no bytes {begin} to {begin + size}")
        begin += place
        page = begin // PAGE
        last = -(-(begin + size) // PAGE)
        held = self._bytes_at(self._start + page * PAGE, min(last * PAGE, self._size) - page * PAGE)
        for number in range(page, last):
            part = held if last == page + 1 else held[(number - page) * PAGE : (number - page + 1) * PAGE]
            if zlib.crc32(part) != self._sums[number]:
                raise self.damaged(f"its bytes from {self._start + number * PAGE} on are not what was written")
        return held[begin - page * PAGE : begin - page * PAGE + size]

    def read_all(self, section: str) -> bytes:
        """Return all bytes of a section; errors as ``read``."""
        return self.read(section, 0, self._sections[section][1])

    def check_all(self) -> None:
        """Read every page once.

        Raises:
            DamagedError: the file is not what was written.
        """
        for section, (_, length) in self._sections.items():
            for begin in range(0, length, _COPIED):
                self.read(section, begin, min(_COPIED, length - begin))

    def damaged(self, problem: str) -> DamagedError:
        """Return the error of this file with a problem."""
        return DamagedError(problem, where=self.path, remedy=_REMEDY)

    def _bytes_at(self, place: int, size: int) -> bytes:
        try:
            if hasattr(os, "pread"):
                return os.pread(self._file.fileno(), size, place)
            with self._lock:  # Windows has no pread
                self._file.seek(place)
                return self._file.read(size)
        except OSError as error:
            raise self.damaged(f"it cannot be read: {error.strerror or error}") from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
