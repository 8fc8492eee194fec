"""Tables in a real browser: the language in the page, and everything a reader does with rows."""

from __future__ import annotations

import json
import re

import pytest
from conftest import EXAMPLES, build_spec, eventually, idle, spot
from playwright.sync_api import expect

TABLES = EXAMPLES / "_runs" / "tables"
pytestmark = pytest.mark.browser


@pytest.fixture
def example(example_report):
    return example_report("table")


@pytest.fixture
def page(visit, example):
    page = visit(example).page
    ready(page, 0)
    return page


def ready(page, number):
    """Wait until a table is live; returns it."""
    table = page.locator("rg-table").nth(number)
    table.scroll_into_view_if_needed()
    table.locator(".rg-table").wait_for()
    return table


def status(table, text):
    """Wait for the line that says how many rows there are, which begins so."""
    table.locator(".rg-table-status", has_text=re.compile("^" + re.escape(text))).wait_for()


def ask(table, text):
    field = table.get_by_label("Filter rows")
    field.fill(text)
    field.press("Enter")


def ids(table, column="id"):
    """Return a column of all rows by saving them."""
    rows = json.loads(saved(table, "Save as JSON"))
    return [row[column] for row in rows]


def saved(table, item):
    settled(table)
    table.get_by_role("button", name="Save").click()
    with table.page.expect_download() as download:
        table.get_by_role("button", name=item).click()
    table.page.keyboard.press("Escape")
    return download.value.path().read_text("utf-8")


def cells(table, column):
    """Return the texts of a column's cells that are drawn, from the top."""
    return table.evaluate("""(table, column) => {
      const heads = [...table.querySelectorAll("[role=columnheader]")];
      const place = heads.find((head) => head.querySelector(".rg-th-name bdi")?.textContent === column)?.dataset.column;
      return [...table.querySelectorAll(".rg-grid-body > [data-index]")].sort((a, b) => a.dataset.index - b.dataset.index)
        .map((row) => row.querySelector(`[data-column="${place}"]`)?.textContent);
    }""", column)  # fmt: skip


def menu(table, column, item):
    """Choose from a column's menu, wherever the column is."""
    open_menu(table, column)
    table.page.locator(".rg-popover").get_by_role("button", name=item, exact=True).click()


def settled(table):
    """Wait until what was asked last is answered and drawn."""
    idle(table.page)
    table.locator(".rg-table:not(.rg-waiting, .rg-counting)").wait_for()


def open_menu(table, column):
    settled(table)
    for left in (None, 400, 800, 1200, 2000):
        if table.get_by_role("button", name=f"Menu of {column}", exact=True).count():
            break
        table.get_by_role("grid").evaluate("(grid, left) => { grid.scrollLeft = left ?? 0; }", left)
        idle(table.page)
    anchor = table.get_by_role("button", name=f"Menu of {column}", exact=True)
    anchor.scroll_into_view_if_needed()
    settled(table)  # scrolling closes menus
    anchor.click()


SEED_FILTERS = {
    "{$gt: ['$0.road', 0.05]}": lambda row: row["road"] is not None and row["road"] > 0.05,
    "{$gte: [{$size: {$filter: {input: '$0.pred_mask.boxes.ground_truth', as: 'box', "
    "cond: {$eq: ['$$box.class_id', 13]}}}}, 1]}": lambda row: (
        sum(box["class_id"] == 13 for box in row["pred_mask"]["boxes"]["ground_truth"]) >= 1
    ),
}


def boxes_of_10_000_images():
    import numpy as np

    rng = np.random.default_rng(7)
    for number in range(10_000):
        found = [{"class_id": int(kind), "box_caption": "b"} for kind in rng.integers(0, 20, int(rng.integers(0, 9)))]
        yield {"id": number, "road": None if number % 97 == 0 else round(float(rng.random() ** 3), 4),
               "pred_mask": {"boxes": {"ground_truth": found, "prediction": found[::2]}}}  # fmt: skip


