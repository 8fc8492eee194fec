"""The runs of a database, and their metrics: read by key for all runs together, as reports ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.readers.mlflow.database import Database
from reportgen.readers.mlflow.logged import Dataset, Info, Logged, Model, Points, names_above
from reportgen.readers.mlflow.pages import Text, Unusual
from reportgen.readers.mlflow.places import find

_LARGEST = 1.7976931348623157e308
"""What MLflow writes for infinity: SQLite has none."""
_SHORT = 1 << 16
_RUN = ("run_uuid", "experiment_id", "name", "status", "start_time", "end_time", "lifecycle_stage", "artifact_uri",
        "user_id", "deleted_time")  # fmt: skip
_EMPTY = Points(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


class Tables:
    """What the tables of a database say, each read once and when it is asked for."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @cached_property
    def experiments(self) -> dict[str, tuple[str, bool]]:
        """The name of each experiment, and whether it is deleted, by id."""
        rows = self.database.rows("experiments", ("experiment_id", "name", "lifecycle_stage"))
        return {str(row[0]): (str(row[1] or row[0]), row[2] == "deleted") for row in rows}

    @cached_property
    def runs(self) -> dict[str, Logged]:
        """All runs by id, deleted ones among them, in the order in which they were made."""
        return {str(row[0]): StoredRun(_info(row, self.experiments), self)
                for row in self.database.rows("runs", _RUN, "order by rowid") if row[0]}  # fmt: skip

    @cached_property
    def tags(self) -> dict[str, dict[str, str]]:
        """The tags of each run."""
        return _texts(self.database.rows("tags", ("run_uuid", "key", "value"), "order by rowid"))

    @cached_property
    def params(self) -> dict[str, dict[str, str]]:
        """The parameters of each run."""
        return _texts(self.database.rows("params", ("run_uuid", "key", "value"), "order by rowid"))

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many points each metric of each run has."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for key, runs in self._whole.items():
            for run, points in runs.items():
                found[run][key] = len(points.values)
        if not found.keys() <= self.runs.keys():  # MLflow keeps none of other runs: an id is damaged
            self.database.faults.add("metrics")
        return found

    @cached_property
    def latest(self) -> dict[str, dict[str, float]] | None:
        """The value of each metric that MLflow shows, None where the database is too old to keep it."""
        if "latest_metrics" not in self.database.tables:
            return None
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for run, key, value, is_nan in self.database.rows("latest_metrics", ("run_uuid", "key", "value", "is_nan")):
            number = np.nan if is_nan or value is None else float(value)
            found[str(run)][str(key)] = float(_restored(np.array([number]))[0])
        return found

    @cached_property
    def last_times(self) -> dict[str, float]:
        """When each run logged the last of the values that MLflow shows, in milliseconds."""
        found: dict[str, float] = {}
        for run, time in self.database.rows("latest_metrics", ("run_uuid", "timestamp")):
            found[str(run)] = max(found.get(str(run), 0.0), float(time or 0))
        return found

    def points(self, run: str, key: str) -> Points:
        """Return the points of a run's metric."""
        return self._whole.get(key, {}).get(run, _EMPTY)

    @cached_property
    def _whole(self) -> dict[str, dict[str, Points]]:
        """The points of all metrics by key and run: a report asks for most of them, and one pass reads all."""
        if "metrics" not in self.database.tables:
            return {}
        try:
            return self._decoded()
        except Unusual:
            rows: dict[str, list[Any]] = defaultdict(list)
            for key, *row in self.database.rows("metrics", ("key", *_POINT), "not indexed"):
                rows[str(key)].append(row)
            return {key: _split(own) for key, own in rows.items()}

    def _decoded(self) -> dict[str, dict[str, Points]]:
        keys, runs = Text(), Text()
        numbers = ("value", "timestamp", "step", "is_nan")
        parts = []
        for part in self.database.arrays("metrics", {"key": keys, "run_uuid": runs}, numbers):
            if not part.keys() >= {"key", "run_uuid", "value", "timestamp"}:
                raise Unusual
            values = part["value"].astype(float)
            if "is_nan" in part:
                values[np.nan_to_num(part.pop("is_nan")) != 0] = np.nan
            codes = {name: part[name].astype(np.int32) for name in ("key", "run_uuid")}  # half the memory of millions
            parts.append({**part, "value": _restored(values), **codes})
        joined = {name: np.concatenate([part.pop(name) for part in parts]) for name in list(parts[0])}
        many = len(runs.texts)
        groups = joined.pop("key").astype(np.int64) * many + joined.pop("run_uuid")
        # Codes of 16 bits are sorted in one pass.
        order = np.argsort(groups.astype(np.uint16) if len(keys.texts) * many <= _SHORT else groups, kind="stable")
        groups = groups[order]
        values = joined.pop("value")[order]
        times = np.nan_to_num(joined.pop("timestamp")[order].astype(float))
        steps = joined.pop("step")[order] if "step" in joined else np.zeros(len(values), np.int64)
        steps = steps if steps.dtype == np.int64 else np.nan_to_num(steps)
        cuts = np.flatnonzero(np.diff(groups, prepend=-1, append=-1))
        found: dict[str, dict[str, Points]] = defaultdict(dict)
        for start, end in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
            key, run = divmod(int(groups[start]), many)
            own = slice(start, end)
            found[keys.texts[key]][runs.texts[run]] = Points(steps[own], values[own], times[own])
        return found

    @cached_property
    def datasets(self) -> dict[str, list[Dataset]]:
        """The datasets that each run used, in the order of their first use."""
        about = ("dataset_uuid", "name", "digest", "dataset_source_type", "dataset_source", "dataset_schema",
                 "dataset_profile")  # fmt: skip
        known = {row[0]: row[1:] for row in self.database.rows("datasets", about)}
        tagged = self.database.rows("input_tags", ("input_uuid", "value"), "where name = 'mlflow.data.context'")
        contexts = {row[0]: str(row[1]) for row in tagged}
        found: dict[str, list[Dataset]] = defaultdict(list)
        which = "where source_type = 'DATASET' and destination_type = 'RUN' order by rowid"
        for ident, source, run in self.database.rows("inputs", ("input_uuid", "source_id", "destination_id"), which):
            if source in known:
                name, digest, *rest = (str(one or "") for one in known[source])
                found[str(run)].append(Dataset(name, digest, contexts.get(ident, ""), *rest))
        return found

    @cached_property
    def models(self) -> dict[str, list[Model]]:
        """The models that each run made, oldest first."""
        metrics: dict[str, dict[str, float]] = defaultdict(dict)
        logged = ("model_id", "metric_name", "metric_value")
        for model, key, value in self.database.rows("logged_model_metrics", logged, "order by metric_step, rowid"):
            number = np.array([np.nan if value is None else value], float)
            metrics[str(model)][str(key)] = float(_restored(number)[0])
        found: dict[str, list[Model]] = defaultdict(list)
        about = ("model_id", "name", "artifact_location", "source_run_id", "lifecycle_stage")
        for row in self.database.rows("logged_models", about, "order by creation_timestamp_ms, rowid"):
            ident, name, location, run, stage = row
            if stage != "deleted":
                own = metrics.get(str(ident), {})
                found[str(run)].append(Model(str(ident), str(name or ident), str(location or ""), None, own))
        return found

    @cached_property
    def registered(self) -> dict[str, list[tuple[str, str]]]:
        """What the registry of models has, by run."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, version, source, run in self.database.rows("model_versions", ("name", "version", "source", "run_id")):
            found[str(run)].append((f"{name} v{version}", str(source or "")))
        return found


_POINT = ("run_uuid", "step", "value", "timestamp", "is_nan", "rowid")


def _split(rows: Sequence[Any]) -> dict[str, Points]:
    """Return the points of each run in the order in which they were logged."""
    rows = [row for row in rows if all(isinstance(one, int | float | None) for one in row[1:])]  # else it is damaged
    if not rows:
        return {}
    names, steps, values, times, nans, places = zip(*rows, strict=True)
    codes: dict[str, int] = {name: code for code, name in enumerate(dict.fromkeys(names))}
    runs = np.fromiter(map(codes.__getitem__, names), np.int64, len(names))
    if any(nans) or None in values:
        values = tuple(np.nan if nan or value is None else value
                       for value, nan in zip(values, nans, strict=True))  # fmt: skip
    found = _restored(np.array(values, float))
    when = np.array([time or 0 for time in times], float)
    at = np.array(steps) if None not in steps else np.array([step or 0 for step in steps])
    order = np.lexsort((np.array(places), runs))
    runs, found, when, at = runs[order], found[order], when[order], at[order]
    cuts = np.searchsorted(runs, np.arange(len(codes) + 1))
    return {name: Points(at[cuts[code] : cuts[code + 1]], found[cuts[code] : cuts[code + 1]],
                         when[cuts[code] : cuts[code + 1]]) for name, code in codes.items()}  # fmt: skip


def _restored(values: Any) -> Any:
    values[values == _LARGEST] = np.inf
    values[values == -_LARGEST] = -np.inf
    return values


def _texts(rows: Sequence[Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for run, key, text in rows:
        found[str(run)][str(key)] = "" if text is None else str(text)
    return found


def _info(row: Sequence[Any], experiments: Mapping[str, tuple[str, bool]]) -> Info:
    ident, experiment, name, status, start, end, stage, address, user, gone = row
    deleted = stage == "deleted" or gone is not None or experiments.get(str(experiment), ("", False))[1]
    return Info(str(ident), str(experiment), str(name or ""), str(status or ""), start, end, deleted,
                str(address or ""), str(user or ""))  # fmt: skip


class StoredRun(Logged):
    """A run of a database."""

    def __init__(self, info: Info, tables: Tables) -> None:
        self.info, self._tables = info, tables
        self.file = tables.database.path.name
        self.experiment = tables.experiments.get(info.experiment, (info.experiment, False))[0]

    def tags(self) -> Mapping[str, str]:
        """Return all tags."""
        return self._tables.tags.get(self.info.id, {})

    def params(self) -> Mapping[str, str]:
        """Return the parameters as texts."""
        return self._tables.params.get(self.info.id, {})

    def keys(self) -> Mapping[str, int]:
        """Return how many points each metric has."""
        return self._tables.counts.get(self.info.id, {})

    def points(self, key: str) -> Points:
        """Return the points of a metric."""
        return self._tables.points(self.info.id, key)

    def lasts(self) -> Mapping[str, float]:
        """Return the value of each metric that MLflow shows."""
        if self._tables.latest is not None and not self._tables.database.cut:
            return self._tables.latest.get(self.info.id, {})
        return {key: last for key in self.keys() if (last := self.points(key).last) is not None}

    def last_time(self) -> float | None:
        """Return when the run logged the last of the values that MLflow shows."""
        return self._tables.last_times.get(self.info.id)

    def losses(self) -> Sequence[str]:
        """Say that the file is cut or damaged: what is missing of which run cannot be known."""
        database = self._tables.database
        if database.cut:
            return [f"the database was copied in part, {database.cut}: some of the run's records may be missing"]
        _ = self._tables.counts, self._tables.tags, self._tables.params  # what is damaged is known once it is read
        if not database.faults:
            return []
        names = ", ".join(sorted(database.faults))
        return [f"the database is damaged ({names}): some of the run's records may be missing"]

    def datasets(self) -> Sequence[Dataset]:
        """Return the datasets that the run used."""
        return self._tables.datasets.get(self.info.id, [])

    def models(self) -> Sequence[Model]:
        """Return the models that the run made."""
        return self._tables.models.get(self.info.id, [])

    def registered(self) -> Sequence[tuple[str, str]]:
        """Return what the registry has of the run."""
        return self._tables.registered.get(self.info.id, [])

    @property
    def _roots(self) -> list[Path]:
        return [self._tables.database.path.parent]

    def artifacts(self, extra: Sequence[Path]) -> Path | None:
        """Return the folder of the run's artifacts, beside the database."""
        return find(self.info.artifact_uri, self.info.id, [*self._roots, *extra])

    def model_files(self, model: Model, extra: Sequence[Path]) -> Path | None:
        """Return the folder of a model's files, beside the database."""
        return find(model.location, model.id, [*self._roots, *extra])

    def above(self) -> Sequence[str]:
        """Return the names of the runs that this one is nested in."""
        return names_above(self, self._tables.runs)
