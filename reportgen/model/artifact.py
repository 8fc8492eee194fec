"""Versions of artifacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reportgen.model.table import Table


@dataclass(frozen=True)
class LoggedArtifact:
    """A version of a named set of files, and the tables in it by name; a table is read when it is called for."""

    name: str
    version: int
    """Counted from 0 over all runs that were read."""
    type: str = ""
    aliases: tuple[str, ...] = ()
    tables: Mapping[str, Callable[[], Table]] = field(default_factory=dict)