@pytest.mark.timeout(300)
def test_the_two_known_filters_select_what_a_plain_loop_selects(visit, tmp_path):
    """Typed into the page, and written in the spec, on 10,000 images' worth of boxes."""
    rows = list(boxes_of_10_000_images())
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    blocks = [{"table": {"path": "t.jsonl", "title": "typed"}}]
    blocks += [{"table": {"path": "t.jsonl", "filters": text}} for text in SEED_FILTERS]
    blocks += [{"table": {"path": "t.jsonl", "filters": text, "limit": 100}} for text in SEED_FILTERS]
    result = build_spec(tmp_path, f"blocks: {json.dumps(blocks)}")
    assert result.complete, result.problems
    page = visit(result.path).page
    for number, holds in enumerate(SEED_FILTERS.values(), 1):
        expected = [row["id"] for row in rows if holds(row)]
        assert 100 < len(expected) < 9_900
        table = ready(page, number)
        status(table, f"{len(expected):,} of 10,000 rows")
        assert ids(table) == expected
        assert ids(ready(page, number + 2)) == expected[:100]
    table = ready(page, 0)
    for text, holds in SEED_FILTERS.items():
        expected = [row["id"] for row in rows if holds(row)]
        ask(table, text)
        status(table, f"{len(expected):,} of 10,000 rows")
        assert ids(table) == expected


def test_a_question_is_colored_completed_and_its_fault_is_underlined(page):
    table = page.locator("rg-table").first
    field = table.get_by_label("Filter rows")
    field.fill("")
    field.press_sequentially("sco")
    table.get_by_role("option", name="score").wait_for()
    field.press("Tab")
    expect(field).to_have_value("score")
    field.press_sequentially(" > 0.9 and gess == 1")
    table.get_by_role("alert").wait_for()
    expect(table.get_by_role("alert")).to_have_text("unknown column 'gess' Did you mean 'guess'?", use_inner_text=True)
    expect(table.locator(".rg-q-wrong")).to_have_text("gess", use_inner_text=True)
    expect(table.locator(".rg-q-word")).to_have_text(["and"], use_inner_text=True)
    field.fill("score > 0.9")
    field.press("Enter")
    table.locator(".rg-table-chip", has_text="Sort").first.wait_for()
    idle(page)
    eventually(lambda: table.get_by_role("alert").count() == 0 or not table.get_by_role("alert").is_visible())
    assert all(float(score) > 0.9 for score in ids(table, "score"))


def test_sorting_by_several_columns(page):
    table = page.locator("rg-table").first
    ask(table, "")
    status(table, "120 rows")
    name = table.locator(".rg-th-name")
    name.filter(has_text="truth").click()
    name.filter(has_text="road").click(modifiers=["Shift"])
    name.filter(has_text="road").click(modifiers=["Shift"])
    table.locator(".rg-table-chip", has_text="Sort ↓ road").wait_for()
    rows = json.loads(saved(table, "Save as JSON"))
    assert rows == sorted(rows, key=lambda row: (row["truth"], -row["road"], row["row"]))
    expect(table.get_by_role("columnheader", name="truth")).to_have_attribute("aria-sort", "ascending")


def test_bars_brush_and_values_are_picked(page):
    table = page.locator("rg-table").first
    ask(table, "")
    settled(table)
    bars = table.get_by_role("slider", name="Distribution of road")
    box = spot(bars)
    page.mouse.move(box["x"] + 2, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 2, box["y"] + 10, steps=3)
    page.mouse.up()
    table.locator(".rg-table-chip", has_text="road <").wait_for()
    rows = ids(table, "road")
    assert rows
    assert max(rows) < 0.16
    settled(table)
    bars = table.get_by_role("slider", name="Distribution of road")
    bars.focus()
    bars.press("Escape")
    status(table, "120 rows")
    table.locator(".rg-distribution-top button", has_text="bus").first.click()
    table.locator(".rg-table-chip", has_text='truth == "bus"').wait_for()
    assert set(ids(table, "truth")) == {"bus"}


