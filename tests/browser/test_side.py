"""The side: a leaderboard that lights runs up, keeps them lit, finds them, and is in the address by their ids."""

from __future__ import annotations

import math
import re

import pytest
from conftest import ROOT, eventually, idle, spot, write_spec
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser

AXE = ROOT / "reportgen/client/node_modules/axe-core/axe.min.js"


@pytest.fixture
def demo(example_report):
    return example_report("demo")


def write_runs(folder, count: int, metrics: int = 2, steps: int = 5):
    """Write so many runs, each a table of metrics with a config beside it; the last is the best."""
    for number in range(count):
        run = folder / f"sweep-net{number % 3}-lr{number:03}"
        run.mkdir(parents=True)
        head = ",".join(["step", "val/acc", *(f"train/m{i}" for i in range(metrics - 1))])
        rows = [
            ",".join(
                [str(s), str((number + s / steps) / count / 2), *(str(math.sin(s + i)) for i in range(metrics - 1))]
            )
            for s in range(steps)
        ]
        (run / "metrics.csv").write_text("\n".join([head, *rows]), "utf-8")
        (run / "config.yaml").write_text(f"depth: {number % 7}\nmodel: net{number % 3}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def twenty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("twenty")
    return build([write_runs(folder / "runs", 20)], folder / "r.html").path


def shown_names(page) -> list[str]:
    return page.locator(".rg-runs > li:not([hidden]) bdi").all_inner_texts()


def test_a_row_says_its_best_value_and_sorts_by_it(visit, twenty):
    seen = visit(twenty)
    page = seen.page
    expect(page.locator(".rg-goal")).to_contain_text("val/acc ↑")
    values = [float(text) for text in page.locator(".rg-result").all_inner_texts()]
    assert len(values) == 20
    listed = shown_names(page)
    page.locator(".rg-sort-runs").click()
    ranked = [float(text) for text in page.locator(".rg-result").all_inner_texts()]
    assert ranked == sorted(values, reverse=True)
    assert "runs.sort=best" in page.url
    page.reload()
    page.locator(".rg-sort-runs").wait_for()
    assert [float(text) for text in page.locator(".rg-result").all_inner_texts()] == ranked
    page.locator(".rg-sort-runs").click()
    assert shown_names(page) == listed
    seen.assert_quiet()


def test_names_leave_out_what_all_share_and_say_it_in_full_on_demand(visit, twenty):
    page = visit(twenty).page
    assert shown_names(page)[0] == "net0-lr000"
    assert page.locator(".rg-runs bdi").first.get_attribute("title") == "sweep-net0-lr000"


def test_pointing_at_a_run_lights_it_up_and_a_pin_keeps_it(visit, demo):
    seen = visit(demo)
    page = seen.page
    row = page.locator(".rg-runs > li").nth(1)
    bars = page.locator("rg-scalar-chart").first.locator("li[data-run]")
    row.hover()
    expect(page.locator("rg-scalar-chart").first.locator("li.rg-faint")).to_have_count(bars.count() - 1)
    assert "~" not in page.url
    page.mouse.move(900, 5)
    expect(page.locator(".rg-faint")).to_have_count(0)
    row.hover()
    row.locator(".rg-pin").click()
    page.mouse.move(900, 5)
    expect(row).to_have_class(re.compile("rg-pinned"))
    expect(page.locator("rg-scalar-chart").first.locator("li.rg-faint")).to_have_count(bars.count() - 1)
    assert f"focus={row.get_attribute('data-id')}" in page.url
    expect(page.locator(".rg-pins")).to_contain_text("1 pinned")
    page.locator(".rg-pins button").click()
    expect(page.locator(".rg-faint")).to_have_count(0)
    assert "~" not in page.url
    seen.assert_quiet()


def test_a_hidden_run_lights_nothing_and_fades_nothing(visit, demo):
    page = visit(demo).page
    row = page.locator(".rg-runs > li").nth(1)
    others = page.locator("rg-scalar-chart, rg-line-plot").locator(".rg-faint")
    row.locator(".rg-pin").evaluate("one => one.click()")
    expect(others).not_to_have_count(0)
    row.locator(".rg-run").hover()
    row.locator(".rg-run").click()
    expect(row).to_have_class(re.compile("rg-off"))
    expect(others).to_have_count(0)
    row.locator(".rg-run").click()
    expect(others).not_to_have_count(0)


def test_a_pin_by_keyboard_and_the_arrow_keys(visit, twenty):
    page = visit(twenty).page
    rows = page.locator(".rg-runs .rg-run")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(rows.last).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".rg-runs > li").last).to_have_class(re.compile("rg-pinned"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.rg-runs') === null")  # one stop for the whole list


def test_the_search_finds_names_and_configs_and_shows_only_what_it_found(visit, twenty):
    page = visit(twenty).page
    search = page.locator(".rg-side .rg-search")
    search.fill("net1 lr00")
    eventually(lambda: shown_names(page) == ["net1-lr001", "net1-lr004", "net1-lr007"])
    none = page.locator(".rg-side [role=status]", has_text="No run matches.")
    search.fill("nothing at all")
    expect(none).to_be_visible()
    search.fill("depth=6")
    expect(none).to_be_hidden()
    eventually(lambda: shown_names(page) == ["net0-lr006", "net1-lr013"])
    page.locator(".rg-side .rg-quiet", has_text="Show only these (2)").click()
    expect(page.locator(".rg-run[aria-pressed=true]")).to_have_count(2)
    assert "show=" in page.url


def test_a_report_built_again_with_more_runs_opens_as_the_same_view(visit, tmp_path):
    few = build([write_runs(tmp_path / "few", 6)], tmp_path / "few.html").path
    page = visit(few).page
    name = page.locator(".rg-runs bdi").nth(2).get_attribute("title")
    page.locator(".rg-runs .rg-run").nth(2).click()
    fragment = page.url.partition("#")[2]
    write_runs(tmp_path / "more", 9)
    (tmp_path / "more" / "sweep-net0-lr000").rename(tmp_path / "more" / "z-last")  # places shift
    page = visit(build([tmp_path / "more"], tmp_path / "more.html").path, fragment=f"#{fragment}").page
    off = page.locator(".rg-run[aria-pressed=false] bdi")
    expect(off).to_have_count(1)
    assert (off.get_attribute("title") or off.inner_text()) == name


def test_many_runs_leave_the_contents_in_reach_and_cost_no_rows_out_of_view(visit, tmp_path):
    path = build([write_runs(tmp_path / "runs", 200)], tmp_path / "r.html").path
    seen = visit(path)
    page = seen.page
    assert spot(page.locator(".rg-contents"))["y"] < 700
    rows = page.locator(".rg-runs > li")
    assert rows.count() == 200
    assert page.locator(".rg-run-actions").count() < 60
    rows.last.scroll_into_view_if_needed()
    rows.last.hover()
    expect(rows.last.locator(".rg-solo")).to_be_visible()
    seen.assert_quiet()


def test_dashes_are_the_same_in_the_side_and_in_legends(visit, tmp_path):
    spec = write_spec(tmp_path, f"runs: {write_runs(tmp_path / 'runs', 15)}\nblocks: [line_plot: val/acc]")
    page = visit(build(spec, tmp_path / "r.html").path).page
    side = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.rg-runs > li')].map("
        "e => [e.dataset.run, e.querySelector('path').getAttribute('stroke-dasharray') ?? '']))"
    )
    legend = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.rg-legend [data-run]')].map("
        "e => [e.dataset.run, e.querySelector('path').getAttribute('stroke-dasharray') ?? '']))"
    )
    assert side == legend
    assert sum(dash not in ("", "none") for dash in side.values()) == 3


