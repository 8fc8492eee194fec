"""Runs whose logs do not say that they ended, and are seen to be written while somebody reads the report."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from reportgen.following import is_followed, is_live
from reportgen.model.run import RunMeta

_MOST = 200
"""Files of a folder that are looked at."""


def as_it_is(meta: RunMeta, path: Path) -> RunMeta:
    """Return what is known of a run; one that has no end and is being written at ``path`` is running."""
    if not is_followed() or meta.state not in ("", "crashed"):
        return meta
    if not _is_written(path, must_grow=not meta.state):  # of many formats no log ever says that it ended
        return meta
    return replace(meta, state="running")


def _is_written(path: Path, *, must_grow: bool) -> bool:
    if not path.is_dir():
        return is_live(path, must_grow=must_grow)
    try:
        with os.scandir(path) as entries:
            files = [entry.path for entry, _ in zip(entries, range(_MOST), strict=False) if entry.is_file()]
    except OSError:
        return False
    return any([is_live(file, must_grow=must_grow) for file in files])  # of each is remembered when it will be left
