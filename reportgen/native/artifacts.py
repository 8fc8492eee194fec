"""Artifacts on disk: versions of named sets of files, shared by all runs of a folder.

``artifacts/<name>/v<number>/manifest.json`` says what a version holds, ``artifacts/content/<aa>/<sha256>`` is each file
once, ``artifacts/<name>/aliases.jsonl`` is appended to, the last line of an alias counts. ``used/<run id>.json`` beside
a manifest is there for each run that used the version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from reportgen.errors import KnownError
from reportgen.inputs import note_path
from reportgen.model.media import MediaError, MediaFile
from reportgen.model.table import Table, distinct
from reportgen.native.files import PackedFile
from reportgen.native.overlays import Find
from reportgen.native.tables import JOINED, decoded_table
from reportgen.native.values import restored

ARTIFACTS, CONTENT, MANIFEST, ALIASES, USED = "artifacts", "content", "manifest.json", "aliases.jsonl", "used"
FORMAT, VERSION = "reportgen-artifact", 1
REFERENCE = "artifact://"
"""What names an entry of another artifact begins with: ``artifact://name:v0/path``."""
LATEST = "latest"
_DEEPEST = 4


class NoArtifact(KnownError):  # noqa: N818 - a state of the disk
    """A version or what it holds is not there or cannot be read; says why."""


@dataclass(frozen=True)
class Entry:
    """A file of an artifact: its place in it, its content's SHA-256, or what it refers to."""

    path: str
    sha256: str = ""
    size: int | None = None
    ref: str = ""
    object: str = ""
    """The kind of object that the file says how to make, such as "table"; none of other files."""

    def json(self) -> dict[str, Any]:
        """Return what a manifest says of it; what is empty is omitted."""
        pairs = {"sha256": self.sha256, "size": self.size, "ref": self.ref, "object": self.object}
        return {name: value for name, value in pairs.items() if value not in ("", None)}


@dataclass(frozen=True)
class Manifest:
    """A version of an artifact."""

    name: str
    number: int
    type: str = ""
    description: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    made_by: Mapping[str, Any] = field(default_factory=dict)
    """Id and name of the run that made it."""
    created: float = 0.0
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "name": self.name, "version": self.number, "type": self.type, "description": self.description,
            "metadata": dict(self.metadata), "digest": self.digest, "made_by": dict(self.made_by),
            "created": self.created, "entries": {path: entry.json() for path, entry in self.entries.items()},
        }  # fmt: skip


def manifest_of(value: Mapping[str, Any]) -> Manifest:
    """Return the version that JSON describes: a manifest, or a record of a run."""
    found = value.get("entries")
    entries = {
        str(path): Entry(
            str(path), str(one.get("sha256", "")), one.get("size"), str(one.get("ref", "")), str(one.get("object", ""))
        )
        for path, one in (found.items() if isinstance(found, Mapping) else ())
        if isinstance(one, Mapping)
    }
    maker, metadata = value.get("made_by"), value.get("metadata")
    return Manifest(
        str(value.get("name", "")), int(value.get("version", 0)), str(value.get("type", "")),
        str(value.get("description", "")), metadata if isinstance(metadata, Mapping) else {},
        str(value.get("digest", "")), maker if isinstance(maker, Mapping) else {}, float(value.get("created", 0)),
        entries,
    )  # fmt: skip


def names(folder: Path) -> list[str]:
    """Return the names of all artifacts of a folder ``artifacts``."""
    if not folder.is_dir():
        return []
    return sorted(one.name for one in folder.iterdir() if one.is_dir() and one.name != CONTENT)


def numbers(folder: Path, name: str) -> list[int]:
    """Return the versions of an artifact that are complete, oldest first."""
    place = folder / name
    found = place.glob(f"v*/{MANIFEST}") if place.is_dir() else ()
    return sorted(int(path.parent.name[1:]) for path in found if path.parent.name[1:].isdigit())


