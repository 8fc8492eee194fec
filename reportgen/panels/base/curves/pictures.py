"""The static pictures of logged charts: what is seen before scripts run, and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

from reportgen.charts import static
from reportgen.charts.marks import Bars, Line, Mark
from reportgen.panels.base.chart import HEIGHT
from reportgen.panels.base.curves.logged import LoggedView
from reportgen.stats import reduce


def last_steps(view: LoggedView) -> dict[int, int]:
    """Return the last step of each run."""
    last: dict[int, int] = {}
    for rows in view.tables:
        last[rows.run["index"]] = max(rows.step, last.get(rows.run["index"], rows.step))
    return last


def picture(marks: Sequence[Mark], x: Sequence[Any], y: Sequence[Any], view: LoggedView) -> Markup:
    """Return marks over axes that hold all x and y."""
    ends = [static.domain([np.array(values, float)], pad=0.04) for values in (x, y)]
    return static.picture(marks, static.Axis(*ends[0]), static.Axis(*ends[1]), view.width, HEIGHT)


def line_picture(view: LoggedView, data: Mapping[str, list[Any]], *, nominal: bool, unit: bool, chance: bool) -> Markup:
    """Return lines as a static picture: of each the points of its run's last step."""
    names = list(dict.fromkeys(data["x"])) if nominal else []
    place = {name: i + 0.5 for i, name in enumerate(names)}
    last = last_steps(view)
    marks: list[Mark] = [Line(np.array([0.0, 1.0]), np.array([0.0, 1.0]), "var(--line-2)", "4 4")] if chance else []
    shown: dict[str, list[int]] = {}
    for i, key in enumerate(data["line"]):
        if data["step"][i] == last[data["run"][i]]:
            shown.setdefault(key, []).append(i)
    xs, ys = [np.zeros(0)], [np.zeros(0)]
    for members in shown.values():
        x = np.array([place[data["x"][i]] if nominal else data["x"][i] for i in members], float)
        y = np.array([data["y"][i] for i in members], float)
        order = np.argsort(x, kind="stable")
        kept = order[reduce.m4(x[order], y[order], 60)]
        first = members[0]
        marks.append(Line(x[kept], y[kept], data["color"][first], " ".join(map(str, data["dash"][first]))))
        xs.append(x)
        ys.append(y)
    if unit:
        return static.picture(marks, static.Axis(0, 1), static.Axis(0, 1), view.width, HEIGHT)
    axis = static.Axis(0, len(names), names=names) if nominal else static.Axis(*static.domain(xs))
    return static.picture(marks, axis, static.Axis(*static.domain(ys, pad=0.04)), view.width, HEIGHT)


def bar_picture(view: LoggedView, names: Sequence[str], data: Mapping[str, list[Any]], height: int) -> Markup:
    """Return bars below each other, those of one name together."""
    series = list(dict.fromkeys(data["series"]))
    count, share = len(names), 0.8 / max(len(series), 1)
    place = {name: count - 1 - i for i, name in enumerate(names)}
    low = np.array(
        [place[n] + 0.9 - share * (series.index(s) + 1) for n, s in zip(data["name"], data["series"], strict=True)]
    )
    values = np.array(data["value"], float)
    bars = Bars(np.zeros(len(values)), values, low, low + share, data["color"])
    ends = static.domain([np.append(values, 0.0)], pad=0.0)
    axis = static.Axis(0, count, names=list(reversed(names)))
    return static.picture([bars], static.Axis(min(ends[0], 0), max(ends[1], 0)), axis, view.width, height)


def bins_picture(view: LoggedView, rows: Mapping[str, list[Any]]) -> Markup:
    """Return the bins of each run's last step."""
    last = last_steps(view)
    kept = [i for i, (run, step) in enumerate(zip(rows["run"], rows["step"], strict=True)) if step == last[run]]
    if not kept:
        return Markup()
    low, high, count = (np.array([rows[n][i] for i in kept], float) for n in ("low", "high", "count"))
    colors = [rows["color"][i] for i in kept]
    bars = Bars(low, high, np.zeros(len(kept)), count, colors, rows["opacity"][0])
    top = float(count.max(initial=1)) * 1.05
    return static.picture([bars], static.Axis(low.min(), high.max()), static.Axis(0, top), view.width, HEIGHT)
