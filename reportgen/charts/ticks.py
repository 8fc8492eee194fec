"""Round tick values and their labels, for pictures drawn at build time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from reportgen import portable


def linear(low: float, high: float, count: int) -> list[float]:
    """Return about ``count`` round values within [low, high], two at the least.

    Steps are 1, 2 or 5 times a power of ten. Where no two round values lie within, these are the ends themselves.
    """
    for number in (count, 2 * count, 4 * count):
        found = _round(low, high, max(number, 1))
        if len(found) > 1:
            return found
    return [low, high] if low < high else [low]


def _round(low: float, high: float, count: int) -> list[float]:
    raw = high / count - low / count  # the difference of the largest floats is not a float
    power = float(f"1e{portable.decade(raw)}") if 0 < raw < math.inf else 0.0
    if not 0 < power < math.inf:
        return []
    step = next((m * power for m in (1, 2, 5) if raw <= m * power * 1.0001), 10 * power)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    found = [i * step for i in range(first, min(last, first + 50) + 1)]
    return found if len(set(found)) == len(found) else []  # the step is below what floats of this size can tell


def log(low: float, high: float) -> list[float]:
    """Return the powers of ten within [low, high], with 2 and 5 times them when they are few; two at the least."""
    if not 0 < low < high < math.inf:
        return [low]
    ends = portable.log10([low, high]).tolist()
    first, last = math.ceil(ends[0] - 1e-9), math.floor(ends[1] + 1e-9)
    powers = [float(f"1e{i}") for i in range(max(first, -307), min(last, 308) + 1)]
    if len(powers) > 2:  # noqa: PLR2004 - enough to read by
        return powers[:: max(1, len(powers) // 6)]
    found = [float(f"{m}e{i}") for i in range(max(first - 1, -300), min(last, 300) + 1) for m in (1, 2, 5)]
    inside = [value for value in found if low <= value <= high]
    return inside if len(inside) > 1 else linear(low, high, 3)


_FEW, _APART = 6, 0.08
"""So few values of a logarithmic axis are its ticks, this share of it apart."""


def log_of(values: Sequence[float]) -> list[float]:
    """Return the values of a logarithmic axis as its ticks if they are few and apart, else round ones.

    client/chart/ticks.ts does the same.
    """
    known = sorted({float(value) for value in values if 0 < value < math.inf})
    if not known:
        return []
    places = portable.log10(known).tolist()
    least = (places[-1] - places[0]) * _APART
    apart = all(b - a >= least for a, b in pairwise(places))
    return known if 1 < len(known) <= _FEW and apart else log(known[0], known[-1])


_UNITS = ((1e12, 12, "T"), (1e9, 9, "G"), (1e6, 6, "M"), (1e4, 3, "k"))
_MOST_DIGITS = 17
"""What it takes to tell any two floats apart."""


def labels(values: Sequence[float], *, percent: bool = False) -> list[str]:
    """Return a short text for each value, with as many digits as it takes to tell them apart: 1.5k, 0.02, 3M, 1e-6."""
    size = max((abs(value) for value in values), default=0.0)
    if percent:
        return _written(values, _fixed, -2, "%")
    if size >= 1e15 or 0 < size < 1e-3:  # noqa: PLR2004 - beyond, zeros would be counted
        return _written(values, _exponent, 0, "")
    plain = _written(values, _fixed, 0, "")
    shift, unit = next(((s, u) for least, s, u in _UNITS if least <= size), (0, ""))
    short = _written(values, _fixed, shift, unit)
    return short if max(map(len, short), default=0) < max(map(len, plain), default=0) else plain


def label(value: float) -> str:
    """Return a short number by itself, four digits: 1.5k, 0.02, 3M, 1e-6; rounding noise around zero is zero."""
    rounded = float(f"{value:.4g}")
    return labels([rounded if math.isfinite(rounded) else value])[0] if abs(value) >= 1e-12 else "0"  # noqa: PLR2004


def each(values: Sequence[float], low: float = 1.0) -> list[str]:
    """Return a text for each value as if it stood alone: those of a logarithmic axis that begins at ``low``."""
    if low < 1e-3:  # noqa: PLR2004 - then all have one notation
        return [_exponent(value, _exact(value), 0) for value in values]
    return [labels([value])[0] for value in values]


def alike(values: Sequence[float]) -> list[str]:
    """Return the texts of values of any size in one notation: all with powers of ten where one would be long."""
    plain = labels(values)
    if max(map(len, plain), default=0) <= _LONG or any(text[-1:].isalpha() for text in plain):
        return plain
    return _written(values, _exponent, 0, "")


_LONG = 7
"""More digits than this are harder to read than a power of ten."""


def _written(values: Sequence[float], write: Callable[[float, int, int], str], shift: int, unit: str) -> list[str]:
    """Return the values with the fewest digits that tell them apart and are right to a hundredth of their distance."""
    distinct = sorted(set(values))
    step = min((b / 2 - a / 2 for a, b in pairwise(distinct)), default=0.0) * 2
    allowed = step / 100 if 0 < step < math.inf else max(map(abs, values), default=0.0) * 1e-4
    texts: list[str] = []
    for digits in range(_MOST_DIGITS + 1):
        texts = [write(value, digits, shift) for value in values]
        pairs = zip(texts, values, strict=True)
        if len(set(texts)) == len(distinct) and all(
            abs(float(Decimal(text).scaleb(shift)) - value) <= allowed for text, value in pairs
        ):
            break
    return [text + unit if text != "0" else text for text in texts]


def _fixed(value: float, digits: int, shift: int) -> str:
    text = f"{Decimal(repr(float(value))).scaleb(-shift):.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _exact(value: float) -> int:
    """Return how many digits behind the first tell a value, up to four."""
    return next((digits for digits in range(4) if float(f"{value:.{digits}e}") == value), 4)


def _exponent(value: float, digits: int, shift: int) -> str:
    del shift
    if value == 0:
        return "0"
    mantissa, power = f"{value:.{digits}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(power)}"
