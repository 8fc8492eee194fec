"""Runs of several formats on one pair of axes, and points that stand between whole steps or at one of them."""

from __future__ import annotations

import csv
import io
import shutil

import pytest
from conftest import RUNS, spot, write_spec
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser

SPEC = """
runs: runs
blocks:
  - line_plot: train/loss
  - line_plot: {y: between, title: between}
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    run = next(RUNS.glob("*r50base0"))
    shutil.copytree(run, folder / "runs" / "wandb" / run.name)
    (folder / "runs" / "table").mkdir()
    (folder / "runs" / "table" / "metrics.csv").write_text("step,train/loss\n0,1.5\n300,0.75\n599,0.5\n")
    (folder / "runs" / "fine.csv").write_text("step,between\n0.25,1\n0.5,2\n0.5,4\n0.5,3\n1.25,5\n")
    (folder / "runs" / "unknown.trk").touch()
    made = build(write_spec(folder, SPEC), folder / "report.html")
    assert "1 entry next to the runs was not recognised as runs" in str(made.problems[0])
    return made.path


@pytest.mark.parametrize("width", [390, 1280])
def test_both_formats_are_lines_of_one_plot(visit, report, width):
    seen = visit(report, width=width)
    plot = seen.page.locator("rg-line-plot").first
    plot.scroll_into_view_if_needed()
    plot.locator(".rg-live-plot[data-ready]").wait_for()
    assert plot.locator(".rg-legend bdi").all_text_contents() == ["r50-base", "table"]
    box = spot(plot.locator(".rg-live-plot"))
    seen.page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] / 2)
    tip = seen.page.locator(".rg-tip:visible")
    expect(tip).to_contain_text("r50-base")
    expect(tip).to_contain_text("table")
    expect(tip).to_contain_text("0.75")
    seen.assert_quiet()


def test_every_point_of_a_step_reaches_the_page(visit, report):
    seen = visit(report)
    plot = seen.page.locator("rg-line-plot").nth(1)
    plot.scroll_into_view_if_needed()
    plot.locator(".rg-live-plot[data-ready]").wait_for()
    lines = plot.evaluate("e => [...e.querySelectorAll('path')].map(path => path.getAttribute('d'))")
    (line,) = [line for line in lines if line.startswith("M") and line.count("L") > 2]
    points = [tuple(map(float, pair.split())) for pair in line[1:].split("L")]
    assert len({x for x, _ in points}) == 3, "0.25, 0.5 and 1.25"
    assert len({y for _, y in points}) == 5
    seen.page.locator(".rg-chart-menu > summary").nth(1).click()
    with seen.page.expect_download() as caught:
        seen.page.get_by_role("button", name="Save as CSV", exact=True).locator("visible=true").click()
    rows = list(csv.reader(io.StringIO(caught.value.path().read_bytes().decode("utf-8"))))
    assert [[float(cell) for cell in row[-2:]] for row in rows[1:]] == [
        [0.25, 1],
        [0.5, 2],
        [0.5, 4],
        [0.5, 3],
        [1.25, 5],
    ]
    seen.assert_quiet()
