"""Variant terms that follow a model's name as words of their own: "Llama 3.1 405B", "Grok 3 mini", "o4-mini (high)".

1. A size or a tuning in the case of names always belongs to the name; so does what hyphens join to it.
2. A word that is an ordinary one too ("mini", "large") or a version ("2.0") belongs to it only where the next token
   ends the phrase: "Mistral large improvements" speaks of Mistral, "BERT 2.0 points" of BERT. So do names that the
   catalogue has.
3. In brackets stand efforts, modes and dates; a size there only tells how large the model is.
"""

from __future__ import annotations

from kg.linker.mentions.shared_names import counts_units, ends_name_phrase
from kg.linker.mentions.variants import (
    is_bracketed_term,
    is_size,
    is_spaced_term,
    is_spaced_version,
    is_spaced_word,
    is_variant_tail,
)
from kg.linker.text.lexicon import TYPE_NOUNS
from kg.linker.text.tokens import TokenText

_SIZE_WORDS = frozenset(("tiny", "small", "base", "medium", "large", "huge", "giant"))
_MODEL_NOUNS = frozenset(noun for noun, kind in TYPE_NOUNS.items() if kind == "model").union(
    ("variant", "variants", "version", "versions", "checkpoint", "checkpoints", "transformer")
)
_TIMES = frozenset(("×", "x", "times"))  # "ImageNet 256 × 256" is a name
_LONGEST_REMARK = 6  # tokens in brackets: "2024-08-06" is one, "no thinking" two


def lengthen_by_terms(text: TokenText, last: int, stem: str, tail: str) -> tuple[str, int]:
    """Take in the terms that follow a name.

    Args:
        last: the token after the name and its tail. stem: the name without variant terms. tail: those it has already.

    Returns:
        The tail with the terms, and the token after them.
    """
    while last < len(text.words) and (end := _end_of_term(text, last, stem, tail)) is not None:
        gap = text.text[text.ends[last - 1] : text.starts[last]]
        if text.words[last] == "(":
            return f"{tail} {text.span(last, end)}", end
        tail += ("-" if text.words[last] == "-" or not gap else " ") + text.words[end - 1]
        last = end
    return tail, last


def _end_of_term(text: TokenText, last: int, stem: str, tail: str) -> int | None:
    """Find where the term that begins with a token ends, or None where none does."""
    words = text.words
    gap = text.text[text.ends[last - 1] : text.starts[last]]
    if gap not in ("", " "):
        return None
    if words[last] == "(":
        return _end_of_remark(text, last)
    if words[last] == "-" and last + 1 < len(words):
        return last + 2 if is_spaced_term(words[last + 1]) or is_variant_tail("-" + words[last + 1], stem) else None
    word = words[last]
    if is_spaced_term(word):
        return None if is_size(word) and counts_units(_word_at(text, last + 1)) else last + 1
    versioned = is_spaced_version(word) and not stem[-1].isdigit() and not any(map(str.isdigit, tail))
    if not (versioned or is_spaced_word(word)):
        return None
    # "Qwen2.5 base models" are those of Qwen2.5 that are not tuned, "Whisper small models" are Whisper small.
    noun = word != "base" and _word_at(text, last + 1) in _MODEL_NOUNS
    return last + 1 if noun or _ends_name(text, last + 1) else None


def belongs_to_next(text: TokenText, last: int) -> bool:
    """Check whether the last token of a name of several, which ends before the token ``last``, belongs to what follows.

    "Mistral large improvements" does not name Mistral Large, nor "LLaVA 1.5 times faster" LLaVA 1.5.
    """
    word = text.words[last - 1]
    if text.starts[last - 1] == text.ends[last - 2]:
        return False
    if word[0].isdigit():
        joined = _word_at(text, last) == "-" and text.starts[last] == text.ends[last - 1]
        unit, after = _word_at(text, last + joined), _word_at(text, last + joined + 1)
        return counts_units(unit) and not (unit in _TIMES and after[0].isdigit())
    return word in _SIZE_WORDS and not (_ends_name(text, last) or _word_at(text, last) in _MODEL_NOUNS)


def _ends_name(text: TokenText, after: int) -> bool:
    """Check whether a token shows that a name may end before it."""
    word = _word_at(text, after)
    if counts_units(word):
        return False
    return ends_name_phrase(word) or is_spaced_term(word) or is_spaced_word(word) or is_spaced_version(word)


def _word_at(text: TokenText, index: int) -> str:
    return text.words[index] if index < len(text.words) else "."


def _end_of_remark(text: TokenText, opening: int) -> int | None:
    """Find where brackets that say which variant it is end."""
    for closing in range(opening + 2, min(len(text.words), opening + _LONGEST_REMARK)):
        if text.words[closing] == ")":
            return closing + 1 if is_bracketed_term(text.span(opening + 1, closing)) else None
    return None
