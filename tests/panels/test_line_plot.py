"""Line plots: which points, which axes, what is said of what is omitted."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import RUNS, open_example, show

from reportgen.model.runset import number_runs
from reportgen.panels.base.panel import Context
from reportgen.panels.line_plot import LinePlot
from reportgen.sources import read_runs


@pytest.fixture(scope="module")
def runs():
    return open_example()


def test_every_line_has_its_logged_values(runs):
    view = LinePlot(y=["train/loss", "val/mAP"]).prepare(runs, Context())
    assert [(line.run["name"], line.key) for line in view.series] == [
        (run.name, key) for key in ("train/loss", "val/mAP") for run in runs
    ]
    for line, run in zip(view.series, runs, strict=False):
        column = run.column("train/loss")
        assert line.x["step"].tolist() == column.steps.tolist()
        assert np.array_equal(line.values, column.values, equal_nan=True)


def test_the_script_chooses_the_axis_unless_the_spec_does(runs):
    assert LinePlot(y=["val/loss"]).prepare(runs, Context()).axis == "epoch"
    assert LinePlot(y=["train/loss"]).prepare(runs, Context()).axis == "step"
    assert LinePlot(y=["val/loss"], x="Step").prepare(runs, Context()).axis == "step"


def test_another_metric_as_axis_is_read_in_the_same_row(runs):
    (line,) = LinePlot(y=["val/loss"]).prepare(runs.select(limit=1), Context()).series
    assert line.x["epoch"].tolist() == pytest.approx([59 / 60 + i for i in range(10)])


def test_long_lines_keep_their_extremes_and_say_so(runs):
    view = LinePlot(y=["train/loss"], max_points=100).prepare(runs, Context())
    for line, run in zip(view.series, runs, strict=True):
        values = run.column("train/loss").values
        assert len(line.values) <= 125
        assert np.nanmin(line.values) == np.nanmin(values)
        assert np.nanmax(line.values) == np.nanmax(values)
        assert np.isnan(line.values).sum() == np.isnan(values).sum()
    assert any("of 600 points kept" in note for note in view.notes)


def test_not_a_number_is_told(runs):
    assert any("4 NaN or infinite values" in n for n in LinePlot(y=["train/loss"]).prepare(runs, Context()).notes)


def test_an_unknown_metric_is_an_empty_state(runs):
    panel = LinePlot(y=["nothing"])
    fragment = panel.render(panel.prepare(runs, Context()), None, ())
    assert "No run has logged nothing" in fragment.html
    assert fragment.missing == ["no run logged 'nothing'"]
    assert not fragment.libraries


def test_one_run_colours_its_metrics():
    single = number_runs([(read_runs(next(RUNS.glob("*r50focal"))).runs[0], "{name}", "")])
    panel = LinePlot(y=["train/loss", "val/loss"])
    fragment = panel.render(panel.prepare(single, Context()), None, ())
    assert 'stroke="var(--c0)"' in fragment.html
    assert 'stroke="var(--c1)"' in fragment.html


def test_hostile_names_stay_text(runs):
    assert "&lt;" in LinePlot(y=["<b>"]).render(LinePlot(y=["<b>"]).prepare(runs, Context()), None, ()).html


@pytest.mark.parametrize(
    "field", [{"range_y": [1, 0]}, {"range_y": [float("inf"), None]}, {"log_y": True, "range_y": [0, 1]}]
)
def test_impossible_ranges_are_refused(field):
    from pydantic import ValidationError

    with pytest.raises(ValidationError):
        LinePlot(y=["a"], **field)


def test_differences_from_a_run(runs):
    first, second = list(runs)[:2]
    for name in (first.name, first.meta.id):
        view = LinePlot(y=["val/loss"], difference_from=name).prepare(runs, Context())
        zero, other = view.series[:2]
        assert not zero.values.any()
        wanted = second.column("val/loss").values - first.column("val/loss").values
        assert other.values.tolist() == pytest.approx(wanted.tolist())
    panel = LinePlot(y=["val/loss"], difference_from=first.name)
    assert panel.heading() == "val/loss, difference"
    assert f"Differences from {first.name}." in show(panel, runs).alt


def test_differences_from_a_run_that_is_not_there(runs):
    fragment = show(LinePlot(y=["val/loss"], difference_from=f"{next(iter(runs)).name}x"), runs)
    assert "to compare with" in fragment.html
    assert any(f"Did you mean '{next(iter(runs)).name}'?" in text for text in fragment.missing)


def test_a_band_has_its_edges_at_the_points_of_its_line(runs):
    panel = LinePlot(y=["train/loss"], bands={"train/loss": ["lr", "epoch"]}, max_points=100)
    view = panel.prepare(runs, Context())
    for line, run in zip(view.series, runs, strict=True):
        low, high = line.edges
        whole = run.column("lr")
        wanted = dict(zip(whole.steps.tolist(), whole.values.tolist(), strict=True))
        assert low.tolist() == [wanted[int(step)] for step in line.x["step"]]
        assert len(high) == len(line.values)
    assert "The band around train/loss is from lr to epoch." in panel.render(view, None, ()).alt
    assert LinePlot(y=["train/loss"], bands={"val/loss": ["lr", "lr"]}).prepare(runs, Context()).missing == ()
    unknown = LinePlot(y=["train/loss"], bands={"nothing": ["lr", "lr"]}).prepare(runs, Context())
    assert unknown.missing == ("no line is named 'nothing'",)
    other = LinePlot(y=["train/loss"], bands={"train/loss": ["lr", "lr"]}, plot_type="stacked-area")
    assert all(line.edges is None for line in other.prepare(runs, Context()).series)
