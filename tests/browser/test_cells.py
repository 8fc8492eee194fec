"""Cells of logged tables in a real browser: large numbers, NaN, names twice, several pictures, other artifacts."""

from __future__ import annotations

import csv
import json

import pytest
from conftest import build_spec, log_runs
from playwright.sync_api import expect
from test_tables import ask, cells, menu, ready, saved, settled, status

pytestmark = pytest.mark.browser
EXACT = 2**53
IDS = ["9007199254740992", "9007199254740993", "9007199254740994", "5", "-9223372036854775808"]
SHOWN = [text.replace("-", "−") for text in IDS]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = log_runs("0.31.0", "log_tables.py")
    text = f"""
runs: {folder}
blocks:
  - table: ids
  - table: {{table_name: ids, filters: id == 9007199254740993}}
  - table: {{table_name: ids, groupby: v}}
  - table: twice
  - table: {{table_name: several, row_height: medium}}
  - table: {{artifact: made, table_name: joined}}
  - table: {{artifact: made, table_name: again}}
  - table: {{artifact: grown, table_name: rows, compare: versions}}
  - table: {{artifact: dataset, table_name: objects}}
"""
    return build_spec(tmp_path_factory.mktemp("cells"), text).path


def test_large_whole_numbers(visit, report):
    page = visit(report).page
    table = ready(page, 0)
    assert cells(table, "id") == SHOWN
    for question, kept in (("id == 9007199254740993", 1), ("id > 9007199254740992", 2), ("id < 7", 2),
                           ("id + 1 == 9007199254740994", 1), ("id in [5, 9007199254740993]", 2)):  # fmt: skip
        ask(table, question)
        status(table, f"{kept} of 5 rows")
    ask(table, "")
    menu(table, "id", "Sort descending")
    settled(table)
    assert cells(table, "id") == [SHOWN[2], SHOWN[1], SHOWN[0], SHOWN[3], SHOWN[4]]
    ends = table.locator(".rg-grid-th", has_text="id").locator(".rg-distribution-ends span")
    assert [end.get_attribute("title") for end in ends.all()] == [IDS[4], IDS[2]]
    rows = list(csv.DictReader(saved(table, "Save as CSV").splitlines()))
    assert [row["id"] for row in rows] == [IDS[2], IDS[1], IDS[0], IDS[3], IDS[4]]
    assert [row["v"] for row in rows] == ["", "NaN", "0.5", "Infinity", "-Infinity"]
    rows = json.loads(saved(table, "Save as JSON"))
    assert [row["id"] for row in rows] == [EXACT + 2, EXACT + 1, EXACT, 5, -(2**63)]
    assert [row["v"] for row in rows] == [None, "NaN", 0.5, "Infinity", "-Infinity"]
    filtered = ready(page, 1)
    status(filtered, "1 of 5 rows")
    assert cells(filtered, "id") == ["9007199254740993"]


def test_nan_is_no_missing_value(visit, report):
    page = visit(report).page
    table = ready(page, 0)
    expect(table.locator(".rg-grid-th", has_text="v").locator(".rg-distribution-words")).to_have_text(
        "20% missing, 1 NaN, 2 infinite"
    )
    assert cells(table, "v") == ["0.5", "NaN", "–", "∞", "−∞"]
    menu(table, "v", "NaN")
    status(table, "1 of 5 rows")
    menu(table, "v", "Empty")
    status(table, "1 of 5 rows")
    menu(table, "v", "Remove filter")
    menu(table, "v", "Sort descending")
    settled(table)
    assert cells(table, "v") == ["∞", "0.5", "−∞", "NaN", "–"]
    grouped = ready(page, 2)
    heads = grouped.locator(".rg-group-header b")
    expect(heads).to_have_text(["−∞", "0.5", "∞", "NaN", "no value"])


def test_every_picture_of_a_cell_is_there(visit, report):
    seen = visit(report)
    table = ready(seen.page, 4)
    expect(table.locator(".rg-grid-body rg-image")).to_have_count(4 + 2 + 1)
    assert table.locator("rg-audio").count() == 2
    assert "_type" not in table.inner_text()
    table.locator(".rg-several rg-image").nth(1).click()
    viewer = seen.page.locator("dialog[open]")
    expect(viewer).to_be_visible()
    seen.page.keyboard.press("Escape")
    ask(table, 'count(pictures, caption == "a") == 1')
    status(table, "1 of 2 rows")
    assert seen.errors == []


def test_columns_of_one_name(visit, report):
    table = ready(visit(report).page, 3)
    assert (cells(table, "score"), cells(table, "score_1")) == (["11", "44"], ["22", "55"])
    ask(table, "score_1 > 30")
    status(table, "1 of 2 rows")


@pytest.mark.parametrize("number", [5, 6])
def test_media_of_another_artifact(visit, report, number):
    table = ready(visit(report).page, number)
    expect(table.locator(".rg-grid-body rg-image")).to_have_count(6)
    expect(table.locator(".rg-placeholder")).to_have_count(0)
    assert "names no file" not in table.inner_text()


def test_a_word_is_searched_for_and_numbers_are_binned(visit, report):
    page = visit(report).page
    table = ready(page, 6)
    ask(table, "E3")
    status(table, "1 of 6 rows containing “E3”")
    expect(table.locator(".rg-ask-error")).to_be_hidden()
    ask(table, "")
    table = ready(page, 3)
    menu(table, "score", "Group by bins of 5")
    expect(table.locator(".rg-group-header b")).to_have_text(["10 to 15", "40 to 45"])


def test_the_reader_chooses_which_versions_are_compared(visit, report):
    page = visit(report).page
    table = ready(page, 7)
    status(table, "6 rows")
    table.get_by_label("First table").select_option(label="v1")
    status(table, "5 of 6 rows")
    switches = table.locator(".rg-table-switches button")
    expect(switches).to_have_text(["in both 3", "only in v1 1", "only in v2 1", "changed 3"])
    expect(table.locator(".rg-compare-bar").first).to_be_visible()
    assert table.locator(".rg-grid-body > [data-index='0'] .rg-compare-bar").count() == 2
    table.get_by_label("Second table").select_option(label="v0")
    expect(switches).to_have_text(["in both 3", "only in v1 1", "only in v0 1", "changed 3"])
    table.get_by_role("button", name="all 3").click()
    status(table, "6 rows")


def test_objects_of_an_artifact(visit, report):
    table = ready(visit(report).page, 8)
    assert cells(table, "kind") == ["image", "audio", "classes", "file"]
    expect(table.locator("rg-image")).to_have_count(1)
    expect(table.locator("rg-audio")).to_have_count(1)
    assert "road" in table.inner_text()
