"""Numbers as a reader takes them from charts: none that was not logged, all of their digits, and densities as such."""

from __future__ import annotations

import csv
import io
import itertools
import re

import numpy as np
import pytest
from conftest import eventually, idle, log_runs, spot, write_spec
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser

READY = ".rg-live-plot[data-ready]"


@pytest.fixture(scope="session")
def number_runs():
    return log_runs("0.31.0", "log_numbers.py")


@pytest.fixture
def open_spec(visit, tmp_path, number_runs):
    """Build blocks over the runs and open them; returns the page."""

    def open_it(blocks, **options):
        spec = write_spec(tmp_path, f"runs: {number_runs.as_posix()}\nblocks:\n{blocks}")
        page = visit(build(spec, tmp_path / "r.html").path, **options).page
        page.locator(READY).first.wait_for()
        idle(page)
        return page

    return open_it


def table(page):
    """Return the rows of the first chart's CSV."""
    page.locator(".rg-chart-menu > summary").first.click()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save as CSV", exact=True).click()
    return list(csv.reader(io.StringIO(caught.value.path().read_bytes().decode("utf-8"))))


def axis(page):
    """Return where the axes lie on the page: left, right, top."""
    return page.evaluate(
        "(() => { const r = document.querySelector('.rg-vega .role-axis-domain line').getBoundingClientRect();"
        " return [r.left, r.right, document.querySelector('.rg-plot').getBoundingClientRect().top]; })()"
    )


AT_A_LINE = (
    "(() => { const p = document.querySelectorAll('.rg-lines path')[1], at = p.getPointAtLength(99);"
    " return [at.x, at.y].map((v, i) => v + [p.getScreenCTM().e, p.getScreenCTM().f][i]); })()"
)
"""A place on the second line of the first chart."""


