"""Pies: slices from twelve o'clock on, the largest first, each with its share."""

from __future__ import annotations

import math
from typing import Any

from reportgen.charts.plotly import known
from reportgen.charts.plotly.axes import Axis, NoCounterpart, literal, number
from reportgen.charts.plotly.drawing import Drawing, Entry, Trace, inked
from reportgen.charts.plotly.stated import Stated, items

_OUTSIDE = 0.05
"""A slice with a smaller share has its text beside it."""


def draw(stated: Stated) -> dict[str, Any]:
    """Return the Vega spec of a figure of one pie."""
    drawing = Drawing(stated, Axis("x", {}, ()), Axis("y", {}, ()))
    trace = drawing.traces[0]
    slices = _slices(drawing, trace)
    total = sum(value for _, value, _ in slices)
    if not total:
        raise NoCounterpart("an empty pie chart")
    turn = 1 if trace.at("direction") == "clockwise" else -1
    rows: list[dict[str, Any]] = []
    done = 0.0 if turn > 0 else -slices[0][1] / total  # the first slice is at the right of twelve o'clock in any case
    for label, value, color in slices:
        ends = sorted((turn * 2 * math.pi * done, turn * 2 * math.pi * (done + value / total)))
        done += value / total
        share = value / total
        rows.append({"n": label, "v": value, "c": color, "a": ends[0], "b": ends[1], "m": sum(ends) / 2, "s": share,
                     "t": f"{share * 100:.3g}%"})  # fmt: skip
    data = drawing.store([row for row in rows if row["v"]])
    names = known.PIE_HOVER.fullmatch(str(trace.at("hovertemplate") or ""))
    words = (names[1], names[2]) if names else ("label", "value")
    said = f"{{{literal(words[0])}: datum.n, {literal(words[1])}: format(datum.v, ',.10~g'), 'share': datum.t}}"
    hole = float(trace.at("hole") or 0)
    middle = {"x": {"signal": "width / 2"}, "y": {"signal": "height / 2"}}
    opacity = trace.at("opacity")
    drawing.mark(0, "arc", data, {
        **middle, "startAngle": {"field": "a"}, "endAngle": {"field": "b"}, "outerRadius": {"signal": "radius"},
        "innerRadius": {"signal": f"radius * {hole!r}"}, "fill": {"field": "c"}, "tooltip": {"signal": said},
        "opacity": {"value": 1.0 if opacity is None else float(opacity)},
    })  # fmt: skip
    far = f"datum.s < {_OUTSIDE} ? radius + 14 : radius * {(1 + hole) / 2 if hole else 0.68!r}"
    bright = f"datum.s < {_OUTSIDE} ? 'var(--ink)' : luminance(datum.c) > 0.35 ? '#222' : '#fff'"
    drawing.mark(1, "text", data, {
        "x": {"signal": f"width / 2 + sin(datum.m) * ({far})"}, "y": {"signal": f"height / 2 - cos(datum.m) * ({far})"},
        "text": {"field": "t"}, "fill": {"signal": bright}, "align": {"value": "center"},
        "baseline": {"value": "middle"}, "fontSize": {"value": 12},
    }, interactive=False)  # fmt: skip
    shown = stated.layout.get("showlegend") is not False and trace.at("showlegend") is not False
    entries = [Entry(str(row["n"]), row["c"], "transparent", "square") for row in rows]
    legends = drawing.legend_of(entries) if shown else []
    return {
        "width": 480, "height": 280, "padding": 5, "autosize": {"type": "fit", "contains": "padding"},
        "signals": [{"name": "radius", "update": "max(10, min(width, height) / 2 - 24)"}], "data": drawing.data,
        "scales": drawing.scales, "axes": [], "marks": [mark for _, mark in drawing.marks], "legends": legends,
    }  # fmt: skip


def _slices(drawing: Drawing, trace: Trace) -> list[tuple[str, float, str]]:
    """Return (label, value, colour) of each slice; equal labels are one slice."""
    labels = [_worded(label) for label in items(trace.at("labels"))]
    given = items(trace.at("values"))
    values = [number(value) for value in given] if given else [1.0] * len(labels)
    sums: dict[str, float] = {}
    colors: dict[str, str] = {}
    own = items(trace.at("marker.colors"))
    if not labels or (own and len(own) < len(labels)):
        raise NoCounterpart("a pie chart without labels, or with fewer colours than slices")
    for place, (label, value) in enumerate(zip(labels, values, strict=False)):
        if value is None:
            continue
        if value < 0:
            raise NoCounterpart("a pie chart of negative values")
        sums[label] = sums.get(label, 0.0) + value
        if own:
            colors.setdefault(label, inked(own[place]))
    order = list(sums.items())
    if trace.at("sort") is not False:
        order.sort(key=lambda entry: -entry[1])
    if not own and len(order) > (len(items(drawing.stated.layout.get("colorway"))) or 10):
        raise NoCounterpart("more slices than colours")
    return [(label, value, colors.get(label) or drawing.palette(place)) for place, (label, value) in enumerate(order)]


def _worded(label: Any) -> str:
    return f"{label:g}" if isinstance(label, float) else str(label)
