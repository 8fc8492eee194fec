"""Where a table panel's rows come from: logged tables over runs and steps, artifacts, files; one or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from reportgen.errors import PanelError, suggestion
from reportgen.model.artifact import LoggedArtifact
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.model.table import Table
from reportgen.panels._base import Context, swatch
from reportgen.panels._scores import logged_table
from reportgen.privacy.places import shown_path

if TYPE_CHECKING:
    from reportgen.connections.frame import Remote
    from reportgen.tables.frame import Frame


@dataclass(frozen=True)
class Side:
    """One of the compared tables: how it is called and coloured, and its rows where a run logged them."""

    label: str
    color: str
    table: Table | None = None
    path: str = ""
    remote: Remote | None = None
    run: int = -1
    """The place of the run that logged it."""

    def frame(self, context: Context, name: str, engine: Any, place: int) -> Any:
        """Return its rows in an engine; those of a connection stay there."""
        from reportgen.tables.frame import Frame

        if self.remote is not None:
            return self.remote
        if self.table is not None:
            return Frame.of_rows(self.table, engine, f"t{place}")
        assert context.frame is not None  # noqa: S101 - sides of files are made only where files can be read
        return context.frame(self.path, name, engine, f"t{place}")


@dataclass(frozen=True)
class Logged:
    """The rows of every run (and step) one after the other, with ``run`` and ``step`` where they tell rows apart."""

    table: Table = field(default_factory=lambda: Table([], [], 0))
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


class NoTable(Exception):  # noqa: N818 - it is no error of the spec: a labelled gap says it
    """There is no such table, or it cannot be read; says why, and names the nearest right one."""


Part = tuple[Run, int, Table]
"""A table with the run that logged it, and the step."""


def of_key(key: str, runs: RunSet, *, all_steps: bool) -> list[Part]:
    """Return what the runs logged as a table under ``key``: the last of each run, or all of them."""
    found: list[Part] = []
    for run in runs:
        if key in run.keys or key in run.charts:
            table = None if all_steps else logged_table(run, key)
            tables = run.source.tables(key) if all_steps else [(0, table)] if table else []
            found += [(run, step, table) for step, table in tables]
    return found


def of_artifact(name: str, table: str, runs: RunSet) -> list[Part]:
    """Return a table of an artifact, ``name`` or ``name:version``; NoTable names the nearest right one."""
    run, artifact = _version(*_split(name), runs)
    known = list(artifact.tables)
    real = [one for one in known if one != _OBJECTS] or known
    wanted = table or (real[0] if len(real) == 1 else "")
    if wanted not in artifact.tables:
        there = suggestion(wanted, known, "tables") if wanted else f"Its tables: {', '.join(known[:12]) or 'none'}."
        if wanted == _OBJECTS and known:
            raise NoTable(f"the artifact {artifact.name}:v{artifact.version} holds nothing but tables. {there}")
        what = f"no table '{wanted}'" if wanted else f"{len(known)} tables; say which with table_name"
        raise NoTable(f"the artifact {artifact.name}:v{artifact.version} has {what}. {there}")
    return [(run, 0, artifact.tables[wanted]())]


def _split(name: str) -> tuple[str, str]:
    head, colon, version = name.rpartition(":")
    return (head, version) if colon else (name, "")


def _versions(name: str, runs: RunSet) -> list[tuple[Run, LoggedArtifact]]:
    """Return the versions of an artifact, oldest first; NoTable where no run made it."""
    made = [(run, artifact) for run in runs for artifact in run.source.artifacts()]
    found = {artifact.version: (run, artifact) for run, artifact in made if artifact.name == name}
    if not found:
        hint = suggestion(name, sorted({artifact.name for _, artifact in made}), "artifacts")
        raise NoTable(f"no run made an artifact '{name}'. {hint}".strip())
    return [found[version] for version in sorted(found)]


def _version(name: str, version: str, runs: RunSet) -> tuple[Run, LoggedArtifact]:
    """Return a version by number (``v0``) or alias, the newest where none is named."""
    versions = _versions(name, runs)
    if version in ("", "latest"):
        return versions[-1]
    for run, artifact in reversed(versions):
        if version == f"v{artifact.version}" or version in artifact.aliases:
            return run, artifact
    known = [f"v{artifact.version}" for _, artifact in versions]
    aliases = dict.fromkeys(alias for _, one in versions for alias in one.aliases)
    hint = suggestion(version, [*known, *aliases], "versions")
    raise NoTable(f"the artifact '{name}' has no version '{version}'. {hint}")


def logged(parts: Sequence[Part], taken: Sequence[str] = ()) -> Logged:
    """Return the rows of all parts below each other, with their runs and steps where these tell rows apart."""
    problems = [f"{run.name}: {table.problem}" for run, _, table in parts if table.problem]
    parts = [part for part in parts if part[2].columns]
    columns = list(dict.fromkeys(name for _, _, table in parts for name in table.columns))
    shown = list(dict.fromkeys(run.index for run, _, _ in parts))
    run_column = _fresh("run", [*columns, *taken]) if len(shown) > 1 else ""
    step_column = _fresh("step", [*columns, *taken]) if len(parts) > len(shown) else ""
    rows: list[list[Any]] = []
    for run, step, table in parts:
        head = [*([run.name] if run_column else []), *([step] if step_column else [])]
        place = [table.columns.index(name) if name in table.columns else -1 for name in columns]
        rows += [[*head, *(row[n] if 0 <= n < len(row) else None for n in place)] for row in table.rows]
    extra = [name for name in (run_column, step_column) if name]
    swatches = tuple({run.index: swatch(run) for run, _, _ in parts}.values())
    linked = tuple(dict.fromkeys(name for _, _, table in parts for name in table.linked))
    table = Table([*extra, *columns], rows, len(rows), linked=linked)
    return Logged(table, run_column, step_column, swatches, tuple(dict.fromkeys(problems)))


def parted(parts: Sequence[Part]) -> tuple[list[Side], Logged]:
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
    return sides, replace(sources[0], problems=problems, keys=keys)


def _is_whole(table: Table) -> bool:
    """Return whether every part of a joined table is there, with its key."""
    return bool(table.parts) and all(key in one.columns for (_, one), key in zip(table.parts, table.keys, strict=True))


def _keyed(table: Table, key: str, name: str) -> Table:
    """Return a table whose key is called ``name``."""
    if key == name or key not in table.columns:
        return table
    others = {name: _fresh(name, table.columns), key: name}
    return replace(table, columns=[others.get(column, column) for column in table.columns])


def _fresh(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name = f"_{name}"
    return name


_PALETTE = 10
_OBJECTS = "objects"  # what an artifact holds besides tables


def versions(artifact: str, table: str, compare: Sequence[str], runs: RunSet) -> list[Side]:
    """Return the versions of an artifact's table that a comparison names: ``v0``, an alias, ``other:v1``.

    ``versions`` stands for all of them; a version in ``artifact`` comes first. NoTable names the nearest right one.
    """
    name, version = _split(artifact)
    if list(compare) == ["versions"]:
        names = [f"{name}:v{one.version}" for _, one in _versions(name, runs)]
    else:
        names = [*([artifact] if version else []), *(text if ":" in text else f"{name}:{text}" for text in compare)]
    labels = [text.rpartition(":")[2] for text in names] if len({_split(text)[0] for text in names}) == 1 else names
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
             remote=context.connection(connection, "" if paths else name, name if paths else ""))
        for place, (name, label) in enumerate(zip(names, labels, strict=True))
    ]  # fmt: skip


def _labels(names: Sequence[str], mark: str) -> list[str]:
    """Return the last part of each name, or the names whole where that does not tell them apart."""
    short = [name.rstrip(mark).rpartition(mark)[2] for name in names]
    return short if len(set(short)) == len(short) else [shown_path(name) for name in names]


def _engine_of(found: Sequence[Side]) -> Any:
    """Return the module that compares these tables: where their rows are."""
    from reportgen.tables import compare

    if not any(side.remote for side in found):
        return compare
    from reportgen.connections import compare as there

    return there


def sides(key: str, compare: Sequence[str], runs: RunSet, context: Context, first: Sequence[str] = ()) -> list[Side]:
    """Return the tables that a comparison names: runs by name or id, steps of a run (``step 3``), files.

    ``runs`` stands for every run that logged the table, ``steps`` for every step of the first such run. A file in
    ``first`` comes before the others.
    """
    owners = [run for run in runs if key and (key in run.keys or key in run.charts)]
    if list(compare) == ["runs"]:
        return [_side_of(run, key) for run in owners]
    steps = {f"step {step}": table for run in owners[:1] for step, table in run.source.tables(key)}
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
                f"nothing to compare is called '{name}'", suggestion(name, known, "tables"), ("compare", place)
            )
    return found


def _side_of(run: Run, key: str) -> Side:
    return Side(run.name, f"var(--run-{run.index})", logged_table(run, key) or Table([], [], 0), run=run.index)


def _of_step(label: str, number: int, table: Table) -> Side:
    return Side(label, f"var(--c{number % _PALETTE})", table)


def joined(found: Sequence[Side], name: str, keys: Sequence[str], how: Any, context: Context) -> tuple[Frame, Logged]:
    """Return the tables joined on keys, or on a column that tells rows apart in all of them."""
    from reportgen.tables.compare import key_of
    from reportgen.tables.engine import start

    engine, compare = start(), _engine_of(found)
    frames = [side.frame(context, name, engine, place) for place, side in enumerate(found)]
    keys = list(keys) or [key for key in [key_of(frames, compare.matched)] if key]
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
    problems = _problems(found, frames)
    said = ", ".join(filter(None, [f"joined on {' and '.join(keys)}", *_misfits(found, fit)]))
    return frame, Logged(sides=tuple(found), keys=tuple(keys), matched=said, names=names, problems=problems)


def _problems(found: Sequence[Side], frames: Sequence[Any]) -> tuple[str, ...]:
    return tuple(f"{side.label}: {frame.problem}" for side, frame in zip(found, frames, strict=True) if frame.problem)


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
    from reportgen.tables.engine import start

    engine, compare = start(), _engine_of(found)
    frames = [side.frame(context, name, engine, place) for place, side in enumerate(found)]
    column = _fresh("table", [name for frame in frames for name in frame.types])
    frame = compare.stacked(frames, [side.label for side in found], column)
    return frame, Logged(run_column=column, sides=tuple(found), problems=_problems(found, frames))


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