def test_the_menu_of_a_column(page):
    table = page.locator("rg-table").first
    ask(table, "")
    menu(table, "score", "Sort ascending")
    table.locator(".rg-table-chip", has_text="Sort ↑ score").wait_for()
    scores = [float(text) for text in cells(table, "score")]
    assert scores == sorted(scores)
    menu(table, "night", "Hide column")
    eventually(lambda: table.get_by_role("columnheader", name="night").count() == 0)
    table.get_by_role("button", name="Columns").click()
    page.locator(".rg-popover").get_by_label("night").check()
    page.keyboard.press("Escape")
    menu(table, "truth", "Pin left")
    table.locator(".rg-grid-header .rg-pinned", has_text="truth").wait_for()
    menu(table, "road", "Move left")
    heads = table.locator(".rg-th-name bdi").all_inner_texts()
    assert heads.index("road") < heads.index("guess")
    open_menu(table, "score")
    page.locator(".rg-popover").get_by_label("score from").fill("0.8")
    page.keyboard.press("Enter")
    table.locator(".rg-table-chip", has_text="score >= 0.8").wait_for()
    assert min(ids(table, "score")) >= 0.8


def test_groups_open_to_their_rows(page):
    table = ready(page, 1)
    status(table, "120 rows in 4 groups")
    expect(table.locator(".rg-group-header b")).to_have_text(["bus", "car", "cyclist", "person"], use_inner_text=True)
    eventually(lambda: table.locator(".rg-group-strip rg-image").count() > 4)
    table.get_by_role("button", name="car: 32 rows").click()
    table.locator("[data-index='2']").wait_for()
    expect(table.locator(".rg-group-header button[aria-expanded=true]")).to_have_count(1)
    table.locator(".rg-group-header b", has_text="car").click()
    expect(table.locator(".rg-group-header button[aria-expanded=true]")).to_have_count(0)
    menu(table, "guess", "Add to grouping")
    table.locator(".rg-group-header b", has_text="bus, bus").wait_for()


def test_a_row_whole(page):
    table = page.locator("rg-table").first
    grid = table.get_by_role("grid")
    grid.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    expect(dialog.locator("h3")).to_contain_text("2 of 20", use_inner_text=True)
    expect(dialog.locator("rg-image")).to_have_count(1)
    eventually(lambda: dialog.locator(".rg-tree summary").count() >= 1)
    page.keyboard.press("ArrowRight")
    dialog.locator("h3", has_text="3 of 20").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")


def test_a_picture_opens_whole(page):
    table = page.locator("rg-table").first
    table.locator(".rg-grid-body rg-image").first.click()
    page.locator("dialog[open]").wait_for()
    page.keyboard.press("Escape")


def test_a_groups_strip_opens_to_the_groups_pictures(page):
    table = ready(page, 1)
    head = table.locator(".rg-group-header").first
    count = int(re.search(r"(\d+) rows", head.inner_text())[1])
    table.locator(".rg-group-strip rg-image").first.click()
    eventually(lambda: page.locator(".rg-viewer-title").inner_text().endswith(f"1 of {count}"))
    page.keyboard.press("ArrowRight")
    eventually(lambda: page.locator(".rg-viewer-title").inner_text().endswith(f"2 of {count}"))


def test_pictures_have_no_order(page):
    table = ready(page, 0)
    open_menu(table, "picture")
    menu = page.locator(".rg-popover")
    menu.get_by_role("button", name="Hide column").wait_for()
    eventually(lambda: menu.get_by_role("button", name="Sort ascending").count() == 0)


