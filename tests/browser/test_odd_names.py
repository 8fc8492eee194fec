"""Names that every JavaScript object has, such as constructor, draw everywhere: a page of them is as one of others."""

from __future__ import annotations

import pytest
from conftest import build_spec, eventually, log_runs

pytestmark = [pytest.mark.browser, pytest.mark.sdk]

HOSTILE = ("constructor", "__proto__", "toString", "hasOwnProperty", "length", "valueOf")
PLAIN = ("alphabetics", "betabeta9", "gamma_ab", "delta_delta_del", "epsilo", "zeta_ab")

PANELS = """() => [...document.querySelectorAll(".rg-panel")].map((panel) => {
  const counts = {};
  for (const { tagName } of panel.querySelectorAll("*:not(wbr)")) counts[tagName] = (counts[tagName] ?? 0) + 1;
  return [panel.className, Object.entries(counts).sort()];
})"""


def charts(names):
    sums = ("{data: {name: wandb}, mark: bar, encoding: {x: {field: class, type: nominal}, color: {field: class, "
            f"type: nominal}}, y: {{field: {names[0]}, type: quantitative, aggregate: sum}}}}}}")  # fmt: skip
    facets = ("{data: {name: wandb}, mark: line, encoding: {column: {field: class, type: nominal}, "
              f"x: {{field: {names[1]}, type: quantitative}}, "
              f"y: {{field: {names[2]}, type: quantitative}}}}}}")  # fmt: skip
    scored = f"table_name: scored, truth: truth, scores: [{', '.join(f'p_{name}' for name in names)}]"
    listed = ", ".join(names)
    return [
        f"line_plot: [{listed}]", f"line_plot: {{y: [{names[0]}], x: {names[2]}}}",
        f"line_plot: {{y: {names[0]}, groupby: config.word}}", f"scalar_chart: {names[1]}", f"bar_plot: [{listed}]",
        f"bar_plot: {{metrics: [{names[0]}, {names[1]}], groupby: config.word}}",
        f"scatter_plot: {{x: config.{names[0]}, y: {names[1]}}}",
        f"parallel_coordinates: {{columns: [config.{names[1]}, config.word, {names[0]}]}}", "run_table", "run_comparer",
        f"histogram: h/{names[0]}", "media_browser: pictures", "table: rows",
        "table: {table_name: rows, groupby: class}",
        "confusion_matrix: {table_name: scored, truth: truth, prediction: found}",
        f"pr_curve: {{{scored}}}", f"roc_curve: {{{scored}}}",
        f"custom_chart: {{table_name: rows, spec: {sums}}}", f"custom_chart: {{table_name: rows, spec: {facets}}}",
        f"line_series: {{table_name: rows, x: {names[0]}, y: [{names[1]}, {names[4]}]}}",
    ]  # fmt: skip


def drawn(tmp_path, visit, names):
    runs = log_runs("0.31.0", "log_names.py", *names)
    blocks = "".join(f"  - {chart}\n" for chart in charts(names))
    made = build_spec(tmp_path, f"runs: {runs.as_posix()}\nblocks:\n{blocks}", names[0])
    assert made.complete, made.problems
    seen = visit(made.path)
    seen.scroll_through()
    seen.assert_quiet()
    return seen


def test_every_panel_is_drawn_as_with_other_names(tmp_path, visit):
    hostile, plain = drawn(tmp_path, visit, HOSTILE), drawn(tmp_path, visit, PLAIN)
    eventually(lambda: hostile.page.evaluate(PANELS) == plain.page.evaluate(PANELS), 15)
    hostile.assert_quiet()
