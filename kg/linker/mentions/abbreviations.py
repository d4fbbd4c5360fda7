"""Abbreviations that a text defines: "Failed-Step Fraction (FSF)", "GEA (Generative Energy Arena)".

Method: A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical
text", PSB 2003: the letters of the short form are found in the long form from the end to the start, the first letter
at the start of a word. Here over tokens, so that offsets stay exact, and in both orders. Before a colon ("SpaCE: The
Spatial Confounding Environment") the capitals must be the initials, since what follows is mostly no definition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.ground.text import singular_acronym
from kg.linker.text.tokens import TokenText
from kg.linker.text.word_shape import STRONG, Shape, shape

_LONGEST_SHORT_FORM = 12  # characters; the paper allows 10, names such as "PolygloTox" are longer than acronyms
_FEWEST_LETTERS_BEFORE_COLON = 3
_SMALL_WORDS = frozenset(("of", "for", "and", "from", "in", "on", "the", "to", "with", "via", "as", "a"))
_MAXIMAL_EXTRA_WORDS = 5  # the paper's min(|A| + 5, 2|A|) words of long form


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A long and a short form of one name; token spans, end exclusive."""

    long_first: int
    long_last: int
    short_first: int
    short_last: int


def find_abbreviations(text: TokenText) -> list[Abbreviation]:
    """Find the abbreviations that a field defines, in reading order.

    >>> from kg.linker.text.tokens import tokenize
    >>> text = tokenize("We measure the Failed-Step Fraction (FSF) and GEA (Generative Energy Arena).")
    >>> [(text.span(a.long_first, a.long_last), text.span(a.short_first, a.short_last))
    ...  for a in find_abbreviations(text)]
    [('Failed-Step Fraction', 'FSF'), ('Generative Energy Arena', 'GEA')]
    """
    words = text.words
    found = []
    for opening in _opening_brackets(words):
        if opening == 0 or opening + 2 >= len(words):
            continue
        closing = _closing_token(words, opening)
        if closing is None or _lists_names(words, closing):
            continue
        inside = (opening + 1, closing)
        pair = _short_inside(text, opening, inside) or _long_inside(text, opening, inside)
        if pair:
            found.append(pair)
    return sorted([*found, *_long_after_colon(text)], key=lambda each: min(each.long_first, each.short_first))


def _long_after_colon(text: TokenText) -> Iterator[Abbreviation]:
    """Find what stands for the short form before a colon: "SpaCE: The Spatial Confounding Environment"."""
    words = text.words
    place = -1
    for _ in range(words.count(":")):
        place = words.index(":", place + 1)
        short = words[place - 1] if place else ""
        letters = [char.lower() for char in singular_acronym(short) if char.isupper()]
        if len(letters) < _FEWEST_LETTERS_BEFORE_COLON or not _is_short_form(short):
            continue
        first = place + 1 + (place + 1 < len(words) and words[place + 1].lower() in ("the", "a", "an"))
        end = _end_of_initials(words[first : text.sentence_at(place)[1]], letters)
        if end:
            yield Abbreviation(first, first + end, place - 1, place)


def _end_of_initials(words: Sequence[str], letters: Sequence[str]) -> int:
    """Count the words of which the capitalised ones begin with the letters, all and in order; 0 where they do not.

    >>> _end_of_initials("Spatial Confounding Environment for All".split(), list("sce"))
    3
    >>> _end_of_initials("Spatial Benchmarks and Confounding Environment".split(), list("sce"))
    0
    """
    found = 0
    for index, word in enumerate(words):
        parts = [part for part in word.split("-") if part]
        if not parts or not word[0].isalpha():
            return 0
        if not word[0].isupper():
            if found and word in _SMALL_WORDS:
                continue
            return 0
        for part in parts:
            if found == len(letters) or part[0].lower() != letters[found]:
                return 0
            found += 1
        if found == len(letters):
            return index + 1
    return 0


def _opening_brackets(words: tuple[str, ...]) -> Iterator[int]:
    """Find their indices; a search is several times as fast as a walk, and most texts have none."""
    place = -1
    for _ in range(words.count("(")):
        place = words.index("(", place + 1)
        yield place


