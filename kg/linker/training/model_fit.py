"""Fitting of linear models over named features, by scikit-learn; features that few papers have are dropped.

Needs scikit-learn (the extra ``train``); linking does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from kg.ground.extras import missing_extra

_FEWEST_PAPERS = 3  # a feature must occur in; rarer ones only remember single papers
_SMALLEST_WEIGHT = 0.005  # a term this small moves no probability by more than 0.00125, a quarter of it
_ROUNDS = 300  # of the optimiser; the scores stop changing before


class FromPaper(Protocol):
    """Anything that comes from a paper; folds are dealt by it."""

    @property
    def paper(self) -> str:
        """Its id."""


_Example = TypeVar("_Example", bound=FromPaper)


@dataclass(frozen=True, slots=True)
class Row:
    """One observation: the paper it is from, the features that hold, what it counts."""

    paper: str
    features: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One choice: the paper it is from, the features of each candidate, which candidates are right, what it counts."""

    paper: str
    candidates: tuple[tuple[str, ...], ...]
    right: frozenset[int]
    weight: float = 1.0


def fit_choice(rows: Sequence[ChoiceRow], strength: float) -> dict[str, float]:
    """Fit the weights of an L2-regularised conditional logit: of the candidates of a row, the right ones together get
    the probability. ``strength`` as in ``fit_binary``.

    Raises:
        ValueError: there are no rows, or one has no right candidate.
        MissingExtraError: scikit-learn is not installed.
    """
    if not rows or not all(row.right for row in rows):
        raise ValueError("a choice to learn from has no right candidate")
    _sklearn_linear_model()
    import numpy as np
    from scipy.optimize import minimize

    candidates = [Row(row.paper, features) for row in rows for features in row.candidates]
    columns = _frequent_features(candidates)
    matrix = _sparse_matrix(candidates, columns)
    sizes = np.array([len(row.candidates) for row in rows])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    right = np.array([place in row.right for row in rows for place in range(len(row.candidates))])
    counts = np.repeat([row.weight for row in rows], sizes)

    def shares(scores: Any) -> tuple[Any, Any]:
        tops = np.maximum.reduceat(scores, starts)
        powers = np.exp(scores - np.repeat(tops, sizes))
        sums = np.add.reduceat(powers, starts)
        return powers / np.repeat(sums, sizes), tops + np.log(sums)

    def loss(weights: Any) -> tuple[float, Any]:
        scores = matrix @ weights
        given, whole = shares(scores)
        wanted, of_right = shares(np.where(right, scores, -1e9))
        value = float(np.dot(counts[starts], whole - of_right)) + float(weights @ weights) / (2 * strength)
        return value, matrix.T @ (counts * (given - wanted)) + weights / strength

    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x
    weights = {name: round(float(found[column]), 3) for name, column in columns.items()}
    return {name: weight for name, weight in weights.items() if abs(weight) >= _SMALLEST_WEIGHT}


def fit_binary(rows: Sequence[Row], labels: Sequence[bool], strength: float) -> dict[str, float]:
    """Fit the weights of an L2-regularised logistic regression, in log-odds, those near zero left out.

    Args:
        strength: the inverse of the regularisation, above 0.

    Raises:
        ValueError: there are no rows, no frequent features or only one label (scikit-learn's).
        MissingExtraError: scikit-learn is not installed.
    """
    columns = _frequent_features(rows)
    model = _sklearn_linear_model().LogisticRegression(C=strength, solver="liblinear", fit_intercept=False)
    model.fit(_sparse_matrix(rows, columns), labels, sample_weight=[row.weight for row in rows])
    weights = {name: round(float(model.coef_[0][column]), 3) for name, column in columns.items()}
    return {name: weight for name, weight in weights.items() if abs(weight) >= _SMALLEST_WEIGHT}


def fit_classes(rows: Sequence[Row], labels: Sequence[str], strength: float) -> dict[str, Any]:
    """Fit classes and weights (one for each class, in their order) of a multinomial logistic regression, in the form of
    ``weights.json``; ``strength`` as in ``fit_binary``."""
    columns = _frequent_features(rows)
    model = _sklearn_linear_model().LogisticRegression(C=strength, fit_intercept=False, max_iter=_ROUNDS)
    model.fit(_sparse_matrix(rows, columns), labels, sample_weight=[row.weight for row in rows])
    classes = [str(name) for name in model.classes_]
    of_class = model.coef_ if len(classes) > 2 else (0 * model.coef_[0], model.coef_[0])  # of two it has the second's
    weights = {}
    for name, column in columns.items():
        row = [round(float(coefficients[column]), 3) for coefficients in of_class]
        if max(map(abs, row)) >= _SMALLEST_WEIGHT:
            weights[name] = row
    return {"classes": classes, "weights": weights}


def fit_calibration(odds: Sequence[float], labels: Sequence[bool], weights: Sequence[float]) -> tuple[float, float]:
    """Scale and shift that turn log-odds into those of a calibrated probability (J. Platt, "Probabilistic outputs for
    support vector machines", 1999)."""
    regression = _sklearn_linear_model().LogisticRegression(C=1e6)
    regression.fit([[value] for value in odds], labels, sample_weight=weights)
    return round(float(regression.coef_[0][0]), 4), round(float(regression.intercept_[0]), 4)


def folds(examples: Sequence[_Example], count: int) -> Iterator[tuple[list[_Example], list[_Example]]]:
    """Yield (held out, rest) per fold; a paper's fold is a hash of its id, so that it is the same in every run,
    whatever the other papers are. Of few papers a fold may hold none.
    """
    fold_of = {paper: _number_of_paper(paper) % count for paper in {example.paper for example in examples}}
    for number in range(count):
        held_out = [example for example in examples if fold_of[example.paper] == number]
        yield held_out, [example for example in examples if fold_of[example.paper] != number]


def _number_of_paper(paper: str) -> int:
    return int(hashlib.sha256(paper.encode()).hexdigest(), 16)


def _frequent_features(rows: Sequence[Row]) -> dict[str, int]:
    """Give the features that enough papers have the numbers of their columns."""
    papers: dict[str, set[str]] = {}
    for row in rows:
        for name in row.features:
            papers.setdefault(name, set()).add(row.paper)
    names = sorted(name for name, seen in papers.items() if len(seen) >= _FEWEST_PAPERS)
    return {name: column for column, name in enumerate(names)}


def _sparse_matrix(rows: Sequence[Row], columns: dict[str, int]) -> Any:
    from scipy.sparse import csr_matrix

    ends, indices = [0], []
    for row in rows:
        indices += [columns[name] for name in row.features if name in columns]
        ends.append(len(indices))
    return csr_matrix(([1.0] * len(indices), indices, ends), shape=(len(rows), len(columns)))


def _sklearn_linear_model() -> Any:
    try:
        import sklearn.linear_model
    except ImportError as error:
        raise missing_extra("training needs scikit-learn", "train") from error
    return sklearn.linear_model
