"""Which files a build read, so that its output never takes the place of one of them.

A file is known by what it is and not by its name: links and other spellings of its path are the same file.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.inputs.following import is_building, note_file, note_listed

Identity = tuple[int, int]
"""The device and the number of a file on it."""


@dataclass(eq=False)
class Inputs:
    """What was read: files by what they are, and the folders of runs, all of whose files are the run's."""

    files: set[Identity] = field(default_factory=set)
    folders: set[Path] = field(default_factory=set)


_watching: list[Inputs] = []


@contextmanager
def watched() -> Iterator[Inputs]:
    """Yield what is read from here on; it grows while files are read."""
    seen = Inputs()
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)


def identity(status: os.stat_result) -> Identity:
    """Return what a file is, from its status."""
    return status.st_dev, status.st_ino


def note(status: os.stat_result) -> None:
    """Remember an open file as one that is read."""
    for seen in _watching:
        seen.files.add(identity(status))


def note_path(path: Path | str) -> None:
    """Remember the file at ``path``, if there is one, as one that is read."""
    note_file(path)
    if _watching:
        with suppress(OSError, ValueError):
            note(os.stat(path))  # noqa: PTH116 - paths come as texts, too


def note_run(log: Path) -> None:
    """Remember the log of a run, and its folder where the log lies in one."""
    note_path(log)
    if _watching and (log.parent / "files").is_dir():
        note_folder(log.parent)


def note_folder(folder: Path) -> None:
    """Remember the folder of a run."""
    note_listed(os.fspath(folder))
    for seen in _watching:
        seen.folders.add(Path(os.path.realpath(folder)))


def note_matches(pattern: str, matches: Iterable[str]) -> None:
    """Remember a pattern of paths with what it matches now: every folder in which more may come to lie."""
    if not is_building():
        return
    root = pattern
    while glob.has_magic(root):
        root = os.path.dirname(root)  # noqa: PTH120 - a pattern is no path
    folders = {root}
    for match in matches:
        folder = os.path.dirname(match)  # noqa: PTH120 - of thousands of files
        while folder not in folders and folder.startswith(root) and len(folder) > len(root):
            folders.add(folder)
            folder = os.path.dirname(folder)  # noqa: PTH120 - as above
    for folder in folders:
        note_listed(folder or ".")


def is_there(path: str | Path) -> bool:
    """Return whether there is a file or a folder; what no disk can hold, such as a name too long, is not there."""
    note_file(path)
    return os.path.exists(path)  # noqa: PTH110 - a Path raises
