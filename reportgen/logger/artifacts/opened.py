"""What a stored version gives: its objects, and copies of its files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Any

from reportgen.logger.artifacts.entry import ArtifactEntry
from reportgen.logger.artifacts.objects import ArtifactFile, Taken, revived, revived_table
from reportgen.logger.misuse import UsageError
from reportgen.logger.table import JoinedTable, Table
from reportgen.model.media import Media, MediaError, MediaFile
from reportgen.native.artifacts import REFERENCE, Entry, Manifest, entry_file, place_of, read_object


def object_of(manifest: Manifest, folder: Path, entry: Entry) -> Any:
    """Return the object that an entry stands for, as the logging API has it; UsageError where it cannot be read."""
    try:
        return _object(manifest, folder, entry)
    except MediaError as error:
        raise UsageError(f"get: {error}") from None


def _object(manifest: Manifest, folder: Path, entry: Entry) -> Any:
    file = entry_file(folder, entry)
    if file is None:
        raise MediaError(f"{entry.path} is not in the artifact {manifest.name}")
    value = json.loads(file.read())
    if entry.object == "joined-table":
        tables = [_object(manifest, folder, _entry(manifest, path)) for path in value["tables"]]
        return JoinedTable(tables[0], tables[1], value["keys"])
    found = read_object(folder, manifest, entry.path, partial(_file, folder, manifest))
    if entry.object == "table":
        if found.problem:
            raise MediaError(f"{entry.path}: {found.problem}")
        return _taken(revived_table(found, value), manifest, folder, entry, value)
    if entry.object == "classes":
        from reportgen.logger.media.classes import Classes

        return Classes(value["classes"])
    return revived(found) if isinstance(found, Media) else found


def _entry(manifest: Manifest, path: str) -> Entry:
    if path not in manifest.entries:
        raise MediaError(f"{path} is not in the artifact {manifest.name}")
    return manifest.entries[path]


def _file(folder: Path, manifest: Manifest, place: Any) -> MediaFile | None:
    """Return a file of the version that knows where it comes from, so that another artifact can refer to it."""
    if not isinstance(place, Mapping) or not isinstance(place.get("sha256"), str):
        return None
    path, digest = str(place.get("path", "")), str(place["sha256"])
    artifact = f"{manifest.name}:v{manifest.number}"
    ref = manifest.entries[path].ref if path in manifest.entries else ""
    if ref.startswith(REFERENCE):  # it is another artifact's already
        artifact, _, path = ref.removeprefix(REFERENCE).partition("/")
    size = place.get("size")
    name = str(place.get("name", ""))
    return ArtifactFile(folder, place_of(digest), size, "", name, 0, digest, artifact, path)


def _taken(table: Table, manifest: Manifest, folder: Path, entry: Entry, value: Mapping[str, Any]) -> Table:
    """Return a table that knows where it was taken from, and what it is made of."""
    paths = {entry.path, str(value.get("file", {}).get("path", "")), *_paths(table.data)}
    parts = tuple(one for path, one in manifest.entries.items() if path in paths)
    table.taken = Taken(
        f"{manifest.name}:v{manifest.number}", entry.path, parts, partial(_content, folder), table.state
    )
    return table


def _paths(cell: Any) -> set[str]:
    """Return the entries of the artifact that media in cells name."""
    from reportgen.logger.loggable import LoggableMedia
    from reportgen.native.values import stored

    found: set[str] = set()

    def put(file: MediaFile) -> Mapping[str, Any]:
        found.add(file.entry if isinstance(file, ArtifactFile) else "")
        return {}

    if isinstance(cell, LoggableMedia):
        stored(cell.media(), put)
    inner = cell.values() if isinstance(cell, Mapping) else cell if isinstance(cell, list) else ()
    return found.union(*map(_paths, inner))


def _content(folder: Path, digest: str) -> bytes | None:
    path = folder / place_of(digest)
    return path.read_bytes() if digest and path.is_file() else None


def copied(entries: Sequence[ArtifactEntry], folder: Path, prefix: str, *, missing: bool) -> None:
    """Copy entries into a folder; UsageError where one cannot be had, unless ``missing`` ones are allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        if entry.path.startswith(prefix) and not entry.copy_to(folder / entry.path) and not missing:
            if entry.is_elsewhere:
                what = f"download: {entry.path} refers to {entry.ref}, and it is not downloaded from there"
                raise UsageError(what, "Pass allow_missing_references=True to do without it.")
            raise UsageError(f"download: the content of {entry.path} is not on this machine")


def unlike(folder: Path, entries: Mapping[str, Entry]) -> str:
    """Return how the files of a folder differ from an artifact's, empty where they do not."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for path, entry in entries.items():
        if not entry.sha256:
            continue
        if path not in there:
            return f"{path} is missing in {folder}"
        with (folder / path).open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != entry.sha256:
                return f"{path} in {folder} is not the file of the artifact"
    strange = sorted(there - entries.keys())
    return f"{strange[0]} in {folder} is not in the artifact" if strange else ""
