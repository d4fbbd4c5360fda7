"""One file of an index, asked: which records have this key, begin with it, share grams with it.

Keys are in their order, 32 a packed block; the first 48 bytes of each block's first key are held in memory, so that a
key is found by unpacking one block. Records, signatures and the entries of grams are read from the file when needed.
"""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.identify.index.index_audit import IndexAudit, audit_of_facts
from kg.identify.index.index_file import IndexFile
from kg.identify.index.index_writer import CHECK_BITS, KEYS_A_BLOCK, RECORDS_A_BLOCK, ROW_BITS, SEPARATOR
from kg.identify.index.packed_blocks import BlockReader
from kg.identify.index.title_grams import Hashes, grams_of_query
from kg.identify.index.word_counts import WordCounts
from kg.identify.titles.abstract_signature import SIGNATURE_BYTES, SLOTS, Signatures
from kg.identify.titles.id_records import IdRecord, decode_id_record

_LONGEST_BUCKET = 3000  # entries; a gram that so many titles have says nothing
_BEHIND_ANY = b"\xff"  # no byte of UTF-8 is greater

Rows = npt.NDArray[np.int64]


class TitleIndex:
    """One file of an index.

    Attributes:
        path: where it lies. works: how many it has; their numbers, in the order of their keys, are *rows*.
        words: how often words stand in its titles. audit: what was counted when it was made.

    Raises:
        InputError: it cannot be opened or is no such file. DamagedError: it is not what was written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = file = IndexFile(path)
        try:
            self.works: int = file.facts["works"]
            self.audit: IndexAudit = audit_of_facts(file.facts["audit"])
            separators = file.read_all("separators")
            self._separators = np.frombuffer(separators, dtype=f"S{SEPARATOR}")
            self._keys = BlockReader(
                file, "keys", KEYS_A_BLOCK, file.read_all("key offsets"), file.read_all("key words")
            )
            self._records = BlockReader(
                file, "records", RECORDS_A_BLOCK, file.read_all("record offsets"), file.read_all("record words")
            )
            self.words = WordCounts(file.read_all("word hashes"), file.read_all("word counts"))
            self._gram_counts = np.frombuffer(file.read_all("gram counts"), dtype=np.uint8)
            self._buckets = np.frombuffer(file.read_all("buckets"), dtype="<u4")
        except BaseException:
            file.close()
            raise
        self._entry_bits = (len(self._buckets) - 1).bit_length() - 1

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def check_all(self) -> None:
        """Read the whole file once; raises ``DamagedError`` where it is not what was written."""
        self._file.check_all()

    def key(self, row: int) -> bytes:
        """Return the key of a row."""
        return self._keys.text(row)

    def record(self, row: int) -> IdRecord:
        """Return the record of a row."""
        return decode_id_record(self._records.text(row).decode())

    def signatures(self, first: int, last: int) -> Signatures:
        """Return the signatures of the abstracts of some rows in a row, the last exclusive; zeros where there is
        none.
        """
        data = self._file.read("signatures", first * SIGNATURE_BYTES, (last - first) * SIGNATURE_BYTES)
        return np.frombuffer(data, dtype="<u2").reshape(-1, SLOTS)

    def rows_of_key(self, key: bytes) -> range:
        """Return the rows that have a key."""
        first = last = self._first_row_from(key)
        while last < self.works and self.key(last) == key:
            last += 1
        return range(first, last)

    def rows_from_beginning(self, beginning: bytes) -> range:
        """Return the rows whose key begins with some letters."""
        return range(self._first_row_from(beginning), self._first_row_from(beginning + _BEHIND_ANY))

    def _first_row_from(self, key: bytes) -> int:
        """Return the first row whose key is not before a key."""
        short = np.bytes_(key[:SEPARATOR])
        low = max(0, int(np.searchsorted(self._separators, short, "left")) - 1)
        high = max(low, int(np.searchsorted(self._separators, short, "right")) - 1)
        while low < high:  # among blocks whose separators do not tell
            middle = (low + high + 1) // 2
            if self._keys.block(middle)[0] < key:
                low = middle
            else:
                high = middle - 1
        return low * KEYS_A_BLOCK + bisect_left(self._keys.block(low), key)

    def like(self, key: bytes, most: int) -> list[tuple[int, int]]:
        """Return the rows that share most of the grams of a key, and how many they share, the most first.

        Args:
            most: rows that are given; of those that share equally many, the first.
        """
        found = self._rows_of_grams(grams_of_query(key, self._gram_counts))
        if not len(found):
            return []
        rows, shared = np.unique(found, return_counts=True)
        if len(rows) > most:
            chosen = np.sort(np.argpartition(-shared, most - 1)[:most])
            rows, shared = rows[chosen], shared[chosen]
        order = np.argsort(-shared, kind="stable")
        return list(zip(rows[order].tolist(), shared[order].tolist(), strict=True))

    def _rows_of_grams(self, grams: Hashes) -> Rows:
        """Return the rows that some grams are indexed for, once for each gram."""
        buckets = grams >> np.uint32(32 - self._entry_bits)
        checks = (grams >> np.uint32(32 - self._entry_bits - CHECK_BITS)) & np.uint32((1 << CHECK_BITS) - 1)
        firsts, lasts = self._buckets[buckets], self._buckets[buckets + np.uint32(1)]
        known = (firsts < lasts) & (lasts - firsts <= _LONGEST_BUCKET)
        firsts, lasts = firsts[known], lasts[known]
        parts = [
            self._file.read("entries", 4 * first, 4 * (last - first))
            for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
        ]
        entries = np.frombuffer(b"".join(parts), dtype="<u4")
        own = entries >> np.uint32(ROW_BITS) == np.repeat(checks[known], lasts - firsts)
        rows: Rows = (entries[own] & np.uint32((1 << ROW_BITS) - 1)).astype(np.int64)
        return rows
