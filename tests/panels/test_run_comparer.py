"""Run comparer: what differs, with false, zero and the empty text as values."""

from __future__ import annotations

import pytest
from conftest import EVALUATION, open_example, show

from reportgen.panels.base.panel import Context
from reportgen.panels.run_comparer import RunComparer


@pytest.fixture(scope="module")
def runs():
    return open_example(EVALUATION)


def rows(runs, **fields):
    return {row.name: row for row in RunComparer(**fields).prepare(runs, Context()).rows}


def test_what_differs(runs):
    found = rows(runs)
    assert found["lr"].values == ("0.001", "0.0008", "0.0005")
    assert found["lr"].differs
    assert not found["warmup"].differs


def test_false_zero_and_empty_are_values(runs):
    found = rows(runs)
    assert found["ema"].values == ("false", "true", "true")
    assert found["warmup"].values == ("0", "0", "0")
    assert found["notes"].values[0] in ('""', None)


def test_what_is_the_same_is_there_and_folded(runs):
    fragment = show(RunComparer(), runs)
    assert "data-diff" in fragment.html
    assert '<tr class="rg-same"><th scope="row"><bdi>warmup' in fragment.html
    assert "data-diff" not in show(RunComparer(diff_only=False), runs).html


def test_chosen_columns(runs):
    assert set(rows(runs, columns=["config.lr"])) == {"lr"}
