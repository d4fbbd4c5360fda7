"""Search of the served explorer: nodes by their names, from the index, as ``kg.catalogue.name_resolution`` judges.

1. Candidates are nodes with a key that is the query or begins with it, and those whose names hold it (full text), as
   many as are worth ranking, the most linked first.
2. Those that are called so come first, in the order of the judgement; then those whose names begin so, hold it at the
   beginning of a word, and hold it at all. Within a rank, the more linked come first.
3. Where there are none, nodes are found whose names are spelled nearly so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from kg.catalogue.name_resolution import (
    AskedName,
    NamedThing,
    NameMatch,
    asked_name,
    local_id,
    resolve_name,
    spelled_alike,
)
from kg.explorer.map.kinds import KINDS
from kg.explorer.served.index_format import KEY_LENGTH, fold, squash, storable
from kg.ground.errors import InputError

_CANDIDATES = 400  # matches that are ranked; they come with the most linked first
_PREFIXED = 60
_COUNTED = 10_000  # matches are counted so far; "10,000 or more" is all that a person wants to know
_COMPARED = 5_000  # names that a misspelled one is compared with, those of the most linked
_LENGTHS = (2 / 3, 3 / 2)  # of the query, beyond which no name is as similar as the judgement asks


@dataclass(frozen=True, slots=True)
class NodesFound:
    """What a search found: ranks of nodes, the best first, how many there are, and whether not all were counted."""

    ranks: tuple[int, ...] = ()
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

    def search(self, query: str, limit: int) -> NodesFound:
        """Find the nodes whose names are or hold the query; where there are none, those spelled alike."""
        asked, words = asked_name(query, self._base), fold(query).split()
        whole = squash("".join(words))
        if not whole:
            return NodesFound()
        found = self._candidates(asked, words, whole)
        count = 0
        if pattern := _full_text_pattern(words, whole):
            counted = f"SELECT count(*) FROM (SELECT rowid FROM names WHERE names MATCH ? LIMIT {_COUNTED})"
            ((count,),) = self._rows(counted, pattern)
        kept = self._ordered(found, asked, words, whole)
        if not kept:
            kept = list(self._spelled_alike(asked, whole))
        return NodesFound(tuple(kept[:limit]), max(count, len(kept)), count >= _COUNTED)

    def rank_of_name(self, name: str) -> int:
        """Find the rank of the one node that a name means.

        Raises:
            InputError: nothing is called so, or several nodes are; it names those, or what comes near.
        """
        asked, words = asked_name(name, self._base), fold(name).split()
        whole = squash("".join(words))
        things = self._things(self._candidates(asked, words, whole)) if whole else {}
        if whole and not any(asked.match(thing) for thing in things.values()):
            things = self._spelled_alike(asked, whole)
        meant = resolve_name(name, things.values(), base=self._base).one(InputError)
        return next(rank for rank, thing in things.items() if thing is meant)

    def _candidates(self, asked: AskedName, words: Sequence[str], whole: str) -> list[int]:
        """Gather the ranks of the nodes that may be called so or hold the query, the likeliest first."""
        local = local_id(asked.text, self._base)
        found = [rank for (rank,) in self._rows("SELECT rank FROM nodes WHERE id = ?", storable(local))]
        for key in _keys_of_forms(asked, whole):
            query = "SELECT node FROM keys WHERE key = ? ORDER BY node LIMIT ?"
            found += [rank for (rank,) in self._rows(query, storable(key), _PREFIXED)]
        key = storable(whole[:KEY_LENGTH])
        begins = "SELECT DISTINCT node FROM keys WHERE key > ? AND key < ? ORDER BY node LIMIT ?"
        found += [rank for (rank,) in self._rows(begins, key, key + "\U0010ffff", _PREFIXED)]
        if pattern := _full_text_pattern(words, whole):
            query = f"SELECT rowid FROM names WHERE names MATCH ? LIMIT {_CANDIDATES}"
            found += [rank for (rank,) in self._rows(query, pattern)]
        return list(dict.fromkeys(found))

    def _ordered(self, ranks: Sequence[int], asked: AskedName, words: Sequence[str], whole: str) -> list[int]:
        """Order candidates as people expect them; what does not hold every word is left out."""
        placed = []
        for rank, thing in self._things(ranks).items():
            key = fold("\n".join((thing.label, *thing.aliases, *thing.identifiers, thing.id)))
            match = asked.match(thing)
            if match is None or match > NameMatch.BEGINNING:
                if not all(word in key for word in words) and whole not in "\n".join(map(squash, key.split("\n"))):
                    continue
                at_word = key.startswith(words[0]) or f" {words[0]}" in key
                placed.append((NameMatch.WORDS + (not at_word), rank))
            else:
                placed.append((int(match), rank))
        return [rank for _, rank in sorted(placed)]

    def _spelled_alike(self, asked: AskedName, whole: str) -> dict[int, NamedThing]:
        """Find the nodes whose names are spelled nearly so, the nearest first."""
        low, high = (round(len(whole) * share) for share in _LENGTHS)
        query = """SELECT key, node FROM keys WHERE key >= ? AND key < ? AND length(key) BETWEEN ? AND ?
            ORDER BY node LIMIT ?"""
        first = storable(whole[0])
        rows = self._rows(query, first, first + "\U0010ffff", low, high, _COMPARED)
        near = {rank for key, rank in rows if asked.similarity(NamedThing("", key, ()))}
        things = self._things(near)
        ranks = {thing.id: rank for rank, thing in things.items()}
        return {ranks[thing.id]: thing for thing in spelled_alike(asked, things.values())}

    def _things(self, ranks: Iterable[int]) -> dict[int, NamedThing]:
        query = "SELECT rank, id, label, kind, facts FROM nodes WHERE rank IN (SELECT value FROM json_each(?))"
        rows = self._rows(query, orjson.dumps(list(ranks)).decode())
        return {rank: _thing_of_row(*row) for rank, *row in rows}


def _thing_of_row(identifier: str, label: str, kind: int, facts: str) -> NamedThing:
    held = orjson.loads(facts)
    name = KINDS[kind].name
    own = ("arxiv", "doi") if name == "paper" else ("hub_id",)
    return NamedThing(
        identifier,
        label,
        tuple(held.get("types") or (name,)),
        (*map(str, held.get("aliases") or ()), *map(str, held.get("alt_labels") or ())),
        (*map(str, held.get("former") or ()), *(str(held[each]) for each in own if held.get(each))),
    )


def _keys_of_forms(asked: AskedName, whole: str) -> Iterator[str]:
    """Yield the keys that a node may have that is called so, itself or in another number."""
    for key in dict.fromkeys((whole, squash(asked.bare), *map(squash, map(fold, sorted(asked.ids))))):
        yield key[:KEY_LENGTH]
        yield f"{key}s"[:KEY_LENGTH]
        if key.endswith("s"):
            yield key[:-1][:KEY_LENGTH]


def _full_text_pattern(words: Sequence[str], whole: str) -> str:
    """Write the query of the full-text table; empty where all is too short for trigrams."""
    long = [word for word in words if len(word) >= 3]
    parts = []
    if long:
        parts.append("(" + " AND ".join(map(_quoted_phrase, long)) + ")")
    if len(whole) >= 3 and [whole] != long:
        parts.append(_quoted_phrase(whole))
    return " OR ".join(parts)


def _quoted_phrase(text: str) -> str:
    return '"' + text.replace('"', '""').replace("\x00", " ") + '"'
