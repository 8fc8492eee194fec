"""Where a table panel's rows come from: logged tables over runs and steps, artifacts, files; one or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from reportgen.errors import PanelError, suggestion
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.model.table import Table
from reportgen.panels.base.panel import Context
from reportgen.privacy.places import shown_path
from reportgen.tables.rows import (
    LoggedRows,
    NoTable,
    Part,
    free_name,
    logged,
    logged_table,
    of_artifact,
    split_version,
    versions_of,
)
from reportgen.texts import plural, say

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from reportgen.tables.compare import Matched
    from reportgen.tables.duckdb.frame import DuckFrame
    from reportgen.tables.frame import Frame, How


@dataclass(frozen=True)
class Side:
    """One of the compared tables: how it is called and coloured, and its rows where a run logged them."""

    label: str
    color: str
    table: Table | None = None
    path: str = ""
    stored: Frame | None = None
    """The table of a connection."""
    run: int = -1
    """The place of the run that logged it."""

    def frame(self, context: Context, name: str, engine: DuckDBPyConnection, place: int) -> Frame:
        """Return its rows in an engine; those of a connection stay there."""
        from reportgen.tables.duckdb.frame import DuckFrame

        if self.stored is not None:
            return self.stored
        if self.table is not None:
            return DuckFrame.of_rows(self.table, engine, f"t{place}")
        assert context.frame is not None  # noqa: S101 - sides of files are made only where files can be read
        return context.frame(self.path, name, engine, f"t{place}")


@dataclass(frozen=True)
class Source(LoggedRows):
    """Where a panel's rows come from: what runs logged, or tables that are compared."""

    sides: tuple[Side, ...] = ()
    """Compared tables, joined or below each other."""
    keys: tuple[str, ...] = ()
    matched: str = ""
    """How the rows of joined tables fit, in words."""
    names: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Of joined tables the place of a column's table and its name there."""

    @property
    def joined_runs(self) -> str:
        """The indices of the runs whose tables are joined, in their order; empty where not all are runs'."""
        runs = [side.run for side in self.sides] if self.names else []
        return " ".join(map(str, runs)) if min(runs, default=-1) >= 0 else ""

    @classmethod
    def of(cls, rows: LoggedRows, keys: tuple[str, ...] = ()) -> Source:
        """Return what runs logged."""
        return cls(rows.table, rows.run_column, rows.step_column, rows.runs, rows.problems, keys=keys)


def parted(parts: Sequence[Part]) -> tuple[list[Side], Source]:
    """Return the tables that logged joined tables are made of, each below those of other runs, and what joins them."""
    gone = [f"{run.name}: {table.problem or 'a part has no key'}" for run, _, table in parts if not _is_whole(table)]
    parts = [part for part in parts if _is_whole(part[2])]
    if not parts:
        raise NoTable("; ".join(dict.fromkeys(gone)))
    first = parts[0][2]
    every = [name for _, _, table in parts for _, one in table.parts for name in one.columns]
    sides, sources = [], []
    for place, (label, _) in enumerate(first.parts):
        one = [
            (run, step, _keyed(table.parts[place][1], table.keys[place], first.keys[0])) for run, step, table in parts
        ]
        sources.append(logged(one, every))
        sides.append(Side(label, f"var(--c{place % _PALETTE})", sources[-1].table))
    problems = tuple(dict.fromkeys([*gone, *(problem for source in sources for problem in source.problems)]))
    keys = tuple(name for name in (sources[0].run_column, sources[0].step_column, first.keys[0]) if name)
    return sides, Source.of(replace(sources[0], problems=problems), keys)


def _is_whole(table: Table) -> bool:
    """Return whether every part of a joined table is there, with its key."""
    return bool(table.parts) and all(key in one.columns for (_, one), key in zip(table.parts, table.keys, strict=True))


def _keyed(table: Table, key: str, name: str) -> Table:
    """Return a table whose key is called ``name``."""
    if key == name or key not in table.columns:
        return table
    others = {name: free_name(name, table.columns), key: name}
    return replace(table, columns=[others.get(column, column) for column in table.columns])


_PALETTE = 10


def versions(artifact: str, table: str, compare: Sequence[str], runs: RunSet) -> list[Side]:
    """Return the versions of an artifact's table that a comparison names: ``v0``, an alias, ``other:v1``.

    ``versions`` stands for all of them; a version in ``artifact`` comes first. NoTable names the nearest right one.
    """
    name, version = split_version(artifact)
    if list(compare) == ["versions"]:
        names = [f"{name}:v{one.version}" for _, one in versions_of(name, runs)]
    else:
        names = [*([artifact] if version else []), *(text if ":" in text else f"{name}:{text}" for text in compare)]
    is_one = len({split_version(text)[0] for text in names}) == 1
    labels = [text.rpartition(":")[2] for text in names] if is_one else names
    return [
        Side(label, f"var(--c{place % _PALETTE})", logged(of_artifact(text, table, runs)).table)
        for place, (text, label) in enumerate(zip(names, labels, strict=True))
    ]


def tables_of(connection: str, names: Sequence[str], context: Context, *, paths: bool) -> list[Side]:
    """Return tables of a connection, or files there, as sides of a comparison."""
    assert context.connection is not None  # noqa: S101 - a spec has connections
    labels = _labels(names, "/" if paths else ".")
    return [
        Side(label, f"var(--c{place % _PALETTE})",
             stored=context.connection(connection, "" if paths else name, name if paths else ""))
        for place, (name, label) in enumerate(zip(names, labels, strict=True))
    ]  # fmt: skip


