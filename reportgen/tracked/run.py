"""A run of a tracker: what its log says, in the words of ``RunSource``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from reportgen.model.artifact import LoggedArtifact
from reportgen.model.chart import LoggedChart
from reportgen.model.column import Column, KeyInfo, Values
from reportgen.model.console.printed import ConsoleText
from reportgen.model.media import LoggedMedia
from reportgen.model.run import RunMeta, RunSource
from reportgen.model.table import Table
from reportgen.tracked.log import SYSTEM, Log


class TrackedRun(RunSource):
    """A run whose log is read when something of it is asked for."""

    def __init__(self, load: Callable[[], tuple[RunMeta, Log]]) -> None:
        self._load = load

    @classmethod
    def of(cls, meta: RunMeta, log: Log) -> TrackedRun:
        """Return a run that is read already."""
        return cls(lambda: (meta, log))

    @cached_property
    def _read(self) -> tuple[RunMeta, Log]:
        return self._load()

    @property
    def log(self) -> Log:
        """All that was logged."""
        return self._read[1]

    @property
    def meta(self) -> RunMeta:
        """What the log says of the run."""
        return self._read[0]

    @cached_property
    def _keys(self) -> dict[str, KeyInfo]:
        kinds: dict[str, dict[str, int]] = {}
        log = self.log
        for key, points in log.numbers.items():
            kinds.setdefault(key, {})["number"] = len(points.values)
        for key, points in log.others.items():
            kinds.setdefault(key, {})[_kind(points.values)] = len(points.values)
        for key, items in log.pieces.items():
            for item in items:
                own = kinds.setdefault(key, {})
                own[item.value.kind] = own.get(item.value.kind, 0) + 1
        for key, tables in log.tables.items():
            kinds.setdefault(key, {})["table"] = len(tables)
        return {
            key: KeyInfo(key, tuple(sorted(own, key=own.__getitem__, reverse=True)), sum(own.values()),
                         system=key.startswith(SYSTEM))
            for key, own in kinds.items()
        }  # fmt: skip

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every logged key; what was measured of the machine is under ``system/``."""
        return self._keys

    def column(self, key: str) -> Column:
        """Return the numbers logged under ``key``."""
        points = self.log.numbers.get(key)
        return Column.empty() if points is None else points.column()

    def values(self, key: str) -> Values:
        """Return what was logged under ``key``, exactly."""
        own = [found[key] for found in (self.log.numbers, self.log.others) if key in found]
        if not own or key in self.log.pieces:
            return super().values(key)
        return own[0].whole() if len(own) == 1 else own[0].joined(own[1]).whole()

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the media logged under ``key``."""
        return list(self.log.pieces.get(key, ()))

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return every table logged under ``key``."""
        return list(self.log.tables.get(key, ()))

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the charts over logged tables."""
        return self.log.charts

    def artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script made."""
        return self.log.made

    def console(self) -> list[ConsoleText]:
        """Return what the script printed."""
        return self.log.printed

    def step_metrics(self) -> list[str]:
        """Return the metrics that only count."""
        return sorted(self.log.axes & self.log.numbers.keys())

    def summary(self) -> Mapping[str, Any]:
        """Return the last value of each metric, and what was logged at no step."""
        lasts = {key: self.values(key).part(len(points.values) - 1, len(points.values))[0]
                 for key, points in self.log.numbers.items() if not key.startswith(SYSTEM)}  # fmt: skip
        return {**lasts, **self.log.once}


def _kind(values: list[Any]) -> str:
    if any(isinstance(value, dict) for value in values):
        return "JSON"
    if any(isinstance(value, list) for value in values):
        return "list"
    return "text" if any(isinstance(value, str) for value in values) else "null"
