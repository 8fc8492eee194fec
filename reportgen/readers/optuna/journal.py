"""Studies in a journal: every change of a study as a line, by any of its workers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportgen.errors import Level, Position, Problem
from reportgen.metrics.records import Lines
from reportgen.metrics.sheet import lines_of
from reportgen.readers.optuna.study import Study, Trial, parameter
from reportgen.tracked.times import seconds

_STATES = {0: "running", 1: "finished", 2: "pruned", 3: "failed", 4: "waiting"}
_GOALS = {1: "minimize", 2: "maximize"}
_NAMES = "study:metric_names"


def studies(path: Path, problems: list[Problem]) -> list[Study]:
    """Return the studies of a journal, without those that were deleted; OSError when it cannot be read."""
    told, lines, odd = _Journal(), Lines(path), list[int]()
    for line, row in lines:
        try:
            told.follow(row)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            odd.append(line)
    odd = sorted([*odd, *lines.broken, *lines.long])
    if odd:
        what = f"{lines_of(odd, len(odd))}: damaged, and what it says of its trial is not known"
        problems.append(Problem(what, Position(path.name), level=Level.MISSING))
    if lines.cut:
        what = "it ends within a line: it is still being written, or the writer was stopped"
        problems.append(Problem(what, Position(path.name), level=Level.NOTE))
    return [study for study in told.studies if study is not None]


class _Journal:
    """Studies and trials by the numbers that the journal counts them by, over all studies and from 0."""

    def __init__(self) -> None:
        self.studies: list[Study | None] = []
        self._trials: list[Trial] = []

    def follow(self, row: Mapping[str, Any]) -> None:
        """Do what a line says."""
        code = row["op_code"]
        if code == 0:
            self._create_study(row)
        elif code == 1:
            self.studies[row["study_id"]] = None
        elif code in (2, 3):
            self._note_of_study(row)
        elif code == 4:  # noqa: PLR2004 - as Optuna counts what is done
            self._create(row)
        elif 5 <= code <= 9:  # noqa: PLR2004
            self._change(self._trials[row["trial_id"]], code, row)

    def _create_study(self, row: Mapping[str, Any]) -> None:
        name = str(row["study_name"])
        if not any(study is not None and study.name == name for study in self.studies):  # two workers at once
            self.studies.append(Study(name, [_GOALS.get(one, "") for one in row["directions"]]))

    def _note_of_study(self, row: Mapping[str, Any]) -> None:
        study = self.studies[row["study_id"]]
        if study is not None:
            study.attributes |= row.get("user_attr") or {}
            names = (row.get("system_attr") or {}).get(_NAMES)
            study.metrics = list(map(str, names)) if isinstance(names, list) else study.metrics

    def _create(self, row: Mapping[str, Any]) -> None:
        study = self.studies[row["study_id"]]
        trial = Trial(0 if study is None else len(study.trials))
        self._trials.append(trial)
        if study is not None:
            study.trials.append(trial)
        trial.state = _STATES.get(row.get("state", 0), "")
        trial.start, trial.end = seconds(row.get("datetime_start")), seconds(row.get("datetime_complete"))
        shared = row.get("distributions") or {}
        for name, value in (row.get("params") or {}).items():
            trial.params[name] = parameter(value, shared.get(name, ""))
        value = row.get("value")
        trial.values = [*map(_number, row.get("values") or ([] if value is None else [value]))]
        trial.reported = {int(step): _number(one) for step, one in (row.get("intermediate_values") or {}).items()}
        trial.attributes |= row.get("user_attrs") or {}
        trial.fixed = "fixed_params" in (row.get("system_attrs") or {})

    def _change(self, trial: Trial, code: int, row: Mapping[str, Any]) -> None:
        if trial.state in ("finished", "pruned", "failed"):
            return  # as Optuna: a trial that ended is not changed any more
        if code == 5:  # noqa: PLR2004
            trial.params[str(row["param_name"])] = parameter(row["param_value_internal"], row["distribution"])
        elif code == 6:  # noqa: PLR2004
            state = _STATES.get(row["state"], "")
            if state == "running" and trial.state != "waiting":
                return  # another worker has it
            trial.state = state
            trial.values = [*map(_number, row.get("values") or [])]
            trial.start = seconds(row["datetime_start"]) if row.get("datetime_start") else trial.start
            trial.end = seconds(row.get("datetime_complete"))
        elif code == 7:  # noqa: PLR2004
            trial.reported[int(row["step"])] = _number(row["intermediate_value"])
        elif code == 8:  # noqa: PLR2004
            trial.attributes |= row["user_attr"]
        elif "fixed_params" in row["system_attr"]:
            trial.fixed = True


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