def share_of_initials(short: str, long_form: str) -> float:
    """Compute the share of a short form's capitals that begin words of a long form, in order; 0 to 1.

    >>> share_of_initials("FSFBench", "Failed-Step Fraction Bench"), share_of_initials("MNIST", "classification tasks")
    (1.0, 0.2)
    """
    letters = [char.lower() for char in singular_acronym(short) if char.isupper()]
    initials = [word[0].lower() for word in long_form.replace("-", " ").split()]
    found = place = 0
    for letter in letters:
        if letter in initials[place:]:
            place = initials.index(letter, place) + 1
            found += 1
    return found / len(letters) if letters else 0.0


def _closing_token(words: tuple[str, ...], opening: int) -> int | None:
    """Find the token that ends what the bracket opens: the closing bracket, or a separator of a second remark."""
    for index in range(opening + 1, min(len(words), opening + 14)):
        if words[index] in ")];,:":
            return index
        if words[index] in "([":
            return None
    return None


def _lists_names(words: tuple[str, ...], closing: int) -> bool:
    """Check whether the bracket goes on with another name: "image tasks (MNIST, SVHN, …)" lists names and defines none,
    while "Self-Taught Reasoner (STaR, Zelikman et al.)" does.
    """
    if words[closing] not in ",;" or closing + 2 >= len(words):
        return False
    following = words[closing + 1 + (words[closing + 1] in ("and", "or"))]
    return shape(following) in STRONG or (shape(following) is Shape.CAPITALISED and words[closing + 2] in ",)")


def _short_inside(text: TokenText, opening: int, inside: tuple[int, int]) -> Abbreviation | None:
    first, last = inside
    if last - first > 2:
        return None
    short = text.span(first, last)
    if not _is_short_form(short):
        return None
    letters = _letters_of_short_form(short)
    start = text.sentence_at(opening)[0]
    limit = max(start, opening - 2 * min(len(letters) + _MAXIMAL_EXTRA_WORDS, 2 * len(letters)))
    begin = _match_backwards(text, limit, opening, letters)
    return None if begin is None else Abbreviation(begin, opening, first, last)


def _long_inside(text: TokenText, opening: int, inside: tuple[int, int]) -> Abbreviation | None:
    first, last = inside
    short = text.words[opening - 1]
    if not _is_short_form(short) or shape(short) in (Shape.LOWER, Shape.CAPITALISED):
        return None
    if last - first < 2 and not _is_hyphenated_long_form(text.words[first], short):
        return None
    begin = _match_backwards(text, first, last, _letters_of_short_form(short))
    return None if begin != first else Abbreviation(first, last, opening - 1, opening)


def _is_hyphenated_long_form(word: str, short: str) -> bool:
    """Check whether the parts of one word are what an acronym stands for: "RAG (red-amber-green)"."""
    return "-" in word and len(word.split("-")) == len(short) and share_of_initials(short, word) == 1.0


def _is_short_form(short: str) -> bool:
    return 2 <= len(short) <= _LONGEST_SHORT_FORM and short[0].isalnum() and any(char.isupper() for char in short)


def _letters_of_short_form(short: str) -> str:
    """Return what must be found in the long form; the plural of an acronym is no letter of it."""
    return "".join(char for char in singular_acronym(short).lower() if char.isalnum())


def _match_backwards(text: TokenText, limit: int, end: int, letters: str) -> int | None:
    """Find the first token of the shortest span ending at ``end`` that holds the letters in order, or None."""
    remaining = len(letters) - 1
    for index in range(end - 1, limit - 1, -1):
        word = text.words[index].lower()
        if word in ":;.?!)](":
            return None
        position = len(word) - 1
        while position >= 0 and remaining >= 0:
            if word[position] == letters[remaining]:
                at_word_start = position == 0 or not word[position - 1].isalnum()
                if remaining > 0 or at_word_start:
                    remaining -= 1
            position -= 1
        if remaining < 0:
            # A long form has more letters than its short form, and does not repeat it.
            span = text.span(index, end)
            return index if len(span) > len(letters) + 2 and end - index <= 2 * len(letters) + 4 else None
    return None
