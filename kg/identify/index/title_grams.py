"""The pieces of a key by which titles that are like it are found, although letters of it are wrong or missing.

1. A gram is six bytes of the key in a row; it is known by a hash of 32 bits.
2. How often each occurs in all titles is kept in one byte, as a logarithm (``GramCounts``).
3. The key of each indexed title is cut into eight parts, and of each part the rarest gram is indexed. The rarest of the
   whole title cluster in its coined name, where one slip loses them all.
4. A query asks for each gram that is the rarest among some neighbours: every indexed gram is, as far as the letters
   around it are right. So a query of 70 letters asks for some twenty, not for all.

Which gram is the rarer of two that are equally frequent is decided by their hash, and so the same on both sides.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

GRAM = 6  # bytes
PARTS = 8
_MULTIPLIER, _MIX = np.uint32(0x01000193), np.uint32(0x85EBCA6B)
_SCALE = 16.0  # steps of the logarithm for a doubling; 65,000 occurrences are the 255th step
_LARGEST = 255
_NEVER = np.uint32(0xFFFFFFFF)
_WINDOW = 6  # grams; a part of a title of 53 letters has as many, and a window may be smaller but not larger than that

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.uint8]


def gram_hashes(letters: npt.NDArray[np.uint8]) -> Hashes:
    """Return the hash of the gram that begins at each byte, except the last five."""
    count = max(0, len(letters) - GRAM + 1)
    hashes = np.zeros(count, dtype=np.uint32)
    for offset in range(GRAM):
        hashes *= _MULTIPLIER
        hashes += letters[offset : offset + count]
    hashes ^= hashes >> np.uint32(15)
    hashes *= _MIX
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes


def as_letters(key: bytes) -> npt.NDArray[np.uint8]:
    """Return the bytes of a key as an array."""
    return np.frombuffer(key, dtype=np.uint8)


def logarithms(counts: npt.NDArray[np.int64]) -> Counts:
    """Write counts as they are kept, a byte each."""
    kept: Counts = np.minimum(np.rint(_SCALE * np.log2(1.0 + counts)), _LARGEST).astype(np.uint8)
    return kept


def cell_bits(titles: int) -> int:
    """Return the bits of the number of a cell, so that some cells come on a title; at most 8 MiB of cells."""
    return min(23, max(10, (4 * titles).bit_length()))


def ranks_of_grams(hashes: Hashes, counts: Counts) -> Hashes:
    """Say how rare each gram is: the smaller, the rarer; equal only for equal hashes, as good as ever."""
    shift = np.uint32(32 - (len(counts).bit_length() - 1))
    frequency = counts[hashes >> shift].astype(np.uint32)
    ranks: Hashes = (frequency << np.uint32(24)) | ((hashes * _MULTIPLIER) >> np.uint32(8))
    return ranks


def grams_of_titles(letters: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int64], counts: Counts) -> Hashes:
    """Return the hashes to index for some keys that stand one behind the other: eight a key, in a matrix.

    Args:
        lengths: bytes of each key, each at least ``GRAM``. A key with fewer than eight grams has some of them twice.
    """
    hashes = gram_hashes(letters)
    starts = np.cumsum(lengths) - lengths
    ranks = ranks_of_grams(hashes, counts)
    for back in range(1, GRAM):  # grams of two titles
        crossing = starts + lengths - back
        ranks[crossing[crossing < len(ranks)]] = _NEVER
    rarest = (ranks.astype(np.uint64) << np.uint64(32)) | hashes
    grams = lengths - GRAM + 1
    firsts = (starts[:, None] + np.arange(PARTS) * grams[:, None] // PARTS).ravel()
    return np.minimum.reduceat(rarest, firsts).astype(np.uint32).reshape(-1, PARTS)


def grams_of_query(key: bytes, counts: Counts) -> Hashes:
    """Return the hashes to ask for, each once; none for a key that is shorter than a gram."""
    hashes = gram_hashes(as_letters(key))
    window = min(_WINDOW, len(hashes) // PARTS)
    if window > 1:
        ranks = ranks_of_grams(hashes, counts)
        chosen = sliding_window_view(ranks, window).argmin(axis=1) + np.arange(len(ranks) - window + 1)
        hashes = hashes[np.unique(chosen)]
    return np.unique(hashes)