def test_the_address_keeps_the_view(page, visit, example):
    table = page.locator("rg-table").first
    ask(table, "night and score > 0.5")
    menu(table, "score", "Sort ascending")
    table.locator(".rg-table-chip", has_text="Sort ↑ score").wait_for()
    menu(table, "remark", "Hide column")
    idle(table.page)
    expected, address = ids(table), page.url
    other = visit(example).page
    other.goto(address)
    again = ready(other, 0)
    again.locator(".rg-table-chip", has_text="Sort ↑ score").wait_for()
    assert ids(again) == expected
    eventually(lambda: again.get_by_role("columnheader", name="remark").count() == 0)


def test_yaml_of_the_view_builds_the_view(page, visit, tmp_path):
    import yaml

    table = page.locator("rg-table").first
    ask(table, 'night and remark != "a \\"b\\" \\\\ c"')
    table.locator(".rg-distribution-top button", has_text="bus").first.click()
    table.locator(".rg-table-chip", has_text="Filter").wait_for()
    idle(page)
    menu(table, "score", "Sort ascending")
    table.locator(".rg-table-chip", has_text="Sort ↑ score").wait_for()
    expected = ids(table)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    table.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Copy view as YAML").click()
    text = page.get_by_label("View as YAML").input_value()
    (block,) = yaml.safe_load(text)
    assert block["table"]["order"] == ["score"]
    runs = {
        "path": str(EXAMPLES / "_runs" / "tables" / "offline-run-*"),
        "staging": str(EXAMPLES / "_runs" / "tables" / "staging"),
    }
    result = build_spec(
        tmp_path, f"runs: {json.dumps(runs)}\nblocks:\n{''.join('  ' + line + chr(10) for line in text.splitlines())}"
    )
    assert result.complete, result.problems
    other = ready(visit(result.path).page, 0)
    other.locator(".rg-table-chip", has_text="Sort ↑ score").wait_for()
    assert ids(other) == expected


def test_runs_that_are_off_have_no_rows(page):
    table = page.locator("rg-table").first
    ask(table, "")
    status(table, "120 rows")
    page.locator(".rg-runs button", has_text="small").first.click()
    status(table, "60 of 120 rows")
    assert set(ids(table, "run")) == {"large"}


def test_without_workers_the_page_answers_itself(visit, example):
    page = visit(example, script="window.Worker = undefined").page
    table = ready(page, 0)
    status(table, "20 of 120 rows")


def test_many_rows_and_columns_scroll(visit, tmp_path):
    import duckdb

    rows = duckdb.sql("SELECT i, i % 7 AS k, 'text ' || (i % 1000) AS t, sin(i) AS s FROM range(200000) r(i)")
    rows.write_parquet(str(tmp_path / "t.parquet"))
    wide = {f"column {n}": n for n in range(300)}
    (tmp_path / "w.jsonl").write_text("\n".join(json.dumps(wide) for _ in range(20)))
    result = build_spec(tmp_path, "blocks: [{table: {path: t.parquet, max_rows: none}}, {table: {path: w.jsonl}}]")
    assert result.complete, result.problems
    page = visit(result.path).page
    table = ready(page, 0)
    status(table, "200,000 rows")
    grid = table.get_by_role("grid")
    grid.focus()
    page.keyboard.press("End")
    table.locator("[data-index='199999']").wait_for()
    assert cells(table, "i")[-1] == "199999"
    assert table.locator(".rg-grid-body > [role=row]").count() < 80
    grid.evaluate("(grid) => { grid.scrollTop = grid.scrollHeight / 2; }")
    idle(page)
    middle = [int(text.replace(",", "")) for text in cells(table, "i")]
    assert middle == list(range(middle[0], middle[0] + len(middle)))
    wide_table = ready(page, 1)
    assert wide_table.locator("[role=columnheader]").count() < 40
    wide_table.get_by_role("grid").evaluate("(grid) => { grid.scrollLeft = grid.scrollWidth; }")
    wide_table.get_by_role("columnheader", name="column 299").wait_for()


