"""Which run is best, by how much, and what differs between the runs; of one run, what it reached and with what config.

- headline: [val/acc, val/loss]
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, ClassVar, TypedDict

import numpy as np
from markupsafe import Markup

from reportgen.blocks import json_block
from reportgen.digits import digits
from reportgen.digits import title as exact
from reportgen.fragment import Fragment
from reportgen.gates import Baseline
from reportgen.model.column import Column
from reportgen.model.nested import as_float, flatten
from reportgen.model.order import natural
from reportgen.model.run import Run
from reportgen.model.runset import RunSet, show
from reportgen.panels.base.against import against
from reportgen.panels.base.holding import facts
from reportgen.panels.base.markup import empty, run_name, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.spec.fields import Keys
from reportgen.stats.goals import equal, goal_of, leading_metrics
from reportgen.stats.labels import label_of
from reportgen.stats.lines.place import place_of
from reportgen.texts import plural, say

_FIGURES = 3
_SETTINGS = 6
_TUNED = re.compile(
    r"(^|[./])(lr|learning_rate|((num|max)_)?(train_)?epochs?|(per_device_)?(train_)?batch_?size|optim(izer)?(\.name)?"
    r"|weight_decay|dropout|model|model_type|backbone|arch|architecture|batch|loss)$",
    re.IGNORECASE,
)
"""What people tune, which comes first where a library logs all of its settings."""
_FEW = 4
"""Different values of a config key that are listed one by one."""


@dataclass(frozen=True)
class Figure:
    """A metric with the runs' last values, the best first, and for one run the best value that it ever had."""

    metric: str
    goal: str
    values: tuple[tuple[dict[str, Any], float], ...]
    without: int
    """Runs that logged the metric and have no finite value."""
    best: tuple[float, str] | None = None
    """The best value of the first run's history and its step, where it is not the last one."""
    against: Markup = field(default_factory=Markup)
    """How far it is from the baseline."""


@dataclass(frozen=True)
class View:
    """The figures, and either what differs between the runs or the config of the only one."""

    figures: tuple[Figure, ...]
    settings: tuple[tuple[str, str], ...]
    more: int
    runs: tuple[int, ...]
    absent: tuple[str, ...] = ()
    """Metrics that the spec names and no run has a finite value of."""

    @property
    def count(self) -> int:
        """How many runs there are."""
        return len(self.runs)


class HeadlineFigurePayload(TypedDict):
    """A metric and [run, value] pairs, the best first."""

    goal: str
    values: list[tuple[int, float]]


class HeadlinePayload(TypedDict):
    """What the strip is made of, to follow which runs are shown."""

    figures: list[HeadlineFigurePayload]
    runs: list[int]
    """All runs, those without a value included."""


