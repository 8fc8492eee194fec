"""A compiled chart with its data as a fragment: what every panel drawn by <rg-chart> has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from markupsafe import Markup

from reportgen.blocks import Block, json_block
from reportgen.charts.frame import FramePayload, Shape, store
from reportgen.fragment import Fragment
from reportgen.held import HeldChart
from reportgen.texts import plural, say

_MOST_MARKS = 60  # steps that are marked below the slider

HEIGHT = 264


@dataclass(frozen=True)
class Switch:
    """A check box of the chart's menu: each scale's type, off and on."""

    label: str
    on: bool = False
    scales: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """A Vega spec, its data sets as columns, and what the page may do with them.

    ``run`` and ``step`` name the columns that hold a row's run and step; ``titles`` are the columns of the table and
    CSV by name, of the data set ``sheet``. A ``fixed`` chart keeps the spec's own size; one that fills its panel is
    at most ``widest`` px wide.
    """

    vega: Mapping[str, Any]
    data: Mapping[str, Mapping[str, Sequence[Any]]]
    titles: Mapping[str, str]
    picture: Markup = field(default_factory=Markup)
    sheet: str = "rows"
    run: str = "run"
    step: str = ""
    library: str = "vega"
    switches: Sequence[Switch] = ()
    height: int = HEIGHT
    fixed: bool = False
    widest: int | None = None
    after: Markup = field(default_factory=Markup)


class SwitchPayload(TypedDict):
    """A check box of a chart's menu: each scale's type, off and on."""

    label: str
    on: bool
    scales: dict[str, tuple[str, str]]


class ChartPayload(TypedDict):
    """A chart by Vega and its data sets."""

    vega: Shape
    library: str
    titles: dict[str, str]
    run: str
    step: str
    sheet: str
    fixed: bool
    data: dict[str, FramePayload]
    switches: list[SwitchPayload]


def chart_fragment(chart: Chart, alt: str, sampled: Sequence[str] = (), missing: Sequence[str] = ()) -> Fragment:
    """Return the chart's markup and data."""
    blocks: list[Block] = []
    view: ChartPayload = {
        "vega": dict(chart.vega), "library": chart.library, "titles": dict(chart.titles), "run": chart.run,
        "step": chart.step,
        "sheet": chart.sheet, "fixed": chart.fixed,
        "data": {name: store(columns, blocks) for name, columns in chart.data.items()},
        "switches": [
            {"label": s.label, "on": s.on, "scales": dict(s.scales)} for s in chart.switches
        ],
    }  # fmt: skip
    blocks.append(json_block(view))
    steps = _steps(chart) if chart.step else []
    html = Markup(
        '<rg-chart data-view="{}">{}<div class="rg-plot{}" style="{}">{}</div>{}</rg-chart>'
    ).format(
        blocks[-1].id, slider(steps) if len(steps) > 1 else Markup(), " rg-fixed" if chart.fixed else "",
        size(chart.height, chart.widest), chart.picture, chart.after,
    )  # fmt: skip
    libraries = frozenset({chart.library})
    return Fragment(
        html,
        frozenset({"chart"}),
        libraries,
        blocks,
        alt=alt,
        sampled=list(sampled),
        missing=list(missing),
        holds=[HeldChart(blocks[-1].id)],
    )


def size(height: int, widest: int | None = None) -> str:
    """Return the CSS of a plot that fills its panel, up to a width where one is given."""
    return f"height:{height}px" + (f";max-width:{widest}px" if widest else "")


def _steps(chart: Chart) -> list[float]:
    columns = chart.data[chart.sheet]
    return sorted(set(columns.get(chart.step, ())))


def slider(steps: Sequence[float], key: str = "step") -> Markup:
    """Return the control that moves the page's step through ``steps``, or through values of another logged key."""
    last = len(steps) - 1
    name = say("step") if key == "step" else key
    marks = Markup(' style="--gaps:{}"').format(last) if 0 < last <= _MOST_MARKS else Markup()
    return Markup(
        '<div class="rg-step rg-control" data-live hidden data-key="{}"{}>'
        '<label><span class="rg-label">{}</span> <output>{:,.15g}</output>'
        '<input type="range" min="0" max="{}" value="{}" step="1" aria-label="{}"></label>'
        '<span class="rg-note">{}</span></div>'
    ).format(
        key,
        marks,
        name,
        steps[-1],
        last,
        last,
        name[:1].upper() + name[1:],
        plural(len(steps), "step") if key == "step" else plural(len(steps), "value"),
    )


def threshold_slider() -> Markup:
    """Return the control that moves the threshold of scores."""
    return Markup(
        '<div class="rg-step rg-control" data-live hidden><label><span class="rg-label">{0}</span> <output></output>'
        '<input type="range" min="0" max="1000" step="1" value="500" aria-label="{0}"></label></div>'
    ).format(say("Threshold"))
