"""Sorted pieces compressed in members, so that a few pieces are changed without compressing the rest again.

A gzip file may consist of members, one after the other (RFC 1952, section 2.2); every gunzip reads them as one text.

1. Each piece has a key, and pieces come sorted by key. A member begins before a piece whose key has a certain hash, so
   that where members begin depends on the pieces alone: the same pieces give the same bytes, whether they were written
   at once or changed one by one.
2. The header of a member names its compressed size (an extra field, section 2.3.1.1), so that one goes from member to
   member without reading what is in them, and finds the member of a key by the keys that members begin with.

The idea of cutting by content is that of Muthitacharoen, Chen and Mazières (SOSP 2001); members with their sizes in the
header are those of BGZF (Li, Bioinformatics 2011).
"""

from __future__ import annotations

import mmap
import struct
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import IO, TypeAlias

Piece: TypeAlias = "tuple[bytes, bytes]"
"""A key, and the bytes that stand under it."""
KeyOfLine: TypeAlias = "Callable[[bytes], bytes]"

_MEAN_PIECES = 32  # in a member: some 60 kB of triples, which take 7 % more than in one piece
_LEVEL = 6  # gzip's own default
# Magic, deflate, an extra field follows; no time, no flags, system unknown; 8 bytes of extra field: "PA", 4 bytes.
_HEADER = struct.Struct("<4sIBBHccHI")
_MAGIC = b"\x1f\x8b\x08\x04"
_TRAILER = struct.Struct("<II")
_FIRST_LINE = 1 << 16
_MOST_TEXT = 64 << 20  # bytes of a member; a thousand times the usual


def begins_member(key: bytes) -> bool:
    """Tell whether a piece with a key begins a member, wherever it stands."""
    return zlib.crc32(key) % _MEAN_PIECES == 0


def write_members(pieces: Iterable[Piece], file: IO[bytes]) -> None:
    """Write sorted pieces as members; no piece, one empty member."""
    written = False
    for member in _members_of_pieces(pieces):
        file.write(member)
        written = True
    if not written:
        file.write(_compressed_member([]))


