"""Confusion matrices: counts, shares and figures; two classes and two hundred."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import EVALUATION, open_example, show
from sklearn import metrics

from reportgen.blocks import inflated
from reportgen.model.table import Table
from reportgen.panels.base.panel import Context
from reportgen.panels.confusion_matrix import ConfusionMatrix


@pytest.fixture(scope="module")
def runs():
    return open_example(EVALUATION)


def test_counts_of_every_run(runs):
    view = ConfusionMatrix(table_name="scenes", truth="truth", prediction="guess").prepare(runs, Context())
    assert view.classes == ("day", "night", "rain")
    for run, counted in zip(runs, view.tables, strict=True):
        rows = run.source.table("scenes").rows
        expected = metrics.confusion_matrix(
            [row[0] for row in rows], [row[4] for row in rows], labels=list(view.classes)
        )
        assert np.array_equal(counted.counts, expected)


def test_the_best_score_is_the_prediction(runs):
    by_score = ConfusionMatrix(table_name="scenes", truth="truth", scores=["day", "night", "rain"])
    by_guess = ConfusionMatrix(table_name="scenes", truth="truth", prediction="guess")
    one, two = by_score.prepare(runs, Context()), by_guess.prepare(runs, Context())
    for a, b in zip(one.tables, two.tables, strict=True):
        assert np.array_equal(a.counts, b.counts)


def test_two_hundred_classes():
    rng = np.random.default_rng(0)
    rows = [[f"class {a}", f"class {b}"] for a, b in rng.integers(0, 200, (3000, 2))]
    panel = ConfusionMatrix(path="x.csv", truth="t", prediction="p")
    fragment = show(panel, open_example(), table=lambda _: Table(["t", "p"], rows, len(rows)))
    assert fragment.html.count('<th scope="row">') == 200
    assert len(fragment.html) < 120_000


def test_what_wandb_plot_logged(runs):
    fragment = show(ConfusionMatrix(table_name="confusion"), runs)
    assert fragment.html.count("<rg-confusion-matrix") == 3
    assert "accuracy" in fragment.html
    assert fragment.html.count('aria-label="Step"') == 3  # logged at three steps


@pytest.mark.parametrize("what", ["counts", "rows", "columns"])
def test_what_a_logged_matrix_shows_at_first(runs, what):
    fragment = show(ConfusionMatrix(table_name="confusion", show=what), runs)
    assert json.loads(inflated(fragment.blocks[-1]))["show"] == what


def test_neither_prediction_nor_scores(runs):
    fragment = show(ConfusionMatrix(table_name="scenes", truth="truth"), runs)
    assert "either &#39;prediction&#39; or &#39;scores&#39;" in fragment.html
