"""ChartRows for charts of the user's own: of tables, history, summary or config, each with its run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.model.table import Table
from reportgen.panels.base.curves.logged import LoggedView
from reportgen.panels.base.markup import swatch
from reportgen.stats.align import turns
from reportgen.texts import say

_MAX_ROWS = 200_000


@dataclass(frozen=True)
class ChartRows:
    """Equally long columns by name; ``_run`` is the run's place, ``name`` and ``color`` how the page shows it."""

    columns: dict[str, list[Any]]
    runs: tuple[dict[str, Any], ...] = ()
    steps: bool = False
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default_factory=tuple)


def rows_of_table(table: Table) -> ChartRows:
    """Return a file's rows; they belong to no run."""
    rows = table.rows[:_MAX_ROWS]
    notes = (
        (say("{n} of {total} rows kept", n=f"{_MAX_ROWS:,}", total=f"{table.count:,}"),)
        if len(table.rows) > _MAX_ROWS
        else ()
    )
    columns = {name: [row[i] if i < len(row) else None for row in rows] for i, name in enumerate(table.columns)}
    return ChartRows(columns, notes=notes)


def rows_of_logged(view: LoggedView) -> ChartRows:
    """Return the rows of logged tables, with ``step`` where a run logged several."""
    names = list(dict.fromkeys(name for rows in view.tables for name in rows.table.columns))
    columns: dict[str, list[Any]] = {name: [] for name in (*names, "_run", "name", "id", "color", "step")}
    for rows in view.tables:
        place = {name: i for i, name in enumerate(rows.table.columns)}
        for row in rows.table.rows:
            for name in names:
                columns[name].append(row[place[name]] if name in place and place[name] < len(row) else None)
            _who(columns, rows.run, names)
            if "step" not in names:
                columns["step"].append(rows.step)
    several = len(view.tables) > len({rows.run["index"] for rows in view.tables}) and "step" not in names
    runs = {rows.run["index"]: rows.run for rows in view.tables}
    return ChartRows(columns, tuple(runs.values()), several, view.notes, view.problems)


def rows_of_history(runs: RunSet, keys: Sequence[str]) -> ChartRows:
    """Return a row for each step at which a run logged any of the metrics; several where one was logged repeatedly."""
    keys = list(dict.fromkeys(keys))
    columns: dict[str, list[Any]] = {name: [] for name in ("step", *keys, "_run", "name", "id", "color")}
    for run in runs:
        logged = {key: run.column(key) for key in keys if key in run.keys}
        values = {
            key: dict(zip(zip(c.steps.tolist(), turns(c.steps).tolist(), strict=True), c.values.tolist(), strict=True))
            for key, c in logged.items()
        }
        for place in sorted({place for column in values.values() for place in column}):
            if "step" not in keys:
                columns["step"].append(place[0])
            for key in keys:
                columns[key].append(values.get(key, {}).get(place))
            _who(columns, _named(run), keys)
    return ChartRows(columns, tuple(swatch(run) for run in runs))


def rows_of_runs(runs: RunSet, paths: Sequence[str]) -> ChartRows:
    """Return a row for each run with the named summary and config values."""
    paths = list(dict.fromkeys(paths))
    columns: dict[str, list[Any]] = {name: [] for name in (*paths, "_run", "name", "id", "color")}
    for run in runs:
        for path in paths:
            columns[path].append(run.lookup(path))
        _who(columns, _named(run), paths)
    return ChartRows(columns, tuple(swatch(run) for run in runs))


def _named(run: Run) -> dict[str, Any]:
    return swatch(run) | {"id": run.meta.id}


def _who(columns: dict[str, list[Any]], run: dict[str, Any], taken: Sequence[str]) -> None:
    """Add a row's run; a column of the table's own keeps its name."""
    known = {"_run": run["index"], "name": run["name"], "id": run.get("id", ""), "color": f"var(--run-{run['index']})"}
    for name, value in known.items():
        if name not in taken:
            columns[name].append(value)
