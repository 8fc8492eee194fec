"""The block of gates, and how far tiles, tables and the comparer say results are from a baseline."""

from __future__ import annotations

import re

import pytest
from conftest import build_spec, idle

SPEC = """\
title: Night detector
runs: RUNS
baseline: {filters: name == 'r50-base'}
gates:
  - {name: mAP holds, condition: 'summary["val/mAP"] >= baseline - 0.005'}
  - max(train/loss[-100:]) < 0.3
  - {name: by four, condition: val/mAP > 0.2, needs: 4}
  - {name: both, condition: val/mAP > baseline and train/loss < baseline * 1.1}
blocks:
  - headline
  - scalar_chart: val/mAP
  - run_table
  - run_comparer
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return build_spec(tmp_path_factory.mktemp("gates"), SPEC)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def block(report, start: str, end: str) -> str:
    html = report.path.read_text("utf-8").partition("<main")[2]
    return start + html.partition(start)[2].partition(end)[0]


def test_verdicts_stand_at_the_top_and_the_red_ones_first(report):
    html = report.path.read_text("utf-8")
    assert html.index('class="rg-gates"') < html.index('class="rg-headline"')
    said = words(block(report, '<section class="rg-gates"', "</section>"))
    assert "✗ Gates failed 1 failed, 1 undecided, 2 passed" in said
    places = [said.index(name) for name in ("max(train/loss", "by four", "mAP holds", "both")]
    assert places == sorted(places)
    assert "does not hold for 1 of 3 runs: 夜間-再学習" in said
    assert "not enough runs to tell: 3 of 4" in said
    assert 'mAP holds summary["val/mAP"] >= baseline - 0.005 3 runs against 1 ✓ passed 0.3744' in said.replace(
        "&#34;", '"'
    ).replace("&gt;", ">")
    assert "≥ 0.3366 0.3416 +0.0328" in said


def test_differences_are_there_without_scripts(report):
    assert "✓ +0.0709 from baseline 0.3416 better" in words(
        block(report, '<rg-headline class="rg-headline"', "</rg-headline>")
    )
    assert "✓ +0.0709 from baseline 0.3416 better" in words(block(report, "<rg-scalar-chart", "</rg-scalar-chart>"))
    table = words(block(report, "<rg-run-table", "</rg-run-table>"))
    assert "r50-base baseline" in table
    assert "0.4117 +0.07014 ✓ better" in table
    assert "−0.04255 ✗ worse" in table
    comparer = words(block(report, "<rg-run-comparer", "</rg-run-comparer>"))
    assert "val/mAP.max 0.3416 0.4117 +0.07014 +21 % ✓ better" in comparer


@pytest.mark.browser
def test_the_page_says_the_same_as_it_did_without_scripts(report, browser):
    page = browser.new_page(viewport={"width": 1300, "height": 3000})
    page.goto(report.path.resolve().as_uri())
    idle(page)
    rows = page.locator(".rg-run-table tbody tr", has_text="r50-focal").first
    assert "+0.07014" in rows.inner_text()
    assert page.locator(".rg-run-table tfoot").inner_text().split()[:2] == ["baseline", "0.3416"]
    assert page.locator(".rg-run-comparer-panel .rg-delta.rg-better").first.is_visible()
    against = page.locator("rg-scalar-chart .rg-against")
    assert against.is_visible()
    page.locator(".rg-run", has_text="r101-focal").first.click()
    idle(page)
    assert not against.is_visible()  # it is about all runs
    page.close()


def test_a_block_of_ones_own_takes_the_place_of_the_one_at_the_top(tmp_path):
    result = build_spec(tmp_path, SPEC.replace("blocks:\n", "blocks:\n  - markdown: First.\n  - gates: [both]\n"))
    html = result.path.read_text("utf-8")
    assert html.count('class="rg-gates"') == 1
    assert html.index("First.") < html.index('class="rg-gates"')
    assert "mAP holds" not in words(block(result, '<section class="rg-gates"', "</section>"))


def test_a_gate_that_is_not_there_is_named(tmp_path):
    from reportgen.errors import SpecError

    with pytest.raises(SpecError) as wrong:
        build_spec(tmp_path, SPEC.replace("blocks:\n", "blocks:\n  - gates: [mAP hold]\n"))
    assert str(wrong.value) == "report.yaml:10:12: gates: no gate is called 'mAP hold'. Did you mean 'mAP holds'?"


def test_a_report_without_gates_says_so(tmp_path):
    result = build_spec(tmp_path, "runs: RUNS\nblocks: [gates, run_table]")
    assert "The report has no gates." in result.path.read_text("utf-8")


def test_seeds_on_both_sides_show_the_interval(tmp_path):
    from made_runs import write_runs

    for side, base in {"main": 0.7, "new": 0.8}.items():
        rows = {f"s{seed}": ({"seed": seed}, [{"val/acc": base + 0.01 * seed}]) for seed in range(3)}
        write_runs(tmp_path / side, rows)
    result = build_spec(
        tmp_path,
        "runs: new\nbaseline: main\ngates: val/acc >= baseline\nblocks: [headline, {scalar_chart: val/acc}, run_table]",
    )
    html = words(result.path.read_text("utf-8"))
    assert "✓ mean +0.1 from baseline 0.71 (95 %: " in html
    assert "baseline, mean of 3" in html
    assert "All gates passed" in html
    assert result.runs == 3  # the baseline's are none of the report's


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("gates: acc >", "report.yaml:1:13: condition: not a condition: the expression ends too early"),
        ("gates: {name: x}", "report.yaml:1:8: gates needs 'condition'"),
        ("gates: [{condition: acc > 1, severity: warn}]", "report.yaml:1:40: gates: 'warn' is not a valid value."),
        ("gates: [{condition: acc > 1, needs: 0}]", "report.yaml:1:37: needs must be at least 1, not '0'"),
        ("gates: [{condition: acc > 1, groupBy: x}]", "report.yaml:1:30: unknown field 'groupBy' in gates. Did you"),
        ("gates: [{condition: baseline > 1}]", "report.yaml:1:21: condition: not a condition: nothing of a run is"),
        ("baseline: {}", "report.yaml:1:1: a baseline needs a path or filters. Write baseline: main-runs/, or"),
        ("baseline: {path: x, filter: a}", "report.yaml:1:21: unknown field 'filter' in baseline. Did you mean"),
    ],
)
def test_what_is_wrong_in_a_spec_is_told_with_its_place(text, said, tmp_path):
    from reportgen.errors import SpecError

    with pytest.raises(SpecError) as wrong:
        build_spec(tmp_path, f"{text}\nruns: RUNS\nblocks: [run_table]")
    assert any(line.startswith(said) for line in str(wrong.value).split("\n"))


def test_a_baseline_that_cannot_be_read_sinks_no_report(tmp_path):
    spec = "runs: RUNS\nbaseline: mian/\ngates: val/mAP >= baseline\nblocks: [run_table]"
    result = build_spec(tmp_path, spec)
    told = [str(problem) for problem in result.problems]
    assert told[0].startswith("report.yaml:2:11: baseline: no such path 'mian/'")
    assert "there is no baseline: baseline: no such path" not in words(result.path.read_text("utf-8"))
    assert result.is_red
    assert "there is no baseline: no such path &#39;mian/&#39;" in words(result.path.read_text("utf-8"))
