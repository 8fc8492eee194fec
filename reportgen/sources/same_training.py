"""Runs of several formats that hold the same training: found by where they lie and by the values in them.

Trainers often write several logs at once, such as a table of metrics beside event files. Two runs of different
formats are the same training where the folder of one is, or is above, the folder of the other, and most of the metrics
whose names they share have the same values; where they share no name, those whose last parts are the same, as ``loss``
and ``train/loss``. Of them the format of the highest rank is shown, or, with ``join: true``,
all as one run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from reportgen.digits import plural
from reportgen.errors import Level, Position, Problem
from reportgen.model.column import Floats
from reportgen.model.run import RunSource
from reportgen.sources.joined import JoinedRun, metrics_of_one_end, shared_metrics

_COMPARED = 8
"""Metrics that are compared, at most."""
_DIGITS = 2e-4
"""How far two values may be apart, as a share: some tables keep five digits of a number."""
_AGREEING = 2 / 3
"""The share of metrics that have to agree, and of each metric's values."""
_NAMED = 5
"""Names that a message tells of many."""


@dataclass
class Placed:
    """A run with its entry of the spec, its format's rank and the folder of its training."""

    run: RunSource
    entry: int
    rank: int
    home: Path
    others: list[Placed] = field(default_factory=list)
    """The same training in other formats."""


def settled(found: Sequence[Placed], joined: Sequence[bool]) -> tuple[list[Placed], list[Problem]]:
    """Return every training once, in the order given, and what is said of those in several formats.

    ``joined`` says of each entry whether its runs are joined over formats.
    """
    if len({each.run.meta.format for each in found}) <= 1:
        return list(found), []
    kept: list[Placed] = []
    for each in sorted(found, key=lambda one: -one.rank):
        first = next((one for one in kept if one.entry == each.entry and _is_same(one, each)), None)
        (kept if first is None else first.others).append(each)
    chosen = [each for each in found if any(each is one for one in kept)]
    shown = [_joined(each) if each.others and joined[each.entry] else each for each in chosen]
    return shown, list(_said([each for each in chosen if each.others and not joined[each.entry]]))


def _joined(first: Placed) -> Placed:
    run = JoinedRun([first.run, *(other.run for other in first.others)])
    return Placed(run, first.entry, first.rank, first.home)


def _is_same(one: Placed, other: Placed) -> bool:
    if one.run.meta.format == other.run.meta.format:
        return False
    if one.home != other.home and one.home not in other.home.parents and other.home not in one.home.parents:
        return False
    return _agree(one.run, other.run)


def _agree(one: RunSource, other: RunSource) -> bool:
    """Tell whether most metrics whose names two runs share have the same values, so far as the shorter one goes."""
    votes = _votes(one, other, [[pair] for pair in shared_metrics(one, other)])
    votes = votes or _votes(one, other, metrics_of_one_end(one, other))
    return bool(votes) and sum(votes) >= _AGREEING * len(votes)


def _votes(one: RunSource, other: RunSource, alike: Sequence[Sequence[tuple[str, str]]]) -> list[bool]:
    found = (vote for pairs in alike if (vote := _vote(one, other, pairs)) is not None)
    return list(islice(found, _COMPARED))


def _vote(one: RunSource, other: RunSource, pairs: Sequence[tuple[str, str]]) -> bool | None:
    """Tell whether one of several pairs of metrics has the same values; None where none has values that prove it."""
    told = [(_told(one.column(mine).values), _told(other.column(theirs).values)) for mine, theirs in pairs]
    votes = [_holds(a, b) if len(a) >= len(b) else _holds(b, a) for a, b in told if len(a) and len(b)]
    return any(votes) if votes else None


def _told(values: Floats) -> Floats:
    """Return the distinct finite values of a metric; none where all are integers: counts prove nothing."""
    finite = np.unique(values[np.isfinite(values)])
    return finite[:0] if bool((finite == np.floor(finite)).all()) else finite


def _holds(longer: Floats, shorter: Floats) -> bool:
    """Tell whether sorted values hold most of others, within the digits that tables keep."""
    at = np.clip(np.searchsorted(longer, shorter), 1, max(len(longer) - 1, 1))
    near = np.minimum(np.abs(longer[at - 1] - shorter), np.abs(longer[np.minimum(at, len(longer) - 1)] - shorter))
    return bool((near <= np.abs(shorter) * _DIGITS).mean() >= _AGREEING)


def _said(several: Sequence[Placed]) -> Iterable[Problem]:
    """Say of which trainings there is more than one log, and what only the others hold."""
    if not several:
        return
    formats = sorted({other.run.meta.format for each in several for other in each.others})
    more: dict[str, None] = {}
    for each in several:
        for other in each.others:
            known = {theirs for _, theirs in shared_metrics(each.run, other.run)}
            logged = [key for key, info in other.run.keys().items() if not info.system]
            more |= dict.fromkeys(key for key in logged if key not in known)
    shown = sorted({each.run.meta.format for each in several})
    if len(several) == 1:
        what = f"the same training is logged as {_and([*shown, *formats])}; {shown[0]} is shown"
        where = Position(several[0].run.meta.name)
    else:
        what = f"{plural(len(several), 'run')} are logged as {_and([*shown, *formats])}; {_and(shown)} is shown"
        where = None
    extra = f"Only the other has {_listed(list(more))}. " if more else ""
    hint = f"{extra}Set 'join: true' to show all as one run, or 'format: {formats[0]}' to show that."
    yield Problem(what, where, hint, Level.NOTE)


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _listed(names: Sequence[str]) -> str:
    told = ", ".join(f"'{name}'" for name in names[:_NAMED])
    return f"{told} and {len(names) - _NAMED:,} more" if len(names) > _NAMED else told
