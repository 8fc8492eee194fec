"""Parallel coordinates as a reader sees them: labels are read, axes fit a phone, what diverged is in sight."""

from __future__ import annotations

import itertools

import pytest
from conftest import eventually, spot, write_spec
from made_runs import sweep
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser

READY = "rg-parallel-coordinates .rg-live-plot[data-ready]"
BOXES = """() => [...document.querySelectorAll('rg-parallel-coordinates .rg-vega .mark-text text')]
  .filter((text) => text.textContent).map((text) => {
  const { left, right, top, bottom } = text.getBoundingClientRect();
  return [text.textContent, left, right, top, bottom];
})"""
NAN = "[...document.querySelectorAll('rg-parallel-coordinates .mark-symbol path')].map(p => p.getBoundingClientRect())"


@pytest.fixture
def open_sweep(visit, tmp_path):
    runs = sweep(tmp_path / "runs")
    spec = write_spec(tmp_path, f"runs: {runs.as_posix()}\nblocks:\n  - parallel_coordinates: "
                      "[config.arch, config.lr, config.batch, val/loss, val/acc]\n")  # fmt: skip

    def open_it(**options):
        page = visit(build(spec, tmp_path / "r.html").path, **options).page
        page.locator(READY).wait_for()
        return page

    return open_it


@pytest.mark.parametrize("width", [390, 700, 1280, 2560])
def test_labels_are_whole_and_apart(open_sweep, width):
    page = open_sweep(width=width)
    eventually(lambda: len(page.evaluate(BOXES)) > 10)
    boxes = page.evaluate(BOXES)
    said = [box[0] for box in boxes]
    assert {"0.0001", "0.003", "64", "128", "256", "NaN", "resnet", "vit"} <= set(said)
    plot = spot(page.locator("rg-parallel-coordinates .rg-plot"))
    for text, left, right, *_ in boxes:
        assert left >= plot["x"] - 1, text
        assert right <= plot["x"] + plot["width"] + 1, text
    for a, b in itertools.combinations(boxes, 2):
        assert a[2] <= b[1] or b[2] <= a[1] or a[4] <= b[3] or b[4] <= a[3], (a[0], b[0])


def test_on_a_phone_the_axes_lie_one_below_the_other(open_sweep):
    page = open_sweep(width=390)
    titles = ["arch", "lr", "batch", "val/loss", "val/acc"]
    eventually(lambda: {box[0] for box in page.evaluate(BOXES)} >= set(titles))
    found = {box[0]: box for box in page.evaluate(BOXES)}
    assert [found[title][1] for title in titles] == pytest.approx([found["arch"][1]] * 5, abs=1)
    tops = [found[title][3] for title in titles]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_diverged_run_can_be_read_at_the_end_of_its_axis(open_sweep):
    page = open_sweep(width=1280)
    eventually(lambda: len(page.evaluate(NAN)) == 1)
    place = page.evaluate(f"(() => {{ const r = {NAN}[0]; return [r.x + r.width / 2, r.y + r.height / 2]; }})()")
    page.mouse.move(*place)
    tip = page.locator("rg-parallel-coordinates .rg-tip")
    expect(tip).to_contain_text("r03")
    expect(tip).to_contain_text("NaN")


def test_a_brush_leaves_the_chosen_stronger_than_the_rejected(open_sweep):
    page = open_sweep(width=1280)
    box = spot(page.locator("rg-parallel-coordinates .rg-plot"))
    right = box["x"] + box["width"] - 10
    page.mouse.move(right, box["y"] + 290)  # r07, which is not chosen, lies here
    expect(page.locator("rg-parallel-coordinates .rg-tip")).to_contain_text("r07")
    page.mouse.down()
    page.mouse.move(right, box["y"] + 120, steps=3)
    page.mouse.move(right, box["y"] + 25, steps=3)
    page.mouse.up()
    page.mouse.move(5, 5)
    page.keyboard.press("Escape")
    page.mouse.move(right, box["y"] + 25)
    page.mouse.down()
    page.mouse.move(right, box["y"] + 120, steps=3)
    page.mouse.up()
    strokes = (
        "[...document.querySelectorAll('rg-parallel-coordinates .mark-path path')].filter(p => p.getAttribute('stroke')"
        "?.match(/rgb|line-2/)).map(p => [p.getAttribute('stroke'), Number(p.getAttribute('opacity') ?? 1)])"
    )

    def told_apart():
        found = page.evaluate(strokes)
        off = [opacity for stroke, opacity in found if "line-2" in stroke]
        return len(found) >= 11 and off and max(off) < 0.5 and len(off) < 12

    eventually(told_apart)
    page.mouse.move(5, 5)
    eventually(lambda: all(o == 1 for s, o in page.evaluate(strokes) if "rgb" in s))
    expect(page.locator(".rg-run[aria-pressed=false]")).not_to_have_count(0)


def test_bars_of_importance_fill_their_cells(example_report, visit):
    page = visit(example_report("parameter_importance")).page
    bar = page.locator(".rg-importance .rg-bar > span").first
    room = spot(page.locator(".rg-importance .rg-bar").first)["width"]
    assert room > 150
    assert spot(bar)["width"] == pytest.approx(room, rel=0.02)  # the largest
    assert spot(bar)["height"] == pytest.approx(8, abs=1)
