"""Round tick values and their labels, for pictures drawn at build time."""

from __future__ import annotations

import math

from reportgen import portable


def linear(low: float, high: float, count: int) -> list[float]:
    """Return about ``count`` round values within [low, high]; the steps are 1, 2 or 5 times a power of ten."""
    raw = high / max(count, 1) - low / max(count, 1)  # the difference of the largest floats is not a float
    if not 0 < raw < math.inf:
        return [low]
    power = float(f"1e{portable.decade(raw)}")
    step = next((m * power for m in (1, 2, 5) if raw <= m * power * 1.0001), 10 * power)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [i * step for i in range(first, min(last, first + 50) + 1)]


def log(low: float, high: float) -> list[float]:
    """Return the powers of ten within [low, high], with 2 and 5 times them when they are few."""
    if not 0 < low < high < math.inf:
        return [low]
    ends = portable.log10([low, high]).tolist()
    first, last = math.ceil(ends[0] - 1e-9), math.floor(ends[1] + 1e-9)
    powers = [float(f"1e{i}") for i in range(first, last + 1)]
    if len(powers) > 2:  # noqa: PLR2004 - enough to read by
        return powers[:: max(1, len(powers) // 6)]
    found = [float(f"{m}e{i}") for i in range(max(first - 1, -300), min(last, 300) + 1) for m in (1, 2, 5)]
    return [value for value in found if low <= value <= high] or [low, high]


def label(value: float) -> str:
    """Return a short number: 1.5k, 0.02, 3M, 1e-6."""
    size = abs(value)
    if size < 1e-12:  # noqa: PLR2004 - rounding noise around zero
        return "0"
    for limit, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if size >= limit:
            return f"{value / limit:.4g}{unit}"
    return f"{value:.4g}" if size >= 1e-3 else f"{value:.2e}".replace("e-0", "e-").replace(".00e", "e")  # noqa: PLR2004
