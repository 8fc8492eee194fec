"""Tables of W&B runs, through their artifacts.

The run folder holds only the class name of a media cell; the cell itself (its picture, boxes and labels) is in an
artifact whose files lie in a staging folder of the logging machine. Where that is gone, the run's own copy of the
table is shown with labelled placeholders.

Entries are whole tables; joined ones, which name two others and their keys; and partitioned ones, which name a folder
of parts. A column may hold keys or row numbers of another table: that one's columns then stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from reportgen.media.damage import read_json, reading
from reportgen.model.artifact import LoggedArtifact
from reportgen.model.media import MediaError, MediaFile
from reportgen.model.order import natural
from reportgen.model.table import PLAIN, Table, by_column, distinct, types_in
from reportgen.readers.wandb.artifacts.described import described
from reportgen.readers.wandb.artifacts.objects import object_table, objects_of
from reportgen.readers.wandb.artifacts.staged import SUFFIXES, Artifacts
from reportgen.readers.wandb.artifacts.types import ColumnType
from reportgen.readers.wandb.log.records import Artifact
from reportgen.readers.wandb.media.values import media_of

_NAN = float("nan")
_OBJECTS = "objects"
_OF_KEYS = ("run_table", "wandb-run-incremental-table")
_MADE = re.compile(r"t\d_\d+\.|media/tables/|\Z")
"""Names that the SDK made up for tables that were passed as objects."""


def read_table(value: Mapping[str, Any], files: Path, artifacts: Artifacts, run_id: str, key: str) -> Table:
    """Return a logged table, with media cells where the artifact's files are at hand."""
    held = artifacts.of_table(value, run_id, key)
    if held is not None:
        if value.get("_type") == "incremental-table-file":
            return _increments(artifacts, held[0], files, value)
        if artifacts.file(*held) is not None:
            try:
                return _with_nans(artifact_table(artifacts, *held), value, files)
            except MediaError:
                pass
    return _own_copy(value, files)


def _with_nans(table: Table, value: Mapping[str, Any], files: Path) -> Table:
    """Return a table of an artifact with its NaN, which only the run's own copy distinguishes from what is missing."""
    path = value.get("path")
    if not isinstance(path, str) or not any(None in row for row in table.rows):
        return table
    try:
        content = MediaFile(files, path).read()
        own = _decode(_parsed(content, path), None, None, "") if b"NaN" in content else None
    except MediaError:
        return table
    if own is None or len(own.rows) != len(table.rows) or own.columns != table.columns[: len(own.columns)]:
        return table
    rows = [
        [_NAN if one is None and isinstance(other, float) and other != other else one  # noqa: PLR0124 - NaN
         for one, other in zip_longest(row, beside)]
        for row, beside in zip(table.rows, own.rows, strict=True)
    ]  # fmt: skip
    return replace(table, rows=rows)


def artifacts_of(logged: Sequence[Artifact], artifacts: Artifacts) -> Iterator[LoggedArtifact]:
    """Yield a run's own artifacts, without those that only carry what it logged under a key."""
    for artifact in logged:
        if artifact.type not in _OF_KEYS:
            tables = {path[: -len(end)]: partial(_table_of, artifacts, artifact, path)
                      for path in artifact.entries for end in SUFFIXES
                      if path.endswith(end) and not _MADE.match(path)}  # fmt: skip
            if _OBJECTS not in tables and objects_of(artifact):
                tables[_OBJECTS] = partial(object_table, artifacts, artifact, _object)
            yield described(artifacts, artifact, tables)


def _object(artifacts: Artifacts, artifact: Artifact, path: str) -> Any:
    """Return what an entry that holds an object is: media, or what its JSON holds."""
    file = artifacts.file(artifact, path)
    if file is None:
        return None
    try:
        content = read_json(file.read(), file.name)
    except MediaError:
        return None
    owner, _ = artifacts.owner(artifact, path)
    return _cell(content, ColumnType({}), artifacts, owner)


def _table_of(artifacts: Artifacts, artifact: Artifact, path: str) -> Table:
    try:
        return artifact_table(artifacts, artifact, path)
    except MediaError as error:
        return Table([], [], 0, str(error))


