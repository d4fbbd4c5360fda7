"""The little grammar that the reading of results needs: verbs of reaching and changing, and what a name depends on.

Patterns over lower-case text instead of a parser: a parser would take most of the linking time, for a few sentences
of an abstract.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.linker.results.clauses import Place, Sentence

_STEMS = (
    r"achiev|reach|obtain|scor|attain|yield|deliver|record|exceed|surpass|outperform|improv|increas|reduc|decreas|drop|"
    r"gain|lead|boost|rais|ris|lower|beat|perform|maintain|trail|degrad|fall|identif|solv|rank|run|cut|accelerat|"
    r"experienc|suffer|plateau|resolv|succeed|win|match|bring|enhanc|outclass|lag|los|climb|jump|peak|control|retain|"
    r"recover|remov|sav|predict|detect|classif|hit|get|lead|set|enabl|provid|generat|dominat|exhibit|advanc|rival"
)
_VERB = re.compile(rf"\b(?P<stem>{_STEMS})(?P<ending>e|s|es|ed|d|ing|ting|ping|ning|ies|ied|y|ts|ses)?\b")
# Words that are nouns as often as verbs, and what shows that they are nouns here.
_NOUN_STEMS = frozenset(
    (
        "scor",
        "gain",
        "increas",
        "decreas",
        "drop",
        "boost",
        "rank",
        "record",
        "cut",
        "ris",
        "lead",
        "win",
        "hit",
        "los",
        "fall",
        "run",
        "set",
        "peak",
        "control",
        "match",
        "yield",
        "advanc",
        "rais",
    )
)
_NOUN_BEFORE = re.compile(
    r"\b(?:an?|the|of|with|relative|absolute|average|overall|performance|accuracy|further|significant|substantial|"
    r"consistent|notable|in|no|top|f1|bleu|mean|highest|best|its|their|our|quality|this|these|large|points?)\s$|(?:^|\s)\d[\d.]*%?\s$"
)
_ADJECTIVES = frozenset(("leading", "setting", "settings", "ranking", "lower", "matching", "increasing"))
_NOUN_AFTER = re.compile(r"\s(?:of|in|over|up\sto)\b")
_PREPOSITION = re.compile(
    r"\b(on|over|than|with|using|from|for|of|by|to|in|against|via|versus|vs\.?|as|under|into|at|behind|across)\s"
    r"(?:(?:the|a|an|our|its|their)\s)?(?:state-of-the-art\s|original\s|existing\s|(?![a-z]+(?:ed|s)\s)[a-z][a-z-]*\s)?$"
)
_JOINED = re.compile(r"(?:\s?\([^()]{0,30}\))?(?:,?\s(?:and|or)|\s&)\s")
_COMMA = re.compile(r"(?:\s?\([^()]{0,30}\))?,\s")
_GOES_ON = re.compile(r"(?:\s?\([^()]{0,30}\))?(?:,?\s(?:and|or)\s|,\s(?=\S{0,12}[A-Z]))")


@lru_cache(maxsize=64)  # a sentence's candidates all ask the same
def find_verbs(text: str, end: int) -> list[re.Match[str]]:
    """Return the verbs before a position that speak of reaching, changing or beating; nouns like "a gain of" are
    none.
    """
    return [
        match
        for match in _VERB.finditer(text, 0, end)
        if match.group() not in _ADJECTIVES
        and not (
            match["stem"] in _NOUN_STEMS
            and match["ending"] in (None, "e", "s", "es")
            and (
                _NOUN_AFTER.match(text, match.end())
                or _NOUN_BEFORE.search(text[max(0, match.start() - 20) : match.start()])
            )
        )
    ]


def dependence(place: Place, sentence: Sentence) -> str | None:
    """Say what a name depends on: a preposition, or ``object`` for a verb; also through an enumeration ("on A and
    B").
    """
    before = sentence.lower[max(0, place.start - 60) : place.start]
    match = _PREPOSITION.search(before)
    if match:
        return match[1]
    if _is_object_of_verb(before):
        return "object"
    earlier = [other for other in sentence.places if other.end <= place.start]
    if not earlier:
        return None
    gap = sentence.lower[earlier[-1].end : place.start]
    # "On A, B achieves": a comma alone joins names only where the enumeration goes on.
    if _JOINED.fullmatch(gap) or (_COMMA.fullmatch(gap) and _GOES_ON.match(sentence.text, place.end)):
        return dependence(earlier[-1], sentence)
    return None


def _is_object_of_verb(before: str) -> bool:
    """Tell whether a name that follows this text is the object of its last verb: "outperforms strong models such
    as".
    """
    verbs = find_verbs(before, len(before))
    if not verbs:
        return False
    gap = before[verbs[-1].end() :].replace("such as", "").replace(", e.g.,", "").replace("including", "")
    return not re.search(r"[,;:(]|\b(?:that|which|when|where|and|by|\d)\b", gap)
