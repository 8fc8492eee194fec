"""A W&B run: what its logs say, put together; everything beyond ``meta`` is read on first use."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from reportgen.inputs.following import is_live
from reportgen.model.artifact import LoggedArtifact
from reportgen.model.chart import LoggedChart
from reportgen.model.code import Code
from reportgen.model.column import Column, KeyInfo, MetricDefinition, Values
from reportgen.model.console.printed import ConsoleText
from reportgen.model.media import LoggedMedia, MediaFile
from reportgen.model.media.document import Text
from reportgen.model.nested import dig
from reportgen.model.run import RunMeta, RunSource
from reportgen.model.table import Table
from reportgen.readers.wandb.artifacts.described import used_of
from reportgen.readers.wandb.artifacts.staged import Artifacts
from reportgen.readers.wandb.artifacts.table import artifacts_of, read_table
from reportgen.readers.wandb.charts import charts
from reportgen.readers.wandb.facts import code, console, personal
from reportgen.readers.wandb.log.history import History, build_summary, overlay, typed_values
from reportgen.readers.wandb.log.piece import Piece
from reportgen.readers.wandb.log.resume import duration, put_behind
from reportgen.readers.wandb.media.kinds import kind_of
from reportgen.readers.wandb.media.values import decoded, in_files, is_aggregate, items, labels_of
from reportgen.stats.lines.summarised import summarised

_SYSTEM = "system/"
_EXACT = 2**53
"""Whole numbers below it are all exact as doubles."""


class WandbRun(RunSource):
    """A run of one or more logs: a resumed run writes one each time."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.logs = pieces
        self.staged = Artifacts([], ())
        self._decoded_before = [True for _ in pieces]
        self._remarks = put_behind(pieces) if len(pieces) > 1 else []

    @cached_property
    def meta(self) -> RunMeta:
        """What the logs say of the run besides its history."""
        self._decoded_before = [log.is_decoded for log in self.logs]
        last = self.logs[-1].records
        run = next((log.records.run for log in reversed(self.logs) if log.records.run), None)
        config: dict[str, Any] = {}
        for log in self.logs:
            config.update(log.records.config)
        meta = RunMeta(
            id=self.logs[-1].id,
            name=(run.name if run else "") or self.logs[-1].id,
            format="wandb",
            folder=self.logs[-1].path.parent.name,
            state=self._state(),
            created=self.logs[0].created,
            duration=duration(self.logs),
            sdk=f"wandb {last.sdk}" if last.sdk else "",
            config=decoded(config, self._find),
            losses=tuple(loss for log in self.logs for loss in log.all_losses()),
            remarks=(*self._remarks, *(remark for log in self.logs for remark in log.remarks)),
            hosts=tuple(dict.fromkeys(str(log.records.environment.get("host", "")) for log in self.logs)),
            personal=personal([log.records for log in self.logs]),
        )
        if run is None:
            return meta
        return replace(
            meta, project=run.project, group=run.group, job_type=run.job_type, notes=run.notes, tags=run.tags,
            sweep=run.sweep,
        )  # fmt: skip

    @property
    def failures(self) -> list[str]:
        """What of the histories turned out to be unreadable after ``meta`` had been asked for."""
        logs = zip(self.logs, self._decoded_before, strict=True)
        return [str(loss) for log, before in logs if not before for loss in log.later_losses()]

    def _state(self) -> str:
        """Return how the run ended; a log without an end is going on where it is seen to be written."""
        code = self.logs[-1].records.exit_code
        if code is None:
            return "running" if is_live(self.logs[-1].path) else "crashed"
        return "failed" if code else "finished"

    @cached_property
    def _keys(self) -> dict[str, KeyInfo]:
        found: dict[str, KeyInfo] = {}
        for log in self.logs:
            for name, info in log.rows.keys().items():
                before = found.get(name)
                types = tuple(dict.fromkeys((*(before.types if before else ()), *info.types)))
                found[name] = KeyInfo(name, types, info.count + (before.count if before else 0))
        found |= {name: KeyInfo(name, (kind_of(str(value["_type"])),), 1) for name, value in self._kept.items()}
        for name in sorted({name for log in self.logs for sample in log.records.stats for name in sample.values}):
            count = sum(name in sample.values for log in self.logs for sample in log.records.stats)
            found[_SYSTEM + name] = KeyInfo(_SYSTEM + name, ("number",), count, system=True)
        return found

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every logged key by shown name; system metrics stand under ``system/``."""
        return self._keys

    @cached_property
    def _kept(self) -> dict[str, dict[str, Any]]:
        """Media and tables that the script put into the summary and never logged, by shown name."""
        logged: set[str] = set().union(*(log.rows.keys() for log in self.logs))
        if all(log.summarized <= logged for log in self.logs):
            return {}
        return {name: value for name, value in typed_values(self._summary) if name not in logged}

    @cached_property
    def _summary(self) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for log in self.logs:
            if not log.has_running_summary:
                tree.update(self._last_values(log))
            overlay(tree, build_summary(log.lasts))
        self._aggregate_again(tree, whole=len(self.logs) > 1)
        return tree

    def _aggregate_again(self, tree: dict[str, Any], *, whole: bool) -> None:
        """Take aggregates over all logs of a resumed run (``whole``): each log knows only those of its own rows.

        Of whole numbers that no double holds the SDK keeps rounded ones; those are taken again as well.
        """
        for name in {name for log in self.logs for name, info in log.rows.keys().items() if info.is_number}:
            held = dig(tree, name)
            if isinstance(held, dict) and is_aggregate(held) and (whole or any(map(_is_large, held.values()))):
                definition = self.definition(name)
                values = self.column(name).values
                exact = _exact((log.rows for log in self.logs), name, values)
                found = summarised(values, definition.summary, definition.goal, exact)
                held.update({word: value for word, value in found.items() if word in held})

    def _last_values(self, log: Piece) -> dict[str, Any]:
        """Return each key's last value, or the aggregate that the script defined for it."""
        values: dict[str, Any] = {}
        for name, info in log.rows.keys().items():
            words = log.records.definition(name).summary
            column = log.rows.column(name)
            if not info.is_number or not len(column):
                found = log.rows.values(name)
                values[name] = found[-1][1] if found else None
            elif "none" in words:
                continue
            else:
                goal = log.records.definition(name).goal
                exact = _exact([log.rows], name, column.values)
                chosen = summarised(column.values, words, goal, exact)
                values[name] = chosen or (exact[-1] if exact else float(column.values[-1]))
        return values

    def summary(self) -> Mapping[str, Any]:
        """Return the summary: nested mappings of plain values, media and aggregates."""
        return self._decoded_summary

    @cached_property
    def _decoded_summary(self) -> dict[str, Any]:
        kept = {key: value for key, value in self._summary.items() if not key.startswith("_wandb")}
        return decoded(kept, self._find, aggregates=True)

    def _find(self, value: Mapping[str, Any]) -> MediaFile | None:
        return in_files(self.logs[-1].path.parent / "files", value)

    def definition(self, key: str) -> MetricDefinition:
        """Return what the script defined for ``key``."""
        return self.logs[-1].records.definition(key)

    def step_metrics(self) -> list[str]:
        """Return the metrics that the script named as x axes of others."""
        found = {d.step_metric for log in self.logs for _, _, d in log.records.metrics if d.step_metric}
        return sorted(found & self._keys.keys())

    def column(self, key: str) -> Column:
        """Return the numbers logged under ``key``, joined over the pieces of a resumed run."""
        if key.startswith(_SYSTEM) and not any(log.rows.has(key) for log in self.logs):
            return self._system(key.removeprefix(_SYSTEM))
        pieces = [log.rows.column(key) for log in self.logs]
        if len(pieces) == 1 and (pieces[0].steps[1:] > pieces[0].steps[:-1]).all():
            return pieces[0]
        steps = np.concatenate([piece.steps for piece in pieces])
        values = np.concatenate([piece.values for piece in pieces])
        times = np.concatenate([piece.times for piece in pieces])
        order = np.argsort(steps, kind="stable")
        last = np.append(np.diff(steps[order]) != 0, np.ones(min(len(order), 1), bool))
        order = order[last]
        return Column(steps[order], values[order], times[order])

    def values(self, key: str) -> Values:
        """Return what was logged under ``key`` and is no media, as it stands in the logs."""
        found: dict[int, tuple[float, Any]] = {}
        for log in self.logs:
            for row, value in log.rows.values(key):
                if not _is_typed(value):
                    found[int(log.rows.steps[row])] = float(log.rows.times[row]), value
        steps = sorted(found)
        return Values(
            np.array(steps, np.int64), np.array([found[step][0] for step in steps], float),
            [found[step][1] for step in steps],
        )  # fmt: skip

    def _system(self, name: str) -> Column:
        samples = [sample for log in self.logs for sample in log.records.stats if name in sample.values]
        times = np.array([sample.time for sample in samples])
        values = np.array([sample.values[name] for sample in samples])
        return Column(np.arange(len(samples)), values, times)

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the media logged under ``key``, by step and index; texts are media, too."""
        by_step: dict[int, list[LoggedMedia]] = {}
        for log in self.logs:
            files = log.path.parent / "files"
            labels = labels_of(log.records.internal, key)
            for row, value in log.rows.values(key):
                step = int(log.rows.steps[row])
                found = list(items(value, step, files, labels))
                if isinstance(value, str):
                    found = [LoggedMedia(Text(value), step)]
                if found:
                    by_step[step] = found
        if key in self._kept:
            log, step, value = self._of_summary(key)
            return list(items(value, step, log.path.parent / "files", labels_of(log.records.internal, key)))
        return [item for step in sorted(by_step) for item in by_step[step]]

    def _of_summary(self, key: str) -> tuple[Piece, int, dict[str, Any]]:
        """Return what the summary alone holds, at the step that the run ended with."""
        steps = [int(log.rows.steps.max()) for log in self.logs if len(log.rows.steps)]
        log = next((log for log in reversed(self.logs) if key in log.summarized), self.logs[-1])
        return log, max(steps, default=0), self._kept[key]

    def table(self, key: str) -> Table | None:
        """Return the last table logged under ``key``."""
        found = self._tables(key)
        return self._read(found[-1][0], found[-1][2], key) if found else None

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return every table logged under ``key`` as (step, table); of an incremental one only the whole."""
        found = self._tables(key)
        if found and found[-1][2].get("_type") == "incremental-table-file":
            found = found[-1:]
        return [(step, self._read(log, value, key)) for log, step, value in found]

    def _tables(self, key: str) -> list[tuple[Piece, int, dict[str, Any]]]:
        rows = [(log, int(log.rows.steps[row]), value) for log in self.logs for row, value in log.rows.values(key)]
        rows += [self._of_summary(key)] if key in self._kept else []
        found = [entry for entry in rows if isinstance(entry[2], dict) and "table" in str(entry[2].get("_type"))]
        by_step = {step: (log, step, value) for log, step, value in found}  # of a step logged twice the later one
        return [by_step[step] for step in sorted(by_step)]

    def _read(self, log: Piece, value: dict[str, Any], key: str) -> Table:
        return read_table(value, log.path.parent / "files", self.staged, self.meta.id, key)

    def artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script made, oldest first."""
        return [found for log in self.logs for found in artifacts_of(log.records.artifacts, self.staged)]

    def used_artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script used; only synced runs say it."""
        return [found for log in self.logs for found in used_of(log.records.used, self.staged)]

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the charts that the script logged, by key."""
        return {key: chart for log in self.logs for key, chart in charts(log.records.internal)}

    def console(self) -> list[ConsoleText]:
        """Return console output, with its ANSI codes."""
        return [piece for log in self.logs for piece in console(log.records)]

    def code(self) -> Code:
        """Return the script's commit, packages and saved files."""
        return code(self.logs[-1].records, self.logs[-1].path.parent / "files", self.staged)


def _is_typed(value: Any) -> bool:
    inner = value if isinstance(value, list) else [value]
    return any(isinstance(one, Mapping) and "_type" in one for one in inner)


def _is_large(value: Any) -> bool:
    """Tell a number so large that a double may not hold its last digit."""
    return isinstance(value, int | float) and _EXACT <= abs(value) < math.inf


def _exact(logs: Iterable[History], name: str, values: Any) -> list[int | float]:
    """Return what was logged under a name where doubles (``values``) do not hold it; else nothing."""
    if not (np.isfinite(values) & (np.abs(values) >= _EXACT)).any():
        return []
    found = [value for rows in logs for _, value in rows.values(name)]
    return [value for value in found if isinstance(value, int | float) and not isinstance(value, bool)]