def artifact_table(artifacts: Artifacts, artifact: Artifact, path: str, depth: int = 0) -> Table:
    """Return the table that an entry of an artifact is; MediaError says why it cannot be read."""
    file = artifacts.file(artifact, path)
    if file is None or depth > 4:  # noqa: PLR2004 - a chain of joined tables this long is a loop
        raise MediaError(f"{path} is not in the artifact {artifact.name}")
    artifact, path = artifacts.owner(artifact, path)
    with reading(file.name):
        content = _load(file)
        if "parts_path" in content:
            return _partitioned(artifacts, artifact, str(content["parts_path"]), depth)
        if "table1" in content:
            return _joined(artifacts, artifact, content, depth)
        return _linked(_decode(content, artifacts, artifact, ""), content, artifacts, artifact, depth)


def _partitioned(artifacts: Artifacts, artifact: Artifact, folder: str, depth: int) -> Table:
    """Return the rows of all tables of a folder, in the order of their names."""
    inside = folder.strip("/") + "/"
    paths = [path for path in artifact.entries if path.startswith(inside) and path.endswith(SUFFIXES[0])]
    paths.sort(key=natural)
    parts = []
    for path in paths:
        try:
            parts.append(artifact_table(artifacts, artifact, path, depth + 1))
        except MediaError as error:
            parts.append(Table([], [], 0, str(error)))
    if not parts:
        return Table([], [], 0, f"the partitioned table refers to the folder '{folder}', which contains no table")
    return _stacked(parts)


def _joined(artifacts: Artifacts, artifact: Artifact, content: Mapping[str, Any], depth: int) -> Table:
    """Return two tables that are to be joined; what is wrong with one is reported in it."""
    parts = []
    for number in (1, 2):
        path = str(content.get(f"table{number}"))
        entry = artifact.entries.get(path)
        name = next((p for p in (path, entry.ref.rpartition("/")[2] if entry else "") if not _MADE.match(p)), "")
        try:
            table = artifact_table(artifacts, artifact, path, depth + 1)
        except MediaError as error:
            table = Table([], [], 0, str(error))
        parts.append((name.rpartition("/")[2].partition(".")[0] or f"table {number}", table))
    key = content.get("join_key")
    pair = [str(part) for part in key] if isinstance(key, list) else [str(key)]
    if not pair:
        return Table([], [], 0, "the joined table has no join key")
    problem = "; ".join(dict.fromkeys(table.problem for _, table in parts if table.problem))
    return Table([], [], 0, problem, parts=tuple(parts), keys=tuple((*pair, *pair)[:2]))


def _linked(table: Table, content: Mapping[str, Any], artifacts: Artifacts, artifact: Artifact, depth: int) -> Table:
    """Return a table with the columns of those that its own columns point into."""
    for place, (name, column) in enumerate(zip(list(table.columns), _types(content), strict=True)):
        path, key = column.link()
        if not path:
            continue
        try:
            other = artifact_table(artifacts, artifact, path, depth + 1)
        except MediaError as error:
            table = replace(table, problem=f"{name}: {error}")
            continue
        if key and key not in other.columns:
            table = replace(table, problem=f"{name} points to a column '{key}', which that table does not have")
            continue
        at = other.columns.index(key) if key else -1
        found: dict[Any, list[Any]] = {}
        for number, row in enumerate(other.rows):
            cell = row[at] if key else number
            if isinstance(cell, str | int | float):
                found.setdefault(cell, row)
        beside = [n for n in range(len(other.columns)) if n != at]
        none = [None] * len(other.columns)
        hit = [found.get(row[place], none) if isinstance(row[place], str | int | float) else none for row in table.rows]
        rows = [[*row, *(there[n] for n in beside)] for row, there in zip(table.rows, hit, strict=True)]
        columns = distinct([*table.columns, *(f"{name}.{other.columns[n]}" for n in beside)])
        more = columns[len(table.columns) :]
        table = replace(table, columns=columns, rows=rows, linked=(*table.linked, *more))
    return table


def _own_copy(value: Mapping[str, Any], files: Path) -> Table:
    path = value.get("path")
    if not isinstance(path, str):
        return Table([], [], 0, "the table is stored only in an artifact that is not available here")
    try:
        with reading(MediaFile(files, path).name):
            return _decode(_load(MediaFile(files, path)), None, None, str(value.get("nrows", "")))
    except MediaError as error:
        return Table([], [], 0, str(error))


