"""The links of a text: which artifacts it names, of what type, in what role, and how sure the whole statement is.

1. Words of the world are dropped (``other_senses``), and known artifacts that the paper contradicts are denied: their
   names are new ones (``taken_names``).
2. Candidates are scored, and those chosen that are names (``scoring``).
3. Each gets its type: first whether it is data, a model or a method, then which kind of data. So a name that may be
   a dataset as well as a benchmark is not taken for a method that is less probable than both together.
4. Each gets its role, seen with the others of the paper (``roles.decision``).
5. The paper of a catalogue entry, known by its arXiv id, introduces it, whatever the words.
6. The confidence of a link is that of the whole statement: the product of the probabilities of name, type and role,
   calibrated on whole links of papers that the models had not seen (``linker.training.trainer``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.catalogue.catalogue import Catalogue
from kg.ground.joined_links import join_links_by_artifact
from kg.ground.records import Artifact, ConfidenceParts, Evidence, Link
from kg.ground.schema import ArtifactType, Role
from kg.linker.mentions.candidates import Candidate, find_candidates
from kg.linker.mentions.canonical_name import new_artifact, with_free_slug
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.mentions.mention import Mention
from kg.linker.models.linear import Calibration, LinkModels
from kg.linker.roles.decision import RoleCase, decide_roles, role_case
from kg.linker.roles.known_uses import used_artifact
from kg.linker.roles.role_features import paper_features
from kg.linker.scoring.choice import ScoredCandidate, choose, score_candidates
from kg.linker.scoring.other_senses import drop_other_senses
from kg.linker.scoring.taken_names import deny_taken_names
from kg.linker.text.paper_text import PaperText

_CONFIDENCE_DIGITS = 3
_MOST_SURE = 0.999
#: How sure it is at least that a paper introduces what the catalogue says it is the paper of.
_OWN_PAPER = 0.98


def link_artifacts(text: PaperText, matcher: AliasMatcher, models: LinkModels) -> tuple[Link, ...]:
    """Link the artifacts of a text, in the order of their first mentions, one link for each."""
    chosen = choose(scored_candidates(text, matcher, models), models.threshold)
    if not chosen:
        return ()
    types, cases = role_cases([item for item, _ in chosen], text, models)
    roles = decide_roles(cases, models.stacked_roles)
    known = frozenset(item.candidate.artifact.slug for item, _ in chosen if item.candidate.artifact is not None)
    paper = _Paper(text, matcher.catalogue, known)
    links = []
    for (item, mentions), case, sure, role in zip(chosen, cases, types, roles, strict=True):
        kind = ArtifactType(case.kind)
        artifact = _named_artifact(item.candidate, mentions, kind, role[0], paper)
        if _is_paper_of_entry(item.candidate, text):
            role = Role.INTRODUCES, max(_OWN_PAPER, role[1] if role[0] is Role.INTRODUCES else 0.0)
        links.append(_link_of_artifact(artifact, mentions, (kind, sure), role, item.probability, models.statement))
    return join_links_by_artifact(links)


def scored_candidates(text: PaperText, matcher: AliasMatcher, models: LinkModels) -> list[ScoredCandidate]:
    """Score every candidate of a text, with its features and probability, also those that are not chosen."""
    scored = score_candidates(possible_candidates(text, matcher), text, models.named)
    return [
        replace(item, probability=max(_OWN_PAPER, item.probability))
        if _is_paper_of_entry(item.candidate, text)
        else item
        for item in scored
    ]


def _is_paper_of_entry(candidate: Candidate, text: PaperText) -> bool:
    """Check whether the text is of the paper that the catalogue says a known artifact is from."""
    artifact = candidate.artifact
    return artifact is not None and artifact.is_of_paper(text.paper)


def possible_candidates(text: PaperText, matcher: AliasMatcher) -> list[Candidate]:
    """Find the candidates of a text that are no words of the world; known artifacts that it contradicts are denied."""
    return deny_taken_names(drop_other_senses(find_candidates(text, matcher), text), text.paper)


def role_cases(
    items: Sequence[ScoredCandidate], text: PaperText, models: LinkModels
) -> tuple[list[float], list[RoleCase]]:
    """Return the probability of each candidate's type, and, with that type, what its role is decided from."""
    paper = paper_features(text) if items else ()
    typed = [_type_of_candidate(item, models.type.probabilities((*item.features, *paper))) for item in items]
    cases = [
        role_case(item.candidate, item.features, kind, text, paper)
        for item, (kind, _) in zip(items, typed, strict=True)
    ]
    return [probability for _, probability in typed], cases


def evidence_of(mention: Mention) -> Evidence:
    """Make the evidence record of a mention."""
    return mention.text.evidence(mention.first, mention.last)


def _type_of_candidate(item: ScoredCandidate, probabilities: Mapping[str, float]) -> tuple[ArtifactType, float]:
    """Decide the type of a candidate, of a known artifact among its own, and its probability among these."""
    artifact = item.candidate.artifact
    possible = artifact.types if artifact is not None else tuple(ArtifactType)
    weights = {kind: probabilities.get(kind, 0.0) for kind in possible}
    whole = sum(weights.values())
    if not whole:
        return possible[0], 1.0 / len(possible)
    data = sum(weight for kind, weight in weights.items() if kind.is_data)
    kind = max(weights, key=lambda kind: (data if kind.is_data else weights[kind], weights[kind], kind))
    return kind, weights[kind] / whole


@dataclass(frozen=True, slots=True)
class _Paper:
    """What the name of one artifact is understood with: the text, the catalogue, and the slugs of the known artifacts
    that the paper names; a new name of such a slug is joined with it, since only some of its mentions have the context
    that the catalogue asks for."""

    text: PaperText
    catalogue: Catalogue
    known: frozenset[str]


def _named_artifact(
    candidate: Candidate, mentions: Sequence[Mention], kind: ArtifactType, role: Role, paper: _Paper
) -> Artifact:
    """Return the artifact that a chosen candidate names."""
    artifact = candidate.artifact or used_artifact(candidate, mentions, kind, role, paper.catalogue, paper.text)
    if artifact is not None:
        return artifact
    new = new_artifact(mentions, kind)
    return new if new.slug in paper.known and candidate.denied is None else with_free_slug(new, paper.catalogue)


def _link_of_artifact(
    artifact: Artifact,
    mentions: Sequence[Mention],
    kind: tuple[ArtifactType, float],
    role: tuple[Role, float],
    name: float,
    calibration: Calibration,
) -> Link:
    probabilities = (name, kind[1], role[1])
    return Link(
        artifact=artifact,
        type=kind[0],
        role=role[0],
        confidence=_stated_probability(calibration.probability(math.prod(probabilities))),
        evidence=tuple(map(evidence_of, mentions)),
        parts=ConfidenceParts(*map(_stated_probability, probabilities)),
    )


def _stated_probability(probability: float) -> float:
    """Round a probability as a link states it: never certain, which only people are."""
    return min(round(probability, _CONFIDENCE_DIGITS), _MOST_SURE)
