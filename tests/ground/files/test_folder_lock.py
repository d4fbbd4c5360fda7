"""One process at a time changes a folder; what SQLite says is told from damage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kg.ground.errors import OutputError
from kg.ground.files.folder_lock import locked
from kg.ground.files.sqlite_errors import is_damage, remedy_of


def test_a_locked_folder_is_refused_and_free_again_after(tmp_path: Path) -> None:
    with locked(tmp_path):
        with pytest.raises(OutputError, match=r"another build is writing.*wait for it"):
            with locked(tmp_path):
                pytest.fail("two hold one lock")
    with locked(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_an_error_gives_the_lock_back(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        with locked(tmp_path):
            raise KeyError
    with locked(tmp_path):
        pass


def test_a_folder_that_is_none_and_a_damaged_lock_are_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written.*name another folder"):
        with locked(tmp_path / "missing"):
            pass
    (tmp_path / ".lock").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(OutputError, match=r"the lock is damaged.*delete it") as caught:
        with locked(tmp_path):
            pass
    assert caught.value.where == str(tmp_path / ".lock")


def error_of(path: Path, statement: str = "SELECT * FROM sqlite_master") -> sqlite3.Error:
    """The error that a statement on a file gives."""
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        try:
            connection.execute(statement).fetchall()
        except sqlite3.Error as error:
            return error
    raise AssertionError("no error")


def test_no_database_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"words " * 500)
    error = error_of(path)
    assert is_damage(error, path)
    assert remedy_of(error, path, damage="build again") == "build again"


def test_a_file_that_cannot_be_opened_or_is_locked_is_no_damage(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("unable to open")
    error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
    assert not is_damage(error, tmp_path)
    assert "open it" in remedy_of(error, tmp_path, damage="build again")
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as holder:
        holder.execute("CREATE TABLE a (b)")
        holder.commit()
        holder.execute("BEGIN EXCLUSIVE")
        busy = error_of(path)
    assert not is_damage(busy, path)
    assert remedy_of(busy, path, damage="build again") == "close the program that has it open"


def test_a_read_only_answer_is_damage_where_the_file_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"")
    error = sqlite3.OperationalError("attempt to write a readonly database")
    error.sqlite_errorcode = sqlite3.SQLITE_READONLY
    assert is_damage(error, path), "so SQLite takes a file of a later format"
    assert not is_damage(error, tmp_path / "missing")
    assert not is_damage(sqlite3.ProgrammingError("closed"), path)
    assert remedy_of(sqlite3.ProgrammingError("closed"), path, damage="build again") == "try again"
