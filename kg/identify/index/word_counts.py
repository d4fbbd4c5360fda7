"""How often words stand in the titles of an index: those of three titles or more, by their hashes in sorted arrays."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable

import numpy as np

from kg.identify.index.title_grams import Counts, logarithms

LEAST_COUNTED = 3  # titles; a word of fewer is a coined name, or a slip of somebody's pen
_STEPS = 256
_SCALE = 16.0  # as ``logarithms`` has it


def word_table(counts: Counter[str]) -> tuple[bytes, bytes]:
    """Return the hashes of the words that are kept, sorted, and the logarithm of the count of each.

    >>> table = WordCounts(*word_table(Counter(["graph"] * 7 + ["gaph"])))
    >>> table.count("graph"), table.count("gaph")
    (7, 0)
    """
    most: dict[int, int] = {}
    for word, number in counts.items():
        if number >= LEAST_COUNTED:
            key = _hash_of_word(word)
            most[key] = max(number, most.get(key, 0))
    hashes = np.array(sorted(most), dtype="<u4")
    numbers = np.array([most[key] for key in hashes.tolist()], dtype=np.int64)
    return hashes.tobytes(), logarithms(numbers).tobytes()


class WordCounts:
    """The table, to ask.

    Args:
        hashes, steps: from ``word_table``.
    """

    def __init__(self, hashes: bytes, steps: bytes) -> None:
        self._hashes = np.frombuffer(hashes, dtype="<u4")
        self._steps: Counts = np.frombuffer(steps, dtype=np.uint8)

    def count(self, word: str) -> int:
        """About how many titles have a word; 0 for fewer than three, at most 65,000."""
        key = np.uint32(_hash_of_word(word))
        place = int(np.searchsorted(self._hashes, key))
        if place == len(self._hashes) or self._hashes[place] != key:
            return 0
        return _COUNTS[int(self._steps[place])]


def _hash_of_word(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "replace"))


def most_telling(counts: Iterable[tuple[str, int]], size: int) -> bytes:
    """Return the words that save most where they are known to a packer, the best at the end, within a size in bytes."""
    ordered = sorted(counts, key=lambda one: (-one[1] * (len(one[0]) - 1), one[0]))
    chosen: list[bytes] = []
    for word, _ in ordered:
        data = word.encode("utf-8", "replace")
        if size < len(data):
            break
        size -= len(data)
        chosen.append(data)
    return b"".join(reversed(chosen))


_COUNTS = tuple(round(2 ** (step / _SCALE)) - 1 for step in range(_STEPS))
