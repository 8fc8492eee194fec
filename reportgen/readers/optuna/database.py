"""Studies in an SQLite file, of Optuna 1 to 5: what older schemas do not have is not asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.readers.optuna.study import Study, Trial, parameter, plain
from reportgen.sqlite_files import columns_of, opened
from reportgen.tracked.times import seconds

if TYPE_CHECKING:
    import sqlite3

_STATES = {"COMPLETE": "finished", "PRUNED": "pruned", "FAIL": "failed", "RUNNING": "running", "WAITING": "waiting"}
_GOALS = {"MINIMIZE": "minimize", "MAXIMIZE": "maximize"}
_TYPES = {"NAN": math.nan, "INF_POS": math.inf, "INF_NEG": -math.inf}
_NAMES = "study:metric_names"


def studies(path: Path) -> list[Study]:
    """Return the studies of a file; DatabaseError says why not."""
    with opened(path) as file:
        return list(_Schema(file).studies())


class _Schema:
    """The tables of one file, and the columns that they have."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def rows(self, table: str, *wanted: str, order: str = "") -> Iterator[tuple[Any, ...]]:
        """Yield rows of a table in the order of their ids, None for a column that it has not."""
        there = columns_of(self._file, table)
        picked = ", ".join(f'"{name}"' if name in there else "NULL" for name in wanted)
        if there:
            ordered = f' ORDER BY "{order}", rowid' if order in there else " ORDER BY rowid"
            yield from self._file.execute(f'SELECT {picked} FROM "{table}"{ordered}')  # noqa: S608 - of our own words

    def studies(self) -> Iterator[Study]:
        """Yield each study with its trials."""
        found = {}
        for ident, name, direction in self.rows("studies", "study_id", "study_name", "direction"):
            found[ident] = Study(str(name), [_GOALS.get(direction, "")] if direction is not None else [])
        for ident, direction in self.rows("study_directions", "study_id", "direction", order="objective"):
            if ident in found:
                found[ident].goals.append(_GOALS.get(direction, ""))
        for ident, key, value in self.rows("study_user_attributes", "study_id", "key", "value_json"):
            if ident in found:
                found[ident].attributes[str(key)] = plain(value)
        for ident, key, value in self.rows("study_system_attributes", "study_id", "key", "value_json"):
            names = plain(value)
            if ident in found and key == _NAMES and isinstance(names, list):
                found[ident].metrics = list(map(str, names))
        self._trials(found)
        yield from found.values()

    def _trials(self, studies: dict[Any, Study]) -> None:
        trials: dict[Any, Trial] = {}
        of_trial = ("trial_id", "number", "study_id", "state", "datetime_start", "datetime_complete", "value")
        for ident, number, study, state, start, end, value in self.rows("trials", *of_trial):
            if study not in studies:
                continue
            own = studies[study].trials
            trial = Trial(len(own) if number is None else int(number), _STATES.get(state, ""))
            trial.start, trial.end = seconds(start), seconds(end)
            trial.values = [] if value is None else [float(value)]  # as Optuna 1 kept it
            trials[ident] = trial
            own.append(trial)
        of_param = ("trial_id", "param_name", "param_value", "distribution_json")
        for ident, name, value, distribution in self.rows("trial_params", *of_param):
            if ident in trials:
                trials[ident].params[str(name)] = parameter(value, str(distribution))
        for ident, key, value in self.rows("trial_user_attributes", "trial_id", "key", "value_json"):
            if ident in trials:
                trials[ident].attributes[str(key)] = plain(value)
        for ident, key in self.rows("trial_system_attributes", "trial_id", "key"):
            if ident in trials and key == "fixed_params":
                trials[ident].fixed = True
        self._values(trials)

    def _values(self, trials: dict[Any, Trial]) -> None:
        """Add what trials returned, and what they reported on the way."""
        old = "step" in columns_of(self._file, "trial_values")  # Optuna 1 kept what was reported there
        if not old:
            wanted = ("trial_id", "value", "value_type")
            for ident, value, kind in self.rows("trial_values", *wanted, order="objective"):
                if ident in trials:
                    trials[ident].values.append(_number(value, kind))
        table, name = ("trial_values", "value") if old else ("trial_intermediate_values", "intermediate_value")
        for ident, step, value, kind in self.rows(table, "trial_id", "step", name, f"{name}_type"):
            if ident in trials and isinstance(step, int):
                trials[ident].reported[step] = _number(value, kind)


def _number(value: Any, kind: Any) -> float:
    if kind in _TYPES:
        return _TYPES[kind]
    return float(value) if isinstance(value, int | float) else math.nan
