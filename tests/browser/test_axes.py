"""Axes as a reader sees them: no two labels alike, two at the least, with scripts and without."""

from __future__ import annotations

import json

import pytest
from conftest import log_runs, write_spec
from playwright.sync_api import expect

from reportgen import build

pytestmark = [pytest.mark.browser, pytest.mark.sdk]

KEYS = ["offset", "narrow", "tiny", "huge", "least", "most", "constant", "zero", "years", "steps", "shares", "strange"]
LIVE = """
e => [...e.querySelectorAll('.rg-vega .role-axis-label')].map(axis =>
  [...axis.querySelectorAll('text')].filter(t => t.getAttribute('opacity') !== '0' && t.textContent)
    .map(t => t.textContent))
"""
STATIC = """
e => {
  const texts = [...e.querySelectorAll('.rg-static text')];
  const floor = Math.max(...texts.map(t => Number(t.getAttribute('y'))));
  const below = texts.filter(t => Number(t.getAttribute('y')) === floor);
  return [texts.filter(t => !below.includes(t)), below].map(axis => axis.map(t => t.textContent));
}
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    runs = next(path.parent for path in log_runs("0.31.0", "log_extremes.py").rglob("*.wandb"))
    logs = [{"line_plot": {"y": key, "log_y": True}} for key in ("offset", "tiny", "huge", "shares", "steps")]
    panels = [*({"line_plot": key} for key in KEYS), *logs]
    spec = {"runs": str(runs), "blocks": [{"panel_grid": {"columns": 3, "panels": panels}}]}
    return build(write_spec(tmp_path_factory.mktemp("axes"), json.dumps(spec))).path


def labelled(plot, script, name):
    for labels in plot.evaluate(script):
        if labels:
            assert len(set(labels)) == len(labels), (name, labels)
            assert not any("e+" in label for label in labels)
    assert len([labels for labels in plot.evaluate(script) if len(labels) >= 2]) >= 2, name


@pytest.mark.parametrize("width", [390, 1280])
def test_no_two_labels_of_an_axis_are_alike(visit, report, width):
    seen = visit(report, width=width)
    for plot in seen.page.locator("rg-line-plot").all():
        plot.scroll_into_view_if_needed()
        plot.locator(".rg-live-plot[data-ready]").wait_for()
        labelled(plot, LIVE, plot.evaluate("e => e.closest('figure').textContent.slice(0, 30)"))
    seen.assert_quiet()


def test_nor_without_scripts(visit, report):
    page = visit(report, java_script_enabled=False).page
    for plot in page.locator("rg-line-plot").all():
        labelled(plot, STATIC, plot.evaluate("e => e.closest('figure').textContent.slice(0, 30)"))


def test_the_static_picture_has_the_marks_that_its_note_promises(visit, report):
    plot = visit(report, java_script_enabled=False).page.locator("rg-line-plot").nth(KEYS.index("strange"))
    marks = plot.locator(".rg-static path[fill][stroke]")
    expect(marks).to_have_count(2)
    kinds = {mark.get_attribute("fill") for mark in marks.all()}
    assert "none" in kinds
    assert len(kinds) == 2


def test_a_search_in_the_page_finds_each_label_once(visit, report):
    plot = visit(report).page.locator("rg-line-plot").first
    plot.locator(".rg-live-plot[data-ready]").wait_for()
    expect(plot.locator(".rg-static")).to_have_count(0)
