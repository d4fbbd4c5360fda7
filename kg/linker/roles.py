"""Roles in two passes: what a paper does with an artifact also shows in what it does with the others.

1. Each artifact gets a first role from its own features (``role_features``).
2. The first roles of the *other* artifacts of the paper become features: what it introduces, what it does with those of
   the same type, of the same sentence, and of the same list. A second model decides with these too.

The second pass is stacking in the manner of D. Wolpert, "Stacked generalization", 1992: in training, the first roles
come from models that have not seen the paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.ground.schema import ArtifactType, Role
from kg.linker.candidates import Candidate, PaperText
from kg.linker.features import MENTIONS_READ
from kg.linker.linear import ClassModel
from kg.linker.lists import list_around
from kg.linker.role_features import role_features, sentence_features

# Nobody trains on a model, and nobody compares with a corpus as with a baseline (the guidelines of the gold data).
_IMPOSSIBLE: dict[str, frozenset[str]] = {
    ArtifactType.MODEL: frozenset({Role.EVALUATES_ON, Role.TRAINS_ON}),
    ArtifactType.METHOD: frozenset({Role.EVALUATES_ON, Role.TRAINS_ON}),
    ArtifactType.DATASET: frozenset({Role.EVALUATES, Role.COMPARES_WITH}),
    ArtifactType.BENCHMARK: frozenset({Role.EVALUATES, Role.COMPARES_WITH}),
}
_MANY = 4  # others of a type from which it matters no more how many they are


@dataclass(frozen=True, slots=True)
class RoleCase:
    """What the role of one artifact of a paper is decided from.

    Attributes:
        kind: the artifact's type. features: those of the first pass.
        sentences, lists: where the mentions stand: (field, number of sentence), (field, first, last token of a list).
    """

    kind: str
    features: tuple[str, ...]
    sentences: frozenset[tuple[str, int]]
    lists: frozenset[tuple[str, int, int]]


def role_case(
    candidate: Candidate, features: Sequence[str], kind: str, text: PaperText, paper: Sequence[str]
) -> RoleCase:
    """The case of a candidate.

    Args:
        features: the candidate's. kind: its type. paper: the paper's features.
    """
    mentions = candidate.mentions[:MENTIONS_READ]
    lists = set()
    for mention in mentions:
        begin, end = mention.text.sentences[mention.text.sentence_of[mention.first]]
        lists.add((str(mention.text.field), *list_around(mention, begin, end)))
    return RoleCase(
        kind,
        role_features(features, kind, paper, sentence_features(mentions, text)),
        frozenset((str(mention.text.field), mention.text.sentence_of[mention.first]) for mention in mentions),
        frozenset(lists),
    )


def decide_roles(cases: Sequence[RoleCase], first: ClassModel, second: ClassModel) -> list[Role]:
    """The role of each artifact of one paper."""
    roles = first_roles(cases, first)
    return [best_role(second, second_features(case, cases, roles), case.kind) for case in cases]


def first_roles(cases: Iterable[RoleCase], model: ClassModel) -> list[Role]:
    """The role of each artifact as its own features have it."""
    return [best_role(model, case.features, case.kind) for case in cases]


def best_role(model: ClassModel, features: Sequence[str], kind: str) -> Role:
    """The most probable role that an artifact of this type can have."""
    scored = zip(model.scores(features), model.classes, strict=True)
    return Role(max(pair for pair in scored if pair[1] not in _IMPOSSIBLE[kind])[1])


def second_features(case: RoleCase, cases: Sequence[RoleCase], roles: Sequence[str]) -> tuple[str, ...]:
    """What the second pass sees of an artifact: its own features and the first roles of the others."""
    others = [(other, role) for other, role in zip(cases, roles, strict=True) if other is not case]
    peers = tuple(dict.fromkeys(_peers(case, others)))
    return (*case.features, *peers, *(f"is:{case.kind}&{name}" for name in peers))


def _peers(case: RoleCase, others: Sequence[tuple[RoleCase, str]]) -> Iterable[str]:
    introduced = sorted({other.kind for other, role in others if role == Role.INTRODUCES}) or ["none"]
    yield from (f"peers:introduced={kind}" for kind in introduced)
    yield f"peers:all-introduced={'+'.join(introduced)}"
    alike = Counter(str(role) for other, role in others if other.kind == case.kind)
    yield f"peers:count={min(_MANY, alike.total())}"
    yield f"peers:most={max(sorted(alike), key=alike.__getitem__, default='none')}"
    yield from (f"peers:some={role}" for role in sorted(alike))
    for other, role in others:
        if case.sentences & other.sentences:
            yield f"peers:sentence={other.kind}-{role}"
        if other.kind == case.kind and case.lists & other.lists:
            yield f"peers:list={role}"
