"""Many decimal numbers at once: the same doubles as ``float(text)``, several times faster.

The digits of all texts are gathered column by column into whole numbers, which 80-bit floats hold exactly (up to 19
digits), and divided by an exact power of ten: one correct rounding to 64 bits. A second one, to the 53 bits of a
double, can go wrong only where the 64 bits end exactly halfway between two doubles; those, and every text that is not
plain digits with at most one dot, are left to the caller. (Clinger, "How to read floating point numbers accurately".)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MAX_DIGITS = 19
_HALF = np.uint64(0x400)  # the lower 11 of 64 bits, exactly between two doubles
_LOW = np.uint64(0x7FF)
AVAILABLE = bool(np.finfo(np.longdouble).nmant == 63)  # noqa: PLR2004 - x87; elsewhere the caller does all


def parse(text: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return (values, which are exact) of ``text`` (n, width): ASCII, one number a row, zeros behind it."""
    columns = np.ascontiguousarray(text.T)
    negative = columns[0] == ord("-")
    whole = np.zeros(len(text), np.uint64)
    digits = np.zeros(len(text), np.uint8)
    after = np.zeros(len(text), np.uint8)
    dots = np.zeros(len(text), np.uint8)
    other = np.zeros(len(text), np.uint8)
    for column in columns:
        digit = column - np.uint8(ord("0"))  # wraps around below zero
        is_digit = digit < 10  # noqa: PLR2004 - ten digits
        np.multiply(whole, np.uint64(10), out=whole, where=is_digit)
        np.add(whole, digit, out=whole, where=is_digit)
        digits += is_digit
        after += is_digit & (dots > 0)
        dots += column == ord(".")
        other += ~is_digit & (column != ord(".")) & (column != 0)
    powers = np.cumprod(np.append(np.longdouble(1), np.full(_MAX_DIGITS, np.longdouble(10))))  # each one exact
    exact = (digits > 0) & (digits <= _MAX_DIGITS) & (dots <= 1) & (other == negative)
    scaled = whole.astype(np.longdouble) / powers[np.minimum(after, _MAX_DIGITS)]
    bits = scaled.view(np.uint64).reshape(len(scaled), -1)[:, 0]
    exact &= (bits & _LOW) != _HALF
    values = scaled.astype(np.float64)
    return np.where(negative, -values, values), exact
