"""Plotly figures as Vega where the conversion understands all that they state; else Plotly's own bundle draws them.

Format: the JSON of plotly.js, ``{data, layout}``; numbers may be typed arrays (``{"dtype": "f8", "bdata": ...}``, the
base64 of little-endian values). ``known`` is the closed list of attributes and values; what is not on it leads to
Plotly, with a word on what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportgen.charts.plotly.axes import Axis, NoCounterpart
from reportgen.charts.plotly.clean import cleaned, is_themed
from reportgen.charts.plotly.drawing import Drawing, Trace
from reportgen.charts.plotly.stated import Stated, at, decoded, items, mapping, not_understood, of_figure
from reportgen.charts.plotly.traces import bars, boxes, cells, pies, points

__all__ = ["Answer", "cleaned", "converted", "decoded", "is_themed", "names_of", "needs_network", "size_of", "title_of"]
_NEEDS_NETWORK = {"scattergeo", "choropleth", "scattermapbox", "choroplethmapbox", "densitymapbox", "scattermap",
                  "choroplethmap", "densitymap"}  # fmt: skip
_POINTS, _BARS = ("scatter", "scattergl"), ("bar", "histogram")


@dataclass(frozen=True)
class Answer:
    """The Vega spec of a figure, or why it has none."""

    vega: dict[str, Any] | None
    why: str = ""
    notes: tuple[str, ...] = ()


def needs_network(figure: Mapping[str, Any]) -> bool:
    """Return whether a figure draws maps, which Plotly loads from the network."""
    parts = [figure, *(mapping(frame) for frame in items(figure.get("frames")))]
    traces = [mapping(trace) for part in parts for trace in items(part.get("data"))]
    return any(str(trace.get("type", "")) in _NEEDS_NETWORK for trace in traces)


def names_of(figure: Mapping[str, Any]) -> list[str]:
    """Return the names of the traces that are drawn."""
    return [str(trace["name"]) for trace in of_figure(figure).traces if trace.get("name")]


def title_of(figure: Mapping[str, Any]) -> str:
    """Return the title of a figure without markup."""
    return re.sub(r"<[^<>]*>", " ", str(at(of_figure(figure).layout, "title.text") or "")).strip()


def size_of(figure: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the width and height that a figure states, in px, within what a page can hold."""
    found = [mapping(figure.get("layout")).get(name) for name in ("width", "height")]
    width, height = (
        int(min(max(one, 80), 4000)) if isinstance(one, int | float) and one == one else None  # noqa: PLR0124
        for one in found
    )
    return width, height


def converted(figure: Mapping[str, Any]) -> Answer:
    """Return the Vega spec of a decoded figure, or the attribute or combination that only Plotly draws."""
    stated = of_figure(figure)
    beyond = next(not_understood(stated), None)
    if beyond is None and items(figure.get("frames")):
        beyond = "frames"
    if beyond is not None:
        return Answer(None, beyond)
    if not stated.traces:
        return Answer(None, "no traces")
    try:
        return _drawn(stated)
    except NoCounterpart as reason:
        return Answer(None, str(reason))


def _drawn(stated: Stated) -> Answer:
    kinds = {str(trace.get("type", "scatter")) for trace in stated.traces}
    if "pie" in kinds:
        if len(stated.traces) > 1:
            raise NoCounterpart("several pie charts")
        return Answer(pies.draw(stated) | _title(stated.layout))
    if len(kinds & {"box", "histogram", "bar"}) > 1 or (len(kinds) > 1 and kinds & {"box", "heatmap"}):
        raise NoCounterpart("traces of different types")
    traces = [Trace(i, one) for i, one in zip(stated.places, stated.traces, strict=True)]
    x, y = Axis("x", stated.layout, _values(traces, "x")), Axis("y", stated.layout, _values(traces, "y"))
    drawing = Drawing(stated, x, y)
    _draw(drawing)
    notes = [
        f"zero or negative values omitted from the logarithmic {axis.name} axis: {lost:,}"
        for axis in (x, y)
        if (lost := _lost(traces, axis))
    ]
    return Answer(_spec(drawing) | _title(stated.layout), "", tuple(notes))


def _draw(drawing: Drawing) -> None:
    before: Trace | None = None
    barred = [trace for trace in drawing.traces if trace.kind in _BARS]
    for trace in drawing.traces:
        if trace.kind in _POINTS:
            points.draw(drawing, trace, before)
            before = trace
        elif trace.kind == "heatmap":
            cells.draw(drawing, trace)
        elif barred and trace is barred[0]:
            bars.draw(drawing, barred)
    boxed = [trace for trace in drawing.traces if trace.kind == "box"]
    if boxed:
        boxes.draw(drawing, boxed)


