"""How often each word stands in the titles of an index, in a few megabytes.

A count-min sketch (Cormode and Muthukrishnan, 2005) of two rows: a word that was never seen is told to be frequent once
in some hundred, a word that was seen is never told to be rarer than it is. Counts are kept as logarithms, a byte each.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable

import numpy as np

from kg.identify.index.title_grams import Counts, logarithms

_MOST_BITS = 22  # 4 MiB
_LEAST_BITS = 12
_ROOM = 8  # cells for each word, so that few meet another in both rows
_SEED = 0x5BD1E995


def word_cells(counts: Counter[str]) -> bytes:
    """The cells of a sketch of some counts.

    >>> WordCounts(word_cells(Counter(["graph"] * 7 + ["gaph"]))).count("graph")
    7
    """
    bits = min(_MOST_BITS, max(_LEAST_BITS, (_ROOM * len(counts)).bit_length()))
    cells = np.zeros(1 << bits, dtype=np.int64)
    words = list(counts)
    numbers = np.fromiter((counts[word] for word in words), dtype=np.int64, count=len(words))
    for row in (0, 1):
        places = np.fromiter((_places_of_word(word, bits)[row] for word in words), dtype=np.int64, count=len(words))
        np.add.at(cells, places, numbers)
    return logarithms(cells).tobytes()


class WordCounts:
    """The sketch, to ask.

    Args:
        cells: from ``word_cells``.
    """

    def __init__(self, cells: bytes) -> None:
        self._cells: Counts = np.frombuffer(cells, dtype=np.uint8)
        self._bits = len(cells).bit_length() - 1

    def count(self, word: str) -> int:
        """About how often a word stands in the titles; at most 65,000."""
        step = min(int(self._cells[place]) for place in _places_of_word(word, self._bits))
        return _COUNTS[step]


def _places_of_word(word: str, bits: int) -> tuple[int, int]:
    data = word.encode("utf-8", "replace")
    return zlib.crc32(data) >> (32 - bits), ((zlib.adler32(data) * _SEED) & 0xFFFFFFFF) >> (32 - bits)


def most_telling(counts: Iterable[tuple[str, int]], size: int) -> bytes:
    """The words that save most where they are known to a packer, the best at the end, within a size in bytes."""
    ordered = sorted(counts, key=lambda one: (-one[1] * (len(one[0]) - 1), one[0]))
    chosen: list[bytes] = []
    for word, _ in ordered:
        data = word.encode("utf-8", "replace")
        if size < len(data):
            break
        size -= len(data)
        chosen.append(data)
    return b"".join(reversed(chosen))


_COUNTS = tuple(round(2 ** (step / 16.0)) - 1 for step in range(256))