JUMPS = """async (grid) => {
  const wrong = [], frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const number = (cell) => Number(cell.textContent.replaceAll(",", ""));
  for (let n = 0; n < 60; n++) {
    grid.scrollTop = n % 3 ? grid.scrollTop + 300 * (n % 2 ? 1 : -1) : (grid.scrollHeight * ((n * 7919) % 101)) / 101;
    await frame();
    while (n % 5 === 0 && !document.documentElement.hasAttribute("data-rg-idle")) await frame();
    for (const row of grid.querySelectorAll(".rg-grid-body > [data-index]")) {
      const [i, k, t, twice] = row.querySelectorAll("[data-column]"), index = Number(row.dataset.index);
      if (number(i) !== index || number(k) !== index % 7 || t.textContent !== `text ${index % 1000}`) wrong.push([index, row.textContent]);
      if ((n % 5 === 0 || twice.textContent) && number(twice) !== 2 * index) wrong.push([index, twice.textContent]);
    }
    for (const row of grid.querySelectorAll(".rg-grid-body > :not([data-index])")) if (row.ariaHidden !== "true") wrong.push("a spare row is told");
  }
  return wrong;
}"""


def test_rows_that_are_filled_anew_show_their_own_values(visit, tmp_path):
    import duckdb

    rows = duckdb.sql("SELECT i, i % 7 AS k, 'text ' || (i % 1000) AS t FROM range(20000) r(i)")
    rows.write_parquet(str(tmp_path / "t.parquet"))
    result = build_spec(tmp_path, "blocks: [{table: {path: t.parquet, derive: {twice: i * 2}, row_height: small}}]")
    page = visit(result.path).page
    table = ready(page, 0)
    status(table, "20,000 rows")
    settled(table)
    grid = table.get_by_role("grid")
    assert grid.evaluate(JUMPS) == []
    # The cell that keys stand on is marked where it is, and nowhere else; text that is selected stays.
    grid.evaluate("(grid) => { grid.scrollTop = 0; }")
    settled(table)
    table.locator("[data-index='3'] [data-column='1']").click()
    grid.evaluate("(grid) => { grid.scrollTop = grid.scrollHeight / 2; }")
    settled(table)
    expect(table.locator(".rg-active")).to_have_count(0)
    eventually(lambda: grid.get_attribute("aria-activedescendant") is None)
    grid.evaluate("(grid) => { grid.scrollTop = 0; }")
    settled(table)
    expect(table.locator(".rg-active")).to_have_attribute("data-column", "1")
    expect(table.locator("[data-index='3'] .rg-active")).to_have_count(1)


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    folder = tmp_path_factory.mktemp("comparison")
    runs = {"path": str(TABLES / "offline-run-*"), "staging": str(TABLES / "staging")}
    blocks = [
        {"table": {"table_name": "predictions", "compare": ["small", "large"], "better": "score", "title": "Joined"}},
        {"table": {"table_name": "predictions", "compare": "runs", "groupby": "$0.truth", "title": "Grouped"}},
        {"table": {"table_name": "predictions", "compare": "runs", "arrange": "side_by_side", "title": "Beside"}},
        {"table": {"table_name": "predictions", "compare": "runs", "arrange": "concatenated", "title": "Below"}},
    ]
    result = build_spec(folder, f"runs: {json.dumps(runs)}\nblocks: {json.dumps(blocks)}")
    assert result.complete, result.problems
    return result.path


def lasso(page, plot, shape):
    """Drag around a place of the map; ``shape`` is a list of shares of its width and height."""
    box = spot(plot)
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in shape]
    page.mouse.move(*places[0])
    page.mouse.down()
    for x, y in [*places[1:], places[0]]:
        page.mouse.move(x, y, steps=5)
    page.mouse.up()