def _increments(artifacts: Artifacts, last: Artifact, files: Path, value: Mapping[str, Any]) -> Table:
    """Join the parts of an incremental table in the order of logging: staged, else the run's own copies."""
    parts: dict[str, Table] = {}
    try:
        for artifact in artifacts.named(last.name):
            for path in artifact.entries:
                file = artifacts.file(artifact, path) if path.endswith(".table.json") else None
                if file is not None:
                    with reading(file.name):
                        parts[path] = _decode(_load(file), artifacts, artifact, "")
    except MediaError:
        parts = {}
    if parts:
        order = sorted(parts, key=lambda p: (not p.startswith("None-"), _leading_number(p)))
        return _stacked([parts[path] for path in order])
    earlier = value.get("previous_increments_paths")
    paths = [*(earlier if isinstance(earlier, list) else []), value.get("path")]
    return _stacked([_own_copy({"path": path}, files) for path in paths])


def _stacked(parts: Sequence[Table]) -> Table:
    """Return the rows of all parts below each other; what one lacks is the whole's problem."""
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    rows = []
    for part in parts:
        at = [part.columns.index(name) if name in part.columns else -1 for name in columns]
        rows += [[row[n] if 0 <= n < len(row) else None for n in at] for row in part.rows]
    problem = "; ".join(dict.fromkeys(part.problem for part in parts if part.problem))
    linked = tuple(dict.fromkeys(name for part in parts for name in part.linked))
    return Table(columns, rows, len(rows), problem, linked=linked)


def _leading_number(path: str) -> int:
    head = path.partition("-")[0]
    return int(head) if head.isdigit() else -1


def _load(file: MediaFile) -> dict[str, Any]:
    return _parsed(file.read(), file.name)


def _parsed(text: bytes, name: str) -> dict[str, Any]:
    content = read_json(text, name)
    known = isinstance(content, dict) and (
        isinstance(content.get("data"), list) or "table1" in content or "parts_path" in content
    )
    if not known:
        raise MediaError(f"{name} is not a table: expected an object with 'columns' and 'data'")
    found: dict[str, Any] = content
    return found


def _decode(content: dict[str, Any], artifacts: Artifacts | None, artifact: Artifact | None, count: str) -> Table:
    names = _names(content)
    columns = _types(content)
    rows = [row[: len(columns)] for row in content.get("data", []) if isinstance(row, list)]
    if any(len(row) < len(columns) for row in rows):
        rows = [[*row, *[None] * (len(columns) - len(row))] for row in rows]
    for place, (column, cells) in enumerate(zip(columns, by_column(rows, len(columns)), strict=True)):
        if column.is_time or not types_in(cells) <= PLAIN:
            for row in rows:
                row[place] = _cell(row[place], column, artifacts, artifact)
        arrays = column.arrays(artifacts, artifact)
        for row, array in zip(rows, arrays, strict=False):
            row[place] = array
    return Table(distinct(map(str, names)), rows, int(count) if count.isdigit() else len(rows))


def _types(content: Mapping[str, Any]) -> list[ColumnType]:
    types = _mapping(_mapping(_mapping(content.get("column_types")).get("params")).get("type_map"))
    return [ColumnType(types.get(str(name), {})) for name in _names(content)]


def _names(content: Mapping[str, Any]) -> list[Any]:
    names = content.get("columns")
    return names if isinstance(names, list) else []


def _cell(cell: Any, column: ColumnType, artifacts: Artifacts | None, artifact: Artifact | None) -> Any:
    if column.is_time:
        return column.time(cell)
    if isinstance(cell, list) and not any(isinstance(one, list | Mapping) for one in cell):
        return cell
    if isinstance(cell, list | Mapping) and "_type" not in cell:
        inner = column.inner()
        if isinstance(cell, list):
            return [_cell(one, inner(n), artifacts, artifact) for n, one in enumerate(cell)]
        return {name: _cell(one, inner(name), artifacts, artifact) for name, one in cell.items()}
    if not isinstance(cell, Mapping) or not isinstance(cell["_type"], str):
        return cell
    return media_of(cell, partial(_entry, artifacts, artifact), column.classes)


def _entry(artifacts: Artifacts | None, artifact: Artifact | None, value: Mapping[str, Any]) -> MediaFile | None:
    """Return the file of a value in an artifact."""
    path = value.get("path")
    return artifacts.file(artifact, path) if artifacts and artifact and isinstance(path, str) else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
