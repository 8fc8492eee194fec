"""Formulas over metrics, row by row."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import open_example
from hypothesis import given
from hypothesis import strategies as st

from reportgen.lang.error import ExpressionError
from reportgen.lang.evaluate import evaluate
from reportgen.lang.expression import parse
from reportgen.stats.derive import derive, of_columns


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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("if(lr >= 0, 2, 3)", 2),
        ("max(lr, 5)", 5),
        ("round(lr * 0 + 2.345, 1)", 2.3),
        ("(lr >= 0) * 4 + (lr < 0)", 4),
        ("any([lr, 9], it > 8)", 1),
        ("coalesce(lr / 0, -1)", -1),
        ("`lr` - ${lr} + 1", 1),
        ("(lr / 0 == null) + 1", 2),
    ],
)
def test_a_formula_has_every_function_of_the_language(run, text, value):
    found = derive(parse(text, metrics=True), run).values
    assert len(found) == len(run.column("lr"))
    assert found == pytest.approx(value)


NUMBERS = st.one_of(st.sampled_from([0.0, 1.0, -1.0, 0.5, 3.0, math.inf, math.nan]), st.floats(-1e6, 1e6))
FORMULAS = st.recursive(
    st.sampled_from(["a", "b", "1", "0", "2.5", "true"]),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from(["+", "-", "*", "/", "//", "%", "<", ">=", "==", "!=", "and", "or"]), part).map(
            lambda parts: f"({' '.join(parts)})"
        ),
        part.map(lambda inner: f"(-{inner})"),
        part.map(lambda inner: f"(not {inner})"),
        st.tuples(part, part, part).map(lambda parts: f"if({', '.join(parts)})"),
    ),
    max_leaves=6,
)


@given(FORMULAS, st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=4))
def test_columns_are_calculated_as_the_reference_says(text, rows):
    tree = parse(text, metrics=True).tree
    values = {name: np.array(column) for name, column in zip("ab", zip(*rows, strict=True), strict=True)}
    found = of_columns(tree, values, len(rows))
    for a, b, value in zip(*values.values(), found, strict=True):
        wanted = evaluate(tree, [{"a": float(a), "b": float(b)}])
        wanted = math.nan if wanted is None else float(wanted)
        assert value == pytest.approx(wanted, rel=1e-12, abs=1e-12, nan_ok=True), (text, a, b)
