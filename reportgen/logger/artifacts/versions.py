"""Versions of artifacts on disk: a folder claimed by making it, a manifest that is there only when it is whole."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportgen.errors import suggestion
from reportgen.logger.misuse import UsageError
from reportgen.native.artifacts import (
    ALIASES,
    FORMAT,
    LATEST,
    MANIFEST,
    USED,
    VERSION,
    Entry,
    Manifest,
    aliases,
    names,
    numbers,
    read_manifest,
)  # fmt: skip
from reportgen.native.rows import as_json


def digest_of(entries: Mapping[str, Entry]) -> str:
    """Return the digest of what a version holds: of equal contents under equal paths it is equal."""
    found = sha256()
    for path in sorted(entries):
        entry = entries[path]
        found.update(as_json([path, entry.sha256 or entry.ref]) + b"\n")
    return found.hexdigest()


def claimed(folder: Path, manifest: Manifest) -> Manifest:
    """Write the next version of an artifact, and return it with its number; nobody else gets the same one."""
    number = (numbers(folder, manifest.name) or [-1])[-1] + 1
    while True:
        place = folder / manifest.name / f"v{number}"
        try:
            place.mkdir(parents=True)
            break
        except FileExistsError:
            number += 1
    found = replace(manifest, number=number)
    text = json.dumps({"format": FORMAT, "manifest": VERSION, **found.json()}, ensure_ascii=False, indent=1)
    temporary = place / f".{MANIFEST}"
    temporary.write_bytes((text + "\n").encode("utf-8", "surrogatepass"))
    temporary.replace(place / MANIFEST)
    return found


def checked_aliases(wanted: Any) -> list[str]:
    """Return aliases that are to be given; UsageError where one cannot be."""
    listed = [wanted] if isinstance(wanted, str) else [str(one) for one in wanted or ()]
    for alias in listed:
        if not alias or set(alias) & set("/:\n") or (alias[:1] == "v" and alias[1:].isdigit()):
            raise UsageError(f"aliases: '{alias}' came", "An alias has no '/' and ':' in it, and is not a version.")
    return list(dict.fromkeys(listed))


def give_aliases(folder: Path, name: str, number: int, wanted: Iterable[str]) -> None:
    """Have aliases mean a version from here on; ``latest`` always is the newest one."""
    known = aliases(folder, name)
    lines = [as_json({"alias": alias, "version": number}) for alias in wanted
             if alias != LATEST and known.get(alias) != number]  # fmt: skip
    if lines:
        with (folder / name / ALIASES).open("ab") as file:
            file.write(b"".join(line + b"\n" for line in lines))


def aliases_of(folder: Path, name: str, number: int) -> list[str]:
    """Return the aliases of a version, ``latest`` first."""
    found = [alias for alias, of in aliases(folder, name).items() if of == number]
    return sorted(found, key=lambda alias: (alias != LATEST, alias))


def looked_up(folder: Path, address: str) -> Manifest:
    """Return the version that ``name``, ``name:v3`` or ``name:alias`` means; UsageError says what there is."""
    name, _, version = str(address).rpartition("/")[2].partition(":")
    known = numbers(folder, name) if name else []
    if not known:
        hint = suggestion(name, names(folder), "artifacts")
        raise UsageError(f"artifact: there is no artifact '{name}' in {folder.parent.name}. {hint}".strip())
    number = aliases(folder, name).get(version or LATEST, -1)
    if version[:1] == "v" and version[1:].isdigit():
        number = int(version[1:])
    if number not in known:
        there = [*(f"v{one}" for one in known), *aliases(folder, name)]
        raise UsageError(f"artifact: '{name}' has no '{version}'. {suggestion(version, there, 'versions')}".strip())
    return read_manifest(folder, name, number)


def note_use(folder: Path, manifest: Manifest, run: Mapping[str, Any]) -> None:
    """Leave a note beside a manifest that a run used the version."""
    place = folder / manifest.name / f"v{manifest.number}" / USED
    place.mkdir(exist_ok=True)
    path = place / f"{run['id']}.json"
    if not path.exists():
        temporary = place / f".{run['id']}.{os.getpid()}"
        temporary.write_bytes(as_json(dict(run)))
        temporary.replace(path)
