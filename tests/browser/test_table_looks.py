"""What a table shows of itself: an example of its own columns, filtered counts, points in one line, faded edges."""

from __future__ import annotations

import pytest
from conftest import build_spec, eventually, spot
from playwright.sync_api import expect

LABELS = ["car", "bus", "car", "bicycle"]


@pytest.fixture
def seen(tmp_path, visit):
    wide = ",".join(f"c{i}" for i in range(20))
    rows = [f"{i},{LABELS[i % 4]},{[0.5, 0.25, 12.125, 3][i % 4]},{','.join('1' * 20)}" for i in range(100)]
    (tmp_path / "t.csv").write_text("\n".join([f"id,label,loss,{wide}", *rows]) + "\n")
    found = visit(build_spec(tmp_path, "blocks: [table: {path: t.csv}]").path, width=900)
    found.page.locator(".rg-distribution-top button").first.wait_for()
    return found


def test_the_example_of_a_filter_names_the_tables_columns(seen):
    expect(seen.page.get_by_label("Filter rows")).to_have_attribute(
        "placeholder", 'Filter rows: a word, or loss > … and label == "…"'
    )


def test_filtered_counts_are_of_the_total(seen):
    top = seen.page.locator(".rg-distribution-top button")
    expect(top.filter(has_text="car")).to_contain_text("50%")
    top.filter(has_text="bus").click()
    expect(top.filter(has_text="bus")).to_contain_text("25 of 25")
    expect(top.filter(has_text="car")).to_contain_text("0 of 50")
    seen.assert_quiet()


def test_points_are_below_each_other(seen):
    place = (
        "(e) => { const text = e.firstChild, at = text.textContent.indexOf('.'), range = new Range();"
        " range.setStart(text, at < 0 ? text.length : at); range.collapse(true);"
        " return Math.round(range.getBoundingClientRect().x) }"
    )
    cells = seen.page.locator(".rg-grid-body .rg-grid-cell:nth-of-type(3) bdi")
    texts = cells.all_inner_texts()
    assert {"0.50", "0.25", "12.13", "3"} <= set(texts)
    assert cells.get_by_text("12.13").first.get_attribute("title") == "12.125"
    found = {(cell.inner_text(), cell.evaluate(place)) for cell in cells.all()}
    assert len({x for _, x in found}) == 1, found


def test_an_edge_fades_where_there_is_more(seen):
    fade = "getComputedStyle(document.querySelector('.rg-grid')).getPropertyValue('--rg-end')"
    grid = seen.page.locator(".rg-grid")
    assert grid.evaluate("e => e.scrollWidth > e.clientWidth")
    eventually(lambda: seen.page.evaluate(fade) == "40px")
    grid.evaluate("e => e.scrollTo(e.scrollWidth, 0)")
    eventually(lambda: seen.page.evaluate(fade) == "0px")


def test_boxes_of_tools_stay_inside_the_column(seen):
    edge = "document.querySelector('.rg-panel').getBoundingClientRect().right"
    for name in ("Columns", "Rows", "Save"):
        seen.page.get_by_role("button", name=name).click()
        box = spot(seen.page.locator(".rg-popover"))
        assert box["x"] + box["width"] <= seen.page.evaluate(edge) + 0.5, name
        seen.page.keyboard.press("Escape")


def test_on_a_phone_a_table_begins_before_rows_of_chips(visit, example_report):
    page = visit(example_report("table"), width=390).page
    table = page.locator("rg-table").first
    table.locator(".rg-grid").wait_for()
    overlays = table.locator(".rg-overlay-head button")
    expect(overlays).to_be_visible()
    expect(table.locator(".rg-overlays")).to_be_hidden()
    above = "e => e.querySelector('.rg-grid').getBoundingClientRect().top - e.getBoundingClientRect().top"
    assert table.evaluate(above) < 200
    overlays.click()
    expect(table.locator(".rg-overlays")).to_be_visible()
    overlays.click()
    expect(table.locator(".rg-overlays")).to_be_hidden()


def test_texts_that_are_cut_get_the_width_that_is_left(tmp_path, visit):
    words = "a sentence of which the end is not to be cut off where there is room"
    (tmp_path / "t.csv").write_text("id,text,score\n" + "".join(f"{i},{words} {i},0.5\n" for i in range(50)))
    page = visit(build_spec(tmp_path, "blocks: [table: {path: t.csv}]").path, width=1280).page
    text = page.locator(".rg-grid-body [data-column='1'] bdi").first
    text.wait_for()
    eventually(lambda: text.evaluate("e => e.scrollWidth <= e.clientWidth"))
    grid = page.locator(".rg-grid")
    assert grid.evaluate("e => e.scrollWidth <= e.clientWidth")
    page.set_viewport_size({"width": 700, "height": 800})  # less is left
    eventually(lambda: text.evaluate("e => e.scrollWidth > e.clientWidth"))
