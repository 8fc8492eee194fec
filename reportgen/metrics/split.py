"""One table to its runs: by a column that names them, or where its steps start again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np

from reportgen import digits
from reportgen.digits import plural
from reportgen.metrics.roles import MOST_PARTS, UNITS, Roles, plain
from reportgen.metrics.run import Axes, MetricsRun, Part
from reportgen.metrics.sheet import Sheet, Values
from reportgen.metrics.text.cells import exact
from reportgen.model.column import Floats, Ints, Steps
from reportgen.model.run import Loss

Again = Literal["is a run", "replaces", "is kept"]

_MOST_RUNS = 10_000
_MOST_SESSIONS = 50
_WHOLE = 2.0**62
_ANEW = "its steps restart at row {row:,}: the rest is shown as a separate run"
_MIXED = "its rows are not sorted by '{name}': they were sorted, and every point is kept"
_NESTED = "'{name}' restarts in each '{epoch}': points are numbered consecutively instead"
_RESUMED = "it was resumed: its steps go back at row {row:,}, and {count} replaced"
_CUT = "{file} ends within a line: it is still being written, or the writer was stopped"


def runs_of(sheet: Sheet, roles: Roles, part: Part, again: Again = "is a run") -> Iterator[MetricsRun]:
    """Yield the runs of a table, in the order in which they begin; ``part`` is what is known of all of them.

    ``again`` says what it means that steps begin again from their start: a second run, a trainer that was resumed and
    does again what it has done before, or nothing, where rows are not in the order of steps.
    """
    if roles.part >= 0 and not 1 < len(sheet.columns[roles.part].words) <= MOST_PARTS:
        roles = replace(roles, part=-1)
    losses = (*part.losses, *(Loss(sheet.file, what) for what in sheet.losses(roles)))
    remarks = [*part.remarks, *((_CUT.format(file=sheet.file),) if sheet.cut else ())]
    steps, counted = _steps(sheet, roles)
    remarks += counted
    if again == "replaces":
        steps, replaced = _latest(steps)
        remarks += replaced
    axes = Axes(steps, _times(sheet, roles), _coded(sheet, roles.part), _coded(sheet, roles.key))
    part = replace(part, losses=losses, remarks=tuple(remarks))
    groups = _groups(sheet, roles, axes, part)
    if groups is None:
        groups = _sessions(sheet, roles, axes, part) if again == "is a run" else [part]
    for one in groups:
        yield MetricsRun(sheet, roles, axes, one)


def _back(steps: Steps) -> tuple[Ints, Ints]:
    """Return the rows that have a step, and of them those whose step is lower than the one before."""
    finite = np.isfinite(steps)
    known = np.arange(len(steps)) if bool(finite.all()) else np.flatnonzero(finite)
    own = steps if len(known) == len(steps) else steps[known]
    return known, known[np.flatnonzero(own[1:] < own[:-1]) + 1]


def _latest(steps: Steps) -> tuple[Steps, list[str]]:
    """Return steps without those of rows that a later session replaces, and what a reader should know of it."""
    _, back = _back(steps)
    if not len(back):
        return steps, []
    limits = np.minimum.accumulate(steps[back][::-1])[::-1]  # of what comes before each
    gone = np.zeros(len(steps), bool)
    for end, limit in zip(back.tolist(), limits.tolist(), strict=True):
        gone[:end] |= steps[:end] >= limit
    found = steps.astype(np.float64)
    found[gone] = np.nan
    count = plural(int(gone.sum()), "earlier row is", "earlier rows are")
    return found, [_RESUMED.format(row=int(back[0]) + 1, count=count)]


def _steps(sheet: Sheet, roles: Roles) -> tuple[Steps, list[str]]:
    """Return the step of each row, exact where steps are whole, and what a reader should know of them."""
    if roles.x < 0:
        return np.arange(sheet.rows), []
    rows, values = sheet.columns[roles.x].all()
    steps = np.full(sheet.rows, np.nan)
    steps[rows] = values
    steps[np.isinf(steps)] = np.nan
    exact_steps = sheet.columns[roles.x].whole
    if exact_steps and np.isfinite(steps).all() and bool((np.abs(steps) < _WHOLE).all()):
        whole = steps.astype(np.int64)
        for at, exactly in exact_steps:
            whole[at] = exactly
        return whole, []
    epochs = next((values for name, values in zip(sheet.names, sheet.columns, strict=True)
                   if plain(name) in ("epoch", "epochs") and not values.is_text), None)  # fmt: skip
    if epochs is None or epochs is sheet.columns[roles.x] or roles.run >= 0 or not np.isfinite(steps).all():
        return steps, []
    running = _running(steps, _filled(epochs, sheet.rows))
    if running is None:
        return steps, []
    epoch = next(name for name in sheet.names if plain(name) in ("epoch", "epochs"))
    return running, [_NESTED.format(name=sheet.names[roles.x], epoch=epoch)]


def _filled(values: Values, count: int) -> Floats:
    found = np.full(count, np.nan)
    rows, numbers = values.all()
    found[rows] = numbers
    return found


def _running(steps: Floats, epochs: Floats) -> Floats | None:
    """Return steps that go on where those of an epoch start again; None where they do not start with each epoch."""
    back = np.flatnonzero(np.diff(steps) < 0) + 1
    if not len(back) or not np.isfinite(epochs).all() or bool((np.diff(epochs) < 0).any()):
        return None
    if not bool((epochs[back] > epochs[back - 1]).all()):
        return None
    found = steps.copy()
    for start in back.tolist():
        found[start:] += found[start - 1] + 1 - found[start] if found[start] <= found[start - 1] else 0
    return found


def _times(sheet: Sheet, roles: Roles) -> Floats:
    """Return the Unix seconds of each row."""
    if roles.time < 0:
        return np.full(sheet.rows, np.nan)
    times = _filled(sheet.columns[roles.time], sheet.rows)
    if roles.time in roles.dates:
        return times
    known = np.abs(times[np.isfinite(times)])
    middle = float(np.median(known)) if len(known) else 0.0
    unit = next((unit for unit in reversed(UNITS) if middle >= 1e8 * unit), 1.0)
    return times / unit


def _coded(sheet: Sheet, place: int) -> tuple[Ints, tuple[str, ...]]:
    """Return the code of each row's text in a column, -1 where there is none, and the texts."""
    codes = np.full(sheet.rows if place >= 0 else 0, -1, np.int64)
    if place < 0:
        return codes, ()
    rows, found = sheet.columns[place].all_codes()
    codes[rows] = found
    return codes, tuple(sheet.columns[place].words)


