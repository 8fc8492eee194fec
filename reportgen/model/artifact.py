"""Versions of artifacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reportgen.model.table import Table


@dataclass(frozen=True)
class ArtifactEntry:
    """A file of an artifact, or what it refers to instead of holding it."""

    path: str
    size: int | None = None
    """Bytes, None where they are not known."""
    digest: str = ""
    """Of the content, as the logger writes it: of equal contents it is equal."""
    ref: str = ""
    """The address that it refers to, such as ``s3://bucket/key``; none where the artifact holds the content."""
    source: str = ""
    """The version of another artifact that it lies in: ``name:v0``."""


@dataclass(frozen=True)
class LoggedArtifact:
    """A version of a named set of files, and the tables in it by name; a table is read when it is called for."""

    name: str
    version: int
    """Counted from 0 over all runs that were read."""
    type: str = ""
    aliases: tuple[str, ...] = ()
    tables: Mapping[str, Callable[[], Table]] = field(default_factory=dict)
    description: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    entries: tuple[ArtifactEntry, ...] = ()
    digest: str = ""
    made_by: str = ""
    """The id of the run that made it, where its logger keeps that beside the runs; it may be none of the report's."""
    used_by: tuple[str, ...] = ()
    """The ids of runs that used it, as far as the logger keeps them beside the runs."""

    @property
    def address(self) -> str:
        """What a spec calls it: ``name:v0``."""
        return f"{self.name}:v{self.version}"
