"""The lineage graph in the page: what belongs to a node is lit, arrow keys follow edges, groups can be exploded."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

FOCUSED = "() => document.activeElement.querySelector('title')?.textContent"


@pytest.fixture
def lineage(example_report, visit):
    """Return the page of the example, and the first panel's graph with folded groups."""
    seen = visit(example_report("artifact"))
    panel = seen.page.locator("rg-artifact.rg-awake").first
    panel.wait_for()
    return seen, panel


def test_a_node_lights_all_that_it_came_of_and_that_came_of_it(lineage):
    seen, panel = lineage
    graph = panel.locator(".rg-lineage > .rg-lineage-scroll svg")
    lit = graph.locator(".rg-node[data-lit] title")
    graph.locator(".rg-node", has_text="3 versions").hover()
    assert lit.all_text_contents() == [
        "prepare, data", "street-scenes:v0, dataset", "clean, data", "street-scenes:v1, dataset", "4 runs, train",
        "detector, 3 versions",
    ]  # fmt: skip
    seen.page.mouse.move(1, 1)
    expect(lit).to_have_count(0)
    seen.assert_quiet()


def test_arrow_keys_follow_edges_and_enter_goes_to_the_version(lineage):
    seen, panel = lineage
    page = seen.page
    panel.locator(".rg-lineage > .rg-lineage-scroll .rg-node", has_text="prepare").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == "street-scenes:v0, dataset"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(FOCUSED) == "prepare, data"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(panel.locator("tr:focus th")).to_have_text("v0")
    seen.assert_quiet()


def test_groups_are_exploded_to_single_runs_in_place_of_the_folded_graph(lineage):
    seen, panel = lineage
    expect(panel.locator("svg:visible")).to_have_count(1)
    expect(panel.locator("svg:visible .rg-run")).to_have_count(3)
    panel.get_by_text("Explode groups").click()
    expect(panel.locator("svg:visible")).to_have_count(1)
    expect(panel.locator("svg:visible .rg-run")).to_have_count(7)
    seen.assert_quiet()