class TestReading:
    def test_no_value_after_the_end_of_a_run(self, open_spec):
        page = open_spec("  - line_plot: {y: loss, x: step}")
        left, right, top = axis(page)
        for share, names in ((0.25, {"run-0", "run-1"}), (0.75, {"run-1"}), (1, {"run-1"})):
            page.mouse.move(left + (right - left) * share - 1, top + 100)
            expect(page.locator(".rg-tip li:not(.rg-quiet-row)")).to_have_count(len(names))
            assert set(page.locator(".rg-tip li:not(.rg-quiet-row) bdi").all_inner_texts()) == names
            ended = page.locator(".rg-tip .rg-quiet-row").all_inner_texts()
            assert ended == [] if len(names) == 2 else "ended at step 39 · 4\n" in f"{ended[0]}\n"

    def test_nor_where_runs_are_stacked(self, open_spec):
        page = open_spec("  - line_plot: {y: loss, x: step, plot_type: stacked-area}")
        left, right, top = axis(page)
        page.mouse.move(left + (right - left) * 0.75, top + 100)
        expect(page.locator(".rg-tip li:not(.rg-quiet-row) bdi")).to_have_text(["run-1"])
        expect(page.locator(".rg-tip .rg-quiet-row")).to_contain_text("ended at step 39")

    def test_the_line_at_the_pointer_is_marked_in_all_charts(self, open_spec):
        page = open_spec("  - line_plot: {y: loss, x: step}\n  - line_plot: {y: thirds, x: step}")
        page.locator(READY).nth(1).wait_for()
        page.mouse.move(*page.evaluate(AT_A_LINE))
        expect(page.locator(".rg-tip .rg-near bdi")).to_have_text("run-1")
        expect(page.locator("rg-line-plot").nth(0).locator("path.rg-lit")).to_have_css("stroke-width", "2.5px")
        for number in (0, 1):
            expect(page.locator("rg-line-plot").nth(number).locator("path.rg-faint")).to_have_count(1)
        dots = page.locator("rg-line-plot").nth(0).locator(".rg-spots i")
        expect(dots).to_have_count(len(page.locator(".rg-tip li:not(.rg-quiet-row)").all()))
        assert "hover" not in page.evaluate("location.hash")
        page.mouse.move(5, 5)
        expect(page.locator(".rg-faint")).to_have_count(0)
        expect(page.locator(".rg-spots:visible")).to_have_count(0)

    def test_a_line_that_was_tapped_stays_lit_until_a_tap_elsewhere(self, open_spec):
        page = open_spec("  - line_plot: {y: loss, x: step}", width=390, has_touch=True, is_mobile=True)
        page.touchscreen.tap(*page.evaluate(AT_A_LINE))
        expect(page.locator(".rg-tip .rg-near bdi")).to_have_text("run-1")
        expect(page.locator("path.rg-faint")).to_have_count(1)
        page.touchscreen.tap(30, 20)
        expect(page.locator("path.rg-faint")).to_have_count(0)

    def test_keys_read_from_logged_place_to_logged_place(self, open_spec):
        page = open_spec("  - line_plot: {y: val/a}\n  - line_plot: {y: loss, x: step}")
        plot = page.locator(".rg-plot").first
        plot.focus()
        said = plot.locator("[aria-live]")
        places = []
        page.keyboard.press("Home")
        for key in ("Home", "ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight"):
            page.keyboard.press(key)
            places.append(page.locator(".rg-tip p").inner_text())
        assert places == ["epoch 0", "epoch 1", "epoch 2", "epoch 1", "epoch 7", "epoch 7"]
        expect(said).to_contain_text("epoch 7, run-1")
        plot.blur()
        expect(page.locator(".rg-tip:visible")).to_have_count(0)

    def test_a_finger_reads_values(self, open_spec):
        page = open_spec("  - line_plot: {y: loss, x: step}", width=390, has_touch=True, is_mobile=True)
        left, right, top = axis(page)
        page.touchscreen.tap(left + (right - left) / 4, top + 100)
        expect(page.locator(".rg-tip")).to_be_visible()
        expect(page.locator(".rg-tip")).to_contain_text("step 20")
        box = spot(page.locator(".rg-tip"))
        assert box["y"] + box["height"] <= top + 1  # above the plot, not below the finger
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.touchscreen.tap(left + (right - left) / 2, top + 100)  # another place is another value
        expect(page.locator(".rg-tip")).to_contain_text(re.compile("step (39|40)"))
        assert page.evaluate("getComputedStyle(document.querySelector('.rg-live-plot')).touchAction").startswith(
            "pan-y"
        )
        page.touchscreen.tap(30, 20)
        expect(page.locator(".rg-tip")).to_be_hidden()

    def test_a_finger_scrubs_along_x_and_scrolls_along_y(self, open_spec):
        page = open_spec("  - line_plot: {y: loss, x: step}\n" * 5, width=390, has_touch=True, is_mobile=True)
        left, right, top = axis(page)
        touch = page.context.new_cdp_session(page)

        def drag(*places):
            kinds = ["touchStart", *["touchMove"] * (len(places) - 1)]
            for kind, (x, y) in zip(kinds, places, strict=True):
                touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
            touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

        middle = left + (right - left) / 2
        drag(*[(middle + by, top + 100) for by in range(0, 101, 10)])
        read = page.locator(".rg-tip p").first
        expect(read).to_be_visible()  # the finger was lifted
        assert int(read.inner_text().removeprefix("step ")) > 55
        assert page.evaluate("scrollY") == 0
        drag(*[(middle, top + 150 - by) for by in range(0, 141, 10)])
        eventually(lambda: page.evaluate("scrollY") > 60)
        expect(page.locator(".rg-tip:visible")).to_have_count(0)

    def test_a_finger_reads_marks(self, open_spec):
        page = open_spec(
            "  - bar_plot: level\n  - parallel_coordinates: {columns: [config.lr, level]}",
            width=390, has_touch=True, is_mobile=True,
        )  # fmt: skip
        bar = spot(page.locator("rg-bar-plot .mark-rect path").first)
        page.touchscreen.tap(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
        expect(page.locator("rg-bar-plot .rg-tip")).to_contain_text("100")
        page.locator("rg-parallel-coordinates").scroll_into_view_if_needed()
        page.locator(f"rg-parallel-coordinates {READY}").wait_for()
        rule = page.evaluate(
            "(() => { const r = [...document.querySelectorAll('rg-parallel-coordinates .rg-vega .mark-path path')]"
            ".map(p => p.getBoundingClientRect()).find(r => r.height < 2 && r.width > 50);"
            " return [r.right, r.top]; })()"
        )  # on a phone the axes lie
        page.touchscreen.tap(rule[0] - 2, rule[1] + 20)
        expect(page.locator("rg-parallel-coordinates .rg-tip")).to_contain_text("run-1")
        expect(page.locator("rg-bar-plot .rg-tip")).to_be_hidden()


class TestDigits:
    def test_a_file_of_values_holds_the_logged_ones(self, open_spec):
        rows = table(open_spec("  - line_plot: {y: [loss, thirds], x: step}"))
        found = {(line, key, int(step)): value for line, key, step, value in rows[1:]}
        for number, steps in enumerate((40, 80)):
            for step in range(steps):
                # As JavaScript and Python write it, which is the shortest text that reads back as the same number.
                for key, value in (("loss", 0.1 * (step + 1) + 1000 * number), ("thirds", (step + 1) / 3)):
                    assert float(found[f"run-{number}", key, step]) == value
        assert found["run-0", "loss", 0] == "0.1"

    def test_extreme_numbers_are_saved_as_they_were_logged(self, visit, tmp_path):
        written = ["1.8e308", "5e-324", repr(0.1 + 0.2), str(2**53 + 1), "nan", "1.7976931348623157e308", "-inf", "0.5"]
        (tmp_path / "run.csv").write_text(
            "step,odd,samples\n" + "".join(f"{i},{text},{i * 256}\n" for i, text in enumerate(written)), "utf-8"
        )
        spec = write_spec(tmp_path, f"runs: {(tmp_path / 'run.csv').as_posix()}\nblocks:\n  - line_plot: odd")
        page = visit(build(spec, tmp_path / "r.html").path).page
        page.locator(READY).first.wait_for()
        rows = table(page)
        assert rows[0] == ["run", "metric", "step", "value"]
        found = [float(value) for *_, value in rows[1:]]
        assert [repr(value) for value in found] == [repr(float(text)) for text in written]

    def test_every_counter_is_an_x_axis_for_one_chart_and_for_all(self, visit, tmp_path):
        rows = "".join(f"{i},{1 / (i + 1)},{0.5 + (i % 3) / 10},{i * 256},{(i + 1) / 8},{i}\n" for i in range(40))
        (tmp_path / "run.csv").write_text("step,loss,noise,samples,epochs_done,val/acc\n" + rows, "utf-8")
        spec = write_spec(
            tmp_path, f"runs: {(tmp_path / 'run.csv').as_posix()}\nblocks:\n  - line_plot: loss\n  - line_plot: noise"
        )
        page = visit(build(spec, tmp_path / "r.html").path).page
        page.locator(READY).nth(1).wait_for()
        titles = (
            "[...document.querySelectorAll('rg-line-plot')].map(p => "
            "[...p.querySelectorAll('.rg-vega .role-axis-title')].map(t => t.textContent).join())"
        )
        offered = page.locator("#rg-axis option").evaluate_all("all => all.map(o => o.value)")
        assert set(offered) == {"", "step", "relative_time", "wall_time", "samples", "epochs_done"}
        page.locator(".rg-chart-menu > summary").first.click()
        page.locator(".rg-settings select[aria-label='X axis']").select_option("samples")
        eventually(lambda: page.evaluate(titles) == ["samples", "step"])
        page.keyboard.press("Escape")
        page.locator("#rg-axis").select_option("epochs_done")
        eventually(lambda: page.evaluate(titles) == ["samples", "epochs_done"])
        eventually(lambda: "x=epochs_done" in page.evaluate("location.hash"))
        page.reload()
        page.locator(READY).nth(1).wait_for()
        eventually(lambda: page.evaluate(titles) == ["samples", "epochs_done"])
        left, right, top = axis(page)
        page.mouse.move(left + (right - left) * 20 / 39, top + 60)
        expect(page.locator(".rg-tip p").first).to_have_text("samples 5,120")

    def test_formulas_stand_on_the_axis_of_their_metrics(self, open_spec):
        rows = table(open_spec('  - line_plot: {custom_expressions: ["${val/a} / ${val/b}"]}'))
        assert rows[0] == ["run", "metric", "step", "epoch", "value"]
        assert [(float(x), float(y)) for name, _, _, x, y in rows[1:] if name == "run-0"] == [
            (step // 10, (6 + step) / 3) for step in range(9, 40, 10)
        ]


class TestHistograms:
    DARKNESS = """() => {
      const image = document.querySelector('rg-histogram .rg-vega image');
      return new Promise((done) => { const read = new Image(); read.onload = () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: read.width, height: read.height });
        const pen = canvas.getContext('2d'); pen.drawImage(read, 0, 0);
        const data = pen.getImageData(0, 0, 1, read.height).data;
        done(Array.from({ length: read.height }, (_, y) => data[4 * y])); };
        read.src = image.href.baseVal || image.getAttribute('href'); });
    }"""

    def test_colour_is_density_where_bins_differ_in_width(self, open_spec):
        page = open_spec("  - histogram: {key: uneven, limit: 1}")
        red = page.evaluate(self.DARKNESS)
        lowest, middle, highest = red[-1], red[int(len(red) * 0.95)], red[len(red) // 3]
        assert lowest < middle < highest  # 10 a unit, 1.1 and 0.1: darker below
        assert sum(value == lowest for value in red) < len(red) / 20
        expect(page.locator(".rg-scale")).to_have_text("count per unit 010")

    def test_bars_have_the_area_of_their_count(self, open_spec):
        page = open_spec("  - histogram: {key: summary.bins, limit: 1}")
        boxes = [spot(box) for box in page.locator("rg-histogram .rg-vega .mark-rect path").all()]
        areas = sorted(box["width"] * box["height"] for box in boxes if 1 < box["height"] < 240)[:3]
        assert len(areas) >= 2
        expect(page.locator("rg-histogram .rg-vega")).to_contain_text("count per unit")
        rows = table(page)
        assert rows[0] == ["run", "step", "from", "to", "count", "count per unit"]
        assert [[float(cell) for cell in row[2:]] for row in rows[1:]] == [
            [0, 1, 10, 10], [1, 10, 10, 10 / 9], [10, 100, 10, 1 / 9],
        ]  # fmt: skip

    def test_logged_densities_are_densities(self, open_spec):
        page = open_spec("  - histogram: {key: summary.once, limit: 1}")
        expect(page.locator("rg-histogram .rg-vega")).to_contain_text("density")
        rows = table(page)
        assert rows[0] == ["run", "step", "from", "to", "share", "density"]
        shares, densities = (np.array([float(row[n]) for row in rows[1:]]) for n in (4, 5))
        widths = np.array([float(row[3]) - float(row[2]) for row in rows[1:]])
        assert shares.sum() == pytest.approx(1)
        assert densities * widths == pytest.approx(shares)
        left, right, top = axis(page)
        page.mouse.move((left + right) / 2 + 4, top + 200)
        tip = page.locator("rg-histogram .rg-tip")
        expect(tip).to_contain_text("density")
        digits = [len(word.strip("%").replace(".", "").lstrip("0")) for word in tip.locator("b").all_inner_texts()[1:]]
        assert max(digits) <= 4  # readable


def test_equal_values_are_a_line_and_no_violin(open_spec):
    for kind in ("violin", "boxplot"):
        page = open_spec(f"  - bar_plot: {{metrics: same, groupby: config.group, plot_type: {kind}}}")
        box = spot(page.locator("rg-bar-plot .rg-vega"))
        labels = page.locator("rg-bar-plot .rg-vega .role-axis-label text").all_text_contents()
        ticks = [float(text) for text in labels if text.replace(".", "").isdigit()]
        assert min(ticks) < 0.5 < max(ticks)
        marks = page.locator("rg-bar-plot .rg-vega .mark-path path, rg-bar-plot .rg-vega .mark-symbol path").all()
        seen = [spot(mark) for mark in marks]
        seen = [one for one in seen if one and one["height"] > 0]
        assert seen
        for one in seen:
            assert box["x"] <= one["x"]
            assert one["x"] + one["width"] <= box["x"] + box["width"] + 1
        still = page.context.browser.new_page(java_script_enabled=False)
        still.goto(page.url)
        assert still.locator("rg-bar-plot .rg-static path:not(.g):not(.a)").count() > 0
        still.close()


def test_chosen_runs_stand_out_from_the_others(open_spec):
    page = open_spec("  - parallel_coordinates: {columns: [config.lr, level], z: run}")
    lines = "[...document.querySelectorAll('rg-parallel-coordinates .rg-vega .mark-path path')]"
    rule = page.evaluate(
        f"(() => {{ const r = {lines}.map(p => p.getBoundingClientRect()).find(r => r.width < 2 && r.height > 50);"
        " return [r.left, r.top, r.bottom]; })()"
    )
    place, top, bottom = rule[0] + 0.5, rule[1], rule[2]
    page.mouse.move(place, top + (bottom - top) * 0.03)  # beside the run that will not be chosen
    expect(page.locator(".rg-tip")).to_contain_text("run-1")
    page.mouse.down()
    for share in (0.5, 0.9, 1.05):
        page.mouse.move(place, top + (bottom - top) * share)
    page.mouse.up()
    strokes = (
        f"{lines}.map(p => [p.getAttribute('stroke'), +p.getAttribute('stroke-width'),"
        " +(p.getAttribute('opacity') ?? 1)])"
        ".filter(([stroke]) => /run-|line-2/.test(stroke)).map(([stroke, ...rest]) => [stroke, ...rest.map(Number)])"
    )

    def told_apart():
        found = page.evaluate(strokes)
        on = [one for one in found if "run-0" in one[0]]
        off = [one for one in found if "line-2" in one[0]]
        return len(on) == len(off) == 1 and on[0][1:] == [2, 1] and off[0][2] < 0.5

    eventually(told_apart)


OKLAB = """(names) => {
  const seen = document.createElement('i'); document.body.append(seen);
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  return names.map((name) => {
    seen.style.color = `var(${name})`; pen.fillStyle = getComputedStyle(seen).color; pen.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const [l, m, s] = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]]
      .map(([x, y, z]) => Math.cbrt(x * r + y * g + z * b));
    return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
  });
}"""  # noqa: E501 - matrices


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_runs_are_apart(open_spec, scheme):
    """Thirty runs differ by 0.07 in OKLab at least: from each other, the paper and the grey of what is off."""
    page = open_spec("  - line_plot: loss", color_scheme=scheme)
    names = [f"--c{n}" for n in range(30)]
    found = np.array(page.evaluate(OKLAB, [*names, "--paper", "--line-2"]))
    for one, other in itertools.combinations(range(len(found)), 2):
        if max(one, other) < 30 or min(one, other) < 30:
            assert np.linalg.norm(found[one] - found[other]) >= 0.07, (one, other)
    assert np.hypot(found[:30, 1], found[:30, 2]).min() > 0.03  # greys are for what is off
