"""A study as both of its storages hold it, and what is alike in them: parameters and states."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Trial:
    """One trial: what it tried, what it reported, and how it ended."""

    number: int
    state: str = "running"
    """"running", "finished", "pruned", "failed" or "waiting"."""
    params: dict[str, Any] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    reported: dict[int, float] = field(default_factory=dict)
    """Intermediate values by step."""
    attributes: dict[str, Any] = field(default_factory=dict)
    """What the script noted of it."""
    fixed: bool = False
    """Whether its parameters, or some of them, were given to it."""
    start: float = math.nan
    end: float = math.nan


@dataclass
class Study:
    """A study and its trials, by number."""

    name: str
    goals: list[str] = field(default_factory=list)
    """"minimize" or "maximize" of each objective, "" where it was not said."""
    metrics: list[str] = field(default_factory=list)
    """Names of the objectives, where the script gave them."""
    attributes: dict[str, Any] = field(default_factory=dict)
    trials: list[Trial] = field(default_factory=list)

    def objectives(self) -> list[str]:
        """Return the name of each objective."""
        count = max(len(self.goals), *(len(trial.values) for trial in self.trials), 1)
        if len(self.metrics) == count:
            return self.metrics
        return ["value"] if count == 1 else [f"values_{place}" for place in range(count)]


def parameter(value: float | None, distribution: str) -> Any:
    """Return a parameter's value: storages keep a number, which is a place in the choices of a categorical one."""
    try:
        said = json.loads(distribution)
        name, told = str(said["name"]), said["attributes"]
        if name == "CategoricalDistribution":
            return told["choices"][int(value or 0)]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return value
    if name.startswith("Int") and value is not None and float(value).is_integer():
        return int(value)
    return value


def plain(text: Any) -> Any:
    """Return what a text of JSON says, or the text."""
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return text
