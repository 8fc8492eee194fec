"""Where a table panel's rows come from: logged tables over runs and steps, or a file of the spec."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportgen.panels._base import swatch
from reportgen.panels._scores import logged_table
from reportgen.runs.run import Run, Table
from reportgen.runs.runset import RunSet


@dataclass(frozen=True)
class Logged:
    """The rows of every run (and step) one after the other, with ``run`` and ``step`` where they tell rows apart."""

    table: Table
    run_column: str = ""
    step_column: str = ""
    runs: tuple[dict[str, Any], ...] = ()
    problems: tuple[str, ...] = ()


def logged(key: str, runs: RunSet, *, all_steps: bool) -> Logged:
    """Return what the runs logged as a table under ``key``: the last of each run, or all of them."""
    parts: list[tuple[Run, int, Table]] = []
    problems: list[str] = []
    for run in runs:
        for step, table in _of_run(run, key, all_steps=all_steps):
            if table.problem:
                problems.append(f"{run.name}, {key}: {table.problem}")
            if table.columns:
                parts.append((run, step, table))
    columns = list(dict.fromkeys(name for _, _, table in parts for name in table.columns))
    shown = list(dict.fromkeys(run.index for run, _, _ in parts))
    run_column = _fresh("run", columns) if len(shown) > 1 else ""
    step_column = _fresh("step", columns) if len(parts) > len(shown) else ""
    rows: list[list[Any]] = []
    for run, step, table in parts:
        head = [*([run.name] if run_column else []), *([step] if step_column else [])]
        place = [table.columns.index(name) if name in table.columns else -1 for name in columns]
        rows += [[*head, *(row[n] if 0 <= n < len(row) else None for n in place)] for row in table.rows]
    extra = [name for name in (run_column, step_column) if name]
    swatches = tuple({run.index: swatch(run) for run, _, _ in parts}.values())
    return Logged(
        Table([*extra, *columns], rows, len(rows)), run_column, step_column, swatches, tuple(dict.fromkeys(problems))
    )


def _of_run(run: Run, key: str, *, all_steps: bool) -> Sequence[tuple[int, Table]]:
    if key not in run.keys and key not in run.charts:
        return []
    if all_steps:
        return run.source.tables(key)
    table = logged_table(run, key)
    return [(0, table)] if table else []


def _fresh(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name = f"_{name}"
    return name
