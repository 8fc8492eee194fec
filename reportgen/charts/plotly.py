"""Plotly figures as Vega-Lite, where their traces have a counterpart.

Format: the JSON of plotly.js, ``{data, layout}``; numbers may be typed arrays (``{"dtype": "f8", "bdata": ...}``, the
base64 of little-endian values). Scatter, line, bar, histogram, box, heat map, contour and pie map; the rest does not.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from reportgen.media.item import MediaError

_TYPES = {"i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"}
_DASHES = {"dash": [6, 4], "dot": [2, 3], "dashdot": [8, 3, 2, 3], "longdash": [10, 5], "longdashdot": [10, 4, 2, 4]}
_TAG = re.compile(r"<br\s*/?>|<[^<>]+>")
_NEEDS_NETWORK = {"scattergeo", "choropleth", "scattermapbox", "choroplethmapbox", "densitymapbox", "scattermap",
                  "choroplethmap", "densitymap"}  # fmt: skip
_MAX_ROWS = 100_000


def decoded(value: Any) -> Any:
    """Return a figure with its typed arrays as lists, nested where they have a shape."""
    if isinstance(value, Mapping):
        if set(value) <= {"dtype", "bdata", "shape"} and str(value.get("dtype", "")).lstrip("<") in _TYPES:
            return _typed(value)
        return {key: decoded(item) for key, item in value.items()}
    return [decoded(item) for item in value] if isinstance(value, list) else value


def _typed(value: Mapping[str, Any]) -> list[Any]:
    """Return a typed array as a list; MediaError where its bytes are not what it says of them."""
    kind = str(value["dtype"]).lstrip("<")
    try:
        raw = base64.b64decode(str(value.get("bdata", "")))
        array = np.frombuffer(raw, "<" + kind)
    except ValueError:
        raise MediaError(f"the figure is damaged: an array of '{kind}' cannot be decoded; log it again") from None
    shape = str(value.get("shape", ""))
    sizes = [int(part) for part in shape.split(",")] if re.fullmatch(r"\s*\d{1,15}\s*(,\s*\d{1,15}\s*)*", shape) else []
    if shape and (not sizes or math.prod(sizes) != len(array)):
        raise MediaError(
            f"the figure is damaged: an array of {len(array):,} numbers is said to be of shape ({shape[:40]}); "
            "log it again"
        )
    return list((array.reshape(sizes) if len(sizes) > 1 else array).tolist())


def needs_network(figure: Mapping[str, Any]) -> bool:
    """Tell whether a figure draws maps, which Plotly loads from the network."""
    return any(str(trace.get("type", "")) in _NEEDS_NETWORK for trace in _traces(figure))


def to_vega_lite(figure: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the Vega-Lite spec of a decoded figure, None where a trace has no counterpart."""
    traces, layout = list(_traces(figure)), _mapping(figure.get("layout"))
    if not traces or any(trace.get(axis, axis[0]) != axis[0] for trace in traces for axis in ("xaxis", "yaxis")):
        return None
    layers: list[dict[str, Any]] = []
    for index, trace in enumerate(traces):
        make = _MAKERS.get(str(trace.get("type", "scatter")))
        if make is None:
            return None
        made = make(trace, layout, index, traces)
        if made is None:
            return None
        layers += made
    if any("theta" in layer.get("encoding", {}) for layer in layers) and len(traces) > 1:
        return None
    spec: dict[str, Any] = {"layer": layers, "resolve": {"scale": {"color": "independent"}}}
    title = _plain(
        _mapping(layout.get("title")).get("text") if isinstance(layout.get("title"), Mapping) else layout.get("title")
    )
    return spec | ({"title": title} if title else {})


