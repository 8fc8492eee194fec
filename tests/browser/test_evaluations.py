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


def test_on_a_phone_nothing_is_cut_off(visit, example_report):
    page = visit(example_report("evaluation_scores"), width=390).page
    page.locator("rg-evaluation-scores").wait_for()
    idle(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_text("By subject and level, the worst first").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("rg-evaluation-scores").get_by_text("law", exact=True).wait_for()
