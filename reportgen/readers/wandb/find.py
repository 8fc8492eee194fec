"""Where W&B logs lie: in the folders that the SDK makes, copied elsewhere, or under another name."""

from __future__ import annotations

import re
from pathlib import Path

from reportgen.readers.base import NOTHING, Claims, Folder
from reportgen.tracked.record_log import HEADER

_FOLDER = re.compile(r"(offline-)?run-\d{8}_\d{6}-")
_OF_A_RUN = frozenset({"files", "logs", "media", "tmp"})
"""What the SDK keeps beside a log."""


def claimed(folder: Folder) -> Claims:
    """Return the logs in a folder; a run's folder without one is claimed itself, so that it is reported."""
    if folder.name == "artifacts" and "staging" in folder.folders:
        return Claims(whole=True)  # what the SDK keeps of artifacts that are not uploaded: found by what logs say of it
    logs = [name for name in folder.files if name.endswith(".wandb")]
    if folder.named and not logs:
        logs = [name for name in folder.files if _has_header(folder.at(name))]
    if not _FOLDER.match(folder.name):
        return Claims(logs, _OF_A_RUN) if logs else NOTHING
    logs += [name for name in folder.folders if name.endswith(".wandb") and name.startswith("run-")]  # reported as such
    if logs:
        return Claims(logs, whole=not folder.named)
    others = any(name.startswith("run-") for name in folder.files)  # the log of another tracker that names folders so
    if not folder.named and not others and (not folder.folders or not _OF_A_RUN.isdisjoint(folder.folders)):
        return Claims([""], whole=True)
    return Claims((), _OF_A_RUN)


def _has_header(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == HEADER[:4]
    except OSError:
        return False
