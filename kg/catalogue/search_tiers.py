"""Search: which nodes answer to some words, and in which order; the one ranking behind every place that searches.

Who searches (the shell, a server's store, its index) gathers the nodes that may answer from where it has them; whether
and how well one does is judged here. ``js/data/ranking.js`` is the same for a page that holds its data itself, and one
table of cases is run through them all. Tiers, the best first:

1. the label or an identifier is what was typed (case, accents, dashes and punctuation aside);
2. an alias is, or a name is in the plural or the singular;
3. a name begins so;
4. every word typed begins a word of one name;
5. an identifier begins so;
6. every word typed begins a word of one author, organisation, venue or category;
7. a name holds it, from three letters on;
8. a name is nearly spelled so (only where the tiers above hold nothing): one wrong, missing, added or swapped letter in
   4 to 7, two in more; figures are never taken for others;
9. every word typed is, or nearly is, a word of one name (likewise);
10. every word typed begins a word of its names, people or abstract.

Within a tier the more linked come first, then ids in their order. What a name *means* is another question:
``kg.catalogue.name_resolution``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import Any

from kg.catalogue.name_resolution import local_id, without_marks
from kg.ground.identifiers import arxiv_id, doi
from kg.ground.text import fold

_WORD = re.compile(r"(?:[^\W_]|[+#])+")
_SHORTEST_INSIDE = 3  # letters of what is looked for within a name
_SHORTEST_TYPO, _SHORTEST_TWO = 4, 8  # letters from which one edit is forgiven, and two
_SHORTEST_PLURAL = 4
_MOST_WORDS = 12  # of a query
_BEFORE, _AFTER = 60, 90  # characters of an abstract around the first word found
_NAMES = ("aliases", "alt_labels")
_PEOPLE = {"authors": "author", "organisation": "organisation", "venue": "venue", "categories": "category"}
#: Fields of people and places, in the order in which they are looked through.
PEOPLE = tuple(_PEOPLE.values())


class SearchTier(IntEnum):
    """How well a node answers, the best first; see the module's list."""

    NAME = 1
    ALIAS = 2
    BEGINNING = 3
    WORD = 4
    IDENTIFIER = 5
    PEOPLE = 6
    INSIDE = 7
    TYPO = 8
    TYPOS = 9
    TEXT = 10


@dataclass(frozen=True, slots=True)
class SearchedNode:
    """What is searched of a node.

    Attributes:
        id: its local id. names: its label, then its aliases. identifiers: arXiv id, DOI, id of the hub, former ids.
        people: pairs of a field of ``PEOPLE`` and a name. text: its abstract.
    """

    id: str
    names: tuple[str, ...]
    identifiers: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    text: str = ""


def searched_node(identifier: str, label: str, attributes: Mapping[str, Any], abstract: str = "") -> SearchedNode:
    """Make what is searched of a node from its attributes, as ``kg.graph.networks`` names them."""
    names = (label, *(str(name) for group in _NAMES for name in attributes.get(group) or ()))
    # The arXiv id of an artifact is that of its paper.
    own = ("arxiv", "doi") if identifier.startswith("paper/") else ("hub_id",)
    identifiers = [str(attributes[name]) for name in own if attributes.get(name)]
    identifiers += [str(each).rpartition("/")[2] for each in attributes.get("former") or ()]
    people = [(kind, name) for group, kind in _PEOPLE.items() for name in listed(attributes.get(group))]
    return SearchedNode(identifier, names, tuple(identifiers), tuple(people), abstract)


def listed(value: object) -> list[str]:
    """Return the texts of an attribute that is one or many."""
    return [str(each) for each in (value if isinstance(value, (list, tuple)) else [value]) if each]


@dataclass(frozen=True, slots=True)
class SearchMatch:
    """Why a node was found: the tier, the field that matched, and its words as pieces, those that matched marked."""

    tier: SearchTier
    field: str
    pieces: tuple[tuple[str, bool], ...] = ()

    @property
    def text(self) -> str:
        """The words of the pieces."""
        return "".join(text for text, _ in self.pieces)


def search_words(text: str) -> list[str]:
    """Split a text into the words that are compared: letters, digits, ``+`` and ``#``, folded, without accents.

    >>> search_words("Déjà-Vu: τ-bench in C++")
    ['deja', 'vu', 'tau', 'bench', 'in', 'c++']
    """
    return [word for word in map(_folded_word, _WORD.findall(unicodedata.normalize("NFKC", text))) if word]


