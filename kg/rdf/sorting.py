"""Sorted, unique triples of a graph of any size.

1. Triples become N-Triples lines. Lines are gathered until ``run_size`` of them are in memory.
2. A graph that fits in one run is sorted there and stays in memory.
3. Otherwise each full run is sorted, freed of duplicates and written to a temporary folder; the runs are then merged
   (a heap over one line of each) into one file, again without duplicates.

Order is by code point, which is also the order of the UTF-8 bytes and of ``LC_ALL=C sort``; as ``>`` ends a subject,
the lines of one subject stay together. Whatever the order of the input, the result is the same.
"""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.rdf.terms import Triple

# 500,000 lines of this graph's shape take about 130 MB as Python strings.
RUN_SIZE = 500_000
_OPEN_RUNS = 128  # files merged at once; far below the usual limit of 1,024 open files


class SortedTriples:
    """The sorted N-Triples lines of a graph, each ending in `` .\\n``; may be iterated any number of times.

    Close it (or use it in a ``with`` statement) to remove its temporary files.

    Args:
        triples: N-Triples terms, in any order, with or without duplicates.
        run_size: lines sorted in memory at a time. folder: where runs are kept, by default the system's own.

    >>> with SortedTriples([("<b>", "<p>", "<o>"), ("<a>", "<p>", "<o>"), ("<a>", "<p>", "<o>")]) as graph:
    ...     list(graph), len(graph)
    (['<a> <p> <o> .\\n', '<b> <p> <o> .\\n'], 2)
    """

    def __init__(self, triples: Iterable[Triple], *, run_size: int = RUN_SIZE, folder: Path | None = None) -> None:
        self._lines: list[str] = []
        self._added: list[str] = []
        self._file: Path | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        lines = (f"{subject} {predicate} {value} .\n" for subject, predicate, value in triples)
        first = sorted(set(islice(lines, run_size)))
        rest = next(lines, None)
        if rest is None:
            self._lines, self._length = first, len(first)
            return
        self._folder = tempfile.TemporaryDirectory(prefix="paperatlas-", dir=folder)
        try:
            self._length = self._sort_on_disk(first, rest, lines, run_size, Path(self._folder.name))
        except BaseException:
            self._folder.cleanup()
            raise

    def _sort_on_disk(self, first: list[str], rest: str, lines: Iterator[str], run_size: int, folder: Path) -> int:
        runs = [folder / "run-0"]
        _write(first, runs[0])
        first.clear()
        pending = {rest}
        while pending:
            pending.update(islice(lines, run_size - len(pending)))
            path = folder / f"run-{len(runs)}"
            _write(sorted(pending), path)
            runs.append(path)
            pending = set(islice(lines, 1))
        merges = 0
        while True:
            merges += 1
            merged = folder / f"merged-{merges}"
            length = _write(_merged(runs[:_OPEN_RUNS]), merged)
            for path in runs[:_OPEN_RUNS]:
                path.unlink()
            runs = [*runs[_OPEN_RUNS:], merged]
            if len(runs) == 1:
                self._file = merged
                return length

    def add(self, triples: Iterable[Triple]) -> None:
        """Add a few triples (they are held in memory) that the graph does not have yet."""
        lines = [f"{subject} {predicate} {value} .\n" for subject, predicate, value in triples]
        if self._file is None:
            self._lines = sorted({*self._lines, *lines})
            self._length = len(self._lines)
        else:
            self._added = sorted({*self._added, *lines})

    def __iter__(self) -> Iterator[str]:
        if self._file is None:
            return iter(self._lines)
        return heapq.merge(_read(self._file), self._added) if self._added else _read(self._file)

    def __len__(self) -> int:
        return self._length + len(self._added)

    def close(self) -> None:
        """Remove the temporary files."""
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _write(lines: Iterable[str], path: Path) -> int:
    length = 0
    with path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        for line in lines:
            file.write(line)
            length += 1
    return length


def _read(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        yield from file


def _merged(runs: list[Path]) -> Iterator[str]:
    last = ""
    for line in heapq.merge(*map(_read, runs)):
        if line != last:
            yield line
            last = line
