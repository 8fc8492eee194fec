"""A description of a figure that only Plotly draws, for when no script runs: title, axes, traces, first values.

Nothing is drawn at a build without a browser, so this is a description and no picture.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportgen.charts.plotly.stated import Stated, at, items, mapping, not_understood, of_figure
from reportgen.digits import digits
from reportgen.model.runset import show

ROWS, _MOST_COLUMNS, _LONG = 8, 8, 80
_COLUMNS = (
    "labels", "parents", "ids", "locations", "x", "y", "z", "r", "theta", "a", "b", "c", "lat", "lon", "open", "high",
    "low", "close", "measure", "values", "value", "u", "v", "w", "q1", "median", "q3", "text",
)  # fmt: skip
"""Attributes of traces that hold values of their points."""
_SPATIAL = {"scatter3d", "surface", "mesh3d", "cone", "streamtube", "volume", "isosurface"}
_NOT_FLAT = _SPATIAL | {
    "pie", "sunburst", "treemap", "icicle", "funnelarea", "sankey", "table", "indicator", "parcoords", "parcats",
    "scatterpolar", "scatterpolargl", "barpolar", "scatterternary", "scattersmith", "splom",
}  # fmt: skip
"""Types of traces that have no x and y of the layout."""
_AXES = re.compile(r"[xyz]axis\d*|radialaxis|angularaxis|[abc]axis")
_BESIDE = re.compile(
    r"layout\.(annotations|shapes|images|updatemenus|sliders|selections|legend\d*|hover\w*|modebar|dragmode|clickmode"
    r"|newshape|newselection|transition|meta|[xy]axis\d*\.(rangeslider|rangeselector|spike\w+|hover\w+))(\..*)?"
    r"|\w+\.(hover\w*|customdata|meta|ids|legend\w*|selected|unselected|uirevision)(\..*)?"
)
"""What stands beside the data: without it every mark is where it was."""


@dataclass(frozen=True)
class Series:
    """A trace: its name and type, how many points it has, and the first of them."""

    name: str
    kind: str
    count: int
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    fields: tuple[str, ...] = ()
    """What is said about fields of values: how large, from where to where."""


@dataclass(frozen=True)
class Outline:
    """A figure in words and numbers."""

    title: str
    axes: tuple[str, ...]
    series: tuple[Series, ...]


def outline(figure: Mapping[str, Any]) -> Outline:
    """Return what a decoded figure says."""
    stated = of_figure(figure)
    title = plain_text(at(stated.layout, "title.text"))
    return Outline(title, tuple(_axes(stated)), tuple(_series(trace) for trace in stated.traces))


def simplified(figure: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]] | None:
    """Return a figure without what stands beside its data, and the names of that; None where that is not all.

    Its marks are where they were, so that the conversion may draw it; what is omitted has to be said.
    """
    stated = of_figure(figure)
    beyond = list(not_understood(stated))
    if not beyond or not all(_BESIDE.fullmatch(path) for path in beyond) or items(figure.get("frames")):
        return None
    data: list[Any] = [{"visible": False}] * len(items(figure.get("data")))
    for place, trace in zip(stated.places, stated.traces, strict=True):
        kind = str(trace.get("type", "scatter"))
        data[place] = _without(trace, [path.partition(".")[2] for path in beyond if path.startswith(f"{kind}.")])
    layout = _without(stated.layout, [path.partition(".")[2] for path in beyond if path.startswith("layout.")])
    template = mapping(mapping(figure.get("layout")).get("template"))
    kept = {"data": data, "layout": layout | ({"template": template} if template else {})}
    return kept, tuple(dict.fromkeys(path.split(".")[1] for path in beyond))


def _without(stated: Mapping[str, Any], paths: Sequence[str]) -> dict[str, Any]:
    made = dict(stated)
    for path in paths:
        first, _, rest = path.partition(".")
        if rest and isinstance(made.get(first), Mapping):
            made[first] = _without(made[first], [rest])
        else:
            made.pop(first, None)
    return made


def plain_text(value: Any) -> str:
    """Return a figure's text without its markup."""
    text = re.sub(r"<[^<>]*>", " ", value) if isinstance(value, str) else "" if value is None else show(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def _axes(stated: Stated) -> Iterator[str]:
    """Yield a sentence for each axis that has a title or a range."""
    kinds = {str(trace.get("type", "scatter")) for trace in stated.traces}
    layout = {name: setup for name, setup in stated.layout.items() if kinds - _NOT_FLAT or not _AXES.fullmatch(name)}
    if kinds & _SPATIAL:
        scene = mapping(layout.get("scene"))
        layout["scene"] = {f"{letter}axis": mapping(scene.get(f"{letter}axis")) for letter in "xyz"}
    elif kinds - _NOT_FLAT:
        layout = {"xaxis": {}, "yaxis": {}} | layout
    for name, setup in _found(layout, ""):
        title = plain_text(at(setup, "title.text") if isinstance(setup.get("title"), Mapping) else setup.get("title"))
        ends = _ends(setup) or _of_data(stated, name)
        if title or ends:
            yield ": ".join(filter(None, [name, ", ".join(filter(None, [title, ends]))]))


def _found(layout: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, setup in layout.items():
        if not isinstance(setup, Mapping):
            continue
        if _AXES.fullmatch(name):
            yield f"{prefix}{name.replace('axis', ' axis ').strip()}", setup
        elif re.fullmatch(r"(scene|polar|ternary)\d*", name):
            yield from _found(setup, f"{name} " if name[-1].isdigit() else "")


def _ends(setup: Mapping[str, Any]) -> str:
    ends = items(setup.get("range"))
    if len(ends) != 2 or None in ends:  # noqa: PLR2004 - from and to
        return ""
    if setup.get("type") == "log":
        try:
            ends = [10.0**end for end in ends]
        except (TypeError, OverflowError):
            return ""
    low, high = (plain_text(end) for end in ends)
    return f"from {low} to {high}{', logarithmic' if setup.get('type') == 'log' else ''}"


def _of_data(stated: Stated, name: str) -> str:
    """Return from where to where the numbers go that traces have on an axis, where it states no range."""
    letter, _, number = name.partition(" axis")
    if letter not in ("x", "y", "z"):
        return ""
    own = f"{letter}{number.strip()}"
    values = [
        value
        for trace in stated.traces
        if str(trace.get(f"{letter}axis", letter)) == own
        for value in items(trace.get(letter))
    ]
    return _span(values)


def _span(values: Sequence[Any]) -> str:
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v)]
    return f"values from {digits(min(numbers))} to {digits(max(numbers))}" if numbers else ""


