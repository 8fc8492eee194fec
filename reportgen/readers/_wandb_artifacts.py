"""The artifacts of W&B runs: versions of named sets of files, staged on the logging machine.

A staged file is read from where the log says, or by its base name below ``--staging``, and only if its size and MD5
are those of the manifest. An entry may refer to one of another artifact, also of another run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.media.item import MediaFile
from reportgen.readers._wandb_records import Artifact, Entry

SUFFIXES = (".table.json", ".joined-table.json", ".partitioned-table.json")
"""What entries that are tables end with."""


class Artifacts:
    """The artifacts of all runs that were opened together: references may cross runs."""

    def __init__(self, artifacts: Sequence[Artifact], staging: Sequence[Path]) -> None:
        self._artifacts = list(artifacts)
        self._staging = list(staging)

    @cached_property
    def _copied(self) -> dict[str, Path]:
        """Files of the copied staging folders, by base name."""
        found = (path for folder in self._staging for path in sorted(folder.rglob("*")) if path.is_file())
        return {path.name: path for path in found}

    def file(self, artifact: Artifact, path: str, depth: int = 0) -> MediaFile | None:
        """Return the staged copy of an artifact's entry, following references between artifacts."""
        entry = artifact.entries.get(path)
        if entry is None or depth > 8:  # noqa: PLR2004 - a chain of references this long is a loop
            return None
        if entry.ref.startswith("wandb-client-artifact://"):
            client, _, inner = entry.ref.removeprefix("wandb-client-artifact://").partition("/")
            target = self.by_client(client)
            return self.file(target, inner, depth + 1) if target else None
        return self._staged(entry, path) if entry.local_path and entry.digest else None

    def _staged(self, entry: Entry, path: str) -> MediaFile:
        local = Path(entry.local_path.replace("\\", "/"))
        place = self._copied.get(local.name, local)
        return MediaFile(place.parent, place.name, entry.size or None, entry.digest, path)

    def by_client(self, client: str) -> Artifact | None:
        """Return the newest artifact with this client or sequence id."""
        wanted = client.removesuffix(":latest")
        return next((a for a in reversed(self._artifacts) if wanted in (a.client_id, a.sequence_client_id)), None)

    def version(self, artifact: Artifact) -> int:
        """Return an artifact's version, counted from 0 by name over all runs; the same content is the same version."""
        digests = list(dict.fromkeys(other.digest or other.client_id for other in self.named(artifact.name)))
        return digests.index(artifact.digest or artifact.client_id)

    def named(self, name: str) -> list[Artifact]:
        """Return all versions of an artifact, oldest first."""
        return [a for a in self._artifacts if a.name == name]

    @staticmethod
    def of_run(logged: Sequence[Artifact], type_: str) -> list[Artifact]:
        """Return a run's own artifacts of a type, the newest of each name."""
        return list({artifact.name: artifact for artifact in logged if artifact.type == type_}.values())

    def of_table(self, value: Mapping[str, Any], run_id: str, key: str) -> tuple[Artifact, str] | None:
        """Return the artifact and the entry that hold a logged table."""
        path = value.get("artifact_path") or value.get("_latest_artifact_path")
        if isinstance(path, str) and path.startswith("wandb-client-artifact://"):
            client, _, entry = path.removeprefix("wandb-client-artifact://").partition("/")
            artifact = self.by_client(client)
            return (artifact, entry) if artifact else None
        wanted = f"run-{run_id}-{''.join(c for c in key if c.isalnum() or c in '-_.')}"
        versions = self.named(wanted)
        return (versions[-1], f"{key}.table.json") if versions else None