def test_a_lasso_on_the_map_keeps_the_rows_inside(page, visit, example, tmp_path):
    table = ready(page, 3)
    plot = table.locator(".rg-map-plot")
    plot.scroll_into_view_if_needed()
    expect(table.locator(".rg-map-legend bdi")).to_have_text(["bus", "car", "cyclist", "person"], use_inner_text=True)
    status(table, "120 rows")
    lasso(page, plot, [(0.3, 0.2), (0.7, 0.2), (0.7, 0.7), (0.3, 0.7)])
    chip = table.locator(".rg-table-chip", has_text="in selection")
    chip.wait_for()
    text = table.locator(".rg-table-status").inner_text()
    kept = int(re.match(r"(\d+) of 120", text)[1])
    assert 5 < kept < 115
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }"
    )  # the text is shown instead
    table.get_by_role("button", name="Save").scroll_into_view_if_needed()
    settled(table)  # scrolling closes menus
    table.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Copy view as YAML").click()
    yaml = page.get_by_label("View as YAML").input_value()
    runs = f"runs: {{path: {TABLES}/offline-run-*, staging: {TABLES}/staging}}\n"
    again = ready(visit(build_spec(tmp_path, f"{runs}blocks:\n{yaml}").path).page, 0)
    status(again, text)
    page.keyboard.press("Escape")
    other = visit(example, fragment=f"#{page.url.partition('#')[2]}").page
    status(ready(other, 3), text)
    table.get_by_role("button", name="Clear selection").click()
    status(table, "120 rows")


def test_the_map_by_keys_its_colours_and_its_points(page):
    table = ready(page, 3)
    plot = table.locator(".rg-map-plot")
    plot.focus()
    for key in [*["ArrowUp"] * 8, "Space", *["ArrowRight"] * 12, "Space", *["ArrowDown"] * 14, "Space", "Enter"]:
        plot.press(key)
    table.locator(".rg-table-chip", has_text="in selection").wait_for()
    plot.press("Escape")
    status(table, "120 rows")
    table.get_by_label("Colour by").select_option("score")
    table.locator(".rg-map-ramp").wait_for()
    box = spot(plot)
    tip = table.locator(".rg-map-tip")
    for x, y in [(x, y) for y in range(30, 100, 4) for x in range(10, 95, 3)]:
        page.mouse.move(box["x"] + x / 100 * box["width"], box["y"] + y / 100 * box["height"])
        if tip.is_visible():
            break
    tip.locator("dd").first.wait_for()
    eventually(lambda: re.match(r"ex\d+", tip.locator("dd").first.inner_text()))
    page.mouse.down()
    page.mouse.up()
    page.locator("dialog.rg-detail").wait_for()


def test_two_tables_joined(visit, comparison):
    seen = visit(comparison)
    table = ready(seen.page, 0)
    status(table, "70 rows")
    switches = table.locator(".rg-table-switch")
    switches.first.wait_for()
    texts = switches.all_inner_texts()
    assert texts[:3] == ["in both 50", "only in small 10", "only in large 10"]
    rows = json.loads(saved(table, "Save as JSON"))
    both = [row for row in rows if row["$0.score"] is not None and row["$1.score"] is not None]
    improved = sum(row["$1.score"] > row["$0.score"] for row in both)
    assert len(both) == 50
    assert f"score improved {improved}" in texts
    assert f"score worsened {50 - improved}" in texts
    mean = sum(row["$1.score"] - row["$0.score"] for row in both) / 50
    wrong = sum(row["$1.guess"] != row["$0.guess"] for row in both)
    said = table.locator(".rg-table-compared > .rg-note").inner_text()
    assert f"guess differs in {wrong} of 50" in said
    assert f"score +{mean:.3g} on average, up in {improved}, down in {50 - improved}" in said
    switches.filter(has_text="only in large").click()
    status(table, "10 of 70 rows")
    switches.filter(has_text="improved").click()
    status(table, "0 of 70 rows")
    switches.filter(has_text="only in large").click()
    status(table, f"{improved} of 70 rows")
    switches.filter(has_text="improved").click()
    status(table, "70 rows")
    ask(table, "$1.score - $0.score > 0.1 and $*.guess == 'bus'")
    expected = [
        row["id"]
        for row in both
        if row["$1.score"] - row["$0.score"] > 0.1 and "bus" in (row["$0.guess"], row["$1.guess"])
    ]
    assert expected
    status(table, f"{len(expected)} of 70 rows")
    assert ids(table) == expected
    eventually(lambda: table.locator(".rg-compare-media rg-image").count() >= 2)
    apart = table.locator(".rg-compare-apart")
    eventually(lambda: apart.first.inner_text().startswith("+"))
    assert apart.first.inner_text().endswith(" ✓")  # a higher score is better
    assert "$" not in table.locator(".rg-table-sides").inner_text()
    seen.assert_quiet()


