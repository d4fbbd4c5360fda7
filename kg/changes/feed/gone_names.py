"""IRIs that a graph had and no longer has, with the version in which they went: ``gone.tsv``.

A line for each, ``<IRI>``, a tab and the version, sorted by their bytes, so that one is found by halving and a build
renews the file in one pass. It is written by builds that keep a version or a feed of changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from kg.changes.line_differences import LineDifference
from kg.ground.files.integrity import place

#: The file in a graph's folder.
GONE = "gone.tsv"
_LONGEST = 1 << 16  # bytes of a line


def renewed_names(known: Iterable[bytes], moves: Iterable[tuple[bytes, bool]], version: str) -> Iterator[bytes]:
    """Yield the lines of the file after one more build.

    Args:
        known: its lines so far. moves: subjects that are new in the graph (True) or gone from it, sorted.
        version: of the graph now.

    >>> list(renewed_names([b"<a:b>\\t1\\n", b"<a:c>\\t1\\n"], [(b"<a:a>", False), (b"<a:b>", True)], "2"))
    [b'<a:a>\\t2\\n', b'<a:c>\\t1\\n']
    """
    lines, coming = iter(known), iter(moves)
    line, move = next(lines, None), next(coming, None)
    while line is not None or move is not None:
        name = None if line is None else line.partition(b"\t")[0]
        if line is not None and (move is None or (name is not None and name < move[0])):
            yield line
            line = next(lines, None)
            continue
        assert move is not None, "one of both is left"
        if not move[1]:
            yield b"%b\t%b\n" % (move[0], version.encode())
        if name == move[0]:
            line = next(lines, None)
        move = next(coming, None)


def noted_moves(differences: Iterable[LineDifference], moves: IO[bytes]) -> Iterator[LineDifference]:
    """Yield the same differences, and note in a file which subjects only one of the two graphs has."""
    last = b""
    for each in differences:
        if each.alone:
            subject = each.line[: each.line.find(b" ")]
            if subject != last:
                moves.write((b"+" if each.added else b"-") + subject + b"\n")
                last = subject
        yield each


def read_moves(moves: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield the subjects that were noted, sorted, and whether the new graph is the one that has each."""
    moves.seek(0)
    for line in moves:
        yield line[1:-1], line.startswith(b"+")


def version_of_loss(folder: Path, iri: str) -> str | None:
    """Return the version of the graph in which an IRI went for good; None where that is not known.

    Args:
        folder: of a graph.
    """
    try:
        with place(folder, GONE).open("rb") as file:
            return _found_by_halving(file, f"<{iri}>".encode(errors="replace"))
    except OSError:
        return None


def _found_by_halving(file: IO[bytes], name: bytes) -> str | None:
    low, high = 0, file.seek(0, 2)  # the line looked for begins in low:high, or is not there
    while low < high:
        middle = (low + high) // 2
        file.seek(middle)
        if middle:
            file.seek(middle - 1)
            file.readline(_LONGEST)  # to the begin of a line: this one, where one begins here
        begin = file.tell()
        found, _, version = file.readline(_LONGEST).partition(b"\t")
        if begin >= high:
            high = middle
        elif found == name:
            return version.decode(errors="replace").rstrip("\n")
        elif found < name:
            low = begin + len(found) + 1 + len(version)
        else:
            high = middle
    return None
