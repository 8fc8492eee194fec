"""Traces of points: lines, markers and the areas below them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from reportgen.charts.plotly import known
from reportgen.charts.plotly.axes import NoCounterpart, number
from reportgen.charts.plotly.drawing import LINE, Drawing, Entry, Trace, columns, inked
from reportgen.charts.plotly.stated import items

_LINES_ONLY = 20
_STEPS = {"hv": "step-after", "vh": "step-before", "hvh": "step"}
_LAYER = 3


def xy(trace: Trace) -> tuple[list[Any], list[Any]]:
    """Return the values on both axes, as many of each; places where one is not given."""
    x, y = items(trace.at("x")), items(trace.at("y"))
    x, y = x or list(range(len(y))), y or list(range(len(x)))
    count = min(len(x), len(y))
    return x[:count], y[:count]


def draw(drawing: Drawing, trace: Trace, before: Trace | None) -> None:
    """Draw a scatter trace; ``before`` is the one that it may be filled down to."""
    x, y = xy(trace)
    mode = str(trace.at("mode") or ("lines+markers" if len(x) < _LINES_ONLY else "lines"))
    px, py = drawing.x.places(x), drawing.y.places(y)
    fill = trace.at("fill") or "none"
    filled = "tozeroy" if fill == "tonexty" and before is None else fill
    marked = "markers" in mode
    drawing.x.reach(px, pad=marked and filled == "none")
    drawing.y.reach(py, pad=True, zero=filled == "tozeroy")
    rows = _rows(drawing, trace, (x, y), (px, py))
    opacity = number(trace.at("opacity")) if trace.at("opacity") is not None else 1.0
    color = drawing.color(trace, "line.color", "marker.color")
    if filled != "none":
        _area(drawing, trace, rows, filled, before)
    if trace.at("connectgaps"):
        rows = [row for row in rows if row["x"] is not None and row["y"] is not None]
    data = drawing.store(rows)
    dash = known.DASHES[trace.at("line.dash") or "solid"]
    width = trace.at("line.width")
    width = 2.0 if width is None else float(width)
    place = {"x": {"scale": "x", "field": "x"}, "y": {"scale": "y", "field": "y"}}
    said = drawing.said(trace, "datum.u", "datum.v", **_fields(rows))
    if "lines" in mode and width:
        drawing.mark(_LAYER, "line", data, {
            **place, "stroke": {"value": color}, "strokeWidth": {"value": width}, "strokeDash": {"value": dash},
            "interpolate": {"value": _STEPS.get(str(trace.at("line.shape")), "linear")}, "opacity": {"value": opacity},
            "defined": {"signal": "isValid(datum.x) && isValid(datum.y)"}, "strokeJoin": {"value": "round"},
        })  # fmt: skip
    known_rows = data if all(row["x"] is not None and row["y"] is not None for row in rows) else drawing.store(
        [row for row in rows if row["x"] is not None and row["y"] is not None]
    )  # fmt: skip
    if marked:
        looks = _markers(drawing, trace, rows, opacity or 0.0)
        drawing.mark(_LAYER, "symbol", known_rows, {**place, **looks, **said})
    else:
        reach = {"size": {"value": 120}, "fill": {"value": "transparent"}, "stroke": {"value": "transparent"}}
        drawing.mark(_LAYER, "symbol", known_rows, {**place, **reach, **said})
    _enter(drawing, trace, mode, color, (dash, width))


def _enter(drawing: Drawing, trace: Trace, mode: str, color: str, line: tuple[Sequence[float], float]) -> None:
    marker = drawing.color(trace, "marker.color", "line.color")
    if "lines" in mode and line[1]:
        entry = Entry(trace.name, "transparent", color, LINE, line[0])
    elif "markers" in mode:
        shape = known.SYMBOLS[trace.at("marker.symbol") or "circle"]
        entry = Entry(trace.name, marker, "transparent", shape)
    else:
        entry = Entry(trace.name, inked(str(trace.at("fillcolor") or color)), "transparent", "square")
    drawing.entries.append((trace, entry))


def _rows(
    drawing: Drawing, trace: Trace, values: tuple[list[Any], list[Any]], places: tuple[Sequence[Any], Sequence[Any]]
) -> list[dict[str, Any]]:
    """Return the rows: places x and y, and u and v as they are said."""
    more = columns(trace, len(values[0]))
    shades, sizes = trace.at("marker.color"), trace.at("marker.size")
    for key, own in (("c", shades), ("s", sizes)):
        if isinstance(own, list):
            if len(own) < len(values[0]):
                raise NoCounterpart("fewer colours or sizes than points")
            more[key] = own
    names = list(more)
    plain_x, plain_y = drawing.x.kind in ("linear", "log"), drawing.y.kind in ("linear", "log")
    return [
        {"x": a, "y": b, "u": a if plain_x else str(u), "v": b if plain_y else str(v),
         **dict(zip(names, extra, strict=True))}
        for a, b, u, v, *extra in zip(*places, *values, *(more[name][: len(values[0])] for name in names), strict=True)
    ]  # fmt: skip


def _fields(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    return {key: f"datum.{key}" for key in (rows[0] if rows else {}) if key not in "xyuv"}


def _markers(drawing: Drawing, trace: Trace, rows: Sequence[dict[str, Any]], opacity: float) -> dict[str, Any]:
    """Return how markers look, as Plotly has it: a size is a diameter, bubbles are seen through."""
    shades, sizes = trace.at("marker.color"), trace.at("marker.size")
    fill: dict[str, Any] = {"value": drawing.color(trace, "marker.color", "line.color")}
    if isinstance(shades, list):
        if all(isinstance(shade, str) for shade in shades):
            for row in rows:
                row["c"] = inked(row["c"])
            fill = {"field": "c"}
        else:
            fill = {"scale": drawing.colors(trace, "marker", shades), "field": "c"}
    size: dict[str, Any] = {"value": float(sizes if isinstance(sizes, int | float) else 6) ** 2}
    bubbles = isinstance(sizes, list)
    if bubbles:
        share, least = float(trace.at("marker.sizeref") or 1), float(trace.at("marker.sizemin") or 0)
        for row in rows:
            half = float(row["s"]) / 2 / share
            row["r"] = (2 * max(math.sqrt(half) if trace.at("marker.sizemode") == "area" else half, least)) ** 2
        size = {"field": "r"}
    own = trace.at("marker.opacity")
    seen = (0.7 if bubbles else 1.0) if own is None else float(own)
    width, edge = trace.at("marker.line.width"), trace.at("marker.line.color")
    looks = {"fill": fill, "size": size, "shape": {"value": known.SYMBOLS[trace.at("marker.symbol") or "circle"]},
             "opacity": {"value": opacity * seen}}  # fmt: skip
    if isinstance(edge, list):
        if edge != shades:
            raise NoCounterpart("a separate outline for each point")
        looks["stroke"] = fill
    else:
        looks["stroke"] = {"value": inked(edge) if edge else "var(--paper)" if bubbles else "var(--ink-2)"}
    looks["strokeWidth"] = {"value": (1.0 if bubbles else 0.0) if width is None else float(width)}
    return looks


def _area(drawing: Drawing, trace: Trace, rows: list[dict[str, Any]], fill: str, before: Trace | None) -> None:
    """Fill down to zero, or to the trace before, where both stand over the same x."""
    if trace.at("line.shape") not in (None, "linear") or any(row["x"] is None or row["y"] is None for row in rows):
        raise NoCounterpart("a stepped area, or one with gaps")
    below: list[float] = [0.0] * len(rows)
    if fill == "tonexty" and before is not None:
        x, y = xy(before)
        other = drawing.y.places(y)
        if (
            drawing.x.places(x) != [row["x"] for row in rows]
            or None in other
            or before.at("line.shape") not in (None, "linear")
        ):
            raise NoCounterpart("an area between lines with different x values")
        below = [value for value in other if value is not None]
    elif drawing.y.kind == "log":
        raise NoCounterpart("an area down to zero on a logarithmic axis")
    own = trace.at("fillcolor")
    looks = {"fill": {"value": inked(own) if own else drawing.color(trace, "line.color", "marker.color")},
             "fillOpacity": {"value": 1.0 if own else 0.5}}  # fmt: skip
    data = drawing.store([{"x": row["x"], "y": row["y"], "z": low} for row, low in zip(rows, below, strict=True)])
    place = {"x": {"scale": "x", "field": "x"}, "y": {"scale": "y", "field": "y"}, "y2": {"scale": "y", "field": "z"}}
    drawing.mark(_LAYER, "area", data, {**place, **looks})
