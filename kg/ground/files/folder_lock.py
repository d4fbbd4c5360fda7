"""The lock of an output folder: one process at a time changes what lies in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.ground.errors import OutputError

_LOCK = ".lock"


@contextmanager
def locked(output: Path, *, wait: float = 0) -> Iterator[None]:
    """Hold the folder's lock: an exclusive SQLite transaction, which every system gives back when its process ends.

    Args:
        wait: seconds for another process to give it back.
    """
    path = output / _LOCK
    try:
        connection = sqlite3.connect(path, timeout=wait)
    except sqlite3.Error as error:
        raise _lock_failure_error(error, output) from error
    try:
        try:
            connection.execute("PRAGMA journal_mode = MEMORY")  # nothing is written, so no journal file either
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise _lock_failure_error(error, output) from error
        yield
    finally:
        connection.close()


def _lock_failure_error(error: sqlite3.Error, output: Path) -> OutputError:
    if "locked" in str(error):
        remedy = "wait for it to end, or name another folder"
        return OutputError("another build is writing into this folder", where=output, remedy=remedy)
    if isinstance(error, sqlite3.OperationalError):
        return OutputError(f"cannot be written: {error}", where=output, remedy="name another folder")
    return OutputError(f"the lock is damaged: {error}", where=output / _LOCK, remedy="delete it; it holds nothing")
