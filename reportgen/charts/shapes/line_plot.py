"""Axes and scales of a line plot; each line is one path, drawn in pixels by the page.

Vega costs about 5 microseconds and half a kilobyte a row, so rows of points would cap what a line can show. One path
a line costs the same at any number of points (docs/decisions/002-lines-as-paths.md).
"""

from __future__ import annotations

from typing import Any

_LABEL = "abs(datum.value) >= 1000 ? format(datum.value, '~s') : datum.label"


def author() -> dict[str, Any]:
    """Return the Vega-Lite spec: domains are parameters x0, x1, y0, y1."""
    import altair as alt

    def axis(field: str, low: str, high: str) -> dict[str, Any]:
        domain = [alt.ExprRef(low), alt.ExprRef(high)]
        return {"shorthand": f"{field}:Q", "scale": alt.Scale(domain=domain, nice=False, zero=False)}

    def ticks(count: str, *, grid: bool) -> alt.Axis:
        return alt.Axis(title=None, grid=grid, labelFlush=False, labelExpr=_LABEL, tickCount=alt.ExprRef(count))

    chart = (
        alt.Chart(alt.NamedData("lines"))
        .mark_line(clip=True)
        .encode(
            x=alt.X(**axis("x", "x0", "x1"), axis=ticks("ceil(width / 90)", grid=False)),
            y=alt.Y(**axis("y", "y0", "y1"), axis=ticks("ceil(height / 50)", grid=True)),
        )
        .add_params(*(alt.param(name=name, value=index % 2) for index, name in enumerate(("x0", "x1", "y0", "y1"))))
        .properties(width=400, height=240, autosize=alt.AutoSizeParams(type="fit", contains="padding"))
    )
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


def finish(vega: dict[str, Any]) -> dict[str, Any]:
    """Replace the mark of rows by one path per line, with its own colour, width, dash and opacity."""
    fields = {"path": "path", "stroke": "color", "strokeWidth": "width", "strokeDash": "dash", "opacity": "opacity"}
    encoding: dict[str, Any] = {channel: {"field": field} for channel, field in fields.items()}
    vega["data"] = [{"name": "lines"}]
    vega["marks"] = [
        {
            "name": "paths",
            "type": "path",
            "clip": True,
            "aria": False,
            "from": {"data": "lines"},
            "encode": {"update": encoding | {"strokeJoin": {"value": "round"}}},
        }
    ]
    vega.pop("background", None)
    vega.pop("style", None)
    vega["padding"] = {"left": 0, "top": 4, "right": 14, "bottom": 4}
    return vega
