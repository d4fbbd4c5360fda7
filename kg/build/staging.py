"""Writing the outputs of a build so that at every moment one whole build is there.

1. A build takes the lock of its folder; a second one is refused.
2. It writes into ``.staging``. Killed there, it leaves the last good output as it was, and the next build throws
   ``.staging`` away (the readings it made are in the cache).
3. When everything is written, ``.staging`` is renamed to ``.ready``: from then on the new build is the good one.
4. The files are moved over the old ones, ``manifest.json`` last, and ``.ready`` is removed. Killed there, the next
   command that opens the folder moves the rest.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.ground.errors import OutputError

MANIFEST = "manifest.json"
_STAGING, _READY, _LOCK = ".staging", ".ready", ".lock"


@contextmanager
def staged(output: Path) -> Iterator[Path]:
    """A folder to write a build into; it replaces the last one when the block ends without an error.

    Raises:
        OutputError: the folder cannot be written, or another build is writing into it.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be made: {error.strerror}", where=output, remedy="name another folder") from error
    with _locked(output):
        _move_ready(output)
        staging = output / _STAGING
        shutil.rmtree(staging, ignore_errors=True)
        try:
            staging.mkdir()
            yield staging
            staging.rename(output / _READY)
            _move_ready(output)
        except OSError as error:
            raise write_error(error, output) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def complete(output: Path) -> None:
    """Finish the moves of a build that was killed while it moved its files.

    Raises:
        OutputError: the files cannot be moved, or another build is writing into the folder.
    """
    if not (output / _READY).exists():
        return
    with _locked(output):
        try:
            _move_ready(output)
        except OSError as error:
            raise write_error(error, output) from error


def write_error(error: OSError, output: Path) -> OutputError:
    """The error of a write as one that a user can mend."""
    name = Path(str(error.filename)).name if error.filename else "a file"
    reason = error.strerror or str(error)
    remedy = "free space or mend the folder's rights, then build again; the last build is untouched"
    return OutputError(f"{name} cannot be written: {reason}", where=output, remedy=remedy)


def _move_ready(output: Path) -> None:
    ready = output / _READY
    if not ready.exists():
        return
    for new in sorted(ready.iterdir(), key=lambda path: (path.name == MANIFEST, path.name)):
        target = output / new.name
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        new.replace(target)
    ready.rmdir()


@contextmanager
def _locked(output: Path) -> Iterator[None]:
    """Hold the folder's lock: an exclusive SQLite transaction, which every system gives back when its process ends."""
    path = output / _LOCK
    connection = sqlite3.connect(path, timeout=0)
    try:
        try:
            connection.execute("PRAGMA journal_mode = MEMORY")  # nothing is written, so no journal file either
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                remedy = "wait for it to end, or name another folder"
                raise OutputError("another build is writing into this folder", where=output, remedy=remedy) from None
            raise OutputError(f"cannot be written: {error}", where=output, remedy="name another folder") from error
        yield
    finally:
        connection.close()
