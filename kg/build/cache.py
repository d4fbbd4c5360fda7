"""Readings kept from build to build, so that adding papers links only those.

A reading depends on nothing but the paper's text and the versions of linker, catalogue and topic scheme: the key is a
hash of these. Corrections are applied afterwards, each time, and so are never out of date. One SQLite file holds all
readings; what a killed build had linked is there for the next one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from kg.ground.codec import reading_from_dict, reading_to_dict
from kg.ground.errors import InputError, OutputError
from kg.ground.identifiers import digest
from kg.ground.records import Paper, Reading

# Readings written in one transaction: so many at most are lost when a build is killed.
_BATCH = 200
_TABLE = "CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, version TEXT NOT NULL, reading BLOB NOT NULL)"


@dataclass(slots=True)
class ReadingCache:
    """The cached readings of one version of linker, catalogue and scheme; make it with ``open_cache``."""

    connection: sqlite3.Connection
    version: str
    waiting: int = 0

    def get(self, paper: Paper) -> Reading | None:
        """The paper's reading, or None where it has to be linked."""
        row = self.connection.execute("SELECT reading FROM readings WHERE key = ?", (self._key(paper),)).fetchone()
        if row is None:
            return None
        try:
            return replace(reading_from_dict(orjson.loads(row[0])), paper=paper)
        except (InputError, orjson.JSONDecodeError):
            return None  # written by another version of the codec; linking again gives the same

    def missing(self, papers: Iterable[Paper]) -> list[Paper]:
        """The papers that have no reading here; of those with one text the first."""
        missing: dict[str, Paper] = {}
        for paper in papers:
            key = self._key(paper)
            if not self.connection.execute("SELECT 1 FROM readings WHERE key = ?", (key,)).fetchone():
                missing.setdefault(key, paper)
        return list(missing.values())

    def put(self, reading: Reading) -> None:
        """Keep a reading."""
        bare = replace(reading, paper=Paper(title=reading.paper.title))
        row = (self._key(reading.paper), self.version, orjson.dumps(reading_to_dict(bare)))
        self.connection.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", row)
        self.waiting += 1
        if self.waiting >= _BATCH:
            self.commit()

    def commit(self) -> None:
        """Write what waits."""
        self.connection.commit()
        self.waiting = 0

    def prune(self) -> None:
        """Drop the readings of other versions."""
        self.connection.execute("DELETE FROM readings WHERE version != ?", (self.version,))
        self.commit()

    def _key(self, paper: Paper) -> str:
        return digest(self.version, paper.title, paper.abstract)


@contextmanager
def open_cache(folder: Path, version: str) -> Iterator[ReadingCache]:
    """The cache in a folder, which is made where it does not exist; what was put is written when the block is left.

    Args:
        version: names the linker, the catalogue and the topic scheme.

    Raises:
        OutputError: the folder cannot be written.
    """
    path = folder / "readings.sqlite"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = _connect(path)
    except (OSError, sqlite3.Error) as error:
        raise OutputError(f"the cache cannot be opened: {error}", where=path, remedy="delete it") from error
    cache = ReadingCache(connection, version)
    try:
        yield cache
    except sqlite3.Error as error:
        raise OutputError(
            f"the cache cannot be written: {error}", where=path, remedy="free space on the disk"
        ) from error
    finally:
        try:
            cache.commit()
        except sqlite3.Error:
            connection.rollback()  # the disk is full, or already reported: readings are lost that can be made again
        connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    """A connection to the cache file; a file that is no database is put aside."""
    connection = sqlite3.connect(path)
    try:
        connection.execute(_TABLE)
    except sqlite3.DatabaseError as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError):
            raise
        path.unlink()
        connection = sqlite3.connect(path)
        connection.execute(_TABLE)
    return connection
