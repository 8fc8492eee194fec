"""Prompts of MLflow's registry: a registered model whose versions have their text in a tag.

A run names those that it loaded in a tag of its own (``mlflow.linkedPrompts``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import Level, Problem
from reportgen.model.media import LoggedMedia
from reportgen.model.media.document import Text
from reportgen.model.order import natural

if TYPE_CHECKING:
    from reportgen.readers.mlflow.database import Database

Prompts = Mapping[tuple[str, int], str]
"""Texts by name and version."""
KIND = "prompt"
_TEXT, _LINKED = "mlflow.prompt.text", "mlflow.linkedPrompts"
_VERSION = "version-"
_MOST_BYTES = 1_000_000
_NAMED = 4
_KEY = "prompts/"


def in_database(database: Database) -> dict[tuple[str, int], str]:
    """Return the prompts of a database."""
    rows = database.rows("model_version_tags", ("name", "version", "value"), "where key = ?", (_TEXT,))
    return {(str(name), int(version)): str(text) for name, version, text in rows if str(version).isdecimal()}


def in_folder(root: Path) -> dict[tuple[str, int], str]:
    """Return the prompts of a store of files: in ``models``, beside its experiments."""
    found = {}
    for path in sorted((root / "models").glob(f"*/{_VERSION}*/tags/{_TEXT}"), key=lambda path: natural(str(path))):
        version = path.parent.parent.name.removeprefix(_VERSION)
        try:
            if version.isdecimal() and path.stat().st_size <= _MOST_BYTES:
                found[path.parents[2].name, int(version)] = path.read_text("utf-8", "replace")
        except OSError:
            continue
    return found


def used(tags: Mapping[str, str], prompts: Prompts) -> dict[str, list[tuple[int, str]]]:
    """Return the versions of prompts that a run used with their texts, by key."""
    try:
        told = json.loads(tags.get(_LINKED, "[]"))
    except (ValueError, RecursionError):
        return {}
    found: dict[str, list[tuple[int, str]]] = {}
    for one in told if isinstance(told, list) else ():
        if not isinstance(one, dict):
            continue
        name, version = str(one.get("name", "")), str(one.get("version", ""))
        if version.isdecimal() and (name, int(version)) in prompts:
            found.setdefault(_KEY + name, []).append((int(version), prompts[name, int(version)]))
    return {key: sorted(versions) for key, versions in found.items()}


def as_media(versions: Iterable[tuple[int, str]]) -> list[LoggedMedia]:
    """Return texts of prompts, by version; those of a conversation as who says what."""
    return [LoggedMedia(Text(_plain(text)), version, 0) for version, text in versions]


def _plain(text: str) -> str:
    try:
        told = json.loads(text) if text.startswith("[") else None
    except (ValueError, RecursionError):
        return text
    said = told if isinstance(told, list) else []
    if not said or not all(isinstance(one, dict) and isinstance(one.get("content"), str) for one in said):
        return text
    return "\n\n".join(f"{one.get('role', '')}: {one['content']}" for one in said)


def problems(prompts: Prompts, by_runs: Iterable[Mapping[str, list[tuple[int, str]]]]) -> Iterator[Problem]:
    """Name the prompts that are not among those that runs used."""
    shown = {(key, version) for own in by_runs for key, versions in own.items() for version, _ in versions}
    left = [f"'{name}' version {number}" for name, number in sorted(prompts) if (_KEY + name, number) not in shown]
    if left:
        more = f" and {len(left) - _NAMED:,} more" if len(left) > _NAMED else ""
        what = f"not shown of MLflow's registry: prompts that no run used: {', '.join(left[:_NAMED])}{more}"
        yield Problem(what, None, "Prompts are shown with the runs that loaded them.", Level.NOTE)
