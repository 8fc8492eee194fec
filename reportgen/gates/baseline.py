"""The runs that results are compared with: read like any others, or chosen among those of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reportgen.errors import Level, Position, Problem, SpecError
from reportgen.model.runset import RunSet
from reportgen.sources import open_runs
from reportgen.spec.gates import Baseline as Entry
from reportgen.spec.load import Report
from reportgen.spec.model import Source
from reportgen.spec.yaml import Document

GIVEN = "--baseline"
"""What the place is called of a baseline that the command line names."""
_HINT = "Gates that name the baseline are red. Everything else is built."


@dataclass(frozen=True)
class Baseline:
    """The runs that results are compared with; ``fault`` says why there are none."""

    runs: RunSet = field(default_factory=RunSet)
    fault: str = ""
    within: bool = False
    """Whether they are runs of the report, which are not compared with themselves."""

    def others(self, runs: RunSet) -> RunSet:
        """Return the runs that are compared with it."""
        if not self.within:
            return runs
        own = {id(run.unhidden.source) for run in self.runs}
        return replace(runs, runs=tuple(run for run in runs if id(run.unhidden.source) not in own))


def given(report: Report, paths: Sequence[Path | str]) -> Report:
    """Return a report whose baseline are these paths, which the working folder leads to; none leave its own."""
    if not paths:
        return report
    entries = [Entry(path=[_whole(path)]) for path in paths]
    spec = report.spec.model_copy(update={"baseline": entries})
    return replace(report, spec=spec, baseline_options=[{}] * len(entries), baseline_given=True)


def open_baseline(report: Report, runs: RunSet, staging: Path | None = None) -> tuple[Baseline, list[Problem]]:
    """Return a report's baseline, and what could not be read of it; a baseline that is not there sinks no report."""
    entries = report.spec.baseline
    if not entries:
        return Baseline(), []
    if inside := [entry for entry in entries if not entry.path]:
        return _within(report, runs, inside, len(entries))
    sources = [_source(entry) for entry in entries]
    spec = report.spec.model_copy(update={"runs": sources})
    document = Document(GIVEN) if report.baseline_given else report.document
    bare = replace(report, spec=spec, options=report.baseline_options, sources="baseline", document=document)
    try:
        found, problems = open_runs(bare, staging)
    except SpecError as error:
        return Baseline(fault=error.problems[0].what), [_told(problem, report) for problem in error.problems]
    problems = [_told(problem, report) for problem in problems]
    if not len(found):
        what = "no run of the baseline matches its filters"
        return Baseline(fault=what), [*problems, _missing(what, report)]
    return Baseline(found), problems


def _within(report: Report, runs: RunSet, inside: Sequence[Entry], count: int) -> tuple[Baseline, list[Problem]]:
    """Return the baseline that filters choose among the runs of the report."""
    if count > 1:
        hint = "Give every entry a path, or write one entry with filters alone."
        raise SpecError(Problem("a baseline is either runs at paths or runs of this report", _where(report), hint))
    chosen = runs.select(inside[0].filters)
    if len(chosen):
        return Baseline(chosen, within=True), []
    what = "the baseline's filters match none of the report's runs"
    return Baseline(fault=what, within=True), [_missing(what, report)]


def _source(entry: Entry) -> Source:
    return Source(path=entry.path, format=entry.format, filters=entry.filters, join=entry.join, damaged=entry.damaged)


def _whole(path: Path | str) -> str:
    from glob import escape, has_magic

    text = str(path)
    if "://" in text:
        return text
    text = str(Path(text).absolute())
    return escape(text) if has_magic(text) else text


def _where(report: Report) -> Position:
    return Position(GIVEN) if report.baseline_given else report.position(("baseline",))


def _missing(what: str, report: Report) -> Problem:
    return Problem(what, _where(report), _HINT, Level.MISSING)


def _told(problem: Problem, report: Report) -> Problem:
    """Return what is wrong with a baseline as something that is missing, and not as the end of the build."""
    where = Position(GIVEN) if problem.where is not None and problem.where.file == GIVEN else problem.where
    if problem.where is None or problem.where.file not in (GIVEN, report.document.file):
        where = problem.where
    if problem.level is not Level.ERROR:
        return replace(problem, where=where)
    what = f"baseline: {problem.what}"
    return replace(problem, what=what, where=where, hint=problem.hint or _HINT, level=Level.MISSING)
