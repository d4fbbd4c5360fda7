"""The full-text index of a build: one SQLite file with FTS5, made when somebody searches for the first time.

1. A row is a node with its names, its people (authors of a paper) and its abstract. English endings are cut off by
   Porter's algorithm, accents do not count: https://www.sqlite.org/fts5.html#porter_tokenizer
2. Names are kept once more as they are compared when they are typed in full, and their words one by one, among which
   misspelled ones are looked up.
3. The file bears the hash of the readings that it was made of; of other readings it is made anew. It is written beside
   and moved to its place; where a folder cannot be written it is made in memory.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from kg.catalogue.search_tiers import search_words
from kg.explorer.served.index_format import storable
from kg.graph.assembly.shared_sightings import SharedSightings
from kg.ground.errors import OutputError
from kg.ground.files.sqlite_errors import is_damage, remedy_of
from kg.ground.identifiers import artifact_id, topic_id
from kg.ground.records import Reading

FILE = "search.sqlite"
_FORMAT = "1"
_SCHEMA = """
CREATE TABLE made (of TEXT);
CREATE TABLE node (number INTEGER PRIMARY KEY, id TEXT, kind TEXT, name TEXT, links INTEGER);
CREATE TABLE name (whole TEXT, number INTEGER, PRIMARY KEY (whole, number)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5(names, people, abstract, folded, tokenize='porter unicode61 remove_diacritics 2');
"""


@dataclass(frozen=True, slots=True)
class SearchableNode:
    """What is searched of a node: its local id, its kind, its names (the label first), its people, its abstract."""

    id: str
    kind: str
    names: tuple[str, ...]
    people: tuple[str, ...] = ()
    abstract: str = ""
    links: int = 0


_Answer = TypeVar("_Answer")


def ask_text_index(
    folder: Path, readings: Callable[[], Iterable[Reading]], made_of: str, ask: Callable[[sqlite3.Connection], _Answer]
) -> _Answer:
    """Ask the index of a build; one that turns out to be damaged is made anew.

    Args:
        folder, readings, made_of: as of ``open_text_index``. ask: what is asked of the open index.

    Raises:
        OutputError: it cannot be read, for a reason outside it.
    """
    path = folder / FILE
    try:
        with closing(open_text_index(folder, readings, made_of)) as index:
            return ask(index)
    except sqlite3.Error as error:
        remedy = remedy_of(error, path, damage="delete it; it is made again")
        failed = OutputError(f"the index cannot be read: {error}", where=path, remedy=remedy)
        if not is_damage(error, path):
            raise failed from error
    try:
        path.unlink(missing_ok=True)
    except OSError:
        raise failed from None
    with closing(open_text_index(folder, readings, made_of)) as index:
        return ask(index)


def open_text_index(folder: Path, readings: Callable[[], Iterable[Reading]], made_of: str) -> sqlite3.Connection:
    """Open the index of a build for reading, made first where there is none of the same readings.

    Args:
        folder: where the file lies. readings: gives all readings. made_of: the hash of the readings.
    """
    stamp = f"{_FORMAT} {made_of}"
    path = folder / FILE
    opened = _opened(path, stamp)
    if opened is not None:
        return opened
    with suppress(OSError, sqlite3.Error):
        folder.mkdir(exist_ok=True)
        with TemporaryDirectory(prefix="search-", dir=folder) as beside:
            written = Path(beside, FILE)
            with closing(sqlite3.connect(written)) as connection:
                _write(connection, searchable_nodes(readings()), stamp)
            written.replace(path)
        opened = _opened(path, stamp)
        if opened is not None:
            return opened
    held = sqlite3.connect(":memory:")
    _write(held, searchable_nodes(readings()), stamp)
    return held


def _opened(path: Path, stamp: str) -> sqlite3.Connection | None:
    if not path.is_file():
        return None
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    with suppress(sqlite3.Error):  # no index, or a broken one
        if connection.execute("SELECT of FROM made").fetchall() == [(stamp,)]:
            return connection
    connection.close()
    return None


def searchable_nodes(readings: Iterable[Reading]) -> Iterator[SearchableNode]:
    """Yield what is searched of each paper as the readings pass, then of what they share, sorted by kind and id."""
    shared = SharedSightings()
    links: Counter[str] = Counter()
    for reading in readings:
        paper = reading.paper
        shared.see(reading)
        links.update({link.artifact.id for link in reading.links} | {topic.id for topic in reading.topics})
        people = (*(author.name for author in paper.authors), *((paper.venue,) if paper.venue else ()))
        own = len(reading.links) + len(reading.topics)
        yield SearchableNode(paper.id, "paper", (paper.title,), people, paper.abstract or "", own)
    for slug, node in sorted(shared.artifact_nodes().items()):
        identifier = artifact_id(slug)
        names = (node.artifact.name, *node.artifact.aliases)
        yield SearchableNode(identifier, str(node.types[0]), names, links=links[identifier])
    for slug, topic in sorted(shared.topics.items()):
        yield SearchableNode(topic_id(slug), "topic", (topic.label, *topic.alt_labels), links=links[topic_id(slug)])
    for organisation in shared.organisations.nodes():
        yield SearchableNode(organisation.id, "organisation", (organisation.label, *organisation.aliases))
    for identifier, author in sorted(shared.bibliography.authors.items()):
        yield SearchableNode(identifier, "author", (author.name,))


def _write(connection: sqlite3.Connection, nodes: Iterable[SearchableNode], stamp: str) -> None:
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
    for number, node in enumerate(nodes, 1):
        names = [search_words(name) for name in node.names]
        words = [word for name in names for word in name]
        connection.execute(
            "INSERT INTO node VALUES (?, ?, ?, ?, ?)",
            (number, storable(node.id), node.kind, storable(node.names[0]), node.links),
        )
        # With the folded words "τ-bench" is found as "tau bench".
        texts = ("\n".join(node.names), "\n".join(node.people), node.abstract, " ".join(words))
        connection.execute(
            "INSERT INTO text (rowid, names, people, abstract, folded) VALUES (?, ?, ?, ?, ?)",
            (number, *map(storable, texts)),
        )
        whole = {"".join(name) for name in names} - {""}
        connection.executemany("INSERT INTO name VALUES (?, ?)", ((each, number) for each in sorted(whole)))
        connection.executemany("INSERT OR IGNORE INTO word VALUES (?)", ((word,) for word in words))
    connection.execute("INSERT INTO made VALUES (?)", (stamp,))
    connection.commit()
