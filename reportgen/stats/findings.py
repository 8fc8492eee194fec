"""What is worth knowing of the runs, computed from what they logged, each finding with its rule.

No model writes these sentences: each rule is stated below, holds the same way for every report, and stays silent where
the data do not carry it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np

from reportgen.digits import digits
from reportgen.model.column import Column
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.stats.goals import equal, goal_metrics, goal_of, split_of
from reportgen.stats.kinds import listed, logged_by
from reportgen.stats.lines.calm import calm
from reportgen.stats.lines.place import at_axis, place_of
from reportgen.texts import plural, say

Level = Literal["good", "bad", "warn", "note"]
_METRICS = 4
_STOPPED = ("failed", "crashed", "killed", "preempted")
_ENOUGH = 8
"""Points below which nothing is said of a metric's course."""
_LOOKED_AT = 12
"""Metrics that are asked how far a run got."""
_PARTED = 0.1
"""Share of a validation metric's range by which it must get worse after its best before curves are said to part."""
_MEMBERS = 6
"""Runs of a group that are named."""
_BLOWN = 2.0
"""A loss that ends at so many times its range above its lowest value has diverged, finite or not."""

_MANIFOLD = 10.0
"""A loss that never falls has diverged where it ends at so many times its first value."""


@dataclass(frozen=True)
class Finding:
    """A sentence and the rule behind it; a number in ``text`` is the index of a run whose name stands there."""

    kind: str
    level: Level
    text: tuple[str | int, ...]
    rule: str
    metric: str = ""
    step: float | None = None

    @property
    def runs(self) -> tuple[int, ...]:
        """The runs that the sentence names."""
        return tuple(part for part in self.text if isinstance(part, int))


def findings(runs: RunSet) -> list[Finding]:
    """Return what is worth knowing of the runs: which is best and how sure that is, then what went wrong."""
    goals = goal_metrics(runs.metrics, runs)[:1]
    found: list[Finding] = []
    for key in goals:
        found += _best(key, runs)
        found += _group(key, runs)
    lost = diverged(runs)
    for run, watched in _watched(runs):
        if run.index in lost:
            found += islice(_diverged(run, watched, runs), 1)
    found += _stopped(runs)
    for run in runs:
        if run.index not in lost:
            found += _parted(run, runs)
    found += _gaps([run for run in runs if run.index not in lost], _telling(runs.metrics, runs))
    found += _missing(goals, runs)
    found += _projects(runs)
    return found


def diverged(runs: RunSet) -> set[int]:
    """Return the indices of runs whose loss, or another metric with a direction, was lost for good."""
    return {run.index for run, watched in _watched(runs) if _is_lost(run, watched, runs)}


def _is_lost(run: Run, keys: tuple[str, ...], runs: RunSet) -> bool:
    what = ("diverged", tuple((key, goal_of(key, runs)) for key in keys))
    return run.once(what, lambda: next(_diverged(run, keys, runs), None) is not None)


def _watched(runs: RunSet) -> Iterator[tuple[Run, tuple[str, ...]]]:
    """Yield each run with those of its metrics that tell whether it diverged."""
    known: dict[tuple[str, ...], tuple[str, ...]] = {}  # most runs log the same
    for run in runs:
        if run.metrics not in known:
            known[run.metrics] = _telling(run.metrics, runs)
        yield run, known[run.metrics]


def _telling(keys: Sequence[str], runs: RunSet) -> tuple[str, ...]:
    """Return a few metrics with a direction: those that say most about a run, then losses."""
    losses = sorted(key for key in keys if goal_of(key, runs) == "minimize")
    return tuple(dict.fromkeys([*goal_metrics(keys, runs)[:_METRICS], *losses]))[: 2 * _METRICS]


