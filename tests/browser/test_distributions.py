"""Histograms explain themselves: lines with names, what is under the pointer, many runs on little room."""

from __future__ import annotations

import re

import numpy as np
import pytest
from conftest import EVALUATION, SWEEP, eventually, log_runs, open_example, spot, write_spec
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser

READY = "rg-histogram .rg-live-plot[data-ready]"
TEXTS = "[...document.querySelectorAll('rg-histogram .rg-vega .mark-text text')].map(t => t.textContent)"


@pytest.fixture
def open_blocks(visit, tmp_path):
    def open_it(blocks, runs=EVALUATION, **options):
        spec = write_spec(tmp_path, f"runs: {runs.as_posix()}\nblocks: [{blocks}]")
        page = visit(build(spec, tmp_path / "r.html").path, **options).page
        page.locator(READY).first.wait_for()
        return page

    return open_it


def test_lines_of_percentiles_have_names(open_blocks):
    page = open_blocks("histogram: {key: gradients/conv1, limit: 1}")
    eventually(lambda: {"median", "p5", "p95"} <= set(page.evaluate(TEXTS)))


def test_a_bin_of_a_heat_map_is_told(open_blocks):
    page = open_blocks("histogram: {key: gradients/conv1, limit: 1}")
    image = page.locator("rg-histogram .mark-image image")
    image.wait_for()
    box = spot(image)
    page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + box["height"] / 2)
    tip = page.locator("rg-histogram .rg-tip")
    expect(tip).to_contain_text("step 38")
    text = tip.inner_text()
    count, total, share = re.search(r"([\d.,]+) of ([\d.,]+) \(([\d.]+)%\)", text).groups()
    run = next(run for run in open_example(EVALUATION) if run.keys.get("gradients/conv1"))
    logged = run.source.media("gradients/conv1")[-2].value
    assert float(total.replace(",", "")) == pytest.approx(float(np.sum(logged.heights)), rel=1e-3)
    assert float(share) == pytest.approx(100 * float(count.replace(",", "")) / float(total.replace(",", "")), rel=1e-2)
    assert "median" in text
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_a_bin_of_overlaid_distributions_tells_every_run(open_blocks):
    page = open_blocks("histogram: summary.final_logits")
    box = spot(page.locator("rg-histogram .rg-plot"))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tip = page.locator("rg-histogram .rg-tip")
    for run in open_example(EVALUATION):
        expect(tip).to_contain_text(run.name)


def test_the_distribution_beside_keeps_its_scale(open_blocks):
    """The widest bar of a flat step is narrower than that of a sharp one."""
    page = open_blocks("histogram: {key: gradients/conv1, limit: 1}")
    page.locator("rg-histogram .mark-image image").wait_for()
    widest = (
        "Math.max(...[...document.querySelectorAll('rg-histogram .mark-rect path')]"
        ".map(p => p.getBoundingClientRect().width))"
    )
    eventually(lambda: page.evaluate(widest) > 60)
    page.locator("rg-histogram .rg-plot").focus()
    for _ in range(5):
        page.keyboard.press("PageUp")
    eventually(lambda: "at step 0" in page.evaluate(TEXTS))
    eventually(lambda: page.evaluate(widest) < 40)


def test_ridges_go_from_pale_to_deep_and_say_their_steps(open_blocks):
    page = open_blocks("histogram: {key: gradients/conv1, limit: 1, view: ridgeline}")
    fills = "[...document.querySelectorAll('rg-histogram .mark-path path')].map(p => p.getAttribute('fill'))"
    eventually(lambda: len([fill for fill in page.evaluate(fills) if "color-mix" in (fill or "")]) > 10)
    shares = [int(re.search(r"(\d+)%", fill).group(1)) for fill in page.evaluate(fills) if "color-mix" in (fill or "")]
    assert shares == sorted(shares, reverse=True)  # drawn from the newest, above, to the oldest
    assert shares[0] > shares[-1] + 15
    labels = page.locator("rg-histogram .mark-text text").all_text_contents()
    assert {"0", "39"} <= set(labels)
    box = spot(page.locator("rg-histogram .rg-plot"))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    expect(page.locator("rg-histogram .rg-tip")).to_contain_text("step 39")


def test_many_runs_take_little_room_and_whole_rows(open_blocks):
    page = open_blocks("histogram: weights", log_runs("0.31.0", "log_histograms.py"), width=1280)
    cells = page.locator(".rg-histograms").first.locator(".rg-histogram-cell")
    assert cells.count() == 12
    tops = {round(spot(cells.nth(i))["y"]) for i in range(12)}
    assert len(tops) == 3  # rows of four
    assert spot(page.locator(".rg-histograms").first)["height"] < 640
    page.get_by_text("2 more runs").click()
    last = page.locator("rg-histogram").nth(13)
    last.locator(".rg-live-plot[data-ready]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_bars_say_their_values_inside_the_plot(visit, tmp_path):
    spec = write_spec(tmp_path, f"runs: {SWEEP.as_posix()}\nblocks:\n  - bar_plot: val/mAP\n"
                      "  - bar_plot: {metrics: [val/mAP, train/loss], groupby: config.batch}\n")  # fmt: skip
    for width in (390, 1280):
        page = visit(build(spec, tmp_path / "r.html").path, width=width).page
        page.locator("rg-bar-plot .rg-live-plot[data-ready]").nth(1).wait_for()
        said = page.locator("rg-bar-plot").first.locator(".rg-vega .mark-text.role-mark text")
        eventually(lambda said=said: said.count() == len(open_example(SWEEP)))
        values = sorted(run.lookup("val/mAP") for run in open_example(SWEEP))
        assert sorted(float(text) for text in said.all_text_contents()) == pytest.approx(values, abs=1e-4)
        for plot in page.locator("rg-bar-plot .rg-plot").all():
            box = spot(plot)
            for text in plot.locator(".rg-vega .mark-text.role-mark text").all():
                end = spot(text)
                assert end["x"] + end["width"] <= box["x"] + box["width"] + 1
        page.close()
