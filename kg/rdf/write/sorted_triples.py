"""Sorted, unique triples of a graph of any size.

1. Triples are gathered by subject until ``run_size`` of them are in memory; subjects, and what is said of each, are
   then sorted. Sorting a hundred thousand subjects and many short lists takes a fifth of the time of sorting a million
   lines.
2. A graph that fits in one run stays in memory.
3. Otherwise each run is written to a temporary folder, a line for each subject; the runs are then merged (a heap over
   one subject of each) into one file.

The order is by code point, which is also the order of the UTF-8 bytes and of ``LC_ALL=C sort`` over N-Triples lines.
Whatever the order of the input, the result is the same.
"""

from __future__ import annotations

import heapq
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from kg.ground.machine.garbage import collection_paused
from kg.rdf.terms.ntriples import Triple

Block: TypeAlias = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A subject, the predicates of what is said of it, and the object of each; sorted by predicate, then by object."""

# A million triples of this graph's shape take about 300 MB as Python strings.
RUN_SIZE = 1_250_000
# Each heap of a million triples has then 4,000, which the processor's inner cache holds; measured from 64 to 1,024.
_HEAPS = 256
_DEALT = 1000  # triples that are dealt together; 64 to 2,000 are equally good, 16,000 are not
_OPEN_RUNS = 128  # files merged at once; far below the usual limit of 1,024 open files
_KINDS = 10_000  # lists of predicates that are kept, a few MB; a graph has some hundred
_subject = itemgetter(0)


class SortedTriples:
    """The sorted triples of a graph, as blocks or as N-Triples lines; may be iterated any number of times.

    Close it (or use it in a ``with`` statement) to remove its temporary files.

    Args:
        triples: N-Triples terms, in any order, with or without duplicates.
        run_size: triples sorted in memory at a time. folder: where runs are kept, by default the system's own.

    >>> with SortedTriples([("<b>", "<p>", "<o>"), ("<a>", "<p>", "<o>"), ("<a>", "<p>", "<o>")]) as graph:
    ...     list(graph), len(graph)
    (['<a> <p> <o> .\\n', '<b> <p> <o> .\\n'], 2)
    """

    def __init__(self, triples: Iterable[Triple], *, run_size: int = RUN_SIZE, folder: Path | None = None) -> None:
        self._blocks: list[Block] = []
        self._added: list[Block] = []
        self._file: Path | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        try:
            with collection_paused():
                self._sort_into_runs(triples, run_size, folder)
                self._length = sum(len(objects) for _, _, objects in self.blocks())
        except BaseException:
            self.close()
            raise

    def _sort_into_runs(self, triples: Iterable[Triple], run_size: int, folder: Path | None) -> None:
        runs: list[Path] = []
        for blocks in _runs_of_blocks(triples, run_size):
            if self._folder is None and not self._blocks:
                self._blocks = blocks
                continue
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="paperatlas-", dir=folder)
                runs.append(_write_run_file(self._blocks, Path(self._folder.name) / "run-0"))
                self._blocks = []
            runs.append(_write_run_file(blocks, Path(self._folder.name) / f"run-{len(runs)}"))
        if runs:
            self._file = _merge_files(runs)

    def add(self, triples: Iterable[Triple]) -> None:
        """Add a few triples (they are held in memory) that the graph does not have yet."""
        blocks = gathered_blocks(triples)
        if self._file is None:
            self._blocks = list(merged_blocks([self._blocks, blocks]))
        else:
            self._added = list(merged_blocks([self._added, blocks]))
        self._length += sum(len(objects) for _, _, objects in blocks)

    def blocks(self) -> Iterator[Block]:
        """Return each subject with what is said of it."""
        if self._file is None:
            return iter(self._blocks)
        return merged_blocks([_read_run_file(self._file), self._added]) if self._added else _read_run_file(self._file)

    def __iter__(self) -> Iterator[str]:
        """Yield the N-Triples lines, each ending in `` .\\n``."""
        for subject, predicates, objects in self.blocks():
            for predicate, value in zip(predicates, objects, strict=True):
                yield f"{subject} {predicate} {value} .\n"

    def __len__(self) -> int:
        return self._length

    def close(self) -> None:
        """Remove the temporary files."""
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _runs_of_blocks(triples: Iterable[Triple], run_size: int) -> Iterator[list[Block]]:
    source = iter(triples)
    while blocks := gathered_blocks(islice(source, run_size)):
        yield blocks


def gathered_blocks(triples: Iterable[Triple]) -> list[Block]:
    """Gather the blocks of some triples, in order.

    They are dealt into heaps by their subjects first, and each heap is small enough for the processor's cache. That is
    done in steps over some hundred triples: for triples in no order at all, each of which lies somewhere else in
    memory, the processor then fetches many at once. Both together halve the time.
    """
    heaps: list[list[Triple]] = [[] for _ in range(_HEAPS)]
    put = [heap.append for heap in heaps]
    source = iter(triples)
    while dealt := list(islice(source, _DEALT)):
        subjects = list(map(_subject, dealt))
        for number, triple in zip(list(map(hash, subjects)), dealt, strict=True):
            put[number % _HEAPS](triple)
    blocks: list[Block] = []
    for heap in heaps:
        found: defaultdict[str, list[Triple]] = defaultdict(list)
        for subject, triple in zip(list(map(_subject, heap)), heap, strict=True):
            found[subject].append(triple)
        heap.clear()
        for same in found.values():
            same.sort()
            blocks.append(block_of_triples(same))
    blocks.sort(key=_subject)
    return blocks


def block_of_triples(triples: list[Triple]) -> Block:
    """Make the block of some sorted triples of one subject; those that are there more than once are taken once."""
    _, predicates, objects = zip(*triples, strict=True)
    predicates, repeated = kind_of(predicates)
    for each in repeated:
        if len(set(objects[each])) < each.stop - each.start:
            return block_of_triples(sorted(set(triples)))
    return triples[0][0], predicates, objects


@lru_cache(_KINDS)
def kind_of(predicates: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[slice, ...]]:
    """Return a list of predicates, the same object for equal ones, and where in it each that has several objects
    stands.

    >>> kind_of(("<p>", "<q>", "<q>"))[1]
    (slice(1, 3, None),)
    """
    repeated = []
    start = 0
    for _, group in groupby(predicates):
        end = start + len(list(group))
        if end - start > 1:
            repeated.append(slice(start, end))
        start = end
    return predicates, tuple(repeated)


def n_triples(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield N-Triples of sorted blocks, a piece for each subject."""
    for subject, predicates, objects in blocks:
        rows = zip(predicates, objects, strict=True)
        yield "".join([f"{subject} {predicate} {value} .\n" for predicate, value in rows])