@lru_cache(maxsize=1 << 15)
def _folded_word(word: str) -> str:
    return "".join(_WORD.findall(without_marks(fold(word))))


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Words that somebody has typed.

    Attributes:
        words: folded. whole: all of them together. forms: whole, and the identifiers that the text may be, likewise.
        numbers: whole in the plural and the singular.
    """

    words: tuple[str, ...]
    whole: str
    forms: frozenset[str] = frozenset()
    numbers: frozenset[str] = field(default=frozenset())

    def match(self, node: SearchedNode, *, typos: bool = False) -> SearchMatch | None:
        """Say how a node answers; None where it does not. ``typos``: nothing better was found, so forgive some."""
        if not self.words:
            return None
        named = self._match_of_names(node)
        if named is not None and named.tier <= SearchTier.WORD:
            return named
        for each in node.identifiers:
            if "".join(search_words(each)).startswith(self.whole):
                return SearchMatch(SearchTier.IDENTIFIER, "identifier", ((each, False),))
        for kind, name in node.people:
            if self._begin_words(search_words(name)):
                return SearchMatch(SearchTier.PEOPLE, kind, ((name, False),))
        return named or (self._typo(node) if typos else None) or self._match_of_text(node)

    def _match_of_names(self, node: SearchedNode) -> SearchMatch | None:
        best: SearchMatch | None = None
        for place, name in enumerate(node.names):
            tier = self._tier_of_name(search_words(name), is_label=not place)
            if tier and (best is None or tier < best.tier):
                best = SearchMatch(tier, "name" if not place else "alias", ((name, False),))
        if best is not None and best.tier == SearchTier.NAME:
            return best
        for each in (node.id, node.id.rpartition("/")[2], *node.identifiers):
            if "".join(search_words(each)) in self.forms:
                return SearchMatch(SearchTier.NAME, "identifier", ((each, False),))
        return best

    def _tier_of_name(self, words: Sequence[str], *, is_label: bool) -> SearchTier | None:
        whole = "".join(words)
        if whole in self.forms:
            return SearchTier.NAME if is_label else SearchTier.ALIAS
        if whole in self.numbers:
            return SearchTier.ALIAS
        if whole.startswith(self.whole):
            return SearchTier.BEGINNING
        if self._begin_words(words):
            return SearchTier.WORD
        inside = len(self.whole) >= _SHORTEST_INSIDE and self.whole in whole
        return SearchTier.INSIDE if inside else None

    def _begin_words(self, words: Sequence[str]) -> bool:
        return all(any(word.startswith(typed) for word in words) for typed in self.words)

    def _typo(self, node: SearchedNode) -> SearchMatch | None:
        best: SearchMatch | None = None
        for name in node.names:
            words = search_words(name)
            if is_typo(self.whole, "".join(words)):
                return SearchMatch(SearchTier.TYPO, "typo", ((name, False),))
            near = all(any(word.startswith(typed) or is_typo(typed, word) for word in words) for typed in self.words)
            if near and best is None:
                best = SearchMatch(SearchTier.TYPOS, "typo", ((name, False),))
        return best

    def _match_of_text(self, node: SearchedNode) -> SearchMatch | None:
        known = [*node.names, *(name for _, name in node.people)]
        words = {word for text in known for word in search_words(text)}
        left = [typed for typed in self.words if not any(word.startswith(typed) for word in words)]
        if node.text.isascii() and not all(typed in node.text.lower() for typed in left):
            return None  # as most are: no need to look at each word
        pieces = _marked_pieces(node.text, left)
        if pieces is None:
            return None
        if left:
            return SearchMatch(SearchTier.TEXT, "abstract", pieces)
        return SearchMatch(SearchTier.TEXT, "several", ())


def search_query(text: str, base: str = "") -> SearchQuery:
    """Put what was typed into the forms that are compared; ``base``: the base IRI.

    >>> sorted(search_query("arXiv:2405.13729v2").forms)
    ['240513729', 'arxiv240513729v2']
    """
    typed = text.strip().removeprefix("<").removesuffix(">")
    words = tuple(search_words(typed)[:_MOST_WORDS])
    whole = "".join(words)
    ids = (typed, local_id(typed, base), arxiv_id(typed) or "", doi(typed) or "")
    forms = frozenset("".join(search_words(each)) for each in ids) - {""}
    numbers = {f"{whole}s"} | ({whole[:-1]} if whole.endswith("s") and len(whole) >= _SHORTEST_PLURAL else set())
    return SearchQuery(words, whole, forms, frozenset(numbers))


def is_typo(typed: str, word: str) -> bool:
    """Say whether a word may have been meant by what was typed.

    >>> is_typo("tranformer", "transformer"), is_typo("hellsawag", "hellaswag"), is_typo("gpt5", "gpt4")
    (True, True, False)
    """
    most = edits_forgiven(typed)
    if not most or abs(len(typed) - len(word)) > most or typed == word or _figures(typed) != _figures(word):
        return False
    return _edits(typed, word, most) <= most


def edits_forgiven(typed: str) -> int:
    """Return how many letters of a word may be wrong: by its length, in letters; none of a number's figures."""
    return 0 if typed.isdigit() else (len(typed) >= _SHORTEST_TYPO) + (len(typed) >= _SHORTEST_TWO)


def _figures(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def _edits(one: str, other: str, most: int) -> int:
    """Count the letters to change, add, leave out or swap with their neighbours; what is beyond ``most`` is not exact.

    Optimal string alignment: https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        earlier, before, row = before, row, [place]
        for at, another in enumerate(other, 1):
            cost = min(before[at] + 1, row[-1] + 1, before[at - 1] + (letter != another))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == another:
                cost = min(cost, earlier[at - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _marked_pieces(text: str, typed: Sequence[str]) -> tuple[tuple[str, bool], ...] | None:
    """Cut a text around the first word that begins as one typed, with all such words marked; None where one is not
    there.
    """
    places = []
    missing = set(typed)
    for match in _WORD.finditer(text) if typed else ():
        word = "".join(search_words(match.group()))
        begun = [each for each in typed if word.startswith(each)]
        if begun:
            places.append(match.span())
            missing -= set(begun)
    if missing:
        return None
    if not places:
        return ()
    first, last = max(0, places[0][0] - _BEFORE), min(len(text), places[0][1] + _AFTER)
    first = text.find(" ", first, places[0][0]) + 1 if first else 0
    last = max(text.rfind(" ", places[0][1], last), places[0][1]) if last < len(text) else last
    return tuple(_pieces(text, [place for place in places if place[1] <= last], first, last))


def _pieces(text: str, places: Iterable[tuple[int, int]], first: int, last: int) -> Iterator[tuple[str, bool]]:
    at = first
    lead = "…" if first else ""
    for start, end in places:
        if lead or start > at:
            yield lead + text[at:start], False
        yield text[start:end], True
        at, lead = end, ""
    if at < last or last < len(text):
        yield text[at:last] + ("…" if last < len(text) else ""), False
