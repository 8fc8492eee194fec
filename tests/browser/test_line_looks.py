"""How line charts look: noise as a band, outliers, many runs, runs that step back."""

from __future__ import annotations

import math
import random
import re

import pytest
from conftest import idle, spot, write_spec
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser

READY = ".rg-live-plot[data-ready]"


def log(folder, name, rows):
    """Write a run as a CSV file of step, train/loss and val/acc."""
    lines = ["step,train/loss,val/acc", *(",".join(map(str, row)) for row in rows)]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Four noisy runs of a loss, the last of which diverges; and an accuracy of 20 values each."""
    found = tmp_path_factory.mktemp("noisy")
    for number in range(4):
        rng = random.Random(number)
        rows = []
        for step in range(2500):
            loss = 2 * math.exp(-step / 700) + 0.3 + 0.02 * number
            if number == 3 and step > 1000:
                loss *= 1 + (step - 1000) / 100
            acc = f"{0.5 + 0.1 * number + step / 10000:.3f}" if step % 125 == 0 else ""
            rows.append((step, f"{loss * rng.uniform(0.7, 1.3):.4f}", acc))
        log(found, f"run{number}", rows)
    return found


@pytest.fixture
def noisy(visit, folder, tmp_path):
    spec = f"runs: {folder}\nblocks: [line_plot: train/loss, line_plot: val/acc]"

    def open_it(fragment="", **options):
        seen = visit(build(write_spec(tmp_path, spec), tmp_path / "r.html").path, fragment=fragment, **options)
        if options.get("java_script_enabled", True):
            seen.page.locator(READY).first.wait_for()
        return seen, seen.page

    return open_it


def test_noise_is_a_band_with_a_line_through_it(noisy):
    seen, page = noisy()
    plot = page.locator("rg-line-plot").first
    expect(plot.locator(".rg-noise")).to_have_count(4)
    expect(plot.locator(".rg-lines path[stroke-dasharray]")).to_have_count(0)
    widths = plot.locator(".rg-lines path[stroke-width='1.5']:not(.rg-exit)")
    expect(widths).to_have_count(4)
    calm = page.locator("rg-line-plot").nth(1)
    calm.scroll_into_view_if_needed()
    calm.locator(READY).wait_for()
    expect(calm.locator(".rg-noise")).to_have_count(0)
    page.get_by_label("Noise").first.select_option("line")
    expect(plot.locator(".rg-noise")).to_have_count(0)
    assert "o.noise=line" in page.url
    page.get_by_label("Noise").first.select_option("")
    expect(plot.locator(".rg-noise")).to_have_count(4)
    seen.assert_quiet()


def test_the_address_and_the_chart_say_how_noise_is_drawn(noisy):
    _, page = noisy("#~o.noise=line")
    plot = page.locator("rg-line-plot").first
    expect(plot.locator(".rg-noise")).to_have_count(0)
    page.locator(".rg-chart-menu > summary").first.click()
    page.locator(".rg-menu-box").get_by_label("Noise").select_option("band")
    expect(plot.locator(".rg-noise")).to_have_count(4)


def test_smoothing_keeps_the_band(noisy):
    _, page = noisy("#~smooth=0.9")
    expect(page.locator("rg-line-plot").first.locator(".rg-noise")).to_have_count(4)


def test_the_static_picture_shows_the_same(noisy):
    _, page = noisy(java_script_enabled=False)
    plot = page.locator("rg-line-plot").first
    expect(plot.locator(".rg-static .rg-noise")).to_have_count(4)
    expect(plot.locator(".rg-static .o")).to_have_count(1)
    expect(plot.locator(".rg-said")).to_have_text("Outliers outside the y axis: run3.")


def test_a_run_that_diverges_does_not_flatten_the_others(noisy):
    seen, page = noisy()
    plot = page.locator("rg-line-plot").first

    def highest():
        labels = ".rg-vega .role-axis-label text[text-anchor=end]"
        return plot.evaluate(f"e => Math.max(...[...e.querySelectorAll('{labels}')].map(t => Number(t.textContent)))")

    said = plot.locator(".rg-said")
    expect(said).to_have_text("Outliers outside the y axis: run3.")
    expect(plot.locator(".rg-exit")).to_have_count(1)
    assert highest() < 4
    page.get_by_label("Ignore outliers").first.select_option("off")
    expect(said).to_be_hidden()
    expect(plot.locator(".rg-exit")).to_have_count(0)
    idle(page)
    assert highest() >= 5
    assert "o.outliers=off" in page.url
    seen.assert_quiet()


def test_runs_step_back_behind_those_picked_out(noisy):
    _, page = noisy()
    plot = page.locator("rg-line-plot").nth(1)
    plot.scroll_into_view_if_needed()
    plot.locator(READY).wait_for()
    page.locator(".rg-runs li[data-run]").nth(1).hover()
    expect(plot.locator(".rg-lines path.rg-faint")).to_have_count(3)
    expect(plot.locator(".rg-ends .rg-faint")).to_have_count(3)
    assert plot.locator(".rg-lines path.rg-faint").first.evaluate("e => getComputedStyle(e).opacity") == "0.12"
    front = plot.locator(".rg-lines path").last
    expect(front).to_have_attribute("stroke", "var(--run-1)")


def test_of_many_runs_the_best_stand_out(visit, tmp_path):
    for number in range(50):
        log(tmp_path, f"run{number:02}", [(step, 2 / (1 + step), 0.01 * number + step / 1000) for step in range(20)])
    spec = f"runs: {tmp_path}/*.csv\nblocks: [line_plot: val/acc]"
    page = visit(build(write_spec(tmp_path, spec), tmp_path / "r.html").path).page
    plot = page.locator("rg-line-plot")
    plot.locator(READY).wait_for()
    said = plot.locator(".rg-said")
    expect(said).to_have_text("10 best of 50 lines are highlighted. Select runs in the side to see others.")
    quiet = plot.locator(".rg-lines path[stroke='var(--line-2)']")
    assert sum(path.get_attribute("d").count("M") for path in quiet.all()) == 40  # drawn together
    assert quiet.count() < 5
    expect(plot.locator(".rg-lines path[stroke-dasharray]")).to_have_count(0)
    strong = plot.locator(".rg-lines path[stroke^='var(--run']")
    expect(strong).to_have_count(10)
    assert {path.get_attribute("stroke") for path in strong.all()} == {f"var(--run-{i})" for i in range(40, 50)}
    page.locator(".rg-runs li[data-run]").nth(3).hover()
    expect(plot.locator(".rg-lines path[stroke='var(--run-3)']")).to_have_count(1)  # alone, in front of all
    expect(plot.locator(".rg-lines path").last).to_have_attribute("stroke", "var(--run-3)")
    expect(quiet.first).to_have_class(re.compile("rg-faint"))
    page.mouse.move(900, 5)
    expect(plot.locator(".rg-lines path[stroke='var(--run-3)']")).to_have_count(0)
    expect(plot.locator(".rg-lines path.rg-faint")).to_have_count(0)
    page.emulate_media(media="print")
    assert said.inner_text() == "10 best of 50 lines are highlighted."
    page.emulate_media(media="screen")
    for number in (3, 5):
        page.locator(".rg-runs li[data-run] .rg-pin").nth(number).evaluate("one => one.click()")
    expect(said).to_contain_text("2 pinned of 50 lines are highlighted.")


def test_the_side_is_the_legend_of_runs(noisy):
    seen, page = noisy()
    plot = page.locator("rg-line-plot").nth(1)
    plot.scroll_into_view_if_needed()
    plot.locator(READY).wait_for()
    expect(plot.locator(".rg-legend")).to_be_hidden()
    expect(plot.locator(".rg-ends text")).to_have_text(["run0", "run1", "run2", "run3"])
    places = [box["y"] for box in (spot(text) for text in plot.locator(".rg-ends text").all())]
    assert all(abs(one - other) >= 11.9 for i, one in enumerate(places) for other in places[:i])
    plot_box = spot(plot)
    assert all(spot(text)["x"] + spot(text)["width"] <= plot_box["x"] + plot_box["width"] + 1
               for text in plot.locator(".rg-ends text").all())  # fmt: skip
    page.emulate_media(media="print")
    expect(plot.locator(".rg-legend")).to_be_visible()
    page.emulate_media(media="screen")
    plot.locator("xpath=ancestor::figure").get_by_role("button", name="Expand").click()
    expect(plot.locator(".rg-legend")).to_be_visible()
    seen.assert_quiet()


def test_where_the_side_is_a_sheet_or_nothing_runs_charts_keep_their_legend(noisy):
    _, page = noisy(width=390)
    expect(page.locator("rg-line-plot .rg-legend").first).to_be_visible()
    _, page = noisy(java_script_enabled=False)
    expect(page.locator("rg-line-plot .rg-legend").first).to_be_visible()


def test_a_legend_says_how_many_more_there_are(visit, tmp_path):
    for number in range(15):
        log(tmp_path, f"run{number:02}", [(step, 2 / (1 + step), 0.01 * number) for step in range(20)])
    spec = f"runs: {tmp_path}/*.csv\nblocks: [line_plot: {{y: val/acc, legend_position: south}}]"
    report = build(write_spec(tmp_path, spec), tmp_path / "r.html").path
    page = visit(report).page
    legend = page.locator(".rg-legend")
    shown = legend.locator("li:visible")
    expect(shown).to_have_count(11)
    more = legend.get_by_role("button", name="+5 more")
    more.click()
    expect(shown).to_have_count(16)
    legend.get_by_role("button", name="Show fewer").click()
    expect(shown).to_have_count(11)
    page.emulate_media(media="print")
    expect(shown).to_have_count(15)
    expect(visit(report, java_script_enabled=False).page.locator(".rg-legend li:visible")).to_have_count(15)


@pytest.mark.parametrize("live", [True, False])
def test_paper_has_no_legend_of_more_names_than_can_be_told_apart(visit, tmp_path, live):
    for number in range(25):
        log(tmp_path, f"run{number:02}", [(step, 2 / (1 + step), 0.01 * number) for step in range(20)])
    spec = f"runs: {tmp_path}/*.csv\nblocks: [scatter_plot: {{x: train/loss, y: val/acc}}]"
    page = visit(build(write_spec(tmp_path, spec), tmp_path / "r.html").path, java_script_enabled=live).page
    page.emulate_media(media="print")
    shown = page.locator(".rg-legend li:visible")
    expect(shown).to_have_count(11)
    expect(shown.last).to_have_text("+15 more")


def test_what_was_read_before_a_zoom_was_drawn_is_left_and_the_way_back_covers_no_line(visit, tmp_path):
    log(tmp_path, "a", [(step, 2 / (1 + step), step / 100) for step in range(90)])
    spec = f"runs: {tmp_path}/*.csv\nblocks: [line_plot: val/acc]"
    page = visit(build(write_spec(tmp_path, spec), tmp_path / "r.html").path).page
    plot = page.locator("rg-line-plot .rg-plot")
    plot.locator(READY).wait_for()
    plot.evaluate(
        "plot => { for (const key of ['+', 'ArrowRight']) plot.dispatchEvent(new KeyboardEvent('keydown', { key })); }"
    )
    reset = plot.get_by_role("button", name="Reset zoom")
    reset.wait_for()
    assert plot.locator(".rg-spots").is_hidden()
    box, within = spot(reset), spot(plot)
    assert box["y"] + box["height"] <= within["y"]
    reset.click()
    expect(reset).to_be_hidden()


def test_values_too_far_apart_for_an_axis_are_said(visit, tmp_path):
    log(tmp_path, "a", [(step, 1.0, 1e308 * (-1) ** step) for step in range(6)])
    spec = f"runs: {tmp_path}/*.csv\nblocks: [line_plot: val/acc]"
    plot = visit(build(write_spec(tmp_path, spec), tmp_path / "r.html").path).page.locator("rg-line-plot")
    plot.locator(READY).wait_for()
    expect(plot.locator(".rg-said")).to_have_text("Values beyond 9e307 are outside the y axis: no axis spans more.")
