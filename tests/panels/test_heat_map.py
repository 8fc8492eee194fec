"""Heat maps: a family of metrics as one grid for each run, all on one scale."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import open_example
from hypothesis import given
from hypothesis import strategies as st

from reportgen.model.column import Column
from reportgen.panels.base.panel import Context
from reportgen.panels.heat_map import HeatMap
from reportgen.stats.family import on_steps, scale_of


def column(values, steps=None):
    steps = np.arange(len(values)) if steps is None else np.asarray(steps)
    return Column(steps, np.asarray(values, float), np.full(len(values), np.nan))


def logged(folder, runs=1, layers=12, steps=30):
    head = ",".join(["step", *(f"layer{layer}/norm" for layer in range(layers))])
    for run in range(runs):
        rows = [",".join(map(str, [s, *(run + layer + s / 10 for layer in range(layers))])) for s in range(steps)]
        (folder / f"run{run:02}.csv").write_text("\n".join([head, *rows]) + "\n")
    return open_example(folder)


def test_members_stand_in_natural_order(tmp_path):
    view = HeatMap(metric_regex="^layer").prepare(logged(tmp_path), Context())
    assert view.members[:3] == ("layer0/norm", "layer1/norm", "layer2/norm")
    assert view.members[-1] == "layer11/norm"
    assert view.pictures[0].means.shape == (12, 30)
    assert view.pictures[0].means[3, 10] == pytest.approx(4.0)


def test_few_runs_are_shown_and_the_rest_is_said(tmp_path):
    panel = HeatMap(metric_regex="^layer", max_runs_to_show=2)
    fragment = panel.render(panel.prepare(logged(tmp_path, runs=5), Context()), None, ())
    assert fragment.sampled == ["3 more runs not shown"]
    assert fragment.html.count("rg-heat-picture") == 2
    assert fragment.title == "layer…/norm"


def test_a_metric_that_no_run_has_is_reported(tmp_path):
    panel = HeatMap(metrics=["layer1/norm", "layer99/norm"])
    fragment = panel.render(panel.prepare(logged(tmp_path), Context()), None, ())
    assert fragment.missing == ["no run logged 'layer99/norm'"]


def test_a_run_that_ended_early_leaves_the_rest_empty():
    edges = np.arange(11.0) - 0.5
    means, _ = on_steps([column([1, 2, 3]), column(range(10))], edges)
    assert np.isnan(means[0, 3:]).all()
    assert np.isfinite(means[1]).all()


def test_values_that_are_not_finite_are_marked_and_not_averaged():
    means, lost = on_steps([column([1, math.nan, math.inf, 4])], np.array([-0.5, 1.5, 3.5]))
    assert means.tolist() == [[1.0, 4.0]]
    assert lost.tolist() == [[0.5, 0.5]]


def test_decades_are_shaded_by_their_logarithm_and_zero_stays_pale():
    scale = scale_of([np.array([[0.0, 1e-4, 1e-2, 1.0]])])
    shades = scale.shades(np.array([0.0, 1e-4, 1e-2, 1.0]))
    assert scale.log
    assert shades[0] == shades[1] == 0
    assert 0.4 < shades[2] < 0.6
    assert shades[3] == 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.integers(1, 20))
def test_a_grid_keeps_the_mean(values, bins):
    """Every value is in exactly one stretch: the means, weighed by their counts, add up to the sum."""
    edges = np.linspace(-0.5, len(values) - 0.5, bins + 1)
    means, _ = on_steps([column(values)], edges)
    place = np.clip(np.searchsorted(edges, np.arange(len(values)), "right") - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    found = np.where(counts > 0, means[0], 0.0) @ counts
    assert found == pytest.approx(sum(values), abs=1e-3)


def test_of_many_runs_the_best_are_shown(tmp_path):
    for run in range(6):
        rows = [f"{step},1,2,3,0.{run}{step}" for step in range(5)]
        (tmp_path / f"run{run}.csv").write_text("\n".join(["step,l1/n,l2/n,l3/n,val/acc", *rows]) + "\n")
    panel = HeatMap(metric_regex="^l", max_runs_to_show=2)
    view = panel.prepare(open_example(tmp_path), Context())
    assert [picture.run["name"] for picture in view.pictures] == ["run5", "run4"]
    assert panel.render(view, None, ()).sampled == ["The 2 best runs by val/acc are shown; 4 more runs not shown"]
