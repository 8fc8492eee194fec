"""Residuals: the errors of scikit-learn, rows that are omitted, and points that are thinned."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import open_example, show
from sklearn import metrics

from reportgen.model.table import Table
from reportgen.panels.base.panel import Context
from reportgen.panels.residuals import Residuals

RNG = np.random.default_rng(3)
TRUE = RNG.normal(50, 20, 6000)
GUESS = TRUE * 0.9 + RNG.normal(3, 5, 6000)


def panel_of(rows, columns=("price", "guess")):
    table = Table(list(columns), rows, len(rows))
    panel = Residuals(path="x.csv", truth="price", prediction="guess")
    return panel, Context(table=lambda _: table), table


def test_errors_are_those_of_scikit_learn_and_the_largest_residuals_are_drawn():
    panel, context, table = panel_of([list(map(float, row)) for row in zip(TRUE, GUESS, strict=True)])
    ((_, errors),) = (view := panel.prepare(open_example(), context)).errors
    assert errors.mae == pytest.approx(metrics.mean_absolute_error(TRUE, GUESS))
    assert errors.rmse == pytest.approx(metrics.root_mean_squared_error(TRUE, GUESS))
    assert errors.r2 == pytest.approx(metrics.r2_score(TRUE, GUESS))
    assert errors.bias == pytest.approx(float((GUESS - TRUE).mean()))
    drawn = np.array(view.chart.tables[0].table.rows)
    assert len(drawn) <= 5000
    assert np.abs(drawn[:, 1]).max() == np.abs(GUESS - TRUE).max()
    html = show(panel, open_example(), table=lambda _: table)
    assert "the largest residuals among them" in " ".join(html.sampled)


def test_rows_without_both_numbers_are_omitted_and_said():
    panel, _, table = panel_of([[1.0, 2.0], [None, 2.0], [3.0, "x"], [2.0, 2.5]])
    fragment = show(panel, open_example(), table=lambda _: table)
    assert any("2 rows without both numbers omitted" in note for note in fragment.sampled)
    panel, _, table = panel_of([[1.0, 2.0]], ("price", "other"))
    assert "no column 'guess'" in show(panel, open_example(), table=lambda _: table).missing[0]
    panel, _, table = panel_of([[None, 2.0]])
    assert "no row has both numbers" in show(panel, open_example(), table=lambda _: table).html
