"""How a line plot looks: the picture before any script runs, and the legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from reportgen.charts import static
from reportgen.charts.marks import Band, Line, Mark, Strange
from reportgen.model.column import Floats
from reportgen.panels.base.legend import entry, legend
from reportgen.panels.base.line_style import DASHES, HUES, MARKS, LineStyle
from reportgen.panels.base.lines.series import Series
from reportgen.stats import aggregate, reduce

_STATIC_COLUMNS = 60
_STATIC_POINTS = 720
_SMOOTHED = 20_000


@dataclass(frozen=True)
class Group:
    """Runs that make one line: the group's name and the runs' places in the report."""

    name: str
    runs: list[int]


class Settings(NamedTuple):
    """What the static picture needs of a plot's fields."""

    axis: str
    log_x: bool
    log_y: bool
    range_x: list[float | None] | None
    range_y: list[float | None] | None
    smoothing: float
    how: str
    band: str
    plot_type: str
    ignore_outliers: bool


class _Drawn(NamedTuple):
    x: Floats
    y: Floats
    look: LineStyle
    low: Floats | None = None
    high: Floats | None = None


def line_style(
    line: Series, keys: Sequence[str], *, by_key: bool, title: str | None, color: str | None, width: float | None,
    mark: str | None,
) -> LineStyle:  # fmt: skip
    """Return a line's look: the run's colour, or the metric's where a report has one run; dashes tell the rest."""
    place, run = keys.index(line.key), line.run["index"]
    own = key_color(place) if by_key else f"var(--run-{run})"
    turn = place // HUES if by_key else place
    plain = DASHES[turn % len(DASHES)] if turn else line.run.get("dash", "")
    dash = plain if mark is None else MARKS[mark]
    return LineStyle(title or line.run["name"], color or own, dash, width or 1.75, mark == "points")


def key_color(index: int) -> str:
    """Return the CSS colour of the i-th metric of a report with a single run."""
    return f"var(--c{index % HUES})"


