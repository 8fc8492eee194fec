"""A run whose reader may fail: what it cannot give is empty and reported, and the other runs are not touched by it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cached_property
from typing import Any, TypeVar

from reportgen.errors import ReportError
from reportgen.model.artifact import LoggedArtifact  # fmt: skip
from reportgen.model.chart import LoggedChart  # fmt: skip
from reportgen.model.code import Code  # fmt: skip
from reportgen.model.column import Column, KeyInfo, MetricDefinition, Values  # fmt: skip
from reportgen.model.console.printed import ConsoleText  # fmt: skip
from reportgen.model.evaluation import Evaluation
from reportgen.model.layout import LoggedLayout
from reportgen.model.media import LoggedMedia
from reportgen.model.run import RunMeta, RunSource  # fmt: skip
from reportgen.model.table import Table  # fmt: skip

_log = logging.getLogger("reportgen")
Value = TypeVar("Value")


class GuardedRun(RunSource):
    """A run source that never raises; ``failures`` says what of it could not be read.

    Its ``meta`` is read at once: without it there is no run, and that is reported by whoever opens it.
    """

    def __init__(self, source: RunSource, meta: RunMeta | None = None) -> None:
        self.logged = source
        """The reader's own run."""
        self._meta = source.meta if meta is None else meta
        self._failures: list[str] = []

    @property
    def meta(self) -> RunMeta:
        """What is known without decoding history."""
        return self._meta

    @property
    def failures(self) -> list[str]:
        """What could not be read, as far as it was asked for."""
        told = getattr(self.logged, "failures", None)
        return [*self._failures, *(told if isinstance(told, list) else ())]

    def _read(self, what: str, method: str, empty: Value, *arguments: str) -> Value:
        try:
            found: Value = getattr(self.logged, method)(*arguments)
        except ReportError:
            raise
        except Exception:  # noqa: BLE001 - whatever a reader raises
            _log.debug("reading %s of %s", what, self.meta.name, exc_info=True)
            failure = f"{what} cannot be parsed and is omitted"
            if failure not in self._failures:
                self._failures.append(failure)
            return empty
        return found

    @cached_property
    def _keys(self) -> Mapping[str, KeyInfo]:
        return self._read("its history", "keys", {})

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every logged key by its shown name."""
        return self._keys

    @cached_property
    def _summary(self) -> Mapping[str, Any]:
        return self._read("its summary", "summary", {})

    def summary(self) -> Mapping[str, Any]:
        """Return the summary as nested plain values."""
        return self._summary

    def definition(self, key: str) -> MetricDefinition:
        """Return what the script defined for ``key``."""
        return self._read(f"the definition of '{key}'", "definition", MetricDefinition(), key)

    def step_metrics(self) -> list[str]:
        """Return the metrics that the script named as x axes of others."""
        return self._read("its step metrics", "step_metrics", [])

    def column(self, key: str) -> Column:
        """Return the numbers logged under ``key``."""
        return self._read(f"'{key}'", "column", Column.empty(), key)

    def values(self, key: str) -> Values:
        """Return what was logged under ``key`` and is no media, by step."""
        empty = Column.empty()
        return self._read(f"'{key}'", "values", Values(empty.steps, empty.times, empty.values), key)

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the media logged under ``key``, by step and index."""
        return self._read(f"'{key}'", "media", [], key)

    def table(self, key: str) -> Table | None:
        """Return the last table logged under ``key``."""
        return self._read(f"'{key}'", "table", None, key)

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return every table logged under ``key`` as (step, table)."""
        return self._read(f"'{key}'", "tables", [], key)

    def artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script made, oldest first."""
        return self._read("its artifacts", "artifacts", [])

    def used_artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script used, in the order of their first use."""
        return self._read("the artifacts that it used", "used_artifacts", [])

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the charts that the script logged, by key."""
        return self._read("its charts", "charts", {})

    def layouts(self) -> list[LoggedLayout]:
        """Return which metrics the script wants in one chart."""
        return self._read("its layouts", "layouts", [])

    def evaluation(self) -> Evaluation | None:
        """Return what the run says of itself where it is an evaluation."""
        return self._read("what it says of its samples", "evaluation", None)

    def console(self) -> list[ConsoleText]:
        """Return console output: private, shown only when a spec asks."""
        return self._read("its console output", "console", [])

    def code(self) -> Code:
        """Return what ran: private, shown only when a spec asks."""
        return self._read("its code", "code", Code())
