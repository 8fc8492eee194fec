"""The scalars of a run's files as columns, and what of them a restart replaced.

A training that is started again from a checkpoint writes a second file that begins at an earlier step. As in
TensorBoard, a point is shown only where no later one of its metric has the same or an earlier step, and where no writer
said behind it that it starts again at its step or before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.model.column import Column
from reportgen.readers.tensorboard.log.events import Events

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Scalars:
    """The points of one metric in the order in which they were logged; ``row`` counts the records of the run."""

    row: Ints
    step: Ints
    wall: Floats
    value: Floats

    def __len__(self) -> int:
        return len(self.row)


@dataclass
class Replaced:
    """The steps of points that a restart replaced, and how many had another value logged again at their step.

    A writer that logs one value twice at a step, as Lightning does with the epoch, has replaced nothing.
    """

    steps: list[int] = field(default_factory=list)
    again: int = 0


UNNAMED = "(no tag)"
"""What values are called that were logged under an empty tag."""


class Metrics:
    """The metrics of the files of a run, behind each other."""

    def __init__(self, files: Sequence[Events], *, keep: bool) -> None:
        self._keep = keep
        self._parts: dict[str, list[tuple[Events, int, int]]] = {}
        """Of each tag the files that have it, its code there, and the records before the file."""
        self._starts: list[tuple[int, int]] = []
        self._groups: dict[int, tuple[NDArray[Any], Ints]] = {}
        before = 0
        self._files = files
        for events in files:
            for code, tag in enumerate(events.tags):
                self._parts.setdefault(tag or UNNAMED, []).append((events, code, before))
            self._starts += [(row + before, step) for row, step in events.starts]
            before += events.count

    def tags(self) -> Iterable[str]:
        """Return the tags of all metrics."""
        return self._parts

    def scalars(self, tag: str) -> Scalars:
        """Return every point of a metric."""
        parts = []
        for events, code, before in self._parts.get(tag, ()):
            order, ends = self._grouped(events)
            mine = order[ends[code] : ends[code + 1]]
            parts.append((
                events.row[mine].astype(np.int64) + before, events.step[mine].astype(np.int64), events.wall[mine],
                events.value[mine].astype(np.float64),
            ))  # fmt: skip
        if not parts:
            return Scalars(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
        if len(parts) == 1:
            return Scalars(*parts[0])
        row, step, wall, value = (np.concatenate(one) for one in zip(*parts, strict=True))
        return Scalars(row, step, wall, value)

    def _grouped(self, events: Events) -> tuple[NDArray[Any], Ints]:
        """Return the points of a file sorted by tag, and where each tag's begin."""
        found = self._groups.get(id(events))
        if found is None:
            narrow = events.code.astype(np.uint16) if len(events.tags) < 1 << 16 else events.code
            order = np.argsort(narrow, kind="stable")
            ends = np.searchsorted(narrow[order], np.arange(len(events.tags) + 1))
            found = (order.astype(np.int32) if len(order) < 1 << 31 else order), ends
            self._groups[id(events)] = found
        return found

    @cached_property
    def _rising(self) -> bool:
        """Whether the steps of every metric rise, so that nothing was replaced; told at once of one file alone."""
        if len(self._files) != 1 or self._starts or any(len(parts) > 1 for parts in self._parts.values()):
            return False
        (events,) = self._files
        order, _ = self._grouped(events)
        step, code = events.step[order], events.code[order]
        return bool(((step[1:] > step[:-1]) | (code[1:] > code[:-1])).all())

    def shown(self, points: Scalars) -> Flags:
        """Tell which points of a metric are shown: those that nothing logged behind them replaces."""
        return np.ones(len(points), bool) if self._rising else self.left(points.row, points.step)

    def count(self, tag: str) -> int:
        """Return how many points of a metric are shown."""
        if not self._rising:
            return int(self.shown(self.scalars(tag)).sum())
        ((events, code, _),) = self._parts[tag]
        _, ends = self._grouped(events)
        return int(ends[code + 1] - ends[code])

    def left(self, rows: Ints, steps: Ints) -> Flags:
        """Tell which values of one tag no restart replaced; without steps the order is all there is."""
        if self._keep or not steps.any():
            return np.ones(len(steps), bool)
        behind = np.append(np.minimum.accumulate(steps[::-1])[::-1][1:], np.iinfo(np.int64).max)
        found: Flags = steps < behind
        for row, step in self._starts:
            found &= (rows > row) | (steps < step)
        return found

    def column(self, tag: str) -> Column:
        """Return a metric by step; where every step is 0, because none was given, by the order of its points."""
        points = self.scalars(tag)
        if len(points) > 1 and not points.step.any():
            return Column(np.arange(len(points)), points.value, points.wall)
        keep = self.shown(points)
        step, wall, value = points.step[keep], points.wall[keep], points.value[keep]
        if self._keep:
            order = np.argsort(step, kind="stable")
            step, wall, value = step[order], wall[order], value[order]
        return Column(step, value, wall)

    def replaced(self) -> Replaced:
        """Return what of all metrics is not shown because a later point has its place."""
        found = Replaced()
        for tag in () if self._rising else self._parts:
            points = self.scalars(tag)
            gone = ~self.shown(points)
            again = gone & self._again(points.step)
            others = again[:-1] & _differ(points.value[:-1], points.value[1:])
            found.again += int(others.sum())
            found.steps += points.step[gone & ~again].tolist()
        return found

    @staticmethod
    def _again(steps: Ints) -> Flags:
        """Tell points that were logged again at once: the next is of the same step, and none behind it goes back."""
        least = np.minimum.accumulate(steps[::-1])[::-1]
        return np.append((steps[1:] == steps[:-1]) & (least[1:] == steps[:-1]), False)


def _differ(first: Floats, second: Floats) -> Flags:
    differ: Flags = (first != second) & ~(np.isnan(first) & np.isnan(second))
    return differ
