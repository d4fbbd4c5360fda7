"""What an error of SQLite means for the file: damage, or something outside it, and the remedy that fits."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

# Primary result codes (https://www.sqlite.org/rescode.html) that say nothing against the file, and their remedies.
_OUTSIDE = {
    sqlite3.SQLITE_PERM: "allow this user to read and write it",
    sqlite3.SQLITE_ABORT: "try again",
    sqlite3.SQLITE_BUSY: "close the program that has it open",
    sqlite3.SQLITE_LOCKED: "close the program that has it open",
    sqlite3.SQLITE_NOMEM: "allow the process more memory",
    sqlite3.SQLITE_READONLY: "allow this user to write it",
    sqlite3.SQLITE_INTERRUPT: "try again",
    sqlite3.SQLITE_IOERR: "check the disk and the space on it",
    sqlite3.SQLITE_FULL: "free space on the disk",
    sqlite3.SQLITE_CANTOPEN: "allow this user to open it and to write its folder",
    sqlite3.SQLITE_PROTOCOL: "try again",
}


def is_damage(error: sqlite3.Error, path: Path) -> bool:
    """Check whether an error says that the file is no sound database, given that the statement was right."""
    code = _primary_result_code(error)
    if code == sqlite3.SQLITE_READONLY:  # so SQLite takes a file whose header names a later format
        return os.access(path, os.W_OK)
    return code not in _OUTSIDE and not isinstance(error, (sqlite3.ProgrammingError, sqlite3.InterfaceError))


def remedy_of(error: sqlite3.Error, path: Path, *, damage: str) -> str:
    """Say what to do about an error.

    Args:
        damage: what to do where the file is damaged, e.g. "build again".
    """
    return damage if is_damage(error, path) else _OUTSIDE.get(_primary_result_code(error), "try again")


def _primary_result_code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF
