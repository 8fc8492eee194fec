"""What ran."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Code:
    """What ran: git commit, packages, uncommitted changes, and saved files by path. Private unless a spec asks."""

    commit: str = ""
    remote: str = ""
    program: str = ""
    python: str = ""
    requirements: tuple[str, ...] = ()
    changes: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