def read_manifest(folder: Path, name: str, number: int) -> Manifest:
    """Return a version; NoArtifact where it is not there or is damaged."""
    path = folder / name / f"v{number}" / MANIFEST
    note_path(path)
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise NoArtifact(f"there is no version v{number} of the artifact '{name}' that can be read") from None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise NoArtifact(f"the manifest of the artifact '{name}', version v{number}, is damaged")
    if value.get("manifest") != VERSION:
        raise NoArtifact(f"the artifact '{name}' was written by a later version of reportgen; install that to read it")
    return manifest_of(value)


def aliases(folder: Path, name: str) -> dict[str, int]:
    """Return the version of each alias; ``latest`` is the newest."""
    found: dict[str, int] = {}
    path = folder / name / ALIASES
    if path.is_file():
        note_path(path)
        for line in path.read_bytes().splitlines():
            try:
                one = json.loads(line)
                found[str(one["alias"])] = int(one["version"])
            except (ValueError, TypeError, KeyError):
                continue  # a line that was torn
    known = numbers(folder, name)
    found = {alias: number for alias, number in found.items() if number in known}
    return found | ({LATEST: known[-1]} if known else {})


def users(folder: Path, name: str, number: int) -> list[dict[str, Any]]:
    """Return id and name of each run that used a version."""
    found = []
    for path in sorted((folder / name / f"v{number}" / USED).glob("*.json")):
        try:
            value = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def place_of(sha256: str) -> str:
    """Return where content is, from the folder ``artifacts`` on."""
    return f"{CONTENT}/{sha256[:2]}/{sha256}"


def content_file(folder: Path, place: Any) -> MediaFile | None:
    """Return the file that a place in an object or a table of an artifact names."""
    if not isinstance(place, Mapping) or not isinstance(place.get("sha256"), str):
        return None
    name = str(place.get("name") or PurePosixPath(str(place.get("path", ""))).name)
    size = place.get("size")
    return PackedFile(
        folder, place_of(place["sha256"]), size if isinstance(size, int) else None, "", name, 0, place["sha256"]
    )


def entry_file(folder: Path, entry: Entry) -> MediaFile | None:
    """Return the content of an entry, None of a reference to something elsewhere."""
    if not entry.sha256 or (entry.ref and not entry.ref.startswith(REFERENCE)):
        return None
    return content_file(folder, {"sha256": entry.sha256, "size": entry.size, "path": entry.path})


def _called(entry: Entry) -> str:
    """Return what a table of a joined one is called: in the artifact that has it, where it is a reference."""
    path = entry.ref.removeprefix(REFERENCE).partition("/")[2] if entry.ref.startswith(REFERENCE) else entry.path
    return path.removesuffix(".table.json").removeprefix("media/")


def read_object(folder: Path, manifest: Manifest, path: str, find: Find | None = None, depth: int = 0) -> Any:
    """Return what an entry stands for: a table, media, or plain JSON; MediaError where it cannot be read."""
    find = find or partial(content_file, folder)
    entry = manifest.entries.get(path)
    file = entry_file(folder, entry) if entry is not None else None
    if file is None or depth > _DEEPEST:
        raise MediaError(f"{path} is not in the artifact {manifest.name}")
    try:
        value = json.loads(file.read())
    except ValueError:
        raise MediaError(f"{file.name} is damaged") from None
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if kind == "table":
        rows = content_file(folder, value.get("file"))
        if rows is None:
            raise MediaError(f"{path} has no rows")
        return decoded_table(rows.read(), int(value.get("rows", 0)), find)
    if kind == JOINED:
        places = [str(one) for one in value.get("tables", ())]
        tables = [read_object(folder, manifest, one, find, depth + 1) for one in places]
        names = [_called(manifest.entries[one]) for one in places]
        parts = tuple(zip(distinct(names), tables, strict=True))
        keys = tuple(map(str, value.get("keys", ())))
        return Table([], [], sum(table.count for _, table in parts), parts=parts, keys=keys)
    if kind is None or kind in ("value", "classes"):
        return value
    return restored(value, find)
