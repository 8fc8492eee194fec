"""One number, large, with what each run has of it.

- scalar_chart: {metric: summary.val/mAP, groupby_aggfunc: max}
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from markupsafe import Markup

from reportgen.digits import digits
from reportgen.fragment import Fragment
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels._base import Context, Panel, Reference, Theme, empty, swatch
from reportgen.spec.fields import RunPath
from reportgen.stats.goals import goal_of

_SHOWN = 8


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


_AGGREGATES: dict[str, Callable[[Sequence[float]], float]] = {
    "mean": lambda v: math.fsum(v) / len(v),
    "min": min,
    "max": max,
    "median": _median,
    "sum": math.fsum,
}
_WORDS = {"mean": "mean of", "min": "lowest of", "max": "highest of", "median": "median of", "sum": "sum of"}


@dataclass(frozen=True)
class View:
    """The aggregate over all runs, and each run's own value in the order of the run set."""

    value: float | None
    values: tuple[tuple[dict[str, Any], float], ...]
    absent: tuple[str, ...]


class ScalarChart(Panel):
    """A number over the runs: one value, or an aggregate with the runs behind it."""

    main: ClassVar[str] = "metric"

    metric: RunPath
    """A metric (its summary value), or a path such as ``summary.val/mAP`` or ``duration``."""
    groupby_aggfunc: Literal["mean", "min", "max", "median", "sum"] | None = None
    """How the runs' values become one number: the best where it is known which way is better, else the mean."""

    def references(self) -> list[Reference]:
        """Return the metric."""
        return [Reference(("metric",), self.metric, "path")]

    def heading(self) -> str:
        """Return the title, or the metric."""
        return self.title or self.metric.removeprefix("summary.")

    def prepare(self, runs: RunSet, context: Context) -> tuple[View, str]:
        """Return the numbers and the aggregate's name."""
        del context
        found = [(run, number(run, self.metric)) for run in runs]
        values = tuple((swatch(run), value) for run, value in found if value is not None)
        absent = tuple(run.name for run, value in found if value is None)
        how = self.groupby_aggfunc or _natural(runs, self.metric)
        total = _AGGREGATES[how]([value for _, value in values]) if values else None
        return View(total, values, absent), how

    def render(self, view: tuple[View, str], theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the number, and a bar for each run."""
        del theme, children
        scalars, how = view
        if scalars.value is None:
            what = [f"no run has '{self.metric}'"] if scalars.absent else []
            return Fragment(empty(f"No run has {self.metric}." if what else "No run matches."), missing=what)
        count = len(scalars.values)
        name = scalars.values[0][0]["name"] if count == 1 else f"{_WORDS[how]} {count} runs"
        html = Markup(
            '<rg-scalar-chart data-how="{}"><p class="rg-number" title="{}">{}</p>'
            '<p class="rg-note"><bdi>{}</bdi></p>{}</rg-scalar-chart>'
        ).format(how, repr(scalars.value), _show(scalars.value), name, _bars(scalars) if count > 1 else Markup())
        alt = f"{self.heading()}: {_show(scalars.value)}, {name}."
        return Fragment(html, frozenset({"scalar_chart"}), alt=alt)


def number(run: Run, path: str) -> float | None:
    """Return the finite number that a path names, else None."""
    value = run.lookup(path)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _natural(runs: RunSet, metric: str) -> str:
    """Return min or max where it is known which way is better, else mean."""
    if metric.startswith("config."):
        return "mean"
    return {"minimize": "min", "maximize": "max"}.get(goal_of(metric.removeprefix("summary."), runs), "mean")


def _bars(scalars: View) -> Markup:
    numbers = [value for _, value in scalars.values]
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    span = (high - low) or 1.0
    row = Markup(
        '<li data-run="{}" data-value="{}"><bdi>{}</bdi><span class="rg-bar">'
        '<span style="margin-inline-start:{:.1f}%;width:{:.1f}%;background:var(--run-{})"></span></span>'
        '<span class="rg-value">{}</span></li>'
    )
    rows = [
        row.format(
            run["index"], repr(value), run["name"], (min(value, 0.0) - low) / span * 100,
            abs(value) / span * 100, run["index"], _show(value),
        )
        for run, value in scalars.values
    ]  # fmt: skip
    head = Markup('<ul class="rg-bars">{}</ul>').format(Markup().join(rows[:_SHOWN]))
    if len(rows) <= _SHOWN:
        return head
    more = Markup('<details><summary>{} more</summary><ul class="rg-bars">{}</ul></details>')
    return head + more.format(len(rows) - _SHOWN, Markup().join(rows[_SHOWN:]))


def _show(value: float) -> str:
    return digits(value, 4, thousands=True)
