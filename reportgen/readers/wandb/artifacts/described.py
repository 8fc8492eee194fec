"""What a report says of an artifact: its files, what it refers to, and which ones a run used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from reportgen.model.artifact import ArtifactEntry, LoggedArtifact
from reportgen.model.table import Table
from reportgen.readers.wandb.artifacts.staged import REFERENCES, Artifacts
from reportgen.readers.wandb.log.records import Artifact, Entry


def described(artifacts: Artifacts, artifact: Artifact, tables: Mapping[str, Callable[[], Table]]) -> LoggedArtifact:
    """Return a version with all that its record says of it."""
    return LoggedArtifact(
        artifact.name, artifacts.version(artifact), artifact.type, artifact.aliases, tables,
        description=artifact.description,
        metadata=artifact.metadata if isinstance(artifact.metadata, Mapping) else {},
        entries=tuple(_entry(artifacts, artifact, artifact.entries[path]) for path in sorted(artifact.entries)),
        digest=artifact.digest,
    )  # fmt: skip


def _entry(artifacts: Artifacts, artifact: Artifact, entry: Entry) -> ArtifactEntry:
    source, ref = "", entry.ref
    if ref.startswith(REFERENCES):
        owner, path = artifacts.owner(artifact, entry.path)
        if owner is not artifact:
            source, ref = f"{owner.name}:v{artifacts.version(owner)}", path
    return ArtifactEntry(entry.path, entry.size or None, entry.digest, ref, source)


def used_of(logged: Sequence[tuple[str, str]], artifacts: Artifacts) -> Iterator[LoggedArtifact]:
    """Yield what a run used: the version that another run made where that was read, else what the record says."""
    seen = set[tuple[str, int]]()
    for full, type_ in logged:
        name, _, alias = full.rpartition("/")[2].partition(":")
        versions = {artifacts.version(one): one for one in artifacts.named(name)}
        number = int(alias[1:]) if alias[:1] == "v" and alias[1:].isdigit() else max(versions, default=0)
        if (name, number) in seen:
            continue
        seen.add((name, number))
        if number in versions:
            yield described(artifacts, versions[number], {})
        elif name:
            yield LoggedArtifact(name, number, type_)
