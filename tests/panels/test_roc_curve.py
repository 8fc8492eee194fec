"""ROC curves: AUC as scikit-learn has it, the line of chance."""

from __future__ import annotations

import pytest
from conftest import EVALUATION, open_example, show
from sklearn import metrics

from reportgen.model.table import Table
from reportgen.panels.base.panel import Context
from reportgen.panels.roc_curve import RocCurve


@pytest.fixture(scope="module")
def runs():
    return open_example(EVALUATION)


def test_auc_of_every_run(runs):
    view = RocCurve(table_name="defects", truth="defect", scores="score").prepare(runs, Context())
    for run, one in zip(runs, view.named, strict=True):
        table = run.source.table("defects")
        truth, score = ([row[table.columns.index(name)] for row in table.rows] for name in ("defect", "score"))
        assert one.area == pytest.approx(metrics.roc_auc_score(truth, score), abs=1e-12)


def test_one_class_has_no_area():
    table = Table(["t", "s"], [[1, 0.5], [1, 0.7]], 2)
    fragment = show(RocCurve(path="x.csv", truth="t", scores="s"), open_example(), table=lambda _: table)
    assert "AUC undefined" in fragment.html


def test_the_logged_curves_have_the_line_of_chance(runs):
    fragment = show(RocCurve(table_name="roc"), runs)
    assert 'stroke-dasharray="4 4"' in fragment.html
    assert "<rg-chart" in fragment.html