def _members_of_pieces(pieces: Iterable[Piece]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    for key, text in pieces:
        if waiting and begins_member(key):
            yield _compressed_member(waiting)
            waiting.clear()
        waiting.append(text)
    if waiting:
        yield _compressed_member(waiting)


def _compressed_member(pieces: list[bytes]) -> bytes:
    text = b"".join(pieces)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(text) + packer.flush()
    size = _HEADER.size + len(body) + _TRAILER.size
    header = _HEADER.pack(_MAGIC, 0, 0, 255, 8, b"P", b"A", 4, size)
    return header + body + _TRAILER.pack(zlib.crc32(text), len(text) & 0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class _Member:
    """Where a member stands, and the key of its first piece."""

    start: int
    end: int
    first: bytes


def member_spans(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yield where the members of a file that ``write_members`` wrote begin and end.

    Raises:
        ValueError: it is another file.
    """
    at = 0
    while at < len(data):
        header = data[at : at + _HEADER.size]
        if len(header) < _HEADER.size or header[:4] != _MAGIC or header[12:14] != b"PA":
            raise ValueError(f"no member begins at byte {at}")
        size = _HEADER.unpack(header)[-1]
        if size <= _HEADER.size or at + size > len(data):
            raise ValueError(f"the member at byte {at} is cut off")
        yield at, at + size
        at += size


def first_line(member: bytes) -> bytes:
    """Unpack the first line of a member, without its line end; the rest is not unpacked."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    return _unpacked(unpacker.decompress, member[_HEADER.size :], _FIRST_LINE).partition(b"\n")[0]


class GzipMembers:
    """The members of a file that ``write_members`` wrote, of pieces of whole lines.

    Args:
        file: open for reading, on disk. key_of_line: gives the key of the piece that a line is of.

    Raises:
        ValueError: it is another file.
    """

    def __init__(self, file: IO[bytes], key_of_line: KeyOfLine) -> None:
        self._key_of_line = key_of_line
        self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._members = list(self._find_members())
        self._firsts = [member.first for member in self._members]

    def close(self) -> None:
        """Let go of the file."""
        self._data.close()

    def _find_members(self) -> Iterator[_Member]:
        for start, end in member_spans(self._data):
            line = first_line(self._data[start:end])
            if line:
                yield _Member(start, end, self._key_of_line(line))

    def _pieces_of_member(self, member: _Member) -> Iterator[Piece]:
        body = self._data[member.start + _HEADER.size : member.end]
        text = _unpacked(zlib.decompressobj(-zlib.MAX_WBITS).decompress, body, _MOST_TEXT)
        if len(text) == _MOST_TEXT:
            raise ValueError(f"the member at byte {member.start} is too large")
        for key, lines in groupby(text.splitlines(keepends=True), key=self._key_of_line):
            yield key, b"".join(lines)

    def pieces(self, keys: Iterable[bytes]) -> Iterator[Piece]:
        """Yield the pieces with some keys, sorted, as far as they are there."""
        wanted = sorted(set(keys))
        for number, group in groupby(wanted, key=self._number_of_key):
            if number >= 0:
                asked = set(group)
                yield from (piece for piece in self._pieces_of_member(self._members[number]) if piece[0] in asked)

    def pieces_from(self, start: bytes, end: bytes | None) -> Iterator[Piece]:
        """Yield the pieces whose keys are at least ``start`` and less than ``end``, or all up to the last."""
        for member in self._members[max(0, self._number_of_key(start)) :]:
            if end is not None and member.first >= end:
                return
            for piece in self._pieces_of_member(member):
                if piece[0] >= start and (end is None or piece[0] < end):
                    yield piece

    def _number_of_key(self, key: bytes) -> int:
        """Return the number of the member that a key belongs to; -1 where it stands before all."""
        return bisect_right(self._firsts, key) - 1

    def write_changed(self, changes: Mapping[bytes, bytes | None], file: IO[bytes]) -> None:
        """Write the file with other pieces under some keys; the members without any are copied.

        Args:
            changes: the new piece by key, None where there is none any more.
        """
        keys = sorted(changes)
        touched = self._touched_members(changes)
        if not self._members:
            write_members(((key, text) for key in keys if (text := changes[key]) is not None), file)
            return
        written = False
        at = 0
        while at < len(self._members):
            end = at
            while end < len(self._members) and (end in touched) == (at in touched):
                end += 1
            if at in touched:
                for member in _members_of_pieces(self._changed_pieces(at, end, keys, changes)):
                    file.write(member)
                    written = True
            else:
                file.write(memoryview(self._data)[self._members[at].start : self._members[end - 1].end])
                written = True
            at = end
        if not written:
            file.write(_compressed_member([]))

    def _touched_members(self, changes: Mapping[bytes, bytes | None]) -> set[int]:
        """Return the numbers of the members to write anew."""
        touched: set[int] = set()
        for key, text in changes.items():
            number = max(0, self._number_of_key(key))
            touched.add(number)
            # A member whose first piece goes has no beginning any more: the rest of it joins the one before.
            if text is None and number and self._firsts[number] == key:
                touched.add(number - 1)
        return touched

    def _changed_pieces(
        self, start: int, end: int, keys: list[bytes], changes: Mapping[bytes, bytes | None]
    ) -> Iterator[Piece]:
        """Yield the pieces of some members that follow each other, changed."""
        first = bisect_left(keys, self._firsts[start]) if start else 0
        last = bisect_left(keys, self._firsts[end]) if end < len(self._members) else len(keys)
        waiting = iter(keys[first:last])
        key = next(waiting, None)
        for number in range(start, end):
            for piece in self._pieces_of_member(self._members[number]):
                while key is not None and key < piece[0]:
                    if (text := changes[key]) is not None:
                        yield key, text
                    key = next(waiting, None)
                if key == piece[0]:
                    if (text := changes[key]) is not None:
                        yield key, text
                    key = next(waiting, None)
                else:
                    yield piece
        while key is not None:
            if (text := changes[key]) is not None:
                yield key, text
            key = next(waiting, None)


def _unpacked(unpack: Callable[[bytes, int], bytes], data: bytes, limit: int) -> bytes:
    try:
        return unpack(data, limit)
    except zlib.error as error:
        raise ValueError(f"a member is broken: {error}") from error
