"""Charts as a reader uses them: groups, zoom, crosshair, brushes, thresholds, steps, tables and files."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import pytest
from conftest import EVALUATION, build_spec, eventually, idle, open_example, spot, write_spec
from playwright.sync_api import expect
from sklearn import metrics

from reportgen import build

pytestmark = pytest.mark.browser

READY = ".rg-live-plot[data-ready]"


@pytest.fixture
def open_spec(visit, tmp_path):
    """Build a spec and open it; returns (visit, page)."""

    def open_it(text, **options):
        seen = visit(build(write_spec(tmp_path, text), tmp_path / "r.html").path, **options)
        seen.page.locator(READY).first.wait_for()
        return seen, seen.page

    return open_it


@pytest.fixture
def open_it(visit, tmp_path):
    """Build a spec and open it; returns the page."""
    return lambda text: visit(build(write_spec(tmp_path, text), tmp_path / "r.html").path).page


def menu(page, item, number=0):
    """Open a chart's menu and press one of its entries."""
    page.locator(".rg-chart-menu > summary").nth(number).click()
    page.get_by_role("button", name=item, exact=True).click()


def download(page, item):
    with page.expect_download() as caught:
        menu(page, item)
    return caught.value.suggested_filename, caught.value.path().read_bytes().decode("utf-8")


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def press(page, plot, x, y):
    """Press on a plot that is drawn again while the button is down."""
    plot.scroll_into_view_if_needed()
    box = spot(plot)
    page.mouse.move(box["x"] + x, box["y"] + y)
    idle(page)
    page.mouse.down()
    plot.evaluate("(plot) => { for (const one of plot.querySelectorAll('image')) one.replaceWith(one.cloneNode()); }")
    page.mouse.up()
    idle(page)


