"""A report keeps to its size budget: lines give way where pictures cannot, and what cannot fit says by how much."""

from __future__ import annotations

import re

import numpy as np
import pytest

import reportgen
from reportgen import build

STEPS, METRICS = 2000, 4
PEAK = 987


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("noisy")
    rng = np.random.default_rng(0)
    for run in range(2):
        values = rng.standard_normal((STEPS, METRICS))
        values[PEAK, 0] = 99.5
        place = folder / f"run{run}"
        place.mkdir()
        rows = [f"{step}," + ",".join(map(repr, row)) for step, row in enumerate(values.tolist())]
        (place / "metrics.csv").write_text("\n".join(["step,a,b,c,d", *rows]), "utf-8")
    return folder


def report(runs, tmp_path, budget, panels=("{line_plot: a}", "{line_plot: [b, c]}", "{line_plot: d}")):
    spec = tmp_path / f"{budget}.yaml"
    grid = f"[{{panel_grid: {{panels: [{', '.join(panels)}]}}}}]"
    spec.write_text(f"title: Noise\nsize_budget: {budget}\nruns: {runs}\nblocks: {grid}\n", "utf-8")
    return build(spec, tmp_path / f"{budget}.html")


def kept(result):
    """Return how many points each panel says that it keeps."""
    text = result.path.read_text("utf-8")
    found = re.findall(r'class="rg-note">([\d,]+) of 2,000 points kept per line; all peaks kept', text)
    return [int(count.replace(",", "")) for count in found]


def test_lines_keep_as_many_points_as_fit(runs, tmp_path):
    whole = report(runs, tmp_path, "none")
    budget = whole.size - 60_000
    tight = report(runs, tmp_path, f"{budget}B")
    assert kept(whole) == []
    assert 0.8 * budget < tight.size <= budget
    assert len(kept(tight)) == 3  # each panel says so itself
    assert all(256 <= count < STEPS for count in kept(tight))
    assert not [problem for problem in tight.problems if "size_budget" in problem.what]


def test_peaks_stay_and_what_a_panel_asked_for_is_kept(runs, tmp_path):
    asked = "{line_plot: {y: a, max_points: 1900}}"
    panels = [asked, "{line_plot: b}"]
    tight = report(runs, tmp_path, f"{report(runs, tmp_path, 'none', panels).size - 25_000}B", panels)
    first, other = kept(tight)
    assert first > 1000 > other
    assert all(99.5 in run.history("a").arrays()["a"] for run in reportgen.runs(tight.path))


def test_a_report_that_cannot_fit_says_by_how_much(runs, tmp_path):
    hopeless = report(runs, tmp_path, "100kB")
    (problem,) = [problem for problem in hopeless.problems if "size_budget" in problem.what]
    assert re.match(r"the report takes [\d.]+ kB without its images, [\d.]+ kB more than its size_budget", problem.what)
    assert max(kept(hopeless)) <= 64
