"""Calibration: bins and the expected calibration error by definition, of logged tables and of files."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import EVALUATION, open_example, show
from sklearn.calibration import calibration_curve

from reportgen.model.table import Table
from reportgen.panels.base.panel import Context
from reportgen.panels.calibration import Calibration


@pytest.fixture(scope="module")
def runs():
    return open_example(EVALUATION)


def test_bins_are_those_of_scikit_learn_and_the_error_is_their_weighted_distance(runs):
    view = Calibration(table_name="defects", truth="defect", scores="score").prepare(runs, Context())
    assert len(view.errors) == len(list(runs))
    for run, (_, bins), drawn in zip(runs, view.errors, view.chart.tables, strict=True):
        table = run.source.table("defects")
        truth, score = ([row[table.columns.index(name)] for row in table.rows] for name in ("defect", "score"))
        right, mean = calibration_curve(truth, score, n_bins=10)
        assert [row[0] for row in drawn.table.rows] == pytest.approx(mean)
        assert [row[1] for row in drawn.table.rows] == pytest.approx(right)
        counts = bins.counts[bins.counts > 0]
        assert bins.error == pytest.approx(float((np.abs(mean - right) * counts).sum() / counts.sum()))


def test_of_several_classes_the_highest_score_counts(runs):
    html = show(Calibration(table_name="scenes", truth="truth", scores=["day", "night", "rain"]), runs).html
    assert "ECE 0." in html


def test_what_cannot_be_drawn_is_said():
    table = Table(["t", "s"], [[1, 3.5], [0, -2.0]], 2)
    fragment = show(Calibration(path="x.csv", truth="t", scores="s"), open_example(), table=lambda _: table)
    assert "not between 0 and 1" in fragment.html
    fragment = show(Calibration(path="x.csv", truth="t", scores="q"), open_example(), table=lambda _: table)
    assert "no column 'q'" in fragment.missing[0]
    fragment = show(Calibration(path="x.csv", truth="t"), open_example(), table=lambda _: table)
    assert "needs both" in fragment.html
