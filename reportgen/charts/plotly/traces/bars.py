"""Traces of bars: beside, on top of or over each other, and counts of values in bins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reportgen.charts.plotly.axes import Axis, NoCounterpart, number
from reportgen.charts.plotly.drawing import Drawing, Entry, Trace, columns, inked
from reportgen.charts.plotly.known import is_ink
from reportgen.charts.plotly.stated import items
from reportgen.charts.plotly.traces import bins
from reportgen.charts.plotly.traces.points import xy

_GAP, _LAYER, _DAY = 0.2, 1, 86_400_000.0


@dataclass
class _Group:
    """The bars of one trace: places across, values along, and what they say of themselves."""

    trace: Trace
    places: list[float]
    values: list[float]
    names: list[Any]
    more: dict[str, list[Any]]
    width: list[float] | None = None


def draw(drawing: Drawing, traces: Sequence[Trace]) -> None:
    """Draw all bar or histogram traces of a figure."""
    flat = is_flat(traces[0])
    if any(is_flat(trace) != flat for trace in traces) or len({trace.kind for trace in traces}) > 1:
        raise NoCounterpart("bars in both directions")
    across, along = (drawing.y, drawing.x) if flat else (drawing.x, drawing.y)
    if along.kind != "linear" or across.kind == "log":
        raise NoCounterpart("bars along a non-linear axis")
    counted = traces[0].kind == "histogram"
    mode = str(drawing.stated.layout.get("barmode") or "group")
    groups = (
        bins.counted(traces, across, flat=flat) if counted else [_group(trace, across, flat=flat) for trace in traces]
    )
    made = [one if isinstance(one, _Group) else _Group(*one) for one in groups]
    _place(drawing, made, across, along, mode, counted=counted and across.kind == "linear")


def is_flat(trace: Trace) -> bool:
    """Return whether bars lie."""
    own = trace.at("orientation")
    if own is not None:
        return bool(own == "h")
    return trace.kind == "histogram" and not items(trace.at("x"))


def _group(trace: Trace, across: Axis, *, flat: bool) -> _Group:
    x, y = xy(trace)
    names, values = (y, x) if flat else (x, y)
    places = across.places(names)
    more = columns(trace, len(names))
    shades = trace.at("marker.color")
    if isinstance(shades, list):
        if len(shades) < len(names):
            raise NoCounterpart("fewer colours than bars")
        more["c"] = shades
    width = trace.at("width")
    widths = [width] * len(names) if isinstance(width, int | float) else width
    kept = [
        i
        for i, (place, value) in enumerate(zip(places, values, strict=True))
        if place is not None and _is_number(value)
    ]
    if widths is not None and len(widths) < len(names):
        raise NoCounterpart("fewer widths than bars")
    return _Group(trace, [float(places[i] or 0) for i in kept], [float(values[i]) for i in kept],
                  [names[i] for i in kept], {key: [own[i] for i in kept] for key, own in more.items()},
                  None if widths is None else [float(widths[i]) for i in kept])  # fmt: skip


def _is_number(value: Any) -> bool:
    found = number(value)
    return found is not None and abs(found) < 1e300  # noqa: PLR2004


def _place(drawing: Drawing, groups: list[_Group], across: Axis, along: Axis, mode: str, *, counted: bool) -> None:
    layout = drawing.stated.layout
    places = sorted({place for group in groups for place in group.places})
    gaps = [b - a for a, b in pairwise(places)]
    own = {width for group in groups for width in group.width or ()}
    least = min(gaps, default=min(own) if counted and own else _DAY if across.kind == "date" else 1.0)
    gap = layout.get("bargap")
    total = least * (1 - (float(gap) if gap is not None else 0.0 if counted else _GAP))
    share, shift = _shares(groups, mode, counted=counted)
    inner = 1 - float(layout.get("bargroupgap") or 0)
    stacks: dict[tuple[float, bool], float] = {}
    for turn, group in enumerate(groups):
        rows = []
        for i, (place, value) in enumerate(zip(group.places, group.values, strict=True)):
            base = 0.0
            if mode in ("stack", "relative"):
                base = stacks.get((place, value < 0), 0.0)
                stacks[place, value < 0] = base + value
            wide = group.width[i] if group.width and not counted else total * share * inner
            middle = place + shift[turn] * total
            row = {"a": middle - wide / 2, "b": middle + wide / 2, "z": base, "w": base + value, "v": value,
                   "n": place if across.kind == "linear" else str(group.names[i])}  # fmt: skip
            rows.append(row | {key: values[i] for key, values in group.more.items()})
        along.reach([end for row in rows for end in (row["z"], row["w"])], pad=True, zero=True)
        _draw(drawing, group, rows, across.name == "y")
    ends = [end for place in places for end in (place - least / 2, place + least / 2)]
    for group in groups:
        sides = zip(group.places, group.width or [], strict=False)
        ends += [] if counted else [end for place, side in sides for end in (place - side / 2, place + side / 2)]
    across.reach(ends, pad=False)


def _shares(groups: list[_Group], mode: str, *, counted: bool) -> tuple[float, list[float]]:
    """Return each bar's share of its slot, and where each trace's stand beside the middle, in shares."""
    if any(len(set(group.places)) < len(group.places) for group in groups) and mode in ("group", "overlay"):
        raise NoCounterpart("several bars of one trace at the same position")
    if mode == "stack" and any(value < 0 for group in groups for value in group.values):
        raise NoCounterpart("stacked negative values")
    alone = [0.0] * len(groups)
    places = [place for group in groups for place in group.places]
    if mode != "group" or len(groups) == 1 or len(set(places)) == len(places):
        return 1.0, alone
    asked = [group.trace.at("offsetgroup") for group in groups]
    if counted or any(group.width for group in groups) or (any(asked) and len(set(asked)) < len(asked)):
        raise NoCounterpart("grouped bars with different widths or offset groups")
    count = len(groups)
    return 1 / count, [(turn + 0.5) / count - 0.5 for turn in range(count)]


def _draw(drawing: Drawing, group: _Group, rows: list[dict[str, Any]], flat: bool) -> None:
    trace = group.trace
    color = drawing.color(trace, "marker.color")
    fill: dict[str, Any] = {"value": color}
    shades = group.more.get("c")
    if shades is not None and all(isinstance(shade, str) for shade in shades):
        for row in rows:
            row["c"] = inked(row["c"])
        fill = {"field": "c"}
    elif shades is not None:
        fill = {"scale": drawing.colors(trace, "marker", shades), "field": "c"}
    seen = [float(own) for own in (trace.at("opacity"), trace.at("marker.opacity")) if own is not None]
    ends = {"x": "w", "x2": "z", "y": "a", "y2": "b"} if flat else {"x": "a", "x2": "b", "y": "w", "y2": "z"}
    encoding: dict[str, Any] = {name: {"scale": name[0], "field": field} for name, field in ends.items()}
    opacity = 1.0
    for one in seen:
        opacity *= one
    encoding |= {"fill": fill, "opacity": {"value": opacity}}
    width, edge = trace.at("marker.line.width"), trace.at("marker.line.color")
    if width:
        own = "var(--ink-2)" if edge is None else "var(--ink)" if is_ink(edge) else edge
        pale = isinstance(edge, str) and edge.lower() in ("white", "#fff", "#ffffff", "#e5ecf6")
        encoding |= {"stroke": {"value": "var(--paper)" if pale else own}, "strokeWidth": {"value": float(width)}}
    fields = {key: f"datum.{key}" for key in group.more}
    said = ("datum.v", "datum.n") if flat else ("datum.n", "datum.v")
    drawing.mark(_LAYER, "rect", drawing.store(rows), encoding | drawing.said(trace, *said, **fields))
    drawing.entries.append((trace, Entry(trace.name, color, "transparent", "square")))
