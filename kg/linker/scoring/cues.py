"""Cues: the words around a name that tell types and roles apart.

Stems, chosen by reading how abstracts introduce, use, train on, evaluate and compare; their weights are trained.
"""

from __future__ import annotations

from functools import lru_cache

from kg.linker.text.morphology import lengths_of, stem_of

_CUE_LIST = """
    introduc propos present releas develop creat construct collect curat build built design offer contribut
    publish novel new call name dub evaluat test assess benchmark examin analy investigat prob stud audit measur
    experiment result achiev score reach obtain perform accura demonstrat show outperform surpass exceed beat
    better improv over than compar baseline versus against state-of-the-art sota competitive match comparable
    prior previous existing recent such like including unlike although despite however while train pretrain
    fine-tun finetun tun learn data dataset corpus corpora token us using utiliz leverag employ adopt appl bas
    built-on backbone via through with integrat extend generat judg annotat simulat prompt ask answer across on
    from our we this in-context instance example e.g inspired motivat rise popular success advent emergence widely
    demonstrated model llm llms benchmark framework method algorithm task suite open-source commercial proprietary
"""
_CUES = frozenset(_CUE_LIST.split())


_LENGTHS = lengths_of(_CUES)


@lru_cache(maxsize=1 << 16)
def cue_of(word: str) -> str | None:
    """The cue that a word begins with, the longest first, or None; a short cue must nearly be the word.

    >>> cue_of("Evaluating"), cue_of("using"), cue_of("user"), cue_of("wood")
    ('evaluat', 'using', 'us', None)
    """
    return stem_of(word.lower(), _CUES, _LENGTHS)
