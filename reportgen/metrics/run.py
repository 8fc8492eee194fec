"""A run of a table: the rows that are its own, by step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.metrics.roles import STEP, Roles, plain
from reportgen.metrics.sheet import Sheet
from reportgen.metrics.sheet import Values as ColumnOfSheet
from reportgen.metrics.text.cells import exact
from reportgen.model.chart import LoggedChart
from reportgen.model.column import Column, Floats, Ints, KeyInfo, MetricDefinition, Steps, Values
from reportgen.model.media import LoggedMedia
from reportgen.model.nested import as_float
from reportgen.model.run import Loss, RunMeta, RunSource
from reportgen.model.table import Table

_EXACT = 2.0**53
_OF_TIMES = -1


@dataclass
class Axes:
    """What all runs of a file share: where each row stands, and what it says besides its metrics."""

    steps: Steps
    """(rows,), NaN where a row has no step."""
    times: Floats
    """(rows,) Unix seconds."""
    parts: tuple[Ints, tuple[str, ...]]
    """(rows,) codes of what splits metrics, and its names; -1 where a row has none."""
    keys: tuple[Ints, tuple[str, ...]]
    """The same of what a row measured, in a table of one value a row."""
    groups: Ints | None = None
    """(rows,) codes of the runs that share the file; None where one has it to itself."""

    def __post_init__(self) -> None:
        self._sorted: dict[int, tuple[Ints, Ints, NDArray[Any]]] = {}

    def own(self, code: int, place: int, rows: Ints, values: NDArray[Any]) -> tuple[Ints, NDArray[Any]]:
        """Return the (rows, values) of one run; ``place`` names what is sorted by run once, for all of them."""
        if self.groups is None:
            return rows, values
        if place not in self._sorted:
            codes = self.groups[rows]
            order = np.argsort(codes, kind="stable")
            self._sorted[place] = codes[order], rows[order], values[order]
        codes, rows, values = self._sorted[place]
        low, high = np.searchsorted(codes, [code, code + 1])
        return rows[low:high], values[low:high]


@dataclass(frozen=True)
class Part:
    """The rows of one run of a file, and what it is called."""

    name: str
    ident: str
    format: str
    folder: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    remarks: tuple[str, ...] = ()
    code: int = -1
    """Its code among the runs that share the file; -1 where it has it to itself."""
    prefix: str = ""
    """What is written before the name of each metric."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What the file says of the run besides: other fields of ``RunMeta``."""
    summary: Mapping[str, Any] = field(default_factory=dict)
    """What was logged once, at no step."""
    goals: Mapping[str, str] = field(default_factory=dict)
    """"minimize" or "maximize" by metric, where the tool says so."""
    media: Mapping[str, Sequence[LoggedMedia]] = field(default_factory=dict)
    """What lies beside the table, by name."""
    tables: Mapping[str, Table] = field(default_factory=dict)
    charts: Mapping[str, LoggedChart] = field(default_factory=dict)
    """Charts over its tables."""


