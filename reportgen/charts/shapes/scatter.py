"""Points of data "rows" (x, y, color, size in square pixels, tip), lines of "trend" (x, y, color, dash), and "ends".

The ends (x, y, text, color) name the lines.
"""

from __future__ import annotations

from typing import Any


def author() -> dict[str, Any]:
    """Return the Vega-Lite spec."""
    import altair as alt

    axis = alt.Axis(tickCount=6, labelOverlap="greedy", labelSeparation=8)
    scale = alt.Scale(zero=False, nice=False, padding=14)
    x = alt.X("x:Q", title=None, axis=axis, scale=scale)
    y = alt.Y("y:Q", title=None, axis=axis, scale=scale)
    color = alt.Color("color:N", scale=None)
    dots = (
        alt.Chart(alt.NamedData("rows"))
        .mark_point(filled=True, opacity=0.75, clip=True)
        .encode(x=x, y=y, color=color, size=alt.Size("size:Q", scale=None), tooltip="tip:N")
    )
    trend = (
        alt.Chart(alt.NamedData("trend"))
        .mark_line(strokeWidth=1.5, clip=True)
        .encode(
            x=x, y=y, color=color, detail="line:N", strokeDash=alt.StrokeDash("dash:N", scale=None), order="order:Q"
        )
    )
    ends = (
        alt.Chart(alt.NamedData("ends"))
        .mark_text(align="right", dy=-8, fontSize=11, clip=True)
        .encode(x=x, y=y, color=color, text="text:N")
    )
    spec: dict[str, Any] = (trend + dots + ends).properties(width=400, height=240).to_dict(validate=False)
    return spec