def test_groups_of_joined_tables_hold_both_distributions(visit, comparison):
    table = ready(visit(comparison).page, 1)
    status(table, "70 rows in 5 groups")
    table.locator(".rg-group-cells .rg-distribution-lines").first.wait_for()
    expect(table.locator(".rg-group-cells .rg-distribution-lines").first.locator("path")).to_have_count(2)


def test_tables_side_by_side_and_below_each_other(visit, comparison):
    page = visit(comparison).page
    beside = ready(page, 2)
    status(beside, "70 rows")
    eventually(lambda: beside.locator(".rg-th-name bdi").all_inner_texts()[:4] == ["id", "picture", "truth", "guess"])
    beside.locator(".rg-table-switch").first.wait_for()
    expect(beside.locator(".rg-table-switch").first).to_have_text("in both 50", use_inner_text=True)
    below = ready(page, 3)
    status(below, "120 rows")
    assert set(ids(below, "table")) == {"small", "large"}
    dots = below.locator(".rg-cell-run .rg-dot").evaluate_all("(all) => all.map((dot) => dot.style.background)")
    assert dots
    assert all(re.fullmatch(r"var\(--run-\d+\)", dot) for dot in dots)
    page.locator(".rg-runs .rg-run", has_text="small").click()
    status(below, "60 of 120 rows")
    assert set(ids(below, "table")) == {"large"}


def test_what_stands_in_heads_is_not_cut_off_and_empty_texts_are_told(visit, tmp_path):
    long = "the sign is hidden behind a branch, and the light is poor"
    for name, other in (("a", ""), ("b", "poor")):
        rows = [
            {"id": i, "length_of_road": (i % 7 + 1) / 299962.318, "remark": [long, other, "ok"][i % 3]}
            for i in range(40)
        ]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    both = "path: a.jsonl, compare: [b.jsonl], join: id"
    spec = f"blocks: [table: {{path: a.jsonl}}, table: {{{both}}}, table: {{{both}, groupby: id < 20}}]"
    page = visit(build_spec(tmp_path, spec).path).page
    cut = """(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1
      || one.getBoundingClientRect().right > one.closest(".rg-grid-cell").getBoundingClientRect().right)
      .map((one) => one.textContent)"""
    for number in (0, 1, 2):
        table = ready(page, number)
        settled(table)
        assert (
            table.locator(
                ".rg-grid-header :is(.rg-distribution-ends, .rg-distribution-pair, .rg-th-name)"
            ).evaluate_all(cut)
            == []
        )
    page.locator("rg-table").nth(1).locator(".rg-compare-line", has_text="(empty)").first.wait_for()
    page.locator("rg-table").nth(2).locator(".rg-compare-line", has_text="(empty)").first.wait_for()


def test_a_column_of_the_readers_own(page, visit, example):
    table = page.locator("rg-table").first
    ask(table, "")
    status(table, "120 rows")
    table.get_by_role("button", name="Columns").click()
    form = page.locator(".rg-popover form")
    form.get_by_label("Name of the new column").fill("twice")
    form.get_by_label("Formula of the new column").fill("scor * 2")
    form.get_by_role("button", name="Add").click()
    form.get_by_role("status").filter(has_text="Did you mean 'score'?").wait_for()
    form.get_by_label("Formula of the new column").fill("round(score * 2, 3)")
    form.get_by_role("button", name="Add").click()
    table.locator(".rg-table-chip", has_text="twice = round(score * 2, 3)").wait_for()
    page.keyboard.press("Escape")
    ask(table, "twice > 1.5")
    idle(page)
    rows = json.loads(saved(table, "Save as JSON"))
    assert rows
    assert all(abs(row["twice"] - row["score"] * 2) < 0.001 for row in rows)
    other = visit(example).page
    other.goto(page.url)
    again = ready(other, 0)
    again.locator(".rg-table-chip", has_text="twice").wait_for()
    assert ids(again, "twice") == [row["twice"] for row in rows]


