"""Arithmetic whose last bit is the same on every processor, for what is written into a report.

BLAS, LAPACK, vectorised transcendental functions and the C library choose their code by the processor, and its last
bits with it. These are made of additions, multiplications, divisions and square roots, which IEEE 754 fixes, in a
fixed order. The functions follow fdlibm (Sun Microsystems, 1993), as browsers do: within about one unit in the last
place, and those of angles for up to a few thousand turns.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_LOG = (6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
        1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01)  # fmt: skip
_EXP = (1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05,
        -1.65339022054652515390e-06, 4.13813679705723846039e-08)  # fmt: skip
_SIN = (-1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
        2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10)  # fmt: skip
_COS = (4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
        -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11)  # fmt: skip
_HALF_PI = (1.57079632673412561417e00, 6.07710050630396597660e-11, 2.02226624879595063154e-21)
_LN10 = 2.302585092994045684


def _polynomial(x: Floats, factors: tuple[float, ...]) -> Floats:
    found = np.full_like(x, factors[-1])
    for factor in factors[-2::-1]:
        found = found * x + factor
    return found


def log(values: ArrayLike) -> Floats:
    """Return natural logarithms; -inf of zero, NaN below it."""
    x = np.asarray(values, np.float64)
    good = np.isfinite(x) & (x > 0)
    part, power = np.frexp(np.where(good, x, 1.0))
    low = part < 0.5**0.5
    f, k = np.where(low, part * 2, part) - 1, (power - low).astype(np.float64)
    s = f / (2 + f)
    half = 0.5 * f * f
    rest = s * s * _polynomial(s * s, _LOG)
    found = k * _LN2_HIGH - ((half - (s * (half + rest) + k * _LN2_LOW)) - f)
    return np.where(good, found, np.where(x == 0, -np.inf, np.where(x > 0, x, np.nan)))


def log10(values: ArrayLike) -> Floats:
    """Return decimal logarithms; whole ones of powers of ten."""
    found = log(values) / _LN10
    with np.errstate(invalid="ignore"):
        near = np.rint(found)
        return np.where(np.abs(found - near) < 1e-14 * np.maximum(np.abs(near), 1), near, found)


def log1p(values: ArrayLike) -> Floats:
    """Return the logarithms of one more than each value (0 or above)."""
    x = np.asarray(values, np.float64)
    whole = 1 + x
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(np.isfinite(whole) & (whole > 0), log(whole) + (x - (whole - 1)) / whole, log(whole))


def exp(values: ArrayLike) -> Floats:
    """Return e to the power of each value."""
    x = np.asarray(values, np.float64)
    safe = np.clip(np.where(np.isnan(x), 0.0, x), -800.0, 800.0)
    k = np.rint(safe / (_LN2_HIGH + _LN2_LOW))
    high, low = safe - k * _LN2_HIGH, k * _LN2_LOW
    r = high - low
    c = r - r * r * _polynomial(r * r, _EXP)
    found = 1 - ((low - (r * c) / (2 - c)) - high)
    with np.errstate(over="ignore", under="ignore"):
        return np.where(np.isnan(x), np.nan, np.ldexp(found, k.astype(np.int64)))


def power(values: ArrayLike, exponents: ArrayLike) -> Floats:
    """Return values to the power of exponents: by multiplication for whole ones, else with 14 digits."""
    x, y = np.broadcast_arrays(np.asarray(values, np.float64), np.asarray(exponents, np.float64))
    if y.size and (y == 0.5).all():  # noqa: PLR2004 - a root, which is exact
        return np.where(np.isneginf(x), np.inf, np.sqrt(x))
    whole = (y == np.rint(y)) & (np.abs(y) <= 1024)  # noqa: PLR2004 - more leaves the range of numbers
    with np.errstate(all="ignore"):
        found = np.where(whole, _whole_power(x, np.where(whole, y, 0.0)), np.nan)
        rest = ~whole
        if rest.any():
            odd = np.float_power(x[rest], y[rest])  # the rules for infinities, zeros and signs
            plain = np.isfinite(odd) & (odd != 0) & (x[rest] > 0)
            close = exp(y[rest] * log(np.where(plain, x[rest], 1.0)))
            rounded = np.array([float(f"{value:.14g}") for value in close.tolist()])
            found[rest] = np.where(plain & np.isfinite(rounded), rounded, odd)
    return found


def _whole_power(x: Floats, y: Floats) -> Floats:
    left, base, found = np.abs(y).astype(np.int64), x.copy(), np.ones_like(x)
    while left.any():
        found = np.where(left & 1, found * base, found)
        base, left = np.where(left > 1, base * base, base), left >> 1
    return np.where(y < 0, 1 / found, found)


def _angles(values: ArrayLike) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return the sine and cosine of what is left of angles beside whole quarter turns, and the quarters."""
    x = np.asarray(values, np.float64)
    quarters = np.rint(np.where(np.isfinite(x), x, 0.0) * (2 / np.pi))
    rest = ((x - quarters * _HALF_PI[0]) - quarters * _HALF_PI[1]) - quarters * _HALF_PI[2]
    z = rest * rest
    sine = rest + rest * z * _polynomial(z, _SIN)
    cosine = 1 - (0.5 * z - z * z * _polynomial(z, _COS))
    return sine, cosine, quarters.astype(np.int64) % 4


