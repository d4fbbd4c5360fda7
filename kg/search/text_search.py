"""Search of the full-text index.

What is called exactly so comes first, the most linked before others; then what has all words, then what has some, by
BM25 with names before people before abstracts: https://www.sqlite.org/fts5.html#the_bm25_function. The last of a few
words may be a beginning, and one that nothing has is taken for a misspelled one. What is typed is words and nothing
else: no sign of it is an operator.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.catalogue.search_tiers import edits_forgiven, is_typo, search_words
from kg.ground.schema import ArtifactType

KINDS = ("paper", *map(str, ArtifactType), "topic", "organisation", "author")
_FIELDS = ("names", "people", "abstract")
_WEIGHTS = "8.0, 4.0, 1.0, 8.0"
_LONGEST = 20_000  # characters of what is typed; the rest is left out
_MOST_WORDS = 256
_FEW = 8  # words that somebody types; with more it is a text, of which no node has all
_SPELLINGS = 5  # words that a misspelled one may be
_MARK, _END = "\x01", "\x02"


@dataclass(frozen=True, slots=True)
class TextMatch:
    """A node that was found.

    Attributes:
        id: its local id. kind: one of ``KINDS``. name: its title or label. links: how many links it has.
        field: what matched: ``names``, ``people`` or ``abstract``. snippet: words of that field around the match.
    """

    id: str
    kind: str
    name: str
    links: int
    field: str
    snippet: str


def search_text(index: sqlite3.Connection, text: str, *, kind: str | None = None, limit: int = 10) -> list[TextMatch]:
    """Find nodes by words, the best first.

    Args:
        index: of ``open_text_index``. text: words, a name, or a whole abstract. kind: one of ``KINDS``, or all.
        limit: how many at most, 1 or more.
    """
    typed = search_words(text[:_LONGEST])
    if not typed:
        return []
    words = list(dict.fromkeys(typed))[:_MOST_WORDS]
    found: dict[int, TextMatch] = {}
    query = "SELECT number FROM name JOIN node USING (number) WHERE whole = ? ORDER BY links DESC, id"
    exact = [number for (number,) in index.execute(query, ("".join(typed),))]
    groups = [_spellings(index, word, is_last=word is words[-1]) for word in words] if len(words) <= _FEW else []
    joined = list(_ranked(index, groups, " AND ", kind, limit)) if groups else []
    if len(joined) < limit:
        joined += _ranked(index, groups or [[_quoted(word)] for word in words], " OR ", kind, limit)
    by_number = dict(joined)
    for number in exact:
        match = by_number.get(number) or _by_name(index, number)
        if kind is None or match.kind == kind:
            found[number] = match
    for number, match in joined:
        found.setdefault(number, match)
    return list(found.values())[:limit]


def _spellings(index: sqlite3.Connection, word: str, *, is_last: bool) -> list[str]:
    """Give the terms that a word may stand for: itself, as a beginning where it is the last, or else like ones."""
    term = _quoted(word) + ("*" if is_last and len(word) > 1 else "")
    known = index.execute("SELECT 1 FROM text WHERE text MATCH ? LIMIT 1", (term,)).fetchone()
    most = edits_forgiven(word)
    if known or not most:
        return [term]
    query = (
        "SELECT word FROM word WHERE length(word) BETWEEN ? AND ? AND (substr(word, 1, 2) = ? OR substr(word, -2) = ?)"
    )
    near = index.execute(query, (len(word) - most, len(word) + most, word[:2], word[-2:]))
    return [term, *(_quoted(each) for (each,) in near if is_typo(word, each))][: _SPELLINGS + 1]


def _quoted(word: str) -> str:
    return '"{}"'.format(word.replace('"', '""'))


def _ranked(
    index: sqlite3.Connection, groups: Sequence[Sequence[str]], joint: str, kind: str | None, limit: int
) -> Iterator[tuple[int, TextMatch]]:
    asked = joint.join("({})".format(" OR ".join(group)) for group in groups)
    snippets = ", ".join(f"snippet(text, {at}, '{_MARK}', '{_END}', '…', 24)" for at in range(len(_FIELDS)))
    query = (
        f"SELECT number, id, kind, name, links, {snippets} FROM text JOIN node ON number = text.rowid "
        f"WHERE text MATCH ? AND (? IS NULL OR kind = ?) ORDER BY bm25(text, {_WEIGHTS}), links DESC, id LIMIT ?"
    )
    for number, identifier, its_kind, name, links, *passages in index.execute(query, (asked, kind, kind, limit)):
        marked = (pair for pair in zip(_FIELDS, passages, strict=True) if _MARK in pair[1])
        field, snippet = next(marked, ("names", name))
        plain = snippet.replace(_MARK, "").replace(_END, "").replace("\n", "; ")
        yield number, TextMatch(identifier, its_kind, name, links, field, plain)


def _by_name(index: sqlite3.Connection, number: int) -> TextMatch:
    identifier, kind, name, links = index.execute(
        "SELECT id, kind, name, links FROM node WHERE number = ?", (number,)
    ).fetchone()
    return TextMatch(identifier, kind, name, links, "names", name)