class TestLinePlot:
    def test_groups_follow_which_runs_are_shown(self, open_spec):
        spec = "runs: RUNS\nblocks: [line_plot: {y: val/mAP, groupby: config.backbone, x: step}]"
        seen, page = open_spec(spec)
        expect(page.locator(".rg-lines path[fill^='var(--run']")).to_have_count(2)  # two bands
        first = page.locator(".rg-runs .rg-run").first
        hidden = first.locator("bdi").inner_text()
        first.click()
        idle(page)
        menu(page, "View as table")
        page.locator(".rg-sheet").wait_for()
        rows = page.evaluate(
            "[...document.querySelectorAll('.rg-sheet tr')].map(r => [...r.children].map(c => c.textContent))"
        )
        runs = [run for run in open_example() if run.name != hidden]
        assert len(runs) == 3
        by_group = {}
        for run in runs:
            by_group.setdefault(f"backbone: {run.lookup('config.backbone')}", []).append(run.column("val/mAP").values)
        for name, members in by_group.items():
            found = [float(row[3]) for row in rows[1:] if row[0] == name]
            assert found == pytest.approx(np.mean(members, axis=0), rel=1e-6)
        seen.assert_quiet()

    def test_csv_has_as_many_cells_as_heads(self, open_spec):
        for more in ("", ", smoothing_factor: 0.5", ", plot_type: stacked-area"):
            _, page = open_spec(f"runs: RUNS\nblocks: [line_plot: {{y: [train/loss, grad_norm]{more}}}]")
            name, text = download(page, "Save as CSV")
            assert name == "train-loss, grad_norm.csv"
            assert len({len(row) for row in rows_of(text)}) == 1

    def test_log_axis_for_one_and_for_all(self, open_spec):
        _, page = open_spec("runs: RUNS\nblocks:\n  - line_plot: train/loss\n  - line_plot: val/loss")
        ticks = (
            "[...document.querySelectorAll('rg-line-plot')]"
            ".map(p => p.querySelectorAll('.rg-vega .role-axis-label')[1].textContent)"
        )
        page.locator("rg-line-plot").nth(1).scroll_into_view_if_needed()
        page.locator(READY).nth(1).wait_for()
        before = page.evaluate(ticks)
        page.locator(".rg-chart-menu > summary").first.click()
        page.get_by_text("logarithmic y axis").click()
        idle(page)
        one = page.evaluate(ticks)
        assert one[0] != before[0]
        assert one[1] == before[1]
        page.keyboard.press("Escape")
        page.locator("#rg-log").select_option("1")
        idle(page)
        eventually(lambda: page.evaluate(ticks)[1] != before[1])
        eventually(lambda: "log=1" in page.evaluate("location.hash"))

    def test_wheel_zooms_with_ctrl_and_scrolls_without(self, open_spec):
        _, page = open_spec(
            "runs: RUNS\nblocks: [line_plot: train/loss, line_plot: val/loss, line_plot: lr, line_plot: grad_norm]"
        )
        box = spot(page.locator(".rg-plot").first)
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 80)
        page.keyboard.down("Control")
        page.mouse.wheel(0, -400)
        page.keyboard.up("Control")
        page.locator(".rg-reset").first.wait_for()
        assert page.evaluate("scrollY") == 0
        page.mouse.wheel(0, 300)
        eventually(lambda: page.evaluate("scrollY") > 0)

    def test_the_crosshair_is_shared_by_plots_with_the_same_axis(self, open_spec):
        _, page = open_spec(
            "runs: RUNS\nblocks: [line_plot: train/loss, line_plot: grad_norm, line_plot: {y: val/loss, x: epoch}]"
        )
        page.locator(READY).nth(1).wait_for()
        box = spot(page.locator(".rg-plot").first)
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 80)
        crosses = [cross.is_visible() for cross in page.locator(".rg-cross").all()]
        assert crosses[:2] == [True, True]
        assert not any(crosses[2:])
        expect(page.locator(".rg-tip:visible")).to_have_count(1)

    def test_values_that_are_no_numbers_have_a_mark(self, open_spec):
        _, page = open_spec("runs: RUNS\nblocks: [line_plot: train/loss]")
        assert page.locator(".rg-vega .mark-symbol path").count() >= 1
        assert page.get_by_text("4 NaN or infinite values").first.is_visible()

    def test_a_second_axis_and_areas(self, open_spec):
        seen, page = open_spec(
            "runs: RUNS\nblocks: [line_plot: {y: train/loss, y2: lr, plot_type: pct-area, limit: 1}]"
        )
        expect(page.locator(".rg-vega .role-axis-label")).to_have_count(3)
        labels = page.locator(".rg-vega .role-axis-label").nth(1).text_content()
        assert "100%" in labels
        seen.assert_quiet()

    def test_a_template_speaks_in_legend_and_crosshair(self, open_spec):
        spec = (
            "runs: RUNS\nblocks: [line_plot: {y: val/mAP, x: step, groupby: config.backbone, legend_template: "
            "'${config:backbone} ${count} runs [[ ${x}: ${mean} ± ${stderr} ]]'}]"
        )
        _, page = open_spec(spec)
        expect(page.locator(".rg-legend li")).to_have_text(["resnet50 2 runs", "resnet101 2 runs"])
        box = spot(page.locator(".rg-plot"))
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 80)
        expect(page.locator(".rg-tip")).to_contain_text("±")

    def test_enlarged_it_fills_the_window(self, open_spec):
        _, page = open_spec("runs: EVALUATION\nblocks: [line_plot: train/loss, histogram: gradients/conv1]")
        for number in (0, 1):
            page.locator(".rg-chart-tools > button").nth(number).click()
            idle(page)
            heights = page.evaluate("[...document.querySelectorAll('.rg-large .rg-plot')].map(p => p.clientHeight)")
            assert sum(heights) > 450
            page.keyboard.press("Escape")
            expect(page.locator(".rg-large")).to_have_count(0)


