"""Which records of an index a title may be of, by its letters alone.

1. The title as given, then with pieces of page menus less: the first form whose key is in the index is an exact hit.
   A form that ends in an ellipsis is looked for among beginnings instead.
2. Else titles that begin with the key: it was cut without a sign, or its subtitle was lost.
3. Else titles that share grams with it: those that differ by slips of the pen, and others, which need more evidence.
4. What was corrected is looked up again: another work may have the same title, or begin like it.

A hit is *strong* where letters alone may decide, if no other hit is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.identify.index.title_index import TitleIndex
from kg.identify.titles.id_records import IdRecord, Match
from kg.identify.titles.page_menus import titles_without_menus
from kg.identify.titles.title_difference import MOST_EDITS, edits_between, is_slip
from kg.identify.titles.title_keys import LONGEST_TITLE, heads_of_title, is_cut, match_key, title_words

_MOST_BEGINNINGS = 400  # titles that begin alike which an abstract may choose from
_MOST_LIKE = 60  # titles that share grams, of each file
_MOST_COMPARED = 24  # of them, letter by letter
_LEAST_PREFIX = 15  # letters before an ellipsis that may decide
_LEAST_CUT, _LEAST_CUT_BETWEEN_WORDS = 20, 25  # letters of a beginning without an ellipsis
_LEAST_FUZZY = 15  # letters of a title in which slips are looked for
_LEAST_WORDS = 4
_COINED_LETTERS = 5  # of a name that hardly any other title has
_NAME_WORDS = 3  # of a head that is a name, and no title of its own
_LEAST_REST = 6  # letters that a cut took; fewer may be an ending ("Pro", "XL", "Part II")
_SHORT_PIECE = 3  # letters that are hardly a word at the end of a title
_WORDS_OF_ENDING = 2  # words that one title may have more than another
_NO_ENDING = 4  # letters behind a word that make another word of it, not a form of it
_ENDINGS = frozenset({"ii", "iii", "iv", "vi", "xl", "pro", "max", "net", "gan"})
# Words that no title ends with.
_DANGLING = frozenset({
    "a", "an", "the", "of", "for", "in", "on", "with", "without", "via", "using", "by", "from", "to", "at", "and",
    "or", "as", "into", "through", "towards", "toward", "under", "over", "between", "within", "beyond", "against",
    "across", "is", "are", "its", "their", "our", "based",
})  # fmt: skip
# Words before which a title may well end: what follows may be all that another title has more.
_NEW_PART = _DANGLING | {"when", "where", "that", "which", "how", "why", "revisited", "extended", "part", "ii", "iii"}


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that a title may be of.

    Attributes:
        index: the file it is in. row: its number there. edits: letters that differ. strong: see above.
        near: whether the letters are so alike that it is worth telling.
    """

    index: TitleIndex
    row: int
    match: Match
    strong: bool
    edits: int = 0
    near: bool = True

    @property
    def record(self) -> IdRecord:
        """What the index has of it."""
        return self.index.record(self.row)


@dataclass(slots=True)
class TitleHits:
    """All hits of a title. ``more`` is the number of others that begin like it and are not among them."""

    hits: list[Hit] = field(default_factory=list)
    more: int = 0
    key: bytes = b""


def find_hits(indexes: Sequence[TitleIndex], title: str) -> TitleHits:
    """Find the records that a title may be of; none where it has no letters and digits."""
    forms = [(form, key) for form in titles_without_menus(title[:LONGEST_TITLE]) if (key := match_key(form))]
    for form, key in forms:
        found = _hits_of_form(indexes, form, key)
        if found.hits:
            return found
    found = TitleHits()
    # As given, and without anything that may be of a menu: a title may begin with such a word itself.
    for form, key in dict.fromkeys((*forms[:1], *forms[-1:])):
        found = _hits_near_form(indexes, form, key)
        if any(hit.strong for hit in found.hits):
            break
    return found


def _hits_near_form(indexes: Sequence[TitleIndex], form: str, key: bytes) -> TitleHits:
    """Titles that begin with a form that no title is as a whole, and those that are like it."""
    cut = is_cut(form)
    found = TitleHits([], 0, key) if cut else _hits_of_beginning(indexes, form, key)
    words = _WordsOfAll(indexes)
    found.hits += [hit for index in indexes for hit in _hits_like(index, key, cut, words)]
    return _with_corrected(indexes, found, cut)


def _hits_of_form(indexes: Sequence[TitleIndex], form: str, key: bytes) -> TitleHits:
    """Exact hits; of a form that ends in an ellipsis, titles that begin with it."""
    if not key:
        return TitleHits()
    cut = is_cut(form)
    exact = [Hit(index, row, Match.EXACT, True) for index in indexes for row in index.rows_of_key(key)]
    if not cut or any(is_cut(hit.record.title) for hit in exact):
        return TitleHits(exact, 0, key)
    return _rows_as_hits(_beginnings(indexes, key), key, Match.PREFIX, len(key) >= _LEAST_PREFIX)


def _beginnings(indexes: Sequence[TitleIndex], key: bytes) -> list[tuple[TitleIndex, range]]:
    return [(index, index.rows_from_beginning(key)) for index in indexes]


