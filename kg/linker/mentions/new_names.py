"""Spans that look like names, for names that no catalogue has.

1. Runs: neighbouring tokens of name-like shape (``Matbench Discovery``, ``Claude 3.5 Sonnet``, ``HiSS``), without
   words that are only capitalised because a sentence or a title starts.
2. Heads of titles: what stands before the colon of "X: A Benchmark for …".
3. Named phrases: what follows "called", "named", "dubbed", "termed", stands in quotation marks, follows
   "we propose" without an article, as only names do, or begins an item of "(1) X: …, (2) Y: …".
4. Both forms of an abbreviation that the text defines.

Recall matters here, not precision: what is no name is sorted out by the score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.ground.machine.remembered import Remembered
from kg.ground.schema import TextField
from kg.linker.mentions.abbreviations import Abbreviation
from kg.linker.mentions.mention import Origin
from kg.linker.text.lexicon import NAMING_WORDS, PROPOSING_VERBS
from kg.linker.text.tokens import TokenText
from kg.linker.text.word_shape import STRONG, Shape, is_common, shape


@dataclass(frozen=True, slots=True)
class Span:
    """A proposed span of tokens, end exclusive."""

    first: int
    last: int
    origin: Origin


_LONGEST_RUN = 7  # tokens; the gold's names have at most six
_LONGEST_HEAD = 6
_LONGEST_ITEM = 4
_LEADS = frozenset(
    ("Besides", "First", "Instead", "Unlike", "Given", "Using", "With", "For", "To", "In", "On", "By", "If")
)
_ITEM_MARK = re.compile(r"\d|[a-e]|i{1,3}|iv|v")
# Words inside a name that are not capitalised: "Chain of Thought", "Needle in a Haystack".
_INNER = frozenset(("of", "in", "the", "a", "for", "to", "and", "-", "with", "on", "is", "&", "by", "from", "at"))
_MONTHS = frozenset(
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December")
)  # fmt: skip
# What comes before a word that is capitalised only because something starts: a list item, a clause.
_OPENERS = frozenset((":", ")", ";"))
_QUOTES = {"“": "”", "``": "''", "`": "'", "‘": "’", '"': '"'}
#: What stands before a phrase that the text says is a name.
_BEFORE_PHRASES = NAMING_WORDS | PROPOSING_VERBS | _QUOTES.keys() | {")"}


def find_spans(text: TokenText, abbreviations: list[Abbreviation]) -> Iterator[Span]:
    """Yield all proposed spans of a field; they may overlap."""
    for abbreviation in abbreviations:
        yield Span(abbreviation.long_first, abbreviation.long_last, Origin.LONG_FORM)
        yield Span(abbreviation.short_first, abbreviation.short_last, Origin.SHORT_FORM)
    yield from _runs_of_field(text)
    yield from _named_phrases(text)
    if text.field is TextField.TITLE:
        yield from _heads_of_titles(text)


def _has_name_shape(word: str) -> bool:
    kind = shape(word)
    return kind in STRONG or (kind is Shape.CAPITALISED and len(word) >= 2 and word not in _MONTHS)


_NAME_SHAPES = Remembered(_has_name_shape, most=1 << 15)


def _may_begin_run(text: TokenText, index: int, first: int, *, title: bool) -> bool:
    """Check whether a token with the shape of a name may begin a run in a sentence that begins at ``first``."""
    word = text.words[index]
    if shape(word) in STRONG:
        return True
    starts = index == first or text.words[index - 1] in _OPENERS
    return not ((starts or title) and is_common(word))


def _runs_of_field(text: TokenText) -> Iterator[Span]:
    title = text.field is TextField.TITLE
    end = 0
    for index in [index for index, shaped in enumerate(map(_NAME_SHAPES.__getitem__, text.words)) if shaped]:
        first, last = text.sentence_at(index)
        if index < end or not _may_begin_run(text, index, first, title=title):
            continue
        end = _end_of_name_run(text, index, last, title=title)
        if end - index <= _LONGEST_RUN:
            yield Span(index, end, Origin.RUN)
        if end - index > 1:
            yield from _parts_of_run(text, index, end)


def _end_of_name_run(text: TokenText, index: int, last: int, *, title: bool) -> int:
    """Find where a run that starts at ``index`` ends: at punctuation, or before a word that is no part of a name."""
    end = index + 1
    while end < last:
        word = text.words[end]
        kind = shape(word)
        joined = text.text[text.ends[end - 1] : text.starts[end]]
        if joined not in ("", " "):
            break
        if (
            kind in STRONG
            or (kind is Shape.CAPITALISED and not (title and is_common(word)))
            or (kind is Shape.NUMBER and (joined == " " or text.words[end - 1] == "-") and not _is_share(text, end))
        ):
            end += 1
        elif word in _INNER and end + 1 < last and shape(text.words[end + 1]) in (*STRONG, Shape.CAPITALISED):
            if word == "and" or title:
                break
            end += 1
        else:
            break
    while end > index + 1 and shape(text.words[end - 1]) is Shape.SIGN:
        end -= 1
    return end


def _is_share(text: TokenText, index: int) -> bool:
    """Check whether a number is a share, which is no version: "with Kestrel 3% of runs"."""
    return text.words[index + 1 : index + 2] == ("%",)


def _parts_of_run(text: TokenText, first: int, last: int) -> Iterator[Span]:
    """Yield what is inside a longer run: what stands between its small words, each token of strong shape, the run cut
    by a word.
    """
    small = [index for index in range(first, last) if text.words[index] in _INNER and text.words[index] != "-"]
    if small:
        for begin, end in zip([first, *(index + 1 for index in small)], [*small, last], strict=True):
            if end > begin:
                yield Span(begin, end, Origin.RUN)
    for index in range(first, last):
        if shape(text.words[index]) in STRONG:
            yield Span(index, index + 1, Origin.RUN)
    if last - first > 2:
        if shape(text.words[first + 1]) is not Shape.SIGN:
            yield Span(first + 1, last, Origin.RUN)
        if shape(text.words[last - 2]) not in (Shape.SIGN, Shape.LOWER):
            yield Span(first, last - 1, Origin.RUN)


def _named_phrases(text: TokenText) -> Iterator[Span]:
    """Yield phrases that the text says are names."""
    words = text.words
    for index in [index for index, word in enumerate(words) if word in _BEFORE_PHRASES]:
        last = text.sentence_at(index)[1]
        if index + 1 == last:
            continue
        if words[index] == ")":
            span = _item_of_list(text, index, last)
            if span is not None:
                yield span
        elif words[index] in NAMING_WORDS or words[index] in PROPOSING_VERBS:
            span = _phrase_after(text, index, last)
            if span is not None:
                yield span
        elif words[index] in _QUOTES or (words[index] == "`" and words[index + 1] == "`"):
            start = index + 1 + (words[index + 1] == "`")
            for end in range(start + 1, min(last, start + 6)):
                if words[end] in ("”", "''", "'", "’", '"'):
                    yield Span(start, end, Origin.NAMED)
                    break


def _item_of_list(text: TokenText, index: int, last: int) -> Span | None:
    """Find the name that an item of a list begins with: "(1) Lantern: a corpus of …, (2) Compass: a model"."""
    words = text.words
    if index < 2 or words[index - 2] != "(" or _ITEM_MARK.fullmatch(words[index - 1]) is None:
        return None
    start = end = index + 1
    if start < last and words[start] in _LEADS:
        return None
    while end < min(last, start + _LONGEST_ITEM) and shape(words[end]) in (*STRONG, Shape.CAPITALISED):
        end += 1
    return Span(start, end, Origin.NAMED) if start < end < last and words[end] in (":", "(", ",") else None


def _phrase_after(text: TokenText, index: int, last: int) -> Span | None:
    """Find the phrase that a naming or proposing verb at ``index`` introduces."""
    words = text.words
    naming = words[index] in NAMING_WORDS
    start = index + 1
    if naming and words[start] in ("the", "as", "a", "an"):
        start += 1
    elif words[start] in _ARTICLES:
        return None
    while start < last and words[start] in _QUOTES:
        start += 1
    end = start
    while (
        end < min(last, start + 5)
        and words[end] not in _STOPS
        and (shape(words[end]) is not Shape.SIGN or (words[end] == "-" and end > start))
    ):
        end += 1
    while end > start and words[end - 1] == "-":
        end -= 1
    return Span(start, end, Origin.NAMED if naming else Origin.PROPOSED) if end > start else None


_ARTICLES = frozenset(
    ("a", "an", "the", "our", "two", "three", "four", "several", "new", "novel", "this", "these", "some", "its", "in",
     "evidence", "results", "and", "here", "both", "additional", "comprehensive", "extensive", "for", "to")
)  # fmt: skip
_STOPS = frozenset(
    ("which", "that", "to", "for", "and", "is", "by", "in", "on", "with", "where", "as", "we", "of", "from")
)


def _heads_of_titles(text: TokenText) -> Iterator[Span]:
    """Yield the head of "X: …", "X -- …" and "X - …", and of "…: X" nothing."""
    words = text.words
    for index in range(1, min(len(words), _LONGEST_HEAD + 1)):
        dashed = words[index] in "-–—" and text.starts[index] > text.ends[index - 1]
        if words[index] == ":" or dashed:
            first = 1 if words[0] in ("The", "A", "An") and index > 1 else 0
            yield Span(first, index, Origin.HEAD)
            return
