"""A trial of Optuna as a run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from reportgen.model.column import Column, KeyInfo, MetricDefinition
from reportgen.model.run import RunMeta, RunSource
from reportgen.readers.optuna.study import Study, Trial


class TrialRun(RunSource):
    """A trial: what it reported is its history, under its objective's name; ``label`` tells its study from others."""

    def __init__(self, study: Study, trial: Trial, key: str, label: str = "") -> None:
        self._study, self._trial = study, trial
        self._key, self._label = key, label

    @cached_property
    def meta(self) -> RunMeta:
        """What the study says of the trial."""
        trial, study = self._trial, self._study
        name = f"{self._label} trial {trial.number}" if self._label else f"trial {trial.number}"
        return RunMeta(
            f"{self._key}:{trial.number}", name, "optuna", study.name, project=study.name, sweep=study.name,
            tags=("enqueued",) if trial.fixed else (), state=trial.state, created=trial.start,
            duration=trial.end - trial.start, config=trial.params,
            notes="\n".join(f"{key}: {value}" for key, value in study.attributes.items()),
        )  # fmt: skip

    @cached_property
    def _objectives(self) -> list[str]:
        return self._study.objectives()

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return the objective, where the trial reported it on the way."""
        count = len(self._trial.reported)
        return {self._objectives[0]: KeyInfo(self._objectives[0], ("number",), count)} if count else {}

    def column(self, key: str) -> Column:
        """Return what the trial reported, by step."""
        if not self._trial.reported or key != self._objectives[0]:
            return Column.empty()
        steps = np.array(sorted(self._trial.reported), np.int64)
        values = np.array([self._trial.reported[step] for step in steps.tolist()], np.float64)
        return Column(steps, values, np.full(len(steps), np.nan))

    def summary(self) -> Mapping[str, Any]:
        """Return what the trial returned, or the last that it reported, and what the script noted of it."""
        values = dict(zip(self._objectives, self._trial.values, strict=False))
        if not values and self._trial.reported and self._trial.state == "running":
            values = {self._objectives[0]: self._trial.reported[max(self._trial.reported)]}
        return {**self._trial.attributes, **values}

    def definition(self, key: str) -> MetricDefinition:
        """Return the direction of an objective."""
        goals = dict(zip(self._objectives, self._study.goals, strict=False))
        return MetricDefinition(goal=goals.get(key, ""))