@pytest.mark.parametrize(
    "block", ["line_plot: train/loss", "run_table: {}", "table: {path: rows.csv}", "media_browser: examples"]
)
def test_all_panels_enlarge_alike_beside_a_side_that_works(open_it, tmp_path, block):
    (tmp_path / "rows.csv").write_text("name,size\n" + "".join(f"row {i},{i}\n" for i in range(400)), "utf-8")
    page = open_it(f"runs: RUNS\nblocks: [{block}]\n")
    panel = page.locator(".rg-panel").first
    button = panel.locator(".rg-enlarge")
    button.click()
    expect(panel).to_have_css("position", "fixed")
    expect(panel.locator(".rg-panel-head").first).to_have_css("font-size", "19px")
    expect(button).to_have_accessible_name(re.compile("^Close"))
    place, mark = spot(button), spot(button.locator("svg"))
    assert mark["width"] == 20
    assert 1280 - 48 < place["x"] + place["width"] <= 1280
    assert spot(panel)["x"] == spot(page.locator(".rg-side"))["width"]
    run = page.locator(".rg-runs .rg-run").first
    run.click()
    expect(run).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")  # from the side
    expect(page.locator(".rg-large")).to_have_count(0)
    expect(button).to_have_accessible_name(re.compile("^Expand"))
    button.click()
    button.click()
    expect(page.locator(".rg-large, [inert]")).to_have_count(0)


COUNT = 200_000


@pytest.fixture(scope="module")
def long_line(tmp_path_factory):
    """Return a page with one line of 200,000 points, and its values."""
    from reportgen.blocks import json_block
    from reportgen.charts import shape
    from reportgen.fragment import Fragment
    from reportgen.page.assemble import Page, PageRun, Placed, write
    from reportgen.page.output import Output
    from reportgen.page.theme import Theme
    from reportgen.panels.base.line_style import LineStyle
    from reportgen.panels.base.lines.panel import View
    from reportgen.panels.base.lines.payload import line_payload
    from reportgen.panels.base.lines.picture import Settings, static_picture
    from reportgen.panels.base.lines.series import Series
    from reportgen.panels.line_plot import LinePlot

    rng = np.random.default_rng(0)
    values = rng.standard_normal(COUNT).cumsum()
    series = Series({"index": 0, "name": "long"}, "y", COUNT, values, {"step": np.arange(COUNT, dtype=float)}, 0, 0.0)
    look = LineStyle("long", "var(--c0)", "", 1.0, points=False)
    panel, blocks = LinePlot(y=["y"], noise="line"), []
    lines = [line_payload(series, look, blocks)]
    blocks.append(json_block(panel._spec(View("step", ("step",), (series,), ("y",), (look,)), lines)))
    no = False
    picture = static_picture(
        [series],
        [look],
        [],
        Settings("step", *(no, no), None, None, 0.0, "mean", "none", "line", "off", "line", no, {}),
        960,
        264,
    ).svg
    from markupsafe import Markup

    html = Markup('<rg-line-plot data-view="{}"><div class="rg-plot" style="height:264px">{}</div></rg-line-plot>')
    fragment = Fragment(
        html.format(blocks[-1].id, picture), frozenset({"chart", "line_plot"}), frozenset({"vega"}), blocks
    )
    assert shape("canvas")
    path = tmp_path_factory.mktemp("m4") / "r.html"
    page = Page("M4", "", "en", [PageRun(0, "long", "finished")], [Placed("line_plot", "y", fragment)])
    write(page, Theme("default", path.parent), Output.at(path))
    return path, values


