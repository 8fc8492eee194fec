"""Confusion matrices of few and of many classes: names that can be read, cells that tell what they hold."""

from __future__ import annotations

import csv
import itertools

import numpy as np
import pytest
from conftest import eventually, idle, spot, write_spec
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser

READY = "rg-confusion-matrix .rg-live-plot[data-ready]"
CORNERS = """() => [...document.querySelectorAll('rg-confusion-matrix .rg-vega .mark-text text')]
  .filter((text) => text.textContent).map((text) => {
  const { x, y, width, height } = text.getBBox(); const m = text.getScreenCTM();
  return [text.textContent, [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
    .map(([a, b]) => [m.a * a + m.c * b + m.e, m.b * a + m.d * b + m.f])];
})"""


def apart(a, b):
    """Tell whether two convex shapes do not overlap by more than a pixel: some edge separates them."""
    for shape in (a, b):
        for (x0, y0), (x1, y1) in itertools.pairwise([*shape, shape[0]]):
            across = (y0 - y1, x1 - x0)
            size = (across[0] ** 2 + across[1] ** 2) ** 0.5 or 1.0
            spans = [sorted((across[0] * x + across[1] * y) / size for x, y in one) for one in (a, b)]
            if spans[0][-1] - 1.5 <= spans[1][0] or spans[1][-1] - 1.5 <= spans[0][0]:
                return True
    return False


@pytest.fixture
def open_classes(visit, tmp_path):
    def open_it(count, **options):
        names = [f"class number {i}" for i in range(count)]
        with (tmp_path / "rows.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["truth", "guess"])
            rows.writerows((names[i % count], names[(i + (i % 5 == 0)) % count]) for i in range(5 * count))
        spec = write_spec(tmp_path, "blocks: [confusion_matrix: {path: rows.csv, truth: truth, prediction: guess}]")
        page = visit(build(spec, tmp_path / "r.html").path, **options).page
        page.locator(READY).wait_for()
        return page

    return open_it


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("count", [3, 12, 40, 200])
def test_names_of_classes_do_not_touch(open_classes, count, width):
    page = open_classes(count, width=width)
    eventually(lambda: len(page.evaluate(CORNERS)) > 6)
    names = [(text, corners) for text, corners in page.evaluate(CORNERS) if "number" in text or "…" in text]
    assert len(names) >= 6
    plot = spot(page.locator("rg-confusion-matrix .rg-plot"))
    for text, corners in names:
        assert all(plot["x"] - 2 <= x <= plot["x"] + plot["width"] + 2 for x, _ in corners), text
        assert all(plot["y"] - 2 <= y <= plot["y"] + plot["height"] + 2 for _, y in corners), text
    for a, b in itertools.combinations(names, 2):
        assert apart(a[1], b[1]), (a[0], b[0])


def test_each_of_two_hundred_classes_is_told_under_the_pointer(open_classes):
    page = open_classes(200, width=1280)
    image = page.locator("rg-confusion-matrix .mark-image image")
    image.wait_for()
    box = spot(image)
    assert box["width"] == pytest.approx(box["height"], abs=1)
    page.mouse.move(box["x"] + box["width"] * 100.5 / 200, box["y"] + box["height"] * 100.5 / 200)
    tip = page.locator("rg-confusion-matrix .rg-tip")
    expect(tip).to_contain_text("correct")
    name = page.locator(".rg-figures tbody th").nth(100).text_content()
    assert tip.text_content().count(name) == 2
    page.mouse.move(box["x"] + box["width"] * 0.5 / 200, box["y"] + box["height"] * 150.5 / 200)
    expect(tip).to_contain_text("incorrect")


def test_small_cells_are_square(open_classes):
    page = open_classes(12, width=390)
    eventually(lambda: page.locator("rg-confusion-matrix .mark-rect path").count() == 144)
    box = spot(page.locator("rg-confusion-matrix .mark-rect path").first)
    assert box["width"] == pytest.approx(box["height"], abs=0.5)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_matrix_by_itself_has_its_figures_beside_it(open_classes):
    page = open_classes(12, width=1600)
    plot, table = (spot(page.locator(f"rg-confusion-matrix {part}")) for part in (".rg-plot", ".rg-figures"))
    assert table["x"] >= plot["x"] + plot["width"]
    assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.rg-figures'))")


def test_good_curves_are_zoomed_to_where_they_differ(visit, tmp_path):
    rng = np.random.default_rng(0)
    truth = np.arange(2000) % 2
    rows = [f"{t},{a:.4f},{b:.4f}" for t, a, b in zip(
        truth, rng.normal(truth * 2 - 1, 0.5), rng.normal(truth * 2 - 1, 0.6), strict=True)]  # fmt: skip
    (tmp_path / "rows.csv").write_text("\n".join(["truth,good,fair", *rows]))
    spec = write_spec(tmp_path, "blocks:\n  - pr_curve: {path: rows.csv, truth: truth, scores: fair}\n"
                      "  - roc_curve: {path: rows.csv, truth: truth, scores: good}\n")  # fmt: skip
    page = visit(build(spec, tmp_path / "r.html").path).page
    page.locator("rg-curve .rg-live-plot[data-ready]").nth(1).wait_for()
    labels = "(n) => [...document.querySelectorAll('rg-curve')][n].querySelectorAll('.rg-vega .role-axis-label text')"
    ticks = f"(n) => [...({labels})(n)].map((t) => Number(t.textContent)).filter(Number.isFinite)"
    for number in (0, 1):
        note = page.locator("rg-curve").nth(number).get_by_text("zoomed to where curves differ")
        expect(note).to_have_count(1)
        assert sum(value >= 0.5 for value in page.evaluate(ticks, number)) >= 3
        page.locator(".rg-chart-menu > summary").nth(number).click()
        page.get_by_role("checkbox", name="zoom to where curves differ").click()
        expect(note).to_have_count(0)
        eventually(lambda number=number: {0, 1} <= set(page.evaluate(ticks, number)))
        page.keyboard.press("Escape")


def test_a_threshold_has_one_place_in_all_panels_and_says_what_it_reaches(example_report, visit):
    page = visit(example_report("pr_curve")).page
    sliders = page.locator("rg-curve .rg-step input, rg-confusion-matrix .rg-step input").filter(visible=True)
    page.locator("rg-confusion-matrix").last.scroll_into_view_if_needed()
    idle(page)
    first = sliders.first
    first.fill("787")
    idle(page)
    assert [first.input_value(), sliders.nth(1).input_value()] == ["787", "787"]
    assert page.locator("rg-confusion-matrix .rg-step input").filter(visible=True).count() == 1
    said = page.locator(".rg-at-threshold").first.locator("li").all_inner_texts()
    assert len(said) == 3
    assert all("precision" in text and "recall" in text and "F1" in text for text in said)
