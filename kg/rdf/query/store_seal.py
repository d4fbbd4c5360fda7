"""The files of a store, known to be those that the build wrote: ``files.json`` in the store's folder.

It names every file with its size, time of change and SHA-256, and the graph that was loaded. Two builds of the same
graph give stores of different bytes, which is why the manifest does not hold them.

What is checked when a store is opened: that all files are there with their sizes; the hash of each, where together they
have up to 32 MiB (60 ms on a slow machine), otherwise of those whose time of change is another than after the build.
RocksDB itself checks a checksum of each block that it reads. ``check_store`` with ``whole`` hashes all.

Why so much: Oxigraph aggregates over a block that cannot be read without end, until memory is full.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.ground.errors import DamagedError, PaperAtlasError
from kg.ground.files.integrity import built_folder, damaged, repair_remedy, sealed, sha256, unsealed

FILES = "files.json"
_FORM = 1
_HASHED = 32 << 20  # bytes of a store that is hashed at each opening
# RocksDB's own: a log for people, and a lock of no bytes; both may change without the data.
_OWN = ("LOG", "LOCK")


def seal_store(folder: Path, graph: str, *, like: Path | None = None) -> None:
    """Write down what the files of a store are; nothing may have it open.

    Args:
        graph: what tells the graph that was loaded from others, e.g. the hash of its N-Triples.
        like: a sealed store whose files this one may share; those are not hashed again.
    """
    known = {} if like is None or not is_sealed(like) else _read_file_list(like)["files"]
    files = {
        path.name: _state_of_file(
            path, known.get(path.name) if like and _is_same_file(path, like / path.name) else None
        )
        for path in sorted(folder.iterdir())
        if path.name != FILES and not path.name.startswith(_OWN)
    }
    (folder / FILES).write_bytes(sealed({"form": _FORM, "graph": graph, "files": files}))


def _is_same_file(path: Path, other: Path) -> bool:
    return other.exists() and path.samefile(other)


def _state_of_file(path: Path, known: Mapping[str, Any] | None) -> dict[str, Any]:
    state = path.stat()
    if known is not None and (known["bytes"], known["changed"]) == (state.st_size, state.st_mtime_ns):
        return dict(known)
    return {"bytes": state.st_size, "changed": state.st_mtime_ns, "sha256": sha256(path)}


def unseal_store(folder: Path) -> None:
    """Forget what the files of a store are, because it will be written."""
    (folder / FILES).unlink(missing_ok=True)


def is_sealed(folder: Path) -> bool:
    """Check whether it is known what the store's files are: not of an earlier version, not written since."""
    return (folder / FILES).is_file()


def check_store(folder: Path, *, whole: bool = False) -> str | None:
    """Check the files of a store.

    Args:
        whole: hash all of them, whatever their size.

    Returns:
        The graph that was loaded; None where it is not known what the files are.

    Raises:
        DamagedError: one is missing, cut or changed; the first of them is named.
    """
    if not is_sealed(folder):
        return None
    data = _read_file_list(folder)
    for fault in _faults_of_files(folder, data["files"], whole=whole):
        raise fault
    return str(data["graph"])


def store_faults(folder: Path) -> list[DamagedError]:
    """Find all files of a store that are not what they were."""
    try:
        return list(_faults_of_files(folder, _read_file_list(folder)["files"], whole=True)) if is_sealed(folder) else []
    except DamagedError as error:
        return [error]


def _read_file_list(folder: Path) -> dict[str, Any]:
    try:
        data = unsealed((folder / FILES).read_bytes())
        if data["form"] != _FORM:
            raise ValueError("it is of another version")
        return data
    except (OSError, ValueError, KeyError) as error:
        raise _damaged_file_error(folder, FILES, "the list of the store's files is not what the build wrote") from error


def _faults_of_files(folder: Path, files: Mapping[str, Mapping[str, Any]], *, whole: bool) -> Iterator[DamagedError]:
    whole = whole or sum(each["bytes"] for each in files.values()) <= _HASHED
    for name, known in files.items():
        path = folder / name
        try:
            state = path.stat()
            same = state.st_size == known["bytes"]
            if same and (whole or state.st_mtime_ns != known["changed"]):
                same = sha256(path) == known["sha256"]
        except FileNotFoundError:
            yield _damaged_file_error(folder, name, "the file is missing")
        except OSError as error:
            yield _damaged_file_error(folder, name, f"it cannot be read: {error.strerror or error}")
        else:
            if not same:
                yield _damaged_file_error(
                    folder, name, "the file is not what the build wrote" if state.st_size else "it is empty"
                )


def read_through(store: ox.Store, folder: Path) -> None:
    """Read every quad of a store, so that RocksDB checks the blocks that hold them.

    Raises:
        DamagedError: one cannot be read.
    """
    with store_errors(folder):
        for _ in store:
            pass


@contextmanager
def store_errors(folder: Path | None) -> Iterator[None]:
    """Turn errors of Oxigraph about the store's own files into one that says what to do."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        text = str(error)
        if isinstance(error, PaperAtlasError) or not text.startswith(("Corruption", "IO error", "Invalid data")):
            raise
        problem = f"the store is damaged: {text.partition(chr(10))[0]}"
        raise DamagedError(problem, where=folder, remedy=repair_remedy(None)) from error


def _damaged_file_error(folder: Path, name: str, problem: str) -> DamagedError:
    return damaged(built_folder(folder), f"{folder.name}/{name}", problem)
