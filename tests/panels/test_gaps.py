"""What stands where there is nothing to show: one line with the reason, and the nearest right thing."""

from __future__ import annotations

import pytest
from conftest import RUNS, build_spec, log_runs

FILTER = "filters: config.loss == 'no'"


@pytest.mark.parametrize(
    "block",
    [
        f"line_plot: {{y: train/loss, {FILTER}}}", f"run_table: {{{FILTER}}}",
        f"media_browser: {{media_keys: examples, {FILTER}}}",
        f"scalar_chart: {{metric: summary.val/mAP, {FILTER}}}", f"run_comparer: {{{FILTER}}}",
        f"histogram: {{key: gradients, {FILTER}}}", f"scatter_plot: {{x: duration, y: summary.val/mAP, {FILTER}}}",
        f"bar_plot: {{metrics: val/mAP, {FILTER}}}", f"parallel_coordinates: {{columns: [config.loss], {FILTER}}}",
        f"custom_chart: {{key: pr, {FILTER}}}", f"system_metrics: {{{FILTER}}}", f"console_log: {{{FILTER}}}",
        "line_plot: {y: train/loss, runset: none}", f"panel_grid: {{{FILTER}, panels: [line_plot: train/loss]}}",
    ],
)  # fmt: skip
def test_a_filter_that_keeps_no_run_is_said_to_be_that(tmp_path, block):
    text = f"runs: RUNS\nrunsets: {{none: {{filters: config.loss == 'no'}}}}\nblocks: [run_table, {{{block}}}]"
    result = build_spec(tmp_path, text)
    html = result.path.read_text("utf-8")
    assert "The filter keeps no run of 4" in html
    assert any("the filter keeps no run of 4" in str(problem) for problem in result.problems)
    for wrong in ("No run has", "No run matches", "not logged"):
        assert wrong not in html
    assert not any("no run logged" in str(problem) or "no run has" in str(problem) for problem in result.problems)


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("line_plot: train/los", "No run has logged train/los. Did you mean &#39;train/loss&#39;?"),
        ("media_browser: exampels", "No run has logged media exampels. Did you mean &#39;examples&#39;?"),
        ("scalar_chart: summary.val/mAPP", "No run has summary.val/mAPP. Did you mean &#39;summary.val/mAP&#39;?"),
        ("table: nothere", "No run logged a table &#39;nothere&#39;."),
        ("table: {table_name: nothere, title: My table}", "No run logged a table &#39;nothere&#39;."),
    ],
)
def test_the_nearest_key_stands_in_the_gap(tmp_path, block, told):
    html = build_spec(tmp_path, f"runs: RUNS\nblocks: [{{{block}}}]").path.read_text("utf-8")
    assert f'<p class="rg-empty">{told}' in html


@pytest.mark.sdk
def test_a_logged_chart_has_its_own_title(tmp_path):
    folder = log_runs("0.31.0", "log_resumed.py")
    text = f"runs: {folder}\nblocks: [{{custom_chart: chart}}, {{custom_chart: {{key: chart, title: Mine}}}}]"
    html = build_spec(tmp_path, text).path.read_text("utf-8")
    assert ">T2<" in html
    assert ">Mine<" in html
    assert RUNS.exists()
