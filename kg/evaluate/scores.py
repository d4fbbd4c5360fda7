"""Scores of predicted papers against gold, with bootstrap intervals.

1. Each paper gives a row of counts (hits, predictions, gold entities, right types, right roles, …).
2. A score is a ratio of sums of rows, with its interval (``bootstrap``).
3. A prediction that matches counts under the gold type and role where they accept its own, so that an accepted
   alternative is neither a false alarm of one class nor a miss of the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kg.evaluate.alignment import Match, align, match_results
from kg.evaluate.bootstrap import CountTable, PrecisionRecall, Score
from kg.evaluate.calibration import ReliabilityBin, expected_calibration_error, reliability
from kg.evaluate.gold import ScoredPaper, fold_surface


@dataclass(frozen=True, slots=True)
class Report:
    """All scores of one evaluation.

    Attributes:
        papers: gold papers; missing: those without a prediction.
        whole: links that are found with an acceptable type and role. named: … and under a name of the annotation.
            strict: … with the preferred type and role, not an alternative.
        detection, typed: entities found; found with an acceptable type. types: per gold type.
        role, name: accuracy over typed matches; over matches.
        roles: whole links per role, as somebody sees them who asks for a role: the precision by the predicted role, the
            recall by the gold one.
        known, new: entities that the catalogue has, and that it has not; the precision goes by what the prediction
            says of itself, the recall by what the gold says (nothing, and then 0, unless it was asked).
        topics, primary: recall. topics_per_paper: predictions a paper.
        results: figures.
        reliability, calibration_error: how well the confidences say how many links are wholly right.
    """

    papers: int
    missing: tuple[str, ...]
    whole: PrecisionRecall
    named: PrecisionRecall
    strict: PrecisionRecall
    detection: PrecisionRecall
    typed: PrecisionRecall
    types: Mapping[str, PrecisionRecall]
    role: Score
    roles: Mapping[str, PrecisionRecall]
    name: Score
    known: PrecisionRecall
    new: PrecisionRecall
    topics: Score
    primary: Score
    topics_per_paper: float
    results: PrecisionRecall
    reliability: tuple[ReliabilityBin, ...]
    calibration_error: float


def evaluate(gold: Mapping[str, ScoredPaper], predicted: Mapping[str, ScoredPaper]) -> Report:
    """Score predictions against gold papers; a gold paper without prediction counts as an empty prediction."""
    empty = ScoredPaper("", (), (), ())
    confidences: list[tuple[float, bool]] = []
    rows = [_paper_counts(paper, predicted.get(key, empty), confidences) for key, paper in gold.items()]
    table = CountTable(rows)
    types = sorted({kind for paper in gold.values() for entity in paper.entities for kind in entity.types[:1]})
    said = (paper for key, paper in predicted.items() if key in gold)
    roles = sorted({role for each in (*gold.values(), *said) for entity in each.entities for role in entity.roles[:1]})
    bins = reliability(confidences)
    return Report(
        papers=len(gold),
        missing=tuple(sorted(gold.keys() - predicted.keys())),
        whole=table.precision_recall("whole", "predicted", "gold"),
        named=table.precision_recall("whole-named", "predicted", "gold"),
        strict=table.precision_recall("strict", "predicted", "gold"),
        detection=table.precision_recall("hit", "predicted", "gold"),
        typed=table.precision_recall("typed", "predicted", "gold"),
        types={kind: table.precision_recall(f"typed:{kind}", f"predicted:{kind}", f"gold:{kind}") for kind in types},
        role=table.ratio("role", "typed"),
        roles={
            role: table.precision_recall(f"asked:{role}", f"asked-of:{role}", f"role-gold:{role}", f"reached:{role}")
            for role in roles
        },
        name=table.ratio("named", "hit"),
        known=table.precision_recall("known-hit", "known", "gold-known", "gold-known-hit"),
        new=table.precision_recall("new-hit", "new", "gold-new", "gold-new-hit"),
        topics=table.ratio("topic-hit", "topic-gold"),
        primary=table.ratio("primary-hit", "primary-gold"),
        topics_per_paper=table.total("topic-predicted") / max(1, len(gold)),
        results=table.precision_recall("result-hit", "result-predicted", "result-gold"),
        reliability=bins,
        calibration_error=expected_calibration_error(bins),
    )


def _paper_counts(gold: ScoredPaper, found: ScoredPaper, confidences: list[tuple[float, bool]]) -> Counter[str]:
    matches = align(gold.entities, found.entities)
    firm = [match for match in matches if not match.gold.unsure]
    ignored = {id(match.predicted) for match in matches if match.gold.unsure}
    right = {id(match.predicted): match for match in firm}
    row: Counter[str] = Counter()
    for entity in gold.entities:
        if not entity.unsure:
            row.update(("gold", f"gold:{entity.types[0]}", "gold-" + _novelty_label(entity.known)))
            row[f"role-gold:{entity.roles[0]}"] += 1
    for entity in found.entities:
        if id(entity) in ignored:
            continue
        match = right.get(id(entity))
        accepted = match is not None and match.same_type
        kind = match.gold.types[0] if match is not None and accepted else entity.types[0]
        row.update(("predicted", f"predicted:{kind}", _novelty_label(entity.known)))
        row[_novelty_label(entity.known) + "-hit"] += match is not None
        row[f"asked-of:{entity.roles[0]}"] += 1
        confidences.append((entity.confidence, match is not None and match.is_whole))
    for match in firm:
        _count_match(row, match)
    _count_topics(row, gold, found)
    row["result-gold"] += len(gold.results)
    row["result-predicted"] += len(found.results)
    row["result-hit"] += match_results(gold.results, found.results)
    return row


def _novelty_label(known: bool | None) -> str:
    return {True: "known", False: "new", None: "unasked"}[known]


def _count_match(row: Counter[str], match: Match) -> None:
    row.update(("hit", f"gold-{_novelty_label(match.gold.known)}-hit"))
    row["named"] += match.same_name
    if match.same_type:
        row.update(("typed", f"typed:{match.gold.types[0]}"))
        row["role"] += match.same_role
    if match.is_whole:
        row.update(("whole", f"asked:{match.predicted.roles[0]}", f"reached:{match.gold.roles[0]}"))
        row["whole-named"] += fold_surface(match.predicted.name) in match.gold.surfaces
    row["strict"] += match.gold.types[0] == match.predicted.types[0] and match.gold.roles[0] == match.predicted.roles[0]


def _count_topics(row: Counter[str], gold: ScoredPaper, found: ScoredPaper) -> None:
    labels = frozenset[str]().union(*(topic.labels for topic in found.topics))
    row["topic-predicted"] += len(found.topics)
    for topic in gold.topics:
        hit = bool(topic.labels & labels)
        row["topic-gold"] += 1
        row["topic-hit"] += hit
        if topic.primary:
            row["primary-gold"] += 1
            row["primary-hit"] += hit
