"""Patches one after the other: which of them a graph still needs, and what they do together.

1. Each patch must begin with the version that the one before it leads to.
2. A graph that has a version on the way needs those behind it; one that has the last version needs none. So the same
   patches can be applied again and again. A patch that does not say where it begins is applied in any case.
3. What they do to a triple is what the last of them does. All rows are sorted by triple, on disk where they are many,
   so that they meet the triples of a graph, which are sorted too, in one pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from kg.changes.graph_version import GraphVersion
from kg.changes.patches.patch_rows import open_patch
from kg.ground.errors import InputError
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.files.standard_streams import input_name
from kg.ground.text import one_line

_SHOWN = 100  # characters of a version's name in a message
_MOST_HELD = 100 << 20  # bytes of rows in memory


@dataclass(frozen=True, slots=True)
class PatchHead:
    """What a patch says of itself.

    Attributes:
        path: its file. id, previous: the ids of the versions that it leads to and begins with, where it says so.
        dataset, begins, leads: the graph's name of itself, and these versions by name; empty where it does not say so.
    """

    path: Path
    id: str | None
    previous: str | None
    dataset: str = ""
    begins: str = ""
    leads: str = ""


def read_heads(paths: Iterable[Path]) -> list[PatchHead]:
    """Read the headers of some patches.

    Raises:
        InputError: one cannot be read, or does not begin where the one before it ends.
    """
    heads: list[PatchHead] = []
    for path in paths:
        with open_patch(path) as reader:
            reader.read_header()
        told = reader.header
        names = (one_line(told.get(name, ""), _SHOWN) for name in ("from", "to"))
        head = PatchHead(path, reader.id, reader.previous, told.get("dataset", ""), *names)
        last = heads[-1] if heads else None
        if last is not None and head.previous is not None and last.id not in (None, head.previous):
            begins, leads = head.begins or one_line(head.previous, _SHOWN), last.leads or last.id
            raise InputError(
                f"it begins with version {begins}, and {input_name(last.path)} before it leads to {leads}",
                where=input_name(path), remedy="name the patches in their order, each once and none left out",
            )  # fmt: skip
        heads.append(head)
    return heads


def patches_left(heads: Sequence[PatchHead], version: GraphVersion, where: str) -> Sequence[PatchHead]:
    """Choose the patches that a graph still needs.

    Args:
        version: of the graph. where: what messages call the graph.

    Raises:
        InputError: the graph has none of the versions that they begin with.
    """
    if not heads or heads[-1].id == version.id:
        return ()
    for start in range(len(heads) - 1, -1, -1):
        if heads[start].previous in (None, version.id):
            return heads[start:]
    has = one_line(version.name, _SHOWN)
    begins = one_line(heads[0].begins or heads[0].previous or "?", _SHOWN)
    leads = one_line(heads[-1].leads or heads[-1].id or "?", _SHOWN)
    problem = (
        f"the graph has version {has}, and the {'patch begins' if len(heads) == 1 else 'patches begin'} with {begins}"
    )
    remedy = f"make a patch from its version on (paperatlas diff OLD NEW --format rdfp), or take all of {leads}"
    raise InputError(problem, where=where, remedy=remedy)


def effects_of_patches(heads: Iterable[PatchHead], held: Path) -> Iterator[tuple[bytes, bool]]:
    """Yield what some patches do together: each triple that they name, sorted, and whether it is there in the end.

    Args:
        held: a folder for temporary files.

    Yields:
        Lines of N-Triples with their line ends.

    Raises:
        InputError: a row cannot be read, or a patch was cut.
    """
    lines, number, aborted = SortedLines(held, most_held=_MOST_HELD), 0, set[tuple[int, int]]()
    for order, head in enumerate(heads):
        with open_patch(head.path) as reader:
            for added, triple, transaction in reader.rows():
                number += 1
                lines.add(b"%b\t%015d\t%d\t%d\t%d" % (triple, number, added, order, transaction))
        aborted |= {(order, transaction) for transaction in reader.aborted}
    rows = (line.rsplit(b"\t", 4) for line in lines.sorted())
    for triple, same in groupby(rows, key=_triple):
        done = [row[2] for row in same if not aborted or (int(row[3]), int(row[4])) not in aborted]
        if done:
            yield triple + b"\n", done[-1] == b"1"


def _triple(row: list[bytes]) -> bytes:
    return row[0]
