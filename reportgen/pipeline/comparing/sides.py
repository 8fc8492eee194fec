"""The two sides of a comparison: what each is, what it is called, and the entries of ``runs:`` that read it."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.errors import Position, Problem, SpecError
from reportgen.lang.expression import Expression
from reportgen.model.look.short_names import short_names
from reportgen.pipeline.reading.specs import SPECS, read_spec, tables_among
from reportgen.privacy.places import is_address
from reportgen.readers import Readers
from reportgen.spec.load import Report

COLORS = ("#2f7ed8", "#d9731a")
"""Blue and orange: the colours of the sides, which are seen on light and dark paper and by the colour-blind."""


@dataclass(frozen=True)
class Sides:
    """What ``reportgen diff`` is asked: two paths, each a report, a spec, or runs of any format."""

    first: Path
    second: Path
    names: tuple[str, str] | None = None
    """What the sides are called; by default what tells their paths apart."""
    filters: str = ""
    """Only runs for which this expression is true, on both sides."""
    groupby: tuple[str, ...] = ()
    """Paths by which runs of both sides are matched; chosen by their names where it is empty."""
    code: bool = True
    """Whether packages and code are compared, which are private."""
    title: str = ""
    anonymous: bool = False
    """Whether the report will be: then its spec names no path and no run."""

    def called(self) -> tuple[str, str]:
        """Return the names of the sides: never the same."""
        if self.names is not None or self.anonymous:
            return self.names or ("A", "B")
        parts = [_parts(path) for path in (self.first, self.second)]
        while all(len(own) > 1 for own in parts) and parts[0][-1] == parts[1][-1]:
            parts = [own[:-1] for own in parts]
        first, second = short_names([parts[0][-1], parts[1][-1]])
        return (first, second) if first != second and first and second else ("A", "B")


@dataclass
class Side:
    """One side: its entries of ``runs:``, and the files of tables that stand for themselves or that its spec shows."""

    path: Path
    name: str
    color: str
    entries: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, str] = field(default_factory=dict)
    """Paths of table files by what they are called."""
    goal: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """What messages call it."""
        return self.path.name or str(self.path)

    @classmethod
    def at(cls, path: Path, name: str, color: str, filters: str) -> Side:
        """Return what lies at a path; SpecError where a spec is wrong, or nothing is there."""
        side = cls(path, name, color)
        if path.suffix in SPECS:
            side._read(read_spec(path))
        elif path.exists() and (files := tables_among([path])) and not _is_log(path):
            side.tables = {file.name: file.as_posix() for file in files}
        else:
            text = path.as_posix()
            exact = glob.escape(text) if glob.has_magic(text) and path.exists() else text
            side.entries.append({"path": exact})
        for entry in side.entries:
            if filters:
                entry["filters"] = f"({entry['filters']}) and ({filters})" if "filters" in entry else filters
            entry["side"], entry["color"] = name, color
        return side

    def _read(self, report: Report) -> None:
        """Take the runs of a spec, and the files of the tables that it shows."""
        for place, source in enumerate(report.spec.runs):
            paths = [_here(report.folder, path) for path in source.path]
            entry: dict[str, Any] = {"path": paths if len(paths) > 1 else paths[0]}
            entry |= {"format": source.format} if source.format else {}
            entry |= {"filters": source.filters.text} if source.filters is not None else {}
            entry |= {"join": True} if source.join else {}
            entry |= {"damaged": source.damaged} if source.damaged != "missing" else {}
            for form, options in (report.options[place] if report.options else {}).items():
                given = options.model_dump(exclude_unset=True)
                folders = {name for name, _ in Readers()[form]().folders(options)}
                for name, value in given.items():
                    entry[name] = _moved(report.folder, value) if name in folders else _plain(value)
            self.entries.append(entry)
        for block in report.walk():
            path = getattr(block.fields, "path", None)
            if block.kind == "table" and isinstance(path, str) and not getattr(block.fields, "compare", []):
                self.tables[block.fields.title or path] = _here(report.folder, path)  # type: ignore[attr-defined]
        self.goal = report.spec.goal
        if not (self.entries or self.tables):
            what = "the spec names no runs and no tables to compare"
            raise SpecError(Problem(what, Position(self.path.name), "Add them under 'runs:'."))


def _is_log(path: Path) -> bool:
    """Tell logs of training from tables of data: a reader takes them for runs."""
    from reportgen.sources.discovery import claims_of

    return any(claims_of([path]).claims.values())


def _parts(path: Path) -> list[str]:
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed: their names are what is meant
    last = whole.stem if whole.suffix.lower() in (".html", ".htm", *SPECS) else whole.name
    return [*whole.parent.parts[1:], last]


def _here(folder: Path, path: str) -> str:
    """Return a path of a spec as seen from the working folder."""
    if is_address(path) or path.startswith("~") or os.path.isabs(path):  # noqa: PTH117 - a text
        return path
    try:
        return Path(os.path.relpath(folder / path)).as_posix()
    except ValueError:  # on another drive
        return Path(os.path.abspath(folder / path)).as_posix()  # noqa: PTH100 - as above


def _moved(folder: Path, value: Any) -> Any:
    return [_here(folder, one) for one in value] if isinstance(value, list) else _here(folder, str(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def both(sides: Sides) -> tuple[Side, Side]:
    """Return both sides; SpecError tells all that is wrong with either."""
    found, problems = list[Side](), list[Problem]()
    for path, name, color in zip((sides.first, sides.second), sides.called(), COLORS, strict=True):
        try:
            found.append(Side.at(path, name, color, sides.filters))
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(list(dict.fromkeys(problems)))
    return found[0], found[1]


def shared_tables(first: Side, second: Side) -> Iterator[tuple[str, str, str]]:
    """Yield the name and the paths of each table that both sides have; two files alone are one table."""
    if len(first.tables) == len(second.tables) == 1 and not (first.entries or second.entries):
        (name, path), (_, other) = next(iter(first.tables.items())), next(iter(second.tables.items()))
        yield name, path, other
        return
    for name, path in first.tables.items():
        if name in second.tables:
            yield name, path, second.tables[name]
