"""Histograms: from history and summary, on common bins, empty and strange ones."""

from __future__ import annotations

import re

import numpy as np
import pytest
from conftest import EVALUATION, build_spec, open_example, show

from reportgen.panels.base.panel import Context
from reportgen.panels.histogram import Histogram, Measure, Rows, View, _member


@pytest.fixture(scope="module")
def runs():
    return open_example(EVALUATION)


def test_every_step_keeps_its_mass(runs):
    view = Histogram(key="gradients/conv1").prepare(runs, Context())
    assert len(view.rows) == 3
    for rows in view.rows:
        assert rows.steps.tolist() == list(range(40))
        assert rows.mass.sum(axis=1) == pytest.approx(np.full(40, 1500.0))
    assert len(view.edges) == 65


def test_a_heat_map_for_each_run_and_words_for_it(runs):
    fragment = show(Histogram(key="weights/fc"), runs)
    assert fragment.html.count("<rg-histogram ") == 3
    assert fragment.html.count("data:image/png;base64,") == 3
    assert "median" in fragment.alt
    assert fragment.libraries == {"vega"}


def test_the_summarys_is_drawn_as_bars(runs):
    fragment = show(Histogram(key="summary.final_logits"), runs)
    assert fragment.html.count("<rg-histogram ") == 1
    assert fragment.html.count("<rect") > 20


def test_the_legend_names_a_run_that_logged_a_list_once_and_as_itself(runs):
    (run, *_) = runs
    measure = Measure("count", np.ones(2), 1.0)
    rows = tuple(Rows(_member(run, i, 2), np.zeros(1), np.array([[1.0 + i, 2.0]])) for i in range(2))
    fragment = Histogram(key="listed").render(View(np.array([0.0, 1.0, 2.0]), rows, measure, 400), None, ())
    assert re.findall(r"<bdi>([^<]*)</bdi>", str(fragment.html)) == [run.name]
    assert f"{run.name}, item 2" in fragment.alt


def test_a_page_of_histograms_alone_has_the_look_of_the_lines_above_them(tmp_path):
    html = build_spec(tmp_path, "runs: EVALUATION\nblocks: [histogram: weights/fc]").path.read_text("utf-8")
    assert '<p class="rg-media-head">' in html
    assert ".rg-media-head{display: flex;" in html


def test_an_unknown_key_is_an_empty_state(runs):
    fragment = show(Histogram(key="nothing"), runs)
    assert "No run has logged histograms under nothing" in fragment.html
    assert fragment.missing == ["no run logged histograms under 'nothing'"]


def test_all_kinds_that_the_sdk_logs(media_runs):
    runs = open_example(media_runs)
    keys = {key for run in runs for key, info in run.keys.items() if "histogram" in info.types}
    assert keys
    for key in keys:
        assert show(Histogram(key=key), runs).html


def test_the_static_picture_gives_bins_their_width():
    """Of a heat map whose bins differ in width each row of pixels is the bin that its height lies in."""
    import base64
    import io
    import re

    from PIL import Image

    from reportgen.panels.histogram import Rows, View
    from reportgen.stats.rebin import measured

    edges, mass = np.array([0.0, 1.0, 10.0, 100.0]), np.full((3, 3), 10.0)
    rows = Rows({"index": 0, "name": "a"}, np.arange(3.0), mass)
    view = View(edges, (rows,), measured([mass], edges, density=False), 600)
    html = Histogram(key="h").render(view, None, ()).html
    picture = Image.open(io.BytesIO(base64.b64decode(re.search(r"base64,([^\"&]+)", html)[1]))).convert("RGBA")
    opacity = np.array(picture)[:, 0, 3]
    assert opacity[-1] == 255  # ten a unit
    assert opacity[int(len(opacity) * 0.95)] == pytest.approx(255 / 9, abs=1)
    assert opacity[0] == pytest.approx(255 / 90, abs=1)
    assert (opacity == 255).sum() <= 0.02 * len(opacity)
    assert "count per unit" in html