class Headline(Panel):
    """A strip of figures: the best value of each metric with its run and lead, and what differs between the runs."""

    main: ClassVar[str] = "metrics"
    framed: ClassVar[bool] = False

    metrics: Keys = []
    """The metrics to show; by default those of the report's ``goal``, else up to three with a known direction."""

    def references(self) -> list[Reference]:
        """Return the metrics."""
        return [Reference(("metrics", index), key, "number") for index, key in enumerate(self.metrics)]

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the runs' values of each metric, and the config that differs."""
        keys = self.metrics or list(runs.goals) or leading_metrics(runs.metrics, runs)[:_FIGURES]
        figures = tuple(figure for key in keys if (figure := _figure(key, runs, context.baseline)))
        absent = tuple(key for key in self.metrics if key not in {figure.metric for figure in figures})
        having = {run["index"] for figure in figures[:1] for run, _ in figure.values}
        alike = [run for run in runs if run.index in having or not having]
        settings, more = _settings(alike if len(alike) > 1 or len(runs) == 1 else list(runs))
        return View(figures, settings, more, tuple(run.index for run in runs), absent)

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the strip."""
        del theme, children
        missing = [f"no run has a finite value of '{key}'" for key in view.absent]
        if not (view.figures or view.settings or view.absent):
            what = say("No metric of these runs has a known direction.") if view.count else say("No run matches.")
            return Fragment(empty(what))
        parts = [_card(figure, view.count) for figure in view.figures]
        parts += [_gap(key) for key in view.absent]
        if view.settings:
            parts.append(_settings_card(view))
        payload: HeadlinePayload = {
            "figures": [
                {"goal": one.goal, "values": [(run["index"], value) for run, value in one.values]}
                for one in view.figures
            ],
            "runs": list(view.runs),
        }
        block = json_block(payload)
        html = Markup('<rg-headline class="rg-headline" data-view="{}">{}</rg-headline>').format(
            block.id, Markup().join(parts)
        )
        said = [f"{one.metric} {digits(one.values[0][1])}, {one.values[0][0]['name']}" for one in view.figures]
        held = facts(
            (run["index"], f"summary.{one.metric}", value) for one in view.figures for run, value in one.values
        )
        return Fragment(
            html, frozenset({"headline"}), blocks=[block], alt="; ".join(said), missing=missing, holds=[*held]
        )


def _figure(key: str, runs: RunSet, baseline: Baseline) -> Figure | None:
    goal = goal_of(key, runs)
    found = [(run, run.number(f"summary.{key}")) for run in runs]
    values = [(run, value) for run, value in found if math.isfinite(value)]
    if not values:
        return None
    if goal:
        values.sort(key=lambda one: -one[1] if goal == "maximize" else one[1])
    column = values[0][0].column(key) if goal else Column.empty()
    without = sum(key in run.keys and not math.isfinite(value) for run, value in found)
    found_best = best_of(column, goal)
    best = None
    if found_best is not None and found_best[0] != values[0][1]:
        best = found_best[0], place_of(values[0][0], key, found_best[1])
    choose = {"minimize": min, "maximize": max}.get(goal, median)
    line = against(f"summary.{key}", runs, baseline, choose, goal)
    return Figure(key, goal, tuple((swatch(run), value) for run, value in values), without, best, line)


def best_of(column: Column, goal: str) -> tuple[float, float] | None:
    """Return the best finite value of a history and its step, the first of equal ones."""
    finite = np.isfinite(column.values)
    if not goal or not finite.any():
        return None
    values = np.where(finite, column.values, np.inf if goal == "minimize" else -np.inf)
    place = int(values.argmin() if goal == "minimize" else values.argmax())
    return float(values[place]), float(column.steps[place])


def _settings(runs: Sequence[Run]) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the config that differs with its values, of one run all of it, and how many more there are."""
    tables = [flatten(run.meta.config) for run in runs]
    keys = sorted({key for table in tables for key in table}, key=natural)
    rows = []
    for key in keys:
        values = [table.get(key) for table in tables]
        most = 2 * sum(key in table for table in tables) > len(tables)
        differs = most and len({repr(value) for value in values}) > 1 and not label_of(key, values)
        if differs or len(runs) == 1:
            rows.append((key, _values(values)))
    if len(rows) > _SETTINGS:
        rows.sort(key=lambda row: not _TUNED.search(row[0]))
    return tuple(rows[:_SETTINGS]), max(len(rows) - _SETTINGS, 0)


def _values(values: Sequence[Any]) -> str:
    """Return the different values of a config key: a few one by one, many numbers as their range."""
    texts = [_shown(value, values) for value in values]
    counts = Counter(texts)
    numbers = [as_float(value) for value in values]
    finite = all(math.isfinite(number) for number in numbers)
    if len(counts) > _FEW and finite:
        return say("{low} to {high}", low=digits(min(numbers)), high=digits(max(numbers)))
    ordered = list(dict.fromkeys(text for _, text in sorted(zip(numbers, texts, strict=True)))) if finite else []
    ordered = ordered or sorted(counts, key=natural)
    shown = ordered if len(ordered) <= _FEW else ordered[: _FEW - 1]
    text = ", ".join(shown)
    return (
        text if len(shown) == len(ordered) else say("{values} and {n} more", values=text, n=len(ordered) - len(shown))
    )


