"""Calibration: of the links given 0.9, are nine in ten right?

Confidences are sorted into ten equal bins; the expected calibration error is the mean distance between the mean
confidence of a bin and its share of right links, weighted by the bins' sizes (C. Guo et al., "On Calibration of Modern
Neural Networks", 2017, section 2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The predictions with a confidence from ``low`` to ``low`` + 1/10: how many, their mean, the share right."""

    low: float
    count: int
    confidence: float
    right: float


def reliability(confidences: Iterable[tuple[float, bool]]) -> tuple[ReliabilityBin, ...]:
    """Make the reliability table of (confidence, is right) pairs; empty bins are left out.

    >>> reliability([(0.9, True), (1.0, True), (0.95, False), (0.35, False)])[0]
    ReliabilityBin(low=0.3, count=1, confidence=0.35, right=0.0)
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in confidences:
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    return tuple(
        ReliabilityBin(
            number / BINS,
            len(members),
            fsum(value for value, _ in members) / len(members),
            sum(right for _, right in members) / len(members),
        )
        for number, members in sorted(bins.items())
    )


def expected_calibration_error(bins: Iterable[ReliabilityBin]) -> float:
    """Compute the expected calibration error, 0 (calibrated) to 1.

    >>> expected_calibration_error(reliability([(0.9, True)] * 9 + [(0.9, False)]))
    0.0
    """
    bins = tuple(bins)
    distance = fsum(one.count * abs(one.confidence - one.right) for one in bins)
    return round(distance / max(1, sum(one.count for one in bins)), 6)
