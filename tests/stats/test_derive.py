"""Formulas over metrics, row by row."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import open_example

from reportgen.spec.expression import ExpressionError, parse
from reportgen.stats.derive import derive


@pytest.fixture(scope="module")
def run():
    return next(iter(open_example()))


def test_a_formula_over_one_metric(run):
    column = run.column("train/accuracy")
    found = derive(parse("1 - ${train/accuracy}", metrics=True), run)
    assert found.steps.tolist() == column.steps.tolist()
    assert found.values == pytest.approx(1 - column.values)


def test_two_metrics_meet_at_their_common_steps(run):
    found = derive(parse("${train/loss} / ${val/loss}", metrics=True), run)
    assert found.steps.tolist() == run.column("val/loss").steps.tolist()


def test_config_and_powers(run):
    found = derive(parse("lr / config.optim.lr ** 2 * -1 + 3 % 2", metrics=True), run)
    lr = run.lookup("config.optim.lr")
    assert found.values == pytest.approx(run.column("lr").values / lr**2 * -1 + 1)


@pytest.mark.parametrize("text", ["nothing + 1", "1 + 1", "name + lr"])
def test_what_no_run_has_is_empty(run, text):
    assert len(derive(parse(text, metrics=True), run)) == 0


def test_division_by_zero_is_no_crash(run):
    assert not np.isfinite(derive(parse("lr / (epoch - epoch)", metrics=True), run).values).any()


def test_a_placeholder_has_no_place_in_a_filter():
    with pytest.raises(ExpressionError, match="does not belong"):
        parse("${val/loss} > 1")