def test_sections_that_were_opened_are_so_in_the_address(visit, tmp_path):
    path = build([write_runs(tmp_path / "runs", 3, metrics=40)], tmp_path / "r.html").path
    page = visit(path).page
    closed = page.locator("details.rg-section:not([open])").first
    title = closed.locator("h2, h3").first.inner_text()
    closed.locator("summary").first.click()
    eventually(lambda: ".open=1" in page.url)
    page.reload()
    page.locator("html.rg-live").wait_for(state="attached")
    expect(page.locator("details.rg-section[open]", has=page.locator("h2, h3", has_text=title)).first).to_be_attached()


def test_a_phone_has_a_sheet_with_a_head_and_its_button_makes_room_while_scrolling(visit, demo):
    page = visit(demo, width=390, has_touch=True).page
    opener = page.locator(".rg-open-side")
    expect(opener).to_have_text("Runs & controls")
    page.mouse.wheel(0, 900)
    expect(opener).to_have_class("rg-open-side rg-control rg-away")
    page.mouse.wheel(0, -300)
    expect(opener).to_have_class("rg-open-side rg-control")
    opener.click()
    expect(opener).to_be_hidden()
    assert page.locator(".rg-runs li").first.locator(".rg-pin").is_visible()
    page.locator(".rg-sheet-head button").click()
    page.locator(".rg-runs").wait_for(state="hidden")
    expect(opener).to_be_focused()


