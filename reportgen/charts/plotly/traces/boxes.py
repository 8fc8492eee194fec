"""Box plots with the quartiles and whiskers that plotly.js computes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from reportgen.charts.plotly.axes import NoCounterpart, number
from reportgen.charts.plotly.drawing import Drawing, Entry, Trace, inked
from reportgen.charts.plotly.stated import items

_LAYER, _GAP, _FENCE = 1, 0.3, 1.5


def is_flat(trace: Trace) -> bool:
    """Return whether boxes lie."""
    own = trace.at("orientation")
    return bool(own == "h") if own is not None else not items(trace.at("y"))


def values(trace: Trace, name: str) -> list[Any]:
    """Return what a trace has on an axis: values, and places across, which are its name where none are given."""
    given = items(trace.at(name))
    along = "x" if is_flat(trace) else "y"
    return given or ([] if name == along else [trace.name])


def draw(drawing: Drawing, traces: Sequence[Trace]) -> None:
    """Draw all box traces of a figure."""
    flat = is_flat(traces[0])
    across, along = (drawing.y, drawing.x) if flat else (drawing.x, drawing.y)
    if any(is_flat(trace) != flat for trace in traces) or along.kind != "linear" or across.kind in ("log", "date"):
        raise NoCounterpart("boxes in both directions, or along a non-linear axis")
    found = [_boxes(trace, across.places(values(trace, across.name)), values(trace, along.name)) for trace in traces]
    places = sorted({place for own in found for place in own})
    least = min((b - a for a, b in pairwise(places)), default=1.0)
    grouped = drawing.stated.layout.get("boxmode") == "group" and len(traces) > 1
    if grouped and (
        any(not items(t.at(across.name)) for t in traces) or len({t.at("offsetgroup") for t in traces}) < len(traces)
    ):
        raise NoCounterpart("boxes in offset groups")
    count = len(traces) if grouped else 1
    half = least / 2 * (1 - _GAP) * (1 - _GAP) / count
    for turn, (trace, own) in enumerate(zip(traces, found, strict=True)):
        shift = least * ((turn + 0.5) / count - 0.5) * (1 - _GAP) if grouped else 0.0
        _draw(drawing, trace, {place + shift: box for place, box in own.items()}, half, flat=flat)
        along.reach([value for box in own.values() for value in (min(box), max(box))], pad=True)
    across.reach([end for place in places for end in (place - least / 2, place + least / 2)], pad=False)


def _boxes(trace: Trace, places: Sequence[float | None], own: Sequence[Any]) -> dict[float, list[float]]:
    """Return the sorted values at each place."""
    if len(places) == 1 and len(own) > 1 and not items(trace.at("y" if is_flat(trace) else "x")):
        places = list(places) * len(own)
    found: dict[float, list[float]] = {}
    for place, value in zip(places, map(number, own), strict=False):
        if place is not None and value is not None:
            found.setdefault(place, []).append(value)
    if not found:
        raise NoCounterpart("an empty box")
    return {place: sorted(own) for place, own in found.items()}


def _at(ordered: Sequence[float], share: float) -> float:
    """Return the quantile as plotly.js has it: half a place below the usual one."""
    place = min(max(share * len(ordered) - 0.5, 0), len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


_SAID = {"max": "max", "upper fence": "high", "q3": "q3", "median": "m", "q1": "q1", "lower fence": "low", "min": "min",
         "values": "n"}  # fmt: skip
_RULES = (("low", "q1", "p", "p"), ("q3", "high", "p", "p"), ("low", "low", "e", "f"), ("high", "high", "e", "f"))
"""The whiskers and their ends: from and to, along and across."""


def _draw(drawing: Drawing, trace: Trace, boxes: dict[float, list[float]], half: float, *, flat: bool) -> None:
    across = drawing.y if flat else drawing.x
    rows, outside = [], []
    for place, own in boxes.items():
        row = _row(own, fenced=trace.at("boxpoints") is not False)
        rows.append(
            row | {"p": place, "a": place - half, "b": place + half, "e": place - half / 2, "f": place + half / 2}
        )
        near = min(max(round(place), 0), len(across.names) - 1)
        name = across.names[near] if across.names else place
        outside += [{"p": place, "v": v, "n": name} for v in own if v < row["low"] or v > row["high"]]
    data = drawing.store(rows)
    line, own_fill = drawing.color(trace, "line.color", "marker.color"), trace.at("fillcolor")
    width, opacity = (float(1 if own is None else own) for own in (trace.at("line.width"), trace.at("opacity")))
    width = width if trace.at("line.width") is not None else 2.0
    seen = {"opacity": {"value": opacity}}
    stroke = {"stroke": {"value": line}, "strokeWidth": {"value": width}, **seen}
    for a, b, p, p2 in _RULES:
        drawing.mark(_LAYER, "rule", data, _turned({"x": p, "x2": p2, "y": a, "y2": b}, flat=flat) | stroke)
    fill = {"fill": {"value": inked(own_fill or line)}, "fillOpacity": {"value": 1.0 if own_fill else 0.5}}
    said = ", ".join(f"'{name}': format(datum.{key}, ',.10~g')" for name, key in _SAID.items())
    box = _turned({"x": "a", "x2": "b", "y": "q1", "y2": "q3"}, flat=flat)
    drawing.mark(_LAYER, "rect", data, box | stroke | fill | {"tooltip": {"signal": "{" + said + "}"}})
    drawing.mark(_LAYER, "rule", data, _turned({"x": "a", "x2": "b", "y": "m", "y2": "m"}, flat=flat) | stroke)
    if outside:
        size = float(trace.at("marker.size") or 6) ** 2
        marker = {"fill": {"value": drawing.color(trace, "marker.color", "line.color")}, "size": {"value": size}}
        drawing.mark(_LAYER, "symbol", drawing.store(outside), {
            **_turned({"x": "p", "y": "v"}, flat=flat), **marker, **seen,
            **drawing.said(trace, *(("datum.v", "datum.n") if flat else ("datum.n", "datum.v"))),
        })  # fmt: skip
    drawing.entries.append((trace, Entry(trace.name, line, "transparent", "square")))


def _row(own: list[float], *, fenced: bool) -> dict[str, Any]:
    """Return the figures of one box; ``fenced`` whiskers end within one and a half boxes."""
    q1, median, q3 = (_at(own, share) for share in (0.25, 0.5, 0.75))
    low, high = own[0], own[-1]
    if fenced:
        ordered = np.array(own)
        reach = (q3 - q1) * _FENCE
        inside = ordered[(ordered >= q1 - reach) & (ordered <= q3 + reach)]
        low, high = (float(inside[0]), float(inside[-1])) if len(inside) else (q1, q3)
    return {"q1": q1, "m": median, "q3": q3, "low": low, "high": high, "min": own[0], "max": own[-1], "n": len(own)}


def _turned(fields: dict[str, str], *, flat: bool) -> dict[str, Any]:
    """Return the encoding of places across (x) and values along (y), exchanged where boxes lie."""
    other = {"x": "y", "y": "x"}
    names = {name: other[name[0]] + name[1:] if flat else name for name in fields}
    return {names[name]: {"scale": names[name][0], "field": field} for name, field in fields.items()}
