"""A file of Turtle with other blocks under some subjects; all else is copied as it stands.

The file is one that ``kg.rdf.write.turtle`` wrote: blocks are sorted by subject, each begins with an empty line, and no
literal holds a line break. So the place of a subject is found by halving, and only the changed blocks are written.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from typing import IO

from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.terms.namespaces import prefixes
from kg.rdf.write.sorted_triples import Block
from kg.rdf.write.turtle import TermWriter, header, turtle_blocks

_BETWEEN = b"\n\n"  # the end of a block, and the empty line of the next


class TurtleFile:
    """A file that ``kg.rdf.write.turtle`` wrote.

    Args:
        file: open for reading, on disk. base: the base IRI that it was written with.

    Raises:
        ValueError: it is another file.
    """

    def __init__(self, file: IO[bytes], base: str = DEFAULT_BASE) -> None:
        self._base = base
        self._namespaces = {prefix.encode(): namespace.encode() for prefix, namespace in prefixes(base).items()}
        self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._start = len(header(base).encode())  # of the first block
        if self._data[: self._start] != header(base).encode():
            self._data.close()
            raise ValueError("the prefixes are others")

    def close(self) -> None:
        """Let go of the file."""
        self._data.close()

    def write_changed(self, changes: Mapping[str, Block | None], file: IO[bytes]) -> None:
        """Write the file with other blocks.

        Args:
            changes: the new block by subject, None where there is none any more.
        """
        data, terms = memoryview(self._data), TermWriter(self._base)
        at = 0
        try:
            for subject in sorted(changes):
                start, end = self._place_of_subject(subject.encode())
                file.write(data[at:start])
                if (block := changes[subject]) is not None:
                    file.writelines(text.encode() for text in turtle_blocks([block], terms))
                at = end
            file.write(data[at:])
        finally:
            data.release()

    def _place_of_subject(self, subject: bytes) -> tuple[int, int]:
        """Return where the block of a subject begins and ends, or, twice, where it would stand."""
        low, high = self._start, len(self._data)  # blocks before low are smaller, those from high on are not
        while low < high:
            start = self._block_after((low + high) // 2, low, high)
            if self._subject_at(start) < subject:
                low = self._end_of_block(start)
            else:
                high = start
        if low < len(self._data) and self._subject_at(low) == subject:
            return low, self._end_of_block(low)
        return low, low

    def _block_after(self, middle: int, low: int, high: int) -> int:
        """Return where a block begins at or after a place, or else the last one before it."""
        found = self._data.find(_BETWEEN, middle, high + 1)
        if 0 <= found < high - 1:
            return found + 1
        found = self._data.rfind(_BETWEEN, low, min(middle + 1, high))
        return found + 1 if found >= 0 else low

    def _end_of_block(self, start: int) -> int:
        found = self._data.find(_BETWEEN, start + 1)
        return found + 1 if found >= 0 else len(self._data)

    def _subject_at(self, start: int) -> bytes:
        """Return the term of the subject whose block begins at a place."""
        form = self._data[start + 1 : self._data.find(b"\n", start + 1)]
        if form[:1] in (b"<", b"_"):
            return form
        prefix, _, local = form.partition(b":")
        if prefix not in self._namespaces:
            raise ValueError(f"no block begins at byte {start}")
        return b"<" + self._namespaces[prefix] + local + b">"
