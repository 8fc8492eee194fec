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


@pytest.mark.parametrize(
    ("values", "how", "said"),
    [
        ((1.0, 3.0, 2.5), "max", "run1, 0.5 above run2"),
        ((1.0, 3.0, 2.5), "min", "run0, 1.5 below run2"),
        ((2.0, 2.0, 1.0), "max", "2 runs, highest of 3 runs"),
        ((2.0, 3.0), "mean", "mean of 2 runs"),
    ],
)
def test_the_number_says_whose_it_is(tmp_path, values, how, said):
    for number, value in enumerate(values):
        (tmp_path / f"run{number}.csv").write_text(f"step,duration_s\n0,{value}\n1,{value}\n")
    panel = ScalarChart(metric="duration_s", groupby_aggfunc=how)
    fragment = panel.render(panel.prepare(open_example(tmp_path), Context()), None, ())
    assert f"<bdi>{said}</bdi>" in fragment.html


@pytest.mark.parametrize(
    ("values", "how", "value", "said"),
    [
        ((1.7e308, 1.7e308), "mean", 1.7e308, "mean of 2 runs"),
        ((1.7e308, -1.7e308), "max", 1.7e308, "run0, highest of 2 runs"),
    ],
)
def test_the_largest_doubles(tmp_path, values, how, value, said):
    for number, one in enumerate(values):
        (tmp_path / f"run{number}.csv").write_text(f"step,m\n0,{one!r}\n1,{one!r}\n")
    panel = ScalarChart(metric="m", groupby_aggfunc=how)
    view = panel.prepare(open_example(tmp_path), Context())
    assert view[0].value == value
    assert f"<bdi>{said}</bdi>" in panel.render(view, None, ()).html


def test_a_gap_that_rounding_alone_makes_is_none(tmp_path):
    for name, value in (("a", 0.1 + 0.2), ("b", 0.3)):
        (tmp_path / f"{name}.csv").write_text(f"step,val/acc\n0,0.1\n1,{value!r}\n")
    panel = ScalarChart(metric="val/acc")
    html = panel.render(panel.prepare(open_example(tmp_path), Context()), None, ()).html
    assert "2 runs, highest of 2 runs" in html
