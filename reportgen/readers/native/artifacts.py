"""The artifacts that a run made and used, from its log and from the folder beside the runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from reportgen.model.artifact import ArtifactEntry, LoggedArtifact
from reportgen.model.media import MediaError
from reportgen.model.table import Table
from reportgen.native.artifacts import (
    ARTIFACTS,
    REFERENCE,
    Entry,
    Manifest,
    aliases,
    manifest_of,
    read_object,
    users,
)  # fmt: skip

_TABLES = ("table", "joined-table")
_OBJECTS = "objects"


def artifacts_of(records: list[dict[str, Any]], kind: str, run_folder: Path) -> Iterator[LoggedArtifact]:
    """Yield the versions that a run's records of a ``kind`` (made, used) name, each once."""
    folder, seen = run_folder.parent / ARTIFACTS, set[tuple[str, int]]()
    for record in records:
        if record.get("kind") != kind:
            continue
        manifest = manifest_of(record)
        if manifest.name and (manifest.name, manifest.number) not in seen:
            seen.add((manifest.name, manifest.number))
            yield _logged(manifest, record, folder)


def _logged(manifest: Manifest, record: Mapping[str, Any], folder: Path) -> LoggedArtifact:
    known = aliases(folder, manifest.name)
    given = [alias for alias, number in known.items() if number == manifest.number]
    return LoggedArtifact(
        manifest.name, manifest.number, manifest.type,
        tuple(sorted(given if known else map(str, record.get("aliases", ())))),
        _tables(manifest, folder), manifest.description, manifest.metadata,
        tuple(_entry(manifest.entries[path]) for path in sorted(manifest.entries)), manifest.digest,
        str(manifest.made_by.get("id", "")),
        tuple(str(one.get("id", "")) for one in users(folder, manifest.name, manifest.number)),
    )  # fmt: skip


def _entry(entry: Entry) -> ArtifactEntry:
    source, ref = "", entry.ref
    if ref.startswith(REFERENCE):
        source, _, ref = ref.removeprefix(REFERENCE).partition("/")
    return ArtifactEntry(entry.path, entry.size, entry.sha256, ref, source)


def _tables(manifest: Manifest, folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = {
        path.removesuffix(f".{entry.object}.json"): partial(_table, folder, manifest, path)
        for path, entry in manifest.entries.items() if entry.object in _TABLES and not path.startswith("media/")
    }  # fmt: skip
    others = [path for path, entry in manifest.entries.items()
              if entry.object not in _TABLES and not path.startswith("media/")]  # fmt: skip
    if others and _OBJECTS not in found:
        found[_OBJECTS] = partial(_objects, folder, manifest, sorted(others))
    return found


def _table(folder: Path, manifest: Manifest, path: str) -> Table:
    try:
        found: Table = read_object(folder, manifest, path)
    except MediaError as error:
        return Table([], [], 0, str(error))
    return found


def _objects(folder: Path, manifest: Manifest, paths: list[str]) -> Table:
    """Return a row for each object that is no table, and for each file: name, kind, the object, bytes."""
    rows: list[list[Any]] = []
    for path in paths:
        entry, value = manifest.entries[path], None
        if entry.object:
            try:
                value = read_object(folder, manifest, path)
            except MediaError:
                value = None
        if entry.object == "classes" and isinstance(value, Mapping):
            value = {str(one["id"]): str(one["name"]) for one in value.get("classes", ())}
        name = path.removesuffix(f".{entry.object}.json") if entry.object else path
        rows.append([name, entry.object.replace("-", " ") or "file", value, entry.size])
    return Table(["name", "kind", "object", "bytes"], rows, len(rows))
