"""Numbers are exact, or rounded so that a reader sees it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.digits import digits

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@given(FLOATS, st.sampled_from([4, 6]))
def test_what_looks_whole_is_exact(value, significant):
    text = digits(value, significant)
    if set(text) <= set("-0123456789"):
        assert int(text) == value


@given(FLOATS)
def test_six_digits_are_right(value):
    assert math.isclose(float(digits(value)), value, rel_tol=1e-5)


@given(FLOATS)
def test_thousands_change_nothing_else(value):
    assert digits(value, thousands=True).replace(",", "") == digits(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (16777217.0, "16777217"), (7241732096.0, "7241732096"), (1711972800.123, "1711972800.123"),
        (123456.7, "123456.7"), (99999.97, "100000.0"), (0.99999999, "1.000000"), (2.0000001, "2.00000"),
        (0.1 + 0.2, "0.3"), (1e-5, "1e-05"), (0.0001, "0.0001"), (1e16, "1e+16"), (2.0**53 + 2, "9007199254740994"),
        (100000.0625, "100000.063"), (-100000.0625, "-100000.063"), (math.inf, "inf"), (math.nan, "nan"), (0.0, "0"),
    ],
)  # fmt: skip
def test_by_example(value, shown):
    assert digits(value) == shown