class MetricsRun(RunSource):
    """A run whose metrics are columns of a table."""

    def __init__(self, sheet: Sheet, roles: Roles, axes: Axes, part: Part) -> None:
        self._sheet, self._roles, self._axes, self._part = sheet, roles, axes, part

    @cached_property
    def meta(self) -> RunMeta:
        """What the file says of the run besides its metrics; it does not say how the run ended."""
        rows = np.arange(self._sheet.rows)
        times = self._axes.own(self._part.code, _OF_TIMES, rows, self._axes.times)[1]
        times = times[np.isfinite(times)]
        start, end = (float(times.min()), float(times.max())) if len(times) else (math.nan, math.nan)
        part, machine = self._part, sorted(self._roles.machine)
        found = RunMeta(
            part.ident, part.name, part.format, part.folder, state="", created=start, duration=end - start,
            config={**part.config, **self._said}, losses=part.losses, remarks=part.remarks,
            hosts=tuple(word for place in machine for word in self._sheet.columns[place].words),
        )  # fmt: skip
        return replace(found, **part.more) if part.more else found

    @property
    def _apart(self) -> frozenset[int]:
        """Columns of texts that say what was measured, or where."""
        return self._roles.machine | {self._roles.part, self._roles.key}

    @cached_property
    def _said(self) -> dict[str, Any]:
        """Texts that are the same in every row of the run."""
        found = {}
        for place, name in enumerate(self._sheet.names):
            values = self._sheet.columns[place]
            if values.is_text and not values.free and place not in self._apart:
                words = np.unique(self._texts(place)[1])
                if len(words) == 1 and not values.number_count:
                    found[name] = exact(list(values.words)[int(words[0])])
        return found

    def _numbers(self, place: int) -> tuple[Ints, Floats]:
        return self._axes.own(self._part.code, place, *self._sheet.columns[place].all())

    def _texts(self, place: int) -> tuple[Ints, Ints]:
        return self._axes.own(self._part.code, -2 - place, *self._sheet.columns[place].all_codes())

    @cached_property
    def _columns(self) -> dict[str, tuple[int, int, int]]:
        """The (column, part, key) of each metric by name; -1 for any."""
        found: dict[str, tuple[int, int, int]] = {}
        names = self._sheet.names
        for place, values in enumerate(self._sheet.columns):
            axis = place == self._roles.x and plain(names[place]) not in STEP
            if values.is_text or not values.number_count or not (self._roles.metrics(place) or axis):
                continue
            rows = self._numbers(place)[0]
            own = names[place] if axis else f"{self._part.prefix}{names[place]}"
            if self._roles.key >= 0 and place == self._roles.value:
                for code in np.unique(self._axes.keys[0][rows]).tolist():
                    if code >= 0:
                        name = f"{self._part.prefix}{self._axes.keys[1][code]}"
                        self._split(found, name, (place, code), rows)
            elif self._roles.key < 0 or axis:
                self._split(found, own, (place, -1), rows, whole=axis)
        return found

    def _split(
        self, found: dict[str, tuple[int, int, int]], name: str, at: tuple[int, int], rows: Ints, *, whole: bool = False
    ) -> None:
        """Add a metric, by itself or once for each part such as train and val."""
        codes = self._axes.parts[0]
        if self._roles.part < 0 or whole:
            if len(rows):
                found[name] = (at[0], -1, at[1])
            return
        if at[1] >= 0:
            rows = rows[self._axes.keys[0][rows] == at[1]]
        for code in np.unique(codes[rows]).tolist():
            found[name if code < 0 else f"{self._axes.parts[1][code]}/{name}"] = (at[0], code, at[1])

    def _points(self, key: str) -> tuple[Ints, Floats]:
        place, part, code = self._columns[key]
        rows, values = self._numbers(place)
        if self._roles.part >= 0 and place != self._roles.x:
            own = self._axes.parts[0][rows] == part
            rows, values = rows[own], values[own]
        if code >= 0:
            own = self._axes.keys[0][rows] == code
            rows, values = rows[own], values[own]
        steps = self._axes.steps
        if steps.dtype == np.float64:
            good = np.isfinite(steps[rows])
            rows, values = rows[good], values[good]
        return rows, values

    @cached_property
    def _keys(self) -> dict[str, KeyInfo]:
        found = {key: KeyInfo(key, ("number",), len(self._points(key)[0])) for key in self._columns}
        for place, name in enumerate(self._sheet.names):
            values = self._sheet.columns[place]
            if values.is_text and name not in self._said and place not in self._apart:
                found[name] = KeyInfo(name, ("text",), len(self._texts(place)[0]))
        for name in self._sheet.others:
            count = len(self._other(name)[0])
            if count:
                kinds = ("list",) if name not in found else (*found[name].types, "list")
                found[name] = KeyInfo(name, kinds, count + (found[name].count if name in found else 0))
        for name, items in self._part.media.items():
            found.setdefault(name, KeyInfo(name, (items[0].value.kind,), len(items)))
        for name in self._part.tables:
            found.setdefault(name, KeyInfo(name, ("table",), 1))
        return found

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every metric by the name of its column."""
        return self._keys

    def column(self, key: str) -> Column:
        """Return the numbers of a column by step; every row is a point."""
        if key not in self._columns:
            return Column.empty()
        rows, values = self._points(key)
        steps = _whole(self._axes.steps[rows])
        times = self._axes.times[rows]
        if bool((steps[1:] < steps[:-1]).any()):
            order = np.argsort(steps, kind="stable")
            steps, values, times = steps[order], values[order], times[order]
        return Column(steps, values, times)

    def _other(self, name: str) -> tuple[list[int], list[Any]]:
        """Return the (rows, values) of what is no number and no text."""
        pairs = self._sheet.others[name]
        groups = self._axes.groups
        own = [pair for pair in pairs if groups is None or groups[pair[0]] == self._part.code]
        return [row for row, _ in own], [value for _, value in own]

    def values(self, key: str) -> Values:
        """Return what was logged under a key, by step: numbers, texts, lists and mappings."""
        if key in self._columns or key not in self._keys:
            return super().values(key)
        if key in self._sheet.others:
            rows, found = self._other(key)
        else:
            place = self._sheet.names.index(key)
            at, codes = self._texts(place)
            words = list(self._sheet.columns[place].words)
            rows, found = at.tolist(), [words[code] for code in codes.tolist()]
        given = self._axes.steps[rows]
        order = np.argsort(given, kind="stable")
        order = order[np.isfinite(given[order])]
        steps = _whole(given[order])
        return Values(steps, self._axes.times[rows][order], [found[at] for at in order.tolist()])

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the pictures that lie beside the table."""
        return list(self._part.media.get(key, ()))

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return a table that lies beside."""
        found = self._part.tables.get(key)
        return [] if found is None else [(0, found)]

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the charts over tables that lie beside."""
        return self._part.charts

    def summary(self) -> Mapping[str, Any]:
        """Return the last value of each metric; whole numbers of any length are exact."""
        found: dict[str, Any] = {}
        for key, (place, _, _) in self._columns.items():
            column = self.column(key)
            if len(column):
                last = float(column.values[-1])
                found[key] = self._exactly(self._sheet.columns[place], last)
        return {**found, **self._part.summary}

    def _exactly(self, values: ColumnOfSheet, last: float) -> Any:
        """Return a column's last value with all the digits that the file has, where it is the one that is meant."""
        written = exact(values.last)
        if not isinstance(written, int) or isinstance(written, bool) or abs(last) < _EXACT:
            return last
        return written if as_float(written) == last else last

    def definition(self, key: str) -> MetricDefinition:
        """Say over which column the others are drawn, where that is no step."""
        name = self._sheet.names[self._roles.x] if self._roles.x >= 0 else ""
        step_metric = name if name in self._columns and name != key else ""
        return MetricDefinition(step_metric=step_metric, goal=self._part.goals.get(key, ""))

    def step_metrics(self) -> list[str]:
        """Return the columns that only count."""
        counting = {"epoch", "epochs"}
        axis = self._sheet.names[self._roles.x] if self._roles.x >= 0 else ""
        return sorted(key for key in self._columns if key == axis or plain(key) in counting)


def _whole(steps: Steps) -> Steps:
    """Return steps as whole numbers, where they are."""
    if steps.dtype == np.float64 and bool(((steps == np.floor(steps)) & (np.abs(steps) < _EXACT)).all()):
        return steps.astype(np.int64)
    return steps
