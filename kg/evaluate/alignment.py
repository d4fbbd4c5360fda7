"""Which predicted entity is which gold entity of the same paper.

Greedy and one to one: a pair matches if it shares a surface string or the canonical name; firm gold entities before
unsure ones, then pairs of one name, then of one type, then those that share most surfaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.evaluate.gold import ScoredEntity, ScoredResult, fold_surface


@dataclass(frozen=True, slots=True)
class Match:
    """A gold and a predicted entity that are the same, and what of them agrees."""

    gold: ScoredEntity
    predicted: ScoredEntity
    same_name: bool
    same_type: bool

    @property
    def same_role(self) -> bool:
        """Whether the predicted role is the gold role or its alternative."""
        return self.predicted.roles[:1] != () and self.predicted.roles[0] in self.gold.roles

    @property
    def is_whole(self) -> bool:
        """Whether type and role are both right."""
        return self.same_type and self.same_role


def align(gold: Sequence[ScoredEntity], predicted: Sequence[ScoredEntity]) -> list[Match]:
    """Match the entities of one paper."""
    pairs = []
    for g, wanted in enumerate(gold):
        for p, found in enumerate(predicted):
            shared = len(wanted.surfaces & found.surfaces)
            if shared:
                match = Match(
                    wanted,
                    found,
                    fold_surface(wanted.name) == fold_surface(found.name),
                    found.types[0] in wanted.types,
                )
                pairs.append((not wanted.unsure, match.same_name, match.same_type, shared, -g, -p, match))
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    matches = []
    for *_, g, p, match in sorted(pairs, key=lambda pair: pair[:6], reverse=True):
        if g not in used_gold and p not in used_predicted:
            used_gold.add(g)
            used_predicted.add(p)
            matches.append(match)
    return matches


def match_results(gold: Sequence[ScoredResult], predicted: Sequence[ScoredResult]) -> int:
    """Count the predicted results that are right, each gold result counted once.

    Right means: the same figure (without its sign), and where both name a model or a benchmark, one name holds the
    other ("T5" and "T5 (fine-tuned)").
    """
    left = list(gold)
    right = 0
    for found in predicted:
        for wanted in left:
            if (
                found.values & wanted.values
                and _surfaces_agree(found.model, wanted.model)
                and _surfaces_agree(found.on, wanted.on)
            ):
                left.remove(wanted)
                right += 1
                break
    return right


def _surfaces_agree(one: str, other: str) -> bool:
    return not one or not other or one in other or other in one
