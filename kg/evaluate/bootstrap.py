"""Ratios of summed counts with 95 % intervals.

The interval is the percentile bootstrap over papers (B. Efron and R. Tibshirani, "An Introduction to the Bootstrap",
1993, chapter 13): papers are drawn with replacement, since errors within a paper go together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_RESAMPLES = 1_000  # the interval's ends then vary by about 0.002 between seeds
_SEED = 20_260_101
_INTERVAL = (2.5, 97.5)  # per cent


@dataclass(frozen=True, slots=True)
class Score:
    """A ratio with its 95 % interval, and the counts behind it. F1 has those of precision and recall together."""

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


class CountTable:
    """Counts by paper and name, and how often each resample draws each paper."""

    def __init__(self, rows: Sequence[Counter[str]]) -> None:
        self._rows = rows
        draws = np.random.default_rng(_SEED).multinomial(len(rows), [1 / len(rows)] * len(rows), _RESAMPLES)
        # The first row is the papers themselves, so that a value and its interval come from the same arithmetic.
        self._draws = np.vstack([np.ones(len(rows)), draws.astype(float)])

    def total(self, name: str) -> int:
        """Sum over all papers."""
        return sum(row[name] for row in self._rows)

    def ratio(self, hits: str, of: str) -> Score:
        """Divide ``hits`` by ``of``; 0 where there are none."""
        return self._score_of_draws(
            _divide_or_zero(self._sums_over_draws(hits), self._sums_over_draws(of)), (hits,), (of,)
        )

    def precision_recall(self, found: str, predicted: str, gold: str, recalled: str | None = None) -> PrecisionRecall:
        """Compute precision ``found`` of ``predicted``, recall ``recalled`` (by default ``found``) of ``gold``,
        and F1.
        """
        recalled = recalled or found
        precision = _divide_or_zero(self._sums_over_draws(found), self._sums_over_draws(predicted))
        recall = _divide_or_zero(self._sums_over_draws(recalled), self._sums_over_draws(gold))
        f1 = _divide_or_zero(2 * precision * recall, precision + recall)
        return PrecisionRecall(
            self._score_of_draws(precision, (found,), (predicted,)),
            self._score_of_draws(recall, (recalled,), (gold,)),
            self._score_of_draws(f1, (found, recalled), (predicted, gold)),
        )

    def _sums_over_draws(self, name: str) -> npt.NDArray[np.float64]:
        sums: npt.NDArray[np.float64] = self._draws @ np.array([row[name] for row in self._rows], dtype=float)
        return sums

    def _score_of_draws(self, values: npt.NDArray[np.float64], hits: tuple[str, ...], of: tuple[str, ...]) -> Score:
        low, high = np.percentile(values[1:], _INTERVAL)
        return Score(float(values[0]), float(low), float(high), sum(map(self.total, hits)), sum(map(self.total, of)))


def _divide_or_zero(top: npt.NDArray[np.float64], bottom: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.divide(top, bottom, out=np.zeros_like(bottom), where=bottom > 0)