def test_a_report_without_runs_and_headings_has_no_side(visit, tmp_path):
    page = visit(build(write_spec(tmp_path, "blocks: [markdown: text]"), tmp_path / "r.html").path).page
    expect(page.locator(".rg-side")).to_be_hidden()
    expect(page.locator(".rg-open-side")).to_have_count(0)
    assert spot(page.locator("main"))["x"] == 0


def test_about_and_the_colours_are_at_the_top_right(visit, demo):
    for width in (390, 1280, 1680, 2560):
        page = visit(demo, width=width).page
        idle(page)
        corner, title = spot(page.locator(".rg-corner")), spot(page.locator("h1"))
        main = spot(page.locator("main"))
        assert corner["y"] < title["y"] + title["height"]
        # On a phone the title has the whole next row.
        assert corner["x"] > title["x"] + title["width"] - 1 or (width == 390 and corner["y"] < title["y"])
        assert main["x"] + main["width"] - corner["x"] - corner["width"] < 80


def test_a_run_that_diverged_says_so(visit, tmp_path):
    for name, values in (("good", [math.exp(-i / 8) for i in range(40)]), ("bad", [1.0] * 20 + [math.nan] * 20)):
        rows = "\n".join(f"{step},{value}" for step, value in enumerate(values))
        (tmp_path / f"{name}.csv").write_text(f"step,train/loss\n{rows}\n")
    page = visit(build([tmp_path], tmp_path / "r.html").path).page
    assert page.locator(".rg-runs .rg-state").all_inner_texts() == ["diverged"]
    assert "1 diverged" in page.locator(".rg-facts").inner_text()


CHARTS = {
    "scatter_plot: {x: config.lr, y: val/mAP}": "rg-chart",
    "bar_plot: {metrics: val/mAP}": "rg-bar-plot",
    "parallel_coordinates: {columns: [config.lr, val/mAP]}": "rg-parallel-coordinates",
}


@pytest.mark.parametrize("block", CHARTS)
def test_every_chart_of_runs_draws_the_others_faintly(visit, tmp_path, block):
    spec = write_spec(tmp_path, f"runs: SWEEP\nblocks: [{block}]")
    seen = visit(build(spec, tmp_path / "r.html").path)
    page, element = seen.page, CHARTS[block]
    page.locator(".rg-live-plot[data-ready]").first.wait_for()
    idle(page)
    marks = f"[...document.querySelectorAll('{element} .rg-vega *')].filter(e => e.__data__?.datum)"
    page.locator(".rg-runs > li").nth(3).hover()
    dim = f"({marks}).filter(e => getComputedStyle(e).opacity === '0.15').length"
    eventually(lambda: page.evaluate(dim) >= 11)
    left = f"({marks}).filter(e => e.matches('path, rect') && !e.classList.contains('rg-dim')).length"
    assert page.evaluate(left) >= 1
    page.locator(".rg-runs > li").nth(3).locator(".rg-pin").click()
    page.mouse.move(700, 5)
    idle(page)
    assert page.evaluate(dim) >= 11
    page.locator(".rg-pins button").click()
    eventually(lambda: page.evaluate(dim) == 0)
    seen.assert_quiet()


def test_a_mark_that_is_pointed_at_lights_its_run_up_in_the_side(visit, tmp_path):
    spec = write_spec(tmp_path, "runs: SWEEP\nblocks: [bar_plot: {metrics: val/mAP}]")
    page = visit(build(spec, tmp_path / "r.html").path).page
    page.locator(".rg-live-plot[data-ready]").first.wait_for()
    idle(page)
    page.locator("rg-bar-plot .mark-rect path").nth(2).hover()
    expect(page.locator(".rg-runs > li.rg-lit")).to_have_count(1)
    page.mouse.move(900, 5)
    expect(page.locator(".rg-runs > li.rg-lit")).to_have_count(0)


