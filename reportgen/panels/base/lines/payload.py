"""What a panel of lines hands to the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

import numpy as np

from reportgen.blocks import Block, BlockId, exact_block
from reportgen.charts.frame import Ends, Shape
from reportgen.panels.base.line_style import LineStyle
from reportgen.panels.base.lines.series import Series, timed

Goals = dict[str, Literal["minimize", "maximize", ""]]
"""Which way each metric is better, empty where nothing tells."""


class LineEdgesPayload(TypedDict):
    """A band around a line: blocks of its edges, and the metrics that they are, lower and upper."""

    keys: list[str]
    low: BlockId
    high: BlockId


class LinePayload(TypedDict):
    """A line: its look, and blocks of its values and of each axis."""

    run: int
    key: str
    label: str
    """What the script calls the metric."""
    name: str
    color: str
    dash: str
    width: float
    points: bool
    right: bool
    group: int
    total: int
    start: float | None
    x: dict[str, BlockId]
    y: BlockId
    legend: str
    edges: LineEdgesPayload | None


class LineGroupPayload(TypedDict):
    """A group of runs."""

    name: str
    color: str
    legend: str


class LinePlotPayload(TypedDict):
    """A line plot."""

    shape: Shape
    axis: str
    axes: list[str]
    lines: list[LinePayload]
    groups: list[LineGroupPayload]
    logX: bool
    logY: bool
    logRight: bool
    rangeX: Ends | None
    rangeY: Ends | None
    rangeRight: Ends | None
    titleX: str
    titleY: str
    titleRight: str
    smoothing: float
    smoothingType: Literal["exponentialTimeWeighted", "exponential", "gaussian", "average", "none"]
    original: bool
    aggregate: Literal["mean", "min", "max", "median", "sum", "samples"]
    range: Literal["minmax", "stddev", "stderr", "none", "samples"]
    plotType: Literal["line", "stacked-area", "pct-area"]
    ignoreOutliers: Literal["auto", "on", "off"]
    noise: Literal["auto", "band", "line"]
    goals: Goals
    runsOnly: bool
    fontSize: int


def line_payload(
    line: Series, look: LineStyle, blocks: list[Block], band: Sequence[str] = (), label: str = ""
) -> LinePayload:  # fmt: skip
    """Return what the page needs of a line, adding its values to ``blocks``.

    ``band`` names the edges' metrics, ``label`` is what the script calls the line's, where that is not its key.
    """
    columns = {axis: exact_block(timed(values) if axis == "relative_time" else values)
               for axis, values in line.x.items()}  # fmt: skip
    values = exact_block(line.values)
    blocks += [*columns.values(), values]
    edges: LineEdgesPayload | None = None
    if line.edges is not None:
        low, high = map(exact_block, line.edges)
        blocks += [low, high]
        edges = {"keys": list(band), "low": low.id, "high": high.id}
    return {
        "run": line.run["index"], "key": line.key, "label": label or line.key,
        "name": look.name, "color": look.color, "dash": look.dash,
        "width": look.width, "points": look.points, "right": line.right, "group": line.group, "total": line.total,
        "start": None if np.isnan(line.start) else line.start,
        "x": {axis: block.id for axis, block in columns.items()}, "y": values.id, "legend": line.legend, "edges": edges,
    }  # fmt: skip
