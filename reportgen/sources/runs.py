"""Source entries of a spec to runs: opened by their readers, in order, named, and behind the privacy step."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportgen.errors import Level, Position, Problem, ReportError, SpecError
from reportgen.inputs.following import is_followed, is_live
from reportgen.metrics.names import told_apart
from reportgen.model.order import in_order
from reportgen.model.run import RunMeta, RunSource
from reportgen.model.runset import RunSet, number_runs
from reportgen.privacy.step import Privacy
from reportgen.readers.base import Claim, Found, Reader
from reportgen.sources.discovery import claims_of, discover
from reportgen.sources.guarded import GuardedRun
from reportgen.sources.private import PrivateSource, shown_names
from reportgen.sources.same_training import Placed, settled
from reportgen.spec.load import Report
from reportgen.spec.model import Source as Entry


def open_runs(report: Report, staging: Path | None = None) -> tuple[RunSet, list[Problem]]:
    """Return the runs of every source, in order, and what could not be read; SpecError lists all wrong sources.

    Each reader opens all of its paths together: a resumed run's pieces, or an artifact that another run refers to,
    may lie under different entries. Only the sides of a comparison are opened apart.
    """
    discovery = discover(report, _given(staging))
    if discovery.errors:
        raise SpecError(discovery.errors)
    problems, entries = discovery.problems, report.spec.runs
    placed: list[Placed] = []
    for name, claims in discovery.claims.items():
        for side in dict.fromkeys(entries[claim.entry].side for claim in claims):
            more, told = _of_side(
                discovery.readers[name], [claim for claim in claims if entries[claim.entry].side == side], entries
            )
            placed += more
            problems += told
    placed, said = settled(placed, [entry.join for entry in entries])
    problems += said
    found = [placed[at] for at in in_order([each.run.meta for each in placed])]
    found.sort(key=lambda each: each.entry)
    problems += _told(found, entries)
    return _chosen(report, [(each.run, each.entry) for each in found]), problems


def _of_side(
    reader: Reader[Any], claims: Sequence[Claim[Any]], entries: Sequence[Entry]
) -> tuple[list[Placed], list[Problem]]:
    """Return the runs that a reader makes of claims that are on one side, and what could not be read."""
    result = _read(reader, claims)
    accepted = all(entries[claim.entry].damaged == "ok" for claim in claims)
    problems = [_accepted(problem) if accepted else problem for problem in result.problems]
    placed = []
    for run, origin in zip(result.runs, result.origins, strict=True):
        entry = entries[origin.entry]
        try:
            meta = _as_it_is(run.meta, origin.path)
            guarded = GuardedRun(run, replace(meta, side=entry.side) if entry.side else meta)
            placed.append(Placed(guarded, origin.entry, reader.rank, reader.home(origin.path)))
        except Exception:  # noqa: BLE001 - one run never sinks the others
            lost = _lost(origin.path)
            problems.append(_accepted(lost) if entry.damaged == "ok" else lost)
    return placed, problems


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


def _told(found: Sequence[Placed], entries: Sequence[Entry]) -> Iterator[Problem]:
    """Tell what was lost of runs and how they were read; those of one name are told apart by folder and format."""
    names = Counter(each.run.meta.name for each in found)
    alike = [each for each in found if names[each.run.meta.name] > 1]
    homes = list(dict.fromkeys(each.home.absolute() for each in alike))
    folders = dict(zip(homes, told_apart([list(home.parts[1:]) or ["/"] for home in homes]), strict=True))
    in_folder = Counter((each.run.meta.name, each.home.absolute()) for each in alike)
    marks = {}
    for each in alike:
        meta, home = each.run.meta, each.home.absolute()
        parts = [folders[home] if len(homes) > 1 else "", meta.format if in_folder[meta.name, home] > 1 else ""]
        marks[id(each)] = ", ".join(part for part in parts if part not in ("", meta.name))
    for each in found:
        meta, mark = each.run.meta, marks.get(id(each), "")
        where = Position(f"{meta.name} ({mark})" if mark else meta.name)
        level = Level.NOTE if entries[each.entry].damaged == "ok" else Level.MISSING
        for loss in meta.losses:
            yield Problem(str(loss), where, "All other records are shown.", level)
        for remark in meta.remarks:
            yield Problem(remark, where, level=Level.NOTE)


def _chosen(report: Report, found: Sequence[tuple[RunSource, int]]) -> RunSet:
    """Return the runs that their entries choose, named and coloured."""
    entries = report.spec.runs
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


def _accepted(problem: Problem) -> Problem:
    """Return damage that the spec says is known: told, and nothing that is missing."""
    return replace(problem, level=Level.NOTE) if problem.level is Level.MISSING else problem


def _lost(path: Path) -> Problem:
    what = "what is logged there cannot be parsed and is omitted"
    return Problem(what, Position(path.name), level=Level.MISSING)


_MOST_FILES = 200
"""Files of a folder that are looked at."""


def _as_it_is(meta: RunMeta, path: Path) -> RunMeta:
    """Return what is known of a run; one that has no end and is being written at ``path`` is running."""
    if not is_followed() or meta.state not in ("", "crashed"):
        return meta
    if not _is_written(path, must_grow=not meta.state):  # of many formats no log ever says that it ended
        return meta
    return replace(meta, state="running")


def _is_written(path: Path, *, must_grow: bool) -> bool:
    if not path.is_dir():
        return is_live(path, must_grow=must_grow)
    try:
        with os.scandir(path) as entries:
            files = [entry.path for entry, _ in zip(entries, range(_MOST_FILES), strict=False) if entry.is_file()]
    except OSError:
        return False
    lives = [is_live(file, must_grow=must_grow) for file in files]  # of each is remembered when it will be left
    return any(lives)
