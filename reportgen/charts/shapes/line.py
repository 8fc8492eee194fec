"""Lines through rows x, y of data "rows": one a ``line``, with colour and dash; points say their ``tip``."""

from __future__ import annotations

from typing import Any, Literal


def author() -> dict[str, Any]:
    """Return the Vega-Lite spec."""
    return lines("quantitative")


def lines(x: Literal["quantitative", "nominal"]) -> dict[str, Any]:
    """Return lines over an x axis of numbers or of names."""
    import altair as alt

    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X(
            "x",
            type=x,
            title=None,
            sort=None,
            axis=alt.Axis(grid=False),
            scale=alt.Scale(zero=False, nice=False) if x != "nominal" else alt.Undefined,
        ),
        y=alt.Y("y:Q", title=None, scale=alt.Scale(zero=False)),
        color=alt.Color("color:N", scale=None),
        detail="line:N",
    )
    drawn = base.mark_line(strokeWidth=1.75, clip=True).encode(strokeDash=alt.StrokeDash("dash:N", scale=None))
    read = base.mark_point(filled=True, size=90, opacity=0).encode(tooltip="tip:N")
    alone = base.mark_point(filled=True, size=24).transform_filter("datum.alone")
    spec: dict[str, Any] = (drawn + alone + read).properties(width=400, height=240).to_dict(validate=False)
    return spec
