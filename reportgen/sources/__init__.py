"""Source entries of a spec to runs: globs, formats, names and colours."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen import readers
from reportgen.errors import Gap, Level, PanelError, Position, Problem, ReportError, SpecError, suggestion
from reportgen.inputs import note_path
from reportgen.model.order import in_order, natural
from reportgen.model.run import RunSource
from reportgen.model.runset import RunSet, number_runs
from reportgen.model.table import Table
from reportgen.privacy.places import is_address, shown_path
from reportgen.privacy.step import Privacy
from reportgen.sources.guarded import GuardedRun
from reportgen.sources.private import PrivateSource, shown_names
from reportgen.spec.load import Report
from reportgen.spec.model import Source
from reportgen.tables.duckdb.storage import is_there

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from reportgen.tables.duckdb.frame import DuckFrame
    from reportgen.tables.frame import Frame
    from reportgen.tables.ibis.connect import Connection


class Files:
    """The files that a spec names beside its runs: tables and charts, by paths relative to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _place(self, path: str) -> str:
        """Return a path as the spec's folder sees it; an address is one everywhere."""
        return path if is_address(path) else str(self.folder / path)

    def table(self, path: str) -> Table:
        """Return the table in a file; what is wrong with it stands in its ``problem``."""
        from reportgen.tables.duckdb.relation import open_table
        from reportgen.tables.error import TableError

        try:
            return open_table(self._place(path))
        except TableError as error:
            return Table([], [], 0, str(error))

    def frame(
        self, path: str, table: str = "", engine: DuckDBPyConnection | None = None, name: str = "t0"
    ) -> DuckFrame:
        """Return the table in a file, for the engine to answer questions about; Gap says why not."""
        from reportgen.tables.duckdb.relation import frame_of_file
        from reportgen.tables.error import TableError

        try:
            return frame_of_file(self._place(path), table, engine, name)
        except TableError as error:
            here = not is_address(path) and not is_there(self.folder / path)
            raise Gap(str(error), _nearby(self.folder, Path(path)) if here else "", ("path",)) from None

    def text(self, path: str) -> str:
        """Return a text file's content; Gap says why not."""
        note_path(self.folder / path)
        try:
            return (self.folder / path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            hint = "" if is_there(self.folder / path) else _nearby(self.folder, Path(path))
            raise Gap(f"cannot read '{Path(path).name}': {reason}", hint, ("spec",)) from None


class Connections:
    """The connections that a spec names, opened when a table of theirs is first asked for."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = urls
        self._open: dict[str, Connection] = {}

    def table(self, name: str, table: str, path: str = "") -> Frame:
        """Return a table of a connection, or the Parquet files at a path there; PanelError says why not."""
        from reportgen.tables.error import TableError
        from reportgen.tables.ibis.connect import Connection

        if name not in self._urls:
            known = suggestion(name, sorted(self._urls), "connections")
            raise PanelError(f"unknown connection '{name}'", known or "Name it: connections: {...}", ("connection",))
        if name not in self._open:
            self._open[name] = Connection(name, self._urls[name])
        try:
            return self._open[name].table(table, path)
        except TableError as error:
            raise Gap(str(error), "", ("table_name",) if table else ("connection",)) from None

    def close(self) -> None:
        """End what was opened."""
        for connection in self._open.values():
            connection.close()


def open_runs(report: Report, staging: Path | None = None) -> tuple[RunSet, list[Problem]]:
    """Return the runs of every source, in order, and what could not be read; SpecError lists all wrong sources.

    Each reader opens all of its paths together: a resumed run's pieces, or an artifact that another run refers to,
    may lie under different entries.
    """
    errors: list[Problem] = []
    problems: list[Problem] = []
    owners: dict[Path, Source] = {}
    by_format: dict[str, list[Path]] = {}
    for index, source in enumerate(report.spec.runs):
        there = _resolve(report, index, source, errors)
        formats = _formats(report, index, source, there, errors)
        problems += _without_runs(report, index, source, {path for paths in formats.values() for path in paths})
        for name, paths in formats.items():
            new = [path for path in paths if path not in owners]
            owners.update(dict.fromkeys(new, source))
            by_format.setdefault(name, []).extend(new)
    if errors:
        raise SpecError(errors)
    folders, unknown = _staging(report, staging)
    problems += unknown
    found: list[tuple[RunSource, Source]] = []
    for name, paths in by_format.items():
        result = _read(name, paths, readers.ReadOptions(tuple(folders)))
        problems += result.problems
        for run, origin in zip(result.runs, result.origins, strict=True):
            try:
                found.append((GuardedRun(run), owners[origin]))
            except Exception:  # noqa: BLE001 - one run never sinks the others
                problems.append(_lost(origin))
    found = [found[place] for place in in_order([run.meta for run, _ in found])]
    found.sort(key=lambda pair: next(i for i, source in enumerate(report.spec.runs) if source is pair[1]))
    for run, _ in found:
        problems += [
            Problem(str(loss), Position(run.meta.name), "Every other record is shown.", Level.MISSING)
            for loss in run.meta.losses
        ]
        problems += [Problem(remark, Position(run.meta.name), level=Level.NOTE) for remark in run.meta.remarks]
    named = number_runs([(run, source.name, source.color or "") for run, source in found])
    keep = {
        run.index
        for source in report.spec.runs
        for run in named.select(source.filters)
        if next(owner for other, owner in found if other is run.source) is source
    }
    privacy = Privacy()
    kept = [run for run in named if run.index in keep]
    chosen = tuple(
        replace(run, index=i, source=PrivateSource(run.source, privacy), name=name)
        for i, (run, name) in enumerate(zip(kept, shown_names(kept, privacy), strict=True))
    )
    return RunSet(chosen, (), chosen), problems


def _read(name: str, paths: list[Path], options: readers.ReadOptions) -> readers.Found:
    """Return what a reader makes of its paths; if it fails at all of them together, of each by itself."""
    try:
        return readers.reader(name).read(paths, options)
    except ReportError:
        raise
    except Exception:  # noqa: BLE001 - one path never sinks the others
        if len(paths) == 1:
            return readers.Found(problems=[_lost(paths[0])])
    parts = [_read(name, [path], options) for path in paths]
    return readers.Found(*([item for part in parts for item in getattr(part, field)] for field in _OF_FOUND))


_OF_FOUND = ("runs", "origins", "problems")


def _lost(path: Path) -> Problem:
    what = "what is logged there cannot be understood, and is left out"
    return Problem(what, Position(path.name), level=Level.MISSING)


def _where(report: Report, index: int, part: int | None = None) -> Position:
    tail = () if part is None else (part,)
    for path in (("runs", index, "path", *tail), ("runs", index, "path"), ("runs", index, *tail)):
        if path in report.document.at:
            return report.document.at[path]
    return report.document.position(("runs", index))


def _resolve(report: Report, index: int, source: Source, errors: list[Problem]) -> list[Path]:
    paths: list[Path] = []
    for part, text in enumerate(source.path):
        where = _where(report, index, part)
        try:
            expanded = Path(text).expanduser()
        except RuntimeError:  # ~nobody
            errors.append(Problem(f"no home folder for '{text}'", where))
            continue
        if not glob.has_magic(str(expanded)):
            path = report.folder / expanded
            if is_there(path):
                paths.append(path)
            else:
                errors.append(Problem(f"no such path '{text}'", where, _nearby(report.folder, expanded)))
            continue
        matches = sorted(glob.glob(str(expanded), root_dir=report.folder, recursive=True), key=natural)
        if not matches:
            errors.append(Problem(f"nothing matches '{text}'", where, _nearby(report.folder, expanded)))
        paths += [report.folder / match for match in matches]
    return list(dict.fromkeys(paths))


def _formats(
    report: Report, index: int, source: Source, paths: Sequence[Path], errors: list[Problem]
) -> dict[str, list[Path]]:
    """Group paths by the reader that knows them; a glob's other matches are passed over."""
    if source.format is not None:
        if source.format in readers.names():
            known = [path for path in paths if readers.reader(source.format).sniff(path)]
            if paths and not known:
                errors.append(Problem(f"no {source.format} runs in '{', '.join(source.path)}'", _where(report, index)))
            return {source.format: known}
        where = report.document.position(("runs", index, "format"))
        hint = suggestion(source.format, readers.names(), "formats")
        errors.append(Problem(f"unknown format '{source.format}'", where, hint))
        return {}
    by_format: dict[str, list[Path]] = {}
    for path in paths:
        name = readers.sniff(path)
        if name is not None:
            by_format.setdefault(name, []).append(path)
    if paths and not by_format:
        what = f"no runs in '{', '.join(source.path)}'"
        hint = f"Formats that can be read: {', '.join(readers.names())}."
        if any(path.is_dir() for path in paths):
            hint = f"{_SEARCHED} {hint}"
        errors.append(Problem(what, _where(report, index), hint))
    return by_format


_SEARCHED = "Every folder below was searched, but for hidden ones and caches."


def _without_runs(report: Report, index: int, source: Source, known: set[Path]) -> Iterator[Problem]:
    """Tell each folder that was named beside others and holds no run; what a glob matches is passed over."""
    for part, text in enumerate(source.path if known else ()):
        path = report.folder / Path(text).expanduser()
        if not glob.has_magic(text) and path not in known and path.is_dir():
            yield Problem(f"no runs in '{text}'", _where(report, index, part), _SEARCHED, Level.NOTE)


def _staging(report: Report, given: Path | None) -> tuple[list[Path], list[Problem]]:
    """Return the folders of staging files, that of the command line first, and what is told of those that are none."""
    named = [(given, Path(), Position("--staging"))] if given else []
    named += [
        (Path(source.staging), report.folder, report.position(("runs", index, "staging")))
        for index, source in enumerate(report.spec.runs) if source.staging
    ]  # fmt: skip
    told = []
    for path, folder, where in named:
        if not (folder / path).is_dir():
            what = f"no such folder of staging files: '{shown_path(str(path))}'"
            told.append(Problem(what, where, level=Level.MISSING, aside=_nearby(folder, path)))
    return [folder / path for path, folder, _ in named], told


def _nearby(folder: Path, path: Path) -> str:
    """Say what there is where a path stops to exist."""
    parts = path.parts
    at = Path(path.anchor) if path.is_absolute() else folder
    for part in parts[1:] if path.is_absolute() else parts:
        if glob.has_magic(part) or not is_there(at / part):
            try:
                there = sorted(child.name for child in at.iterdir() if not child.name.startswith("."))
            except OSError:
                return ""
            return suggestion(part, there, "entries", limit=6) if there else "That folder is empty."
        at = at / part
    return ""
