"""Roles in two passes: what a paper does with an artifact also shows in what it does with the others.

1. Each artifact gets a first role from its own features (``role_features``).
2. The first roles of the *other* artifacts of the paper become features: what it introduces, what it does with those of
   the same type, of the same sentence, and of the same list. A second model decides with these too.

3. Members of one list share their scores.

The second pass is stacking in the manner of D. Wolpert, "Stacked generalization", 1992: in training, the first roles
come from models that have not seen the paper.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from kg.ground.schema import ArtifactType, Role
from kg.ground.text import fold
from kg.linker.mentions.candidates import Candidate
from kg.linker.mentions.name_lists import list_around
from kg.linker.models.linear import ClassModel, StackedModels
from kg.linker.roles.role_features import role_features, sentence_features
from kg.linker.scoring.candidate_features import MENTIONS_READ
from kg.linker.text.paper_text import PaperText

# Nobody trains on a model, and nobody compares with a corpus as with a baseline (the guidelines of the gold data).
_POSSIBLE: dict[str, frozenset[str]] = {
    kind: frozenset(role for role in Role if role.allows(kind)) for kind in ArtifactType
}
# Where the stem of a name ends: before "-4B" in "CoVe-4B", before "Base" in "TowerBase".
_STEM_ENDS = (re.compile(r"[\s_/.+-]"), re.compile(r"[\s_/.+-]|(?<=[a-z])(?=[A-Z])"))
_SHORTEST_STEM = 3  # letters
_Peer = tuple[str, str]  # type and first role
_Place = tuple[str | int, ...]  # a sentence, list or stem of ``RoleCase``, or the paper as a whole
_PAPER: _Place = ()
# Half of a role's score is that of the rest of its list: 0.903 of the roles of 156 entities of study papers were right
# with 0.33, 0.916 with 0.5, 0.89 without.
_SHARE_OF_LIST = 0.5
_MANY = 4  # others of a type from which it matters no more how many they are


@dataclass(frozen=True, slots=True)
class RoleCase:
    """What the role of one artifact of a paper is decided from.

    Attributes:
        kind: the artifact's type. features: those of the first pass.
        sentences, lists: where the mentions stand: (field, number of sentence), (field, first, last token of a list).
        stems: what the names begin with: "CoVe-4B" and "CoVe" share one.
    """

    kind: str
    features: tuple[str, ...]
    sentences: frozenset[tuple[str, int]]
    lists: frozenset[tuple[str, int, int]]
    stems: frozenset[tuple[str]] = frozenset()


def role_case(
    candidate: Candidate, features: Sequence[str], kind: str, text: PaperText, paper: Sequence[str]
) -> RoleCase:
    """Return the case of a candidate.

    Args:
        features: the candidate's. kind: its type. paper: the paper's features.
    """
    mentions = candidate.mentions[:MENTIONS_READ]
    return RoleCase(
        kind,
        role_features(features, kind, paper, sentence_features(mentions, text)),
        frozenset((str(mention.text.field), mention.text.sentence_of[mention.first]) for mention in mentions),
        frozenset((str(mention.text.field), *list_around(mention)) for mention in mentions),
        frozenset(stem for mention in mentions for stem in _stems_of_name(mention.surface)),
    )


def _stems_of_name(name: str) -> Iterator[tuple[str]]:
    for end in _STEM_ENDS:
        stem = fold(end.split(name, maxsplit=1)[0])
        if len(stem) >= _SHORTEST_STEM:
            yield (stem,)


def decide_roles(cases: Sequence[RoleCase], models: StackedModels) -> list[tuple[Role, float]]:
    """Decide the role of each artifact of one paper, and its probability among those that the type can have."""
    scored = [models.scores(case.features) for case in cases]
    roles = [
        _most_probable(models.classes, first, case.kind)[0] for (first, _), case in zip(scored, cases, strict=True)
    ]
    more = _features_by_peers(cases, roles)
    scores = [models.with_more(second, seen) for (_, second), seen in zip(scored, more, strict=True)]
    shared = _shared_by_lists(cases, scores)
    return [_most_probable(models.classes, each, case.kind) for case, each in zip(cases, shared, strict=True)]


def _shared_by_lists(cases: Sequence[RoleCase], scores: Sequence[Sequence[float]]) -> list[Sequence[float]]:
    """Share scores with the others of the same type that stand in the same list: what governs a list governs
    each of its members, so that they are right or wrong as one."""
    shared: list[Sequence[float]] = []
    for number, case in enumerate(cases):
        peers = [
            scores[other]
            for other, peer in enumerate(cases)
            if other != number and peer.kind == case.kind and not case.lists.isdisjoint(peer.lists)
        ]
        own = scores[number]
        if peers:
            means = map(fmean, zip(*peers, strict=True))
            own = [
                (1 - _SHARE_OF_LIST) * mine + _SHARE_OF_LIST * theirs for mine, theirs in zip(own, means, strict=True)
            ]
        shared.append(own)
    return shared


def first_roles(cases: Iterable[RoleCase], model: ClassModel) -> list[Role]:
    """Decide the role of each artifact by its own features."""
    return [best_role(model, case.features, case.kind)[0] for case in cases]


def best_role(model: ClassModel, features: Sequence[str], kind: str) -> tuple[Role, float]:
    """Find the most probable role that an artifact of this type can have, and its probability among these."""
    return _most_probable(model.classes, model.scores(features), kind)


def _most_probable(classes: Sequence[str], scores: Sequence[float], kind: str) -> tuple[Role, float]:
    possible = [pair for pair in zip(scores, classes, strict=True) if pair[1] in _POSSIBLE[kind]]
    top, name = max(possible)
    return Role(name), 1.0 / math.fsum(math.exp(score - top) for score, _ in possible)


def second_features(cases: Sequence[RoleCase], roles: Sequence[str]) -> list[tuple[str, ...]]:
    """Return what the second pass sees of each artifact of a paper: its own features and the first roles of the others.

    Args:
        roles: the first role of each case.
    """
    more = _features_by_peers(cases, roles)
    return [(*case.features, *seen) for case, seen in zip(cases, more, strict=True)]


def _features_by_peers(cases: Sequence[RoleCase], roles: Sequence[str]) -> list[list[str]]:
    """Return what the first roles of the others add to what is seen of each artifact."""
    met: dict[_Place, Counter[_Peer]] = {}
    for case, role in zip(cases, roles, strict=True):
        for place in (_PAPER, *case.sentences, *case.lists, *case.stems):
            met.setdefault(place, Counter())[case.kind, role] += 1
    seen = []
    for case, role in zip(cases, roles, strict=True):
        peers = list(dict.fromkeys(_features_of_peers(case, Counter([(case.kind, role)]), met)))
        seen.append(peers + [f"is:{case.kind}&{name}" for name in peers])
    return seen


def _features_of_peers(case: RoleCase, own: Counter[_Peer], met: Mapping[_Place, Counter[_Peer]]) -> Iterator[str]:
    """Yield what the others are and do; each place of ``met`` counts the case itself too, which ``own`` takes off."""
    others = met[_PAPER] - own
    introduced = sorted({kind for kind, role in others if role == Role.INTRODUCES}) or ["none"]
    yield from (f"peers:introduced={kind}" for kind in introduced)
    yield f"peers:all-introduced={'+'.join(introduced)}"
    alike = {role: count for (kind, role), count in sorted(others.items()) if kind == case.kind}
    yield f"peers:count={min(_MANY, sum(alike.values()))}"
    yield f"peers:most={max(alike, key=alike.__getitem__, default='none')}"
    yield from (f"peers:some={role}" for role in alike)
    for sentence in sorted(case.sentences):
        yield from (f"peers:sentence={kind}-{role}" for kind, role in sorted(met[sentence] - own))
    for place in sorted(case.lists):
        yield from (f"peers:list={role}" for kind, role in sorted(met[place] - own) if kind == case.kind)
    for stem in sorted(case.stems):
        yield from (f"peers:stem={role}" for _, role in sorted(met[stem] - own))