def _shown(value: Any, among: Sequence[Any]) -> str:
    """Return a value in few digits, in all of them where others would look the same."""
    if isinstance(value, float):
        short = digits(value)
        if len({one for one in map(as_float, among) if digits(one) == short}) == 1:
            return short
    return show(value)


def _card(figure: Figure, count: int) -> Markup:
    run, value = figure.values[0]
    title = say("Best {metric}", metric=figure.metric) if figure.goal and count > 1 else figure.metric
    owner = Markup('<p class="rg-headline-run">{}</p>').format(run_name(run)) if count > 1 else Markup()
    if not figure.goal and count > 1:
        title, value, owner = (
            say("Median {metric}", metric=figure.metric),
            median(one for _, one in figure.values),
            Markup(),
        )
    return Markup(
        '<div class="rg-headline-card"><p class="rg-headline-name"><bdi>{}</bdi></p>'
        '<p class="rg-number" title="{}">{}</p>{}{}<p class="rg-note rg-lead" title="{}">{}</p>{}</div>'
    ).format(
        title,
        exact(value, digits(value)),
        digits(value),
        owner,
        figure.against,
        *lead(figure, count)[::-1],
        _history(figure, count),
    )


def _gap(metric: str) -> Markup:
    return Markup(
        '<div class="rg-headline-card rg-headline-gap"><p class="rg-headline-name"><bdi>{}</bdi></p>'
        '<p class="rg-number">–</p><p class="rg-note">{}</p></div>'
    ).format(metric, say("no run has a finite value"))


def lead(figure: Figure, count: int) -> tuple[str, str]:
    """Return how far the first run is ahead of the second, named by the second text, or how many share the lead."""
    if count == 1 or len(figure.values) < 2:  # noqa: PLR2004 - nothing to compare with
        return "", ""
    if not figure.goal:
        numbers = [one for _, one in figure.values]
        low, high = (digits(one) for one in (min(numbers), max(numbers)))
        ends = say("{low} to {high}", low=low, high=high)
        return f"{plural(len(numbers), 'run')}, {ends}", ""
    value, (second, other) = figure.values[0][1], figure.values[1]
    gap = abs(value - other)
    if not math.isfinite(gap) or equal(value, other):
        owners = sum(equal(one, value) for _, one in figure.values)
        return say("as good as {runs}", runs=plural(owners - 1, "other run")), second["name"]
    above = figure.goal == "maximize"
    if len(figure.values) < count:
        text = "{gap} above the next of {runs}" if above else "{gap} below the next of {runs}"
        return say(text, gap=digits(gap, 2), runs=plural(len(figure.values), "run")), second["name"]
    return say("{gap} above the next run" if above else "{gap} below the next run", gap=digits(gap, 2)), second["name"]


def _history(figure: Figure, count: int) -> Markup:
    notes = []
    if figure.best is not None:
        value, place = figure.best
        text = "highest {value} at {place}" if figure.goal == "maximize" else "lowest {value} at {place}"
        notes.append(say(text, value=digits(value), place=place))
    if count > 1 and figure.without:
        notes.append(say("{runs} ended in NaN or infinity", runs=plural(figure.without, "run")))
    return Markup().join(Markup('<p class="rg-note rg-history">{}</p>').format(note) for note in notes)


def _settings_card(view: View) -> Markup:
    rows = Markup().join(
        Markup('<div><dt><bdi title="{0}">{0}</bdi></dt><dd><bdi title="{1}">{1}</bdi></dd></div>').format(key, text)
        for key, text in view.settings
    )
    more = Markup('<p class="rg-note">{}</p>').format(say("and {n} more", n=view.more)) if view.more else Markup()
    title = say("What differs") if view.count > 1 else say("Config")
    return Markup(
        '<div class="rg-headline-card rg-differs"><p class="rg-headline-name">{}</p><dl>{}</dl>{}</div>'
    ).format(title, rows, more)
