"""Scores of predicted papers against gold, with bootstrap intervals.

1. Each paper gives a row of counts (hits, predictions, gold entities, right types, right roles, …).
2. A score is a ratio of sums of rows.
3. Its 95 % interval is the percentile bootstrap over papers (B. Efron and R. Tibshirani, "An Introduction to the
   Bootstrap", 1993, chapter 13): papers are drawn with replacement, since errors within a paper go together.
4. Calibration: expected calibration error in ten equal bins of confidence (C. Guo et al., "On Calibration of Modern
   Neural Networks", 2017, section 2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kg.evaluate.alignment import Match, align, match_results
from kg.evaluate.gold import ScoredPaper

_RESAMPLES = 1_000  # the interval's ends then vary by about 0.002 between seeds
_SEED = 20_260_101
_BINS = 10


@dataclass(frozen=True, slots=True)
class Score:
    """A ratio between 0 and 1 with its 95 % interval, and the counts behind it."""

    value: float
    low: float
    high: float
    hits: int
    of: int


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Precision, recall and F1 of one class of things."""

    precision: Score
    recall: Score
    f1: Score


@dataclass(frozen=True, slots=True)
class Report:
    """All scores of one evaluation.

    Attributes:
        papers: gold papers; missing: those without a prediction.
        detection, typed: entities found; found with an acceptable type. types: per gold type.
        role, name: accuracy over typed matches; over matches. roles: recall per gold role.
        known, new: precision over predicted entities that the catalogue has, and that it has not.
        topics, primary: recall. topics_per_paper: predictions a paper.
        results: figures. calibration_error: expected calibration error of the confidences.
    """

    papers: int
    missing: tuple[str, ...]
    detection: PrecisionRecall
    typed: PrecisionRecall
    types: Mapping[str, PrecisionRecall]
    role: Score
    roles: Mapping[str, Score]
    name: Score
    known: Score
    new: Score
    topics: Score
    primary: Score
    topics_per_paper: float
    results: PrecisionRecall
    calibration_error: float


def evaluate(gold: Mapping[str, ScoredPaper], predicted: Mapping[str, ScoredPaper]) -> Report:
    """Score predictions against gold papers; a gold paper without prediction counts as an empty prediction."""
    empty = ScoredPaper("", (), (), ())
    confidences: list[tuple[float, bool]] = []
    rows = [_paper_counts(paper, predicted.get(key, empty), confidences) for key, paper in gold.items()]
    table = _Table(rows)
    types = sorted({kind for paper in gold.values() for entity in paper.entities for kind in entity.types[:1]})
    roles = sorted({role for paper in gold.values() for entity in paper.entities for role in entity.roles[:1]})
    return Report(
        papers=len(gold),
        missing=tuple(sorted(gold.keys() - predicted.keys())),
        detection=table.precision_recall("hit", "predicted", "gold"),
        typed=table.precision_recall("typed", "predicted", "gold"),
        types={kind: table.precision_recall(f"typed:{kind}", f"predicted:{kind}", f"gold:{kind}") for kind in types},
        role=table.ratio("role", "typed"),
        roles={role: table.ratio(f"role:{role}", f"typed-role:{role}") for role in roles},
        name=table.ratio("named", "hit"),
        known=table.ratio("known-hit", "known"),
        new=table.ratio("new-hit", "new"),
        topics=table.ratio("topic-hit", "topic-gold"),
        primary=table.ratio("primary-hit", "primary-gold"),
        topics_per_paper=table.total("topic-predicted") / max(1, len(gold)),
        results=table.precision_recall("result-hit", "result-predicted", "result-gold"),
        calibration_error=expected_calibration_error(confidences),
    )


def expected_calibration_error(confidences: list[tuple[float, bool]]) -> float:
    """Mean distance between confidence and the share that is right, over ten bins weighted by their size.

    >>> expected_calibration_error([(0.9, True)] * 9 + [(0.9, False)])
    0.0
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in confidences:
        bins.setdefault(min(int(confidence * _BINS), _BINS - 1), []).append((confidence, right))
    distance = sum(
        abs(sum(value for value, _ in members) - sum(right for _, right in members)) for members in bins.values()
    )
    return round(distance / max(1, len(confidences)), 6)


def _paper_counts(gold: ScoredPaper, found: ScoredPaper, confidences: list[tuple[float, bool]]) -> Counter[str]:
    matches = align(gold.entities, found.entities)
    firm = [match for match in matches if not match.gold.unsure]
    ignored = {id(match.predicted) for match in matches if match.gold.unsure}
    right = {id(match.predicted) for match in firm}
    row: Counter[str] = Counter()
    for entity in gold.entities:
        if not entity.unsure:
            row.update(("gold", f"gold:{entity.types[0]}"))
    for entity in found.entities:
        if id(entity) in ignored:
            continue
        kind = "known" if entity.known else "new"
        row.update(("predicted", f"predicted:{entity.types[0]}", kind))
        row[kind + "-hit"] += id(entity) in right
        confidences.append((entity.confidence, id(entity) in right))
    for match in firm:
        _count_match(row, match)
    _count_topics(row, gold, found)
    row["result-gold"] += len(gold.results)
    row["result-predicted"] += len(found.results)
    row["result-hit"] += match_results(gold.results, found.results)
    return row


def _count_match(row: Counter[str], match: Match) -> None:
    row["hit"] += 1
    row["named"] += match.same_name
    if match.same_type:
        role = match.gold.roles[0]
        row.update(("typed", f"typed:{match.gold.types[0]}", f"typed-role:{role}"))
        row["role"] += match.same_role
        row[f"role:{role}"] += match.same_role


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


class _Table:
    """Counts by paper and name, and the resampled weights of the papers."""

    def __init__(self, rows: list[Counter[str]]) -> None:
        self._rows = rows
        draws = np.random.default_rng(_SEED).multinomial(len(rows), [1 / len(rows)] * len(rows), _RESAMPLES)
        self._draws = draws.astype(float)

    def total(self, name: str) -> int:
        return sum(row[name] for row in self._rows)

    def ratio(self, hits: str, of: str) -> Score:
        return self._score(hits, (of,), 1.0)

    def precision_recall(self, hits: str, predicted: str, gold: str) -> PrecisionRecall:
        # F1 = 2 hits / (predictions + gold), so that one rule serves all three.
        return PrecisionRecall(
            self._score(hits, (predicted,), 1.0),
            self._score(hits, (gold,), 1.0),
            self._score(hits, (predicted, gold), 2.0),
        )

    def _score(self, hits: str, of: tuple[str, ...], factor: float) -> Score:
        top = np.array([row[hits] for row in self._rows], dtype=float) * factor
        bottom = np.array([sum(row[name] for name in of) for row in self._rows], dtype=float)
        below = self._draws @ bottom
        resampled = np.divide(self._draws @ top, below, out=np.zeros_like(below), where=below > 0)
        low, high = np.percentile(resampled, [2.5, 97.5])
        value = float(top.sum() / bottom.sum()) if bottom.sum() else 0.0
        return Score(value, float(low), float(high), self.total(hits), int(bottom.sum()))
