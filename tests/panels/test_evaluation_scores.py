"""Scores of evaluations: values, intervals, what has no score, and categories."""

from __future__ import annotations

import pytest
from conftest import ROOT, open_example, show

from reportgen.panels.base.panel import Context
from reportgen.panels.evaluation_scores import EvaluationScores

SUMS = ROOT / "examples" / "_runs" / "evaluations"
LOGS = ROOT / "tests" / "readers" / "evaluations" / "inspect"


@pytest.fixture(scope="module")
def runs():
    return open_example(SUMS)


def groups(runs, **fields):
    return {group.name: group for group in EvaluationScores(**fields).prepare(runs, Context()).groups}


def test_the_best_comes_first_with_its_interval(runs):
    group = groups(runs)["pass rate"]
    assert [line.run["name"] for line in group.lines] == ["mockllm/medium", "mockllm/large", "mockllm/small"]
    best = group.lines[0].found
    assert best.low < best.value < best.high
    assert best.rule == "wilson"
    assert (best.n, group.lines[0].notes) == (59, ("1 error",))
    assert list(groups(runs)) == ["pass rate"]  # the tool's own score says the same of every sample


def test_categories_begin_with_the_worst(runs):
    found = groups(runs)["pass rate"].categories
    subjects = [value for column, value, _ in found if column == "subject"]
    assert set(subjects[:2]) == {"law", "medicine"}
    assert sum(lines[0].found.n for column, _, lines in found if column == "level") == 60  # of the first run listed
    assert not groups(runs, by_category=False)["pass rate"].categories


def test_a_score_that_is_not_there_is_missing(runs):
    fragment = show(EvaluationScores(scores=["includes", "fluency"]), runs)
    assert fragment.missing == ["no evaluation has a score 'fluency'"]
    assert "includes" in fragment.html


def test_runs_that_are_no_evaluations_have_no_scores():
    assert show(EvaluationScores(), open_example(ROOT / "examples" / "_runs" / "wandb")).missing
