"""Metrics and histograms of a report: what the blocks of its plots hold of each run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from reportgen.archive.archive import Archive
from reportgen.archive.islands import DamagedError
from reportgen.held import HeldHistograms, HeldLines
from reportgen.model.column import Column, Floats
from reportgen.model.media import LoggedMedia
from reportgen.model.media.histogram import Histogram

_TIMES = ("step", "relative_time", "wall_time")


@dataclass(frozen=True)
class Metric:
    """A metric of a run: blocks of its values and of its x axes; ``total`` values were logged."""

    run: int
    key: str
    x: Mapping[str, str]
    y: str
    total: int
    start: float = math.nan
    """When ``relative_time`` is 0, in Unix seconds."""
    system: bool = False
    axis: str = ""
    goal: str = ""
    formula: bool = False

    @property
    def axes(self) -> list[str]:
        """The axes that are logged metrics."""
        return [name for name in self.x if name not in _TIMES]


def metrics(archive: Archive, held: HeldLines) -> Iterator[Metric]:
    """Yield the lines of a plot; of a damaged one nothing."""
    try:
        view = archive.json(held.view)
        for line in view["lines"]:
            key = str(line["key"])
            start = line.get("start")
            yield Metric(
                int(line["run"]), key, {str(name): str(block) for name, block in line["x"].items()}, str(line["y"]),
                int(line["total"]), math.nan if start is None else float(start), key in held.system, held.axis,
                str(view.get("goals", {}).get(key, "")), key in held.formulas,
            )  # fmt: skip
    except (DamagedError, KeyError, TypeError, ValueError, AttributeError):
        return


def column(archive: Archive, metric: Metric, axis: str = "") -> Column:
    """Return a metric's points by step, or those of one of its axes; DamagedError where a block is not whole."""
    if "step" not in metric.x:
        return Column.empty()
    steps = archive.floats(metric.x["step"])
    values = archive.floats(metric.x[axis] if axis else metric.y)
    times = _times(archive, metric, len(steps))
    if len(values) != len(steps):
        raise DamagedError("is damaged")
    kept = np.isfinite(values) if axis else np.ones(len(steps), bool)
    whole = steps.astype(np.int64) if bool((steps == np.floor(steps)).all()) else steps
    return Column(whole[kept], values[kept], times[kept])


def _times(archive: Archive, metric: Metric, count: int) -> Floats:
    name = metric.x.get("relative_time")
    if name is None or not math.isfinite(metric.start):
        return np.full(count, np.nan)
    found = archive.floats(name) + metric.start
    return found if len(found) == count else np.full(count, np.nan)


def histograms(archive: Archive, held: HeldHistograms, run: int) -> list[LoggedMedia]:
    """Return a run's histograms on the edges that the page drew them on; of a damaged block nothing."""
    found: list[LoggedMedia] = []
    try:
        view = archive.json(held.view)
        edges = np.array(view["edges"], float)
        rows = [row for row in view["rows"] if row["run"] == run]
    except (DamagedError, KeyError, TypeError, ValueError):
        return []
    for index, row in enumerate(rows):
        try:
            steps, mass = archive.floats(row["steps"]), archive.floats(row["mass"]).reshape(-1, len(edges) - 1)
        except (DamagedError, KeyError, TypeError, ValueError):
            continue
        density = view.get("measure") == "density"
        heights = mass / np.diff(edges) if density else mass
        found += [
            LoggedMedia(Histogram(edges, one, density), int(step), index)
            for step, one in zip(steps.tolist(), heights, strict=False)
        ]
    return found


def drawn_runs(archive: Archive, held: HeldHistograms) -> list[Any]:
    """Return the runs that a plot of histograms has."""
    try:
        return [row["run"] for row in archive.json(held.view)["rows"]]
    except (DamagedError, KeyError, TypeError):
        return []