def _rows_as_hits(found: Sequence[tuple[TitleIndex, range]], key: bytes, match: Match, strong: bool) -> TitleHits:
    count = sum(len(rows) for _, rows in found)
    pairs = ((index, row) for index, rows in found for row in rows)
    hits = [Hit(index, row, match, strong) for (index, row), _ in zip(pairs, range(_MOST_BEGINNINGS), strict=False)]
    return TitleHits(hits, count - len(hits), key)


def _hits_of_beginning(indexes: Sequence[TitleIndex], form: str, key: bytes) -> TitleHits:
    """Titles that begin with a key that no ellipsis ends."""
    found = _rows_as_hits(_beginnings(indexes, key), key, Match.CUT, False)
    if not found.more and 0 < len(found.hits) <= _MOST_COMPARED:
        words = _WordsOfAll(indexes)
        found.hits = [_judged_beginning(hit, form, key, words) for hit in found.hits]
    return found


def _judged_beginning(hit: Hit, form: str, key: bytes, words: _WordsOfAll) -> Hit:
    """Return a hit of a beginning as head or cut, and whether letters alone may decide."""
    title = hit.record.title
    for head in heads_of_title(title):
        if match_key(head) == key:
            name = title_words(head)
            coined = any(len(word) >= _COINED_LETTERS and not words.count(word) for word in name)
            return replace(hit, match=Match.HEAD, strong=coined and len(name) <= _NAME_WORDS)
    return replace(hit, strong=_is_certainly_cut(form, key.decode(), title_words(title), words))


def _is_certainly_cut(form: str, key: str, words: Sequence[str], counts: _WordsOfAll) -> bool:
    """Tell whether a title cannot well be one of its own, but only the beginning of a longer one."""
    own = title_words(form)
    place, number = 0, 0
    while number < len(words) and place + len(words[number]) <= len(key):
        place += len(words[number])
        number += 1
    rest = words[number:]
    if len(key) < _LEAST_CUT or sum(map(len, words)) - len(key) < 1:
        return False
    if own[-1] in _DANGLING:
        return True
    if place < len(key):  # within a word
        piece = key[place:]
        if rest[0] in (piece + "s", piece + "es"):  # the singular of a plural
            return len(rest) > _WORDS_OF_ENDING
        short = len(piece) <= _SHORT_PIECE and piece not in _ENDINGS and not piece[-1].isdigit()
        return (
            short or not counts.count(piece) or len(rest) > _WORDS_OF_ENDING or len(rest[0]) - len(piece) >= _NO_ENDING
        )
    long = len(key) >= _LEAST_CUT_BETWEEN_WORDS and len(own) >= _LEAST_WORDS
    goes_on = rest[0] not in _NEW_PART and not any(letter.isdigit() for letter in rest[0])
    return long and goes_on and sum(map(len, rest)) >= _LEAST_REST


class _WordsOfAll:
    """How often words stand in the titles of all files."""

    def __init__(self, indexes: Sequence[TitleIndex]) -> None:
        self._indexes = indexes

    def count(self, word: str) -> int:
        return sum(index.words.count(word) for index in self._indexes)


def _hits_like(index: TitleIndex, key: bytes, cut: bool, words: _WordsOfAll) -> Iterator[Hit]:
    """Yield records whose key shares grams with a key, not those that begin with it."""
    query = key.decode()
    like = index.like(key, _MOST_LIKE)
    for number, (row, shared) in enumerate(like):
        if shared < 2 and len(like) > 1 and number:
            return
        if number >= _MOST_COMPARED or 2 * shared < like[0][1]:
            yield Hit(index, row, Match.PART, False, near=False)
            continue
        found = index.key(row)
        if found.startswith(key):
            continue
        indexed = found.decode()
        edits = edits_between(query, indexed, MOST_EDITS, cut=cut)
        if edits is None:
            near = len(key) >= _LEAST_FUZZY and (query in indexed or indexed in query)
            yield Hit(index, row, Match.PART, False, near=near)
            continue
        written = title_words(index.record(row).title)
        strong = len(key) >= _LEAST_FUZZY and is_slip(edits, query, indexed, written, words.count)
        yield Hit(index, row, Match.FUZZY, strong, len(edits))


def _with_corrected(indexes: Sequence[TitleIndex], found: TitleHits, cut: bool) -> TitleHits:
    """Return the hits, and what has the same letters as the strong ones after slips were corrected."""
    places = {(id(hit.index), hit.row): place for place, hit in enumerate(found.hits)}
    for hit in [hit for hit in found.hits if hit.strong and hit.match is Match.FUZZY]:
        key = hit.index.key(hit.row)
        beginning = _corrected_beginning(found.key.decode(), key.decode()) if cut else key
        for index in indexes:
            rows = index.rows_from_beginning(beginning) if cut else index.rows_of_key(key)
            found.more += max(0, len(rows) - _MOST_BEGINNINGS)
            for row in rows[:_MOST_BEGINNINGS]:
                twin = replace(hit, index=index, row=row)
                place = places.setdefault((id(index), row), len(found.hits))
                if place == len(found.hits):
                    found.hits.append(twin)
                elif found.hits[place].match is Match.PART:  # it was not compared letter by letter
                    found.hits[place] = twin
    return found


def _corrected_beginning(query: str, indexed: str) -> bytes:
    edits = edits_between(query, indexed, MOST_EDITS, cut=True) or ()
    return indexed[: len(query) - sum(len(edit.letters) - edit.length for edit in edits)].encode()
