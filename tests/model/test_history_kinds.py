"""Keys and kinds of values that are easily lost: mixed numbers, truth values, dots, names of JavaScript."""

from __future__ import annotations

import pytest
from conftest import log_runs, open_example

pytestmark = pytest.mark.sdk


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("mixed", [0.5, 1, 2.5, 3, 4.5, 5]), ("flag", [1, 0, 0, 1, 0, 0]), ("nothing", [1, 1, 1]),
        ("text or number", [2, 3, 4, 5]), ("a/b.c", [0, 1, 2, 3, 4, 5]), ("constructor", [0, 1, 2, 3, 4, 5]),
        ("__proto__", [0, 1, 2, 3, 4, 5]), ("a.b", [10, 11, 12, 13, 14, 15]), ("tail.", [0, 1, 2, 3, 4, 5]),
        ("np int", [2**40 + i for i in range(6)]), ("np flag", [0, 1, 0, 1, 0, 1]),
    ],
)  # fmt: skip
def test_every_key_is_a_column(key, values):
    run = next(run for run in open_example(log_runs("0.31.0", "log_digits.py")) if run.name == "kinds")
    assert run.keys[key].is_number
    assert run.column(key).values.tolist() == values
