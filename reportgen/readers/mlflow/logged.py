"""What a store says of a run, whichever store it is: folders of small files, or a database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.model.column import Column, Floats

PARENT = "mlflow.parentRunId"


@dataclass(frozen=True)
class Info:
    """A run's own record. Times are Unix milliseconds, None where the store has none."""

    id: str
    experiment: str = ""
    name: str = ""
    status: str = ""
    """In the words of MLflow: RUNNING, SCHEDULED, FINISHED, FAILED, KILLED."""
    start: float | None = None
    end: float | None = None
    deleted: bool = False
    artifact_uri: str = ""
    user: str = ""


@dataclass(frozen=True)
class Points:
    """A metric's values in the order in which they were logged; ``steps`` (n,) are int64, or float64 as logged."""

    steps: NDArray[Any]
    values: Floats
    times: Floats
    """(n,) Unix milliseconds."""

    @property
    def last(self) -> float | None:
        """The value that MLflow shows: at the highest step the latest, and of those the largest."""
        if not len(self.values):
            return None
        top = np.flatnonzero(self.steps == self.steps.max())
        latest = top[self.times[top] == self.times[top].max()]
        return float(max(self.values[latest].tolist()))

    def column(self) -> Column:
        """Return them as a history by step.

        What was logged several times and always at step 0 had no steps at all: its points are numbered as they came.
        One value again and again, as evaluations log it for the run and for a model, is one point.
        """
        steps, values, times = self.steps, self.values, self.times / 1000
        known = np.isfinite(steps)
        if not known.all():
            steps, values, times = steps[known], values[known], times[known]
        if len(steps) > 1 and not steps.any():
            if (values == values[0]).all():
                return Column(np.zeros(1, np.int64), values[-1:], times[-1:])
            return Column(np.arange(len(steps)), values, times)
        if steps.dtype != np.int64 and (np.abs(steps) < _EXACT).all() and (steps == np.floor(steps)).all():
            steps = steps.astype(np.int64)
        if (np.diff(steps) < 0).any():
            order = np.argsort(steps, kind="stable")
            steps, values, times = steps[order], values[order], times[order]
        return Column(steps, values, times)


_EXACT = 2.0**53


@dataclass(frozen=True)
class Dataset:
    """A dataset that a run used, and what for (its ``context``, such as "train")."""

    name: str
    digest: str = ""
    context: str = ""
    source_type: str = ""
    source: str = ""
    schema: str = ""
    profile: str = ""


@dataclass(frozen=True)
class Model:
    """A model that a run logged, as MLflow 3 keeps it: beside the runs."""

    id: str
    name: str
    location: str = ""
    folder: Path | None = None
    """Where it lies, if the store itself holds it."""
    metrics: Mapping[str, float] = field(default_factory=dict)


class Logged(ABC):
    """A run in a store. What is beyond ``info`` is read when it is asked for."""

    info: Info
    experiment: str
    """The name of its experiment."""
    file: str
    """What losses are told of: the name of the database, or of the run's folder."""

    @abstractmethod
    def tags(self) -> Mapping[str, str]:
        """Return all tags, those of MLflow itself included."""

    @abstractmethod
    def params(self) -> Mapping[str, str]:
        """Return the parameters as the texts that MLflow keeps."""

    @abstractmethod
    def keys(self) -> Mapping[str, int]:
        """Return how many points each metric has, by its key."""

    @abstractmethod
    def points(self, key: str) -> Points:
        """Return the points of a metric, each once."""

    @abstractmethod
    def lasts(self) -> Mapping[str, float]:
        """Return the value of each metric that MLflow shows: of the highest step, the latest, the largest."""

    @abstractmethod
    def last_time(self) -> float | None:
        """Return when the run logged its last metric, in milliseconds; None where that is not known."""

    @abstractmethod
    def losses(self) -> Sequence[str]:
        """Say what of the run's records cannot be read."""

    @abstractmethod
    def datasets(self) -> Sequence[Dataset]:
        """Return the datasets that the run used."""

    @abstractmethod
    def models(self) -> Sequence[Model]:
        """Return the models that the run made."""

    @abstractmethod
    def registered(self) -> Sequence[tuple[str, str]]:
        """Return what the registry has of the run: (name and version, the address of the model), in its order."""

    @abstractmethod
    def artifacts(self, extra: Sequence[Path]) -> Path | None:
        """Return the folder of the run's artifacts, if it is here; ``extra`` are more folders to look in."""

    @abstractmethod
    def model_files(self, model: Model, extra: Sequence[Path]) -> Path | None:
        """Return the folder of a model's files, if it is here."""

    @abstractmethod
    def above(self) -> Sequence[str]:
        """Return the names of the runs that this one is nested in, the outermost first."""

    @property
    def name(self) -> str:
        """What MLflow calls the run."""
        return self.info.name or self.tags().get("mlflow.runName", "") or self.info.id


def names_above(run: Logged, runs: Mapping[str, Logged]) -> list[str]:
    """Return the names of the runs above one, the outermost first; one that is not there is told by its id."""
    found: list[str] = []
    seen = {run.info.id}
    parent = run.tags().get(PARENT, "")
    while parent and parent not in seen:
        seen.add(parent)
        above = runs.get(parent)
        found.append(above.name if above else parent)
        parent = above.tags().get(PARENT, "") if above else ""
    return found[::-1]
