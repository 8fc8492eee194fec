"""Runs as the files of another logger: ``reportgen export``."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.errors import Problem, SpecError, suggestion
from reportgen.readers import Readers
from reportgen.sources import read_runs


@dataclass(frozen=True)
class Exported:
    """What was written: a folder for each run; and what of the runs could not be."""

    folders: list[Path]
    problems: list[Problem]


def formats() -> list[str]:
    """Return the formats that runs can be exported to: those whose reader's package has a writer."""
    packages = {name: f"reportgen.readers.{name}" for name in Readers()}
    return [name for name, package in packages.items() if _has_writer(package)]


def export(
    paths: Sequence[Path], to: str, output: Path, *, staging: Path | None = None,
    progress: Callable[[str, int, int], None],
) -> Exported:  # fmt: skip
    """Write every run at or below ``paths`` into folders below ``output``, in the format ``to``.

    What is written is what was logged: no value is hidden. Nothing that exists is changed.

    Raises SpecError when there is no such path, format or run; ReportError when something cannot be written.
    """
    if to not in (known := formats()):
        raise SpecError(Problem(f"cannot export to '{to}'", None, suggestion(to, known, "formats")))
    if missing := [path for path in paths if not path.exists()]:
        raise SpecError([Problem(f"no such path '{path}'") for path in missing])
    progress("reading", 0, 0)
    found = read_runs(*paths, staging=staging)
    if not found.runs:
        named = ", ".join(f"'{path}'" for path in paths)
        raise SpecError([Problem(f"no runs in {named}"), *found.problems])
    writer = importlib.import_module(f"reportgen.readers.{to}.written")
    folders, problems = writer.write(found.runs, output, progress)
    return Exported(folders, [*found.problems, *problems])


def _has_writer(package: str) -> bool:
    try:
        return importlib.util.find_spec(f"{package}.written") is not None
    except ModuleNotFoundError:
        return False
