"""Folders that writers make for a part of a run, put back into it.

``add_scalars("loss", {"a": 1})`` writes into a folder of its own for each line (PyTorch ``run/loss_a``, tensorboardX
``run/loss/a``), and ``add_hparams`` into one that is named by the time. TensorBoard lists each of them as a run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.readers.tensorboard.log.events import Events

_TIME = re.compile(r"\d{10}\.\d+")
HPARAMS = "hparams"


@dataclass
class Logged:
    """A folder with event files; ``lines`` are folders of ``add_scalars`` by key, ``sessions`` of ``add_hparams``."""

    folder: Path
    claim: Any
    files: list[Events] = field(default_factory=list)
    lines: dict[str, Logged] = field(default_factory=dict)
    sessions: list[Logged] = field(default_factory=list)
    parent: Path | None = None
    """The folder of the run that it lies in, where that has event files, too."""

    @property
    def tags(self) -> set[str]:
        """The tags of its scalars."""
        return {tag for events in self.files for tag in events.points.codes}

    @property
    def is_empty(self) -> bool:
        """Whether no value was logged in it, or none can be read."""
        entries = any(events.entries or len(events.points) for events in self.files)
        return not (entries or self.lines or self.sessions)

    def has_session(self) -> bool:
        """Tell whether it holds hyperparameters."""
        return any(entry.plugin == HPARAMS for events in self.files for entry in events.entries)

    def is_line(self) -> bool:
        """Tell whether it holds the points of one tag and nothing else."""
        return len(self.tags) == 1 and not any(events.entries for events in self.files)


def folded(folders: dict[Path, Logged]) -> tuple[list[Logged], list[Logged]]:
    """Return the runs among folders, and those in which nothing was logged and that hold no run."""
    gone: set[Path] = set()
    nested = len({folder.parent for folder in folders}) > 1
    for folder, logged in sorted(folders.items(), key=lambda pair: len(pair[0].parts), reverse=True):
        logged.parent = next((above for above in folder.parents if above in folders), None) if nested else None
        key = _line_of(logged, folders)
        if key and logged.parent is not None:
            folders[logged.parent].lines[key] = logged
            gone.add(folder)
    below: dict[Path, list[Logged]] = {}
    for folder, logged in folders.items():
        below.setdefault(folder.parent, []).append(logged)
    for folder, logged in folders.items():
        sessions = [one for one in below.get(folder, ()) if _TIME.fullmatch(one.folder.name) and one.has_session()]
        if len(sessions) == 1:  # of several each is a trial of its own
            logged.sessions = sessions
            gone.add(sessions[0].folder)
    left = [logged for folder, logged in folders.items() if folder not in gone]
    holding = {logged.parent for logged in left if logged.parent is not None}
    runs = [logged for logged in left if not logged.is_empty]
    return runs, [logged for logged in left if logged.is_empty and logged.folder not in holding]


def _line_of(logged: Logged, folders: dict[Path, Logged]) -> str:
    """Return the key that a folder of ``add_scalars`` has in the run that it belongs to; empty where it is none."""
    if logged.parent is None or logged.parent not in folders or not logged.is_line():
        return ""
    (tag,) = logged.tags
    place = logged.folder.relative_to(logged.parent).as_posix()
    for begin in (f"{tag.replace('/', '_')}_", f"{tag}/"):
        if place.startswith(begin) and len(place) > len(begin):
            return f"{tag}/{place[len(begin) :]}"
    return ""
