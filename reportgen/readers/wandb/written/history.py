"""The rows of a history from columns of keys: gathered some thousand steps at a time, so that memory is bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from reportgen.model.column import Floats, Ints, Steps, Values
from reportgen.readers.wandb.written.message import LogWriter, NumberItems, Path, items

_BLOCK = 4096
_NUMBERS = {float, int, bool}
_LARGEST = 1 << 62


class Series(Protocol):
    """What is logged under one key: items for its steps, which rise."""

    steps: Steps

    def items(self, start: int, stop: int) -> list[bytes]:
        """Return the items from one place up to another."""


class PlainSeries:
    """Numbers, texts and other plain values of one key; of several at one step the last."""

    def __init__(self, path: Path, values: Values) -> None:
        self._path, self._values = path, values
        self._numbers = NumberItems(path)
        last = np.append(values.steps[1:] != values.steps[:-1], np.ones(min(len(values), 1), bool))
        self._places: Ints | None = None if last.all() else np.flatnonzero(last)
        self.steps = values.steps if self._places is None else values.steps[self._places]
        self.times = values.times if self._places is None else values.times[self._places]
        self.dropped = sum(map(self._is_other, np.flatnonzero(~last).tolist()))
        """How many values are lost: those before another one at their step."""

    def _is_other(self, place: int) -> bool:
        before, after = self._values.part(place, place + 2)
        return repr(before) != repr(after)

    def items(self, start: int, stop: int) -> list[bytes]:
        """Return the items from one place up to another."""
        if self._places is None:
            found = self._values.part(start, stop)
        else:
            found = [self._values.part(at, at + 1)[0] for at in self._places[start:stop].tolist()]
        if {*map(type, found)} <= _NUMBERS:
            return self._numbers.of(found)
        return [items(self._path, value) for value in found]


@dataclass
class ReadySeries:
    """Values that are items already: media and tables."""

    steps: Steps
    ready: Sequence[bytes]

    def items(self, start: int, stop: int) -> list[bytes]:
        """Return the items from one place up to another."""
        return list(self.ready[start:stop])


def ready_series(path: Path, by_step: dict[int, Any]) -> ReadySeries:
    """Return the series of values by step."""
    steps = sorted(by_step)
    return ReadySeries(np.array(steps), [items(path, by_step[step]) for step in steps])


@dataclass
class Rows:
    """The rows that series make: the step of each, and its time; ``numbers`` are those of the log."""

    steps: Steps
    times: Floats
    numbers: Ints

    @property
    def is_renumbered(self) -> bool:
        """Whether the log cannot hold the steps, so that rows are counted."""
        return self.numbers is not self.steps


def rows_of(series: Sequence[Series]) -> Rows:
    """Return the rows of all series, each with the latest time of its values."""
    steps: Steps = np.unique(np.concatenate([np.zeros(0, np.int64), *(one.steps for one in series)]))
    times = np.full(len(steps), np.nan)
    for one in series:
        if isinstance(one, PlainSeries):
            at = np.searchsorted(steps, one.steps)
            times[at] = np.fmax(times[at], one.times)
    if np.array_equal(steps, np.floor(steps)) and bool(((steps >= 0) & (steps < _LARGEST)).all()):
        whole: Ints = steps.astype(np.int64)
        return Rows(whole, times, whole)
    return Rows(steps, times, np.arange(len(steps)))


def write_rows(log: LogWriter, rows: Rows, series: Sequence[Series], created: float) -> None:
    """Write a history record for each row, with its step and its time among the items."""
    own = NumberItems(("_step",)), NumberItems(("_timestamp",)), NumberItems(("_runtime",))
    for start in range(0, len(rows.steps), _BLOCK):
        part = rows.steps[start : start + _BLOCK]
        numbers = rows.numbers[start : start + _BLOCK].tolist()
        found: list[list[bytes]] = [[one] for one in own[0].of(numbers)]
        times = rows.times[start : start + _BLOCK]
        for maker, values in ((own[1], times), (own[2], np.maximum(times - created, 0))):
            places = np.flatnonzero(np.isfinite(values))
            for at, item in zip(places.tolist(), maker.of(values[places].tolist()) if len(places) else (), strict=True):
                found[at].append(item)
        for one in series:
            low, high = np.searchsorted(one.steps, part[0], "left"), np.searchsorted(one.steps, part[-1], "right")
            if low == high:
                continue
            rest = one.items(int(low), int(high))
            if high - low == len(part):
                for row, item in zip(found, rest, strict=True):
                    row.append(item)
                continue
            for at, item in zip(np.searchsorted(part, one.steps[low:high]).tolist(), rest, strict=True):
                found[at].append(item)
        for number, row in zip(numbers, found, strict=True):
            log.row(number, row)
