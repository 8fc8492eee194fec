"""Labels of axes as they lie on the page: none over another, whole numbers for whole values, one point without axes."""

from __future__ import annotations

import re

import pytest
from conftest import EXAMPLES, write_spec
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser

READY = ".rg-live-plot[data-ready]"
OVERLAPS = """
(selector) => [...document.querySelectorAll(selector)].flatMap(svg => {
  const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent && t.getAttribute('opacity') !== '0');
  const boxes = texts.map(t => t.getBoundingClientRect());
  const found = [];
  boxes.forEach((a, i) => boxes.slice(0, i).forEach((b, j) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 3) found.push(`${texts[i].textContent} over ${texts[j].textContent}`);
  }));
  return found;
})
"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("example", sorted(p.name for p in EXAMPLES.iterdir() if (p / "report.yaml").is_file()))
def test_no_label_of_a_line_chart_lies_over_another(visit, example_report, example, width):
    seen = visit(example_report(example), width=width)
    if not seen.page.locator("rg-line-plot").count():
        return
    seen.scroll_through()
    assert seen.page.evaluate(OVERLAPS, "rg-line-plot .rg-vega > svg:first-of-type") == []
    page = visit(example_report(example), width=width, java_script_enabled=False).page
    assert page.evaluate(OVERLAPS, "rg-line-plot .rg-static") == []


def rows(folder, name, values):
    lines = ["step,count,loss", *(f"{step},{count},{loss}" for step, count, loss in values)]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")


def test_whole_numbers_have_whole_ticks(visit, tmp_path):
    rows(tmp_path, "a", [(12, 3, 0.5), (13, 4, 0.25), (14, 4, 0.125)])
    report = build(
        write_spec(tmp_path, f"runs: {tmp_path}/*.csv\nblocks: [line_plot: count]"), tmp_path / "r.html"
    ).path
    plot = visit(report).page.locator("rg-line-plot")
    plot.locator(READY).wait_for()
    labels = plot.locator(".rg-vega .role-axis-label text").all_text_contents()
    assert {text for text in labels if text} == {"12", "13", "14", "3", "4"}
    expect(plot.locator(".rg-vega")).to_contain_text("step", use_inner_text=True)
    still = visit(report, java_script_enabled=False).page.locator(".rg-static text")
    assert set(still.all_text_contents()) == {"12", "13", "3", "4", "step"}


def test_one_point_is_a_dot_with_its_value(visit, tmp_path):
    rows(tmp_path, "a", [(2, 3, 0.5)])
    report = build(write_spec(tmp_path, f"runs: {tmp_path}/*.csv\nblocks: [line_plot: loss]"), tmp_path / "r.html").path
    plot = visit(report).page.locator("rg-line-plot")
    plot.locator(READY).wait_for()
    expect(plot.locator(".rg-ends text")).to_have_text("0.5 at step 2")
    expect(plot.locator(".rg-vega .role-axis-label text")).to_have_count(0)
    still = visit(report, java_script_enabled=False).page.locator(".rg-static text")
    expect(still).to_have_text("0.5 at step 2")


def test_a_logarithmic_axis_has_decades_or_1_2_and_5(visit, tmp_path):
    rows(tmp_path, "a", [(step, step, 3 / (1 + step)) for step in range(40)])
    spec = f"runs: {tmp_path}/*.csv\nblocks: [line_plot: {{y: loss, log_y: true}}]"
    plot = visit(build(write_spec(tmp_path, spec), tmp_path / "r.html").path).page.locator("rg-line-plot")
    plot.locator(READY).wait_for()
    labels = plot.locator(".rg-vega .role-axis-label text[text-anchor=end]").all_text_contents()
    assert labels == ["0.1", "0.2", "0.5", "1", "2"]


def test_a_scatter_plot_has_ticks_where_its_few_values_are(visit, tmp_path):
    for rate in (3e-4, 0.001, 0.003, 0.01):
        (tmp_path / f"r{rate}").mkdir()
        (tmp_path / f"r{rate}" / "metrics.csv").write_text(f"step,acc\n0,0.1\n1,{1 - rate}\n", "utf-8")
        (tmp_path / f"r{rate}" / "config.yaml").write_text(f"lr: {rate}\n", "utf-8")
    spec = f"runs: {tmp_path}\nblocks: [scatter_plot: {{x: config.lr, y: acc, log_x: true}}]"
    report = build(write_spec(tmp_path, spec), tmp_path / "r.html").path
    chart = visit(report).page.locator("rg-chart")
    chart.locator(READY).wait_for()
    below = chart.locator(".rg-vega .role-axis").filter(has=chart.page.get_by_text("lr", exact=True))
    expect(below.locator(".role-axis-label text")).to_have_text(["3e-4", "1e-3", "3e-3", "1e-2"])
    still = visit(report, java_script_enabled=False).page.locator(".rg-static text")
    assert [one for one in still.all_text_contents() if "e-" in one] == ["3e-4", "1e-3", "3e-3", "1e-2"]


def test_clock_times_have_the_same_parts(visit, tmp_path):
    lines = [f"{step},{1_700_000_000 + 3 * step},{step}" for step in range(40)]
    (tmp_path / "a.csv").write_text("\n".join(["step,_timestamp,loss", *lines]) + "\n", "utf-8")
    spec = f"runs: {tmp_path}/*.csv\nblocks: [line_plot: {{y: loss, x: wall_time}}]"
    plot = visit(build(write_spec(tmp_path, spec), tmp_path / "r.html").path).page.locator("rg-line-plot")
    plot.locator(READY).wait_for()
    texts = plot.locator(".rg-vega .role-axis-label text").all_text_contents()
    times = [text for text in texts if ":" in text]
    assert len(times) > 1
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d", text) for text in times)
