"""What a run does with artifacts: the versions that it makes and uses, and what its log says of them."""

from __future__ import annotations

import os
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

from reportgen.logger.artifact import Artifact
from reportgen.logger.artifacts.versions import aliases_of, checked_aliases, give_aliases, looked_up, note_use
from reportgen.logger.columns.cells import named
from reportgen.logger.misuse import UsageError
from reportgen.native.artifacts import ARTIFACTS, Manifest

if TYPE_CHECKING:
    from reportgen.logger.runs.run import Run

MADE, USED = "made", "used"


def log_artifact(
    run: Run, artifact: Any, *, name: str | None = None, type: str | None = None, aliases: Any = None  # noqa: A002 - the name that people know
) -> tuple[Artifact, dict[str, Any]]:  # fmt: skip
    """Store an artifact as a version that the run made, and return it with what the run's log says of it.

    A file or a folder is taken as an artifact of that content. Where the newest version has the same content, that
    version is meant, and no other is made.
    """
    wanted = checked_aliases(aliases)
    if isinstance(artifact, str | os.PathLike):
        artifact = _of_path(Path(artifact), name or "", type or "", run.id)
    if not isinstance(artifact, Artifact):
        raise UsageError(f"artifact: {named(artifact)} came", "Give an Artifact, or the path of a file or a folder.")
    if run.disabled:
        return artifact, {}
    folder, maker = Path(run.dir).parent / ARTIFACTS, {"id": run.id, "name": run.name}
    manifest = artifact.commit(folder, maker, time())
    give_aliases(folder, manifest.name, manifest.number, wanted)
    artifact.refresh()
    return artifact, _record(MADE, folder, manifest, artifact.use_as)


def use_artifact(run: Run, artifact: Any, *, type: str | None = None) -> tuple[Artifact, dict[str, Any]]:  # noqa: A002
    """Return a version of an artifact, and what the run's log says of its use."""
    if run.disabled:
        raise UsageError("use_artifact: the run is disabled, and reads nothing", "Begin it with another mode.")
    folder = Path(run.dir).parent / ARTIFACTS
    if isinstance(artifact, Artifact):
        if artifact.is_draft():
            raise UsageError(f"artifact: '{artifact.name}' has not been logged", "Call log_artifact(artifact) before.")
        address = artifact.name
    elif isinstance(artifact, str):
        address = artifact
    else:
        raise UsageError(f"artifact: {named(artifact)} came", 'Give its name: "dataset:latest", "dataset:v3".')
    manifest = looked_up(folder, address)
    if type is not None and type != manifest.type:
        raise UsageError(f"type: '{type}' came, and '{manifest.name}' is of the type '{manifest.type}'")
    note_use(folder, manifest, {"id": run.id, "name": run.name})
    found = Artifact.opened(folder, manifest)
    return found, _record(USED, folder, manifest, "")


def _of_path(path: Path, name: str, type_: str, run: str) -> Artifact:
    if not path.exists():
        raise UsageError(f"artifact: there is no file or folder '{path}'")
    found = Artifact(name or f"run-{run}-{path.name}", type_ or "unspecified")
    if path.is_dir():
        found.add_dir(path)
    else:
        found.add_file(path)
    return found


def _record(kind: str, folder: Path, manifest: Manifest, use_as: str) -> dict[str, Any]:
    """Return what the log of a run says of a version that it made or used."""
    also = {"use_as": use_as} if use_as else {}
    return {"kind": kind, **manifest.json(), "aliases": aliases_of(folder, manifest.name, manifest.number), **also}