def _labels(names: Sequence[str], mark: str) -> list[str]:
    """Return the last part of each name, or the names whole where that does not tell them apart."""
    short = [name.rstrip(mark).rpartition(mark)[2] for name in names]
    return short if len(set(short)) == len(short) else [shown_path(name) for name in names]


def sides(key: str, compare: Sequence[str], runs: RunSet, context: Context, first: Sequence[str] = ()) -> list[Side]:
    """Return the tables that a comparison names: runs by name or id, steps of a run (``step 3``), files.

    ``runs`` stands for every run that logged the table, ``steps`` for every step of the first such run. A file in
    ``first`` comes before the others.
    """
    owners = [run for run in runs if key and (key in run.keys or key in run.charts)]
    if list(compare) == ["runs"]:
        return [_side_of(run, key) for run in owners]
    steps = {say("step {step}", step=step): table for run in owners[:1] for step, table in run.source.tables(key)}
    if list(compare) == ["steps"]:
        return [_of_step(label, n, table) for n, (label, table) in enumerate(steps.items())]
    labels = _labels([*first, *compare], "/")
    found = [Side(label, "var(--ink-2)", path=path) for path, label in zip(first, labels, strict=False)]
    for place, name in enumerate(compare):
        run = next((run for run in owners if name in (run.name, run.meta.id)), None)
        if run is not None:
            found.append(_side_of(run, key))
        elif name in steps:
            found.append(_of_step(name, place, steps[name]))
        elif context.frame is not None and "." in name.rpartition("/")[2]:
            found.append(Side(labels[place + len(first)], f"var(--c{place % _PALETTE})", path=name))
        else:
            known = [*(run.name for run in owners), *steps]
            raise PanelError(
                f"nothing to compare is named '{name}'", suggestion(name, known, "tables"), ("compare", place)
            )
    return found


def _side_of(run: Run, key: str) -> Side:
    return Side(run.name, f"var(--run-{run.index})", logged_table(run, key) or Table([], [], 0), run=run.index)


def _of_step(label: str, number: int, table: Table) -> Side:
    return Side(label, f"var(--c{number % _PALETTE})", table)


def joined(found: Sequence[Side], name: str, keys: Sequence[str], how: How, context: Context) -> tuple[Frame, Source]:
    """Return the tables joined on keys, or on a column that tells rows apart in all of them."""
    from reportgen.tables.compare import key_of, matched
    from reportgen.tables.duckdb.start import start

    engine = start()
    frames = [side.frame(context, name, engine, place) for place, side in enumerate(found)]
    keys = list(keys) or [key for key in [key_of(frames)] if key]
    if not keys:
        raise PanelError(
            "no column identifies rows in every table",
            "Write for example: join: id, or use arrange: concatenated.",
            ("compare",),
        )
    for place, key in enumerate(keys):
        for side, frame in zip(found, frames, strict=True):
            if key not in frame.types:
                raise PanelError(
                    f"{side.label} has no column '{key}'", suggestion(key, frame.types, "columns"), ("join", place)
                )
    fit = matched(frames, keys)
    frame = frames[0].join(frames[1:], keys, how)
    names = {f"${n}.{column}": (n, column) for n, one in enumerate(frames) for column in one.types}
    problems = _problems(found, frames)
    said = ", ".join(filter(None, [say("joined on {keys}", keys=say(" and ").join(keys)), *_misfits(found, fit)]))
    return frame, Source(sides=tuple(found), keys=tuple(keys), matched=said, names=names, problems=problems)


def _problems(found: Sequence[Side], frames: Sequence[Frame]) -> tuple[str, ...]:
    return tuple(f"{side.label}: {frame.problem}" for side, frame in zip(found, frames, strict=True) if frame.problem)


def _misfits(found: Sequence[Side], fit: Matched) -> list[str]:
    labels = [side.label for side in found]
    twice = [(count, label) for count, label in zip(fit.duplicates, labels, strict=True) if count]
    without = [(count, label) for count, label in zip(fit.missing, labels, strict=True) if count]
    return [
        say("{rows} of {table} with a repeated key", rows=plural(count, "row"), table=label) for count, label in twice
    ] + [
        say("{rows} of {table} without a key omitted", rows=plural(count, "row"), table=label)
        for count, label in without
    ]


def stacked(found: Sequence[Side], name: str, context: Context) -> tuple[Frame, Source]:
    """Return the rows of all tables one below the other, with a column ``table``."""
    from reportgen.tables.duckdb.start import start

    engine = start()
    frames = [side.frame(context, name, engine, place) for place, side in enumerate(found)]
    column = free_name("table", [name for frame in frames for name in frame.types])
    frame = frames[0].stack(frames[1:], [side.label for side in found], column)
    return frame, Source(run_column=column, sides=tuple(found), problems=_problems(found, frames))


def items_of(frame: DuckFrame, source: Source, places: Any) -> dict[str, list[Any]]:
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


def talks_of(frame: DuckFrame, source: Source, places: Any) -> dict[str, list[Any]]:
    """Return what is stored in every column of conversations, in the rows at ``places``: with media, if logged."""
    from reportgen.tables.duckdb.sql import TALK
    from reportgen.tables.talks import stored_at

    names = [name for name, kind in frame.types.items() if kind == TALK]
    logged_ = not source.sides and bool(source.table.columns)
    at = {name: source.table.columns.index(name) for name in names} if logged_ else {}
    return {
        name: [source.table.rows[place][at[name]] for place in places] if logged_ else stored_at(frame, name, places)
        for name in names
    }


def _of_side(side: Side, column: str, rows: Sequence[int | None]) -> list[Any]:
    if side.table is None or column not in side.table.columns:
        return [None] * len(rows)
    at, all_ = side.table.columns.index(column), side.table.rows
    return [None if row is None or row >= len(all_) else all_[row][at] for row in rows]