def _values(traces: Sequence[Trace], name: str) -> Iterator[Any]:
    """Yield all values that traces have on an axis."""
    for trace in traces:
        if trace.kind == "heatmap":
            yield from cells.values(trace, name)
        elif trace.kind == "box":
            yield from boxes.values(trace, name)
        elif trace.kind == "histogram":
            yield from items(trace.at(name))
        else:
            yield from points.xy(trace)["xy".index(name)]


def _lost(traces: Sequence[Trace], axis: Axis) -> int:
    if axis.kind != "log":
        return 0
    values = list(_values(traces, axis.name))
    return sum(
        place is None
        for value, place in zip(values, axis.places(values), strict=True)
        if isinstance(value, int | float) and value <= 0
    )


def _title(layout: Mapping[str, Any]) -> dict[str, Any]:
    text = str(at(layout, "title.text") or "")
    if not text:
        return {}
    from reportgen.charts.plotly.axes import lines

    anchor = "middle" if at(layout, "title.x") == 0.5 else "start"  # noqa: PLR2004
    title: dict[str, Any] = {"text": lines(text), "anchor": anchor}
    size = at(layout, "title.font.size")
    return {"title": title | ({"fontSize": size} if size else {})}


def _spec(drawing: Drawing) -> dict[str, Any]:
    equal = at(drawing.stated.layout, "xaxis.scaleanchor") or at(drawing.stated.layout, "yaxis.scaleanchor")
    signals: list[dict[str, Any]] = []
    spans, offsets = {"x": "width", "y": "height"}, {"x": "", "y": ""}
    if equal:
        signals, spans, offsets = _equal(drawing)
    legends = [*drawing.legends, *drawing.legend()]
    covered = any(trace.kind == "heatmap" for trace in drawing.traces)
    return {
        "width": 480, "height": 280, "padding": 5, "autosize": {"type": "fit", "contains": "padding"},
        "signals": signals, "data": drawing.data,
        "scales": [drawing.x.scale(spans["x"]), drawing.y.scale(spans["y"]), *drawing.scales],
        "axes": [axis if not covered else {**axis, "grid": False}
                 for axis in (*drawing.x.axes(offsets["y"]), *drawing.y.axes(offsets["x"]))],
        "marks": [*_zero_lines(drawing), *(mark for _, mark in sorted(drawing.marks, key=lambda entry: entry[0]))],
        "legends": legends,
    }  # fmt: skip


def _equal(drawing: Drawing) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, str]]:
    """Return signals, ranges and offsets of axes on which a unit is as long in both directions."""
    if {drawing.x.kind, drawing.y.kind} - {"linear", "category"}:
        raise NoCounterpart("a fixed aspect ratio on axes that are not linear")
    spans = [abs(b - a) for a, b in (drawing.x.ends(), drawing.y.ends())]
    signals = [{"name": "unit", "update": f"min(width / {spans[0]!r}, height / {spans[1]!r})"},
               {"name": "side_x", "update": f"(width - unit * {spans[0]!r}) / 2"},
               {"name": "side_y", "update": f"(height - unit * {spans[1]!r}) / 2"}]  # fmt: skip
    ranges = {"x": [{"signal": "side_x"}, {"signal": "width - side_x"}],
              "y": [{"signal": "height - side_y"}, {"signal": "side_y"}]}  # fmt: skip
    return signals, ranges, {"x": "-side_x", "y": "-side_y"}


def _zero_lines(drawing: Drawing) -> Iterator[dict[str, Any]]:
    """Yield the lines at zero that Plotly draws where an axis of numbers passes it."""
    for axis in (drawing.x, drawing.y):
        low, high = sorted(axis.ends())
        if axis.kind != "linear" or axis.setup.get("zeroline") is False or not low < 0 < high:
            continue
        if axis.setup.get("zeroline") is None and any(trace.kind == "heatmap" for trace in drawing.traces):
            continue
        across = {"x": {"scale": "x", "value": 0}, "y": {"value": 0}, "y2": {"signal": "height"}}
        along = {"y": {"scale": "y", "value": 0}, "x": {"value": 0}, "x2": {"signal": "width"}}
        yield {"type": "rule", "aria": False, "encode": {"update": {
            **(across if axis.name == "x" else along), "stroke": {"value": "var(--line-2)"},
            "strokeWidth": {"value": 1.5},
        }}}  # fmt: skip