def _best(key: str, runs: RunSet) -> Iterator[Finding]:
    goal = goal_of(key, runs)
    sign = -1 if goal == "maximize" else 1
    found = [(sign * run.number(f"summary.{key}"), run) for run in runs]
    finite = [(value, run) for value, run in found if math.isfinite(value)]
    ranked = sorted(finite, key=lambda one: (one[0], one[1].index))
    if len(ranked) < 2:  # noqa: PLR2004 - a single run is not best
        return
    (value, first), (other, second) = ranked[:2]
    gap, noise = other - value, _noise(first.column(key))
    said = digits(sign * value)
    rule = (
        say("The last logged values of {metric}, highest first.", metric=key)
        if sign < 0
        else say("The last logged values of {metric}, lowest first.", metric=key)
    )
    same = [run.index for one, run in ranked if equal(one, value)]
    if len(same) > 1:
        shared = say("{runs} share the best {metric}: {value}", runs=_listed(same), metric=key, value=said)
        yield Finding("best", "good", _parts(shared), rule, key)
        return
    if noise and gap < noise:
        unsure = say(
            "{run} is best by {metric}, {value}, but {other} is only {gap} behind: "
            "less than its variation from one value to the next, {noise}",
            run=_named(first.index), other=_named(second.index), metric=key, value=said,
            gap=digits(gap, 2), noise=digits(noise, 2),
        )  # fmt: skip
        rule += " " + say(
            "Its variation is the median difference between neighbours in the last fifth of the best run's values."
        )
        yield Finding("near tie", "warn", _parts(unsure), rule, key)
        return
    text = say(
        "{run} is best by {metric}: {value}, {gap} ahead of {other}",
        run=_named(first.index), other=_named(second.index), metric=key, value=said, gap=digits(gap, 2),
    )  # fmt: skip
    yield Finding("best", "good", _parts(text), rule, key)


