"""A metric minus that of another run: at shared steps exact, between them on the line, beyond them nothing."""

from __future__ import annotations

import numpy as np
import pytest

from reportgen.model.column import Column
from reportgen.stats.lines.difference import minus


def column(steps, values):
    return Column(np.array(steps, np.int64), np.array(values, np.float64), np.full(len(steps), np.nan))


def test_at_shared_steps_it_is_exact():
    found = minus(column([0, 10, 20], [1.5, 2.5, 4]), column([0, 10, 20], [1, 1, 1]))
    assert (found.steps.tolist(), found.values.tolist()) == ([0, 10, 20], [0.5, 1.5, 3])


def test_between_steps_the_other_is_on_a_line_and_beyond_there_is_nothing():
    found = minus(column([0, 5, 10, 15, 20], [1.0] * 5), column([5, 15], [0, 1]))
    assert (found.steps.tolist(), found.values.tolist()) == ([5, 10, 15], [1, 0.5, 0])


def test_values_that_are_no_numbers():
    found = minus(column([0, 1, 2], [1, np.nan, 3]), column([0, 1, 2], [0, 5, np.inf]))
    assert found.steps.tolist() == [0, 1]  # the other has no value at step 2
    assert np.isnan(found.values[1])
    assert len(minus(column([0, 1], [1, 2]), column([0], [np.nan]))) == 0
    assert minus(column([0], [1.7e308]), column([0], [-1.7e308])).values[0] == np.inf


def test_of_several_values_at_a_step_the_last_counts():
    assert minus(column([3], [1.0]), column([3, 3], [5, 0.25])).values[0] == pytest.approx(0.75)
