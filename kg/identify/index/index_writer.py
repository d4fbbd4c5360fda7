"""One file of an index, written from its records in the order of their keys.

1. Keys and records go to packed blocks, signatures of abstracts to a table, as the records come.
2. Then the grams of all keys are counted, the eight rarest of each key chosen (``title_grams``) and sorted: an entry
   has 22 bits of the record's number and 10 bits of the gram's hash, whose first bits say in which bucket it lies.
3. All sections are put into one file (``index_file``).
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from kg.identify.index.index_audit import IndexAudit, TitleAuditor
from kg.identify.index.index_file import write_index_file
from kg.identify.index.packed_blocks import BlockWriter
from kg.identify.index.title_grams import GRAM, cell_bits, gram_hashes, grams_of_titles, logarithms
from kg.identify.titles.abstract_signature import SIGNATURE_BYTES
from kg.identify.titles.id_records import facts_of_line

KEYS_A_BLOCK, RECORDS_A_BLOCK = 32, 64
SEPARATOR = 48  # bytes of the first key of each block that are held in memory
ROW_BITS, CHECK_BITS = 22, 10
MOST_ROWS = 1 << ROW_BITS  # of a file: 4.2 million; more works go to more files
_MOST_BUCKET_BITS, _ENTRIES_A_BUCKET = 21, 8
_COUNTED = 50_000  # titles whose grams, or whose neighbours, are counted together
_NO_SIGNATURE = bytes(SIGNATURE_BYTES)

Entries = npt.NDArray[np.uint64]


class IndexWriter:
    """Gathers the sections of one file of an index in a folder.

    Args:
        folder: of temporary files; the caller's to remove. words: from ``word_table``. dictionaries: words that keys,
            and records, are packed with.
    """

    def __init__(self, folder: Path, words: tuple[bytes, bytes], dictionaries: tuple[bytes, bytes]) -> None:
        folder.mkdir()
        self._folder = folder
        self._words = words
        self._dictionaries = dictionaries
        self._keys = BlockWriter(folder / "keys", KEYS_A_BLOCK, dictionaries[0])
        self._records = BlockWriter(folder / "records", RECORDS_A_BLOCK, dictionaries[1])
        self._separators: list[bytes] = []
        self._signatures = (folder / "signatures").open("wb")
        self._letters = (folder / "letters").open("wb")  # of the keys that have grams
        self._lengths, self._rows = array("q"), array("q")
        self._auditor = TitleAuditor()
        self._waiting: list[tuple[bytes, str]] = []
        self._having = dict.fromkeys(("dated", "with_arxiv", "with_doi", "with_authors", "with_abstract"), 0)
        self.count = 0

    def add(self, key: bytes, line: bytes, signature: bytes) -> None:
        """Take the line of a record, with its key and the signature of its abstract; keys come in their order."""
        if self._keys.add(key):
            self._separators.append(key[:SEPARATOR])
        self._records.add(line)
        self._signatures.write(signature)
        if len(key) >= GRAM:
            self._letters.write(key)
            self._lengths.append(len(key))
            self._rows.append(self.count)
        title, having = facts_of_line(line)
        for name, there in zip(self._having, (*having, signature != _NO_SIGNATURE), strict=True):
            self._having[name] += there
        self._waiting.append((key, title))
        if len(self._waiting) == _COUNTED:
            self._count_waiting()
        self.count += 1

    def _count_waiting(self) -> None:
        if self._waiting:
            self._auditor.count([key for key, _ in self._waiting], [title for _, title in self._waiting])
            self._waiting.clear()

    def write(self, target: BinaryIO) -> IndexAudit:
        """Write the file; returns what was counted of its titles.

        Raises:
            OSError: the disk is full or fails.
        """
        self._count_waiting()
        audit = self._auditor.audit(**self._having)
        for part in (self._keys, self._records, self._signatures, self._letters):
            part.close()
        cells, entries, buckets = self._grams()
        sections: dict[str, Path | bytes] = {
            "separators": np.array(self._separators, dtype=f"S{SEPARATOR}").tobytes(),
            "key offsets": np.array(self._keys.offsets, dtype="<u8").tobytes(),
            "record offsets": np.array(self._records.offsets, dtype="<u8").tobytes(),
            "key words": self._dictionaries[0], "record words": self._dictionaries[1],
            "word hashes": self._words[0], "word counts": self._words[1],
            "gram counts": cells, "buckets": buckets, "keys": self._keys.path, "entries": entries,
            "signatures": self._folder / "signatures", "records": self._records.path,
        }  # fmt: skip
        write_index_file(target, sections, {"works": self.count, "audit": audit.as_facts()})
        return audit

    def _grams(self) -> tuple[bytes, bytes, bytes]:
        """Return the cells of the counts of grams, the entries, and where the entries of each bucket begin."""
        letters = np.fromfile(self._folder / "letters", dtype=np.uint8)
        lengths = np.array(self._lengths, dtype=np.int64)
        ends = np.concatenate(([0], np.cumsum(lengths)))
        bits = cell_bits(len(lengths))
        counts = np.zeros(1 << bits, dtype=np.int64)
        parts = [slice(first, min(first + _COUNTED, len(lengths))) for first in range(0, len(lengths), _COUNTED)]
        for part in parts:
            held = lengths[part]
            hashes = gram_hashes(letters[ends[part.start] : ends[part.stop]])
            own = np.ones(len(hashes), dtype=bool)  # not of two titles
            crossing = (np.cumsum(held)[:-1, None] - np.arange(1, GRAM)).ravel()
            own[crossing] = False
            np.add.at(counts, hashes[own] >> np.uint32(32 - bits), 1)
        cells = logarithms(counts)
        del counts
        entry_bits = min(_MOST_BUCKET_BITS, max(4, (8 * len(lengths) // _ENTRIES_A_BUCKET).bit_length()))
        shift = np.uint64(32 - CHECK_BITS - entry_bits)
        rows = np.array(self._rows, dtype=np.uint64)
        found: list[Entries] = [np.zeros(0, dtype=np.uint64)]
        for part in parts:
            chosen = grams_of_titles(letters[ends[part.start] : ends[part.stop]], lengths[part], cells)
            places = (chosen.astype(np.uint64) >> shift) << np.uint64(ROW_BITS)
            found.append((places | rows[part, None]).ravel())
        del letters
        entries = np.concatenate(found)
        entries.sort()
        entries = entries[np.concatenate(([True], entries[1:] != entries[:-1]))[: len(entries)]]  # each once
        starts = np.searchsorted(entries, np.arange((1 << entry_bits) + 1, dtype=np.uint64) << np.uint64(32))
        return cells.tobytes(), entries.astype("<u4").tobytes(), starts.astype("<u4").tobytes()
