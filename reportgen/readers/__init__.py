"""One module per on-disk format; the folder is the registry. ``_x.py`` is plumbing.

A reader is a module with ``sniff(path) -> bool`` (cheap, standard library only) and
``read(paths, options) -> Found``; outside packages register theirs under the entry points ``reportgen.readers``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast

from reportgen.errors import Problem
from reportgen.model.run import RunSource


@dataclass(frozen=True)
class ReadOptions:
    """What a source entry may ask of its reader."""

    staging: tuple[Path, ...] = ()
    """Folders that hold the artifact staging files of runs copied from another machine."""


@dataclass
class Found:
    """What a reader made of its paths: the runs, the path that each came from, and what it could not read."""

    runs: list[RunSource] = field(default_factory=list)
    origins: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Reader(Protocol):
    """The contract of a reader module."""

    def sniff(self, path: Path) -> bool:
        """Say cheaply whether this reader knows what lies at ``path``."""
        ...

    def read(self, paths: Sequence[Path], options: ReadOptions) -> Found:
        """Open every run at or below ``paths``; a run logged in several pieces comes back as one."""
        ...


def names() -> list[str]:
    """Return the known format names."""
    from importlib.metadata import entry_points

    own = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    return sorted({*own, *(point.name for point in entry_points(group="reportgen.readers"))})


def reader(name: str) -> Reader:
    """Return the reader of a format; KeyError when there is none."""
    from importlib.metadata import entry_points

    if any(module.name == name for module in pkgutil.iter_modules(__path__)):
        return cast("Reader", importlib.import_module(f"{__name__}.{name}"))
    for point in entry_points(group="reportgen.readers"):
        if point.name == name:
            return cast("Reader", point.load())
    raise KeyError(name)


def sniff(path: Path) -> str | None:
    """Return the format of what lies at ``path``, or None."""
    return next((name for name in names() if reader(name).sniff(path)), None)
