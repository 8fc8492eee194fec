"""A run that was logged before: its facts, config, summary and unsampled history; summary and config can be edited."""

from __future__ import annotations

import json
import math
import weakref
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.logger.misuse import UsageError
from reportgen.logger.runs.config import as_plain
from reportgen.logger.runs.definitions import Definitions
from reportgen.logger.runs.history import History
from reportgen.logger.runs.summary import Summary
from reportgen.native.cells import Stored
from reportgen.native.frames import CONFIG
from reportgen.native.history import Log, RunLogs, others, plain

if TYPE_CHECKING:
    from reportgen.logger.artifact import Artifact
    from reportgen.logger.runs.writer import Writer


class LoggedRun:
    """A run in a folder, as ``Api`` returns it.

    What is set of its summary is added to what was logged, which stays as it is.
    """

    def __init__(self, folder: Path, logs: RunLogs) -> None:
        self.dir = str(folder)
        self._folder, self._logs = folder, logs
        facts = logs.facts
        self.id = str(facts.get("id", folder.name))
        self.name = str(facts.get("name") or self.id)
        self.project, self.group, self.job_type, self.notes = (
            str(facts.get(name, "")) for name in ("project", "group", "job_type", "notes")
        )
        self.tags = [str(tag) for tag in facts.get("tags", ())]
        self.created_at = float(facts.get("created", math.nan))
        """Unix seconds."""
        self.config: dict[str, Any] = dict(logs.config)
        """What was configured; changes are written by ``update()``."""
        self.summary = Summary(self._lasts, self._edit)
        """What stayed of the run; what is set is written at once."""
        self._edits: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<run {self.name} ({self.id}), {self.state}>"

    @property
    def state(self) -> str:
        """How it ended: finished, failed, crashed or killed; running while it logs."""
        return self._logs.state()

    @property
    def duration(self) -> float:
        """Seconds from its beginning to the last that was logged."""
        ends = [end for log in self._logs.logs if not math.isnan(end := log.last_time())]
        return max(ends, default=math.nan) - self.created_at

    @property
    def last_history_step(self) -> int:
        """The greatest step, -1 where nothing was logged."""
        return self._logs.last_step

    lastHistoryStep = last_history_step  # noqa: N815 - the name that people know

    @property
    def keys(self) -> list[str]:
        """Every key that was logged."""
        return list(self._logs.keys)

    def history(
        self, samples: int | None = None, keys: Sequence[str] | None = None, pandas: bool = False, **ignored: Any
    ) -> Any:
        """Return every row, oldest first: a mapping for each, or a data frame with ``pandas=True``.

        A row has ``_step``, ``_timestamp`` (Unix seconds), ``_runtime`` (seconds) and what was logged; media are
        mappings of what is stored of them. With ``keys`` only rows come that have all of these, and nothing else of
        them. Nothing is sampled: ``samples`` is ignored. Rows of several processes at one step are rows of their own.

        Raises UsageError when a key was never logged, or pandas is not installed.
        """
        del samples, ignored
        rows = list(self._rows(keys, own=True))
        if not pandas:
            return rows
        try:
            from pandas import DataFrame
        except ImportError:
            raise UsageError("pandas=True: pandas is not installed", "pip install pandas, or do without it") from None
        return DataFrame(rows)

    def scan_history(
        self, keys: Sequence[str] | None = None, page_size: int | None = None, min_step: int = 0,
        max_step: int | None = None,
    ) -> Iterator[dict[str, Any]]:  # fmt: skip
        """Yield rows as ``history`` has them, from ``min_step`` up to and without ``max_step``.

        With ``keys`` a row has only these; ``_step`` and the like where they are among them.
        """
        del page_size
        return self._rows(keys, own=keys is None, first=min_step, end=max_step)

    def update(self) -> None:
        """Write the changes of ``config`` into the run's folder."""
        before, now = self._logs.config, as_plain(self.config)
        changed = {key: value for key, value in now.items() if key not in before or before[key] != value}
        gone = [key for key in before if key not in now]
        if changed or gone:
            self._writer.record(CONFIG, {"set": changed, "drop": gone})
            before.update(changed)
            for key in gone:
                del before[key]

    def logged_artifacts(self) -> list[Artifact]:
        """Return the versions of artifacts that it made."""
        return self._artifacts("made")

    def used_artifacts(self) -> list[Artifact]:
        """Return the versions of artifacts that it used."""
        return self._artifacts("used")

    def _artifacts(self, kind: str) -> list[Artifact]:
        from reportgen.logger.artifact import Artifact
        from reportgen.native.artifacts import ARTIFACTS, manifest_of

        records = [one for one in self._logs.artifacts if one.get("kind") == kind]
        return [Artifact.opened(self._folder.parent / ARTIFACTS, manifest_of(one)) for one in records]

    def _rows(
        self, keys: Sequence[str] | None, *, own: bool, first: int = 0, end: int | None = None
    ) -> Iterator[dict[str, Any]]:
        wanted = None if keys is None else [keys] if isinstance(keys, str) else list(keys)
        known = self._logs.keys
        asked = [key for key in wanted or () if key not in _OWN]
        if missing := next((key for key in asked if key not in known), None):
            from reportgen.errors import suggestion

            raise UsageError(f"keys: '{missing}' was never logged", suggestion(missing, known, "keys"))
        found: list[tuple[int, int, dict[str, Any]]] = []
        for number, log in enumerate(self._logs.logs):
            rows = _rows_of(log, asked if wanted is not None else list(log.rows.keys), self.created_at)
            found += [(step, number, row) for step, row in rows.items() if all(key in row for key in asked)]
        found.sort(key=lambda one: one[:2])
        return (
            row if own or wanted is None else {key: row[key] for key in wanted if key in row}
            for step, _, row in found
            if step >= first and (end is None or step < end)
        )

    def _lasts(self) -> dict[str, Any]:
        found = {key: value for key, value in self._logged.items() if value is not None} | self._edits
        return {key: value for key, value in found.items() if value is not None}

    @cached_property
    def _logged(self) -> dict[str, Any]:
        """The summary as it was logged: of each key what was set last, or the aggregates that the script asked for."""
        definitions = Definitions()
        for name, found in self._logs.definitions.items():
            definitions.add(name, found)
        summary = {}
        for key, value in self._logs.lasts().items():
            own = definitions.of(key)
            words = tuple(own.get("summary", ()))
            if "none" not in words:
                summary[key] = self._aggregates(key, words, str(own.get("goal", ""))) or _shown(value)
        return summary

    def _aggregates(self, key: str, words: tuple[str, ...], goal: str) -> dict[str, int | float]:
        if not words or words == ("last",) or key not in self._logs.keys:
            return {}
        from reportgen.stats.lines.summarised import summarised

        column = self._logs.column(key)
        return summarised(column.values, words, goal) if len(column) else {}

    def _edit(self, values: Mapping[str, Any]) -> None:
        """Write values into a log of their own in the run's folder."""
        if not values:
            return
        history = History(self._writer)
        history.step = max(self._logs.last_step, 0)
        history.write = self._writer.row
        with self._writer.lock:
            history.edit(values)
        self._edits |= dict(values)

    @cached_property
    def _writer(self) -> Writer:
        from reportgen.logger.runs.session import said
        from reportgen.logger.runs.settings import Settings
        from reportgen.logger.runs.writer import Writer

        writer = Writer(self._folder, 0, self._logs.facts, said(Settings()), beside=True)
        weakref.finalize(self, writer.close)
        return writer


_OWN = frozenset({"_step", "_timestamp", "_runtime"})


def _rows_of(log: Log, keys: Sequence[str], created: float) -> dict[int, dict[str, Any]]:
    """Return the rows of one process by step, with the keys in the order in which they were asked for."""
    found: dict[int, dict[str, Any]] = {}
    steps = log.rows.steps.tolist()
    for step, time in zip(steps, log.rows.times.tolist(), strict=True):
        found[step] = {"_step": step, "_timestamp": time, "_runtime": time - created}
    for key in keys:
        if key not in log.rows.keys:
            continue
        values = plain(log.rows, key)
        for step, value in zip(values.steps.tolist(), values.part(0, len(values)), strict=True):
            found[step][key] = value
        for one in others(log.rows, key):
            if isinstance(one.value, Stored):
                found[one.step][key] = _shown(one.value)
    return found


def _shown(value: Any) -> Any:
    """Return a stored value as JSON: of media what is stored of them."""
    if not isinstance(value, Stored):
        return value
    if value.code == "h":
        from reportgen.native.values import unpacked_histogram

        return unpacked_histogram(value.content).facts()
    return json.loads(value.content.decode("utf-8", "surrogatepass"))
