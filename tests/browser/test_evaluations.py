"""Evaluations in a browser: choosing two runs, and asking the table of samples by who was right."""

from __future__ import annotations

import pytest
from conftest import idle, spot
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_count_asks_the_table_of_samples(visit, example_report):
    page = visit(example_report("evaluation_comparer"), width=1280).page
    panel = page.locator("rg-evaluation-comparer")
    shown = panel.locator("section:not([hidden])")
    expect(shown.locator(".rg-verdict")).to_contain_text("The difference may be chance.")
    only = shown.locator('[data-outcome="first"] button')
    count = only.locator("b").inner_text()
    only.click()
    expect(page.locator(".rg-table-status")).to_have_text(f"{count} of 60 rows")
    expect(only).to_have_attribute("aria-pressed", "true")
    idle(page)
    assert spot(page.locator("rg-table"))["y"] < 700
    address = page.url
    only.click()
    expect(page.locator(".rg-table-status")).to_have_text("60 rows")

    panel.get_by_label("Runs compared").select_option("0-1")
    expect(panel.locator("section:not([hidden]) .rg-verdict")).to_contain_text("The difference is more than chance.")
    expect(panel.locator("section:not([hidden])")).to_have_count(1)

    page.goto(address)
    page.reload()
    expect(page.locator(".rg-table-status")).to_have_text(f"{count} of 60 rows")


def test_categories_and_notes_ask_for_their_samples_and_the_way_back_undoes_it(visit, example_report):
    page = visit(example_report("evaluation_comparer"), width=1280).page
    shown = page.locator("rg-evaluation-comparer section:not([hidden])")
    status = page.locator(".rg-table-status")
    expect(status).to_have_text("60 rows")
    category = shown.locator(".rg-strata tbody tr").first
    count = category.locator(".rg-score-n").inner_text()
    category.locator("button").click()
    expect(status).to_have_text(f"{count} of 60 rows")
    changed = shown.locator('[data-outcome="changed"] button')
    count = changed.inner_text().split()[0]
    changed.click()
    expect(status).to_have_text(f"{count} of 60 rows")
    line = page.locator(".rg-ask textarea")
    line.fill("zzz")
    expect(status).to_contain_text("containing “zzz”")
    line.press_sequentially(" yyy")
    expect(status).to_contain_text("containing “zzz”, “yyy”")
    page.go_back()  # both words are one question
    expect(status).to_have_text(f"{count} of 60 rows")
    expect(changed).to_have_attribute("aria-pressed", "true")
    page.go_back()
    page.go_back()
    expect(status).to_have_text("60 rows")
    expect(changed).to_have_attribute("aria-pressed", "false")
    page.go_forward()
    expect(status).not_to_have_text("60 rows")


def test_a_sample_that_ended_in_an_error_says_so(visit, example_report):
    page = visit(example_report("evaluation_comparer"), width=1280).page
    page.locator("rg-table [role=grid]").wait_for()
    page.locator(".rg-ask textarea").fill("server closed")
    page.locator(".rg-ask textarea").press("Enter")
    chip = page.locator("rg-table .rg-state-failed").first
    expect(chip).to_have_text("error")
    assert chip.get_attribute("title")


def test_on_a_phone_nothing_is_cut_off(visit, example_report):
    page = visit(example_report("evaluation_scores"), width=390).page
    page.locator("rg-evaluation-scores").wait_for()
    idle(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_text("By subject and level, the worst first").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("rg-evaluation-scores").get_by_text("law", exact=True).wait_for()
