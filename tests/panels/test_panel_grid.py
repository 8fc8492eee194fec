"""Grids: equal columns, placed panels, and run sets that panels inherit."""

from __future__ import annotations

from conftest import build_spec


def test_layout_and_columns(tmp_path):
    panel = "{line_plot: {y: lr, layout: {x: 4, y: 2, w: 8, h: 6}}}"
    text = f"runs: RUNS\nblocks: [{{panel_grid: {{columns: 3, panels: [{panel}]}}}}]"
    html = build_spec(tmp_path, text).path.read_text("utf-8")
    assert "--columns:3" in html
    assert "grid-column:5/span 8;grid-row:3/span 6" in html


def test_panels_inherit_the_grids_runs(tmp_path):
    text = "runs: RUNS\nblocks: [{panel_grid: {filters: config.loss == 'focal', panels: [scalar_chart: config.batch]}}]"
    html = build_spec(tmp_path, text).path.read_text("utf-8")
    assert html.count('<li data-run="') == 2 + 2  # two bars, and in the side the two runs that are shown


def test_an_empty_grid_says_so(tmp_path):
    assert "no panels" in build_spec(tmp_path, "blocks: [panel_grid]").path.read_text("utf-8")
