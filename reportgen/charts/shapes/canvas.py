"""Axes and scales; what stands between them is drawn in pixels by the page: paths, boxes, symbols, texts, images.

Vega costs about 5 microseconds and half a kilobyte a row, so rows of points would cap what a line can show. One path
a line costs the same at any number of points (docs/decisions/002-lines-as-paths.md), and a heat map is one image.
"""

from __future__ import annotations

from typing import Any

from reportgen.charts.shapes import numbered

_CHANNELS: dict[str, tuple[str, tuple[str, ...]]] = {
    "images": ("image", ("x", "y", "width", "height", "url")),
    "boxes": ("rect", ("x", "x2", "y", "y2", "fill", "fillOpacity", "stroke", "tooltip")),
    "lines": ("path", ("path", "stroke", "strokeWidth", "strokeDash", "opacity", "fill", "fillOpacity", "tooltip")),
    "marks": ("symbol", ("x", "y", "shape", "size", "fill", "stroke", "fillOpacity", "tooltip")),
    "texts": ("text", ("x", "y", "text", "align", "fill", "fontSize", "fontWeight", "angle", "limit")),
}


def author() -> dict[str, Any]:
    """Return the Vega-Lite spec: domains are parameters x0, x1, y0, y1."""
    import altair as alt

    def axis(field: str, low: str, high: str) -> dict[str, Any]:
        domain = [alt.ExprRef(low), alt.ExprRef(high)]
        return {"shorthand": f"{field}:Q", "scale": alt.Scale(domain=domain, nice=False, zero=False)}

    def ticks(count: str, *, grid: bool) -> alt.Axis:
        return alt.Axis(title=None, grid=grid, labelFlush=False, tickCount=alt.ExprRef(count))

    chart = (
        alt.Chart(alt.NamedData("lines"))
        .mark_line(clip=True)
        .encode(
            x=alt.X(
                **axis("x", "x0", "x1"), axis=ticks("max(ceil(width / 90), min(3, floor(width / 50)))", grid=False)
            ),
            y=alt.Y(
                **axis("y", "y0", "y1"), axis=ticks("max(ceil(height / 80), min(5, ceil(height / 50)))", grid=True)
            ),
        )
        .add_params(*(alt.param(name=name, value=index % 2) for index, name in enumerate(("x0", "x1", "y0", "y1"))))
        .properties(width=400, height=240, autosize=alt.AutoSizeParams(type="fit", contains="padding"))
    )
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


def finish(vega: dict[str, Any]) -> dict[str, Any]:
    """Replace the mark of rows by marks in pixels, and add the second y axis."""
    vega["data"] = [{"name": name} for name in _CHANNELS]
    vega["marks"] = [_mark(name, kind, channels) for name, (kind, channels) in _CHANNELS.items()]
    _second_axis(vega)
    numbered(vega)
    vega.pop("background", None)
    vega.pop("style", None)
    vega["padding"] = {"left": 0, "top": 4, "right": 14, "bottom": 4}
    return vega


def _mark(data: str, kind: str, channels: tuple[str, ...]) -> dict[str, Any]:
    encoding: dict[str, Any] = {channel: {"field": channel} for channel in channels}
    if kind == "path":
        encoding |= {"strokeJoin": {"value": "round"}, "strokeCap": {"value": "round"}}
    if kind == "text":
        encoding |= {"baseline": {"value": "middle"}, "font": {"value": "system-ui, sans-serif"}}
    if kind == "image":
        encoding |= {"aspect": {"value": False}, "smooth": {"value": False}}
    clip = kind in ("path", "image")
    return {"type": kind, "clip": clip, "aria": False, "from": {"data": data}, "encode": {"update": encoding}}


def _second_axis(vega: dict[str, Any]) -> None:
    """Add the scale "right" over the signals r0 and r1, and its axis; the page drops both where nothing needs them."""
    scale = next(scale for scale in vega["scales"] if scale["name"] == "y")
    axis = next(axis for axis in vega["axes"] if axis["scale"] == "y" and axis.get("labels", True))
    vega["scales"].append({**scale, "name": "right", "domain": [{"signal": "r0"}, {"signal": "r1"}]})
    vega["axes"].append({**axis, "scale": "right", "orient": "right", "grid": False})
    vega["signals"] += [{"name": "r0", "value": 0}, {"name": "r1", "value": 1}]
