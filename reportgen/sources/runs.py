"""Source entries of a spec to runs: opened by their readers, in order, named, and behind the privacy step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportgen.errors import Level, Position, Problem, ReportError, SpecError
from reportgen.model.order import in_order
from reportgen.model.run import RunSource
from reportgen.model.runset import RunSet, number_runs
from reportgen.privacy.step import Privacy
from reportgen.readers.base import Claim, Found, Reader
from reportgen.sources.discovery import claims_of, discover
from reportgen.sources.guarded import GuardedRun
from reportgen.sources.private import PrivateSource, shown_names
from reportgen.sources.same_training import Placed, settled
from reportgen.spec.load import Report


def open_runs(report: Report, staging: Path | None = None) -> tuple[RunSet, list[Problem]]:
    """Return the runs of every source, in order, and what could not be read; SpecError lists all wrong sources.

    Each reader opens all of its paths together: a resumed run's pieces, or an artifact that another run refers to,
    may lie under different entries.
    """
    discovery = discover(report, _given(staging))
    if discovery.errors:
        raise SpecError(discovery.errors)
    problems = discovery.problems
    placed: list[Placed] = []
    for name, claims in discovery.claims.items():
        reader = discovery.readers[name]
        result = _read(reader, claims)
        problems += result.problems
        for run, origin in zip(result.runs, result.origins, strict=True):
            try:
                placed.append(Placed(GuardedRun(run), origin.entry, reader.rank, reader.home(origin.path)))
            except Exception:  # noqa: BLE001 - one run never sinks the others
                problems.append(_lost(origin.path))
    placed, said = settled(placed, [entry.join for entry in report.spec.runs])
    problems += said
    found = [(placed[at].run, placed[at].entry) for at in in_order([each.run.meta for each in placed])]
    found.sort(key=lambda pair: pair[1])
    return _chosen(report, found, problems), problems


def read_runs(*paths: Path, staging: Path | None = None) -> Found:
    """Return every run at or below paths in the order in which they began, and what could not be read."""
    discovery = claims_of(paths, _given(staging))
    found = Found(problems=discovery.problems)
    for name, claims in discovery.claims.items():
        result = _read(discovery.readers[name], claims)
        found.runs += result.runs
        found.origins += result.origins
        found.problems += result.problems
    places = in_order([run.meta for run in found.runs])
    found.runs, found.origins = [found.runs[at] for at in places], [found.origins[at] for at in places]
    return found


def _given(staging: Path | None) -> Mapping[str, Any]:
    return {} if staging is None else {"staging": [str(staging.absolute())]}


def _chosen(report: Report, found: Sequence[tuple[RunSource, int]], problems: list[Problem]) -> RunSet:
    """Return the runs that their entries choose, named and coloured; what was lost of them is reported."""
    entries = report.spec.runs
    for run, _ in found:
        problems += [
            Problem(str(loss), Position(run.meta.name), "All other records are shown.", Level.MISSING)
            for loss in run.meta.losses
        ]
        problems += [Problem(remark, Position(run.meta.name), level=Level.NOTE) for remark in run.meta.remarks]
    named = number_runs([(run, entries[entry].name, entries[entry].color or "") for run, entry in found])
    named = _colored(named, report.spec.run_colors)
    owners = {id(run): entry for run, entry in found}
    keep = {
        run.index
        for entry, source in enumerate(entries)
        for run in named.select(source.filters)
        if owners[id(run.source)] == entry
    }
    privacy = Privacy()
    kept = [run for run in named if run.index in keep]
    chosen = tuple(
        replace(run, index=i, source=PrivateSource(run.source, privacy), name=name, mark=mark)
        for i, (run, (name, mark)) in enumerate(zip(kept, shown_names(kept, privacy), strict=True))
    )
    return RunSet(chosen, (), chosen, report.spec.goal)


def _colored(runs: RunSet, colors: Mapping[str, str]) -> RunSet:
    """Return runs with the colours that the spec gives them by name or id."""
    if not colors:
        return runs
    given = {run.index: colors.get(run.name) or colors.get(run.meta.id) or run.color for run in runs}
    kept = tuple(replace(run, color=given[run.index]) for run in runs)
    return replace(runs, runs=kept, all_runs=kept)


def _read(reader: Reader[Any], claims: Sequence[Claim[Any]]) -> Found:
    """Return what a reader makes of its claims; if it fails at all of them together, of each by itself."""
    try:
        return reader.read(claims)
    except ReportError:
        raise
    except Exception:  # noqa: BLE001 - one path never sinks the others
        if len(claims) == 1:
            return Found(problems=[_lost(claims[0].path)])
    parts = [_read(reader, [claim]) for claim in claims]
    return Found(*([item for part in parts for item in getattr(part, field)] for field in _OF_FOUND))


_OF_FOUND = ("runs", "origins", "problems")


def _lost(path: Path) -> Problem:
    what = "what is logged there cannot be parsed and is omitted"
    return Problem(what, Position(path.name), level=Level.MISSING)
