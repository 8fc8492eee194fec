"""The link is the view: what a reader opened or zoomed to is in the address, under names that outlive the report."""

from __future__ import annotations

import json
from urllib.parse import unquote_plus

import numpy as np
import pytest
from conftest import EXAMPLES, eventually, idle, spot
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser

EVALUATION = EXAMPLES / "_runs" / "evaluation"
DETECTION = EXAMPLES / "_runs" / "detection"
SCENES = EXAMPLES / "_runs" / "scenes"
TABLES = EXAMPLES / "_runs" / "tables"

OPEN = "dialog.rg-viewer"


def report(folder, blocks, runs=EVALUATION, name="report"):
    spec = folder / f"{name}.yaml"
    spec.write_text(json.dumps({"runs": runs if isinstance(runs, dict) else str(runs), "blocks": blocks}), "utf-8")
    return build(spec).path


def fragment(page) -> str:
    return page.evaluate("location.hash")


def said(page) -> str:
    """Return the address's view as text."""
    return unquote_plus(fragment(page))


def ready(page, name="train/loss"):
    plot = page.locator("figure", has=page.locator("figcaption", has_text=name)).locator("rg-line-plot")
    plot.locator(".rg-live-plot[data-ready]").wait_for(state="attached")
    idle(page)
    return plot


def ticks(plot) -> list[str]:
    return sorted(plot.locator(".rg-vega .role-axis-label text").all_text_contents())


def drag(page, plot, start, end):
    box = spot(plot.locator(".rg-plot"))
    page.mouse.move(box["x"] + box["width"] * start, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, box["y"] + 90, steps=4)
    page.mouse.up()
    plot.locator(".rg-reset").wait_for()


def test_a_zoom_is_in_the_link_and_outlives_a_rebuilt_report(visit, tmp_path):
    page = visit(report(tmp_path, [{"line_plot": "train/loss"}])).page
    plot = ready(page)
    whole = ticks(plot)
    drag(page, plot, 0.4, 0.6)
    idle(page)
    zoomed, link = ticks(plot), fragment(page)
    assert zoomed != whole
    assert "o.line-plot-train-loss.zoom=step " in said(page)
    page.reload()
    plot = ready(page)
    assert ticks(plot) == zoomed
    rebuilt = report(
        tmp_path, [{"line_plot": {"y": "train/loss", "title": "Another"}}, {"line_plot": "train/loss"}], name="later"
    )
    later = visit(rebuilt, fragment=link).page
    assert ready(later).locator(".rg-reset").is_visible()
    expect(ready(later, "Another").locator(".rg-reset")).to_be_hidden()
    assert ticks(ready(later)) == zoomed


@pytest.mark.parametrize("way", ["double click", "button", "key", "axis"])
def test_the_way_back_takes_the_zoom_out_of_the_link(visit, tmp_path, way):
    page = visit(report(tmp_path, [{"line_plot": "train/loss"}])).page
    plot = ready(page)
    drag(page, plot, 0.4, 0.6)
    idle(page)
    assert "zoom" in fragment(page)
    if way == "double click":
        plot.locator(".rg-plot").dblclick(position={"x": 200, "y": 100})
    elif way == "button":
        plot.locator(".rg-reset").click()
    elif way == "key":
        plot.locator(".rg-plot").focus()
        page.keyboard.press("0")
    else:
        page.evaluate("location.hash = location.hash + '&x=relative_time'")
    expect(plot.locator(".rg-reset")).to_be_hidden()
    eventually(lambda: "zoom" not in fragment(page))


@pytest.mark.parametrize("zoom", ["step 1e9..2e9", "step 5..2", "other 1..2", "step", "step -1e400..1e400"])
def test_a_zoom_to_nothing_that_there_is_shows_all(visit, tmp_path, zoom):
    seen = visit(report(tmp_path, [{"line_plot": "train/loss"}]), fragment=f"#~o.line-plot-train-loss.zoom={zoom}")
    expect(ready(seen.page).locator(".rg-reset")).to_be_hidden()
    seen.assert_quiet()


def test_an_enlarged_panel_is_in_the_link(visit, tmp_path):
    path = report(
        tmp_path,
        [{"line_plot": "train/loss"}, {"section": {"title": "Later", "open": False, "blocks": [{"run_table": {}}]}}],
    )
    page = visit(path).page
    ready(page)
    page.locator(".rg-enlarge").first.click()
    assert "large=line-plot-train-loss" in fragment(page)
    page.reload()
    panel = page.locator(".rg-large")
    expect(panel).to_have_count(1)
    expect(panel.locator("figcaption")).to_contain_text("train/loss")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert "large" not in fragment(page)
    page.evaluate("location.hash = '#~large=run-table-runs'")  # in a closed section
    expect(page.locator(".rg-large rg-run-table")).to_be_visible()
    page.evaluate("location.hash = '#~large=gone'")
    expect(panel).to_have_count(0)
    expect(page.locator("[inert]")).to_have_count(0)


