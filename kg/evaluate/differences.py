"""What a prediction gets wrong, and what changed since an older one: lists to read, one line an entity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.evaluate.alignment import align
from kg.evaluate.gold import ScoredPaper, fold_surface


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One line of a list of errors or changes.

    Attributes:
        kind: ``miss``, ``false``, ``type``, ``role``, ``name`` (errors); ``gained``, ``lost``, ``missed`` (changes).
        expected, found: what gold and prediction say, empty where one says nothing.
    """

    kind: str
    paper: str
    name: str
    expected: str = ""
    found: str = ""


def find_errors(gold: Mapping[str, ScoredPaper], predicted: Mapping[str, ScoredPaper]) -> list[Finding]:
    """Find every miss, false alarm, wrong type, wrong role and wrong name, sorted by kind and paper."""
    empty = ScoredPaper("", (), (), ())
    errors = []
    for key, paper in gold.items():
        found = predicted.get(key, empty)
        matches = align(paper.entities, found.entities)
        matched = {id(match.gold) for match in matches} | {id(match.predicted) for match in matches}
        for entity in paper.entities:
            if not entity.unsure and id(entity) not in matched:
                errors.append(Finding("miss", key, entity.name, f"{entity.types[0]} {entity.roles[0]}"))
        for entity in found.entities:
            if id(entity) not in matched:
                errors.append(Finding("false", key, entity.name, "", f"{entity.types[0]} {entity.confidence:.2f}"))
        for match in matches:
            if match.gold.unsure:
                continue
            name, wanted, got = match.gold.name, match.gold, match.predicted
            if not match.same_name:
                errors.append(Finding("name", key, name, name, got.name))
            if not match.same_type:
                errors.append(Finding("type", key, name, wanted.types[0], got.types[0]))
            elif not match.same_role:
                errors.append(Finding("role", key, name, wanted.roles[0], got.roles[0]))
    return sorted(errors)


def compare(
    gold: Mapping[str, ScoredPaper], new: Mapping[str, ScoredPaper], old: Mapping[str, ScoredPaper]
) -> list[Finding]:
    """Compare with before: gold entities found now but not before (gained), the reverse (lost), in neither (missed)."""
    now, before = _found_gold_names(gold, new), _found_gold_names(gold, old)
    findings = []
    for key, paper in gold.items():
        for entity in paper.entities:
            if entity.unsure:
                continue
            place = key, fold_surface(entity.name)
            if place in now and place not in before:
                findings.append(Finding("gained", key, entity.name))
            elif place in before and place not in now:
                findings.append(Finding("lost", key, entity.name))
            elif place not in now:
                findings.append(Finding("missed", key, entity.name))
    return sorted(findings)


def _found_gold_names(gold: Mapping[str, ScoredPaper], predicted: Mapping[str, ScoredPaper]) -> set[tuple[str, str]]:
    return {
        (key, fold_surface(match.gold.name))
        for key, paper in gold.items()
        if key in predicted
        for match in align(paper.entities, predicted[key].entities)
    }