class TestM4:
    """The drawn line is the line of all points, pixel for pixel; zooming shows points that the overview omitted."""

    @staticmethod
    def raster(x, y):
        """Return the pixels of a polyline, as (lowest, highest) row of each column, without antialiasing."""
        columns = int(np.floor(x[-1])) + 1
        low, high = np.full(columns, np.inf), np.full(columns, -np.inf)
        column = np.floor(x).astype(int)
        np.minimum.at(low, column, y)
        np.maximum.at(high, column, y)
        for i in np.flatnonzero(np.diff(column)):  # where a segment leaves a column it passes its border
            for border in range(column[i] + 1, column[i + 1] + 1):
                at = y[i] + (y[i + 1] - y[i]) * (border - x[i]) / (x[i + 1] - x[i])
                for side in (border - 1, border):
                    low[side], high[side] = min(low[side], at), max(high[side], at)
        return np.floor(low), np.floor(high)

    DRAWN = """async ([width, left]) => {
      const element = document.querySelector('rg-line-plot'), plot = element.querySelector('.rg-plot');
      const inner = element.querySelector('.rg-lines svg'), before = inner.getAttribute('width');
      Object.assign(plot.style, { width: `${width}px`, marginLeft: `${left}px` });
      while (inner.getAttribute('width') === before) await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      const found = inner.getScreenCTM(), path = inner.querySelector('path').getAttribute('d');
      const ends = (name) => { const s = element.vega.scale(name); return [...s.domain(), ...s.range()]; };
      return { numbers: path.match(/-?[\\d.]+/g).map(Number), ratio: devicePixelRatio, scale: found.a,
               left: found.e, top: found.f, x: ends('x'), y: ends('y') };
    }"""

    @staticmethod
    def on_screen(found, values):
        """Return where the page's scales put all points, in pixels of the screen."""
        places = []
        for name, column, origin in (("x", np.arange(len(values)), "left"), ("y", values, "top")):
            low, high, begin, end = found[name]
            places.append((begin + (column - low) / (high - low) * (end - begin) + found[origin]) * found["ratio"])
        return places

    @pytest.mark.parametrize("ratio", [1, 1.25, 1.5, 2, 2.625])
    def test_the_overview_is_the_picture_of_all_points(self, visit, long_line, ratio):
        """Fifty widths in all, whatever the fonts leave of them, at whole and at odd places of the page."""
        path, values = long_line
        page = visit(path, width=1403, device_scale_factor=ratio).page
        page.locator(READY).wait_for()
        widths = [1003, 1057, 1060, 997, 801.5, 640, 613, 455.25, 556, 1101]
        for nth, width in enumerate(widths):
            found = page.evaluate(self.DRAWN, [width + nth * ratio, [0, 0.3, 7.77][nth % 3]])
            assert found["ratio"] == ratio
            assert found["scale"] == 1
            all_x, all_y = self.on_screen(found, values)
            numbers = np.array(found["numbers"])
            x, y = (numbers[axis::2] + found[origin] for axis, origin in enumerate(("left", "top")))
            assert len(x) < 10 * ratio * width
            after = np.clip(np.searchsorted(all_x, x * ratio), 1, COUNT - 1)
            kept = after - (x * ratio - all_x[after - 1] < all_x[after] - x * ratio)
            assert np.abs(all_x[kept] - x * ratio).max() <= 0.0011 * ratio
            assert (np.diff(kept) > 0).all()
            # Written with three decimals, each point is in the pixel that it was in.
            assert np.array_equal(np.floor(x * ratio), np.floor(all_x[kept]))
            assert np.array_equal(np.floor(y * ratio), np.floor(all_y[kept]))
            for one, other in zip(self.raster(all_x[kept], all_y[kept]), self.raster(all_x, all_y), strict=True):
                assert np.array_equal(one, other), f"{width} px at {ratio}"

    def test_zoomed_to_one_percent_it_shows_more(self, visit, long_line):
        path, _ = long_line
        page = visit(path, width=1403).page
        page.locator(READY).wait_for()
        overview = page.evaluate("document.querySelector('.rg-lines path').getAttribute('d').match(/[ML]/g).length")
        box = spot(page.locator(".rg-plot"))
        area = page.evaluate(
            "(() => { const r = document.querySelector('.rg-vega .role-axis-domain line').getBoundingClientRect();"
            " return [r.left, r.width]; })()"
        )
        page.mouse.move(area[0] + area[1] * 0.5, box["y"] + 100)
        page.mouse.down()
        page.mouse.move(area[0] + area[1] * 0.51, box["y"] + 100, steps=3)
        page.mouse.up()
        page.locator(".rg-reset").wait_for()
        idle(page)
        drawn = page.evaluate("document.querySelector('.rg-lines path').getAttribute('d').match(/[ML]/g).length")
        # One percent of the overview's width held about a hundredth of its points.
        assert drawn > 20 * overview / 100


