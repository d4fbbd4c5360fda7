"""Words that are said to stand in a text of some node, held against these texts; on disk where there are many.

Words and texts are dealt into parts by the hash of the node and the property of the text. So each part can be looked at
alone, with its texts in memory: for three million papers some 60 MB.
"""

from __future__ import annotations

import struct
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kg.rdf.terms.ntriples import split_literal
from kg.rdf.validate.hashed_keys import SpillFolder

_PARTS = 64  # a power of two
TEXTS_HELD = 32 << 20  # bytes of texts in memory
QUOTES_HELD = 1 << 18  # quotes in memory: 8 MB
_HEAD = struct.Struct("<qI")  # of a text in a file: its key, and its length in bytes


class Quote(NamedTuple):
    """Some words of a text: the hash of where it stands, the offsets, and the hash of the words and their language."""

    key: int
    start: int
    end: int
    words: int


class QuotedTexts:
    """Gathers texts and quotes, in any order."""

    def __init__(self, spill: SpillFolder) -> None:
        self._spill = spill
        self._texts: defaultdict[int, list[bytes]] = defaultdict(list)
        self._text_bytes = 0
        self._text_files: dict[int, Path] = {}
        self._quotes = array("q")
        self._quote_files: dict[int, Path] = {}

    def add_text(self, key: int, literal: str) -> None:
        """Add a text, the value of a property, where it is one; ``key``: the hash of node and property."""
        text, language, datatype = split_literal(literal)
        if datatype:
            return
        data = f"{language}\n{text}".encode("utf-8", "surrogatepass")
        self._texts[key % _PARTS].append(_HEAD.pack(key, len(data)) + data)
        self._text_bytes += len(data)
        if self._text_bytes >= TEXTS_HELD:
            self._spill_texts()

    def add_quotes(self, quotes: Iterable[Quote]) -> None:
        """Add what should stand in the texts."""
        for quote in quotes:
            self._quotes.extend(quote)
        if len(self._quotes) >= len(Quote._fields) * QUOTES_HELD:
            self._spill_quotes()

    def wrong_quotes(self) -> Iterator[Quote]:
        """Yield the quotes of which a text of their place has other words there; where there is no text, nothing."""
        if self._text_files:
            self._spill_texts()
        rows = np.frombuffer(self._quotes, np.int64).reshape(-1, len(Quote._fields))
        for part in range(_PARTS):
            texts = self._texts_of_part(part)
            quotes = rows[rows[:, 0] % _PARTS == part].tolist()
            if part in self._quote_files:
                quotes += np.fromfile(self._quote_files[part], np.int64).reshape(-1, len(Quote._fields)).tolist()
            for key, start, end, words in quotes:
                if any(_hash_of_words(text, start, end) != words for text in texts.get(key, ())):
                    yield Quote(key, start, end, words)

    def _texts_of_part(self, part: int) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        data = self._text_files[part].read_bytes() if part in self._text_files else b"".join(self._texts[part])
        at = 0
        while at < len(data):
            key, length = _HEAD.unpack_from(data, at)
            at += _HEAD.size + length
            found.setdefault(key, []).append(data[at - length : at].decode("utf-8", "surrogatepass"))
        return found

    def _spill_texts(self) -> None:
        for part, texts in self._texts.items():
            _append_to_file(self._file_of_part(self._text_files, part), b"".join(texts))
        self._texts.clear()
        self._text_bytes = 0

    def _spill_quotes(self) -> None:
        rows = np.frombuffer(self._quotes, np.int64).reshape(-1, len(Quote._fields))
        for part in range(_PARTS):
            chosen = rows[rows[:, 0] % _PARTS == part]
            _append_to_file(self._file_of_part(self._quote_files, part), chosen.tobytes())
        self._quotes = array("q")

    def _file_of_part(self, files: dict[int, Path], part: int) -> Path:
        if part not in files:
            files[part] = self._spill.new_file()
        return files[part]


def _append_to_file(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def _hash_of_words(data: str, start: int, end: int) -> int:
    """Hash what stands between two offsets, as SPARQL's ``SUBSTR`` cuts it where they lie outside the text."""
    language, _, text = data.partition("\n")
    return hash((text[max(start, 0) : max(end, 0)], language))
