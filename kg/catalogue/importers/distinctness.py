"""How well a name stands out in running text.

Matching drops case, spaces and dashes, so ``VotingClassifier`` is also found in "a voting classifier". What keeps a
name apart are its parts that are not common words of abstracts:

1. A name without such a part is useless, and so is an id that is one lower-case word.
2. A single word without inner structure (``Sailor``, ``MASK``) may be another's acronym or just a word: it needs a
   type noun next to it. So does a phrase of words of which at most one is uncommon (``ForestFires``), and a name of
   letters whose uncommon ones are fewer than four.
3. Every other name is taken as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum

from kg.ground.text import known_singular

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+")
_UNCOMMON_LETTERS = 4  # three letters are the acronym of many things
_SHORTEST_PART = 3
_PHRASE = re.compile(r"[a-z]*(?:[A-Z][a-z]+)*|[A-Z]{5,}")
# Endings and beginnings that only names of artifacts have.
_TELLING = re.compile(r"(?:former|clip|vqa|llm|nli|ocr|diffusion)$|^(?:llama|qwen|gpt|bert)", re.I)
_CERTAIN = re.compile(r"(?:bench|bert|gpt|llama|llava|lora|mmlu|mnist)$", re.I)
# Endings of architectures in ids, all lower case: no English word of the lists ends like this.
_ARCHITECTURE = re.compile(r"[a-z]{3}(?:net|vit|former|mixer|next)(?:v\d)?$")
# Written with a capital, so that lists of lower-case words lack them.
_LANGUAGES = frozenset({
    "african", "american", "arab", "arabic", "asian", "bangla", "basque", "bengali", "british", "cantonese",
    "catalan", "chinese", "czech", "danish", "dutch", "english", "european", "filipino", "finnish", "french",
    "galician", "german", "greek", "hebrew", "hindi", "hungarian", "icelandic", "indian", "indic", "indonesian",
    "irish", "italian", "japanese", "kazakh", "korean", "latin", "malay", "mandarin", "nordic", "norwegian",
    "persian", "polish", "portuguese", "romanian", "russian", "serbian", "slovak", "slovenian", "spanish", "swahili",
    "swedish", "tamil", "telugu", "thai", "tibetan", "turkish", "ukrainian", "urdu", "vietnamese",
})  # fmt: skip


class Distinctness(Enum):
    """Whether a name may be linked."""

    USELESS = "useless"
    WITH_TYPE_NOUN = "with a type noun"
    ALONE = "alone"


def parts(name: str) -> list[str]:
    """Split a name into words, at separators, digits and inner capitals.

    >>> parts("FloresBitextMining"), parts("ERA5-HRNet"), parts("gpt-4o")
    (['Flores', 'Bitext', 'Mining'], ['ERA', 'HR', 'Net'], ['gpt', 'o'])
    """
    return _PART.findall(name)


def distinctness(name: str, common_words: Collection[str]) -> Distinctness:
    """Say how a name may be linked, given the lower-case words that abstracts use as common words.

    >>> common = {"voting", "classifier", "mask", "news"}
    >>> [distinctness(name, common).value for name in ("VotingClassifier", "MASK", "Sailor", "NewsQuizQA", "TinyBERT")]
    ['useless', 'with a type noun', 'with a type noun', 'alone', 'alone']
    """
    words = parts(name)
    uncommon = [word for word in words if len(word) >= _SHORTEST_PART and not _is_common_word(word, common_words)]
    if name.islower() and _ARCHITECTURE.search(name):
        return Distinctness.ALONE
    if len(words) == 1 and name.isalpha():
        return _word_distinctness(name, bool(uncommon))
    if _CERTAIN.search(name) and " " not in name and name != name.lower():
        return Distinctness.ALONE
    if not uncommon:
        return Distinctness.USELESS
    letters_only = name.replace(" ", "").replace("-", "").isalpha()
    few = sum(map(len, uncommon)) < _UNCOMMON_LETTERS and (name.isupper() or not name.isalpha())
    if letters_only and (few or (is_phrase(name) and len(uncommon) == 1)):
        return Distinctness.WITH_TYPE_NOUN
    return Distinctness.ALONE


def is_phrase(name: str) -> bool:
    """Check whether a name is made of plain words, however they are joined, without acronym, digit or other sign.

    >>> is_phrase("DiabeticRetinopathyDetection"), is_phrase("Moral Stories"), is_phrase("OCRBench")
    (True, True, False)
    """
    if _CERTAIN.search(name):
        return False
    return all(_PHRASE.fullmatch(word) for word in re.split(r"[\s-]+", name)) and min(map(len, parts(name))) > 1


def _word_distinctness(word: str, uncommon: bool) -> Distinctness:
    if uncommon and (_TELLING.search(word) or _CERTAIN.search(word)):
        return Distinctness.ALONE
    if len(word) < _SHORTEST_PART or word.islower() or (word.istitle() and not uncommon):
        return Distinctness.USELESS
    return Distinctness.WITH_TYPE_NOUN


def _is_common_word(word: str, common_words: Collection[str]) -> bool:
    lower = word.lower()
    return lower in common_words or lower in _LANGUAGES or known_singular(lower, common_words) is not None
