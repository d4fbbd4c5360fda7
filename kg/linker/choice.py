"""Scores and choice: which candidates of a paper become links.

1. Each candidate gets a probability that it is a named artifact, from its features.
2. From the most to the least probable, a candidate keeps the mentions that overlap no mention of one chosen before it.
3. A candidate is chosen if it keeps a mention and its probability reaches the threshold; else it is NIL's opposite
   number: nothing, and it is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.ground.schema import TextField
from kg.linker.candidates import Candidate, Mention, PaperText
from kg.linker.features import candidate_features, known_tokens
from kg.linker.linear import BinaryModel


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """A candidate with its features and the calibrated probability that it is a named artifact."""

    candidate: Candidate
    features: tuple[str, ...]
    probability: float


def score_candidates(candidates: Iterable[Candidate], text: PaperText, model: BinaryModel) -> list[ScoredCandidate]:
    """Features and probability of each candidate."""
    candidates = list(candidates)
    neighbours = known_tokens(candidates)
    scored = []
    for candidate in candidates:
        features = tuple(candidate_features(candidate, text, neighbours))
        scored.append(ScoredCandidate(candidate, features, model.probability(features)))
    return scored


def choose(scored: Iterable[ScoredCandidate], threshold: float) -> list[tuple[ScoredCandidate, list[Mention]]]:
    """The chosen candidates with the mentions that they keep, in order of first mention."""
    taken: dict[TextField, set[int]] = {field: set() for field in TextField}
    chosen = []
    for item in sorted(scored, key=_priority):
        if item.probability < threshold:
            break
        kept = [mention for mention in item.candidate.mentions if _is_free(mention, taken)]
        if not kept:
            continue
        for mention in kept:
            taken[mention.text.field].update(range(mention.first, mention.last))
        chosen.append((item, kept))
    return sorted(chosen, key=lambda pair: _position(pair[1][0]))


def _priority(item: ScoredCandidate) -> tuple[float, int, str]:
    longest = max(mention.last - mention.first for mention in item.candidate.mentions)
    return -item.probability, -longest, item.candidate.key


def _is_free(mention: Mention, taken: dict[TextField, set[int]]) -> bool:
    return taken[mention.text.field].isdisjoint(range(mention.first, mention.last))


def _position(mention: Mention) -> tuple[bool, int]:
    return mention.text.field is TextField.ABSTRACT, mention.first
