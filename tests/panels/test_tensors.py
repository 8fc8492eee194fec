"""What a summary keeps of a tensor is a small figure and columns; values logged once are figures."""

from __future__ import annotations

import pytest
from conftest import build_spec, log_runs, open_example

from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import flatten
from reportgen.panels.base.tensors import tensor_cell, tensor_words
from reportgen.pipeline.starter import starter

pytestmark = pytest.mark.sdk

OLD = {"min": -1.5, "mean": 0.25, "max": 2.0, "var": 0.5, "size": 10}


@pytest.fixture(scope="module")
def folder():
    return log_runs("0.31.0", "log_digits.py")


def test_facts_by_path(folder):
    run = next(run for run in open_example(folder) if run.name == "digits")
    assert run.lookup("summary.tensor.mean") == 499.5
    assert run.lookup("summary.tensor.90%") == 899.1
    assert run.lookup("summary.deep.tensor.max") == 49
    leaves = flatten(run.summary)
    assert (leaves["tensor.min"], leaves["tensor.var"], leaves["deep.tensor.25%"]) == (0, 83333.25, 12.25)


def test_figure():
    assert tensor_words(Tensor(OLD)) == "−1.5 to 2, mean 0.25"
    made = tensor_cell(Tensor(OLD))
    assert made["facts"] == [
        ["values", "10"],
        ["minimum", "−1.5"],
        ["mean", "0.25"],
        ["maximum", "2"],
        ["variance", "0.5"],
    ]
    assert made["box"] == []
    whole = tensor_cell(Tensor({**OLD, "10%": -1.15, "25%": -0.625, "75%": 1.125, "90%": 1.65}))
    assert whole["box"] == [0.1, 0.25, 0.75, 0.9, 0.5]
    assert tensor_cell(Tensor({**OLD, "mean": float("nan")}))["box"] == []


def test_columns_and_figures_of_a_report(folder, tmp_path):
    text = f"""
runs: [{{path: {folder}, filters: name == 'digits'}}]
blocks:
  - run_table: {{columns: [summary.tensor.mean, summary.tensor, summary.Test Accuracy]}}
  - scalar_chart: summary.Test Accuracy
  - scalar_chart: summary.tensor.75%
  - media_browser: [tensor, deep.tensor]
"""
    result = build_spec(tmp_path, text)
    assert result.complete
    html = result.path.read_text("utf-8")
    for words in ("499.5", "0 to 999, mean 499.5", "0.875", "749.2", "<dt>variance</dt><dd>83,333.3</dd>"):
        assert words in html
    assert "<b>array</b>" not in html


def test_the_automatic_report_shows_them(folder):
    spec = starter(open_example(folder), [str(folder)])
    assert '- scalar_chart: "summary.Test Accuracy"' in spec
    assert "media_keys: [deep.tensor, tensor]" in spec
    assert "tensor.mean" not in spec


@pytest.mark.browser
def test_the_page_draws_the_same(folder, tmp_path, browser):
    text = f"runs: {folder}\nblocks: [media_browser: [tensor]]"
    page = browser.new_page()
    page.goto(build_spec(tmp_path, text).path.as_uri())
    page.locator(".rg-item .rg-tensor").first.wait_for()
    assert page.locator(".rg-tensor dd").all_inner_texts()[:4] == ["1,000", "0", "499.5", "999"]
    share = page.locator(".rg-tensor-line b").evaluate("e => e.offsetWidth / e.parentElement.offsetWidth")
    assert share == pytest.approx(0.5, abs=0.02)
    page.close()
