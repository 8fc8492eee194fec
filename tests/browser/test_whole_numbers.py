"""Whole numbers that no double holds, of config, summary and history: exact where they are shown, sorted and chosen."""

from __future__ import annotations

import pytest
from conftest import log_runs, open_example, write_spec
from playwright.sync_api import expect

from reportgen import build
from reportgen.panels.base.panel import Context
from reportgen.panels.scalar_chart import _mean, _median, _sum
from reportgen.panels.scatter_plot import ScatterPlot

pytestmark = [pytest.mark.browser, pytest.mark.sdk]

BIG = 2**53
SEEDS = {"first": BIG + 3, "second": BIG + 2, "third": BIG + 1, "fourth": BIG}
COLUMNS = ["config.seed", "config.nested.id", "summary.count", "summary.most", "summary.least", "summary.set"]


@pytest.fixture(scope="module")
def folder():
    return log_runs("0.31.0", "log_whole.py")


def made(folder, tmp_path, blocks):
    return build(write_spec(tmp_path, f"runs: {folder}\nblocks:\n{blocks}")).path


def cells(page, column):
    found = page.locator(f"rg-run-table tbody td:nth-of-type({column + 1})").all_inner_texts()
    return [text.split()[0] for text in found]  # without the word that marks the best


def written(value):
    return str(value).replace("-", "−")


def expected(path):
    of = {"config.seed": 0, "config.nested.id": 0, "summary.count": 2, "summary.most": 0, "summary.least": 0}
    if path == "summary.set":
        return {name: seed * 4 + 1 for name, seed in SEEDS.items()}
    sign = -1 if path == "config.nested.id" else 1
    return {name: sign * (seed + of[path]) for name, seed in SEEDS.items()}


def test_the_summary_of_a_run_has_them():
    for run in open_example(log_runs("0.31.0", "log_whole.py")):
        for path in COLUMNS:
            assert run.lookup(path) == expected(path)[run.name], path
            assert isinstance(run.lookup(path), int)


def test_a_run_table_shows_sorts_and_marks_them(folder, tmp_path, visit):
    path = made(folder, tmp_path, f"- run_table: {{columns: {COLUMNS}, goals: {{summary.set: minimize}}}}")
    for scripts in (False, True):
        page = visit(path, java_script_enabled=scripts).page
        if scripts:
            page.locator("rg-run-table.rg-awake").wait_for()
        for number, column in enumerate(COLUMNS):
            assert sorted(cells(page, number)) == sorted(map(written, expected(column).values())), column
        best = [str(BIG + 3), str(BIG), str(BIG * 4 + 1)]  # most, least and set
        assert [text.split()[0] for text in page.locator("td.best").all_inner_texts()] == best
    for number, column in enumerate(COLUMNS):
        button = page.locator("rg-run-table thead .rg-sort").nth(number + 1)
        upward = [written(value) for value in sorted(expected(column).values())]
        ways = [upward[::-1], upward] if column == "summary.most" else [upward, upward[::-1]]  # the best one first
        for way in ways:
            button.click()
            assert cells(page, number) == way, column


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (f"filters: config.seed == {BIG + 1}", ["third"]), (f"filters: summary.most > {BIG + 1}", ["second", "first"]),
        (f"filters: summary.set <= {BIG * 4 + 5}", ["fourth", "third"]),
        ("order: config.seed", ["fourth", "third", "second", "first"]),
        ("order: -summary.most", ["first", "second", "third", "fourth"]),
    ],
)  # fmt: skip
def test_filters_and_order_are_exact(folder, tmp_path, visit, choice, names):
    page = visit(made(folder, tmp_path, f"- run_table: {{columns: config.seed, {choice}}}")).page
    found = page.locator("rg-run-table tbody th bdi").all_inner_texts()
    assert found == names if "order" in choice else sorted(found) == sorted(names)


def test_a_number_over_runs_is_exact(folder, tmp_path, visit):
    blocks = "\n".join(
        f"- scalar_chart: {{metric: summary.most, groupby_aggfunc: {how}}}" for how in ("max", "min", "sum", "median")
    )
    page = visit(made(folder, tmp_path, blocks)).page
    total = sum(SEEDS.values())
    middle = f"{(2 * BIG + 3) / 2:,.0f}"
    shown = [f"{BIG + 3:,}", f"{BIG:,}", f"{total:,}", middle]
    assert page.locator("rg-scalar-chart .rg-number").all_inner_texts()[:3] == shown[:3]
    values = page.locator("rg-scalar-chart").first.locator(".rg-value").all_inner_texts()
    assert sorted(values) == sorted(f"{seed:,}" for seed in SEEDS.values())
    page.get_by_role("button", name="first").or_(page.get_by_label("first")).first.click()
    expect(page.locator("rg-scalar-chart .rg-number").first).to_have_text(f"{BIG + 2:,}")
    expect(page.locator("rg-scalar-chart .rg-number").nth(2)).to_have_text(f"{total - BIG - 3:,}")


def test_a_point_tells_them(folder):
    panel = ScatterPlot(x="config.seed", y="summary.set", z="summary.most")
    view = panel.prepare(open_example(folder), Context())
    tips = [panel._tip(view, i) for i in range(4)]
    told = {tip["title"]: tuple(int(tip[name].replace(",", "")) for name in ("seed", "set", "most")) for tip in tips}
    assert told == {name: (seed, seed * 4 + 1, seed) for name, seed in SEEDS.items()}


def test_means_of_them():
    assert _mean([BIG + 1, BIG + 3]) == BIG + 2
    assert _mean([BIG + 1]) == BIG + 1
    assert _sum([BIG + 1, 2.0]) == BIG + 3
    assert _median([BIG + 1, BIG + 5, BIG + 3]) == BIG + 3
    assert _mean([0.1, 0.2, 0.3]) == pytest.approx(0.2)
