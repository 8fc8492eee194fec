"""Histogram bars of data "rows": ``count`` between ``low`` and ``high``, one colour a run, laid over each other.

Lines through data "outline" (x, y, color, line, order) tell those of several runs apart.
"""

from __future__ import annotations

from typing import Any


def author() -> dict[str, Any]:
    """Return the Vega-Lite spec."""
    import altair as alt

    scale = alt.Scale(zero=False, nice=False)
    bars = (
        alt.Chart(alt.NamedData("rows"))
        .mark_rect(clip=True)
        .encode(
            x=alt.X("low:Q", title=None, axis=alt.Axis(grid=False), scale=scale),
            x2="high:Q",
            y=alt.Y("count:Q", title=None, stack=None),
            y2=alt.datum(0),
            color=alt.Color("color:N", scale=None),
            opacity=alt.Opacity("opacity:Q", scale=None),
            tooltip="tip:N",
        )
    )
    outline = (
        alt.Chart(alt.NamedData("outline"))
        .mark_line(strokeWidth=1.5, clip=True)
        .encode(
            x=alt.X("x:Q", title=None, scale=scale), y=alt.Y("y:Q", title=None, stack=None), detail="line:N",
            color=alt.Color("color:N", scale=None), order="order:Q",
        )
    )  # fmt: skip
    spec: dict[str, Any] = (bars + outline).properties(width=400, height=240).to_dict(validate=False)
    return spec
