"""The graph that a folder holds, read by subject: ``graph.nt.gz`` and ``graph.ttl`` as a build wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import IO, Self

from kg.ground.files.gzip_members import GzipMembers, Piece
from kg.rdf.write.sorted_triples import Block, kind_of

_END = " ."


class OldGraph:
    """The blocks of a graph in N-Triples that ``write_graph`` compressed, found by their subjects.

    Args:
        file: open for reading, on disk.

    Raises:
        ValueError: it is another file, or one that an earlier version wrote.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.members = GzipMembers(file, subject_of_line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.members.close()

    def blocks(self, subjects: Iterable[str]) -> dict[str, Block]:
        """Return the blocks of some subjects, as far as they are there."""
        found = map(block_of_piece, self.members.pieces(subject.encode() for subject in subjects))
        return {block[0]: block for block in found}

    def blocks_from(self, start: str, end: str | None) -> Iterator[Block]:
        """Yield the blocks whose subjects are at least ``start`` and less than ``end``, or all up to the last."""
        return map(block_of_piece, self.members.pieces_from(start.encode(), None if end is None else end.encode()))


def subject_of_line(line: bytes) -> bytes:
    """Return the subject of a line of N-Triples, or of its beginning."""
    return line.partition(b" ")[0]


def block_of_piece(piece: Piece) -> Block:
    """Read what is said of one subject, as ``n_triples`` writes it."""
    rows = [line[: -len(_END)].split(" ", 2) for line in piece[1].decode()[:-1].split("\n")]
    predicates = kind_of(tuple(predicate for _, predicate, _ in rows))[0]
    return rows[0][0], predicates, tuple(value for _, _, value in rows)
