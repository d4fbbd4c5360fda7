"""The store: Oxigraph on disk, or in memory for graphs of a few papers.

The data is in the default graph; the ontology is in the named graph of its own IRI. A store is built in a folder of its
own, from nothing, and never changed afterwards: loaded in bulk, then optimised (queries on an uncompacted store are 3.5
to 7 times slower, and a read-only opening cannot compact it). Any number of processes may then read it. What its files
are is written down when it is whole (``kg.rdf.query.store_seal``) and checked when it is opened.
"""

from __future__ import annotations

import shutil
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.ground.errors import InputError, OutputError
from kg.ground.files.integrity import built_folder, damaged
from kg.ground.files.ontology_folder import ontology_path
from kg.ground.files.standard_streams import STANDARD
from kg.ground.machine.child_process import python_command
from kg.ground.machine.memory import require_memory
from kg.rdf.query.rdf_files import open_file, read_triples
from kg.rdf.query.store_seal import check_store, is_sealed
from kg.rdf.terms.namespaces import ONTOLOGY
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.rdf_formats import format_of
from kg.rdf.write.sorted_triples import SortedTriples, n_triples

_BUILDER = (
    "from pathlib import Path; from kg.rdf.query.store import build_store; "
    "build_store(Path(sys.argv[1]), Path(sys.argv[2]))"
)
_QUADS = ("trig", "n-quads")
_MARK = "CURRENT"  # the file that every RocksDB folder has
# Address space that RocksDB reserves when it opens the store of the example, mostly for its threads: 416 MiB measured.
# Without it the process is ended.
STORE_MEMORY = 440 << 20


def build_store(source: Path | SortedTriples | Iterable[Triple], folder: Path) -> ox.Store:
    """Build a store on disk, in place of what the folder holds.

    To replace a store that is in use, build into a temporary folder beside it and move that when it is whole.

    Args:
        source: a file of RDF (N-Triples loads fastest), or triples.
        folder: made where it is missing.

    Returns:
        The store, open for reading and writing; drop it before another process opens the folder.

    Raises:
        OutputError: the folder cannot be written, or is no store; InputError: the file is broken; ResourceError: memory
        is short.
    """
    require_memory(STORE_MEMORY, "the store")
    _make_empty_folder(folder)
    try:
        store = ox.Store(folder)
        _fill_with_source(store, source)
        store.optimize()
        store.flush()
    except (OSError, RuntimeError) as error:
        remedy = f"free space or mend the folder's rights ({_first_line_of_error(error)})"
        raise OutputError("no store can be made here", where=folder, remedy=remedy) from error
    return store


@contextmanager
def store_beside(source: Path, folder: Path) -> Iterator[None]:
    """Build a store from a file in a process of its own while the block runs; wait for it at the end of the block.

    Where the block fails, the process is ended.

    Args:
        source, folder: as for ``build_store``.

    Raises:
        OutputError: the store cannot be built.
    """
    command = python_command(_BUILDER, str(source), str(folder))
    with subprocess.Popen(  # in a session of its own: Ctrl-C is heard by this process, which ends the other
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            yield
            _, told = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        reason = told.decode(errors="replace").strip().rpartition("\n")[2] or f"exit code {process.returncode}"
        remedy = f"free space and memory, or mend the folder's rights ({reason})"
        raise OutputError("no store can be made here", where=folder, remedy=remedy)


def memory_store(source: Path | SortedTriples | Iterable[Triple]) -> ox.Store:
    """Make a store in memory, with the same content as ``build_store`` gives."""
    store = ox.Store()
    _fill_with_source(store, source)
    return store


def open_store(folder: Path, *, graph: str | None = None) -> ox.Store:
    """Open a store for reading.

    Args:
        graph: the graph that was loaded, as ``seal_store`` was given; another one is an error.

    Raises:
        OutputError: the folder holds no store; DamagedError: a file of it is not what was written, or it is another's;
        ResourceError: memory is short.
    """
    require_memory(STORE_MEMORY, "the store")
    while True:
        before = _inode_of_folder(checked_store(folder, graph=graph))
        store = _open_read_only(folder)
        if _inode_of_folder(folder) == before:  # no build has put another store here meanwhile
            return store


def checked_store(folder: Path, *, graph: str | None = None) -> Path:
    """Check the folder of a store, whose files must be what was written, for others to open; as ``open_store``."""
    if not (folder / _MARK).is_file() and not is_sealed(folder):
        raise _missing_store_error(folder)
    loaded = check_store(folder)
    if graph is not None and loaded not in (None, graph):
        raise damaged(built_folder(folder), folder.name, "the store is of another build")
    return folder


def _inode_of_folder(folder: Path) -> int:
    try:
        return folder.stat().st_ino
    except FileNotFoundError as error:  # a build has just moved it
        raise _missing_store_error(folder) from error


def _missing_store_error(folder: Path) -> OutputError:
    return OutputError("there is no store here", where=folder, remedy="build the graph first: paperatlas build")


def _open_read_only(folder: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:
        raise damaged(
            built_folder(folder), folder.name, f"the store cannot be opened: {_first_line_of_error(error)}"
        ) from error


def _first_line_of_error(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _make_empty_folder(folder: Path) -> None:
    if folder.exists():
        if any(folder.iterdir()) and not (folder / _MARK).is_file():
            raise OutputError("the folder holds other files", where=folder, remedy="name an empty folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def _fill_with_source(store: ox.Store, source: Path | SortedTriples | Iterable[Triple]) -> None:
    if isinstance(source, Path) and (chosen := format_of(source)).name in _QUADS:
        source = read_triples(source)  # all its named graphs become the default graph
    if isinstance(source, Path):
        try:
            if source != STANDARD and source.suffix != ".gz":
                store.bulk_load(path=source, format=chosen.oxigraph)
            else:
                with open_file(source) as file:
                    store.bulk_load(file, chosen.oxigraph)
        except (SyntaxError, EOFError, zlib.error, OSError) as error:
            raise InputError(f"it cannot be loaded: {error}", where=source, remedy="write the file again") from error
    else:
        store.bulk_load(cast(IO[bytes], file_of_pieces(_n_triples_pieces(source))), ox.RdfFormat.N_TRIPLES)
    store.bulk_load(path=ontology_path("kg.ttl"), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY))


def _n_triples_pieces(source: SortedTriples | Iterable[Triple]) -> Iterator[str]:
    if isinstance(source, SortedTriples):
        return n_triples(source.blocks())
    return (f"{subject} {predicate} {value} .\n" for subject, predicate, value in source)


def file_of_pieces(pieces: Iterable[str]) -> _FileOfPieces:
    """Return pieces of text as the binary file that Oxigraph reads from."""
    return _FileOfPieces(pieces)


class _FileOfPieces:
    """A binary file that is only read, in any sizes."""

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
