"""Curves and counts agree with scikit-learn, ties and one-class cases included."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn import metrics

from reportgen.stats.scores import by_class, confusion, curve, macro_f1, pooled

CASES = 200


def case(seed):
    """Return truth and scores: many ties in some cases, a single class in others."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 300))
    truth = rng.random(n) < rng.choice([0.0, 0.02, 0.3, 0.9, 1.0], p=[0.05, 0.2, 0.4, 0.3, 0.05])
    scores = rng.random(n) + truth * rng.random()
    if seed % 3 == 0:
        scores = np.round(scores, 1)
    return truth, scores


@pytest.mark.parametrize("seed", range(CASES))
def test_average_precision_and_auc(seed):
    truth, scores = case(seed)
    found = curve(truth, scores)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = metrics.average_precision_score(truth, scores)
        assert found.average_precision == pytest.approx(expected, abs=1e-12)
        if 0 < truth.sum() < len(truth):
            assert found.auc == pytest.approx(metrics.roc_auc_score(truth, scores), abs=1e-12)
        else:
            assert np.isnan(found.auc)


@pytest.mark.parametrize("seed", range(0, CASES, 4))
def test_every_point_of_the_curves(seed):
    truth, scores = case(seed)
    found = curve(truth, scores)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        precision, recall, thresholds = metrics.precision_recall_curve(truth, scores)
        assert found.thresholds[::-1] == pytest.approx(thresholds)
        assert found.precision[::-1] == pytest.approx(precision[:-1], abs=1e-12)
        assert found.recall[::-1] == pytest.approx(recall[:-1], abs=1e-12)
        fpr, tpr, _ = metrics.roc_curve(truth, scores, drop_intermediate=False)
    if found.negatives:
        assert found.fpr == pytest.approx(fpr[1:], abs=1e-12)
    if found.positives:
        assert found.recall == pytest.approx(tpr[1:], abs=1e-12)
    at = found.best
    assert found.f1[at] == pytest.approx(
        metrics.f1_score(truth, scores >= found.thresholds[at], zero_division=0), abs=1e-12
    )
    assert found.f1.max() == found.f1[at]


@pytest.mark.parametrize("seed", range(CASES))
def test_confusion_counts_and_figures(seed):
    rng = np.random.default_rng(seed)
    classes = int(rng.choice([1, 2, 3, 17, 200]))
    n = int(rng.integers(1, 500))
    truth, predicted = rng.integers(0, classes, n), rng.integers(0, classes, n)
    counts = confusion(truth, predicted, classes)
    labels = np.arange(classes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.array_equal(counts, metrics.confusion_matrix(truth, predicted, labels=labels))
        expected = metrics.precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0)
    assert by_class(counts) == pytest.approx(np.stack(expected[:3], axis=1), abs=1e-12)


@pytest.mark.parametrize("seed", range(CASES))
def test_the_macro_average_is_over_classes_that_have_rows(seed):
    rng = np.random.default_rng(seed)
    classes, n = int(rng.integers(1, 30)), int(rng.integers(1, 60))
    truth, predicted = rng.integers(0, classes, n), rng.integers(0, classes, n)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = metrics.f1_score(truth, predicted, average="macro", zero_division=0)
    assert macro_f1(confusion(truth, predicted, classes + 5)) == pytest.approx(expected, abs=1e-12)
    assert macro_f1(np.zeros((3, 3))) == 0


def test_the_micro_average_pools_all_decisions():
    rng = np.random.default_rng(1)
    truth, scores = rng.integers(0, 4, 300), rng.random((300, 4))
    expected = metrics.average_precision_score(np.eye(4)[truth], scores, average="micro")
    assert pooled(truth, scores).average_precision == pytest.approx(expected, abs=1e-12)


def test_the_point_at_a_threshold():
    found = curve(np.array([True, False, True]), np.array([0.9, 0.5, 0.1]))
    assert [found.at(t) for t in (1.0, 0.9, 0.6, 0.5, 0.0)] == [-1, 0, 0, 1, 2]


def test_nothing_has_no_curve():
    found = curve(np.zeros(0, bool), np.zeros(0))
    assert found.average_precision == 0.0
    assert np.isnan(found.auc)
    assert found.best == -1