def test_the_threshold_moves_curve_and_matrix_together(open_spec):
    spec = (
        "runs: EVALUATION\nblocks:\n  - pr_curve: {table_name: defects, truth: defect, scores: score}\n"
        "  - roc_curve: {table_name: defects, truth: defect, scores: score}\n"
        "  - confusion_matrix: {table_name: defects, truth: defect, scores: score}\n"
    )
    seen, page = open_spec(spec)
    page.locator("rg-confusion-matrix").first.scroll_into_view_if_needed()
    page.locator(f"rg-confusion-matrix {READY}").first.wait_for()
    slider = page.locator("rg-curve input[type=range]").first
    slider.evaluate("(e) => { e.value = 700; e.dispatchEvent(new Event('input')); }")
    idle(page)
    texts = {o.text_content() for o in page.locator(".rg-step output").all()}
    assert len(texts) == 1
    threshold = float(texts.pop())
    for number, run in enumerate(open_example(EVALUATION)):
        table = run.source.table("defects")
        truth, score = (np.array([row[table.columns.index(n)] for row in table.rows]) for n in ("defect", "score"))
        expected = metrics.accuracy_score(truth, score >= threshold)
        said = page.locator(".rg-accuracy").nth(number).text_content()
        assert said.startswith(f"threshold {threshold:.4g} · ")
        assert float(said.split(" · ")[1].split()[1]) == pytest.approx(expected, abs=0.003)
    seen.assert_quiet()


def test_the_macro_average_is_over_classes_that_have_rows(open_spec, tmp_path):
    rows = [("a", 0.9, 0.1, 0), ("b", 0.2, 0.8, 0), ("a", 0.4, 0.6, 0), ("b", 0.3, 0.7, 0)]
    lines = ["truth,pa,pb,pc", *(",".join(map(str, row)) for row in rows)]
    (tmp_path / "t.csv").write_text("\n".join(lines))
    _, page = open_spec("blocks: [confusion_matrix: {path: t.csv, truth: truth, scores: {a: pa, b: pb, c: pc}}]")
    page.locator(".rg-step output", has_text="0.6").wait_for()  # the page counted again
    expected = f"macro F1 {metrics.f1_score(list('abab'), list('abbb'), average='macro'):.4f}"
    assert expected in page.locator(".rg-accuracy").text_content()


def test_a_prediction_is_not_recounted(open_spec):
    _, page = open_spec(
        "runs: EVALUATION\nblocks: [confusion_matrix: {table_name: scenes, truth: truth, prediction: guess,"
        " scores: [day, night, rain]}]"
    )
    expect(page.locator(".rg-step")).to_have_count(0)
    expect(page.locator(".rg-accuracy")).to_have_count(3)


def test_the_step_slider_changes_logged_charts(open_spec):
    seen, page = open_spec("runs: EVALUATION\nblocks: [custom_chart: sharpness, custom_chart: pr]")
    before = page.locator("rg-chart .rg-vega").first.inner_html()
    page.locator("rg-chart input[type=range]").first.evaluate(
        "(e) => { e.value = 0; e.dispatchEvent(new Event('input')); }"
    )
    idle(page)
    assert page.locator("rg-chart .rg-vega").first.inner_html() != before
    eventually(lambda: {o.text_content() for o in page.locator(".rg-step output").all()} == {"40"})
    eventually(lambda: "step=40" in page.evaluate("location.hash"))
    seen.assert_quiet()


def test_charts_of_a_grid_have_one_slider_above_them_and_say_their_own_steps(open_spec):
    grid = "panel_grid: {panels: [custom_chart: sharpness, custom_chart: pr]}"
    seen, page = open_spec(f"runs: EVALUATION\nblocks: [{grid}, custom_chart: pr]")
    page.locator("rg-chart .rg-vega svg").nth(1).wait_for()
    sliders = page.locator(".rg-step input:visible")
    expect(sliders).to_have_count(2)  # of the grid, and of the chart below it
    expect(page.locator(".rg-step-shared .rg-note")).to_have_text("3 steps")
    before = page.locator("rg-chart .rg-vega").first.inner_html()
    sliders.first.press("Home")
    idle(page)
    assert page.locator("rg-chart .rg-vega").first.inner_html() != before
    eventually(lambda: {o.text_content() for o in page.locator(".rg-step output").all()} == {"40"})
    page.get_by_role("button", name="Expand").first.click()
    expect(page.locator(".rg-large .rg-step input")).to_be_visible()
    seen.assert_quiet()