def sin(values: ArrayLike) -> Floats:
    """Return the sines of angles in radians."""
    sine, cosine, quarter = _angles(values)
    return np.choose(quarter, [sine, cosine, -sine, -cosine])


def cos(values: ArrayLike) -> Floats:
    """Return the cosines of angles in radians."""
    sine, cosine, quarter = _angles(values)
    return np.choose(quarter, [cosine, -sine, -cosine, sine])


def interp(at: ArrayLike, x: ArrayLike, y: ArrayLike, left: float | None = None, right: float | None = None) -> Floats:
    """Return the values at places on the line through points whose x rises, as ``np.interp`` does."""
    places, xs, ys = (np.asarray(values, np.float64) for values in (at, x, y))
    if len(xs) == 1:
        found = np.full(places.shape, ys[0])
    else:
        before = np.clip(np.searchsorted(xs, places, side="right") - 1, 0, len(xs) - 2)
        x0, x1, y0, y1 = xs[before], xs[before + 1], ys[before], ys[before + 1]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found = y0 + (y1 - y0) / (x1 - x0) * (places - x0)
        # A point's own place has its value, whatever its neighbour is.
        found = np.where(places == x1, y1, np.where(places == x0, y0, found))
    found = np.where(places < xs[0], ys[0] if left is None else left, found)
    return np.where(places > xs[-1], ys[-1] if right is None else right, np.where(np.isnan(places), np.nan, found))


def product(one: Floats, other: Floats) -> Floats:
    """Return the matrix product of (..., n, k) and (..., k, m), whose k is small, adding from the first to the last."""
    found: Floats = one[..., :, :1] * other[..., :1, :]
    for place in range(1, one.shape[-1]):
        found = found + one[..., :, place : place + 1] * other[..., place : place + 1, :]
    return found


def dot(one: Floats, other: Floats) -> Floats:
    """Return the sum of products over the last axis."""
    found: Floats = (one * other).sum(axis=-1)
    return found


def length(vector: Floats) -> float:
    """Return the length of one vector."""
    return float(np.sqrt(dot(vector, vector)))


def normal_turn(matrix: Floats) -> Floats:
    """Return what normals as rows are multiplied by where places are turned by (3, 3) ``matrix``, up to their length.

    The adjugate: the inverse times the determinant, which also knows what a flattened shape's normals are.
    """
    m = matrix / (float(np.abs(matrix).max()) or 1.0)
    rows = [np.cross(m[:, 1], m[:, 2]), np.cross(m[:, 2], m[:, 0]), np.cross(m[:, 0], m[:, 1])]
    found: Floats = np.stack(rows)
    return -found if float(dot(found[0], m[:, 0])) < 0 else found


def decade(value: float) -> int:
    """Return the exponent of the greatest power of ten that is not above a positive number."""
    return Decimal(value).adjusted()
