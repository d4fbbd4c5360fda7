"""What the index of a build is searched by, as ``kg.catalogue.search_tiers`` compares it.

1. ``keys``: whole names and identifiers without spaces, of what is called so or begins so.
2. ``names``: the same as trigrams, of what holds it.
3. ``terms``: words of names, people and abstracts, under the rank of their node: the most linked come first. They are
   split and folded already, so the tokenizer takes whatever is not ASCII as letters.
4. ``spellings``: words of names, also backwards: words that are nearly so begin or end as what was typed does.
5. ``facets``: authors, venues and categories, which are facts of papers, with their papers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from kg.catalogue.search_tiers import SearchedNode, listed, search_words

KEY_LENGTH = 48  # characters of a name that are compared when it begins like the query
LONGEST_SPELLING = 32  # characters of a name that is compared as one word
_SHORTEST_SPELLING = 3
_FACETS = {"authors": "author", "venue": "venue", "categories": "category"}
NAME_SCHEMA = """
CREATE TABLE keys (key TEXT, node INTEGER, PRIMARY KEY (key, node)) WITHOUT ROWID;
CREATE VIRTUAL TABLE names USING fts5(
  text, content='', columnsize=0, tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE terms USING fts5(
  names, people, body, content='', columnsize=0, detail=column, prefix='1 2 3',
  tokenize="ascii tokenchars '+#'");
CREATE TABLE spellings (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE endings (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE facets (row INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, papers INTEGER NOT NULL);
CREATE VIRTUAL TABLE facet_terms USING fts5(
  name, content='', columnsize=0, detail=none, prefix='1 2 3',
  tokenize="ascii tokenchars '+#'");
CREATE TABLE facet_papers (facet INTEGER, node INTEGER, PRIMARY KEY (facet, node)) WITHOUT ROWID;
CREATE TEMP TABLE raw_facets (kind TEXT, name TEXT, node INTEGER);
"""


class NameWriter:
    """Writes the names of nodes, which come by rank."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def write(self, rank: int, node: SearchedNode, facts: Mapping[str, Any]) -> None:
        """Write what one node is searched by."""
        execute, many = self._connection.execute, self._connection.executemany
        words = [search_words(name) for name in node.names]
        tight = ["".join(each) for each in words]
        others = (*node.identifiers, node.id, node.id.rpartition("/")[2])
        keys = {*tight, *("".join(search_words(each)) for each in others)} - {""}
        many("INSERT INTO keys VALUES (?, ?)", ((key, rank) for key in sorted({key[:KEY_LENGTH] for key in keys})))
        execute("INSERT INTO names(rowid, text) VALUES (?, ?)", (rank, "\n".join(dict.fromkeys(tight))))
        spelled = {word for each in words for word in each} | set(tight)
        many(
            "INSERT OR IGNORE INTO spellings VALUES (?)",
            ((word,) for word in sorted(spelled) if _SHORTEST_SPELLING <= len(word) <= LONGEST_SPELLING),
        )
        columns = (
            " ".join(dict.fromkeys([*(word for each in words for word in each), *tight])),
            " ".join(word for _, name in node.people for word in search_words(name)),
            " ".join(dict.fromkeys(search_words(node.text))),
        )
        execute("INSERT INTO terms(rowid, names, people, body) VALUES (?, ?, ?, ?)", (rank, *columns))
        if node.id.startswith("paper/"):
            rows = {(kind, name) for field, kind in _FACETS.items() for name in listed(facts.get(field))}
            many("INSERT INTO raw_facets VALUES (?, ?, ?)", ((*each, rank) for each in sorted(rows)))

    def finish(self) -> None:
        """Write what all nodes together give."""
        execute = self._connection.execute
        spelled = self._connection.execute("SELECT word FROM spellings")
        self._connection.executemany("INSERT OR IGNORE INTO endings VALUES (?)", ((word[::-1],) for (word,) in spelled))
        execute(
            """INSERT INTO facets SELECT row_number() OVER (ORDER BY count(*) DESC, kind, name), kind, name, count(*)
            FROM raw_facets GROUP BY kind, name"""
        )
        execute(
            """INSERT INTO facet_papers SELECT facets.row, raw_facets.node FROM raw_facets
            JOIN facets USING (kind, name)"""
        )
        for row, name in execute("SELECT row, name FROM facets ORDER BY row").fetchall():
            execute("INSERT INTO facet_terms(rowid, name) VALUES (?, ?)", (row, " ".join(search_words(name))))
        for table in ("names", "terms", "facet_terms"):
            execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")
