"""Texts of a section in packed blocks, each of the same number of texts: any one is read by unpacking its block.

A block is what DEFLATE makes of its texts, a line each, with a dictionary of the words that occur most.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from kg.identify.index.index_file import IndexFile

_LEVEL = 5
_LARGEST_BLOCK = 8 << 20  # bytes unpacked; a block of 64 records with 40 authors each has some 100 kB
_HELD_BLOCKS = 16  # unpacked, for look-ups of neighbours


class BlockWriter:
    """Writes texts to a file in packed blocks.

    Attributes:
        offsets: where each block begins, and where the last one ends.
    """

    def __init__(self, path: Path, texts_a_block: int, dictionary: bytes) -> None:
        self.path = path
        self.offsets = array("Q", [0])
        self._file = path.open("wb")
        self._texts_a_block = texts_a_block
        self._dictionary = dictionary
        self._held: list[bytes] = []

    def add(self, text: bytes) -> bool:
        """Take a text without a line end; returns whether it is the first of a block."""
        self._held.append(text)
        first = len(self._held) == 1
        if len(self._held) == self._texts_a_block:
            self._write_block()
        return first

    def close(self) -> None:
        """Write what is left."""
        if self._held:
            self._write_block()
        self._file.close()

    def _write_block(self) -> None:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, self._dictionary)
        data = packer.compress(b"\n".join(self._held)) + packer.flush()
        self._file.write(data)
        self.offsets.append(self.offsets[-1] + len(data))
        self._held.clear()


class BlockReader:
    """Reads texts that a ``BlockWriter`` wrote.

    Args:
        section: of the blocks. offsets, dictionary: as the writer had them.
    """

    def __init__(self, file: IndexFile, section: str, texts_a_block: int, offsets: bytes, dictionary: bytes) -> None:
        self._file = file
        self._section = section
        self._texts_a_block = texts_a_block
        self._offsets = np.frombuffer(offsets, dtype="<u8")
        self._dictionary = dictionary
        self.block = lru_cache(_HELD_BLOCKS)(self._unpacked_block)

    def text(self, number: int) -> bytes:
        """Return a text by its number, from 0.

        Raises:
            DamagedError: the file is not what was written.
        """
        block, place = divmod(number, self._texts_a_block)
        return self.block(block)[place]

    def _unpacked_block(self, number: int) -> Sequence[bytes]:
        begin, end = int(self._offsets[number]), int(self._offsets[number + 1])
        data = self._file.read(self._section, begin, end - begin)
        unpacker = zlib.decompressobj(-15, self._dictionary)
        try:
            texts = unpacker.decompress(data, _LARGEST_BLOCK)
        except zlib.error as error:
            raise self._file.damaged(f"a block of {self._section} cannot be unpacked ({error})") from error
        return texts.split(b"\n")
