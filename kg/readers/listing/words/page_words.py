"""The words of a listing page beside its papers, in the languages that browsers translate it to (``words.tsv``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

_TABLE = "words.tsv"
_LETTERS = 3  # of a month, at least


@cache
def _rows() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    text = resources.files("kg.readers.listing.words").joinpath(_TABLE).read_text("utf-8")
    cells = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple((kind, language, tuple(words.split("|"))) for kind, language, words in cells)


@cache
def words_of_kind(kind: str) -> frozenset[str]:
    """Return the words of a kind in all languages, in lower case.

    >>> "datasets" in words_of_kind("menu"), "数据集" in words_of_kind("menu")
    (True, True)
    """
    return frozenset(word.lower() for name, _, words in _rows() if name == kind for word in words)


@cache
def kinds_of_word(word: str) -> frozenset[str]:
    """Return the kinds that a text has as a whole, in any language.

    >>> sorted(kinds_of_word("Comments"))
    ['comments', 'field:comments']
    """
    word = word.lower()
    return frozenset(name for name, _, words in _rows() if name != "months" and word in words_of_kind(name))


def alternatives(words: Iterable[str]) -> str:
    """Return the words as a part of a regular expression, the longest first."""
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s?") for word in sorted(words, key=lambda word: (-len(word), word))
    )


@cache
def _months() -> tuple[tuple[str, int], ...]:
    """Return the names of months in all languages, and the number of each."""
    return tuple(
        (form, number)
        for name, _, months in _rows()
        if name == "months"
        for number, forms in enumerate(months, start=1)
        for form in forms.split("/")
    )


@cache
def month_of_name(name: str) -> int | None:
    """Return the month from 1 to 12 of a name, or of three letters or more of its beginning, or None.

    >>> month_of_name("Octubre"), month_of_name("août"), month_of_name("Sept"), month_of_name("мая")
    (10, 8, 9, 5)
    >>> month_of_name("Maya"), month_of_name("Ma")
    (None, None)
    """
    name = name.lower()
    found = {number for form, number in _months() if form == name or (len(name) >= _LETTERS and form.startswith(name))}
    return found.pop() if len(found) == 1 else None  # "jui" may be June or July
