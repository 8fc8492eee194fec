"""The two directions in which rows of numbers differ most, the same on every processor.

Products of matrices are left to BLAS, which adds in an order of its own: the numbers are first put on a grid so coarse
that every sum is a whole number below 2^53, where no order differs. That leaves five digits, more than a map shows.
"""

from __future__ import annotations

import math

import numpy as np

from reportgen import portable
from reportgen.portable import Floats

_WIDTH, _ROUNDS = 12, 100
_SWEEPS = 12
_NOTHING = 1e-12


def directions(centred: Floats) -> tuple[list[float], Floats, float]:
    """Return the variances along the first two directions of (n, d) rows, these (d, 2), and the variance of all."""
    spread = product(centred.T, centred)
    whole = math.fsum(np.diagonal(spread).tolist())
    found = np.random.default_rng(0).random((len(spread), min(_WIDTH, len(spread)))) - 0.5
    for _ in range(_ROUNDS):
        found = _upright(product(spread, found))
    moved = product(spread, found)
    small = np.array([[portable.dot(one, other) for other in moved.T] for one in found.T])
    values, turn = _eigen((small + small.T) / 2)
    order = sorted(range(len(values)), key=lambda n: -values[n])[:2]
    return [values[n] for n in order], portable.product(found, turn[:, order]), whole


def product(one: Floats, other: Floats) -> Floats:
    """Return the matrix product of (n, k) and (k, m), each rounded so that all sums are exact."""
    bits = (53 - math.ceil(math.log2(max(one.shape[1], 2)))) // 2
    (left, size), (right, other_size) = _whole(one, bits), _whole(other, bits)
    found: Floats = (left @ right) * (size * other_size)
    return found


def _whole(values: Floats, bits: int) -> tuple[Floats, float]:
    """Return values as whole numbers of at most ``bits`` bits, and the size of one."""
    _, power = math.frexp(float(np.abs(values).max(initial=0.0)))
    size = math.ldexp(1.0, power - bits)
    return np.rint(values / size), size


def _upright(columns: Floats) -> Floats:
    """Return (d, k) columns made orthogonal, of length one; zero where one adds nothing to those before it."""
    found = columns / (float(np.abs(columns).max(initial=0.0)) or 1.0)
    for n in range(found.shape[1]):
        before = portable.length(found[:, n])
        for _ in range(2):  # the second time takes what rounding left
            for m in range(n):
                found[:, n] -= portable.dot(found[:, n], found[:, m]) * found[:, m]
        size = portable.length(found[:, n])
        found[:, n] = found[:, n] / size if size > _NOTHING * max(before, _NOTHING) else 0.0
    return found


def _eigen(matrix: Floats) -> tuple[list[float], Floats]:
    """Return the eigenvalues of a small symmetric matrix and its eigenvectors as columns (Jacobi's method)."""
    a, turn, least = matrix.copy(), np.eye(len(matrix)), float(np.abs(matrix).max()) * 1e-20
    for _ in range(_SWEEPS):
        for p in range(len(a)):
            for q in range(p + 1, len(a)):
                if abs(a[p, q]) <= least:
                    continue
                slope = (a[q, q] - a[p, p]) / (2 * a[p, q])
                tan = (1.0 if slope >= 0 else -1.0) / (abs(slope) + math.sqrt(slope * slope + 1))
                cos = 1 / math.sqrt(tan * tan + 1)
                for rows in (a, a.T, turn.T):
                    one, other = rows[p].copy(), rows[q].copy()
                    rows[p], rows[q] = cos * one - tan * cos * other, tan * cos * one + cos * other
    return np.diagonal(a).tolist(), turn
