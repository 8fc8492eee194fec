"""Heat maps: a rectangle for each number, as wide as the place between its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from reportgen.charts.plotly import known
from reportgen.charts.plotly.axes import Axis, NoCounterpart, number
from reportgen.charts.plotly.drawing import Drawing, Trace
from reportgen.charts.plotly.stated import items

_LAYER = 0


def values(trace: Trace, name: str) -> list[Any]:
    """Return the columns (x) or rows (y) of a heat map: as given, else by number."""
    rows = [items(row) for row in items(trace.at("z"))]
    return items(trace.at(name)) or list(range(max(map(len, rows), default=0) if name == "x" else len(rows)))


def draw(drawing: Drawing, trace: Trace) -> None:
    """Draw a heat map; cells without a number are omitted."""
    grid = [items(row) for row in items(trace.at("z"))]
    wide = max(map(len, grid), default=0)
    if not wide or drawing.x.kind == "log" or drawing.y.kind == "log":
        raise NoCounterpart("an empty heat map, or one on a logarithmic axis")
    x, y = _edges(drawing.x, values(trace, "x"), wide), _edges(drawing.y, values(trace, "y"), len(grid))
    if len(x[0]) != wide or len(y[0]) != len(grid):
        raise NoCounterpart("a heat map with more names than cells")
    rows = [
        {"a": x[0][j], "b": x[1][j], "c": y[0][i], "d": y[1][i], "z": value, "u": x[2][j], "v": y[2][i],
         "k": x[3][j], "l": y[3][i]}
        for i, line in enumerate(grid)
        for j, value in enumerate(map(number, line))
        if value is not None
    ]  # fmt: skip
    for axis, ends in ((drawing.x, x), (drawing.y, y)):
        axis.reach([*ends[0], *ends[1]], pad=False)
    scale = drawing.colors(trace, "", [row["z"] for row in rows])
    encoding: dict[str, Any] = {
        name: {"scale": name[0], "field": field} for name, field in {"x": "a", "x2": "b", "y": "c", "y2": "d"}.items()
    }
    fill = {"scale": scale, "field": "z"}
    opacity = trace.at("opacity")
    encoding |= {"fill": fill, "opacity": {"value": 1.0 if opacity is None else opacity}}
    gap = max(float(trace.at("xgap") or 0), float(trace.at("ygap") or 0))
    if trace.at("xgap") != trace.at("ygap"):
        raise NoCounterpart("gaps in one direction")
    encoding |= (
        {"stroke": {"value": "var(--paper)"}, "strokeWidth": {"value": gap}}
        if gap
        else {"stroke": fill, "strokeWidth": {"value": 0.4}}
    )
    data = drawing.store(rows)
    drawing.mark(_LAYER, "rect", data, encoding | drawing.said(trace, "datum.u", "datum.v", z="datum.z"))
    shown = known.CELL_TEXT.fullmatch(str(trace.at("texttemplate") or ""))
    if shown:
        text = f"format(datum.z, '{shown[1] or ',.6~g'}')"
        bright = f"luminance(scale('{scale}', datum.z)) > 0.35 ? '#222' : '#fff'"
        place = {"x": {"scale": "x", "field": "k"}, "y": {"scale": "y", "field": "l"}}
        drawing.mark(_LAYER + 1, "text", data, {
            **place, "text": {"signal": text}, "fill": {"signal": bright}, "align": {"value": "center"},
            "baseline": {"value": "middle"}, "fontSize": {"value": 12},
        }, interactive=False)  # fmt: skip


def _edges(axis: Axis, names: Sequence[Any], count: int) -> tuple[list[float], list[float], list[Any], list[float]]:
    """Return both edges, the name and the middle of each cell: given as edges, or half-way between middles."""
    found = axis.places(names)
    places = [place for place in found if place is not None]
    if len(places) != len(found) or len(set(places)) != len(places):
        raise NoCounterpart("columns or rows at the same position")
    said = list(names) if axis.kind == "linear" else [str(name) for name in names]
    if len(places) == count + 1 and axis.kind == "linear":
        middles = [(a + b) / 2 for a, b in pairwise(places)]
        return places[:-1], places[1:], middles, middles
    places, said = places[:count], said[:count]
    if len(places) == 1:
        return [places[0] - 0.5], [places[0] + 0.5], said, places
    half = [(a + b) / 2 for a, b in pairwise(places)]
    lower = [2 * places[0] - half[0], *half]
    upper = [*half, 2 * places[-1] - half[-1]]
    return lower, upper, said, places