def _write_run_file(blocks: Iterable[Block], path: Path) -> Path:
    """Write a run: a line for each block, its terms between tabs, which no term has (they are escaped)."""
    with path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        for subject, predicates, objects in blocks:
            rows = chain.from_iterable(zip(predicates, objects, strict=True))
            file.write("\t".join((subject, *rows)) + "\n")
    return path


def _read_run_file(path: Path) -> Iterator[Block]:
    with path.open(encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        for line in file:
            subject, *rows = line[:-1].split("\t")
            yield subject, kind_of(tuple(rows[::2]))[0], tuple(rows[1::2])


def _merge_files(runs: list[Path]) -> Path:
    """Merge the runs into one, so many at a time as files may be open; merged runs are removed."""
    merges = 0
    while len(runs) > 1:
        merges += 1
        first, runs = runs[:_OPEN_RUNS], runs[_OPEN_RUNS:]
        runs.append(
            _write_run_file(
                merged_blocks([_read_run_file(path) for path in first]), first[0].with_name(f"merged-{merges}")
            )
        )
        for path in first:
            path.unlink()
    return runs[0]


def merged_blocks(runs: Iterable[Iterable[Block]]) -> Iterator[Block]:
    """Yield the blocks of several sorted runs in order; what they say of one subject becomes one block."""
    for subject, group in groupby(heapq.merge(*runs, key=_subject), key=_subject):
        block, *others = group
        if others:
            rows = chain.from_iterable(zip(one[1], one[2], strict=True) for one in (block, *others))
            block = block_of_triples(sorted((subject, predicate, value) for predicate, value in rows))
        yield block
