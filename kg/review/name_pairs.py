"""Names that may be one thing or two, and names that may stand for several things.

1. *Same name, two ids*: a new name that two papers introduce (``name~paper``), or that the catalogue has as well.
2. *Nearly the same spelling*: two names, of which one at least is new, that differ in one letter, or in the order of
   two neighbours. They are found by what is left when a letter is taken out (W. Garbe, SymSpell, 2012), so each name is
   compared with few others. Names that differ in a digit are versions, and short ones are near each other by chance.
3. *Homonyms*: a new name that papers spell out in ways that share no word, or that is data in one paper and none in
   another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from kg.ground.identifiers import artifact_id
from kg.ground.schema import ArtifactType
from kg.ground.text import fold
from kg.review.name_uses import NameUse

_SHORTEST = 6  # letters of a name whose spelling is compared: of five, "BLOOM" and "BROOM" are no slip
_CROWD = 8  # names that one more letter would make the same: a pattern of names, not slips
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"\w+")


def same_name_pairs(uses: Mapping[str, NameUse]) -> Iterator[tuple[str, str]]:
    """Yield the slugs of artifacts that have one folded name, where one of them at least is new."""
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    for slug, use in uses.items():
        for name in use.names:
            by_name[fold(name)].add(slug)
    yield from _pairs_of_groups(by_name.values(), uses)


def near_name_pairs(uses: Mapping[str, NameUse]) -> Iterator[tuple[str, str]]:
    """Yield the slugs of artifacts whose names differ in one letter, where one of them at least is new."""
    by_rest: defaultdict[str, set[str]] = defaultdict(set)
    keys = {slug: fold(use.name) for slug, use in uses.items()}
    for slug, key in keys.items():
        if len(key) >= _SHORTEST:
            for rest in {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}:
                by_rest[rest].add(slug)
    groups = (group for group in by_rest.values() if len(group) <= _CROWD)
    for one, other in _pairs_of_groups(groups, uses):
        if keys[one] != keys[other] and _DIGITS.findall(keys[one]) == _DIGITS.findall(keys[other]):
            yield one, other


def _pairs_of_groups(groups: Iterable[set[str]], uses: Mapping[str, NameUse]) -> Iterator[tuple[str, str]]:
    """Yield each pair of a group once, the one that the other would become first."""
    seen = set()
    for group in groups:
        for pair in combinations(sorted(group, key=lambda slug: _standing(slug, uses[slug])), 2):
            if pair not in seen and uses[pair[1]].is_new:
                seen.add(pair)
                yield pair


def _standing(slug: str, use: NameUse) -> tuple[bool, int, str]:
    """Order artifacts: what the catalogue has, then what more papers name."""
    return use.is_new, -use.count, slug


def differing_papers(use: NameUse) -> tuple[list[str], str, str]:
    """Find the papers in which a new name may stand for another thing than in most.

    Returns:
        what lines of the corrections call the papers, why they differ, and a name for their thing; no papers where
        nothing is suspicious.
    """
    forms = sorted(use.forms, key=lambda form: (-len(use.forms[form]), form))
    if forms:
        usual = _words_of_form(use.spelled[forms[0]])
        others = [form for form in forms[1:] if usual.isdisjoint(_words_of_form(use.spelled[form]))]
        if others:
            papers = [paper for form in others for paper in use.forms[form]]
            form = use.spelled[others[0]]
            return papers, f"spelled out as {use.spelled[forms[0]]!r} and as {form!r}", form
    data = [paper for kind, papers in use.typed.items() if ArtifactType(kind).is_data for paper in papers]
    rest = [paper for kind, papers in use.typed.items() if not ArtifactType(kind).is_data for paper in papers]
    if data and rest:
        fewer = data if len(data) < len(rest) else rest
        kind = next(kind for kind, papers in use.typed.items() if fewer[0] in papers)
        return fewer, f"data in {len(data)} of its papers, a model or method in {len(rest)}", f"{use.name} ({kind})"
    return [], "", ""


def _words_of_form(form: str) -> set[str]:
    """Return the words of a form, each by its first letters, which its other forms share."""
    return {word.casefold()[:5] for word in _WORDS.findall(form) if len(word) > 2}


def pair_key(one: str, other: str) -> str:
    """Name a question about two slugs, whichever comes first."""
    return " ".join(sorted((artifact_id(one), artifact_id(other))))
