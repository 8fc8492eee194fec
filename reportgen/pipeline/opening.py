"""What is to be built, opened: a spec from a file or a mapping, or runs alone, and the runs that it names."""

from __future__ import annotations

import glob
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from reportgen.errors import Problem, SpecError
from reportgen.gates import Judged, check_gates, judge, open_baseline
from reportgen.gates import given as with_baseline
from reportgen.model.runset import RunSet
from reportgen.panels import Kinds
from reportgen.pipeline.comparing.sides import Sides
from reportgen.pipeline.reading.specs import SPECS, read_spec, tables_among
from reportgen.pipeline.starter import starter, tables_alone
from reportgen.pipeline.starter.given import Given
from reportgen.readers import Readers
from reportgen.sources import open_runs
from reportgen.spec.load import Block, Report, load, load_mapping

_GIVEN = "command line"
_GATES = "gates"
_AUTOMATIC = "automatic report"
"""What the spec is called that nobody wrote: its names are what was logged."""

Source: TypeAlias = "Path | str | Mapping[str, Any] | Sequence[Path | str] | Sides"


class InFolder(dict[str, Any]):
    """A spec as a mapping whose paths are relative to a folder of its own."""

    def __init__(self, spec: Mapping[str, Any], folder: Path) -> None:
        super().__init__(spec)
        self.folder = folder


class Opened(NamedTuple):
    """A validated spec, the runs that it names, and what could not be read of them."""

    report: Report
    runs: RunSet
    problems: list[Problem]


def open_source(
    source: Source, settings: Mapping[str, str] | None = None, staging: Path | None = None, given: Given | None = None
) -> Opened:
    """Open a spec file, a spec as a mapping, or paths of runs, whose report is made of what they hold.

    ``given`` is what is said of paths; SpecError where there is a spec, which says it itself.
    """
    if isinstance(source, Sides):
        return compared(source, staging)
    if given and given != Given() and (isinstance(source, Mapping) or _spec_file(source) is not None):
        what, field = ("--filters", "filters: ...") if given.filters else (f"--{given.form}", f"format: {given.form}")
        hint = f"Write it into the spec: runs: {{path: ..., {field}}}."
        raise SpecError(Problem(f"{what} is for runs that are given without a spec", None, hint))
    if isinstance(source, Mapping):
        folder = source.folder if isinstance(source, InFolder) else Path.cwd()
        report = load_mapping(source, folder, Kinds(), settings, Readers().formats)
    elif (path := _spec_file(source)) is not None:
        report = read_spec(path, settings)
    else:
        return automatic(_paths(source), staging, given)
    return Opened(report, *open_runs(report, staging))


def judged_source(
    source: Source, settings: Mapping[str, str] | None = None, staging: Path | None = None, given: Given | None = None,
    baseline: Sequence[Path | str] = (),
) -> tuple[Report, RunSet, list[Problem], Judged]:  # fmt: skip
    """Open what is to be built with its baseline, and let its gates decide."""
    report, runs, problems = open_source(source, settings, staging, given)
    report, judged, more = judged_report(report, runs, staging, baseline)
    return report, runs, [*problems, *more], judged


def judged_report(
    report: Report, runs: RunSet, staging: Path | None, baseline: Sequence[Path | str]
) -> tuple[Report, Judged, list[Problem]]:
    """Return a report with the block of its gates, what they decided, and what its baseline and its gates lack."""
    report = with_baseline(report, baseline)
    found, problems = open_baseline(report, runs, staging)
    if not report.spec.archive:  # what gates said of a report that is built again is in it
        problems += check_gates(report, runs, found)
    judged = Judged(found, judge(report.spec.gates, runs, found))
    if report.spec.gates and all(block.kind != _GATES for block in report.walk()):
        report = replace(report, blocks=[Block(_GATES, Kinds()[_GATES](), (_GATES,)), *report.blocks])
    return report, judged, problems


def automatic(paths: Sequence[Path], staging: Path | None = None, given: Given | None = None) -> Opened:
    """Return a report of what the runs at ``paths`` hold."""
    runs, problems, tables = _held(paths, staging, given or Given())
    text = tables_alone(_resolved(tables)) if tables else starter(runs, _resolved(paths), given=given)
    return Opened(load(text, _AUTOMATIC, Path.cwd(), Kinds(), formats=Readers().formats), runs, problems)


def compared(sides: Sides, staging: Path | None = None) -> Opened:
    """Return a report of what differs between two sides."""
    from reportgen.pipeline.comparing.composing import composed

    made = composed(sides, staging)
    report = load(made.text, _AUTOMATIC, Path.cwd(), Kinds(), formats=Readers().formats)
    return Opened(report, made.runs, list(map(unplaced, made.problems)))


def comparing_spec(sides: Sides, staging: Path | None = None) -> tuple[str, list[Problem]]:
    """Return the text of the spec for what differs between two sides, and what could not be read of them."""
    from reportgen.pipeline.comparing.composing import composed

    made = composed(sides, staging)
    return made.text, list(map(unplaced, made.problems))


def first_spec(
    paths: Sequence[Path], title: str = "", staging: Path | None = None, given: Given | None = None
) -> tuple[str, list[Problem]]:
    """Return the text of a commented spec for what lies at ``paths``, and what could not be read of it."""
    runs, problems, tables = _held(paths, staging, given or Given())
    names = [path.as_posix() for path in tables or paths]
    return (tables_alone(names, title) if tables else starter(runs, names, title, given)), problems


def unplaced(problem: Problem) -> Problem:
    """Return a problem without its place where that is a line of a spec that nobody wrote."""
    where = problem.where
    return replace(problem, where=None) if where is not None and where.file in {_AUTOMATIC, _GIVEN} else problem


def _held(paths: Sequence[Path], staging: Path | None, given: Given) -> tuple[RunSet, list[Problem], list[Path]]:
    """Return the runs at ``paths`` with what could not be read of them, else the table files."""
    listing = "\n".join(["runs:", *given.entries(_resolved(paths), _yaml_text), ""])
    try:
        bare = load(listing, _GIVEN, Path.cwd(), Kinds(), formats=Readers().formats)
        runs, problems = open_runs(bare, staging)
    except SpecError as error:  # a path given by hand has no line
        if given == Given() and (tables := tables_among(paths)):
            return RunSet(), [], tables
        raise SpecError([replace(problem, where=None) for problem in error.problems]) from None
    return runs, list(map(unplaced, problems)), []


def _resolved(paths: Sequence[Path]) -> list[str]:
    return [str(path.resolve()) for path in paths]


def is_automatic(report: Report) -> bool:
    """Tell a report whose spec nobody wrote."""
    return report.document.file == _AUTOMATIC


def beside(source: Source) -> Path:
    """Return where a report goes when nobody says so."""
    if isinstance(source, Sides):
        return Path("diff.html")
    spec = None if isinstance(source, Mapping) else _spec_file(source)
    return Path("report.html") if spec is None else spec.with_suffix(".html")


def _paths(source: Path | str | Sequence[Path | str]) -> list[Path]:
    return [Path(source)] if isinstance(source, str | Path) else [Path(part) for part in source]


def _spec_file(source: Path | str | Sequence[Path | str]) -> Path | None:
    paths = _paths(source)
    return paths[0] if len(paths) == 1 and paths[0].suffix in SPECS else None


def _yaml_text(text: str) -> str:
    return json.dumps(glob.escape(text) if glob.has_magic(text) else text, ensure_ascii=False)
