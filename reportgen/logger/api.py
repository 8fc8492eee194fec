"""Runs that were logged before: found again, read in full, and added to. No server: they are in folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.errors import suggestion
from reportgen.logger.misuse import UsageError
from reportgen.logger.runs.logged import LoggedRun
from reportgen.logger.runs.settings import resolved
from reportgen.native.history import RunLogs, Unreadable

if TYPE_CHECKING:
    from reportgen.logger.artifact import Artifact

_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": lambda value, wanted: value == wanted, "$ne": lambda value, wanted: value != wanted,
    "$gt": lambda value, wanted: value > wanted, "$gte": lambda value, wanted: value >= wanted,
    "$lt": lambda value, wanted: value < wanted, "$lte": lambda value, wanted: value <= wanted,
    "$in": lambda value, wanted: value in wanted, "$nin": lambda value, wanted: value not in wanted,
}  # fmt: skip
_NAMES = {"display_name": "name", "jobType": "job_type", "createdAt": "created_at", "summary_metrics": "summary"}
"""Names that filters and orders of people's scripts use, and ours."""


class Api:
    """The runs in a folder: ``rg.Api().run("3jghvlod").history()``.

    ``dir`` is where the folder ``reportgen-runs`` is, or that folder itself: what ``init(dir=...)`` was given; by
    default ``REPORTGEN_DIR`` or the current folder. Other arguments of other trackers are ignored.
    """

    def __init__(self, dir: str | os.PathLike[str] | None = None, **ignored: Any) -> None:  # noqa: A002 - as in init
        del ignored
        self.folder = resolved({"dir": dir}).folder
        """The folder of runs."""

    def __repr__(self) -> str:
        return f"<runs in {self.folder}>"

    def run(self, path: Any) -> LoggedRun:
        """Return a run by its id, by its name, or by ``project/id``; of several the newest.

        Raises UsageError when there is none.
        """
        if not isinstance(path, str) or not path:
            raise UsageError(f"path: {path!r} came", 'Pass the id of a run: run("3jghvlod").')
        found = self._all()
        wanted = path.strip("/").rpartition("/")[2]
        hits = [run for run in found if run.id == wanted] or [run for run in found if run.name in (path, wanted)]
        if not hits:
            known = [name for run in found for name in (run.id, run.name)]
            hint = suggestion(wanted, dict.fromkeys(known), "runs") if known else "No run is there."
            raise UsageError(f"path: there is no run '{wanted}' in {self.folder.name}", hint)
        return hits[-1]

    def runs(
        self, path: str | None = None, filters: Mapping[str, Any] | None = None, order: str = "+created_at",
        **ignored: Any,
    ) -> list[LoggedRun]:  # fmt: skip
        """Return all runs, oldest first, or those of a project (``path``) that fit ``filters``.

        ``filters`` are values by name, such as ``{"config.lr": 0.1, "state": "finished"}``, or
        ``{"summary.loss": {"$lt": 0.5}}`` with $eq, $ne, $gt, $gte, $lt, $lte, $in and $nin. ``order`` is such a name,
        with - before it for the greatest first. A run that lacks what is asked for does not fit, and comes last.
        """
        del ignored
        project = path.strip("/").rpartition("/")[2] if path else ""
        found = [run for run in self._all() if not project or run.project == project]
        for name, wanted in (filters or {}).items():
            found = [run for run in found if _fits(_value(run, name), wanted)]
        name = order.lstrip("+-")
        values = {id(run): _value(run, name) for run in found}
        known = [run for run in found if values[id(run)] is not None]
        try:
            known.sort(key=lambda run: values[id(run)], reverse=order.startswith("-"))
        except TypeError:
            raise UsageError(f"order: '{name}' has values that cannot be compared", "Order by another name.") from None
        return known + [run for run in found if values[id(run)] is None]

    def artifact(self, name: str, type: str | None = None) -> Artifact:  # noqa: A002 - the name that people know
        """Return a version of an artifact: ``"name:v1"``, ``"name:latest"`` or another alias.

        Raises UsageError when there is none, or it has another type.
        """
        from reportgen.logger.artifact import Artifact
        from reportgen.logger.artifacts.versions import looked_up
        from reportgen.native.artifacts import ARTIFACTS

        folder = self.folder / ARTIFACTS
        manifest = looked_up(folder, name)
        if type is not None and type != manifest.type:
            raise UsageError(f"type: '{type}' came, and '{manifest.name}' is of the type '{manifest.type}'")
        return Artifact.opened(folder, manifest)

    def _all(self) -> list[LoggedRun]:
        """Return the runs of the folder, oldest first; what is no run is passed over."""
        found = list(_opened(sorted(self.folder.iterdir()) if self.folder.is_dir() else ()))
        return sorted(found, key=lambda run: (run.created_at, run.id))


def _opened(folders: Sequence[Path]) -> Iterator[LoggedRun]:
    for folder in folders:
        try:
            yield LoggedRun(folder, RunLogs(folder))
        except Unreadable:
            continue


def _value(run: LoggedRun, name: str) -> Any:
    """Return what a filter or an order names of a run, None where it has none."""
    from reportgen.model.nested import dig

    head, _, tail = name.partition(".")
    head = _NAMES.get(head, head)
    if head in ("config", "summary") and tail:
        return dig(dict(getattr(run, head)), tail)
    known = ("id", "name", "project", "group", "job_type", "notes", "tags", "state", "created_at", "duration")
    if head not in known:
        raise UsageError(
            f"'{name}' is nothing that a run has", suggestion(head, [*known, "config", "summary"], "names")
        )
    return getattr(run, head)


def _fits(value: Any, wanted: Any) -> bool:
    tests = wanted if isinstance(wanted, Mapping) and any(str(key)[:1] == "$" for key in wanted) else {"$eq": wanted}
    for name, other in tests.items():
        if name not in _TESTS:
            raise UsageError(f"filters: '{name}' came", f"Pass one of {', '.join(_TESTS)}.")
        try:
            inside = isinstance(value, list | tuple) and name in ("$eq", "$in") and not isinstance(other, list | tuple)
            if not (other in value if inside else _TESTS[name](value, other)):
                return False
        except TypeError:
            return False
    return True