def test_a_logged_matrix_follows_the_step(open_spec):
    seen, page = open_spec("runs: EVALUATION\nblocks: [confusion_matrix: {table_name: confusion, limit: 1}]")
    before = page.locator(".rg-accuracy").text_content()
    slider = page.locator("rg-confusion-matrix input[type=range]")
    slider.evaluate("(e) => { e.value = 0; e.dispatchEvent(new Event('input')); }")
    idle(page)
    eventually(lambda: page.locator(".rg-accuracy").text_content() != before)
    seen.assert_quiet()


def test_a_brush_filters_the_runs_everywhere(open_spec):
    spec = "runs: SWEEP\nblocks:\n  - parallel_coordinates: [config.lr, val/mAP]\n  - line_plot: train/loss\n"
    seen, page = open_spec(spec)
    page.locator(".rg-runs .rg-run").nth(2).click()
    box = spot(page.locator("rg-parallel-coordinates .rg-plot"))
    x = box["x"] + box["width"] - 10
    page.mouse.move(x, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 150, steps=4)
    page.mouse.up()
    idle(page)
    off = page.locator(".rg-run[aria-pressed=false]").count()
    assert 1 < off < 12
    page.locator("rg-parallel-coordinates .rg-plot").focus()
    page.keyboard.press("Escape")
    idle(page)
    expect(page.locator(".rg-run[aria-pressed=false]")).to_have_count(1)  # the one that was hidden before stays so
    seen.assert_quiet()


def test_bars_count_only_the_runs_that_are_shown(open_spec):
    _, page = open_spec("runs: SWEEP\nblocks: [bar_plot: {metrics: val/mAP, groupby: config.optimizer}]")
    whole = rows_of(download(page, "Save as CSV")[1])
    page.locator(".rg-runs .rg-run").first.click()
    idle(page)
    assert len(rows_of(download(page, "Save as CSV")[1])) == len(whole) - 1


def test_the_distribution_at_the_crosshair(open_spec):
    seen, page = open_spec("runs: EVALUATION\nblocks: [histogram: gradients/conv1, line_plot: train/loss]")
    page.locator(READY).nth(2).wait_for()
    idle(page)
    eventually(lambda: page.get_by_text("at step 39").count() == 3)
    press(page, page.locator(".rg-plot").first, 120, 100)
    eventually(lambda: page.get_by_text("at step 39").count() == 0)
    eventually(lambda: "step=" in page.evaluate("location.hash"))
    rows = rows_of(download(page, "Save as CSV")[1])
    assert {row[0] for row in rows[1:]} == {run.name for run in open_example(EVALUATION)}  # all runs of the panel
    assert sum(float(row[4]) for row in rows[1:] if row[1] == "0") == pytest.approx(3 * 1500, rel=1e-6)
    seen.assert_quiet()


def test_values_as_a_table(open_spec):
    _, page = open_spec("runs: SWEEP\nblocks: [scatter_plot: {x: config.lr, y: val/mAP}]")
    menu(page, "View as table")
    expect(page.locator(".rg-sheet tbody tr")).to_have_count(12)
    expect(page.locator(".rg-sheet thead th")).to_have_text(["run", "config.lr", "val/mAP"])
    menu(page, "Hide table")
    expect(page.locator(".rg-sheet")).to_have_count(0)


def test_a_menu_opens_within_the_view(open_spec):
    _, page = open_spec("runs: SWEEP\nblocks: [line_plot: val/mAP, line_plot: val/mAP, line_plot: val/mAP]")
    button = page.locator(".rg-chart-menu > summary").nth(1)
    for place in (60, 850):
        button.evaluate("(one, place) => scrollBy(0, one.getBoundingClientRect().top - place)", place)
        button.evaluate("one => one.click()")
        box = page.locator(".rg-chart-menu[open] .rg-menu-box")
        eventually(lambda box=box: box.locator("button").count() > 1)
        eventually(lambda box=box: 0 <= spot(box)["y"] <= 900 - spot(box)["height"])
        button.evaluate("one => one.click()")
        expect(box).to_have_count(0)


