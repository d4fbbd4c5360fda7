"""Sets of what a graph has and of what it should have, as 64-bit hashes, of any size.

1. Keys (of a node, of a triple) are gathered; a million at a time are sorted into a run. Beyond a few runs they lie in
   files of a temporary folder.
2. Two sets are compared range by range of their keys, so that a few million are in memory at a time.

Python's own hash of strings and tuples is used, which is keyed anew in each process. That two of a hundred million keys
have the same hash and one of them hides that the other is missing has a chance of one in ten million.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

Keys: TypeAlias = NDArray[np.int64]

RUN_SIZE = 1 << 20  # keys that are sorted at a time: 8 MB
TOGETHER = 1 << 22  # keys of both sets that are compared at a time, about
_LOWEST, _HIGHEST = -(1 << 63), (1 << 63) - 1


class SpillFolder:
    """A temporary folder that is made when something is first put there; removed at the end of a ``with`` block."""

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._files = 0

    def new_file(self) -> Path:
        """Name a file that is not there yet."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="paperatlas-", dir=self._parent)
        self._files += 1
        return Path(self._folder.name) / f"spilled-{self._files}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._folder is not None:
            self._folder.cleanup()


class HashedKeys:
    """A set of keys that is added to and then compared.

    Args:
        spill: where runs go that are full.

    >>> keys = HashedKeys(SpillFolder())
    >>> keys.extend([3, 1, 3])
    >>> keys.between(0, 2).tolist()
    [1]
    """

    def __init__(self, spill: SpillFolder) -> None:
        self._spill = spill
        self._waiting = array("q")
        self._runs: list[Keys] = []

    def extend(self, keys: Iterable[int]) -> None:
        """Add some keys."""
        self._waiting.extend(keys)
        if len(self._waiting) >= RUN_SIZE:
            self._write_run()

    def _write_run(self) -> None:
        path = self._spill.new_file()
        self._sorted_waiting().tofile(path)
        self._waiting = array("q")
        self._runs.append(np.memmap(path, np.int64, "r"))

    def _sorted_waiting(self) -> Keys:
        return np.unique(np.frombuffer(self._waiting, np.int64))

    def close_run(self) -> None:
        """Sort what was added last, before keys are asked for."""
        if self._waiting:
            self._runs.append(self._sorted_waiting())
            self._waiting = array("q")

    def __len__(self) -> int:
        """Count the keys, those of several runs several times."""
        return len(self._waiting) + sum(map(len, self._runs))

    def between(self, low: int, high: int) -> Keys:
        """Return the keys from ``low`` to ``high``, both included, sorted, each once."""
        self.close_run()
        parts = [
            run[np.searchsorted(run, np.int64(low)) : np.searchsorted(run, np.int64(high), "right")]
            for run in self._runs
        ]
        return np.unique(np.concatenate(parts)) if len(parts) > 1 else np.asarray(parts[0] if parts else [], np.int64)


def keys_not_held(wanted: HashedKeys, held: Sequence[HashedKeys]) -> Iterator[int]:
    """Yield the keys of a set that none of the others has."""
    for low, high in _ranges([wanted, *held]):
        asked = wanted.between(low, high)
        for keys in held:
            asked = asked[~np.isin(asked, keys.between(low, high), assume_unique=True)]
        yield from asked.tolist()


def keys_held(wanted: HashedKeys, held: Sequence[HashedKeys]) -> Iterator[int]:
    """Yield the keys of a set that at least one of the others has."""
    for low, high in _ranges([wanted, *held]):
        asked = wanted.between(low, high)
        found = np.zeros(len(asked), bool)
        for keys in held:
            found |= np.isin(asked, keys.between(low, high), assume_unique=True)
        yield from asked[found].tolist()


def _ranges(sets: Sequence[HashedKeys]) -> Iterator[tuple[int, int]]:
    """Divide all keys into ranges that have about so many keys of the sets each: hashes are spread evenly."""
    number = max(1, sum(map(len, sets)) // TOGETHER)
    width = (_HIGHEST - _LOWEST) // number + 1
    for low in range(_LOWEST, _HIGHEST, width):
        yield low, min(low + width - 1, _HIGHEST)
