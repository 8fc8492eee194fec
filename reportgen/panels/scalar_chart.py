"""One number, large, with what each run has of it.

- scalar_chart: {metric: summary.val/mAP, groupby_aggfunc: max}
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from markupsafe import Markup

from reportgen.digits import digits, in_column, title
from reportgen.fragment import Fragment
from reportgen.model.nested import as_float
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels.base.against import against
from reportgen.panels.base.holding import facts
from reportgen.panels.base.markup import empty, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.base.values import is_large
from reportgen.spec.fields import RunPath
from reportgen.stats.goals import equal, goal_of
from reportgen.texts import plural, say

_SHOWN = 8


Number = int | float
"""``int``: a whole number beyond 2^53, which no double holds; all others are doubles."""


def _sum(values: Sequence[Number]) -> Number:
    """Return the sum, exact where whole numbers beyond 2^53 are in it."""
    exact = any(isinstance(value, int) for value in values) and all(value == int(value) for value in values)
    if exact:
        return sum(int(value) for value in values)
    try:
        return math.fsum(values)
    except OverflowError:  # beyond the largest double
        return float(sum(values))


def _mean(values: Sequence[Number]) -> Number:
    total, count = _sum(values), len(values)
    if isinstance(total, int):
        return total // count if total % count == 0 else total / count
    return total / count if math.isfinite(total) else math.fsum(value / count for value in values)


def _median(values: Sequence[Number]) -> Number:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _mean(ordered[middle - 1 : middle + 1])


_AGGREGATES: dict[str, Callable[[Sequence[Number]], Number]] = {
    "mean": _mean,
    "min": min,
    "max": max,
    "median": _median,
    "sum": _sum,
}


@dataclass(frozen=True)
class View:
    """The aggregate over all runs, and each run's own value: the best first, else in the order of the run set."""

    value: Number | None
    values: tuple[tuple[dict[str, Any], Number], ...]
    absent: tuple[str, ...]
    against: Markup = field(default_factory=Markup)
    """How far it is from the baseline."""


class ScalarChart(Panel):
    """A number over the runs: one value, or an aggregate with the runs behind it."""

    main: ClassVar[str] = "metric"

    metric: RunPath
    """A metric (its summary value), or a path such as ``summary.val/mAP`` or ``duration``."""
    groupby_aggfunc: Literal["mean", "min", "max", "median", "sum"] | None = None
    """How the runs' values are aggregated; by default the best if the metric has a known direction, else the mean."""

    def references(self) -> list[Reference]:
        """Return the metric."""
        return [Reference(("metric",), self.metric, "path")]

    def heading(self) -> str:
        """Return the title, or the metric."""
        return self.title or self.metric.removeprefix("summary.")

    def prepare(self, runs: RunSet, context: Context) -> tuple[View, str]:
        """Return the numbers and the aggregate's name."""
        found = [(run, number(run, self.metric)) for run in runs]
        values = tuple((swatch(run), value) for run, value in found if value is not None)
        absent = tuple(run.name for run, value in found if value is None)
        how = self.groupby_aggfunc or _natural(runs, self.metric)
        if how in ("min", "max"):  # what the number is of comes first
            values = tuple(sorted(values, key=lambda one: one[1], reverse=how == "max"))
        total = _AGGREGATES[how]([value for _, value in values]) if values else None
        goal = goal_of(self.metric.removeprefix("summary."), runs)
        line = against(self.metric, runs, context.baseline, lambda found: float(_AGGREGATES[how](found)), goal)
        return View(total, values, absent, line), how

    def render(self, view: tuple[View, str], theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the number, and a bar for each run."""
        del theme, children
        scalars, how = view
        if scalars.value is None:
            what = [f"no run has '{self.metric}'"] if scalars.absent else []
            return Fragment(
                empty(say("No run has {metrics}.", metrics=self.metric) if what else say("No run matches.")),
                missing=what,
            )
        count = len(scalars.values)
        name = scalars.values[0][0]["name"] if count == 1 else _said(scalars, how)
        text = digits(scalars.value)
        html = Markup(
            '<rg-scalar-chart data-how="{}"><p class="rg-number" title="{}">{}</p>'
            '<p class="rg-note"><bdi>{}</bdi></p>{}{}</rg-scalar-chart>'
        ).format(
            how,
            title(scalars.value, text),
            text,
            name,
            scalars.against,
            _bars(scalars) if count > 1 else Markup(),
        )
        alt = f"{self.heading()}: {text}, {name}."
        held = facts((run["index"], self.metric, value) for run, value in scalars.values)
        return Fragment(html, frozenset({"scalar_chart"}), alt=alt, holds=[*held])


def _said(scalars: View, how: str) -> str:
    """Say what a number over several runs is: of the first one its run, and how far it is from the second."""
    runs = plural(len(scalars.values), "run")
    of = {
        "mean": say("mean of {runs}", runs=runs),
        "min": say("lowest of {runs}", runs=runs),
        "max": say("highest of {runs}", runs=runs),
        "median": say("median of {runs}", runs=runs),
        "sum": say("sum of {runs}", runs=runs),
    }[how]
    if how not in ("min", "max"):
        return of
    (first, value), (second, other) = scalars.values[:2]
    gap = abs(value - other) if isinstance(value, int) and isinstance(other, int) else abs(float(value) - float(other))
    if not equal(value, other) and (isinstance(gap, int) or math.isfinite(gap)):
        text = "{run}, {gap} above {other}" if how == "max" else "{run}, {gap} below {other}"
        return say(text, run=first["name"], gap=digits(gap, 3), other=second["name"])
    owners = sum(equal(one, value) for _, one in scalars.values)
    return f"{first['name'] if owners == 1 else plural(owners, 'run')}, {of}"


def number(run: Run, path: str) -> Number | None:
    """Return the finite number that a path names, else None; a whole one beyond 2^53 as it is."""
    value = run.lookup(path)
    found = as_float(value)
    if not math.isfinite(found):
        return None
    return value if is_large(value) else found


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
        '<li data-run="{}" data-value="{}"><bdi>{}</bdi> <span class="rg-bar">'
        '<span style="margin-inline-start:{:.1f}%;width:{:.1f}%;background:var(--run-{})"></span></span>'
        '<span class="rg-value"{}>{}</span></li>'
    )
    rows = [
        row.format(
            run["index"], repr(value), run["name"], (min(value, 0.0) - low) / span * 100,
            abs(value) / span * 100, run["index"],
            Markup(' title="{}"').format(exact) if (exact := title(value, text)) else Markup(), text,
        )
        for (run, value), text in zip(scalars.values, in_column(numbers), strict=True)
    ]  # fmt: skip
    head = Markup('<ul class="rg-bars">{}</ul>').format(Markup().join(rows[:_SHOWN]))
    if len(rows) <= _SHOWN:
        return head
    more = Markup('<details><summary>{}</summary><ul class="rg-bars">{}</ul></details>')
    return head + more.format(say("{n} more", n=len(rows) - _SHOWN), Markup().join(rows[_SHOWN:]))