def test_the_open_picture_is_in_the_link_as_what_it_is(visit, tmp_path):
    image = {"media_browser": "detections"}
    page = visit(report(tmp_path, [{"markdown": "# Words"}, image], DETECTION)).page
    page.locator("rg-media-browser.rg-media-live rg-image button").first.wait_for()
    page.locator("rg-image button").first.click()
    dialog = page.locator(OPEN)
    first = dialog.locator(".rg-viewer-title bdi").first
    dialog.get_by_role("button", name="Next", exact=True).click()
    name, link = first.inner_text(), fragment(page)
    assert "picture=media-browser-detections " in said(page)
    page.reload()
    expect(first).to_have_text(name)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert "picture" not in fragment(page)
    longer = [{"markdown": f"# {n}\n\n" + "Words.\n\n" * 40} for n in range(3)]
    later = visit(report(tmp_path, [*longer, {"line_plot": "*"}, image], DETECTION, "later"), fragment=link).page
    expect(later.locator(f"{OPEN} .rg-viewer-title bdi").first).to_have_text(name)
    later.get_by_role("button", name="Close", exact=True).click()
    expect(later.locator("rg-media-browser")).to_be_in_viewport()


def test_the_address_turns_and_closes_the_open_picture(visit, tmp_path):
    page = visit(report(tmp_path, [{"media_browser": "detections"}], DETECTION)).page
    page.locator("rg-media-browser.rg-media-live rg-image button").first.click()
    first = fragment(page)
    title = page.locator(f"{OPEN} .rg-viewer-title")
    before = title.text_content()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(title).not_to_have_text(before)
    page.evaluate("link => { location.hash = link; }", first)
    expect(title).to_have_text(before)
    page.evaluate("location.hash = '#~smooth=0.5'")
    expect(page.locator(OPEN)).to_have_count(0)
    page.evaluate("link => { location.hash = link; }", first)
    expect(title).to_have_text(before)


def test_a_picture_of_a_table_is_in_the_link_by_its_row(visit, tmp_path):
    runs = {"path": f"{TABLES}/offline-run-*", "staging": f"{TABLES}/staging"}
    table = {"table": {"table_name": "predictions"}}
    page = visit(report(tmp_path, [table], runs)).page
    page.locator("rg-table rg-image button").nth(2).click()
    image = page.locator(f"{OPEN} .rg-pane svg")
    shown = page.locator(f"{OPEN} .rg-viewer-title").inner_text()
    link = fragment(page)
    expect(image).to_have_count(1)
    assert "picture=table-predictions " in said(page)
    turned = {"table": {"table_name": "predictions", "order": ["-score"]}}
    later = visit(report(tmp_path, [{"markdown": "# Words"}, turned], runs, "later"), fragment=link).page
    later.locator(OPEN).wait_for()
    assert fragment(later) == link
    assert later.locator(f"{OPEN} .rg-viewer-title").inner_text() != shown  # it stands at another place now
    later.keyboard.press("Escape")
    eventually(lambda: "picture" not in fragment(later))


def test_the_search_of_a_run_table_goes_by_the_table(visit, tmp_path):
    path = report(tmp_path, [{"run_table": {}}], EXAMPLES / "_runs" / "sweep")
    page = visit(path).page
    page.get_by_role("searchbox", name="Search runs", exact=True).fill("7")
    eventually(lambda: "o.run-table-runs.filter=7" in said(page))
    rows = page.locator("rg-run-table tbody tr[data-run]")
    count = rows.count()
    assert count
    later = visit(path, fragment=fragment(page)).page
    expect(later.get_by_role("searchbox", name="Search runs", exact=True)).to_have_value("7")
    expect(later.locator("rg-run-table tbody tr[data-run]")).to_have_count(count)


def test_the_whole_range_of_a_curve_is_in_the_link(visit, tmp_path):
    rng = np.random.default_rng(0)
    truth = np.arange(2000) % 2
    rows = [f"{t},{s:.4f}" for t, s in zip(truth, rng.normal(truth * 2 - 1, 0.5), strict=True)]
    (tmp_path / "rows.csv").write_text("\n".join(["truth,score", *rows]))
    spec = tmp_path / "report.yaml"
    spec.write_text("blocks: [{pr_curve: {path: rows.csv, truth: truth, scores: score}}]")
    page = visit(build(spec).path).page
    note = page.locator("rg-curve").get_by_text("zoomed to where curves differ")
    expect(note).to_have_count(1)
    choice = page.get_by_role("checkbox", name="zoom to where curves differ")
    page.locator(".rg-chart-menu > summary").click()
    choice.click()
    expect(note).to_have_count(0)
    assert ".zoom=off" in said(page)
    page.reload()
    page.locator("rg-curve .rg-live-plot[data-ready]").wait_for()
    expect(note).to_have_count(0)
    page.locator(".rg-chart-menu > summary").click()
    choice.click()
    expect(note).to_have_count(1)
    assert "zoom" not in fragment(page)


def test_an_open_scene_is_in_the_link(visit_scenes, tmp_path):
    path = report(tmp_path, [{"object3d": {"media_keys": "surfaces", "limit": 1}}], SCENES)
    page = visit_scenes(path).page
    page.get_by_role("button", name="Full screen").first.click()
    page.locator(OPEN).wait_for()
    assert "picture=object3d-" in said(page)
    page.reload()
    page.locator(OPEN).wait_for()
    expect(page.locator(OPEN)).to_have_count(1)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(OPEN)).to_have_count(0)
    eventually(lambda: "picture" not in fragment(page))
