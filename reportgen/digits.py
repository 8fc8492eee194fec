"""Numbers as a reader sees them: exact, or rounded so that it can be seen.

A number that is not whole never looks whole: it keeps a decimal, a zero where need be.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

_WHOLE = 1e16
_LEAST = 1e-4


def plural(count: int, one: str, several: str = "") -> str:
    """Return a count with its noun and what follows it: ``1 run``, ``2,000 runs``, ``2 entries are``."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def digits(value: float, significant: int = 6, *, thousands: bool = False) -> str:
    """Return whole numbers in full, others at so many significant digits and at least one decimal."""
    comma = "," if thousands else ""
    if isinstance(value, int):
        return format(value, comma)
    size = abs(value)
    if not math.isfinite(value) or size >= _WHOLE:
        return repr(value)
    if value.is_integer():
        return format(int(value), comma)
    if size < _LEAST:
        return format(value, f".{significant}g")
    before = len(str(int(size))) if size >= 1 else math.floor(math.log10(size)) + 1
    decimals = significant - before if before < significant else 3
    if value * 2.0 ** (decimals + 1) % 2 == 1:  # just between two: away from zero, as the page's code rounds
        rounded = Decimal(float(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        text = format(rounded, f"{comma}f")
    else:
        text = format(value, f"{comma}.{decimals}f")
    short = text.rstrip("0")
    if not short.endswith("."):
        return short
    return text  # 1.00000: not quite one
