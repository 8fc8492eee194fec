"""What stands where there is nothing to show: one line with the reason, and the nearest right thing."""

from __future__ import annotations

import re
import shutil

import pytest
from conftest import RUNS, SWEEP, build_spec, log_runs, open_example

from reportgen.panels.base.markup import nothing

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
    assert "The filter matches none of 4 runs" in html
    assert any("the filter matches none of 4 runs" in str(problem) for problem in result.problems)
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


def test_a_gap_ends_in_one_full_stop():
    assert str(nothing("the artifact has no table 'x'. Tables: a, b.").html).endswith("Tables: a, b.</p>")


@pytest.mark.sdk
def test_a_logged_chart_has_its_own_title(tmp_path):
    folder = log_runs("0.31.0", "log_resumed.py")
    text = f"runs: {folder}\nblocks: [{{custom_chart: chart}}, {{custom_chart: {{key: chart, title: Mine}}}}]"
    html = build_spec(tmp_path, text).path.read_text("utf-8")
    assert ">T2<" in html
    assert ">Mine<" in html
    assert RUNS.exists()


BLOCKS = """
runs: RUNS
blocks:
- line_plot: train/los
- table: {table_name: nothere, title: My table}
- scalar_chart: summary.nope
- line_plot: train/loss
- histogram: gone
- panel_grid: {panels: [line_plot: a, line_plot: train/loss, line_plot: b, line_plot: c]}
- toc: {}
"""


def test_panels_with_nothing_to_show_that_follow_each_other_are_one_list(tmp_path):
    result = build_spec(tmp_path, BLOCKS)
    html = result.path.read_text("utf-8")
    lists = re.findall(r'<ul class="rg-empty rg-gaps">(.*?)</ul>', html, re.DOTALL)
    assert [part.count("<li") for part in lists] == [3, 2]
    assert "3 panels with nothing to show" in html
    for told in ("No run has logged train/los.", "No run logged a table &#39;nothere&#39;.", "summary.nope"):
        assert told in lists[0]
    assert html.count('<p class="rg-empty">') == 2  # of one alone there is no list: gone, a
    anchor = re.search(r'<li id="([^"]*)"><strong><bdi>My table</bdi></strong>', lists[0])
    assert anchor
    assert f'href="#{anchor[1]}"' in html
    assert len([p for p in result.problems if "los" in str(p) or "nothere" in str(p) or "nope" in str(p)]) >= 3


@pytest.mark.browser
@pytest.mark.sdk
def test_missing_media_of_a_key_are_one_list(tmp_path, browser):
    folder = tmp_path / "runs"
    shutil.copytree(next(log_runs("0.31.0", "log_galleries.py").rglob("offline-run*")), folder)
    (run,) = open_example(folder)
    pictures = [item.value.file.path for item in run.source.media("gallery")]
    for path in pictures[2:]:
        (folder / "files" / path).unlink()
    result = build_spec(tmp_path, f"runs: {folder}\nblocks: [media_browser: gallery]")
    assert len(result.problems) >= 4  # each is reported
    for scripts in (False, True):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(result.path.as_uri())
        if scripts:
            page.locator("rg-media-browser.rg-awake, rg-media-browser.rg-media-live").first.wait_for()
        page.locator(".rg-gallery .rg-gaps").first.wait_for()
        assert page.locator(".rg-gallery .rg-gaps").count() == 1
        assert page.locator(".rg-gallery .rg-gaps li").count() == len(pictures) - 2
        assert page.locator(".rg-gallery .rg-placeholder").count() == 0
        assert page.locator(".rg-gallery figure").count() == 2
        context.close()


def test_a_metric_without_its_prefix_is_found_among_results(tmp_path):
    made = build_spec(tmp_path, f"runs: {SWEEP.as_posix()}\nblocks: [bar_plot: val/mapp]\n")
    assert "Did you mean 'val/mAP'?" in [problem.hint for problem in made.problems]
