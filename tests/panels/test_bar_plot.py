"""Bar plots: runs, groups, and what each bar stands for."""

from __future__ import annotations

import pytest
from conftest import SWEEP, open_example, show

from reportgen.panels.bar_plot import BarPlot
from reportgen.panels.base.panel import Context


@pytest.fixture(scope="module")
def runs():
    return open_example(SWEEP)


def test_a_bar_for_each_run_and_metric(runs):
    view = BarPlot(metrics=["val/mAP", "train/loss"]).prepare(runs, Context())
    assert len(view.cells) == 2 * len(runs)
    assert [cell.values[0][1] for cell in view.cells[: len(runs)]] == [run.lookup("val/mAP") for run in runs]


def test_groups_hold_their_runs(runs):
    view = BarPlot(metrics=["val/mAP"], groupby=["config.optimizer"]).prepare(runs, Context())
    assert {name for name, _ in view.rows} == {"optimizer: adamw", "optimizer: sgd"}
    assert sum(len(cell.values) for cell in view.cells) == len(runs)


@pytest.mark.parametrize("kind", ["bar", "boxplot", "violin"])
@pytest.mark.parametrize("groupby", [[], ["config.augment"]])
def test_every_type_is_drawn_and_told(runs, kind, groupby):
    fragment = show(BarPlot(metrics=["val/mAP"], plot_type=kind, groupby=groupby), runs)
    assert "<rg-bar-plot" in fragment.html
    assert "<rect" in fragment.html
    assert "Bar plot of val/mAP" in fragment.alt


def test_no_more_bars_than_asked_for(runs):
    assert len(BarPlot(metrics=["val/mAP"], max_bars_to_show=3).prepare(runs, Context()).rows) == 3


def test_nothing_to_draw(runs):
    fragment = show(BarPlot(metrics=["nothing"]), runs)
    assert fragment.missing == ["no run has 'nothing'"]