def legend_of(figure: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (name, CSS colour) of every named trace."""
    entries = [(_plain(trace.get("name")), _color(trace, i)) for i, trace in enumerate(_traces(figure))]
    return [(name, color) for name, color in entries if name]


def _traces(figure: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    data = figure.get("data")
    for trace in data if isinstance(data, list) else ():
        if isinstance(trace, Mapping) and trace.get("visible", True) not in (False, "legendonly"):
            yield trace


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _plain(text: Any) -> str:
    """Return Plotly's text without its markup."""
    return _TAG.sub(lambda m: " " if m[0].startswith("<br") else "", text).strip() if isinstance(text, str) else ""


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _color(trace: Mapping[str, Any], index: int) -> str:
    """Return the trace's own colour, else the palette's."""
    for part in ("line", "marker"):
        color = _mapping(trace.get(part)).get("color")
        if isinstance(color, str):
            return color
    return f"var(--c{index % 10})"


def _axis(values: Sequence[Any], layout: Mapping[str, Any], name: str, trace_name: str) -> dict[str, Any]:
    """Return the encoding of an axis: its type by the layout or by the values."""
    setup = _mapping(layout.get(f"{name}axis"))
    title = setup.get("title")
    text = _plain(title.get("text") if isinstance(title, Mapping) else title)
    kind = str(setup.get("type", "-"))
    numeric = all(isinstance(v, int | float) or v is None for v in values)
    encoding: dict[str, Any] = {"field": trace_name, "title": text or None, "type": "quantitative"}
    if kind == "date" or (not numeric and kind in ("-", "date") and _is_date(values)):
        encoding["type"] = "temporal"
    elif kind == "category" or not numeric:
        encoding |= {"type": "nominal", "sort": None}
    scale: dict[str, Any] = {"type": "log"} if kind == "log" else {}
    if encoding["type"] == "quantitative":
        scale["zero"] = False
        ends = _list(setup.get("range"))
        if len(ends) == 2 and all(isinstance(end, int | float) for end in ends):  # noqa: PLR2004 - low and high
            scale |= {"domain": [10**end for end in ends] if kind == "log" else ends, "nice": False}
    return encoding | ({"scale": scale} if scale else {})


def _is_date(values: Sequence[Any]) -> bool:
    texts = [v for v in values if isinstance(v, str)]
    return bool(texts) and all(re.match(r"\d{4}-\d\d(-\d\d)?", v) for v in texts[:50])


def _xy(trace: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    x, y = _list(trace.get("x")), _list(trace.get("y"))
    return (x or list(range(len(y)))), (y or list(range(len(x))))


def _rows(**columns: Sequence[Any]) -> list[dict[str, Any]]:
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=False)][:_MAX_ROWS]


def _scatter(
    trace: Mapping[str, Any], layout: Mapping[str, Any], index: int, traces: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]] | None:
    del traces
    x, y = _xy(trace)
    mode = str(trace.get("mode", "lines" if len(x) > 20 else "lines+markers"))  # noqa: PLR2004 - Plotly's own rule
    line, marker = _mapping(trace.get("line")), _mapping(trace.get("marker"))
    color = _color(trace, index)
    texts = trace.get("text")
    rows = _rows(x=x, y=y, i=list(range(len(x))), t=texts if isinstance(texts, list) else [texts] * len(x))
    encoding = {"x": _axis(x, layout, "x", "x"), "y": _axis(y, layout, "y", "y")}
    layers = []
    if trace.get("fill") in ("tozeroy", "tonexty"):
        layers.append(_layer(rows, {"type": "area", "color": color, "opacity": 0.3}, encoding))
    if "lines" in mode:
        mark: dict[str, Any] = {"type": "line", "color": color, "strokeWidth": line.get("width", 2)}
        mark["strokeDash"] = _DASHES.get(str(line.get("dash")), [])
        steps = {"hv": "step-after", "vh": "step-before", "hvh": "step", "spline": "monotone"}
        mark["interpolate"] = steps.get(str(line.get("shape")), "linear")
        layers.append(_layer(rows, mark, encoding | {"order": {"field": "i", "type": "quantitative"}}))
    if "markers" in mode:
        size = marker.get("size", 6)
        own, shades = _list(size), _list(marker.get("color"))
        more: dict[str, Any] = {"tooltip": [{"field": "x"}, {"field": "y"}]}
        for row, n in zip(rows, range(len(rows)), strict=True):
            row["s"] = own[n] ** 2 if n < len(own) and isinstance(own[n], int | float) else 36
            row["c"] = shades[n] if n < len(shades) else None
        if own:
            more["size"] = {"field": "s", "type": "quantitative", "scale": None}
        if shades:
            number = all(isinstance(shade, int | float) for shade in shades)
            more["color"] = {"field": "c", "type": "quantitative" if number else "nominal",
                             "scale": {"scheme": "viridis"} if number else None, "title": None}  # fmt: skip
        mark = {"type": "point", "filled": True, "opacity": marker.get("opacity", 0.9)}
        mark |= {} if own else {"size": float(size) ** 2 if isinstance(size, int | float) else 36}
        layers.append(_layer(rows, mark | ({} if shades else {"color": color}), encoding | more))
    if "text" in mode:
        layers.append(_layer(rows, {"type": "text", "dy": -8}, encoding | {"text": {"field": "t"}}))
    return layers or None


