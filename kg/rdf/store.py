"""The store: Oxigraph on disk, or in memory for graphs of a few papers.

The data is in the default graph; the ontology is in the named graph of its own IRI. A store is built in a folder of its
own, from nothing, and never changed afterwards: loaded in bulk, then optimised (queries on an uncompacted store are 3.5
to 7 times slower, and a read-only opening cannot compact it). Any number of processes may then read it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.ground.errors import InputError, OutputError
from kg.ground.resources import ontology_path
from kg.rdf.namespaces import ONTOLOGY
from kg.rdf.reading import open_file, read_triples
from kg.rdf.sorting import SortedTriples, n_triples
from kg.rdf.terms import Triple
from kg.rdf.writers import format_of

_QUADS = ("trig", "n-quads")
_MARK = "CURRENT"  # the file that every RocksDB folder has


def build_store(source: Path | SortedTriples | Iterable[Triple], folder: Path) -> ox.Store:
    """Build a store on disk, in place of what the folder holds.

    To replace a store that is in use, build into a temporary folder beside it and move that when it is whole.

    Args:
        source: a file of RDF (N-Triples loads fastest), or triples.
        folder: made where it is missing.

    Returns:
        The store, open for reading and writing; drop it before another process opens the folder.

    Raises:
        OutputError: the folder cannot be written, or is no store; InputError: the file is broken.
    """
    _make_room(folder)
    try:
        store = ox.Store(folder)
    except OSError as error:
        raise OutputError("no store can be made here", where=folder, remedy=str(error)) from error
    _fill(store, source)
    store.optimize()
    store.flush()
    return store


def memory_store(source: Path | SortedTriples | Iterable[Triple]) -> ox.Store:
    """A store in memory, with the same content as ``build_store`` gives."""
    store = ox.Store()
    _fill(store, source)
    return store


def open_store(folder: Path) -> ox.Store:
    """Open a store for reading.

    Raises:
        OutputError: the folder holds no store.
    """
    if not (folder / _MARK).is_file():
        raise OutputError("there is no store here", where=folder, remedy="build the graph first: paperatlas build")
    try:
        return ox.Store.read_only(str(folder))
    except OSError as error:
        raise OutputError("the store cannot be opened", where=folder, remedy="build the graph again") from error


def _make_room(folder: Path) -> None:
    if folder.exists():
        if any(folder.iterdir()) and not (folder / _MARK).is_file():
            raise OutputError("the folder holds other files", where=folder, remedy="name an empty folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def _fill(store: ox.Store, source: Path | SortedTriples | Iterable[Triple]) -> None:
    if isinstance(source, Path) and (chosen := format_of(source)).name in _QUADS:
        source = read_triples(source)  # all its named graphs become the default graph
    if isinstance(source, Path):
        try:
            with open_file(source) as file:
                store.bulk_load(file, chosen.oxigraph)
        except (SyntaxError, EOFError, OSError) as error:
            raise InputError(f"it cannot be loaded: {error}", where=source, remedy="write the file again") from error
    else:
        store.bulk_load(cast(IO[bytes], _Pieces(_pieces(source))), ox.RdfFormat.N_TRIPLES)
    store.bulk_load(path=ontology_path("kg.ttl"), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY))


def _pieces(source: SortedTriples | Iterable[Triple]) -> Iterator[str]:
    if isinstance(source, SortedTriples):
        return n_triples(source.blocks())
    return (f"{subject} {predicate} {value} .\n" for subject, predicate, value in source)


class _Pieces:
    """Pieces of text as the binary file that Oxigraph reads from."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._chunks = _chunks(pieces)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._rest += chunk
        cut = len(self._rest) if size < 0 else size
        data, self._rest = self._rest[:cut], self._rest[cut:]
        return data


def _chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    for piece in pieces:
        waiting.append(piece)
        if len(waiting) == 1000:
            yield "".join(waiting).encode()
            waiting = []
    yield "".join(waiting).encode()
