"""Scatter plots: which runs, which trend, what is omitted."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import SWEEP, open_example, show

from reportgen.panels.base.panel import Context
from reportgen.panels.scatter_plot import ScatterPlot


@pytest.fixture(scope="module")
def runs():
    return open_example(SWEEP)


def test_a_point_for_each_run(runs):
    view = ScatterPlot(x="config.lr", y="val/mAP", z="config.dropout").prepare(runs, Context())
    assert view.x.tolist() == [run.lookup("config.lr") for run in runs]
    assert view.y.tolist() == [run.lookup("val/mAP") for run in runs]
    assert view.z.tolist() == [run.lookup("config.dropout") for run in runs]


def test_the_line_of_least_squares_and_its_share(runs):
    fragment = show(ScatterPlot(x="config.lr", y="val/mAP", log_x=True, regression=True), runs)
    x = np.log([run.lookup("config.lr") for run in runs])
    square = np.corrcoef(x, [run.lookup("val/mAP") for run in runs])[0, 1] ** 2
    assert any(f"R² = {square:.4f}" in note for note in fragment.sampled)


def test_running_extremes_follow_x(runs):
    panel = ScatterPlot(x="config.lr", y="val/mAP", running_ymin=True, running_ymax=True, running_ymean=True)
    rows, _ = panel._trend(panel.prepare(runs, Context()))
    highest = [y for y, line in zip(rows["y"], rows["line"], strict=True) if line == "highest"]
    assert highest == sorted(highest)
    steps = 2 * len(runs) - 1  # each value is kept until the next x
    assert len(rows["y"]) == 2 * steps + len(runs)


def test_names_are_no_numbers(runs):
    fragment = show(ScatterPlot(x="config.optimizer", y="val/mAP"), runs)
    assert "No run has both optimizer and val/mAP" in fragment.html


def test_one_run_and_runs_without_the_value(runs):
    one = runs.select(limit=1)
    assert "R²" not in " ".join(show(ScatterPlot(x="config.lr", y="val/mAP", regression=True), one).sampled)
    fragment = show(ScatterPlot(x="config.nothing", y="val/mAP"), runs)
    assert "rg-empty" in fragment.html


def test_a_logarithm_needs_positive_ends():
    from pydantic import ValidationError

    with pytest.raises(ValidationError):
        ScatterPlot(x="a", y="b", log_x=True, range_x=[0, 1])


def test_the_best_so_far_is_a_step():
    from reportgen.panels.scatter_plot import _steps

    x, y = _steps(np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 5.0]))
    assert list(zip(x, y, strict=True)) == [(1, 3), (2, 3), (2, 5), (4, 5), (4, 5)]


def test_lines_are_named_at_their_ends_and_the_goal_says_which_is_best(runs):
    panel = ScatterPlot(x="config.lr", y="val/mAP", running_ymax=True, running_ymin=True, regression=True)
    view = panel.prepare(runs, Context())
    ends = panel._ends_of(view, panel._trend(view)[0])
    assert ends["text"] == ["lowest so far", "best so far"]
    assert ends["x"] == [view.x.max()] * 2
    assert ends["y"] == [view.y.min(), view.y.max()]
    assert ">best so far<" in show(panel, runs).html


def test_the_legend_has_dots_for_dots(runs):
    html = show(ScatterPlot(x="config.lr", y="val/mAP"), runs).html
    legend = html[html.index("rg-legend") :]
    assert legend.count("<circle") == len(runs)
    assert "<path" not in legend
