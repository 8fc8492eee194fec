"""Where a table panel's rows come from: logged tables over runs and steps, artifacts, files; one or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reportgen.errors import PanelError, suggestion
from reportgen.panels._base import Context, swatch
from reportgen.panels._scores import logged_table
from reportgen.runs.run import Run, Table
from reportgen.runs.runset import RunSet

if TYPE_CHECKING:
    from reportgen.tables.frame import Frame


@dataclass(frozen=True)
class Side:
    """One of the compared tables: how it is called and coloured, and its rows where a run logged them."""

    label: str
    color: str
    table: Table | None = None
    path: str = ""

    def frame(self, context: Context, name: str, engine: Any, place: int) -> Frame:
        """Return its rows in an engine."""
        from reportgen.tables.frame import Frame

        if self.table is not None:
            return Frame.of_rows(self.table, engine, f"t{place}")
        assert context.frame is not None  # noqa: S101 - sides of files are made only where files can be read
        return context.frame(self.path, name, engine, f"t{place}")


@dataclass(frozen=True)
class Logged:
    """The rows of every run (and step) one after the other, with ``run`` and ``step`` where they tell rows apart."""

    table: Table
    run_column: str = ""
    step_column: str = ""
    runs: tuple[dict[str, Any], ...] = ()
    problems: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    """Compared tables, joined or below each other."""
    keys: tuple[str, ...] = ()
    matched: str = ""
    """How the rows of joined tables fit, in words."""
    names: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Of joined tables the place of a column's table and its name there."""


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


_PALETTE = 10


def sides(key: str, compare: Sequence[str], runs: RunSet, context: Context) -> list[Side]:
    """Return the tables that a comparison names: runs by name or id, steps of a run (``step 3``), files.

    ``runs`` stands for every run that logged the table, ``steps`` for every step of the first such run.
    """
    owners = [run for run in runs if key and (key in run.keys or key in run.charts)]
    if list(compare) == ["runs"]:
        return [_side_of(run, key) for run in owners]
    steps = {f"step {step}": table for run in owners[:1] for step, table in run.source.tables(key)}
    if list(compare) == ["steps"]:
        return [_of_step(label, n, table) for n, (label, table) in enumerate(steps.items())]
    found = []
    for place, name in enumerate(compare):
        run = next((run for run in owners if name in (run.name, run.meta.id)), None)
        if run is not None:
            found.append(_side_of(run, key))
        elif name in steps:
            found.append(_of_step(name, place, steps[name]))
        elif context.frame is not None and "." in name.rpartition("/")[2]:
            found.append(Side(name.rpartition("/")[2], f"var(--c{place % _PALETTE})", path=name))
        else:
            known = [*(run.name for run in owners), *steps]
            raise PanelError(
                f"nothing to compare is called '{name}'", suggestion(name, known, "tables"), ("compare", place)
            )
    return found


def _side_of(run: Run, key: str) -> Side:
    return Side(run.name, f"var(--run-{run.index})", logged_table(run, key) or Table([], [], 0))


def _of_step(label: str, number: int, table: Table) -> Side:
    return Side(label, f"var(--c{number % _PALETTE})", table)


def joined(found: Sequence[Side], name: str, keys: Sequence[str], how: Any, context: Context) -> tuple[Frame, Logged]:
    """Return the tables joined on keys, or on a column that tells rows apart in all of them."""
    from reportgen.tables import compare
    from reportgen.tables.engine import start

    engine = start()
    frames = [side.frame(context, name, engine, place) for place, side in enumerate(found)]
    keys = list(keys) or [key for key in [compare.key_of(frames)] if key]
    if not keys:
        raise PanelError(
            "no column tells rows apart in every table",
            "Name it: join: id, or use arrange: concatenated.",
            ("compare",),
        )
    for place, key in enumerate(keys):
        for side, frame in zip(found, frames, strict=True):
            if key not in frame.types:
                raise PanelError(
                    f"{side.label} has no column '{key}'", suggestion(key, frame.types, "columns"), ("join", place)
                )
    fit = compare.matched(frames, keys)
    frame = compare.joined(frames, keys, how)
    names = {f"${n}.{column}": (n, column) for n, one in enumerate(frames) for column in one.types}
    said = ", ".join(filter(None, [f"joined on {' and '.join(keys)}", *_misfits(found, fit)]))
    return frame, Logged(Table([], [], 0), sides=tuple(found), keys=tuple(keys), matched=said, names=names)


def _misfits(found: Sequence[Side], fit: Any) -> list[str]:
    labels = [side.label for side in found]
    twice = [(count, label) for count, label in zip(fit.duplicates, labels, strict=True) if count]
    without = [(count, label) for count, label in zip(fit.missing, labels, strict=True) if count]
    return [f"{_rows(count)} of {label} repeat{'s' * (count == 1)} a key" for count, label in twice] + [
        f"{_rows(count)} of {label} without a key left out" for count, label in without
    ]


def _rows(count: int) -> str:
    return f"{count:,} row{'s' * (count != 1)}"


def stacked(found: Sequence[Side], name: str, context: Context) -> tuple[Frame, Logged]:
    """Return the rows of all tables one below the other, with a column ``table``."""
    from reportgen.tables import compare
    from reportgen.tables.engine import start

    engine = start()
    frames = [side.frame(context, name, engine, place) for place, side in enumerate(found)]
    column = _fresh("table", [name for frame in frames for name in frame.types])
    frame = compare.stacked(frames, [side.label for side in found], column)
    return frame, Logged(Table([], [], 0), run_column=column, sides=tuple(found))


def items_of(frame: Frame, source: Logged, places: Any) -> dict[str, list[Any]]:
    """Return the pieces of media of every such column, in the rows at ``places``."""
    names = [name for name, kind in frame.types.items() if kind == "media"]
    if not names:
        return {}
    if not source.sides:
        at = {name: source.table.columns.index(name) for name in names}
        return {name: [source.table.rows[place][at[name]] for place in places] for name in names}
    if source.names:
        return {name: _of_side(source.sides[source.names[name][0]], source.names[name][1],
                               frame.places(f"rg_from_{source.names[name][0]}", places)) for name in names}  # fmt: skip
    tables, rows = frame.places("rg_table", places), frame.places("rg_from_0", places)
    found: dict[str, list[Any]] = {}
    for name in names:
        cells = [_of_side(side, name, rows) for side in source.sides]
        found[name] = [cells[table or 0][n] for n, table in enumerate(tables)]
    return found


def _of_side(side: Side, column: str, rows: Sequence[int | None]) -> list[Any]:
    if side.table is None or column not in side.table.columns:
        return [None] * len(rows)
    at, all_ = side.table.columns.index(column), side.table.rows
    return [None if row is None or row >= len(all_) else all_[row][at] for row in rows]
