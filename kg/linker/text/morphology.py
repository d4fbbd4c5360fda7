"""Word forms: plurals, endings, beginnings of words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from kg.ground.machine.remembered import Remembered
from kg.ground.text import fold, singular_acronym

_CACHE_SIZE = 1 << 15  # distinct words; a corpus of 100,000 abstracts has some 300,000, most of them once
_KEEPS_S = ("ss", "us", "is", "ics", "as", "os")
_SHORTEST_STEM = 4
_ENDING_LIST = """
    ization izations izing ized izes izer ize ication ations ation ating ated ates ator ative ate ying ied ing ings
    ions ion ive ity ness able ible ability ibility ment ed es e ally ly y ency ence ent ance ant
"""
_WEAK_ENDING_LIST = "al er or ic ical"  # "quantal" and "quantize" are two, "retrieval" and "retrieve" are one
_ENDINGS = tuple(
    sorted(
        [(ending, _SHORTEST_STEM) for ending in _ENDING_LIST.split()]
        + [(ending, _SHORTEST_STEM + 2) for ending in _WEAK_ENDING_LIST.split()],
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
)
#: Words whose endings are no endings: "general" is not what generates, "learning" is not what is learned.
_WHOLE = frozenset(
    ("general", "language", "learning", "training", "time", "image", "value", "state", "data", "human", "native")
)
#: "Optimise", "organise", "summarise"; not "precise", "comprise", "noise".
_VERBS_IN_ISE = tuple((ending, ending.replace("s", "z")) for ending in ("lise", "mise", "nise", "arise"))
_AMERICAN = (
    ("isation", "ization"), ("ising", "izing"), ("ised", "ized"), *_VERBS_IN_ISE, ("our", "or"), ("lling", "ling")
)  # fmt: skip
#: What "-uses" is the plural of, where it is not that of a word in "-us" (viruses).
_IN_USE = ("ause", "ouse")
_USES = frozenset(
    ("use", "reuse", "misuse", "abuse", "excuse", "fuse", "muse", "confuse", "diffuse", "infuse", "refuse")
)


def singular(word: str) -> str:
    """Drop the plural ending of a folded word, by rule.

    >>> [singular(word) for word in ("models", "policies", "analysis", "physics", "biases", "class", "LLMs")]
    ['model', 'policy', 'analysis', 'physics', 'bias', 'class', 'llm']
    """
    return SINGULARS[word]


def _singular(word: str) -> str:
    key = fold(singular_acronym(word))
    if len(key) <= 3 or not key.endswith("s") or key.endswith(_KEEPS_S):
        return key
    if key.endswith("ies"):
        return key[:-3] + "y"
    if key[:-1] in _USES or key[:-1].endswith(_IN_USE):
        return key[:-1]
    if key.endswith(("sses", "xes", "ches", "shes", "ases", "uses")) and key[:-2].endswith(
        ("ss", "x", "ch", "sh", "bias", "us")
    ):
        return key[:-2]
    return key[:-1]


SINGULARS = Remembered(_singular, most=_CACHE_SIZE)


def stem(word: str) -> str:
    """Drop the endings of a word that make its number and its class.

    >>> {stem(word) for word in ("generate", "generating", "generation", "Generative")}
    {'gener'}
    >>> [stem(word) for word in ("robustness", "summarisation", "summaries", "general", "editing")]
    ['robust', 'summar', 'summar', 'general', 'edit']
    """
    return STEMS[word]


def _stem(word: str) -> str:
    key = singular(word)
    for british, american in _AMERICAN:
        if key.endswith(british) and len(key) > len(british) + 3:
            key = key.removesuffix(british) + american
    if key in _WHOLE:
        return key
    for ending, shortest in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= shortest:
            key = key.removesuffix(ending)
            break
    return key[:-1] if len(key) > _SHORTEST_STEM and key[-1] == key[-2] and key[-1] not in "sf" else key


STEMS = Remembered(_stem, most=_CACHE_SIZE)


def lengths_of(stems: Iterable[str]) -> tuple[int, ...]:
    """List the lengths that stems have, the longest first."""
    return tuple(sorted(set(map(len, stems)), reverse=True))


def stem_of(lower: str, stems: Collection[str], lengths: Sequence[int]) -> str | None:
    """Find the longest of some stems that a lower-case word begins with, or None; a short one must nearly be the word.

    Args:
        lengths: those of the stems (``lengths_of``).
    """
    for length in lengths:
        if len(lower) >= length and lower[:length] in stems and (length > 3 or len(lower) <= length + 3):
            return lower[:length]
    return None
