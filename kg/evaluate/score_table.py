"""A report as rows of a table, one score a row."""

from __future__ import annotations

from collections.abc import Iterator

from kg.evaluate.bootstrap import PrecisionRecall, Score
from kg.evaluate.scores import Report

#: Columns of ``score_rows``: each figure with its 95 % interval, and the gold things (or typed matches) behind it.
SCORE_COLUMNS = ("score", "precision", "recall", "F1", "accuracy", "of")
#: Columns of ``reliability_rows``.
RELIABILITY_COLUMNS = ("confidence", "links", "mean confidence", "right")
#: Columns of ``change_rows``.
CHANGE_COLUMNS = ("score", "old", "new", "change")

Row = tuple[str | int, ...]


def score_rows(report: Report) -> list[Row]:
    """Return every score of a report."""
    rows = [
        _row_of_scores("whole links (found, type, role)", report.whole),
        _row_of_scores("  … and name", report.named),
        _row_of_scores("  … without alternatives", report.strict),
    ]
    rows += [_row_of_scores(f"  {role}", scores) for role, scores in report.roles.items()]
    rows += [_row_of_scores("detection", report.detection), _row_of_scores("typed", report.typed)]
    rows += [_row_of_scores(f"  {kind}", scores) for kind, scores in report.types.items()]
    rows += [_row_of_scores("known to the catalogue", report.known), _row_of_scores("new", report.new)]
    rows += [_row_of_accuracy("role", report.role)]
    rows += [_row_of_accuracy("canonical name", report.name)]
    rows += [("topics", "", cell(report.topics), "", "", report.topics.of)]
    rows += [("  primary", "", cell(report.primary), "", "", report.primary.of)]
    rows += [_row_of_scores("results", report.results)]
    return rows


def reliability_rows(report: Report) -> list[Row]:
    """Return the calibration of a report, one bin a row."""
    return [
        (f"{one.low:.1f}–{one.low + 0.1:.1f}", one.count, f"{one.confidence:.3f}", f"{one.right:.3f}")
        for one in report.reliability
    ]


def change_rows(old: Report, new: Report) -> list[Row]:
    """Return the main figures of two reports side by side."""
    return [
        (name, f"{before:.3f}", f"{after:.3f}", f"{after - before:+.3f}")
        for (name, before), (_, after) in zip(_headline_scores(old), _headline_scores(new), strict=True)
    ]


def _headline_scores(report: Report) -> Iterator[tuple[str, float]]:
    yield "whole links F1", report.whole.f1.value
    yield "detection F1", report.detection.f1.value
    yield "typed F1", report.typed.f1.value
    yield "role accuracy", report.role.value
    yield "canonical name accuracy", report.name.value
    yield "topic recall", report.topics.value
    yield "primary topic recall", report.primary.value
    yield "results F1", report.results.f1.value
    yield "expected calibration error", report.calibration_error


def cell(score: Score) -> str:
    """Return a figure with its interval.

    >>> cell(Score(0.9, 0.875, 0.9213, 9, 10))
    '0.900 (0.88–0.92)'
    """
    return f"{score.value:.3f} ({score.low:.2f}–{score.high:.2f})" if score.of else "–"


def _row_of_scores(name: str, scores: PrecisionRecall) -> Row:
    return name, cell(scores.precision), cell(scores.recall), cell(scores.f1), "", scores.recall.of


def _row_of_accuracy(name: str, score: Score) -> Row:
    return name, "", "", "", cell(score), score.of
