"""The lines of a line plot: their points on every x axis that the page offers, and how each looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reportgen.lang.expression import Expression
from reportgen.model.column import Column, Floats
from reportgen.model.run import Run
from reportgen.model.runset import RunSet, show
from reportgen.panels.base.markup import swatch
from reportgen.patterns import found_in
from reportgen.stats import reduce
from reportgen.stats.align import places
from reportgen.stats.derive import derive
from reportgen.stats.lines.difference import minus
from reportgen.texts import plural, say

_LONG = 1000.0  # s
TIME_AXES = {"relative_time", "wall_time"}
_RUN_TOKEN = re.compile(r"\$\{(run|config|summary)[:.]([^}]+)\}|\$\{(metricName|displayName|groupName)\}")
_RUN_WORDS = {"displayName": "name", "name": "name", "id": "id", "createdAt": "created", "jobType": "job_type"}


@dataclass(frozen=True)
class Series:
    """One line: its run and key, the kept points, and where they stand on each x axis that the page offers."""

    run: dict[str, Any]
    key: str
    total: int
    values: Floats
    x: dict[str, Floats]
    not_finite: int
    start: float
    right: bool = False
    group: int = -1
    legend: str = ""
    edges: tuple[Floats, Floats] | None = None
    """The lower and the upper edge of a band around the line, at its points; NaN where they were not logged."""
    system: bool = False
    """Whether it was measured of the machine."""

    def along(self, axis: str) -> Floats:
        """Return where the points stand on an x axis; empty where they have no places there."""
        if axis == "wall_time":  # kept once, from the start
            return self.start + self.x["relative_time"] if "relative_time" in self.x else np.zeros(0)
        return self.x.get(axis, np.zeros(0))


def keys_of(y: Sequence[str], pattern: str, runs: RunSet) -> list[str]:
    """Return the named metrics, then those that a regular expression finds, each once."""
    found = [
        key
        for key in sorted(runs.keys())
        if pattern and found_in(key, pattern) and any(key in r.keys and r.keys[key].is_number for r in runs)
    ]
    return list(dict.fromkeys([*y, *found]))


def columns_of(runs: RunSet, keys: Sequence[str], formulas: Sequence[Expression]) -> Iterator[tuple[Run, str, Column]]:
    """Yield every line as (run, key, column): metrics first, then what formulas make of them."""
    for key in keys:
        for run in runs:
            if key in run.keys:
                yield run, key, run.column(key)
    for formula in formulas:
        for run in runs:
            yield run, formula.text, derive(formula, run)


def differences(lines: Sequence[tuple[Run, str, Column]], name: str) -> list[tuple[Run, str, Column]]:
    """Return lines minus the line of one metric that a run of this name or id has; without it there is none."""
    bases = {key: column for run, key, column in lines if is_called(run, name)}
    return [(run, key, minus(column, bases[key])) for run, key, column in lines if key in bases]


def is_called(run: Run, name: str) -> bool:
    """Return whether a spec means a run by its name or id."""
    return name in (run.name, run.meta.id)


def series_of(
    run: Run, key: str, column: Column, axes: Mapping[str, Expression | None], limit: int,
    edges: tuple[Column, Column] | None = None,
) -> Series:  # fmt: skip
    """Return a line with at most about ``limit`` points, every peak among them.

    ``axes`` maps the name of each x axis to the formula it is computed by, or None; ``edges`` are those of a band.
    """
    total = len(column)
    not_finite = int((~np.isfinite(column.values)).sum())
    if total > limit:
        kept = reduce.m4(column.steps.astype(np.float64), column.values, limit // 4)
        column = Column(column.steps[kept], column.values[kept], column.times[kept])
    start = run.meta.created
    if np.isnan(start) and total and np.isfinite(column.times).any():
        start = float(np.nanmin(column.times))
    x: dict[str, Floats] = {}
    for axis, formula in axes.items():
        if axis == "step":
            x[axis] = column.steps.astype(np.float64)
        elif axis in TIME_AXES:
            if axis == "relative_time" and np.isfinite(column.times).any():
                x[axis] = timed(np.round(column.times - start, 3))
        elif formula is not None:
            x[axis] = _at_steps(derive(formula, run, column.steps), column)
        elif axis in run.keys and axis != key:
            x[axis] = _at_steps(run.column(axis), column)
    around = edges and (_at_steps(edges[0], column), _at_steps(edges[1], column))
    system = key in run.keys and run.keys[key].system
    return Series(swatch(run), key, total, column.values, x, not_finite, start, edges=around, system=system)


def timed(seconds: Floats) -> Floats:
    """Return seconds in milliseconds of long runs and in microseconds of short ones: no clock says more."""
    known = seconds[np.isfinite(seconds)]
    return np.round(seconds, 3 if len(known) and float(np.ptp(known)) > _LONG else 6)


def _at_steps(axis: Column, column: Column) -> Floats:
    """Return the axis metric at the column's steps, NaN where it was not logged in the same row."""
    if not len(axis):
        return np.full(len(column), np.nan)
    place = places(column.steps, axis.steps)
    return np.where(place >= 0, axis.values[place], np.nan)


