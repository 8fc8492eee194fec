"""The scalars of a run's files as columns, and what of them a restart replaced.

A training that is started again from a checkpoint writes a second file that begins at an earlier step. As in
TensorBoard, a point is shown only where no later one of its metric has the same or an earlier step, and where no writer
said behind it that it starts again at its step or before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reportgen.model.column import Column, TimedColumn
from reportgen.readers.tensorboard.log.events import Events, walls
from reportgen.readers.tensorboard.log.pieces import HeldPoints, Scalars

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


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
        self._parts: dict[str, list[tuple[HeldPoints, int, int]]] = {}
        """Of each tag the points of files that have it, its code there, and the records before the file."""
        self._starts: list[tuple[int, int]] = []
        before = 0
        self._files = files
        for events in files:
            for tag, code in events.points.codes.items():
                self._parts.setdefault(tag or UNNAMED, []).append((events.points, code, before))
            self._starts += [(row + before, step) for row, step in events.starts]
            before += events.count

    def tags(self) -> Iterable[str]:
        """Return the tags of all metrics."""
        return self._parts

    def scalars(self, tag: str) -> Scalars:
        """Return every point of a metric; its records are counted over all files."""
        found = []
        for held, code, before in self._parts.get(tag, ()):
            points = held.of(code)
            found.append(replace(points, row=points.row + before) if before else points)
        return Scalars.joined(found)

    @cached_property
    def _rising(self) -> bool:
        """Whether the steps of every metric rise, so that nothing was replaced; told at once of one file alone."""
        if len(self._files) != 1 or self._starts or any(len(parts) > 1 for parts in self._parts.values()):
            return False
        return self._files[0].points.rise()

    def shown(self, points: Scalars) -> Flags:
        """Tell which points of a metric are shown: those that nothing logged behind them replaces."""
        return np.ones(len(points), bool) if self._rising else self.left(points.row, points.step)

    def count(self, tag: str) -> int:
        """Return how many points of a metric are shown."""
        if not self._rising:
            return int(self.shown(self.scalars(tag)).sum())
        ((held, code, _),) = self._parts[tag]
        return held.count(code)

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
        points = self._in_order(tag)
        return TimedColumn(points.step, points.value, lambda: self._times(self._in_order(tag).row))

    def _in_order(self, tag: str) -> Scalars:
        """Return the points of a metric that are shown, by step."""
        points = self.scalars(tag)
        if len(points) > 1 and not points.step.any():
            return replace(points, step=np.arange(len(points)))
        if not self._rising:
            points = points.part(self.shown(points))
        return points.part(np.argsort(points.step, kind="stable")) if self._keep else points

    def _times(self, rows: Ints) -> Floats:
        """Return when records were written."""
        times: Floats = self._walls[rows]
        return times

    @cached_property
    def _walls(self) -> Floats:
        return np.concatenate([walls(events) for events in self._files])

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