def _noise(column: Column) -> float:
    """Return how much the last values vary from one to the next; 0 where they are too few."""
    values = column.values[np.isfinite(column.values)]
    last = values[-max(len(values) // 5, _ENOUGH) :]
    return float(np.median(np.abs(np.diff(last)))) if len(values) >= 2 * _ENOUGH else 0.0


def _diverged(run: Run, keys: Sequence[str], runs: RunSet) -> Iterator[Finding]:
    """Say that a metric was lost for good: to NaN or infinity, or, of a loss, to values far above all before."""
    logged = [(key, run.column(key)) for key in keys]
    for key, column in logged:
        finite = np.isfinite(column.values)
        if len(column) and not finite.any():
            text = say("{run} logged no finite value of {metric}", run=_named(run.index), metric=key)
            rule = say("Every value is NaN or infinite.")
            yield Finding("diverged", "bad", _parts(text), rule, key, float(column.steps[0]))
        elif len(column) >= _ENOUGH and not finite[-1]:
            start = int(np.flatnonzero(finite)[-1]) + 1
            sentence = (
                "{run} diverged: {metric} is NaN from {place}"
                if np.isnan(column.values[start:]).all()
                else "{run} diverged: {metric} is NaN or infinite from {place}"
            )
            text = say(sentence, run=_named(run.index), metric=key, place=_place(run, key, column, start))
            rule = say("From this step on every value is NaN or infinite.")
            yield Finding("diverged", "bad", _parts(text), rule, key, float(column.steps[start]))
    for key, column in logged:
        if goal_of(key, runs) == "minimize" and np.isfinite(column.values).sum() >= 2 * _ENOUGH:
            yield from _blown(run, key, column)


def _blown(run: Run, key: str, column: Column) -> Iterator[Finding]:
    """Say of a loss that it ran away: it ends far above all that it was before its best value."""
    smooth = calm(column.values)
    low = int(np.argmin(smooth))
    before = float(smooth[: low + 1].max() - smooth[low])
    rise = float(np.median(smooth[-max(len(smooth) // 20, 1) :]) - smooth[low])
    is_worst_last = before == 0 and rise >= (_MANIFOLD - 1) * abs(float(smooth[low])) > 0
    if (is_worst_last or (before > 0 and rise >= _BLOWN * before)) and np.isfinite(rise):
        rule = (
            say("The values are lowest at their start, and end at {n} times that or more.", n=f"{_MANIFOLD:g}")
            if is_worst_last
            else say(
                "The smoothed values end above their lowest by at least {n} times their range before.", n=f"{_BLOWN:g}"
            )
        )
        text = say(
            "{run} diverged: {metric} rises from {low} at {place} to {high}",
            run=_named(run.index), metric=key, low=digits(float(smooth[low]), 3), place=_place(run, key, column, low),
            high=digits(float(smooth[-1]), 3),
        )  # fmt: skip
        yield Finding("diverged", "bad", _parts(text), rule, key, float(column.steps[low]))


def _stopped(runs: RunSet) -> Iterator[Finding]:
    stopped = [run for run in runs if run.meta.state in _STOPPED]
    whole = [(run, _last_step(run)) for run in runs if stopped and run.meta.state not in _STOPPED]
    for run in stopped:
        step = _last_step(run)
        alike = [last for other, last in whole if _metrics(other) & _metrics(run)]
        furthest = max(filter(math.isfinite, alike), default=math.nan)
        said = _ended(run)
        if math.isfinite(step):
            where = "{ended} at step {step} of {total}" if step < furthest else "{ended} at step {step}"
            numbers = {"step": digits(step), "total": digits(furthest)}
            said = say(where, ended=said, **numbers)
        rule = say("The state that the log ends with; steps are compared with the longest run that went on.")
        yield Finding("stopped", "warn", _parts(said), rule)


def _ended(run: Run) -> str:
    sentences = {
        "killed": "{run} was killed", "preempted": "{run} was preempted", "failed": "{run} failed",
        "crashed": "{run} crashed",
    }  # fmt: skip
    return say(sentences[run.meta.state], run=_named(run.index))


def _metrics(run: Run) -> set[str]:
    return {key for key in run.metrics if run.keys[key].count > 1}


def _last_step(run: Run) -> float:
    """Return the last step of the metrics with the most points; NaN where there are no metrics."""
    most = sorted(run.metrics, key=lambda key: -run.keys[key].count)[:_LOOKED_AT]
    return max((float(column.steps[-1]) for key in most if len(column := run.column(key))), default=math.nan)


def _gaps(runs: Sequence[Run], keys: Sequence[str]) -> Iterator[Finding]:
    """Say of each metric which runs logged NaN or infinity in between."""
    rule = say("NaN and infinite values are gaps in the line; later values are finite again.")
    for key in keys:
        counts: dict[int, int] = {}
        steps: list[float] = []
        places: list[tuple[str, float]] = []
        for run in runs:
            column = run.column(key) if key in run.keys else Column.empty()
            bad = np.flatnonzero(~np.isfinite(column.values))
            if len(bad) and bad[-1] < len(column) - 1:
                counts[run.index] = len(bad)
                ends = [float(column.steps[bad[0]]), float(column.steps[bad[-1]])]
                steps += ends
                places += [at_axis(run, key, step) for step in ends]
        if not counts:
            continue
        if len({axis for axis, _ in places}) > 1:
            places = [("step", step) for step in steps]
        values = [value for _, value in places]
        axis = say("step") if places[0][0] == "step" else places[0][0]
        low, high = (digits(value) for value in (min(values), max(values)))
        sentence = (
            "{runs} logged {values} of {metric}, at {axis} {low}"
            if low == high
            else "{runs} logged {values} of {metric}, between {axis} {low} and {high}"
        )
        said = plural(sum(counts.values()), "NaN or infinite value")
        text = say(sentence, runs=_listed(list(counts)), values=said, metric=key, axis=axis, low=low, high=high)
        yield Finding("gaps", "warn", _parts(text), rule, key, min(steps))


def _named(run: int) -> str:
    """Return what stands in a text for a run's name, until ``_parts`` takes it out."""
    return f"\0{run}\0"


def _parts(text: str) -> tuple[str | int, ...]:
    """Return a text in parts, runs as their indices."""
    parts = enumerate(text.split("\0"))
    return tuple(int(part) if place % 2 else part for place, part in parts if part)


def _listed(runs: Sequence[int], most: int = 3) -> str:
    """Return runs as the start of a sentence: a few of them, and how many more."""
    most = most if len(runs) > most + 1 else len(runs)  # one more is named, not counted
    named = [_named(run) for run in runs[:most]]
    if most < len(runs):
        return say("{runs} and {n} more", runs=", ".join(named), n=f"{len(runs) - most:,}")
    return listed(named)


def _parted(run: Run, runs: RunSet) -> Iterator[Finding]:
    """Say where validation gets worse for good while training still improves."""
    for key in sorted(run.metrics):
        if split_of(key) != "validation" or goal_of(key, runs) != "minimize":
            continue
        other = _training(key, run)
        column = run.column(key)
        if not other or np.isfinite(column.values).sum() < _ENOUGH:
            continue
        smooth, train = calm(column.values), calm(run.column(other).values)
        best = int(np.argmin(smooth))
        rise, span = float(smooth[-1] - smooth[best]), float(smooth.max() - smooth.min())
        after = run.column(other).steps >= column.steps[best]
        falls = after.sum() > 1 and float(train[-1]) < float(train[after][0])
        if best < len(smooth) * 4 // 5 and rise > _PARTED * span and falls:
            text = say(
                "{run} overfits after {place}: {metric} rises from {low} to {high} while {other} still falls",
                run=_named(run.index), place=_place(run, key, column, best), metric=key, other=other,
                low=digits(float(smooth[best]), 3), high=digits(float(smooth[-1]), 3),
            )  # fmt: skip
            rule = say(
                "The smoothed {metric} ends above its lowest by more than {share} of its range, and {other} is lower "
                "at the end than at that step.",
                metric=key, share=f"{_PARTED:.0%}", other=other,
            )  # fmt: skip
            yield Finding("overfitting", "warn", _parts(text), rule, key, float(column.steps[best]))
            return


def _training(key: str, run: Run) -> str:
    """Return the metric of the training split that has a validation metric's name, or an empty string."""
    for word in ("validation", "valid", "val", "eval", "evaluation", "test", "dev"):
        for training in ("train", "training"):
            other = key.replace(word, training, 1)
            if other != key and other in run.keys and len(run.column(other)) >= _ENOUGH:
                return other
    return ""


def _group(key: str, runs: RunSet) -> Iterator[Finding]:
    """Say which runs the summary is of, where most runs logged something else."""
    having = [run.index for run in runs if key in run.keys]
    others = [run for run in runs if key not in run.keys]
    if not having or len(having) > len(others):
        return  # what few runs lack is said by _missing
    text = say(
        "{n} of {total} runs logged {metric}: {runs}; the others logged {what}",
        n=f"{len(having):,}", total=f"{len(runs):,}", metric=key, runs=_listed(having, _MEMBERS),
        what=logged_by(others),
    )  # fmt: skip
    rule = say("The summary is of the largest group of runs that logged the same metric with a direction.")
    yield Finding("group", "note", _parts(text), rule, key)


def _missing(keys: Sequence[str], runs: RunSet) -> Iterator[Finding]:
    for key in keys:
        without = [run.index for run in runs if key not in run.keys]
        if without and 2 * len(without) < len(runs):
            text = say("{runs} did not log {metric}", runs=_listed(without), metric=key)
            yield Finding("missing", "note", _parts(text), say("The metric has no value in these runs."), key)


def _projects(runs: RunSet) -> Iterator[Finding]:
    """Say that runs of several projects are compared as if they were of one."""
    counts = Counter(run.meta.project for run in runs if run.meta.project)
    if len(counts) < 2:  # noqa: PLR2004 - of one project, as usual
        return
    names = [f"{name} ({plural(count, 'run')})" for name, count in sorted(counts.items())]
    more = len(names) - _MEMBERS
    shown = names if more <= 0 else [*names[:_MEMBERS], say("{n} more", n=f"{more:,}")]
    text = say("The runs belong to {n} projects: {names}", n=f"{len(counts):,}", names=listed(shown))
    rule = say("The project that each run names. To show one: reportgen build RUNS --filters 'project == \"name\"'.")
    yield Finding("projects", "note", (text,), rule)


def _place(run: Run, key: str, column: Column, index: int) -> str:
    return place_of(run, key, float(column.steps[index]))