NAMES = [
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "toString",
    "=cmd|' /C calc'!A0",
    "<img src=x onerror=alert(1)>",
    "a`b\"c'd",
    "row",
    "and",
    "",
    " ",
    "a.b",
    "$0",
    "ü日😀",
    "x" * 3000,
]
TEXTS = [
    "<script>document.title='run'</script>",
    '=HYPERLINK("http://x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=2",
    "a\nb",
    "\ud800 lone",
    "\0",
    "]]>",
    "--><b>",
    "\u202eright",
    "y" * 10_000_000,
    "http://example.org/<b>",
    "javascript:alert(1)",
]


@pytest.mark.timeout(600)  # a cell of ten million letters
def test_hostile_cells_neither_run_nor_break_the_page_or_what_is_saved(visit, tmp_path):
    deep = {}
    for _ in range(300):
        deep = {"a": deep}
    rows = [
        dict.fromkeys(NAMES[:2] if len(text) > 99 else NAMES, text) | {"id": number}
        for number, text in enumerate(TEXTS)
    ]
    rows += [{"id": 99, "__proto__": {"polluted": True}, "constructor": [1, [2]], "toString": None, "deep": deep}]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (tmp_path / "wide.jsonl").write_text("\n".join(json.dumps({f"c{n}": n for n in range(5000)}) for _ in range(3)))
    result = build_spec(tmp_path, "blocks: [{table: {path: t.jsonl, max_rows: 100}}, {table: {path: wide.jsonl}}]")
    seen = visit(result.path)
    page = seen.page
    table = ready(page, 0)
    status(table, "17 rows")
    assert page.title() == "report"
    assert page.evaluate("({}).polluted") is None
    for name in ("constructor", "__proto__", "toString"):
        menu(table, name, "Sort ascending")
        idle(page)
        menu(table, name, "Not empty")
        idle(page)
    ask(table, "exists(constructor) and exists(row['__proto__'])")
    idle(page)
    grid = table.get_by_role("grid")
    grid.focus()
    for key in ("End", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    text = saved(table, "Save as CSV")
    import csv
    import io

    csv.field_size_limit(20_000_000)
    lines = list(csv.reader(io.StringIO(text, newline="")))
    assert all(len(line) == len(lines[0]) for line in lines)
    assert not [cell for line in lines for cell in line if cell[:1] in "=+-@\t\r" and cell and not cell[1:].isdigit()]
    assert len(json.loads(saved(table, "Save as JSON"))) == len(lines) - 1
    wide = ready(page, 1)
    status(wide, "3 rows")
    assert wide.locator("[role=columnheader]").count() < 40
    seen.assert_quiet()


def test_columns_share_the_room_that_they_leave(visit, tmp_path):
    """Each within reason: a few narrow columns end up to three fifths wider, and none is cut short."""
    rows = [f"{i},{('cat', 'dog')[i % 2]},{i / 7:.3f}" for i in range(30)]
    (tmp_path / "t.csv").write_text("\n".join(["id,label,score", *rows]))
    path = build_spec(tmp_path, "blocks: [table: {path: t.csv}]").path

    def widths(width: int) -> list[float]:
        page = visit(path, width=width).page
        ready(page, 0)
        heads = page.locator(".rg-grid [role=columnheader]")
        return heads.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().width)")

    narrow, wide = widths(390), widths(1600)
    assert all(few < many <= 1.61 * few for few, many in zip(narrow, wide, strict=True))
