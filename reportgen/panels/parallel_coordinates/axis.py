"""An axis of one value of each run: numbers, logarithms or names, with ticks where values are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reportgen import portable
from reportgen.charts import ticks
from reportgen.model.nested import as_float
from reportgen.model.runset import show

_MAX_NAMES = 40
_DECADE = 10
_LOW_QUARTER = 0.25
_MOST_PLACES = 8
"""A number with more values than this is continuous: its ticks are round numbers."""
_NEAR = 0.055
"""Ticks that are nearer than this share of the axis would touch."""


@dataclass(frozen=True)
class ValueAxis:
    """Values (n,) by run, NaN where a run has no place on it; ``gaps`` says for such runs what they have instead.

    With ``names`` the values are places among them.
    """

    title: str
    values: tuple[float, ...]
    names: tuple[str, ...] = ()
    log: bool = False
    inverted: bool = False
    gaps: tuple[str, ...] = ()

    @property
    def range(self) -> tuple[float, float]:
        """The ends of the axis."""
        if self.names:
            return 0.0, len(self.names) - 1.0
        known = [value for value in self.values if not math.isnan(value)]
        return (min(known), max(known)) if known else (math.nan, math.nan)

    def share_of(self, values: Sequence[float]) -> list[float]:
        """Return the heights of values, 0 at the foot to 1; NaN where the axis has no place for them."""
        low, high = self.range
        found = np.array(values, float)
        if self.log:
            found = portable.log(np.where(found > 0, found, np.nan))
            low, high = portable.log([low, high]).tolist() if high > 0 else (math.nan, math.nan)
        with np.errstate(over="ignore", invalid="ignore"):  # the difference of the largest doubles
            whole = (found / 2 - low / 2) / (high / 2 - low / 2) if high > low else found * 0 + 0.5
        return [round(share, 5) for share in (1 - whole if self.inverted else whole).tolist()]

    def share(self) -> list[float]:
        """Return each run's height."""
        return self.share_of(self.values)

    def ticks(self) -> list[tuple[float, str]]:
        """Return (height, label): the values that occur where they are few and repeat, else round ones."""
        if self.names:
            step = -(-len(self.names) // 16)
            chosen, texts = [float(i) for i in range(0, len(self.names), step)], list(self.names[::step])
        else:
            chosen = self._places()
            texts = ticks.alike(chosen)
        return _apart(list(zip(self.share_of(chosen), texts, strict=True)))

    def _places(self) -> list[float]:
        known = [value for value in self.values if not math.isnan(value)]
        distinct = sorted(set(known))
        if len(distinct) < max(len(known), 2) and len(distinct) <= _MOST_PLACES:
            return distinct
        low, high = self.range
        if low == high:
            return [low]
        return ticks.log(low, high) if self.log else ticks.linear(low, high, 5)


def axis_of(title: str, values: Sequence[Any], *, log: bool | None = None, inverted: bool = False) -> ValueAxis | None:
    """Return the axis of a value of each run, None where no run has a number or a name.

    NaN and infinity are numbers that an axis has no place for. Unless ``log`` says, positive numbers that span a
    decade, half of them within its lowest quarter, are drawn by their logarithms.
    """
    if not any(value is not None for value in values):
        return None
    numbers = [as_float(value) for value in values]
    if all(_is_number(value, number) for value, number in zip(values, numbers, strict=True)):
        finite = tuple(number if math.isfinite(number) else math.nan for number in numbers)
        gaps = tuple(_gap(value, number) for value, number in zip(values, numbers, strict=True))
        known = [number for number in finite if not math.isnan(number)]
        positive = bool(known) and min(known) > 0
        return ValueAxis(title, finite, (), positive and (_by_decades(known) if log is None else log), inverted, gaps)
    names = sorted({show(value) for value in values if value is not None})[:_MAX_NAMES]
    place = {name: float(i) for i, name in enumerate(names)}
    at = tuple(place.get(show(value), math.nan) if value is not None else math.nan for value in values)
    gaps = tuple("none" if value is None else "" if show(value) in place else "other" for value in values)
    return ValueAxis(title, at, tuple(names), log=False, inverted=inverted, gaps=gaps)


def _is_number(value: Any, number: float) -> bool:
    return value is None or math.isfinite(number) or isinstance(value, float) or value in _NOT_FINITE


_NOT_FINITE = {"NaN": "NaN", "nan": "NaN", "Infinity": "∞", "inf": "∞", "-Infinity": "−∞", "-inf": "−∞"}
"""How loggers write numbers that JSON does not have, and how they are shown."""


def _gap(value: Any, number: float) -> str:
    if math.isfinite(number):
        return ""
    return "none" if value is None else _NOT_FINITE.get(str(value), "NaN")


def _by_decades(values: Sequence[float]) -> bool:
    """Tell whether a linear axis would crowd most of the values, all of them positive, at its foot."""
    low, high, middle = min(values), max(values), float(np.median(values))
    return high / _DECADE >= low and middle - low <= _LOW_QUARTER * (high - low)


def _apart(found: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return the ticks whose labels do not touch, both ends first."""
    kept: list[tuple[float, str]] = []
    for tick in [*found[:1], *found[-1:], *found[1:-1]]:
        if all(abs(tick[0] - other[0]) >= _NEAR for other in kept):
            kept.append(tick)
    return sorted(kept)
