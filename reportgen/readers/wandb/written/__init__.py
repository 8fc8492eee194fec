"""Writes runs of any reader as logs of W&B, so that they can be uploaded later with ``wandb sync``.

A writer lies in this reader's package because what W&B calls its records, values and files is known here and nowhere
else: what it writes is what the reader beside it reads. Records are those of SDK 0.31.0.

What is written is what was logged, without the privacy step of reports; nothing is added of who ran it and where.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from reportgen.errors import Problem, ReportError
from reportgen.model.run import RunMeta, RunSource
from reportgen.readers.wandb.written.run import write_run

Tell = Callable[[str, int, int], None]
"""Is told what is being done, and how much of how many."""
_ODD = re.compile(r"[^\w.-]+")
_LONGEST = 64


class Place(NamedTuple):
    """What a run is called in W&B, and the folder that it is written into."""

    run: str
    folder: Path


def write(runs: Sequence[RunSource], output: Path, tell: Tell) -> tuple[list[Path], list[Problem]]:
    """Write each run into a folder below ``output``; return the folders, and what could not be exported.

    A folder is there when it is whole. Nothing that exists is changed: ReportError says what is there already.
    """
    output = output.absolute()
    places = _places(runs, output)
    if taken := next((place.folder for place in places if place.folder.exists()), None):
        hint = "Delete that folder, or export into another one with -o."
        raise ReportError(Problem(f"'{taken.name}' is in '{output.name}' already", None, hint))
    problems = []
    for number, (run, place) in enumerate(zip(runs, places, strict=True)):
        tell(f"exporting {run.meta.name}", number, len(runs))
        problems += _written(run, place)
    return [place.folder for place in places], problems


def _written(run: RunSource, place: Place) -> list[Problem]:
    """Write one run under another name, and give the folder its own when it is whole."""
    place.folder.parent.mkdir(parents=True, exist_ok=True)
    draft = place.folder.parent / f".reportgen-{os.urandom(8).hex()}.tmp"
    draft.mkdir()
    try:
        found = write_run(run, place.run, draft, place.folder)
        draft.rename(place.folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return found


def _places(runs: Sequence[RunSource], output: Path) -> list[Place]:
    found: dict[str, Place] = {}
    for run in runs:
        stem = _ODD.sub("-", run.meta.id).strip("-.")[:_LONGEST] or "run"
        name, number = stem, 1
        while name.casefold() in found:
            number += 1
            name = f"{stem[: _LONGEST - 8]}-{number}"
        found[name.casefold()] = Place(name, output / f"offline-run-{_begun(run.meta)}-{name}")
    return list(found.values())


def _begun(meta: RunMeta) -> str:
    """Return when a run began, as the SDK writes it into names: 20260131_235959, in UTC."""
    seconds = int(meta.created) if 0 <= meta.created < 253_402_300_800 else 0  # noqa: PLR2004 - the year 9999
    return re.sub(r"[-:]", "", str(np.datetime64(seconds, "s"))).replace("T", "_")