def found(page) -> list[str]:
    return page.locator("#rg-found bdi").all_inner_texts()


def test_a_search_over_the_page_opens_where_it_leads(visit, tmp_path):
    spec = write_spec(
        tmp_path,
        "runs: RUNS\nblocks:\n  - line_plot: train/loss\n"
        "  - section:\n      title: Late\n      open: false\n      blocks:\n"
        "        - line_plot: {y: [val/mAP, lr], title: Two of them}\n",
    )
    seen = visit(build(spec, tmp_path / "r.html").path, width=1280)
    page = seen.page
    page.keyboard.press("/")
    expect(page.locator(".rg-palette input")).to_be_focused()
    assert found(page) == ["train/loss", "Late", "Two of them"]
    page.keyboard.type("val/mAP")
    assert found(page) == ["Two of them"]  # by a metric in it
    page.keyboard.press("Enter")
    expect(page.locator(".rg-palette")).to_be_hidden()
    expect(page.locator("details.rg-section")).to_have_attribute("open", "")
    target = page.locator("figure", has_text="Two of them").last
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()
    page.keyboard.press("Control+k")
    page.keyboard.type("base")
    expect(page.locator("#rg-found li[aria-selected=true]")).to_contain_text("r50-base")
    page.keyboard.press("Enter")
    expect(page.locator(".rg-runs > li", has_text="r50-base").locator(".rg-run")).to_be_focused()
    expect(page.locator(".rg-runs > li.rg-lit")).to_have_count(1)
    seen.assert_quiet()


def test_the_search_says_its_keys_closes_and_leaves_fields_alone(visit, twenty):
    page = visit(twenty, bypass_csp=True).page
    page.keyboard.press("?")
    expect(page.locator(".rg-keys")).to_be_visible()
    page.keyboard.type("zzz")
    expect(page.locator(".rg-palette [role=status]")).to_have_text("Nothing on this page matches.")
    page.keyboard.press("Escape")
    expect(page.locator(".rg-palette")).to_be_hidden()
    page.locator(".rg-side .rg-search").fill("")
    page.keyboard.type("/")
    expect(page.locator(".rg-palette")).to_be_hidden()
    page.locator(".rg-search-page").click()
    page.locator(".rg-palette input").fill("net1 lr001")
    page.locator("#rg-found li").first.wait_for()
    page.add_script_tag(path=AXE)
    problems = page.evaluate("axe.run('.rg-palette')")["violations"]
    assert [v["id"] for v in problems] == []
    page.mouse.click(4, 4)
    expect(page.locator(".rg-palette")).to_be_hidden()


def test_the_order_of_the_run_table_is_in_the_address(visit, twenty):
    page = visit(twenty).page
    table = page.locator("rg-run-table")
    table.scroll_into_view_if_needed()
    head = table.locator("thead .rg-sort", has_text="run").first
    head.click()
    expect(table.locator("tbody th").first).to_contain_text("net0-lr000")
    expect(table.locator("thead .rg-sort").first).to_be_focused()
    url = page.url
    assert ".sort=name" in url
    page.goto("about:blank")
    page.goto(url)
    table.scroll_into_view_if_needed()
    expect(table.locator("tbody th").first).to_contain_text("net0-lr000")
    expect(table.locator("thead th").first).to_have_attribute("aria-sort", "ascending")


def test_a_reload_keeps_the_readers_place(visit, demo):
    """Though panels above are of another height before they are live."""
    seen = visit(demo)
    seen.scroll_through()
    page = seen.page
    top = "document.querySelector('rg-run-table').getBoundingClientRect().top"
    page.evaluate(f"scrollBy(0, {top} - 300)")
    idle(page)
    before = page.evaluate(top)
    assert 250 < before < 350
    for _ in range(2):
        page.reload()
        page.locator("html.rg-live").wait_for(state="attached")
        idle(page)
        assert page.evaluate(top) == pytest.approx(before, abs=3)
    seen.assert_quiet()
