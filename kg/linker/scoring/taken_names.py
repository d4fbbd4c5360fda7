"""Candidates whose known artifact the paper contradicts become new names, before anything is scored.

1. Every known candidate that the paper gives its own thing as a name is asked for its ``conflict_terms``.
2. Where they speak against the artifact, the candidate, and its derived variants, get no artifact: each is a new name,
   with the mentions of a new name of the same spelling and of the phrase in brackets that spells it out.
3. The rules that propose new names are asked again at its mentions, since they leave catalogue matches alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.ground.records import Paper
from kg.ground.text import fold
from kg.linker.mentions.abbreviations import find_abbreviations
from kg.linker.mentions.candidates import Candidate
from kg.linker.mentions.mention import Mention, Origin
from kg.linker.mentions.new_names import find_spans
from kg.linker.scoring.identity_conflict import Term, bracketed_phrase, conflict_terms, is_contradicted


def deny_taken_names(candidates: Sequence[Candidate], paper: Paper) -> list[Candidate]:
    """Deny the candidates of a paper that it contradicts as new names; see the module's steps."""
    new_names = {candidate.key: candidate.mentions for candidate in candidates if candidate.artifact is None}
    conflicts = {
        candidate.key: terms
        for candidate in candidates
        if candidate.artifact is not None and (terms := _conflict_of_candidate(candidate, candidates, new_names, paper))
    }
    denied = {
        candidate.entry.slug: conflicts[candidate.key]
        for candidate in candidates
        if candidate.entry is not None and is_contradicted(conflicts.get(candidate.key, ()))
    }
    for candidate in candidates:
        candidate.conflict = conflicts.get(candidate.key, ())
    if not denied:
        return list(candidates)
    kept = {
        candidate.key: candidate
        for candidate in candidates
        if candidate.entry is None or candidate.entry.slug not in denied
    }
    for candidate in candidates:
        if candidate.entry is not None and candidate.entry.slug in denied:
            _add_new_name(kept, candidate, denied[candidate.entry.slug])
    return [candidate for candidate in kept.values() if candidate.mentions]


def _conflict_of_candidate(
    candidate: Candidate, candidates: Iterable[Candidate], new_names: Mapping[str, Sequence[Mention]], paper: Paper
) -> tuple[Term, ...]:
    """Find the terms, with the other known artifacts whose names mean nothing else.

    Args:
        new_names: the mentions of each new name; those of the candidate's spelling are of the same name.
    """
    named = (
        other.artifact
        for other in candidates
        if other.artifact is not None and other is not candidate and other.same_case and not other.rivals
    )
    mentions = [
        mention
        for key in {fold(mention.surface) for mention in candidate.mentions}
        for mention in new_names.get(key, ())
    ]
    return conflict_terms(candidate, [*candidate.mentions, *mentions], paper, named)


def _add_new_name(kept: dict[str, Candidate], denied: Candidate, terms: tuple[Term, ...]) -> None:
    key = fold(denied.mentions[0].surface)
    target = kept.setdefault(key, Candidate(key))
    if target.artifact is not None:
        return
    places = {(mention.text.field, mention.first, mention.last) for mention in target.mentions}
    target.mentions += [
        _as_new_name(mention)
        for mention in denied.mentions
        if (mention.text.field, mention.first, mention.last) not in places
    ]
    target.denied, target.conflict = denied.artifact, terms
    target.long_forms |= denied.long_forms
    _take_in_long_forms(kept, target)
    target.mentions.sort(key=lambda mention: mention.place)


def _as_new_name(mention: Mention) -> Mention:
    """Turn the mention into one with the rules that propose it as a new name."""
    return Mention(mention.text, mention.first, mention.last, frozenset(_origins_at(mention) or {Origin.RUN}))


def _origins_at(mention: Mention) -> set[Origin]:
    text = mention.text
    spans = find_spans(text, find_abbreviations(text))
    return {span.origin for span in spans if (span.first, span.last) == (mention.first, mention.last)}


def _take_in_long_forms(kept: dict[str, Candidate], target: Candidate) -> None:
    """Take the phrase of "T5 (Navigation Using Learned Maps)" as another name of T5, not a name beside it."""
    for index, mention in enumerate(target.mentions):
        span = bracketed_phrase(mention.text, mention.last)
        if span is None:
            continue
        long_form = fold(mention.text.span(*span))
        other = kept.get(long_form) or Candidate(long_form, mentions=[Mention(mention.text, *span, frozenset())])
        if other.artifact is not None or other is target:
            continue
        target.mentions[index] = _with_origin(mention, Origin.SHORT_FORM)
        target.mentions += [_with_origin(one, Origin.LONG_FORM) for one in other.mentions]
        target.long_forms.add(long_form)
        other.mentions = []
        return


def _with_origin(mention: Mention, origin: Origin) -> Mention:
    return Mention(mention.text, mention.first, mention.last, mention.origins | {origin})
