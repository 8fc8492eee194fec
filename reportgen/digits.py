"""Numbers as a reader sees them: one rule for the build, and in ``client/core/format.ts`` the same for the page.

Whole numbers stand in full, others at four significant digits and at least one decimal, so that what is not whole
never looks whole. What is read by machines, and names that must tell values apart, have every digit: ``exact``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

_WHOLE = 1e16
_LEAST = 1e-4
_SIGNIFICANT = 4
_MINUS = "\N{MINUS SIGN}"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
_MINUTE, _HOUR = 60, 3600


def plural(count: int, one: str, several: str = "") -> str:
    """Return a count with its noun and what follows it: ``1 run``, ``2,000 runs``, ``2 entries are``."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def digits(value: float, significant: int = _SIGNIFICANT, *, thousands: bool = True) -> str:
    """Return whole numbers in full, others at so many significant digits and at least one decimal.

    Zeros at the end are left out; below 0.0001 and from 10^16 on there is a power of ten with its exponent raised.
    """
    return _signed(value, _unsigned(value, significant, thousands=thousands))


def in_column(values: Sequence[float], *, table: bool = False) -> list[str]:
    """Return numbers that stand below each other.

    Where digits were left out, zeros are written up to the decimals of the others, as far as four significant digits
    go. In a table, where they may be ids or years, a column of whole numbers has no thousands separators.
    """
    thousands = not table or not all(_is_whole(value) or not math.isfinite(value) for value in values)
    texts = [_unsigned(value, _SIGNIFICANT, thousands=thousands) for value in values]
    if any(map(is_cut, values, texts)):
        most = max(map(_decimals, texts))
        for i, (value, text) in enumerate(zip(values, texts, strict=True)):
            if 0 < (own := _decimals(text)) < most:
                full = _places(value, _SIGNIFICANT)
                texts[i] = text + "0" * max(min(most, full) - own, 0)
    return [_signed(value, text) for value, text in zip(values, texts, strict=True)]


def ends(low: float, high: float) -> tuple[str, str]:
    """Return both ends of a range, with as many digits as it takes to tell them apart."""
    for significant in range(_SIGNIFICANT, 18):
        texts = digits(low, significant), digits(high, significant)
        if texts[0] != texts[1] or low == high:
            return texts
    return exact(low), exact(high)


def exact(value: float) -> str:
    """Return the shortest text that reads back as the same number, in ASCII: for names, exports and titles."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if _is_whole(value):
        return str(int(value))
    return re.sub(r"e(-?)\+?0*", r"e\1", repr(float(value))).replace(".0e", "e")


def is_cut(value: float, text: str) -> bool:
    """Tell whether a text of ``digits`` or ``in_column`` leaves digits of the number out."""
    if not math.isfinite(value) or _is_whole(value):
        return False
    number, _, power = text.replace(",", "").replace(_MINUS, "-").partition("×10")
    return abs(float(f"{number}e{power.translate(_LOWERED)}" if power else number)) != abs(value)


def title(value: float, text: str) -> str:
    """Return what the title of a shown number says: the exact number where the text leaves digits out, else nothing."""
    return exact(value) if is_cut(value, text) else ""


def duration(seconds: float) -> str:
    """Return a time span in its own unit: ``90 ms``, ``1.1 s``, ``3m 20s`` or ``1h 05m``."""
    if not math.isfinite(seconds):
        return digits(seconds)
    size = abs(seconds)
    if math.floor(size * 1e3 + 0.5) < 1:
        text = f"{digits(size * 1e6, 2)} µs" if size else "0 s"
    elif math.floor(size * 1e3 + 0.5) < 1000:  # noqa: PLR2004 - a second
        text = f"{math.floor(size * 1e3 + 0.5)} ms"
    elif (whole := math.floor(size + 0.5)) < _MINUTE:
        text = f"{_fixed(size, 0 if size == whole else 1)} s"
    elif whole < _HOUR:
        text = f"{whole // 60}m {whole % 60:02}s"
    else:
        text = f"{whole // _HOUR:,}h {whole // 60 % 60:02}m"
    return _signed(seconds, text)


def file_size(count: float) -> str:
    """Return a count of bytes in its own unit, one decimal from a thousand bytes on: ``512 B``, ``23.1 GB``."""
    if not math.isfinite(count):
        return digits(count)
    size = abs(count)
    place = 0
    while size >= 999.95 and place < len(_UNITS) - 1:  # noqa: PLR2004 - what would be written as 1000.0
        size /= 1000
        place += 1
    return _signed(count, f"{_fixed(size, 1) if place else digits(size)} {_UNITS[place]}")


_LOWERED = {raised: plain for plain, raised in _RAISED.items()}


def _is_whole(value: float) -> bool:
    """Tell a whole number that is written in full."""
    return isinstance(value, int) or (abs(value) < _WHOLE and float(value).is_integer())


def _signed(value: float, text: str) -> str:
    return f"{_MINUS}{text}" if value < 0 else text


def _unsigned(value: float, significant: int, *, thousands: bool) -> str:
    """Return the size of a number, without its sign."""
    comma = "," if thousands else ""
    if _is_whole(value):
        return format(abs(int(value)), comma)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞"
    rounded = _rounded(value, significant)
    power = rounded.adjusted()
    if rounded < Decimal("1e-4") or abs(value) >= _WHOLE:
        number = format(rounded.scaleb(-power).normalize(), "f")
        return f"{number}×10{str(power).translate(_RAISED)}"
    text = _fixed(abs(value), max(significant - 1 - power, 1), comma)
    short = text.rstrip("0")
    return text if short.endswith(".") else short  # 1.000: not quite one


def _rounded(value: float, significant: int) -> Decimal:
    """Return the size of a number at so many significant digits, halves away from zero as the page's code has it."""
    return Context(prec=significant, rounding=ROUND_HALF_UP).create_decimal_from_float(abs(float(value)))


def _places(value: float, significant: int) -> int:
    """Return how many decimals a number has at so many significant digits."""
    return max(significant - 1 - _rounded(value, significant).adjusted(), 1)


def _fixed(size: float, decimals: int, comma: str = "") -> str:
    return format(Decimal(float(size)).quantize(Decimal(1).scaleb(-decimals), context=_WIDE), f"{comma}f")


def _decimals(text: str) -> int:
    """Return how many decimals a text has; one with a power of ten has none that others could be padded to."""
    return 0 if "×" in text else len(text.partition(".")[2])