def _groups(sheet: Sheet, roles: Roles, axes: Axes, part: Part) -> list[Part] | None:
    """Return the runs that a column names; None where none does, or it is the same everywhere."""
    if roles.run < 0:
        return None
    column, name = sheet.columns[roles.run], sheet.names[roles.run]
    codes, words = _coded(sheet, roles.run)
    labels = dict(enumerate(words))
    rows, numbers = column.all()
    for value in dict.fromkeys(numbers.tolist()):
        labels[len(labels)] = digits.exact(value)
        codes[rows[numbers == value]] = len(labels) - 1
        if len(labels) > _MOST_RUNS:
            return None
    if column.free or not labels or len(labels) > _MOST_RUNS or not bool((codes >= 0).any()):
        return None
    every, first = np.unique(codes, return_index=True)
    firsts = {code: at for code, at in zip(every.tolist(), first.tolist(), strict=True) if code >= 0}
    axes.groups = codes if len(every) > 1 else None
    if len(every) == 1 and "name" not in plain(name):  # an id tells less than the file's own name
        part.config.setdefault(name, exact(labels[int(every[0])]))
        return None
    found = []
    for code in sorted(firsts, key=firsts.__getitem__):
        label = labels[code] if code < len(words) and not _is_bare(labels[code]) else f"{name} {labels[code]}"
        more = {} if code < len(words) else {name: exact(labels[code])}
        ident = f"{part.ident}:{labels[code]}"
        found.append(replace(part, code=code, name=label, ident=ident, config={**part.config, **more}))
    return [*found[:1], *(replace(one, losses=(), remarks=()) for one in found[1:])]


def _is_bare(label: str) -> bool:
    return exact(label) is not None and not isinstance(exact(label), str)


def _sessions(sheet: Sheet, roles: Roles, axes: Axes, part: Part) -> list[Part]:
    """Return a run for each time that the steps begin again from their start, as of a file that is written on."""
    steps = axes.steps
    known, back = _back(steps)
    if not len(back) or roles.x < 0:
        return [part]
    starts = [0, *back.tolist()]
    lengths = np.diff([*starts, sheet.rows])
    first = steps[known[0]]
    if len(starts) > _MOST_SESSIONS or bool((steps[back] > first).any()) or bool((lengths[:-1] < 2).any()):  # noqa: PLR2004
        told = _MIXED.format(name=sheet.names[roles.x])
        return [replace(part, remarks=(*part.remarks, told))]
    axes.groups = np.repeat(np.arange(len(starts)), lengths)
    told = _ANEW.format(row=int(starts[1]) + 1)
    found = [replace(part, code=0, remarks=(*part.remarks, told))]
    for code in range(1, len(starts)):
        name, ident = f"{part.name} ({code + 1})", f"{part.ident}:{code + 1}"
        found.append(replace(part, code=code, name=name, ident=ident, losses=(), remarks=()))
    return found
