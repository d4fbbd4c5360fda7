"""Files of a built folder, held against what the build wrote before they are believed.

1. ``manifest.json`` holds the SHA-256 of every file of the build, and of itself (``sealed``).
2. While a build takes its place, and after one that was killed then, its files stand in ``.ready`` until they are
   moved, the manifest last. So a file is the one in ``.ready`` where that has it: together these are the new build, at
   every moment, also on a disk that cannot be written (``place``).
3. A file is opened once, hashed (0.5 GB a second on a slow machine), and read from that opening (``open_checked``):
   what is put in its place meanwhile is not read.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

import orjson

from kg.ground.errors import DamagedError

MANIFEST, READY = "manifest.json", ".ready"
_SEAL = "sha256"
_TRIES = 5  # a file moves once while it is looked for; more than one build would have to end in that millisecond


def sealed(data: Mapping[str, object]) -> bytes:
    """Write the data as JSON, with a hash of itself as the last member.

    >>> unsealed(sealed({"form": 2}))
    {'form': 2}
    """
    return orjson.dumps({**data, _SEAL: _seal_of_data(data)}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def unsealed(text: bytes) -> dict[str, Any]:
    """Read the data that ``sealed`` wrote.

    Raises:
        ValueError: it is not JSON, or not what was written.

    >>> unsealed(sealed({"form": 2}).replace(b"2", b"3", 1))
    Traceback (most recent call last):
    ...
    ValueError: it is not what was written
    """
    data = orjson.loads(text)
    if not isinstance(data, dict) or data.pop(_SEAL, None) != _seal_of_data(data):
        raise ValueError("it is not what was written")
    return data


def _seal_of_data(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()


def sha256(path: Path) -> str:
    """Compute the SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place(folder: Path, name: str) -> Path:
    """Find where a file or folder of the build is: in ``.ready`` until it has been moved."""
    waiting = folder / READY / name
    return waiting if waiting.exists() else folder / name


def built_folder(path: Path) -> Path:
    """Find the folder of the build that a file or folder in it is of, wherever ``place`` found that.

    >>> built_folder(Path("out/store")) == built_folder(Path("out/.ready/store")) == Path("out")
    True
    """
    return path.parent.parent if path.parent.name == READY else path.parent


def open_checked(folder: Path, name: str, expected: str | None) -> BufferedReader:
    """Open a file of a built folder for reading, known to be what the build wrote.

    Args:
        expected: its SHA-256; None where the manifest does not name it.

    Raises:
        DamagedError: it is missing, cannot be read, or is another.
    """
    error: OSError | None = None
    for _ in range(_TRIES):
        try:
            file = place(folder, name).open("rb")
        except FileNotFoundError as missing:
            error = missing
        except OSError as unreadable:
            error = unreadable
            break
        else:
            return _checked_file(file, folder, name, expected)
    problem = "the file is missing" if isinstance(error, FileNotFoundError) else f"it cannot be read: {error}"
    raise damaged(folder, name, problem) from error


def _checked_file(file: BufferedReader, folder: Path, name: str, expected: str | None) -> BufferedReader:
    try:
        found = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        file.seek(0)
    except OSError as error:
        file.close()
        raise damaged(folder, name, f"it cannot be read: {error.strerror or error}") from error
    if found != expected:
        file.close()
        raise damaged(folder, name, _difference_found(size, expected))
    return file


def _difference_found(size: int, expected: str | None) -> str:
    if expected is None:
        return "the manifest does not name the file"
    return "the file is not what the build wrote" if size else "the file is empty"


def damaged(folder: Path, name: str, problem: str) -> DamagedError:
    """Make the error of a file of a built folder, with the remedy that fits all of them."""
    return DamagedError(problem, where=folder / name, remedy=repair_remedy(folder))


def repair_remedy(folder: Path | None) -> str:
    """Say what mends a built folder; None where its name is not known."""
    return f"mend it: paperatlas verify --repair -o {'DIR' if folder is None else shlex.quote(str(folder))}"


def shows_earlier_graph(path: Path) -> bool:
    """Tell whether a file of a built folder was left behind by the last change of the graph."""
    try:
        return path.name in orjson.loads(place(built_folder(path), MANIFEST).read_bytes()).get("behind", ())
    except (OSError, ValueError, AttributeError, TypeError):
        return False  # other checks say what is wrong with the manifest


def check_listed(path: Path) -> str | None:
    """Check a file of a built folder that is opened by its path, by the manifest beside it.

    Returns:
        its SHA-256; None where there is no manifest, or the file shows an earlier graph, and nothing was checked.

    Raises:
        DamagedError: the file or the manifest is not what the build wrote.
    """
    folder = built_folder(path)
    try:
        text = place(folder, MANIFEST).read_bytes()
    except FileNotFoundError:
        return None
    try:
        data = orjson.loads(text)
        told = unsealed(text) if _SEAL in data else data
        if path.name in told.get("behind", ()):
            return None
        expected: str | None = told["files"].get(path.name)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise damaged(folder, MANIFEST, "the manifest is not what the build wrote") from error
    open_checked(folder, path.name, expected).close()
    return expected
