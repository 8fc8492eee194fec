"""The artifacts of W&B runs: versions of named sets of files, staged on the logging machine.

A staged file is read from where the log says, or by its base name below ``--staging``, and only if its size and MD5
are those of the manifest. An entry may refer to one of another artifact, also of another run; what a table of another
artifact names lies there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from reportgen.model.media import MediaFile
from reportgen.readers.wandb.log.records import Artifact, Entry

SUFFIXES = (".table.json", ".joined-table.json", ".partitioned-table.json")
"""What entries that are tables end with."""
REFERENCES = ("wandb-client-artifact://", "wandb-artifact://")
"""What the addresses of entries of other artifacts begin with."""
_MD5 = 24  # characters of base64


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

    @cached_property
    def _by_digest(self) -> dict[str, tuple[Artifact, str]]:
        """Entries that are staged, by their content: the newest of each."""
        return {
            e.digest: (a, path) for a in self._artifacts for path, e in a.entries.items() if e.local_path and e.digest
        }

    @cached_property
    def _by_path(self) -> dict[str, tuple[Artifact, str]]:
        """Entries that are staged, by their paths, where all artifacts agree on what a path holds."""
        found: dict[str, dict[str, tuple[Artifact, str]]] = {}
        for artifact in self._artifacts:
            for path, entry in artifact.entries.items():
                if entry.local_path and entry.digest:
                    found.setdefault(path, {})[entry.digest] = artifact, path
        return {path: next(iter(alike.values())) for path, alike in found.items() if len(alike) == 1}

    def file(self, artifact: Artifact, path: str) -> MediaFile | None:
        """Return the staged copy of an artifact's entry, following references between artifacts."""
        owner, inner = self.owner(artifact, path)
        entry = owner.entries.get(inner)
        return self._staged(entry, inner) if entry is not None else None

    def owner(self, artifact: Artifact, path: str, depth: int = 0) -> tuple[Artifact, str]:
        """Return the artifact, and the path in it, that hold what an entry stands for.

        A path that is not in the artifact is looked for in the others: a table that lies in one may name pictures of
        another. Where nothing is found, what was asked comes back.
        """
        entry = artifact.entries.get(path)
        address = entry.ref if entry is not None else path
        if depth > 8:  # noqa: PLR2004 - a chain of references this long is a loop
            return artifact, path
        if address.startswith(REFERENCES):
            client, _, inner = address.partition("://")[2].partition("/")
            target = self.by_client(client)
            if target is not None and inner in target.entries:
                return self.owner(target, inner, depth + 1)
            by_path = self._by_path.get(inner)
            found = self._by_digest.get(entry.digest, by_path) if entry is not None else by_path
            return found or (artifact, path)
        return (artifact, path) if entry is not None else self._by_path.get(path, (artifact, path))

    def _staged(self, entry: Entry, path: str) -> MediaFile | None:
        if not entry.digest:
            return None
        if not entry.local_path and entry.ref.startswith("file://") and len(entry.digest) == _MD5:
            local = Path(unquote(entry.ref.removeprefix("file://")))
        elif entry.local_path:
            local = Path(entry.local_path.replace("\\", "/"))
        else:
            return None
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
