"""Tables of W&B runs, through their artifacts.

The run folder holds only the class name of a media cell; the cell itself (its picture, boxes and labels) is in an
artifact whose files lie in a staging folder of the logging machine.

A staged file is read from where the log says, or by its base name below ``--staging``, and only if its size and MD5
are those of the manifest. Where it is gone, the run's own copy of the table is shown with labelled placeholders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.media.item import MediaError, MediaFile, MediaItem, kind_of
from reportgen.readers._wandb_records import Artifact, Entry
from reportgen.readers._wandb_types import ColumnType
from reportgen.runs.run import Table


class Artifacts:
    """The artifacts of all runs that were opened together: references may cross runs."""

    def __init__(self, artifacts: Sequence[Artifact], staging: Sequence[Path]) -> None:
        self._artifacts = list(artifacts)
        self._staging = list(staging)

    @cached_property
    def _copied(self) -> dict[str, Path]:
        """Files of the copied staging folders, by base name."""
        found = (path for folder in self._staging for path in sorted(folder.rglob("*")) if path.is_file())
        return {path.name: path for path in found}

    def file(self, artifact: Artifact, path: str, depth: int = 0) -> MediaFile | None:
        """Return the staged copy of an artifact's entry, following references between artifacts."""
        entry = artifact.entries.get(path)
        if entry is None or depth > 8:  # noqa: PLR2004 - a chain of references this long is a loop
            return None
        if entry.ref.startswith("wandb-client-artifact://"):
            client, _, inner = entry.ref.removeprefix("wandb-client-artifact://").partition("/")
            target = self.by_client(client)
            return self.file(target, inner, depth + 1) if target else None
        return self._staged(entry, path) if entry.local_path and entry.digest else None

    def _staged(self, entry: Entry, path: str) -> MediaFile:
        local = Path(entry.local_path.replace("\\", "/"))
        place = self._copied.get(local.name, local)
        return MediaFile(place.parent, place.name, entry.size or None, entry.digest, path)

    def by_client(self, client: str) -> Artifact | None:
        """Return the newest artifact with this client or sequence id."""
        wanted = client.removesuffix(":latest")
        return next((a for a in reversed(self._artifacts) if wanted in (a.client_id, a.sequence_client_id)), None)

    def named(self, name: str) -> list[Artifact]:
        """Return all versions of an artifact, oldest first."""
        return [a for a in self._artifacts if a.name == name]

    @staticmethod
    def of_run(logged: Sequence[Artifact], type_: str) -> list[Artifact]:
        """Return a run's own artifacts of a type, the newest of each name."""
        return list({artifact.name: artifact for artifact in logged if artifact.type == type_}.values())

    def of_table(self, value: Mapping[str, Any], run_id: str, key: str) -> tuple[Artifact, str] | None:
        """Return the artifact and the entry that hold a logged table."""
        path = value.get("artifact_path") or value.get("_latest_artifact_path")
        if isinstance(path, str) and path.startswith("wandb-client-artifact://"):
            client, _, entry = path.removeprefix("wandb-client-artifact://").partition("/")
            artifact = self.by_client(client)
            return (artifact, entry) if artifact else None
        wanted = f"run-{run_id}-{''.join(c for c in key if c.isalnum() or c in '-_.')}"
        versions = self.named(wanted)
        return (versions[-1], f"{key}.table.json") if versions else None


def read_table(value: Mapping[str, Any], files: Path, artifacts: Artifacts, run_id: str, key: str) -> Table:
    """Return a logged table, with media cells where the artifact's files are at hand."""
    held = artifacts.of_table(value, run_id, key)
    if held is not None:
        if value.get("_type") == "incremental-table-file":
            return _increments(artifacts, held[0], files, value)
        file = artifacts.file(*held)
        if file is not None:
            try:
                return _decode(_load(file), artifacts, held[0], "")
            except MediaError:
                pass
    return _own_copy(value, files)


def _own_copy(value: Mapping[str, Any], files: Path) -> Table:
    path = value.get("path")
    if not isinstance(path, str):
        return Table([], [], 0, "the table is only in an artifact, which is not read here")
    try:
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
    rows = [row for part in parts for row in part.rows]
    columns = next((part.columns for part in parts if part.columns), [])
    problem = "; ".join(dict.fromkeys(part.problem for part in parts if part.problem))
    return Table(columns, rows, len(rows), problem)


def _leading_number(path: str) -> int:
    head = path.partition("-")[0]
    return int(head) if head.isdigit() else -1


def _load(file: MediaFile) -> dict[str, Any]:
    try:
        content = json.loads(file.read())
    except (ValueError, RecursionError):
        raise MediaError(f"{file.name} is not a table") from None
    if not isinstance(content, dict) or not isinstance(content.get("data"), list):
        raise MediaError(f"{file.name} is not a table")
    return content


def _decode(content: dict[str, Any], artifacts: Artifacts | None, artifact: Artifact | None, count: str) -> Table:
    types = content.get("column_types", {}).get("params", {}).get("type_map", {})
    names = content.get("columns", [])
    columns = [ColumnType(types.get(name, types.get(str(name), {}))) for name in names]
    rows = [
        [_cell(cell, column, artifacts, artifact) for cell, column in zip(row, columns, strict=False)]
        for row in content["data"]
        if isinstance(row, list)
    ]
    for place, column in enumerate(columns):
        arrays = column.arrays(artifacts, artifact)
        for row, array in zip(rows, arrays, strict=False):
            row[place] = array
    return Table([str(name) for name in names], rows, int(count) if count.isdigit() else len(rows))


def _cell(cell: Any, column: ColumnType, artifacts: Artifacts | None, artifact: Artifact | None) -> Any:
    if column.is_time:
        return column.time(cell)
    if not isinstance(cell, Mapping) or "_type" not in cell:
        return cell
    path = cell.get("path")
    file = artifacts.file(artifact, path) if artifacts and artifact and isinstance(path, str) else None
    masks = {}
    if artifacts and artifact and isinstance(cell.get("masks"), Mapping):
        found = {n: artifacts.file(artifact, m.get("path", "")) for n, m in cell["masks"].items()}
        masks = {name: mask for name, mask in found.items() if mask is not None}
    return MediaItem(
        kind_of(str(cell["_type"])),
        step=0,
        file=file,
        caption=str(cell.get("caption") or ""),
        width=cell.get("width") if isinstance(cell.get("width"), int) else 0,  # type: ignore[arg-type]
        height=cell.get("height") if isinstance(cell.get("height"), int) else 0,  # type: ignore[arg-type]
        boxes={str(name): group for name, group in _mapping(cell.get("boxes")).items() if isinstance(group, list)},
        masks=masks,
        box_labels=column.labels("box"),
        mask_labels=column.labels("mask"),
        classes=_classes(cell, artifacts, artifact),
        value=dict(cell),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _classes(cell: Mapping[str, Any], artifacts: Artifacts | None, artifact: Artifact | None) -> MediaFile | None:
    path = _mapping(cell.get("classes")).get("path")
    return artifacts.file(artifact, path) if artifacts and artifact and isinstance(path, str) else None
