"""Many lines in one plot: how many points each keeps, and what the static page holds of them."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from conftest import open_example

from reportgen.blocks import inflated
from reportgen.panels.base.panel import Context
from reportgen.panels.line_plot import LinePlot

RUNS, STEPS = 80, 900


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    rng = np.random.default_rng(0)
    for number in range(RUNS):
        values = number / RUNS + rng.normal(0, 0.1, STEPS)
        values[STEPS // 2] = -9 - number  # a peak that must stay
        values[-1] = number / RUNS
        rows = "\n".join(f"{step},{value}" for step, value in enumerate(values))
        (folder / f"run{number:02}.csv").write_text(f"step,val/acc\n{rows}\n")
    return open_example(folder)


def made(runs, **fields):
    panel = LinePlot(y=["val/acc"], **fields)
    view = panel.prepare(runs, Context(960, 4096))
    return view, panel.render(view, None, [])


def test_the_best_keep_all_points_and_the_others_few_with_every_peak(runs):
    view, fragment = made(runs)
    kept = [len(line.values) for line in view.series]
    assert kept[-20:] == [STEPS] * 20
    assert max(kept[:-20]) <= 60_000 // RUNS
    assert [line.values.min() for line in view.series] == [-9 - number for number in range(RUNS)]
    assert fragment.sampled == [f"{max(kept[:-20])} of {STEPS} points kept in 60 lines of {RUNS}; all peaks kept"]


def test_what_a_spec_asks_for_is_kept(runs):
    view, fragment = made(runs, max_points=STEPS)
    assert {len(line.values) for line in view.series} == {STEPS}
    assert not fragment.sampled


@pytest.mark.parametrize("fields", [{"groupby": ["name"]}, {"plot_type": "stacked-area"}])
def test_what_is_made_of_all_lines_together_has_all_their_points(runs, fields):
    view, _ = made(runs, **fields)
    assert {len(line.values) for line in view.series} == {STEPS}


def test_kept_values_are_exact(runs):
    view, fragment = made(runs)
    payload = json.loads(inflated(next(block for block in fragment.blocks if block.type == "json")))
    first = payload["lines"][0]
    assert first["total"] == STEPS > len(view.series[0].values)
    logged = next(iter(runs)).column("val/acc")
    places = view.series[0].x["step"].astype(int)
    assert (view.series[0].values == logged.values[places]).all()


def test_the_static_page_names_the_best_and_draws_the_others_together(runs):
    _, fragment = made(runs)
    names = re.findall(r"<bdi>(run\d+)</bdi>", str(fragment.html))
    assert names == [f"run{number}" for number in range(RUNS - 10, RUNS)]
    assert str(fragment.html).count("<path") < 60
    _, asked = made(runs, legend_position="east")
    assert len(re.findall(r"<bdi>run\d+</bdi>", str(asked.html))) == RUNS
