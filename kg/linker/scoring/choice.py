"""Scores and choice: which candidates of a paper become links.

1. Each candidate gets a probability that it is a named artifact, from its features.
2. Candidates below the threshold are dropped.
3. Of overlapping mentions the longest wins, then the most probable: "DAHL Score" is not "DAHL". A candidate that keeps
   a mention is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.ground.schema import TextField
from kg.linker.mentions.candidates import Candidate
from kg.linker.mentions.mention import Mention
from kg.linker.models.linear import BinaryModel
from kg.linker.scoring.candidate_features import described
from kg.linker.text.paper_text import PaperText


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """A candidate with its features and the calibrated probability that it is a named artifact."""

    candidate: Candidate
    features: tuple[str, ...]
    probability: float


def score_candidates(candidates: Iterable[Candidate], text: PaperText, model: BinaryModel) -> list[ScoredCandidate]:
    """Features and probability of each candidate."""
    return [
        ScoredCandidate(candidate, features, model.probability(features))
        for candidate, features in described(candidates, text)
    ]


def choose(scored: Iterable[ScoredCandidate], threshold: float) -> list[tuple[ScoredCandidate, list[Mention]]]:
    """The chosen candidates with the mentions that they keep, in order of first mention."""
    accepted = [item for item in scored if item.probability >= threshold]
    claims = sorted(
        ((mention, item) for item in accepted for mention in item.candidate.mentions),
        key=lambda claim: (claim[0].first - claim[0].last, -claim[1].probability, claim[1].candidate.key),
    )
    taken: dict[TextField, set[int]] = {field: set() for field in TextField}
    kept: dict[str, list[Mention]] = {}
    for mention, item in claims:
        places = range(mention.first, mention.last)
        if taken[mention.text.field].isdisjoint(places):
            taken[mention.text.field].update(places)
            kept.setdefault(item.candidate.key, []).append(mention)
    chosen = [
        (item, sorted(kept[item.candidate.key], key=lambda mention: mention.place))
        for item in accepted
        if item.candidate.key in kept
    ]
    return sorted(chosen, key=lambda pair: pair[1][0].place)
