"""How a bridge begins its run, and what it says when its library is missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from reportgen.logger.misuse import UsageError
from reportgen.logger.runs.run import Run
from reportgen.logger.runs.session import current, init

_begun: set[str] = set()
"""Ids of the runs that bridges began in this process."""


class MissingLibrary(UsageError, ImportError):  # type: ignore[misc]  # noqa: N818 - ImportError has a path, too
    """The library that a bridge is for is not installed."""


def missing(library: str, extra: str) -> MissingLibrary:
    """Return the error of a bridge whose library is not installed."""
    return MissingLibrary(
        f"reportgen.bridges.{extra} needs {library}, which is not installed",
        f"Install it: pip install 'reportgen-ml[{extra}]'",
    )


def begun(arguments: Mapping[str, Any]) -> Run:
    """Return the run to log to: the script's own where it called ``init``, otherwise one that begins here.

    A run that a bridge began is over when the next one begins.
    """
    run = current()
    if run is not None and run.id not in _begun:
        return run
    run = init(**arguments)
    _begun.add(run.id)
    return run


def is_own(run: Run) -> bool:
    """Return whether a bridge began a run, so that it may end it, too."""
    return run.id in _begun


def without_places(value: Any) -> Any:
    """Return settings of a library without the folders of who trains: of an absolute path only the last part."""
    if isinstance(value, Mapping):
        return {str(key): without_places(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_places(inner) for inner in value]
    if isinstance(value, str | PurePath) and PurePath(value).is_absolute():
        return PurePath(value).name
    return value
