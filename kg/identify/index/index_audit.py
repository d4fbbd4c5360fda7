"""What no title can settle, counted while an index is made.

1. Titles that another work has as well.
2. Heads (what stands before the subtitle) that another title has as its head, or is as a whole.
3. Beginnings of 20, 30, 40 and 60 letters that another title has as well, for titles that were cut; and titles that are
   as a whole the beginning of another.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import msgspec
import numpy as np

from kg.identify.titles.title_keys import head_of_title, match_key

BEGINNINGS = (20, 30, 40, 60)  # letters and digits
_COMPARED = 64  # letters that neighbours are compared by, more than any beginning above


@dataclass(frozen=True, slots=True)
class IndexAudit:
    """Counts of the titles of an index.

    Attributes:
        works: all. dated, with_arxiv, with_doi, with_authors, with_abstract: those that have one.
        shared_titles: works whose title another work has. with_head: works whose title has a subtitle.
        shared_heads: those of them whose head another title has or is.
        shared_beginnings: of titles that are longer than 20, 30, 40 and 60 letters, those whose first so many letters
            another title has. longer: how many titles are so long.
        whole_beginnings: titles that are as a whole the beginning of another one.
    """

    works: int
    dated: int
    with_arxiv: int
    with_doi: int
    with_authors: int
    with_abstract: int
    shared_titles: int
    with_head: int
    shared_heads: int
    shared_beginnings: tuple[int, ...]
    longer: tuple[int, ...]
    whole_beginnings: int

    def as_facts(self) -> dict[str, object]:
        """Return the counts by their names, for the header of the index."""
        return asdict(self)


def audit_of_facts(facts: dict[str, object]) -> IndexAudit:
    """Return the audit that ``as_facts`` wrote."""
    return msgspec.convert(facts, IndexAudit)


class TitleAuditor:
    """Counts titles that are given in the order of their keys, some at a time."""

    def __init__(self) -> None:
        self._heads = array("Q")
        self._titles = array("Q")
        self._before: list[bytes] = []  # the key before those that wait; none or one
        self._waiting: list[bytes] = []  # keys whose neighbour behind is not known yet
        self._works = self._shared_titles = self._whole_beginnings = 0
        self._beginnings = [0] * len(BEGINNINGS)
        self._longer = [0] * len(BEGINNINGS)

    def count(self, keys: Sequence[bytes], titles: Sequence[str]) -> None:
        """Count some titles, and their keys, which follow those counted before."""
        self._titles.extend(map(_hash_of_key, keys))
        for title in titles:
            head = head_of_title(title)
            if head is not None and (key := match_key(head)):
                self._heads.append(_hash_of_key(key))
        known = [*self._waiting, *keys]
        self._count_neighbours([*self._before, *known], len(self._before), len(known) - 1)
        self._before, self._waiting = known[-2:-1] or self._before, known[-1:]

    def _count_neighbours(self, keys: list[bytes], first: int, count: int) -> None:
        """Count what each of some keys shares with the one before and the one behind it."""
        if count <= 0:
            return
        letters = np.array(keys, dtype=f"S{_COMPARED}").view(np.uint8).reshape(len(keys), _COMPARED)
        lengths = np.array([len(key) for key in keys])
        differ = letters[1:] != letters[:-1]
        shared = np.where(differ.any(axis=1), differ.argmax(axis=1), _COMPARED)
        shared = np.concatenate(([0], np.minimum(shared, lengths[1:]), [0]))
        most = np.maximum(shared[:-1], shared[1:])[first : first + count]
        lengths = lengths[first : first + count]
        for place, size in enumerate(BEGINNINGS):
            self._longer[place] += int(np.count_nonzero(lengths > size))
            self._beginnings[place] += int(np.count_nonzero((lengths > size) & (most >= size)))
        self._works += count
        for place in (np.flatnonzero(most >= np.minimum(lengths, _COMPARED)) + first).tolist():
            key = keys[place]
            before, behind = keys[place - 1 : place], keys[place + 1 : place + 2]
            self._shared_titles += [key] in (before, behind)
            self._whole_beginnings += any(other != key and other.startswith(key) for other in behind)

    def audit(self, *, dated: int, with_arxiv: int, with_doi: int, with_authors: int, with_abstract: int) -> IndexAudit:
        """Return the counts of all titles given."""
        self._count_neighbours([*self._before, *self._waiting], len(self._before), len(self._waiting))
        self._before, self._waiting = self._waiting, []
        heads = np.frombuffer(self._heads, dtype=np.uint64) if self._heads else np.zeros(0, dtype=np.uint64)
        titles = np.frombuffer(self._titles, dtype=np.uint64) if self._titles else np.zeros(0, dtype=np.uint64)
        _, inverse, counts = np.unique(heads, return_inverse=True, return_counts=True)
        shared = (counts[inverse] > 1) | np.isin(heads, titles)
        return IndexAudit(
            self._works, dated, with_arxiv, with_doi, with_authors, with_abstract, self._shared_titles, len(heads),
            int(np.count_nonzero(shared)), tuple(self._beginnings), tuple(self._longer), self._whole_beginnings,
        )  # fmt: skip


def _hash_of_key(key: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little")
