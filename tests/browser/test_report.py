"""Reports in a real browser: quiet, self-contained, and every control does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import EXAMPLES, eventually, idle, log_runs, open_example, spot, write_spec
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "reportgen/client/node_modules/axe-core/axe.min.js"


@pytest.fixture
def demo(example_report):
    return example_report("demo")


@pytest.fixture
def lines(example_report):
    return example_report("line_plot")


DRAWN = "[...document.querySelectorAll('rg-media-browser rg-image image')]"


def plot_ready(page, index: int = 0):
    plot = page.locator("rg-line-plot").nth(index)
    plot.scroll_into_view_if_needed()
    plot.locator(".rg-live-plot[data-ready]").wait_for(state="attached")
    return plot


def until(page, condition: str) -> None:
    """Wait for a condition; the page's policy forbids Playwright's own way, which needs eval."""
    eventually(lambda: page.evaluate(condition))


def ticks(plot) -> list[str]:
    return sorted(plot.locator(".rg-vega .role-axis-label text").all_text_contents())


def keys(path: Path) -> list[str]:
    """Return what stands for each run in the address."""
    return re.findall(r'<li data-run="\d+" data-id="([\w-]+)"', path.read_text("utf-8"))


def count(plot: int) -> str:
    """Return a script that counts the drawn lines of a plot."""
    lines = ".rg-lines path[stroke^='var(--run']"
    return f"document.querySelectorAll('rg-line-plot')[{plot}].querySelectorAll(\"{lines}\").length"


def paths(plot) -> int:
    return plot.locator(".rg-lines path[stroke^='var(--run']").count()


@pytest.mark.parametrize("example", sorted(p.name for p in EXAMPLES.iterdir() if (p / "report.yaml").is_file()))
def test_every_example_is_quiet_and_accessible_in_the_dark_and_in_the_light(visit, example_report, example):
    seen = visit(example_report(example), color_scheme="dark", bypass_csp=True)
    seen.scroll_through()
    seen.page.locator(".rg-about > summary").click()
    seen.page.add_script_tag(path=AXE)
    for scheme, rules in (("dark", {}), ("light", {"runOnly": ["color-contrast"]})):  # nothing else depends on it
        seen.page.emulate_media(color_scheme=scheme)
        idle(seen.page)
        found = seen.page.evaluate("(rules) => axe.run({resultTypes: ['violations'], ...rules})", rules)
        assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found["violations"]] == [], scheme
    seen.assert_quiet()


@pytest.mark.parametrize("width", [390, 1280, 2560])
def test_nothing_hangs_over_the_side(visit, demo, width):
    seen = visit(demo, width=width)
    seen.scroll_through()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    seen.assert_quiet()


@pytest.mark.sdk
@pytest.mark.parametrize(
    ("version", "script", "arguments"),
    [
        ("0.16.6", "log_media.py", ()),
        ("0.19.11", "log_media.py", ()),
        ("0.22.3", "log_media.py", ()),
        ("0.31.0", "log_media.py", ()),
        ("0.31.0", "log_until_killed.py", ("user",)),
        ("0.31.0", "log_until_killed.py", ("both",)),
        ("0.31.0", "log_until_killed.py", ("core",)),
    ],
)
def test_automatic_reports_of_every_release(visit, tmp_path, version, script, arguments):
    from reportgen.sources import read_runs

    folder = log_runs(version, script, *arguments)
    seen = visit(build([folder], tmp_path / "r.html").path)
    seen.scroll_through()
    seen.assert_quiet()
    page = seen.page
    headings = set(page.locator(".rg-panel-head, .rg-key").all_inner_texts())
    for run in read_runs(folder).runs:
        charts = {chart.table_key: key for key, chart in run.charts().items()}
        for key, info in run.keys().items():
            if info.media:
                assert charts.get(key, key) in headings  # a chart stands for its table
    panels = page.locator("rg-media-browser")
    for i in range(panels.count()):
        drawn = panels.nth(i).locator(
            "rg-image, rg-video, rg-audio, rg-html, rg-scene, .rg-placeholder b, rg-chart, rg-figure"
        )
        assert drawn.count() > 0
    broken = page.evaluate("[...document.images].filter(i => i.complete && !i.naturalWidth).length")
    assert broken == 0


def test_private_facts_stay_out(tmp_path, media_runs):
    import getpass
    import socket

    html = build([media_runs], tmp_path / "r.html").path.read_text("utf-8")
    text = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert str(media_runs) not in text
    assert str(Path.home()) + "/" not in text
    assert f">{getpass.getuser()}<" not in text
    assert f">{socket.gethostname()}<" not in text
    assert "log_media.py" not in text


def test_a_run_is_switched_off_everywhere_at_once(visit, demo):
    page = visit(demo).page
    plot = plot_ready(page, 1)
    assert paths(plot) == 4
    rows = page.locator("rg-scalar-chart").first.locator("li[data-run]")
    page.locator(".rg-runs .rg-run").nth(1).click()
    until(page, count(1) + " === 3")
    eventually(lambda: sum(rows.nth(i).is_visible() for i in range(rows.count())) == 3)
    expect(page.locator(".rg-runs .rg-run").nth(1)).to_have_attribute("aria-pressed", "false")
    assert f"hide={keys(demo)[1]}" in page.url
    table = page.locator("rg-run-table")
    table.scroll_into_view_if_needed()
    idle(page)
    expect(table.locator("tbody tr")).to_have_count(2)
    gallery = page.locator("rg-media-browser .rg-media-group[data-run='1']")
    expect(gallery).to_be_hidden()


def test_only_one_run(visit, demo):
    page = visit(demo).page
    page.locator(".rg-runs li").nth(2).hover()
    page.locator(".rg-solo").nth(2).click()
    assert f"show={keys(demo)[2]}" in page.url
    page.locator(".rg-runs-head button", has_text="all").click()
    assert "~" not in page.url


def test_the_address_restores_the_view(visit, demo):
    first, _, third, _ = keys(demo)
    page = visit(demo, fragment=f"#training~hide={first}.{third}&x=relative_time&smooth=0.5&step=200&o.noise=line").page
    expect(page.locator(".rg-run[aria-pressed=false]")).to_have_count(2)
    plot = plot_ready(page, 0)
    assert paths(plot) == 4  # two runs, each with its raw line behind
    expect(plot.locator(".rg-vega")).to_contain_text("time", use_inner_text=True)
    expect(page.locator("#rg-smoothing")).to_have_value("0.5")
    media = page.locator("rg-media-browser")
    media.scroll_into_view_if_needed()
    until(page, "document.querySelector('rg-media-browser output').textContent === '119'")


def test_hover_reads_all_runs(visit, demo):
    page = visit(demo).page
    plot = plot_ready(page, 1)
    box = spot(plot.locator(".rg-plot"))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 100)
    tip = plot.locator(".rg-tip")
    expect(tip).to_be_visible()
    expect(tip.locator("li")).to_have_count(4)
    expect(tip).to_contain_text("夜間-再学習", use_inner_text=True)
    values = [float(text) for text in tip.locator("b").all_inner_texts()]
    assert values == sorted(values, reverse=True)


def test_hover_reads_the_logged_value(visit, lines):
    """The number in the tooltip is the number that the SDK logged, in four digits."""
    from reportgen.sources import read_runs

    page = visit(lines).page
    plot = plot_ready(page, 0)
    plot.locator(".rg-plot").focus()
    page.keyboard.press("ArrowRight")
    tip = plot.locator(".rg-tip")
    step = int(re.search(r"step ([\d,]+)", tip.inner_text())[1].replace(",", ""))
    shown = {row.locator("bdi").inner_text(): row.locator("b").inner_text() for row in tip.locator("li").all()}
    for run in read_runs(EXAMPLES / "_runs" / "wandb").runs:
        value = run.column("train/loss").values[step]
        assert float(shown[run.meta.name]) == pytest.approx(value, rel=5e-4)


def test_zoom_by_drag_shows_real_detail_and_resets(visit, lines):
    page = visit(lines).page
    plot = plot_ready(page, 0)
    before = ticks(plot)
    box = spot(plot.locator(".rg-plot"))
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 90, steps=4)
    expect(plot.locator(".rg-band")).to_be_visible()
    page.mouse.up()
    plot.locator(".rg-reset").wait_for()
    assert ticks(plot) != before
    plot.locator(".rg-reset").click()
    plot.locator(".rg-reset").wait_for(state="hidden")
    assert ticks(plot) == before


def test_plots_by_keyboard(visit, lines):
    page = visit(lines).page
    plot = plot_ready(page, 0)
    plot.locator(".rg-plot").focus()
    page.keyboard.press("+")
    plot.locator(".rg-reset").wait_for()
    page.keyboard.press("0")
    plot.locator(".rg-reset").wait_for(state="hidden")


def test_the_drawn_line_is_where_the_numbers_say(visit, tmp_path):
    """A point's pixel is its value on the axis, read back from the page's own path and ticks."""
    spec = write_spec(
        tmp_path,
        "runs: RUNS\nblocks: [{line_plot: {y: val/mAP, x: step, limit: 1, range_y: [0, 1], range_x: [0, 600]}}]",
    )
    page = visit(build(spec, tmp_path / "r.html").path).page
    plot = plot_ready(page)
    name = page.locator(".rg-runs .rg-run bdi").first.inner_text()
    column = next(run for run in open_example() if run.name == name).column("val/mAP")
    drawn = plot.evaluate(
        """(plot) => {
          const path = plot.querySelector(".rg-lines path[stroke^='var(--']");
          const box = plot.querySelector('.rg-vega .role-axis-domain line').getBoundingClientRect();
          const pairs = path.getAttribute('d').match(/[ML]([-\\d.]+)[ ,]([-\\d.]+)/g);
          const points = pairs.map(s => s.slice(1).split(/[ ,]/).map(Number));
          const lines = [...plot.querySelectorAll('.rg-vega .role-axis-grid line')];
          const grid = lines.map(l => l.getBoundingClientRect().top);
          return {points, width: box.width, height: Math.max(...grid) - Math.min(...grid)};
        }"""
    )
    for (px, py), step, value in zip(drawn["points"], column.steps, column.values, strict=True):
        assert px == pytest.approx(step / 600 * drawn["width"], abs=0.6)
        assert py == pytest.approx((1 - value) * drawn["height"], abs=0.6)


def test_axis_and_smoothing_change_for_all_plots(visit, lines):
    page = visit(lines, fragment="#~o.noise=line").page
    plot = plot_ready(page, 0)
    assert paths(plot) == 4
    page.locator("#rg-axis").select_option("wall_time")
    until(page, "/UTC/.test(document.querySelector('rg-line-plot .rg-vega').textContent)")
    page.locator("#rg-smoothing").fill("0.7")
    until(page, count(0) + " === 8")
    page.locator("#rg-axis").select_option("epoch")
    until(page, "/epoch/.test(document.querySelector('rg-line-plot .rg-vega').textContent)")


def test_media_slider_moves_every_gallery(visit, demo):
    page = visit(demo).page
    media = page.locator("rg-media-browser")
    media.scroll_into_view_if_needed()
    page.locator("rg-media-browser.rg-awake").wait_for()
    slider = media.locator(".rg-step input")
    slider.focus()
    page.keyboard.press("Home")
    until(page, "document.querySelector('rg-media-browser output').textContent === '119'")
    expect(media.locator("rg-image image")).to_have_count(16)
    until(page, f"{DRAWN}.every(i => i.href.baseVal && i.width.baseVal.value === 192)")
    assert "step=119" in page.url


def test_pictures_of_the_opening_view_come_back(visit, tmp_path):
    """Every step has pictures of its own; the ones that stood in the page are still there after a round trip."""
    import shutil

    from PIL import Image

    source = next((EXAMPLES / "_runs" / "wandb").glob("*r50focal"))
    folder = tmp_path / source.name
    shutil.copytree(source, folder)
    for number, path in enumerate(sorted((folder / "files" / "media" / "images").rglob("*.jpg"))):
        Image.new("RGB", (40, 30), (number * 12 % 256, number * 5 % 256, 200)).save(path)
    noise = Image.effect_noise((900, 700), 90)
    noise.save(min((folder / "files" / "media" / "images").rglob("*599*.jpg")), quality=100)
    spec = write_spec(tmp_path, f"runs: {folder}\nblocks: [{{media_browser: examples}}]")
    seen = visit(build(spec).path)
    page = seen.page
    page.locator("rg-media-browser.rg-awake").wait_for()
    widths = f"{DRAWN}.filter(i => i.href.baseVal).map(i => i.width.baseVal.value).sort((a, b) => a - b)"
    until(page, f"JSON.stringify({widths}) === '[40,40,40,900]'")
    slider = page.locator("rg-media-browser .rg-step input")
    slider.focus()
    page.keyboard.press("Home")
    until(page, f"JSON.stringify({widths}) === '[40,40,40,40]'")
    page.keyboard.press("End")
    until(page, f"JSON.stringify({widths}) === '[40,40,40,900]'")
    page.locator(".rg-runs .rg-run").first.click()
    page.locator(".rg-runs .rg-run").first.click()
    until(page, f"JSON.stringify({widths}) === '[40,40,40,900]'")
    seen.assert_quiet()


def test_table_sorts_searches_and_chooses_columns(visit, example_report):
    seen = visit(example_report("run_table"))
    page = seen.page
    table = page.locator("rg-run-table").first
    table.locator(".rg-tools").wait_for()
    names = lambda: [n.strip() for n in table.locator("tbody th").all_inner_texts()]  # noqa: E731
    logged = names()
    table.locator("thead button", has_text="val/mAP").click()
    ranked = names()
    assert ranked != logged
    assert sorted(ranked) == sorted(logged)
    expect(table.locator("th[aria-sort=descending]")).to_have_count(1)
    assert ranked[0] == "r101-focal"
    table.locator("input[type=search]").first.fill("夜間")
    assert names() == ["夜間-再学習"]
    table.locator("input[type=search]").first.fill("no such thing")
    expect(table).to_contain_text("No run matches", use_inner_text=True)
    table.locator("input[type=search]").first.fill("")
    table.locator(".rg-menu > summary").click()
    table.locator(".rg-menu-list label", has_text="batch").locator("input").check()
    columns = table.locator("thead th").count()
    table.get_by_label("Differing only").check()
    expect(table.locator("thead th", has_text="batch")).to_have_count(0)
    assert table.locator("thead th").count() < columns
    table.get_by_label("Differing only").uncheck()
    expect(table.locator("thead th", has_text="batch")).to_have_count(1)
    eventually(lambda: table.locator("td.best").count() > 0)
    seen.assert_quiet()


def test_scalars_follow_the_runs_shown(visit, demo):
    page = visit(demo).page
    chart = page.locator("rg-scalar-chart").first
    page.locator("rg-scalar-chart.rg-awake").first.wait_for()
    before = chart.locator(".rg-number").inner_text()
    page.locator(".rg-runs .rg-run").nth(2).click()
    eventually(lambda: chart.locator(".rg-number").inner_text() != before)
    expect(chart.locator(".rg-note")).to_contain_text(re.compile("above|below"), use_inner_text=True)


def test_without_javascript_everything_is_readable(visit, demo):
    page = visit(demo, java_script_enabled=False).page
    eventually(lambda: page.locator("svg.rg-static .l").count() >= 20)
    expect(page.locator("rg-media-browser img")).to_have_count(16)
    expect(page.locator("rg-run-table tbody tr")).to_have_count(3)
    expect(page.locator(".rg-scheme")).to_be_hidden()
    assert page.locator("math").count() >= 2


def test_in_a_sandboxed_frame_without_an_origin(visit, demo, tmp_path):
    """Storage and history throw there; the report lives all the same."""
    host = tmp_path / "host.html"
    host.write_text(f"<iframe sandbox='allow-scripts' src='{demo.as_uri()}' width=1200 height=850></iframe>")
    seen = visit(host, live=False)
    frame = seen.page.frame_locator("iframe")
    frame.locator(".rg-live-plot[data-ready]").first.wait_for(state="attached")
    frame.locator(".rg-runs .rg-run").first.click()
    expect(frame.locator(".rg-run[aria-pressed=false]")).to_have_count(1)
    frame.locator(".rg-scheme").click()
    assert seen.errors == []


def test_light_and_dark_by_hand(visit, demo):
    page = visit(demo).page
    color = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor")  # noqa: E731
    light = color()
    page.locator(".rg-scheme").click()
    assert color() != light
    page.reload()
    page.locator("html.rg-live").wait_for(state="attached")
    assert color() != light


def test_the_side_is_a_sheet_on_a_phone(visit, demo):
    page = visit(demo, width=390).page
    page.locator(".rg-runs").wait_for(state="hidden")
    page.locator(".rg-open-side").click()
    page.locator(".rg-runs").wait_for()
    page.keyboard.press("Escape")
    page.locator(".rg-runs").wait_for(state="hidden")


def test_contents_lead_to_headings_and_keep_the_view(visit, demo):
    page = visit(demo, fragment=f"#~hide={keys(demo)[1]}").page
    page.locator(".rg-contents a", has_text="Runs compared").click()
    assert f"#runs-compared~hide={keys(demo)[1]}" in page.url
    idle(page)
    assert 0 <= spot(page.locator("#runs-compared"))["y"] < 900


def test_far_panels_rest(visit, tmp_path):
    blocks = "".join(f"\n  - line_plot: {{y: train/loss, title: p{i}}}" for i in range(40))
    path = build(write_spec(tmp_path, f"runs: RUNS\nblocks:{blocks}"), tmp_path / "r.html").path
    seen = visit(path)
    seen.scroll_through()
    assert seen.page.locator("rg-line-plot.rg-awake").count() < 30
    seen.page.evaluate("scrollTo(0, 0)")
    plot_ready(seen.page, 0)
    seen.assert_quiet()


def test_one_runtime_and_only_where_it_is_needed(tmp_path):
    chartless = build(write_spec(tmp_path, "runs: RUNS\nblocks: [run_table, {markdown: hi}]"), tmp_path / "a.html").path
    one = build(write_spec(tmp_path, "runs: RUNS\nblocks: [{line_plot: lr}]"), tmp_path / "b.html").path
    two = build(
        write_spec(tmp_path, "runs: RUNS\nblocks: [{line_plot: lr}, {line_plot: grad_norm}]"), tmp_path / "c.html"
    ).path
    assert "libraries/vega" not in chartless.read_text("utf-8")
    assert chartless.stat().st_size < 108_000
    assert two.read_text("utf-8").count('data-module="libraries/vega"') == 1
    assert two.stat().st_size - one.stat().st_size < 60_000


def test_an_empty_report_is_small(tmp_path):
    path = build(write_spec(tmp_path, "title: Empty\nblocks: []"), tmp_path / "r.html").path
    assert path.stat().st_size < 69_000