def _layer(rows: list[dict[str, Any]], mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"values": rows}, "mark": mark | {"clip": True}, "encoding": encoding}


def _bar(
    trace: Mapping[str, Any], layout: Mapping[str, Any], index: int, traces: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]] | None:
    x, y = _xy(trace)
    flat = trace.get("orientation") == "h"
    names, values = (y, x) if flat else (x, y)
    bars = [other for other in traces if other.get("type") == "bar"]
    if len(bars) > 1:
        return _bars(trace, layout, bars) if trace is bars[0] else []
    shades = _list(_mapping(trace.get("marker")).get("color"))
    rows = _rows(n=names, v=values, c=shades or [_color(trace, index)] * len(names))
    numeric = all(isinstance(name, int | float) for name in names)
    if numeric and len(traces) > 1:  # numbers as names would not share an axis with the other traces
        given = trace.get("width")
        width = float(given) if isinstance(given, int | float) else _gap(names) * 0.8
        for row in rows:
            row |= {"a": row["n"] - width / 2, "b": row["n"] + width / 2, "z": 0}
        across = {"x": _axis(names, layout, "x", "a"), "x2": {"field": "b"}, "y": _axis(values, layout, "y", "v"),
                  "y2": {"field": "z"}}  # fmt: skip
        return [_layer(rows, {"type": "rect", "opacity": 0.85}, across | _own_color())]
    return [_layer(rows, {"type": "bar"}, _bar_axes(names, values, layout, flat=flat) | _own_color())]


def _gap(values: Sequence[float]) -> float:
    ordered = np.unique(np.array(values, float))
    return float(np.diff(ordered).min()) if len(ordered) > 1 else 1.0


def _own_color() -> dict[str, Any]:
    return {"color": {"field": "c", "type": "nominal", "scale": None, "legend": None},
            "tooltip": [{"field": "n"}, {"field": "v"}]}  # fmt: skip


def _bar_axes(names: Sequence[Any], values: Sequence[Any], layout: Mapping[str, Any], *, flat: bool) -> dict[str, Any]:
    across, along = ("y", "x") if flat else ("x", "y")
    band = _axis(names, layout, across, "n") | {"type": "nominal", "sort": None}
    band.pop("scale", None)
    size = _axis(values, layout, along, "v")
    size["scale"] = {**size.get("scale", {}), "zero": "domain" not in size.get("scale", {})}
    return {across: band, along: size}


