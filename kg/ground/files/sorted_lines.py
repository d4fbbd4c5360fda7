"""Lines of any number, sorted: in memory while they are few, else in runs on disk that are merged.

``kg.rdf.write.sorted_triples`` does the same for triples, which it gathers by subject.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from pathlib import Path

_MOST_HELD = 600 << 20  # bytes of lines in memory, with what Python needs for each
_OBJECT = 49  # bytes that Python needs for an object of bytes, and its place in a list
_OPEN_RUNS = 128  # files merged at once; far below the usual limit of 1,024 open files
_WRITTEN = 4096  # lines at a time


class SortedLines:
    """Lines of bytes (without line ends inside), given one by one, then taken in the order of their bytes.

    Args:
        folder: where runs are written; it is the caller's to remove.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     lines = SortedLines(Path(folder), most_held=120)
    ...     for line in (b"b", b"a", b"c", b"a"):
    ...         lines.add(line)
    ...     list(lines.sorted())
    [b'a', b'a', b'b', b'c']
    """

    def __init__(self, folder: Path, *, most_held: int = _MOST_HELD) -> None:
        self._folder = folder
        self._most_held = most_held
        self._held: list[bytes] = []
        self._size = 0
        self._runs: list[Path] = []
        self._made = 0

    def add(self, line: bytes) -> None:
        """Take a line.

        Raises:
            OSError: the disk is full or fails.
        """
        self._held.append(line)
        self._size += len(line) + _OBJECT
        if self._size > self._most_held:
            self._held.sort()
            self._runs.append(self._written_run(iter(self._held)))
            self._held, self._size = [], 0
            if len(self._runs) >= _OPEN_RUNS:
                self._runs = [self._written_run(_merged_runs(self._runs))]

    def sorted(self) -> Iterator[bytes]:
        """Yield the lines in order; once, and nothing is added after."""
        self._held.sort()
        held, self._held = self._held, []
        if not self._runs:
            yield from held
            return
        self._runs.append(self._written_run(iter(held)))
        del held
        yield from _merged_runs(self._runs)

    def _written_run(self, lines: Iterator[bytes]) -> Path:
        path = self._folder / f"run-{self._made}"
        self._made += 1
        with path.open("wb") as file:
            part: list[bytes] = []
            for line in lines:
                part.append(line)
                if len(part) == _WRITTEN:
                    file.write(b"\n".join(part) + b"\n")
                    part.clear()
            if part:
                file.write(b"\n".join(part) + b"\n")
        return path


def _merged_runs(runs: list[Path]) -> Iterator[bytes]:
    """Yield the lines of some runs in order, and remove these."""
    files = [run.open("rb", buffering=1 << 18) for run in runs]
    try:
        # With their line ends, lines would sort otherwise: an end is greater than what separates a key from the rest.
        yield from heapq.merge(*(map(_without_end, file) for file in files))
    finally:
        for file, run in zip(files, runs, strict=True):
            file.close()
            run.unlink()


def _without_end(line: bytes) -> bytes:
    return line[:-1]
