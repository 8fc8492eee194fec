"""What a tracker logged of one run, put together record by record."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import numpy as np

from reportgen.digits import plural
from reportgen.model.artifact import LoggedArtifact
from reportgen.model.chart import LoggedChart
from reportgen.model.column import Column, Values
from reportgen.model.console.printed import ConsoleText
from reportgen.model.media import LoggedMedia, Media
from reportgen.model.run import Loss
from reportgen.model.table import Table

SYSTEM = "system/"
"""What the names of metrics of the machine begin with."""
_WORDS = {"NaN": math.nan, "nan": math.nan, "Infinity": math.inf, "inf": math.inf, "-Infinity": -math.inf,
          "-inf": -math.inf}  # fmt: skip
_EXACT = 1 << 53
_WHOLE = 1 << 62


def number(value: Any) -> float | int | None:
    """Return a logged number, or one that JSON has no digits for and that a tracker wrote as a word; else None."""
    if isinstance(value, str):
        return _WORDS.get(value)
    return value if isinstance(value, int | float) else None


@dataclass
class Points:
    """What was logged under a key that is no media, in the order in which it was logged."""

    steps: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, step: float, time: float, value: Any) -> None:
        """Add a value at a step; ``time`` is Unix seconds, NaN where unknown."""
        self.steps.append(step)
        self.times.append(time)
        self.values.append(value)

    def column(self) -> Column:
        """Return the points as a column, in the order of steps."""
        numbers = [value if isinstance(value, float) else _as_float(value) for value in self.values]
        steps, order = self._order()
        return Column(steps, np.array(numbers, np.float64)[order], np.array(self.times, np.float64)[order])

    def whole(self) -> Values:
        """Return the points as they were logged, in the order of steps."""
        steps, order = self._order()
        return Values(steps, np.array(self.times, np.float64)[order], [self.values[at] for at in order.tolist()])

    def joined(self, other: Points) -> Points:
        """Return these points and those of another kind under the same key."""
        return Points(self.steps + other.steps, self.times + other.times, self.values + other.values)

    def _order(self) -> tuple[Any, Any]:
        whole = all(isinstance(step, int) or step.is_integer() for step in self.steps)
        steps = np.array(self.steps, np.int64 if whole else np.float64)
        order = np.argsort(steps, kind="stable")
        return steps[order], order


def _as_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def is_step(step: Any) -> TypeGuard[float]:
    """Tell a step that a chart can have."""
    return isinstance(step, int | float) and not isinstance(step, bool) and abs(step) < _WHOLE


@dataclass
class Log:
    """All that was logged of a run, by key."""

    numbers: dict[str, Points] = field(default_factory=dict)
    others: dict[str, Points] = field(default_factory=dict)
    """Texts, lists and mappings."""
    pieces: dict[str, list[LoggedMedia]] = field(default_factory=dict)
    tables: dict[str, list[tuple[int, Table]]] = field(default_factory=dict)
    charts: dict[str, LoggedChart] = field(default_factory=dict)
    printed: list[ConsoleText] = field(default_factory=list)
    once: dict[str, Any] = field(default_factory=dict)
    """What was logged at no step."""
    made: list[LoggedArtifact] = field(default_factory=list)
    """The versions of artifacts that the script made."""
    axes: set[str] = field(default_factory=set)
    """Metrics that only count, such as epochs."""
    losses: list[Loss] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    """What was known and not read, with how often, in words such as "audio of unknown length"."""

    def add(self, key: str, step: float, time: float, value: Any) -> None:
        """Add a value that is no media: a number, a text, a list, a mapping."""
        told = number(value)
        where = self.others if told is None else self.numbers
        where.setdefault(key, Points()).add(step, time, value if told is None else told)

    def put(self, key: str, step: float, media: Media) -> None:
        """Add a piece of media; several at one step are a list."""
        own = self.pieces.setdefault(key, [])
        index = own[-1].index + 1 if own and own[-1].step == int(step) else 0
        own.append(LoggedMedia(media, int(step), index))

    def table(self, key: str, step: float, table: Table) -> None:
        """Add a table."""
        self.tables.setdefault(key, []).append((int(step), table))

    def lose(self, file: str) -> None:
        """Turn what was not read into what the page says of it."""
        self.losses += [Loss(file, f"{plural_of(count, what)} not read") for what, count in sorted(self.unread.items())]
        self.unread.clear()

    def last_time(self) -> float:
        """Return when the last value was logged, NaN where no time is known."""
        return max(self._times(), default=math.nan)

    def first_time(self) -> float:
        """Return when the first value was logged, NaN where no time is known."""
        return min(self._times(), default=math.nan)

    def _times(self) -> Iterable[float]:
        for points in (*self.numbers.values(), *self.others.values()):
            yield from (time for time in (points.times[0], points.times[-1]) if not math.isnan(time))


def plural_of(count: int, what: str) -> str:
    """Return a count with what is counted: ``what`` has its plural behind a bar, such as "row|rows"."""
    one, _, several = what.partition("|")
    return plural(count, one, several) if several else plural(count, one)
