"""The folder of a run: how it is called, made, and found again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from time import gmtime, strftime
from typing import Any

from reportgen.native.frames import FACTS, VERSION


def made(runs: Path, name: str, started: float) -> Path:
    """Make the folder of a run and return it: ``<time>-<id>``; ``name`` is the run's id."""
    stem = f"{strftime('%Y%m%d-%H%M%S', gmtime(started))}-{name}"
    runs.mkdir(parents=True, exist_ok=True)
    for number in range(1, 10_000):
        folder = runs / (stem if number == 1 else f"{stem}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(stem)


def found(runs: Path, name: str) -> Path | None:
    """Return the folder of the newest run of an id, None where there is none."""
    if not runs.is_dir():
        return None
    for folder in sorted(runs.iterdir(), reverse=True):
        if f"-{name}" in folder.name and facts_of(folder).get("id") == name:
            return folder
    return None


def newest(runs: Path) -> str:
    """Return the id of the newest run, empty where there is none."""
    folders = sorted(runs.iterdir(), reverse=True) if runs.is_dir() else []
    return next((str(facts["id"]) for folder in folders if "id" in (facts := facts_of(folder))), "")


def facts_of(folder: Path) -> dict[str, Any]:
    """Return what ``run.json`` says, empty where there is none."""
    try:
        content = json.loads((folder / FACTS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def describe(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write ``run.json``, for people and for finding the run again; the log says all of it, too."""
    content = {"format": "reportgen-run", "version": list(VERSION), **facts}
    text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    temporary = folder / f".{FACTS}.{os.getpid()}"
    temporary.write_bytes((text + "\n").encode("utf-8", "backslashreplace"))
    temporary.replace(folder / FACTS)


def copied(pattern: str | os.PathLike[str], base: str | os.PathLike[str] | None, run: Path) -> list[str]:
    """Copy the files that a path or a pattern names into ``files`` of a run; their places below ``base`` are kept."""
    import glob
    import shutil

    found = []
    for name in sorted(glob.glob(os.fspath(pattern), recursive=True)):
        source = Path(name).absolute()
        if not source.is_file():
            continue
        root = Path(base).absolute() if base is not None else source.parent
        place = source.relative_to(root) if source.is_relative_to(root) else Path(source.name)
        target = run / "files" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        found.append(str(target))
    return found
