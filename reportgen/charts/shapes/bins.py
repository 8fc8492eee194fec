"""Histogram bars of data "rows": ``count`` between ``low`` and ``high``, one colour a run, laid over each other."""

from __future__ import annotations

from typing import Any


def author() -> dict[str, Any]:
    """Return the Vega-Lite spec."""
    import altair as alt

    chart = (
        alt.Chart(alt.NamedData("rows"))
        .mark_rect(clip=True)
        .encode(
            x=alt.X("low:Q", title=None, axis=alt.Axis(grid=False), scale=alt.Scale(zero=False, nice=False)),
            x2="high:Q",
            y=alt.Y("count:Q", title=None, stack=None),
            y2=alt.datum(0),
            color=alt.Color("color:N", scale=None),
            opacity=alt.Opacity("opacity:Q", scale=None),
            tooltip="tip:N",
        )
        .properties(width=400, height=240)
    )
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec
