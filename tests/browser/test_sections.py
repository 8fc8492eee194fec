"""Sections of a page: what is closed is drawn when it is opened, and links and keys open it."""

from __future__ import annotations

import pytest
from conftest import idle, spot

pytestmark = pytest.mark.browser


def test_a_closed_section_is_drawn_when_it_is_opened(visit, example_report):
    page = visit(example_report("section")).page
    section = page.locator("details.rg-section", has_text="Training")
    assert section.locator(".rg-live-plot").count() == 0
    section.locator("summary").focus()
    page.keyboard.press("Enter")
    section.locator(".rg-live-plot").first.wait_for()
    idle(page)
    assert section.get_attribute("open") is not None


def test_a_link_to_a_closed_section_is_in_the_contents(visit, example_report):
    page = visit(example_report("section")).page
    link = page.locator(".rg-contents a", has_text="Training")
    link.click()
    idle(page)
    box = spot(page.locator("details.rg-section", has_text="Training"))
    assert box["y"] < page.viewport_size["height"]


def test_the_headline_names_the_best_of_the_runs_that_are_shown(visit, example_report):
    page = visit(example_report("scalar_chart")).page
    note = page.locator("rg-scalar-chart .rg-note").first
    before = note.inner_text()
    best = page.locator("rg-scalar-chart li[data-run] bdi").first.inner_text()
    assert before.startswith(f"{best}, ")
    page.locator(".rg-runs button", has_text=best).first.click()
    idle(page)
    second = page.locator("rg-scalar-chart li[data-run]").nth(1).locator("bdi").inner_text()
    assert note.inner_text().startswith(f"{second}, ")
    assert " above " in note.inner_text()


def test_an_address_opens_the_section_that_it_names(visit, example_report):
    page = visit(example_report("section")).page
    section = page.locator("details.rg-section", has_text="Training")
    anchor = section.get_attribute("id")
    page.evaluate(f"location.hash = '{anchor}'")
    section.locator(".rg-live-plot").first.wait_for()
    page.goto(page.url.partition("#")[0])
    assert section.get_attribute("open") is None
    page.goto(f"{page.url}#{anchor}")
    page.reload()
    section.locator(".rg-live-plot").first.wait_for()
