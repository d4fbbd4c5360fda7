"""Readings kept from build to build, so that adding papers links only those.

A reading depends on nothing but the paper's text, its arXiv id and date (which tell a known name from one given anew),
the versions of linker, catalogue and topic scheme, and what files of the build say of artifacts that the text may name
(``Linker.described_facts``): the key is a hash of these. Corrections are applied afterwards, each time, and so are
never out of date. One SQLite file holds all readings; what a killed build had linked is there for
the next one.

Nothing here is believed that is not what was put: each entry has a checksum of its key and its bytes. One that is
damaged is linked anew; a file that is damaged is renamed. Either is reported.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from kg.ground.codec import decode_reading, encode_record
from kg.ground.errors import OutputError, PaperAtlasError
from kg.ground.files.sqlite_errors import is_damage, remedy_of
from kg.ground.identifiers import digest
from kg.ground.records import Paper, Reading

CACHE_FILE = "readings.sqlite"
# Readings written in one transaction: so many at most are lost when a build is killed.
_BATCH = 200
_SUM = 16  # bytes of a checksum
_SCHEMA = (
    "DROP TABLE IF EXISTS readings",  # of versions that kept no checksums
    """CREATE TABLE IF NOT EXISTS checked (
        key TEXT PRIMARY KEY, version TEXT NOT NULL, reading BLOB NOT NULL, checksum BLOB NOT NULL)""",
)

OnFault = Callable[[PaperAtlasError], None]


@dataclass(slots=True)
class ReadingCache:
    """The cached readings of one version of linker, catalogue and scheme; make it with ``open_cache``.

    Attributes:
        path: of the file. on_fault: hears of what is damaged. facts: names what files say that may concern a paper.
        seen: the versions of readings, which stand for these facts, too, that were asked for.
    """

    path: Path
    connection: sqlite3.Connection
    version: str
    on_fault: OnFault
    facts: Callable[[Paper], str] = lambda paper: ""
    waiting: int = 0
    seen: set[str] = field(default_factory=set)
    _last: tuple[Paper, str, str] | None = None

    def get(self, paper: Paper) -> Reading | None:
        """Return the paper's reading, or None where it has to be linked."""
        found = self.get_with_text(paper)
        return found[0] if found else None

    def get_with_text(self, paper: Paper) -> tuple[Reading, bytes] | None:
        """Return the paper's reading, and what is kept of it: its form as JSON, with only the title of the paper."""
        text = self._cached_text_of_paper(paper)
        if text is None:
            return None
        try:
            return replace(decode_reading(text), paper=paper), text
        except PaperAtlasError:
            return None  # written by another version of the codec; linking again gives the same

    def key_of_missing(self, paper: Paper) -> str | None:
        """Return the key of a paper that has no reading here, which papers of one text share; None where it has one.

        ``get`` sees whether that is sound.
        """
        key, _ = self._key_of_paper(paper)
        return None if self._run_statement("SELECT 1 FROM checked WHERE key = ?", key) else key

    def put(self, reading: Reading) -> None:
        """Keep a reading."""
        bare = replace(reading, paper=Paper(title=reading.paper.title))
        (key, version), text = self._key_of_paper(reading.paper), encode_record(bare)
        row = (key, version, text, _checksum_of_entry(key.encode(), text))
        self._run_statement("INSERT OR REPLACE INTO checked VALUES (?, ?, ?, ?)", *row)
        self.waiting += 1
        if self.waiting >= _BATCH:
            self.commit()

    def commit(self) -> None:
        """Write what waits."""
        self.waiting = 0
        with self._renewed_when_damaged():
            self.connection.commit()

    def prune(self) -> None:
        """Drop the readings of other versions, and of what files said and was not asked for."""
        with self._renewed_when_damaged():  # all of it on one connection: another has no such table
            execute, versions = self.connection.execute, sorted({self.version, *self.seen})
            execute("CREATE TEMP TABLE seen (version TEXT PRIMARY KEY)")
            self.connection.executemany("INSERT INTO seen VALUES (?)", ((version,) for version in versions))
            execute("DELETE FROM checked WHERE version NOT IN (SELECT version FROM seen)")
            execute("DROP TABLE seen")
        self.commit()

    def drop_damaged(self) -> None:
        """Drop the entries that are not what was put."""
        for row, *entry in self._run_statement("SELECT rowid, key, reading, checksum FROM checked"):
            if not _is_sound_entry(*entry):
                self._run_statement("DELETE FROM checked WHERE rowid = ?", row)
        self.commit()

    def _cached_text_of_paper(self, paper: Paper) -> bytes | None:
        """Return the bytes that were put for a paper."""
        key, _ = self._key_of_paper(paper)
        for text, checksum in self._run_statement("SELECT reading, checksum FROM checked WHERE key = ?", key):
            if _is_sound_entry(key.encode(), text, checksum):
                assert isinstance(text, bytes)
                return text
            problem = f"the cached reading of {paper.title[:80]!r} is damaged"
            self._run_statement("DELETE FROM checked WHERE key = ?", key)
            self.on_fault(OutputError(problem, where=self.path, remedy="the paper is linked anew"))
        return None

    def _run_statement(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with self._renewed_when_damaged():
            return self.connection.execute(statement, values).fetchall()
        return []

    @contextmanager
    def _renewed_when_damaged(self) -> Iterator[None]:
        """Go on with an empty cache where the file turns out to be damaged."""
        try:
            yield
        except sqlite3.Error as error:
            if not is_damage(error, self.path):
                raise
            self.connection.close()
            self.connection = _renewed_database(self.path, error, self.on_fault)

    def _key_of_paper(self, paper: Paper) -> tuple[str, str]:
        """Return the key of a paper, and the version of its reading."""
        if self._last is None or self._last[0] is not paper:
            facts = self.facts(paper)
            version = f"{self.version} {facts}" if facts else self.version
            key = digest(version, paper.title, paper.abstract, paper.arxiv or "", paper.date or "")
            self.seen.add(version)
            self._last = paper, key, version
        return self._last[1:]


@contextmanager
def open_cache(
    folder: Path, version: str, on_fault: OnFault | None = None, *, facts: Callable[[Paper], str] = lambda paper: ""
) -> Iterator[ReadingCache]:
    """Open the cache in a folder, which is made where it does not exist; what was put is written when the block is
    left.

    Args:
        version: names the linker, the catalogue and the topic scheme.
        on_fault: hears of what is damaged and linked anew. facts: names what files say that may concern a paper.

    Raises:
        OutputError: the folder cannot be written.
    """
    path = folder / CACHE_FILE
    on_fault = on_fault or (lambda error: None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = _connect_to_cache(path, on_fault)
    except OSError as error:
        problem = f"the cache cannot be opened: {error.strerror or error}"
        raise OutputError(problem, where=path, remedy="allow this user to write there") from error
    except sqlite3.Error as error:
        raise _cache_access_error("opened", error, path) from error
    cache = ReadingCache(path, connection, version, on_fault, facts)
    try:
        yield cache
    except sqlite3.Error as error:
        raise _cache_access_error("written", error, path) from error
    finally:
        try:
            cache.commit()
        except sqlite3.Error:  # already reported, or nobody can help: readings are lost that can be made again
            with contextlib.suppress(sqlite3.Error):
                cache.connection.rollback()
        cache.connection.close()


def cache_fault(path: Path) -> str | None:
    """Say what is wrong with a cache file, which is only read; None where nothing is, or where there is no file."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            found = [row[0].decode(errors="replace") for row in connection.execute("PRAGMA quick_check(1)")]
            if found != ["ok"]:
                return f"the cache is damaged ({found[0]})"
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'checked'").fetchone():
                return None  # of an earlier version, whose readings are not taken
            rows = connection.execute("SELECT key, reading, checksum FROM checked")
            wrong = sum(not _is_sound_entry(*row) for row in rows)
    except sqlite3.Error as error:
        return f"the cache cannot be read ({error})"
    return f"{wrong} cached readings are damaged" if wrong else None


def _cache_access_error(done: str, error: sqlite3.Error, path: Path) -> OutputError:
    remedy = remedy_of(error, path, damage="delete it; it is only a cache")
    return OutputError(f"the cache cannot be {done}: {error}", where=path, remedy=remedy)


def _connect_to_cache(path: Path, on_fault: OnFault) -> sqlite3.Connection:
    """Connect to the cache file; a file that is no sound database is renamed."""
    try:
        return _opened_database(path)
    except sqlite3.Error as error:
        if not is_damage(error, path):
            raise
        return _renewed_database(path, error, on_fault)


def _renewed_database(path: Path, error: sqlite3.Error, on_fault: OnFault) -> sqlite3.Connection:
    """Connect to a new file; the damaged one is renamed."""
    aside = path.with_name(path.name + ".damaged")
    path.replace(aside)
    with contextlib.suppress(FileNotFoundError):  # a journal of the damaged file must not be played into the new one
        path.with_name(path.name + "-journal").unlink()
    problem, remedy = f"the cache is damaged ({error})", f"it is put aside as {aside.name}, and papers are linked anew"
    on_fault(OutputError(problem, where=path, remedy=remedy))
    return _opened_database(path)


def _opened_database(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.text_factory = bytes  # damaged text need not be UTF-8
    try:
        for statement in _SCHEMA:
            connection.execute(statement)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _checksum_of_entry(key: bytes, text: bytes) -> bytes:
    return blake2b(key + b"\0" + text, digest_size=_SUM).digest()


def _is_sound_entry(key: object, text: object, checksum: object) -> bool:
    return isinstance(key, bytes) and isinstance(text, bytes) and checksum == _checksum_of_entry(key, text)