def static_picture(
    series: Sequence[Series], looks: Sequence[LineStyle], groups: Sequence[Group], settings: Settings, width: int,
    height: int,
) -> Markup:  # fmt: skip
    """Return the plot as it stands in the page before any script runs; lines of the second y axis are omitted."""
    drawn = [
        d for line, own in zip(series, looks, strict=True) if not line.right for d in [_single(line, own, settings)]
    ]
    if groups and settings.how != "samples":
        left = [line for line in series if not line.right]
        drawn = _grouped(drawn, left, groups, settings)
    if settings.plot_type != "line" and drawn:
        drawn = _stacked(drawn, share=settings.plot_type == "pct-area")
    marks: list[Mark] = []
    kept = max(8, min(_STATIC_COLUMNS, _STATIC_POINTS // max(len(drawn), 1)))
    opacity = 0.16 if settings.plot_type == "line" else 0.5
    for item in drawn:
        if item.low is not None and item.high is not None:
            some = reduce.m4(item.x, item.high, kept)
            marks.append(Band(item.x[some], item.low[some], item.high[some], item.look.color, opacity))
    for item in drawn:
        some = reduce.m4(item.x, item.y, kept)
        if len(some):
            marks.append(Line(item.x[some], item.y[some], item.look.color, item.look.dash))
    marks += _strange(series, looks, settings)
    edges = [values for item in drawn for values in (item.y, item.low, item.high) if values is not None]
    if settings.ignore_outliers:
        edges = [np.nanpercentile(np.concatenate(edges), [5, 95])] if any(map(len, edges)) else edges
    across = [item.x for item in drawn] + [mark.x for mark in marks if isinstance(mark, Strange)]
    x = _axis(across, settings.range_x, log=settings.log_x)
    y = _axis(edges, settings.range_y, log=settings.log_y, pad=0.04)
    return static.picture(marks, x, y, width, height)


def _strange(series: Sequence[Series], looks: Sequence[LineStyle], settings: Settings) -> list[Strange]:
    """Return the marks of values that are no numbers, as the page draws them."""
    found = []
    for line, own in zip(series, looks, strict=True):
        x = line.x.get(settings.axis, np.zeros(0))
        bad = np.isfinite(x) & ~np.isfinite(line.values[: len(x)])
        if bad.any():
            found.append(Strange(x[bad], line.values[bad], own.color))
    return found


def _axis(values: Sequence[Floats], asked: list[float | None] | None, *, log: bool, pad: float = 0.0) -> static.Axis:
    low, high = static.domain(values, log=log, pad=pad)
    ends = asked or [None, None]
    return static.Axis(low if ends[0] is None else ends[0], high if ends[1] is None else ends[1], log)


def _single(line: Series, own: LineStyle, settings: Settings) -> _Drawn:
    x = line.x.get(settings.axis, np.zeros(0))
    order = np.argsort(x, kind="stable") if len(x) else np.zeros(0, np.int64)
    x, y = x[order], line.values[order] if len(x) else np.zeros(0)
    inside = np.isfinite(x)
    factor = settings.smoothing if len(x) < _SMOOTHED else 0.0
    return _Drawn(x[inside], reduce.smooth(x[inside], y[inside], factor), own)


def _grouped(
    drawn: Sequence[_Drawn], series: Sequence[Series], groups: Sequence[Group], settings: Settings
) -> list[_Drawn]:
    cells: dict[tuple[int, str], list[_Drawn]] = {}
    for item, line in zip(drawn, series, strict=True):
        cells.setdefault((line.group, line.key), []).append(item)
    found = []
    for (group, _), members in cells.items():
        x = aggregate.grid([item.x for item in members])
        values = np.array([aggregate.on_grid(item.x, item.y, x) for item in members])
        middle = aggregate.aggregate(values, settings.how)
        low, high = aggregate.spread(values, middle, settings.band) or (None, None)
        own = replace(members[0].look, color=f"var(--run-{groups[group].runs[0]})") if group >= 0 else members[0].look
        found.append(_Drawn(x, middle, own, low, high))
    return found


def _stacked(drawn: Sequence[_Drawn], *, share: bool) -> list[_Drawn]:
    x = aggregate.grid([item.x for item in drawn])
    values = np.array([aggregate.on_grid(item.x, item.y, x) for item in drawn])
    lower, upper = aggregate.stack(values, share=share)
    return [_Drawn(x, upper[i], item.look, lower[i], upper[i]) for i, item in enumerate(drawn)]


def lines_legend(
    series: Sequence[Series], looks: Sequence[LineStyle], groups: Sequence[Group], keys: Sequence[str], *, by_key: bool
) -> Markup:
    """Return the legend: runs or groups where there are several, metrics where there are several."""
    if any(line.legend for line in series) or any(
        own.name != line.run["name"] for line, own in zip(series, looks, strict=True)
    ):
        entries = _each_line(series, looks, groups)
    else:
        entries = []
        if len(keys) > 1:
            for index, key in enumerate(keys):
                color = key_color(index) if by_key else "var(--ink)"
                dash = DASHES[index // HUES % len(DASHES)] if by_key else DASHES[index % len(DASHES)]
                entries.append(entry(key, color, dash))
        if groups:
            members = [(group.name, group.runs) for group in groups]
            entries += [entry(name, f"var(--run-{runs[0]})", "", runs) for name, runs in members]
        elif not by_key:
            seen = {line.run["index"]: (line.run, own.color) for line, own in zip(series, looks, strict=True)}
            entries += [
                entry(run["name"], color, run.get("dash", ""), [index]) for index, (run, color) in sorted(seen.items())
            ]
    return legend(entries)


def _each_line(series: Sequence[Series], looks: Sequence[LineStyle], groups: Sequence[Group]) -> list[Markup]:
    """Return an entry for every line: a template or titles of the spec's own tell them apart."""
    entries, seen = [], set()
    for line, own in zip(series, looks, strict=True):
        group = groups[line.group] if line.group >= 0 else None
        if (line.group, line.key) in seen and group:
            continue
        seen.add((line.group, line.key))
        name = _without_places(line.legend) or (group.name if group else own.name)
        color = f"var(--run-{group.runs[0]})" if group else own.color
        entries.append(entry(name, color, own.dash, group.runs if group else [line.run["index"]], line.key))
    return entries


def _without_places(template: str) -> str:
    """Return a legend text without what only a crosshair can fill."""
    import re

    return re.sub(r"\[\[.*?\]\]|\$\{[a-z]+\}", "", template, flags=re.DOTALL).strip()
