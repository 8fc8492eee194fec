"""Numbers are exact, or rounded so that a reader sees it."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import number_cases
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.digits import digits, duration, ends, exact, file_size, in_column, is_cut, title

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
COMMON = st.floats(-1e7, 1e7, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-7)
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text):
    """Return a shown number as an exact fraction, and half a unit of its last digit."""
    number, _, power = text.replace("−", "-").replace(",", "").partition("×10")
    size = Fraction(10) ** int(power.translate(RAISED) or 0)
    return Fraction(number) * size, size / 10 ** len(number.partition(".")[2]) / 2


@pytest.mark.parametrize(("value", "shown", "written"), number_cases.CASES + number_cases.WHOLE)
def test_by_example(value, shown, written):
    assert digits(value) == shown
    assert exact(value) == written


@pytest.mark.parametrize(("values", "text", "table"), number_cases.COLUMNS)
def test_columns_by_example(values, text, table):
    assert in_column(values) == text
    assert in_column(values, table=True) == table


@pytest.mark.parametrize(("seconds", "text"), number_cases.DURATIONS)
def test_durations(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(("count", "text"), number_cases.SIZES)
def test_bytes(count, text):
    assert file_size(count) == text


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.00014844, 0.0082, ("0.0001484", "0.0082")), (1e9, 1e9 + 1, ("1,000,000,000", "1,000,000,001")),
        (2, 2, ("2", "2")), (0.12341, 0.12342, ("0.12341", "0.12342")),
        (1e300, 1.0001e300, ("1×10³⁰⁰", "1.0001×10³⁰⁰")),
    ],
)  # fmt: skip
def test_ends_of_a_range(low, high, texts):
    assert ends(low, high) == texts


@given(FLOATS | COMMON, st.integers(1, 8))
def test_what_is_shown_is_within_half_a_unit_of_its_last_digit(value, significant):
    shown, half = read(digits(value, significant))
    assert abs(shown - Fraction(value)) <= half


@given(FLOATS | COMMON | st.integers())
def test_what_looks_whole_is_whole_and_what_is_whole_looks_so(value):
    text = digits(value).replace(",", "").replace("−", "-")
    looks_whole = text.lstrip("-").isdigit()
    assert not looks_whole or int(text) == value
    assert looks_whole or "×" in text or value != int(value)


@given(st.lists(FLOATS | COMMON), st.booleans())
def test_a_column_says_the_same_numbers(values, table):
    for value, text, alone in zip(values, in_column(values, table=table), map(digits, values), strict=True):
        assert read(text)[0] == read(alone)[0]
        assert abs(read(text)[0] - Fraction(value)) <= read(text)[1]


@given(FLOATS | COMMON)
def test_the_exact_form_reads_back_everywhere(value):
    text = exact(value)
    assert text.isascii()
    assert float(text) == value
    assert json.loads(text) == value
    assert bool(title(value, digits(value))) == is_cut(value, digits(value))
    number, _, power = digits(value).replace("−", "-").replace(",", "").partition("×10")
    assert is_cut(value, digits(value)) == (float(f"{number}e{power.translate(RAISED) or 0}") != value)


@given(COMMON, COMMON)
def test_different_numbers_have_different_exact_forms(a, b):
    assert (exact(a) == exact(b)) == (a == b)


@given(FLOATS)
def test_thousands_change_nothing_else(value):
    assert digits(value).replace(",", "") == digits(value, thousands=False)
    assert not math.isfinite(value) or digits(-value).lstrip("−") == digits(value).lstrip("−")