def _series(trace: Mapping[str, Any]) -> Series:
    kind = str(trace.get("type", "scatter"))
    made = Series(plain_text(trace.get("name")), kind, 0)
    columns, fields = _values(trace, kind)
    columns = {name: values for name, values in columns.items() if values}
    count = max(map(len, columns.values()), default=0)
    shown = list(columns)[:_MOST_COLUMNS]
    rows = tuple(
        tuple(plain_text(columns[name][row]) if row < len(columns[name]) else "" for name in shown)
        for row in range(min(count, ROWS))
    )
    return replace(made, count=count, columns=tuple(shown), rows=rows, fields=fields)


def _values(trace: Mapping[str, Any], kind: str) -> tuple[dict[str, list[Any]], tuple[str, ...]]:
    """Return a trace's columns, and what is said about its fields of values."""
    if kind == "table":
        heads = [plain_text(" ".join(map(str, one)) if isinstance(one, list) else one)
                 for one in items(at(trace, "header.values"))]  # fmt: skip
        cells = [items(one) for one in items(at(trace, "cells.values"))]
        return {head or f"column {at}": cell for at, (head, cell) in enumerate(zip(heads, cells, strict=False), 1)}, ()
    if kind == "sankey":
        names = items(at(trace, "node.label"))
        ends = {end: [_name(names, place) for place in items(at(trace, f"link.{end}"))] for end in ("source", "target")}
        return ends | {"value": items(at(trace, "link.value"))}, ()
    if kind == "indicator":
        return {"value": [trace.get("value")]}, ()
    dimensions = [mapping(one) for one in items(trace.get("dimensions"))]
    if dimensions:
        return {plain_text(one.get("label")) or f"dimension {at}": items(one.get("values"))
                for at, one in enumerate(dimensions, 1)}, ()  # fmt: skip
    columns: dict[str, list[Any]] = {}
    fields = []
    for name in _COLUMNS:
        values = items(trace.get(name))
        if values and isinstance(values[0], list):
            width = max(len(row) for row in values if isinstance(row, list))
            span = _span([value for row in values if isinstance(row, list) for value in row])
            fields.append(", ".join(filter(None, [f"{name}: {len(values):,} × {width:,} values", span[7:]])))
        elif values:
            columns[name] = values
    return columns, tuple(fields)


def _name(names: Sequence[Any], place: Any) -> Any:
    known = isinstance(place, int) and 0 <= place < len(names)
    return (plain_text(names[place]) or place) if known else place
