"""Scalar charts: one number over the runs."""

from __future__ import annotations

import pytest
from conftest import open_example

from reportgen.panels.base.panel import Context
from reportgen.panels.scalar_chart import ScalarChart


@pytest.fixture(scope="module")
def runs():
    return open_example()


@pytest.mark.parametrize("how", ["mean", "min", "max", "median", "sum"])
def test_aggregates(runs, how):
    import statistics

    values = [run.summary["train/loss"] for run in runs]
    expected = {"mean": statistics.fmean, "median": statistics.median, "min": min, "max": max, "sum": sum}[how](values)
    view, used = ScalarChart(metric="summary.train/loss", groupby_aggfunc=how).prepare(runs, Context())
    assert used == how
    assert view.value == pytest.approx(expected)


def test_the_script_says_which_way_is_better(runs):
    assert ScalarChart(metric="summary.val/mAP").prepare(runs, Context())[1] == "max"
    assert ScalarChart(metric="summary.val/loss").prepare(runs, Context())[1] == "min"
    assert ScalarChart(metric="summary.train/loss").prepare(runs, Context())[1] == "min"
    assert ScalarChart(metric="summary.grad_norm").prepare(runs, Context())[1] == "mean"
    assert ScalarChart(metric="config.batch").prepare(runs, Context())[1] == "mean"


def test_words_and_missing_values_are_not_numbers(runs):
    view, _ = ScalarChart(metric="config.loss").prepare(runs, Context())
    assert (view.value, len(view.absent)) == (None, 4)
    panel = ScalarChart(metric="summary.nothing")
    fragment = panel.render(panel.prepare(runs, Context()), None, ())
    assert fragment.missing == ["no run has 'summary.nothing'"]
