"""Exact curves and counts of classifiers from truth and scores: every distinct score is a threshold.

Formulas as in scikit-learn, which the tests compare with: precision = TP / (TP + FP), recall = TPR = TP / P,
FPR = FP / N; AP is the sum of (R_k - R_{k-1}) P_k over falling thresholds, AUC the trapezoid under (FPR, TPR).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reportgen.model.column import Floats, Ints


@dataclass(frozen=True)
class Curve:
    """Counts at each falling threshold: (k,) true and false positives of "score >= threshold"."""

    thresholds: Floats
    tp: Floats
    fp: Floats
    positives: int
    negatives: int

    @cached_property
    def precision(self) -> Floats:
        """TP / (TP + FP) at each threshold."""
        return self.tp / np.maximum(self.tp + self.fp, 1)

    @cached_property
    def recall(self) -> Floats:
        """TP / P at each threshold; ones where there is no positive, as scikit-learn has it."""
        return self.tp / self.positives if self.positives else np.ones(len(self.tp))

    @cached_property
    def fpr(self) -> Floats:
        """FP / N at each threshold; NaN where there is no negative."""
        return self.fp / self.negatives if self.negatives else np.full(len(self.fp), np.nan)

    @cached_property
    def f1(self) -> Floats:
        """The harmonic mean of precision and recall at each threshold: 2 TP / (TP + FP + P)."""
        return 2 * self.tp / np.maximum(self.tp + self.fp + self.positives, 1)

    @property
    def average_precision(self) -> float:
        """Average precision; 0 where there is no positive."""
        if not self.positives or not len(self.tp):
            return 0.0
        return float((np.diff(self.recall, prepend=0.0) * self.precision).sum())

    @property
    def auc(self) -> float:
        """Area under the ROC curve; NaN where truth has a single class."""
        if not (self.positives and self.negatives):
            return float("nan")
        return float(np.trapezoid(np.append(0.0, self.recall), np.append(0.0, self.fpr)))

    @property
    def best(self) -> int:
        """The index of the threshold with the highest F1, the highest such threshold."""
        return int(np.argmax(self.f1)) if len(self.f1) else -1

    def at(self, threshold: float) -> int:
        """Return the index of the lowest threshold that is at least ``threshold``, -1 where none is."""
        return int(np.searchsorted(-self.thresholds, -threshold, side="right")) - 1


def curve(truth: NDArray[np.bool_], scores: Floats) -> Curve:
    """Return the counts at every distinct score; ``truth`` (n,) and ``scores`` (n,) finite."""
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], truth[order].astype(np.float64)
    last = np.append(np.diff(ranked) != 0, [True]) if len(ranked) else np.zeros(0, bool)
    tp = np.cumsum(hits)[last]
    count = np.flatnonzero(last) + 1.0
    positives = int(truth.sum())
    return Curve(ranked[last], tp, count - tp, positives, len(truth) - positives)


def pooled(truth: Ints, scores: Floats) -> Curve:
    """Return the micro-averaged curve: every (row, class) of ``scores`` (n, c) is one decision."""
    wanted = truth[:, None] == np.arange(scores.shape[1])[None, :]
    return curve(wanted.ravel(), scores.ravel())


def confusion(truth: Ints, predicted: Ints, classes: int) -> Ints:
    """Return counts (classes, classes), rows are true and columns predicted; codes outside are omitted."""
    good = (truth >= 0) & (truth < classes) & (predicted >= 0) & (predicted < classes)
    flat = np.bincount(truth[good] * classes + predicted[good], minlength=classes * classes)
    counts: Ints = flat.reshape(classes, classes).astype(np.int64)
    return counts


def by_class(counts: Ints | Floats) -> Floats:
    """Return (classes, 3): precision, recall and F1 of each class; 0 where a class is never predicted or never true."""
    hits = np.diag(counts).astype(np.float64)
    predicted, true = counts.sum(axis=0), counts.sum(axis=1)
    precision, recall = hits / np.maximum(predicted, 1), hits / np.maximum(true, 1)
    both = predicted + true
    return np.stack([precision, recall, 2 * hits / np.maximum(both, 1)], axis=1)


def macro_f1(counts: Ints | Floats) -> float:
    """Return the mean F1 of the classes that have rows: one that is neither true nor predicted says nothing."""
    met = counts.sum(axis=0) + counts.sum(axis=1) > 0
    return float(by_class(counts)[met, 2].mean()) if met.any() else 0.0


@dataclass(frozen=True)
class Bins:
    """Scores in bins of equal width from 0 to 1: rows, mean score and share that is right (bins,), 0 where empty."""

    counts: Ints
    scores: Floats
    right: Floats
    is_probability: bool = True
    """Whether all scores are from 0 to 1."""

    @property
    def error(self) -> float:
        """Expected calibration error: the mean distance of score and share, weighted by rows; NaN without rows."""
        total = int(self.counts.sum())
        return float((np.abs(self.scores - self.right) * self.counts).sum() / total) if total else float("nan")


def calibrated(scores: Floats, right: NDArray[np.bool_], bins: int) -> Bins:
    """Return how often scores are right; ``scores`` (n,) finite, ``right`` (n,). Edges belong to the lower bin."""
    edges = np.linspace(0.0, 1.0, bins + 1)
    places = np.searchsorted(edges[1:-1], scores)
    counts = np.bincount(places, minlength=bins)
    means, shares = (np.bincount(places, weights, bins) / np.maximum(counts, 1) for weights in (scores, right))
    return Bins(counts, means, shares, bool(((scores >= 0) & (scores <= 1)).all()))


@dataclass(frozen=True)
class Errors:
    """Errors of a regression; residuals are predicted less true. ``r2`` is NaN where all true numbers are equal."""

    mae: float
    rmse: float
    r2: float
    bias: float


def regression_errors(truth: Floats, predicted: Floats) -> Errors:
    """Return the errors of predicted numbers; both (n,) finite, n > 0."""
    residual = predicted - truth
    squares = float((residual**2).sum())
    spread = float(((truth - truth.mean()) ** 2).sum())
    r2 = 1 - squares / spread if spread else float("nan")
    return Errors(float(np.abs(residual).mean()), float(np.sqrt(squares / len(truth))), r2, float(residual.mean()))
