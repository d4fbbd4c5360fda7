"""Search of the served explorer, from the index, as ``kg.catalogue.search_tiers`` ranks.

1. Candidates come tier by tier from the tables that ``kg.explorer.served.index_names`` writes, of each as many as are
   worth ranking, the most linked first; the ranking judges them.
2. Once there are as many as were asked for, and more than are worth counting one by one, the later tiers are left out:
   nothing of theirs could come before what is there.
3. Misspelled words are looked up among the words of names that begin or end as they do, only where nothing is called
   so; the nodes that have those words are judged like others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from kg.catalogue.name_resolution import AskedName, NamedThing, asked_name, resolve_name
from kg.catalogue.search_tiers import (
    SearchMatch,
    SearchQuery,
    SearchTier,
    edits_forgiven,
    is_typo,
    search_query,
    search_words,
    searched_node,
)
from kg.explorer.map.kinds import KINDS
from kg.explorer.served.index_format import storable
from kg.explorer.served.index_names import KEY_LENGTH, LONGEST_SPELLING
from kg.ground.errors import InputError

_CANDIDATES = 200  # matches of one table that are judged; they come with the most linked first
_COUNTED = 10_000  # matches are counted so far; "10,000 or more" is all that a person wants to know
_SPELLINGS = 20_000  # words that a misspelled one is compared with
_MEANT = 20  # words that it may be
_RIGHT = 2  # letters at the beginning or the end of a word that are right, or else what lies between is
_MOST_FACETS = 3
_BEGUN = 20_000  # nodes that begin as what is completed; of a rare kind there may be none among the first
_SHORT = 2  # letters of which too many names begin so to be sorted


@dataclass(frozen=True, slots=True)
class NodesFound:
    """What a search found: ranks of nodes with what matched, the best first, how many there are, and whether not all
    were counted.
    """

    ranks: tuple[int, ...] = ()
    matches: tuple[SearchMatch, ...] = ()
    count: int = 0
    more: bool = False


class NodeSearch:
    """Names of the nodes of an index.

    Args:
        rows: gives the rows of a query with its values. base: the base IRI.
    """

    def __init__(self, rows: Callable[..., list[tuple[Any, ...]]], base: str) -> None:
        self._rows = rows
        self._base = base

    def search(self, text: str, limit: int) -> NodesFound:
        """Find the nodes that answer to a text."""
        query = search_query(text, self._base)
        if not query.words:
            return NodesFound()
        begun = " AND ".join(map(_begins, query.words))
        counted = f"SELECT count(*) FROM (SELECT rowid FROM terms WHERE terms MATCH ? LIMIT {_COUNTED})"
        ((count,),) = self._rows(counted, begun)
        found: dict[int, SearchMatch] = {}
        for tier, ranks in self._candidates(query, begun):
            if tier == SearchTier.TEXT:
                self._judge_texts(query, ranks, found, limit)
            else:
                self._judge(query, ranks, found, texts=False, typos=tier == SearchTier.TYPO)
            if count > _CANDIDATES and sum(match.tier <= tier for match in found.values()) >= limit:
                break
            if tier == SearchTier.INSIDE and found:  # what is called so, or nearly, is no misspelling
                self._judge_texts(query, self._holding(begun), found, limit)
                break
        order = sorted(found, key=lambda rank: (found[rank].tier, rank))[:limit]
        matches = tuple(found[rank] for rank in order)
        return NodesFound(tuple(order), matches, max(count, len(found)), count >= _COUNTED)

    def facets(self, text: str) -> list[tuple[str, str, int]]:
        """Find authors, venues and categories with a text's words, each with the number of its papers."""
        words = search_query(text).words
        if not words:
            return []
        query = f"""SELECT kind, name, papers FROM facets WHERE row IN (SELECT rowid FROM facet_terms
            WHERE facet_terms MATCH ? ORDER BY rowid LIMIT {_MOST_FACETS}) ORDER BY row"""
        return self._rows(query, " AND ".join(map(_begins, words)))

    def papers(self, kind: str, name: str, limit: int) -> list[int]:
        """Find the ranks of the papers of an author, venue or category."""
        query = """SELECT node FROM facet_papers JOIN facets ON facet = row WHERE kind = ? AND name = ?
            ORDER BY node LIMIT ?"""
        return [rank for (rank,) in self._rows(query, kind, storable(name), limit)]

    def beginning(
        self, text: str, limit: int, wanted: Callable[[NamedThing], bool] = lambda _: True
    ) -> list[tuple[str, str]]:
        """Find nodes of which a name or an identifier begins so, the most linked first; for completion.

        Returns:
            the local id of each with the name that begins so, or its label where an identifier does.
        """
        begun = "".join(search_words(text))
        key, ranks = begun[:KEY_LENGTH], "SELECT rank FROM nodes ORDER BY rank LIMIT ?"
        if key:
            ranks = "SELECT DISTINCT node FROM keys WHERE key >= ? AND key < ? ORDER BY node LIMIT ?"
        rows = self._rows(ranks, *((key, key + "\U0010ffff") if key else ()), _BEGUN)
        found: list[tuple[str, str]] = []
        for at in range(0, len(rows), _CANDIDATES):
            things = self._things(rank for (rank,) in rows[at : at + _CANDIDATES])
            for rank in sorted(things):
                thing = things[rank]
                names = (
                    name for name in (thing.label, *thing.aliases) if "".join(search_words(name)).startswith(begun)
                )
                if wanted(thing):
                    found.append((thing.id, next(names, thing.label)))
            if len(found) >= limit:
                break
        return found[:limit]

    def rank_of_name(self, name: str) -> int:
        """Find the rank of the one node that a name means.

        Raises:
            InputError: nothing is called so, or several nodes are; it names those, or what comes near.
        """
        query, asked = search_query(name, self._base), asked_name(name, self._base)
        ranks = [*self._called(query), *self._holding("names : (" + " AND ".join(map(_begins, query.words)) + ")")]
        things = self._things(ranks) if query.words else {}
        if query.words and not any(asked.match(thing) for thing in things.values()):
            things = self._spelled_alike(asked, query)
        meant = resolve_name(name, things.values(), base=self._base).one(InputError)
        return next(rank for rank, thing in things.items() if thing is meant)

    def _spelled_alike(self, asked: AskedName, query: SearchQuery) -> dict[int, NamedThing]:
        things = self._things(self._misspelled(query))
        return {rank: thing for rank, thing in things.items() if asked.similarity(thing)}

    def _candidates(self, query: SearchQuery, begun: str) -> Iterator[tuple[SearchTier, list[int]]]:
        """Yield the ranks of what may answer, each with the last tier of which nothing comes later."""
        yield SearchTier.BEGINNING if len(query.whole) > _SHORT else SearchTier.ALIAS, self._called(query)
        yield SearchTier.IDENTIFIER, self._holding(f"names : ({begun})")
        yield SearchTier.PEOPLE, self._holding(f"people : ({begun})")
        yield SearchTier.INSIDE, self._inside(query.whole)
        yield SearchTier.TYPO, self._misspelled(query)
        yield SearchTier.TEXT, self._holding(begun)

    def _called(self, query: SearchQuery) -> list[int]:
        """Find what is called so, in the plural or the singular too, or begins so."""
        found: list[int] = []
        for key in dict.fromkeys((*sorted(query.forms), *sorted(query.numbers))):
            exact = "SELECT node FROM keys WHERE key = ? ORDER BY node LIMIT ?"
            found += [rank for (rank,) in self._rows(exact, key[:KEY_LENGTH], _CANDIDATES)]
        if len(query.whole) > _SHORT:
            key = query.whole[:KEY_LENGTH]
            begins = "SELECT DISTINCT node FROM keys WHERE key >= ? AND key < ? ORDER BY node LIMIT ?"
            found += [rank for (rank,) in self._rows(begins, key, key + "\U0010ffff", _CANDIDATES)]
        return list(dict.fromkeys(found))

    def _holding(self, pattern: str) -> list[int]:
        query = f"SELECT rowid FROM terms WHERE terms MATCH ? ORDER BY rowid LIMIT {_CANDIDATES}"
        return [rank for (rank,) in self._rows(query, pattern)]

    def _inside(self, whole: str) -> list[int]:
        if len(whole) <= _SHORT:
            return []
        query = f"SELECT rowid FROM names WHERE names MATCH ? ORDER BY rowid LIMIT {_CANDIDATES}"
        return [rank for (rank,) in self._rows(query, _quoted(whole))]

    def _misspelled(self, query: SearchQuery) -> list[int]:
        """Find the nodes with a name of words that are, or may be, those typed."""
        meant = [[f"{_quoted(word)}" for word in self._words_near(typed)] for typed in query.words]
        parts = [" OR ".join((_begins(typed), *near)) for typed, near in zip(query.words, meant, strict=True)]
        patterns = ["names : ((" + ") AND (".join(parts) + "))"] if any(meant) else []
        patterns += [f"names : {_quoted(word)}" for word in self._words_near(query.whole)]
        found = [rank for pattern in patterns for rank in self._holding(pattern)]
        for typed in {*query.words, query.whole}:
            if edits_forgiven(typed) > 1:  # one at either end, with what lies between right
                found += self._inside(typed[_RIGHT + 1 : -_RIGHT]) + self._inside(typed[_RIGHT : -_RIGHT - 1])
        return list(dict.fromkeys(found))

    def _words_near(self, typed: str) -> list[str]:
        """Find the words of names that may have been meant: they begin or end as what was typed, or two letters are
        swapped.
        """
        most = edits_forgiven(typed)
        if not most or len(typed) > LONGEST_SPELLING:
            return []
        found = set[str]()
        figures = "*".join(re.findall("[0-9]+", typed))
        alike, alike_backwards = (
            f"word GLOB '*{each}*'" if figures else "word NOT GLOB '*[0-9]*'" for each in (figures, figures[::-1])
        )
        for table, wanted in (("spellings", typed), ("endings", typed[::-1])):
            query = f"""SELECT word FROM {table} WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?
                AND {alike if table == "spellings" else alike_backwards} LIMIT {_SPELLINGS}"""
            begin = wanted[:_RIGHT]
            rows = self._rows(query, begin, begin + "\U0010ffff", len(typed) - most, len(typed) + most)
            words = (word if table == "spellings" else word[::-1] for (word,) in rows)
            found.update(word for word in words if is_typo(typed, word))
        # In the middle of a short word, which is neither its beginning nor its end.
        swapped = [typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1)]
        known = "SELECT word FROM spellings WHERE word IN (SELECT value FROM json_each(?))"
        found.update(word for (word,) in self._rows(known, orjson.dumps(swapped).decode()) if is_typo(typed, word))
        return sorted(found)[:_MEANT]

    def _judge_texts(self, query: SearchQuery, ranks: Sequence[int], found: dict[int, SearchMatch], limit: int) -> None:
        """Add those that answer by their abstracts: all of a few, of many as many as are shown."""
        step = len(ranks) if len(ranks) < _CANDIDATES else limit
        for at in range(0, len(ranks), max(1, step)):
            if at and len(found) >= limit:
                break
            self._judge(query, ranks[at : at + step], found, texts=True)

    def _judge(
        self,
        query: SearchQuery,
        ranks: Iterable[int],
        found: dict[int, SearchMatch],
        *,
        texts: bool,
        typos: bool = False,
    ) -> None:
        """Add the nodes that answer to those found."""
        asked = [rank for rank in ranks if rank not in found]
        abstract = "(SELECT abstract FROM texts WHERE node = rank)" if texts else "''"
        rows = self._rows(
            f"SELECT rank, id, label, facts, {abstract} FROM nodes WHERE rank IN (SELECT value FROM json_each(?))",
            orjson.dumps(asked).decode(),
        )
        for rank, identifier, label, facts, text in rows:
            match = query.match(searched_node(identifier, label, orjson.loads(facts), text or ""), typos=typos)
            if match is not None and (match.tier != SearchTier.TEXT or texts):
                found[rank] = match

    def _things(self, ranks: Iterable[int]) -> dict[int, NamedThing]:
        query = "SELECT rank, id, label, kind, facts FROM nodes WHERE rank IN (SELECT value FROM json_each(?))"
        rows = self._rows(query, orjson.dumps(list(ranks)).decode())
        return {rank: _thing_of_row(*row) for rank, *row in rows}


def _thing_of_row(identifier: str, label: str, kind: int, facts: str) -> NamedThing:
    held = orjson.loads(facts)
    name = KINDS[kind].name
    node = searched_node(identifier, label, held)
    former = [str(each) for each in held.get("former") or ()]
    return NamedThing(
        identifier, label, tuple(held.get("types") or (name,)), node.names[1:], (*former, *node.identifiers)
    )


def _begins(word: str) -> str:
    return _quoted(word) + "*"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
