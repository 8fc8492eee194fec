"""Student's t distribution, for intervals of means and of paired differences.

The probability between -t and t is a finite series in the sine and cosine of atan(t / sqrt(n)) for n degrees of
freedom (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4). Above ``_MANY`` degrees the
expansion around the normal distribution is exact to ten digits (26.7.5, 26.7.8).
"""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

import numpy as np

from reportgen.portable import cos, sin

LEVEL = 0.95
_MANY = 300
_HALVINGS = 60


@cache
def quantile(degrees: int, level: float = LEVEL) -> float:
    """Return the t between whose negative and itself ``level`` of the distribution lies; inf without a degree."""
    if degrees < 1:
        return math.inf
    if degrees > _MANY:
        return _expanded(NormalDist().inv_cdf((1 + level) / 2), degrees)
    low, high = 0.0, math.pi / 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < level else (low, middle)
    return math.sqrt(degrees) * float(sin(low)) / float(cos(low))


def two_sided(t: float, degrees: int) -> float:
    """Return how often a value at least so far from zero comes by chance; NaN without a degree of freedom."""
    if degrees < 1 or math.isnan(t):
        return math.nan
    if math.isinf(t):
        return 0.0
    if degrees > _MANY:
        return 2 * NormalDist().cdf(-_contracted(abs(t), degrees))
    return max(0.0, 1 - _within(math.atan2(abs(t), math.sqrt(degrees)), degrees))


def _within(angle: float, degrees: int) -> float:
    """Return the probability between -t and t, t being sqrt(degrees) times the tangent of the angle."""
    sine, cosine = float(sin(angle)), float(cos(angle))
    if degrees % 2:
        terms = np.arange(1, (degrees - 1) // 2)
        factors = np.concatenate([[1.0], np.cumprod(2 * terms / (2 * terms + 1) * cosine * cosine)])
        series = sine * cosine * float(factors.sum()) if degrees > 1 else 0.0
        return 2 / math.pi * (angle + series)
    terms = np.arange(1, degrees // 2)
    factors = np.concatenate([[1.0], np.cumprod((2 * terms - 1) / (2 * terms) * cosine * cosine)])
    return float(sine * factors.sum())


def _expanded(z: float, n: int) -> float:
    """Return the t of a normal deviate (26.7.5)."""
    parts = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(part / float(n) ** power for power, part in enumerate(parts, 1))


def _contracted(t: float, n: int) -> float:
    """Return the normal deviate of a t: what the expansion takes to it, found by Newton's method."""
    z = t
    for _ in range(8):
        slope = 1 + (3 * z * z + 1) / (4 * n)
        z -= (_expanded(z, n) - t) / slope
        z = min(max(z, 0.0), t)
    return z