def test_saved_pictures_stand_alone(open_spec):
    _, page = open_spec("runs: EVALUATION\nblocks: [histogram: gradients/conv1]")
    name, svg = download(page, "Save as SVG")
    assert name == "gradients-conv1.svg"
    assert "var(" not in svg
    assert all(run.name in svg for run in open_example(EVALUATION))
    with page.expect_download() as caught:
        menu(page, "Save as PNG")
    assert caught.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_saved_line_plot_has_each_line_once_as_it_looks(open_spec):
    _, page = open_spec("runs: SWEEP\nblocks: [line_plot: val/mAP]")
    drawn = page.locator(".rg-lines path").evaluate_all("found => found.map(one => one.getAttribute('d'))")
    _, svg = download(page, "Save as SVG")
    assert drawn
    assert [svg.count(f'd="{path}"') for path in drawn] == [1] * len(drawn)


def test_a_saved_legend_has_its_colours_and_no_button(open_spec):
    _, page = open_spec("runs: SWEEP\nblocks: [scatter_plot: {x: config.lr, y: val/mAP}]")
    names = page.locator(".rg-legend li:not(.rg-legend-more)").count()
    _, svg = download(page, "Save as SVG")
    assert names >= 12
    assert len(re.findall(r'<circle cx="9" cy="4" r="4" fill="rgb', svg)) == names
    assert " more</text>" not in svg


def test_trends_are_taken_away_where_they_would_be_false(open_spec):
    _, page = open_spec("runs: SWEEP\nblocks: [scatter_plot: {x: config.lr, y: val/mAP, regression: true}]")
    lines = ".rg-vega .mark-line path"
    expect(page.locator(lines)).to_have_count(1)
    page.locator(".rg-runs .rg-run").first.click()
    idle(page)
    expect(page.locator(lines)).to_have_count(0)


def test_runs_side_by_side_follow_which_are_shown(visit, tmp_path):
    page = visit(build_spec(tmp_path, "runs: EVALUATION\nblocks: [run_comparer: {}]").path).page
    page.locator("rg-run-comparer .rg-tools").wait_for()
    shown = (
        "[...document.querySelectorAll('.rg-comparer tbody tr')]"
        ".filter(r => r.offsetParent && !r.classList.contains('rg-group')).length"
    )
    before = page.evaluate(shown)
    page.get_by_text("Differing only").click()
    eventually(lambda: page.evaluate(shown) > before)
    page.locator(".rg-runs .rg-run").first.click()
    expect(page.locator(".rg-comparer thead th:visible")).to_have_count(3)


def test_the_console_is_searched(visit, tmp_path):
    page = visit(build_spec(tmp_path, "runs: EVALUATION\nblocks: [console_log: {}]").path).page
    page.locator("rg-console-log .rg-search").first.fill("warning")
    page.get_by_text("1 of 6 lines").wait_for()
    expect(page.locator(".rg-console").first.locator("[data-line]")).to_have_count(1)


def test_plotly_draws_what_has_no_counterpart(visit, tmp_path):
    spec = "runs: EVALUATION\nblocks: [custom_chart: {key: figures/surface, limit: 1}]"
    seen = visit(build_spec(tmp_path, spec).path)
    seen.page.locator(".rg-plotly-view canvas, .rg-plotly-view .no-webgl, .rg-plotly-view svg").first.wait_for(
        state="attached"
    )
    seen.page.locator(".rg-scheme").click()
    idle(seen.page)
    seen.assert_quiet()


def test_hostile_columns_and_names_draw_as_text(open_spec, tmp_path):
    (tmp_path / "t.csv").write_text('a.b,"c[0]",label\n1,2,<img src=x onerror=alert(1)>\n4,5,"\u2028"\n', "utf-8")
    chart = (
        "{mark: bar, encoding: {x: {field: '${field:x}', type: quantitative}, y: {field: label, type: nominal},"
        " tooltip: {field: label}}}"
    )
    seen, page = open_spec(f"blocks:\n  - custom_chart: {{path: t.csv, chart_fields: {{x: a.b}}, spec: {chart}}}")
    expect(page.locator("rg-chart img")).to_have_count(0)
    expect(page.locator(".rg-vega")).to_contain_text("<img")
    seen.assert_quiet()
