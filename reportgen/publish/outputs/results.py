"""The results of a report, metric by metric: a value, how far it is from the baseline's, its history in a few signs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean

from reportgen.gates import Baseline
from reportgen.model.column import Column
from reportgen.model.order import natural
from reportgen.model.runset import RunSet
from reportgen.pipeline import Contents
from reportgen.stats.compared.differences import Difference, difference_of, finite, goal_against
from reportgen.stats.goals import Goal, goal_metrics

_BLOCKS = "▁▂▃▄▅▆▇█"
_LOST = "×"
_WIDTH = 16


@dataclass(frozen=True)
class MetricResult:
    """A metric over the runs that are compared: the best value where a direction is known, else the mean."""

    metric: str
    goal: Goal
    value: float
    """NaN where no run has a finite one."""
    runs: int
    baseline: float
    """The same of the baseline's runs; NaN where none has a finite one."""
    difference: Difference | None
    trend: str
    """The history of the run that the value is of, ``×`` where it is not finite; empty for less than two points."""


def results_of(contents: Contents) -> list[MetricResult]:
    """Return every metric that runs or baseline have, those that say how good a run is first."""
    baseline = contents.judged.baseline
    runs = baseline.others(contents.runs)
    names = dict.fromkeys([*runs.metrics, *baseline.runs.metrics])
    leading = goal_metrics(names, runs if len(runs) else baseline.runs)
    ordered = dict.fromkeys([*leading, *sorted(names, key=natural)])
    return [_result(name, runs, baseline) for name in ordered]


def _result(name: str, runs: RunSet, baseline: Baseline) -> MetricResult:
    path, goal = f"summary.{name}", goal_against(name, runs, baseline.runs)
    choose = {"minimize": min, "maximize": max}.get(goal, fmean)
    values = finite(path, runs)
    value = choose(values) if values else math.nan
    drawn = next((run for run in runs if run.number(path) == value), None) or next(
        (run for run in runs if name in run.keys), None
    )
    trend = sparkline(drawn.column(name)) if drawn is not None else ""
    apart = difference_of(path, runs, baseline.runs, choose, goal)
    known = finite(path, baseline.runs)
    base = apart.baseline if apart is not None else choose(known) if known else math.nan
    return MetricResult(name, goal, value, len(values), base, apart, trend)


def sparkline(column: Column) -> str:
    """Return a history in at most 16 signs, from its lowest mean of a part to its highest."""
    values = column.values.tolist()
    if len(values) < 2:  # noqa: PLR2004 - one point is no history
        return ""
    count = min(_WIDTH, len(values))
    parts = [values[len(values) * at // count : len(values) * (at + 1) // count] for at in range(count)]
    means = [fmean(part) if all(map(math.isfinite, part)) else math.nan for part in parts]
    known = [mean for mean in means if math.isfinite(mean)]
    low, high = min(known, default=0.0), max(known, default=0.0)
    return "".join(_sign(mean, low, high) for mean in means)


def _sign(mean: float, low: float, high: float) -> str:
    if not math.isfinite(mean):
        return _LOST
    share = (mean - low) / (high - low) if math.isfinite(high - low) and high > low else 0.5
    return _BLOCKS[round(share * (len(_BLOCKS) - 1))]
