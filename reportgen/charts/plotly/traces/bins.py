"""Counts of values in the bins that Plotly would choose."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from reportgen.charts.plotly.axes import Axis, NoCounterpart
from reportgen.charts.plotly.drawing import Trace
from reportgen.charts.plotly.stated import items

_MAX_BINS = 5000
_Made = tuple[Trace, list[float], list[float], list[Any], dict[str, list[Any]], list[float] | None]


def counted(traces: Sequence[Trace], across: Axis, *, flat: bool) -> list[_Made]:
    """Return each trace's places, counts, names and widths; all share their bins, as Plotly's do."""
    name = "y" if flat else "x"
    if any(items(trace.at("x" if flat else "y")) for trace in traces):
        raise NoCounterpart("a histogram of sums")
    if any(trace.at("marker.coloraxis") or isinstance(trace.at("marker.color"), list) for trace in traces):
        raise NoCounterpart("a histogram with a colour for each bar")
    places = [[place for place in across.places(items(trace.at(name))) if place is not None] for trace in traces]
    if across.kind == "category":
        return [_of_names(trace, own, across) for trace, own in zip(traces, places, strict=True)]
    if across.kind != "linear" or (len(traces) > 1 and any(trace.at(f"{name}bins") for trace in traces)):
        raise NoCounterpart("date bins, or different bins for each trace")
    values = np.array([place for own in places for place in own])
    if not len(values):
        raise NoCounterpart("an empty histogram")
    most = {trace.at(f"nbins{name}") for trace in traces}
    if len(most) > 1:
        raise NoCounterpart("different numbers of bins")
    start, size, count = edges(values, traces[0].at(f"{name}bins"), int(next(iter(most)) or 0))
    middles = [start + (i + 0.5) * size for i in range(count)]
    made: list[_Made] = []
    for trace, own in zip(traces, places, strict=True):
        found = np.floor((np.array(own) - start) / size + 1e-9).astype(int)
        counts = np.bincount(found[(found >= 0) & (found < count)], minlength=count).astype(float)
        made.append((trace, middles, _normed(counts, size, trace), middles, {}, [size] * count))
    return made


def _of_names(trace: Trace, places: list[float], across: Axis) -> _Made:
    order = list(dict.fromkeys(places))
    counts = np.array([places.count(place) for place in order], float)
    return (trace, order, _normed(counts, 1.0, trace), [across.names[int(place)] for place in order], {}, None)


def _normed(counts: Any, size: float, trace: Trace) -> list[float]:
    norm = str(trace.at("histnorm") or "")
    total = counts.sum() or 1.0
    by = {"": 1.0, "percent": total / 100, "probability": total, "density": size, "probability density": total * size}[
        norm
    ]
    return [float(value) for value in counts / by]


def edges(values: Any, asked: Any, most: int) -> tuple[float, float, int]:
    """Return start, size and number of the bins, by what is asked for or by Plotly's own rules.

    They are those of plotly.js (``Axes.autoBin``): a size of 1, 2 or 5 times a power of ten, moved by half a bin where
    values would lie on edges.
    """
    low, high = float(values.min()), float(values.max())
    if asked:
        if {"start", "end", "size"} - set(asked):
            raise NoCounterpart("partially specified bins")
        start, size = float(asked["start"]), float(asked["size"])
        count = math.ceil((float(asked["end"]) - start) / size - 1e-9)
    elif low == high:
        raise NoCounterpart("bins of a single value")
    else:
        size = _round_size(_rough(values, low, high, most))
        start = _shifted(math.floor(low / size) * size, size, values, low, high)
        count = math.floor((high - start) / size + 1e-9) + 1
    if not 0 < count <= _MAX_BINS or not math.isfinite(start):
        raise NoCounterpart("too many bins")
    return start, size, count


def _rough(values: Any, low: float, high: float, most: int) -> float:
    if most:
        return (high - low) / most
    distinct = np.unique(values)
    nearest = max(float(np.diff(distinct).min()), (high - low) / 1e9)
    power = 10.0 ** math.floor(math.log10(nearest))
    least = power * next((step for step in (0.9, 1.9, 4.9, 9.9)[::-1] if step <= nearest / power), 0.9)
    return float(max(least, 2 * float(values.std()) / len(values) ** 0.4))


def _round_size(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return power * next((step for step in (2, 5, 10) if rough / power <= step), 10)


def _shifted(start: float, size: float, values: Any, low: float, high: float) -> float:
    """Return the start, moved so that values lie within bins and not on their edges."""

    def near(value: Any) -> Any:
        return (1 + (value - start) * 100 / size) % 100 < 2  # noqa: PLR2004 - a hundredth on either side

    if bool((values % 1 == 0).all()):
        start = low - 0.5 * size if size < 1 else start - 0.5
        return start + size if start + size <= low and size >= 1 else start
    if near(values + size / 2).sum() < len(values) * 0.1 and (
        near(values).sum() > len(values) * 0.3 or near(low) or near(high)
    ):
        return start + size / 2 if start + size / 2 < low else start - size / 2
    return start
