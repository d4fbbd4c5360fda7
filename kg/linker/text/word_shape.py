"""The shape of a token: what its letters say about whether it names something.

A closed set of shapes; everything that looks at letters asks here. Shapes of the same word are remembered, since a
corpus repeats its words.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from kg.ground.machine.remembered import Remembered
from kg.ground.text import fold, known_singular


class Shape(StrEnum):
    """What a token looks like.

    ACRONYM: ``MMLU``, ``LLMs``. MIXED: ``InvestLM``, ``iGPT``, ``Wahl-O-Mat``. ALPHANUMERIC: ``C4``, ``GPT-4o``.
    CAPITALISED: ``Mamba``, ``Low-Rank``. LOWER: ``benchmark``. NUMBER: ``3.1``, ``70B``, ``v2``. SIGN: the rest.
    """

    ACRONYM = "acronym"
    MIXED = "mixed"
    ALPHANUMERIC = "alphanumeric"
    CAPITALISED = "capitalised"
    LOWER = "lower"
    NUMBER = "number"
    SIGN = "sign"


#: Shapes that a common word does not have.
STRONG = frozenset({Shape.ACRONYM, Shape.MIXED, Shape.ALPHANUMERIC})

_NUMBER = re.compile(r"[vV]?\d+(?:[.,]\d+)*(?:[kKmMbBtT%]|[xX]\d+[bB]|-?bit|st|nd|rd|th|D|d|s)?")
_ACRONYM = re.compile(r"[A-Z][A-Z&]+(?:-[A-Z]+)*(?:s|'s)?")
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]*(?:[-'’][^\W\d_]?[^\W\d_A-Z]*)*")
# "text-to-SQL", "camera-to-LiDAR": a relation of two things, of which one at least is a common word.
_RELATION = re.compile(r"(?:[a-z]+-)+(?:to|and|by|or|vs)-.+|.+-(?:to|and|by|or|vs)(?:-[a-z]+)+")
_CACHE_SIZE = 1 << 15  # distinct words; a corpus of 100,000 abstracts has some 300,000, most of them once


def shape(word: str) -> Shape:
    """Describe the shape of a token.

    >>> [shape(word).value for word in ("MMLU", "InvestLM", "GPT-4o", "Mamba", "70B", "the", "-", "τ-bench")]
    ['acronym', 'mixed', 'alphanumeric', 'capitalised', 'number', 'lower', 'sign', 'mixed']
    >>> shape("text-to-SQL").value, shape("Wahl-O-Mat").value
    ('lower', 'mixed')
    """
    return SHAPES[word]


def _shape(word: str) -> Shape:
    if not any(char.isalnum() for char in word):
        return Shape.SIGN
    if _NUMBER.fullmatch(word):
        return Shape.NUMBER
    if _ACRONYM.fullmatch(word):
        return Shape.ACRONYM
    if "-" in word and _RELATION.fullmatch(word):
        return Shape.LOWER
    has_digit = any(char.isdigit() for char in word)
    if has_digit:
        return Shape.ALPHANUMERIC if any(char.isalpha() for char in word) else Shape.NUMBER
    if word == word.lower():
        return Shape.MIXED if any("\u0370" <= char <= "\u03ff" for char in word) else Shape.LOWER
    if not _CAPITALISED.fullmatch(word):
        return Shape.MIXED
    # "Low-Rank" is a phrase, "Wahl-O-Mat" and "Clinical-Longformer" are names: compounds of words that nobody lists.
    return Shape.MIXED if "-" in word and not is_common(word) else Shape.CAPITALISED


SHAPES = Remembered(_shape, most=_CACHE_SIZE)


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Load the lower-case words that abstracts use as common words (see ``data/SOURCES.md``)."""
    text = resources.files("kg.linker").joinpath("data/common-words.txt").read_text("utf-8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def other_names() -> dict[str, str]:
    """Load folded names that are no artifacts, and what they are (``data/other-names.tsv``)."""
    text = resources.files("kg.linker").joinpath("data/other-names.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]
    return {fold(name): kind for kind, names in rows for name in names.split("|")}


def is_common(word: str) -> bool:
    """Check whether a token, its case and a plural ending aside, is a common word; for compounds, whether every part
    is.

    >>> is_common("Models"), is_common("Low-Rank"), is_common("Vicuna")
    (True, True, False)
    """
    return _COMMON[word]


def _is_common(word: str) -> bool:
    words = common_words()
    parts = word.lower().split("-")
    return all(part in words or known_singular(part, words) or len(part) < 2 for part in parts)


_COMMON = Remembered(_is_common, most=_CACHE_SIZE)
