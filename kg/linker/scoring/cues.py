"""Cues: the words around a name that tell types and roles apart.

Stems, chosen by reading how abstracts introduce, use, train on, evaluate and compare; their weights are trained.
"""

from __future__ import annotations

from kg.ground.machine.remembered import Remembered
from kg.linker.text.lexicon import CUE_STEMS
from kg.linker.text.morphology import lengths_of, stem_of

_CUES = frozenset(CUE_STEMS.split())
_LENGTHS = lengths_of(_CUES)


def cue_of(word: str) -> str | None:
    """Find the cue that a word begins with, the longest first, or None; a short cue must nearly be the word.

    >>> cue_of("Evaluating"), cue_of("using"), cue_of("user"), cue_of("wood")
    ('evaluat', 'using', 'us', None)
    """
    return CUES[word]


CUES: Remembered[str, str | None] = Remembered(lambda word: stem_of(word.lower(), _CUES, _LENGTHS), most=1 << 15)