def _bars(
    first: Mapping[str, Any], layout: Mapping[str, Any], bars: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return several bar traces as one layer, beside or on top of each other."""
    flat = first.get("orientation") == "h"
    rows: list[dict[str, Any]] = []
    names: list[Any] = []
    for index, trace in enumerate(bars):
        x, y = _xy(trace)
        mine, values = (y, x) if flat else (x, y)
        names += mine
        series = _plain(trace.get("name")) or f"trace {index}"
        rows += [row | {"s": series, "c": _color(trace, index)} for row in _rows(n=mine, v=values)]
    encoding = _bar_axes(names, [row["v"] for row in rows], layout, flat=flat) | _own_color()
    if layout.get("barmode", "group") == "group":
        encoding["yOffset" if flat else "xOffset"] = {"field": "s", "sort": None}
    return [_layer(rows, {"type": "bar"}, encoding)]


def _histogram(
    trace: Mapping[str, Any], layout: Mapping[str, Any], index: int, traces: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]] | None:
    flat = not _list(trace.get("x"))
    values = [v for v in _list(trace.get("y" if flat else "x")) if isinstance(v, int | float) and math.isfinite(v)]
    if not values:
        return None
    most = trace.get("nbinsy" if flat else "nbinsx")
    counts, edges = np.histogram(values, bins=int(most) if isinstance(most, int) and most > 0 else "auto")
    if str(trace.get("histnorm", "")).startswith("prob"):
        counts = counts / counts.sum()
    rows = _rows(a=edges[:-1].tolist(), b=edges[1:].tolist(), v=counts.tolist())
    ends, size = ("y", "x") if flat else ("x", "y")
    encoding = {ends: _axis(values, layout, ends, "a"), f"{ends}2": {"field": "b"},
                size: {"field": "v", "type": "quantitative", "title": "count"}, f"{size}2": {"datum": 0},
                "tooltip": [{"field": "a"}, {"field": "b"}, {"field": "v"}]}  # fmt: skip
    opacity = 0.6 if len(traces) > 1 else 0.9
    return [_layer(rows, {"type": "rect", "color": _color(trace, index), "opacity": opacity}, encoding)]


def _box(
    trace: Mapping[str, Any], layout: Mapping[str, Any], index: int, traces: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]] | None:
    flat = trace.get("orientation") == "h" or not _list(trace.get("y"))
    values = _list(trace.get("x" if flat else "y"))
    names = _list(trace.get("y" if flat else "x")) or [_plain(trace.get("name")) or f"trace {index}"] * len(values)
    if not values or trace.get("q1") is not None:
        return None
    del traces
    across, along = ("y", "x") if flat else ("x", "y")
    encoding = {across: {"field": "n", "type": "nominal", "sort": None, "title": None},
                along: _axis(values, layout, along, "v")}  # fmt: skip
    mark = {"type": "boxplot", "color": _color(trace, index)}
    return [{"data": {"values": _rows(n=names, v=values)}, "mark": mark, "encoding": encoding}]


def _heat(
    trace: Mapping[str, Any], layout: Mapping[str, Any], index: int, traces: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]] | None:
    del index, traces
    z = [_list(row) for row in _list(trace.get("z"))]
    width = max((len(row) for row in z), default=0)
    if not width or len(z) * width > _MAX_ROWS:
        return None
    x, y = _list(trace.get("x")) or list(range(width)), _list(trace.get("y")) or list(range(len(z)))
    rows = [
        {"x": x[j], "y": y[i], "v": value}
        for i, row in enumerate(z)
        for j, value in enumerate(row)
        if i < len(y) and j < len(x) and isinstance(value, int | float)
    ]
    scale: dict[str, Any] = {"scheme": "viridis"}
    if trace.get("type") == "contour":
        levels = trace.get("ncontours")
        scale = {"type": "quantize", "scheme": {"name": "viridis", "count": levels if isinstance(levels, int) else 12}}
    own = {"type": "ordinal", "sort": None}
    up = {"sort": None if _mapping(layout.get("yaxis")).get("autorange") == "reversed" else "descending"}
    texts = any(isinstance(value, str) for value in y)
    encoding: dict[str, Any] = {"x": _axis(x, layout, "x", "x") | own,
                "y": _axis(y, layout, "y", "y") | own | ({} if texts else up),
                "color": {"field": "v", "type": "quantitative", "scale": scale, "title": None},
                "tooltip": [{"field": name} for name in ("x", "y", "v")]}  # fmt: skip
    for name in ("x", "y"):
        encoding[name].pop("scale", None)
    return [{"data": {"values": rows}, "mark": {"type": "rect"}, "encoding": encoding}]


def _pie(
    trace: Mapping[str, Any], layout: Mapping[str, Any], index: int, traces: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]] | None:
    del layout, index, traces
    labels, values = _list(trace.get("labels")), _list(trace.get("values"))
    if not labels:
        return None
    shades = _list(_mapping(trace.get("marker")).get("colors"))
    colors = [shades[i] if i < len(shades) else f"var(--c{i % 10})" for i in range(len(labels))]
    rows = _rows(n=labels, v=values or [1] * len(labels), c=colors)
    color = {"field": "n", "type": "nominal", "sort": None, "title": None, "scale": {"domain": labels, "range": colors}}
    hole = trace.get("hole")
    mark = {
        "type": "arc",
        "innerRadius": {"expr": f"min(width,height)/2*{float(hole)}"} if isinstance(hole, int | float) else 0,
    }
    encoding = {"theta": {"field": "v", "type": "quantitative", "stack": True}, "color": color,
                "tooltip": [{"field": "n"}, {"field": "v"}]}  # fmt: skip
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}]


_Maker = Callable[[Mapping[str, Any], Mapping[str, Any], int, Sequence[Mapping[str, Any]]], list[dict[str, Any]] | None]
_MAKERS: dict[str, _Maker] = {
    "scatter": _scatter, "scattergl": _scatter, "bar": _bar, "histogram": _histogram, "box": _box, "heatmap": _heat,
    "contour": _heat, "pie": _pie,
}  # fmt: skip
