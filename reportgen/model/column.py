"""A metric's history, and what is known of a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Steps = Ints | Floats
"""Whole steps, or fractional ones such as epochs at which something was logged in between."""


@dataclass(frozen=True)
class Column:
    """A metric's sparse history: ``steps`` (n,) never fall; ``values`` (n,) float64, NaN and infinities kept.

    Several values at one step are several points, in the order in which they were logged. Steps are int64, or float64
    where some lie between whole ones. ``times`` (n,) float64 are Unix seconds, NaN where unknown.
    """

    steps: Steps
    values: Floats
    times: Floats

    def __len__(self) -> int:
        return len(self.steps)

    @classmethod
    def empty(cls) -> Column:
        """Return a column with no points."""
        return cls(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


class TimedColumn(Column):
    """A column whose times are read when they are asked for."""

    def __init__(self, steps: Steps, values: Floats, times: Callable[[], Floats]) -> None:
        super().__init__(steps, values, np.zeros(0))
        del self.__dict__["times"]
        self.__dict__["_read"] = times

    @cached_property
    def times(self) -> Floats:
        """Unix seconds (n,), NaN where unknown."""
        found: Floats = self.__dict__["_read"]()
        return found


@dataclass(frozen=True, eq=False)
class Values:
    """What was logged under a key and is no media, exactly: numbers, truth values, None, texts, lists and mappings.

    ``steps`` and ``times`` are those of a column; ``values`` are doubles as an array, or a list of anything.
    """

    steps: Steps
    times: Floats
    values: Floats | Sequence[Any]

    def __len__(self) -> int:
        return len(self.steps)

    def part(self, start: int, stop: int) -> Sequence[Any]:
        """Return the values from one place up to another, as Python has them."""
        found = self.values[start:stop]
        return found.tolist() if isinstance(found, np.ndarray) else found


@dataclass(frozen=True)
class KeyInfo:
    """What a run logged under a key: ``types`` are "number", "text", "list", "JSON" or media kinds, commonest first."""

    name: str
    types: tuple[str, ...]
    count: int = 0
    system: bool = False
    """Whether the logger measured it of the machine, and no script logged it."""
    label: str = ""
    """What the script calls it where it is shown; the key stays its name."""
    note: str = ""
    """What a panel says of what it shows of the key."""
    row_name: str = ""
    """The column that names the rows of its table: those of several runs are compared by it."""
    is_judged: bool = False
    """Whether predictions and ground truth lie over its images, and comparing them is what they are for."""

    @property
    def is_number(self) -> bool:
        """Whether a line can be drawn of it."""
        return "number" in self.types

    @property
    def media(self) -> str:
        """The media kind, or an empty string."""
        return next((kind for kind in self.types if kind not in {"number", "text", "list", "JSON", "null"}), "")


@dataclass(frozen=True)
class MetricDefinition:
    """What the training script said of a metric (W&B's ``define_metric``)."""

    step_metric: str = ""
    hidden: bool = False
    summary: tuple[str, ...] = ()
    goal: str = ""
    """"minimize", "maximize" or "" when the script did not say."""
