"""The spec's goal: what the report is about, and which way is better; every wrong form says what to do."""

from __future__ import annotations

import pytest
from conftest import RUNS, write_spec

from reportgen import build
from reportgen.errors import SpecError


def said(folder, goal):
    spec = write_spec(folder, f"runs: {RUNS}\ngoal: {goal}\nblocks:\n  - headline: {{}}\n")
    return [str(problem) for problem in build(spec, folder / "r.html").problems]


@pytest.mark.parametrize("goal", ["val/mAP", "[val/mAP, val/loss]", "{grad_norm: minimize}", "{val/loss: maximize}"])
def test_forms(tmp_path, goal):
    assert said(tmp_path, goal) == []


def test_an_unknown_metric_names_the_nearest(tmp_path):
    (problem,) = said(tmp_path, "[val/mAP, val/los]")
    assert problem.startswith("report.yaml:2:17: unknown metric 'val/los' in goal")
    assert "Did you mean 'val/loss'?" in problem


def test_without_a_known_direction_it_says_how_to_give_one(tmp_path):
    (problem,) = said(tmp_path, "grad_norm")
    assert "cannot tell whether a higher or a lower 'grad_norm' is better" in problem
    assert "Write goal: {grad_norm: maximize} or {grad_norm: minimize}." in problem


@pytest.mark.parametrize(
    ("goal", "message"),
    [
        ("{val/loss: minimise}", "Did you mean 'minimize'"), ("3", "must be a metric"), ("[[a]]", "must be a metric"),
        ("{a: {b: c}}", "must be a metric"), ("''", "must be a metric"), ("[]", "must be a metric"),
        ("{a: best}", "Choices: auto, minimize, maximize"),
        ("{metric: val/mAP, direction: up}", "Write goal: {val/mAP: maximize}"),
    ],
)  # fmt: skip
def test_wrong_forms_are_errors_with_a_place(tmp_path, goal, message):
    with pytest.raises(SpecError, match=message) as found:
        said(tmp_path, goal)
    assert str(found.value).startswith("report.yaml:2:")
