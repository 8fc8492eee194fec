"""Decimals in bulk: bit for bit what ``float`` says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportgen.readers.wandb.log import decimal

pytestmark = pytest.mark.skipif(not decimal.AVAILABLE, reason="this machine's long double is a double")


def matrix(texts: list[str]) -> np.ndarray:
    width = max(map(len, texts))
    return np.frombuffer(b"".join(t.encode().ljust(width, b"\0") for t in texts), np.uint8).reshape(len(texts), width)


def check(texts: list[str]) -> int:
    values, exact = decimal.parse(matrix(texts))
    for text, value, sure in zip(texts, values, exact, strict=True):
        if sure:
            assert value.hex() == float(text).hex(), text
    return int(exact.sum())


@settings(max_examples=400, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False).map(repr), min_size=1, max_size=50))
@example(["9007199254740993", "9007199254740993.0", "0.1", "5e-324", "-0.0", "123456789012345678901234567890"])
def test_exact_for_every_float(texts):
    check(texts)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.decimals(-1000, 1000, places=16).map(lambda d: format(d, "f")), min_size=1, max_size=50))
def test_exact_near_the_middle_of_two_floats(texts):
    check(texts)


def test_what_is_not_plain_is_left_to_the_caller():
    texts = ["NaN", "Infinity", "-Infinity", "true", "1e5", "1E-5", "--1", "1-", ".", "-", "1.2.3", "1 "]
    assert check(["0", "-0.0", "-12", "7."]) == 4
    assert not decimal.parse(matrix(texts))[1].any()


def test_nearly_all_values_are_taken():
    rng = np.random.default_rng(0)
    assert check([repr(v) for v in rng.random(20_000).tolist()]) > 19_500
