"""Bars of data "rows": a ``name`` each, ``value`` from zero, one thin bar a run beside the others."""

from __future__ import annotations

from typing import Any


def author() -> dict[str, Any]:
    """Return the Vega-Lite spec."""
    import altair as alt

    chart = (
        alt.Chart(alt.NamedData("rows"))
        .mark_bar(clip=True)
        .encode(
            y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=150, ticks=False)),
            yOffset=alt.YOffset("series:N", sort=None),
            x=alt.X("value:Q", title=None),
            color=alt.Color("color:N", scale=None),
            tooltip="tip:N",
        )
        .properties(width=400, height=240)
    )
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec
