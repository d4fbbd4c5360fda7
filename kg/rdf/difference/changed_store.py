"""A store with other triples: its files are shared with the old one, and what differs is written beside them.

RocksDB never changes a file of sorted data once it is written, so those are linked; all others are copied, as in a
checkpoint of RocksDB's own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.ground.errors import OutputError
from kg.ground.files.durable_files import link_file
from kg.ground.machine.memory import require_memory
from kg.rdf.difference.graph_difference import GraphDifference
from kg.rdf.query.store import STORE_MEMORY, file_of_pieces
from kg.rdf.query.store_seal import FILES
from kg.rdf.terms.ntriples import Triple

_SORTED_DATA = ".sst"
_MOST_FILES = 64  # of sorted data; more make queries slower, and hold what has been taken out


def write_changed_store(old: Path, new: Path, difference: GraphDifference) -> None:
    """Make a store that holds another graph.

    Args:
        old: the folder of a store that nobody writes. new: a folder, which is made.

    Raises:
        OutputError: the folder cannot be written; ResourceError: memory is short.
    """
    require_memory(STORE_MEMORY, "the store")
    try:
        _link_files(old, new)
        store = ox.Store(new)
        for quad in _quads(difference.removed()):
            store.remove(quad)
        store.extend(_quads(difference.added()))
        store.flush()
        if sum(path.suffix == _SORTED_DATA for path in new.iterdir()) > _MOST_FILES:
            store.optimize()
    except (OSError, RuntimeError) as error:
        reason = str(error).partition("\n")[0]
        remedy = f"free space or mend the folder's rights ({reason})"
        raise OutputError("no store can be made here", where=new, remedy=remedy) from error


def _link_files(old: Path, new: Path) -> None:
    new.mkdir()
    for path in old.iterdir():
        if path.name == FILES or path.name.startswith(("LOCK", "LOG")) or not path.is_file():
            continue
        put = link_file if path.suffix == _SORTED_DATA else shutil.copyfile
        put(path, new / path.name)


def _quads(triples: Iterable[Triple]) -> Iterator[ox.Quad]:
    pieces = (f"{subject} {predicate} {value} .\n" for subject, predicate, value in triples)
    return cast("Iterator[ox.Quad]", ox.parse(cast(IO[bytes], file_of_pieces(pieces)), ox.RdfFormat.N_TRIPLES))