def fill(template: str, run: Run, key: str, group: str) -> str:
    """Fill what a legend template says of the run; what it says of a place stays for the page."""

    def word(match: re.Match[str]) -> str:
        if match[3]:
            return {"metricName": key, "displayName": run.name}.get(match[3], group or run.name)
        name = match[2].removesuffix(".value")
        path = _RUN_WORDS.get(name, name) if match[1] == "run" else f"{match[1]}.{name}"
        return show(run.lookup(path))

    return _RUN_TOKEN.sub(word, template)


def labels_of(keys: Sequence[str], runs: RunSet) -> tuple[dict[str, str], list[str]]:
    """Return what scripts call metrics, of those for which they have another name, and what they say of them."""
    known = {key: [run.keys[key] for run in runs if key in run.keys] for key in keys}
    labels = {key: next((info.label for info in found if info.label), "") for key, found in known.items()}
    notes = dict.fromkeys(info.note for found in known.values() for info in found if info.note)
    return {key: label for key, label in labels.items() if label}, list(notes)


_PLACES = {"x", "y", "original", "mean", "min", "max", "stddev", "stderr", "count"}


def unknown_words(template: str, runs: RunSet) -> list[str]:
    """Return what a legend template names and no run has."""
    missing = []
    for match in re.finditer(r"\$\{([^}]*)\}", template):
        token = _RUN_TOKEN.fullmatch(match[0])
        if token is None and match[1] not in _PLACES:
            missing.append(f"legend_template: '{match[0]}' is unknown")
        elif token is not None and token[1] and len(runs):
            name = token[2].removesuffix(".value")
            path = _RUN_WORDS.get(name, name) if token[1] == "run" else f"{token[1]}.{name}"
            if all(run.lookup(path) is None for run in runs):
                missing.append(f"legend_template: no run has '{path}'")
    return missing


def look_up(table: Mapping[str, Any], series: Series, run_id: str) -> Any:
    """Return what a spec says of a line: by run and metric, by metric, or by run; None where it says nothing."""
    run, key = series.run["name"], series.key
    names = (f"{run}:{key}", f"{run_id}:{key}", key, run, run_id)
    return next((table[name] for name in names if name in table), None)


def notes_of(series: Sequence[Series]) -> list[str]:
    """Say what was omitted of the lines, and which values cannot be drawn."""
    notes = []
    cut = [line for line in series if len(line.values) < line.total]
    whole = [line for line in series if len(line.values) == line.total]
    if cut:
        kept, total = max(len(line.values) for line in cut), max(line.total for line in cut)
        numbers = {
            "n": f"{kept:,}",
            "total": f"{total:,}",
            "lines": plural(len(cut), "line"),
            "all": f"{len(series):,}",
        }
        notes.append(
            say("{n} of {total} points kept in {lines} of {all}; all peaks kept", **numbers)
            if whole
            else say("{n} of {total} points kept per line; all peaks kept", **numbers)
        )
    strange = sum(line.not_finite for line in series)
    if strange:
        notes.append(say("{values} not drawn, marked at the edge", values=plural(strange, "NaN or infinite value")))
    return notes
