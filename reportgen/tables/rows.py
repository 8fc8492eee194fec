"""Rows of tables that runs logged: under a key or in an artifact, those of several runs and steps below each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.digits import plural
from reportgen.errors import KnownError, Level, suggestion
from reportgen.model.artifact import LoggedArtifact
from reportgen.model.run import Run
from reportgen.model.table import Table

_OBJECTS = "objects"  # what an artifact holds besides tables
Part = tuple[Run, int, Table]
"""A table with the run that logged it, and the step."""


@dataclass(frozen=True)
class LoggedRows:
    """The rows of every run (and step) one after the other, with ``run`` and ``step`` where they tell rows apart."""

    table: Table = field(default_factory=lambda: Table([], [], 0))
    run_column: str = ""
    step_column: str = ""
    runs: tuple[Run, ...] = ()
    problems: tuple[str, ...] = ()


class NoTable(KnownError):  # noqa: N818 - it is no error of the spec: a labelled gap says it
    """There is no such table, or it cannot be read; says why, and names the nearest right one."""

    level = Level.MISSING


def of_key(key: str, runs: Iterable[Run], *, all_steps: bool) -> list[Part]:
    """Return what the runs logged as a table under ``key``: the last of each run, or all of them."""
    found: list[Part] = []
    for run in runs:
        if key in run.keys or key in run.charts:
            table = None if all_steps else logged_table(run, key)
            tables = run.source.tables(key) if all_steps else [(0, table)] if table else []
            found += [(run, step, table) for step, table in tables]
    return found


def of_artifact(name: str, table: str, runs: Iterable[Run]) -> list[Part]:
    """Return a table of an artifact, ``name`` or ``name:version``; NoTable names the nearest right one."""
    run, artifact = _version(*split_version(name), runs)
    known = list(artifact.tables)
    real = [one for one in known if one != _OBJECTS] or known
    wanted = table or (real[0] if len(real) == 1 else "")
    if wanted not in artifact.tables:
        there = suggestion(wanted, known, "tables") if wanted else f"Its tables: {', '.join(known[:12]) or 'none'}."
        if wanted == _OBJECTS and known:
            raise NoTable(f"the artifact {artifact.name}:v{artifact.version} contains only tables. {there}")
        what = f"no table '{wanted}'" if wanted else f"{plural(len(known), 'table')}; choose one with table_name"
        raise NoTable(f"the artifact {artifact.name}:v{artifact.version} has {what}. {there}")
    return [(run, 0, artifact.tables[wanted]())]


def split_version(name: str) -> tuple[str, str]:
    """Return an artifact's name and its version, which may be missing."""
    head, colon, version = name.rpartition(":")
    return (head, version) if colon else (name, "")


def versions_of(name: str, runs: Iterable[Run]) -> list[tuple[Run, LoggedArtifact]]:
    """Return the versions of an artifact, oldest first; NoTable where no run made it."""
    made = [(run, artifact) for run in runs for artifact in run.source.artifacts()]
    found = {artifact.version: (run, artifact) for run, artifact in made if artifact.name == name}
    if not found:
        hint = suggestion(name, sorted({artifact.name for _, artifact in made}), "artifacts")
        raise NoTable(f"no run logged an artifact '{name}'. {hint}".strip())
    return [found[version] for version in sorted(found)]


def _version(name: str, version: str, runs: Iterable[Run]) -> tuple[Run, LoggedArtifact]:
    """Return a version by number (``v0``) or alias, the newest where none is named."""
    versions = versions_of(name, runs)
    if version in ("", "latest"):
        return versions[-1]
    for run, artifact in reversed(versions):
        if version == f"v{artifact.version}" or version in artifact.aliases:
            return run, artifact
    known = [f"v{artifact.version}" for _, artifact in versions]
    aliases = dict.fromkeys(alias for _, one in versions for alias in one.aliases)
    hint = suggestion(version, [*known, *aliases], "versions")
    raise NoTable(f"the artifact '{name}' has no version '{version}'. {hint}")


def logged(parts: Sequence[Part], taken: Sequence[str] = ()) -> LoggedRows:
    """Return the rows of all parts below each other, with their runs and steps where these tell rows apart."""
    problems = [f"{run.name}: {table.problem}" for run, _, table in parts if table.problem]
    parts = [part for part in parts if part[2].columns]
    columns = list(dict.fromkeys(name for _, _, table in parts for name in table.columns))
    shown = tuple({run.index: run for run, _, _ in parts}.values())
    run_column = free_name("run", [*columns, *taken]) if len(shown) > 1 else ""
    step_column = free_name("step", [*columns, *taken]) if len(parts) > len(shown) else ""
    rows: list[list[Any]] = []
    for run, step, table in parts:
        head = [*([run.name] if run_column else []), *([step] if step_column else [])]
        place = [table.columns.index(name) if name in table.columns else -1 for name in columns]
        if not head and place == list(range(len(place))) and {len(row) for row in table.rows} <= {len(place)}:
            rows += table.rows
            continue
        rows += [[*head, *(row[n] if 0 <= n < len(row) else None for n in place)] for row in table.rows]
    extra = [name for name in (run_column, step_column) if name]
    linked = tuple(dict.fromkeys(name for _, _, table in parts for name in table.linked))
    table = Table([*extra, *columns], rows, len(rows), linked=linked)
    return LoggedRows(table, run_column, step_column, shown, tuple(dict.fromkeys(problems)))


def free_name(name: str, taken: Sequence[str]) -> str:
    """Return a name for a column that no other one has."""
    while name in taken:
        name = f"_{name}"
    return name


def logged_table(run: Run, key: str) -> Table | None:
    """Return the last table logged under ``key``, or the one that a chart of that name reads."""
    chart = run.charts.get(key)
    return run.source.table(chart.table_key if chart else key)
