"""Reader of W&B run folders, offline or synced: the ``.wandb`` log, its media and its staged artifacts.

Checked against logs of SDK 0.16.6, 0.19.11, 0.22.3 and 0.31.0, whole, killed and damaged. No W&B code is used. The
log is the only source of truth: ``config.yaml``, ``wandb-summary.json`` and ``wandb-metadata.json`` are not read.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.errors import Level, Position, Problem
from reportgen.media.item import MediaItem, kind_of
from reportgen.readers import Found, ReadOptions
from reportgen.readers._leaves import walk
from reportgen.readers._wandb_artifacts import Artifacts
from reportgen.readers._wandb_facts import charts, code, console
from reportgen.readers._wandb_history import History, build_summary, typed_values
from reportgen.readers._wandb_log import HEADER, scan
from reportgen.readers._wandb_media import items, labels_of
from reportgen.readers._wandb_records import Records, seconds
from reportgen.readers._wandb_table import artifacts_of, read_table
from reportgen.runs.run import (
    Code,
    Column,
    ConsoleText,
    Ints,
    KeyInfo,
    LoggedArtifact,
    LoggedChart,
    Loss,
    MetricDefinition,
    RunMeta,
    Table,
)  # fmt: skip

_FOLDER = re.compile(r"(offline-)?run-\d{8}_\d{6}-")
_HISTORY, _SUMMARY = 0x12, 0x1A
_SYSTEM = "system/"


def sniff(path: Path) -> bool:
    """Say whether ``path`` is a ``.wandb`` log, a run folder, or a folder of run folders."""
    return next(_logs(path), None) is not None


def read(paths: Sequence[Path], options: ReadOptions) -> Found:
    """Open every run at or below ``paths``; pieces of one resumed run are joined by their run id."""
    found = Found()
    pieces: dict[str, list[_Log]] = defaultdict(list)
    origins: dict[str, Path] = {}
    seen: set[Path] = set()
    for origin in paths:
        for log in _logs(origin):
            if log.resolve() in seen:  # latest-run and the run itself
                continue
            seen.add(log.resolve())
            if log.suffix != ".wandb":
                what = f"{log.name} holds no log (the run was killed before it wrote one)"
                found.problems.append(Problem(what, Position(log.name), level=Level.MISSING))
                continue
            try:
                piece = _Log.open(log)
            except OSError as error:  # one log that cannot be opened does not sink the others
                what = f"the log cannot be read: {error.strerror}"
                found.problems.append(Problem(what, Position(log.name), level=Level.MISSING))
                continue
            pieces[piece.id].append(piece)
            origins.setdefault(piece.id, origin)
    runs = [WandbRun(sorted(group, key=lambda p: (p.created, p.path.name))) for group in pieces.values()]
    artifacts = Artifacts([a for run in runs for log in run.logs for a in log.records.artifacts], options.staging)
    for run in runs:
        run.staged = artifacts
    found.runs.extend(runs)
    found.origins.extend(origins[run.meta.id] for run in runs)
    return found


def _logs(path: Path) -> Iterator[Path]:
    """Yield the logs at or below ``path``, in order; a run folder without a log is yielded itself."""
    if path.is_file():
        if path.suffix == ".wandb" or _has_header(path):
            yield path
        return
    if not path.is_dir():
        return
    own = sorted(path.glob("run-*.wandb"))
    if own or _FOLDER.match(path.name):
        yield from own or [path]
        return
    children = [child for child in sorted(path.iterdir()) if child.is_dir() and not child.is_symlink()]
    runs = [child for child in children if _FOLDER.match(child.name)]
    if not runs and (path / "wandb").is_dir():
        runs = [path / "wandb"]
    for child in runs:
        yield from _logs(child)


def _has_header(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == HEADER[:4]
    except OSError:
        return False


@dataclass
class _Log:
    """One ``.wandb`` file, scanned: everything but history and summary is decoded."""

    path: Path
    data: bytes
    history: tuple[Ints, Ints]
    summary: tuple[Ints, Ints]
    records: Records
    losses: list[Loss]

    @classmethod
    def open(cls, path: Path) -> _Log:
        found = scan(path.read_bytes())
        data = found.data
        starts, ends = np.array(found.starts, np.int64), np.array(found.ends, np.int64)
        kind, body = _classify(data, starts, ends)
        records = Records()
        for index in np.flatnonzero(kind == 0).tolist():
            start, end = int(starts[index]), int(ends[index])
            inner = records.add(data[start:end])
            if inner is not None:  # history or summary behind other fields
                kind[index] = inner[0]
                body[index] = data.index(inner[1], start, end)
                ends[index] = body[index] + len(inner[1])
        losses = [Loss(path.name, damage.what, damage.start, damage.end) for damage in found.damage]
        history, summary = kind == _HISTORY, kind == _SUMMARY
        return cls(path, data, (body[history], ends[history]), (body[summary], ends[summary]), records, losses)

    @property
    def id(self) -> str:
        run = self.records.run
        named = self.path.stem.removeprefix("run-")
        return (run.text(1) if run else "") or named

    @property
    def created(self) -> float:
        return seconds(self.records.run.sub(17)) if self.records.run else math.nan

    def all_losses(self) -> list[Loss]:
        """Return what was lost of the file, and the records that are whole but say nothing readable."""
        unread = self.records.unread + self.rows.leaves.damaged
        noun = "record" if unread == 1 else "records"
        return [*self.losses, *([Loss(self.path.name, f"{unread} {noun} could not be decoded")] if unread else [])]

    @cached_property
    def rows(self) -> History:
        return History(self.data, *self.history)

    @cached_property
    def summarized(self) -> set[str]:
        """The names in those summary records that hold typed values; most records are not looked into."""
        starts, ends = self.summary
        typed = [n for n, (at, to) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
                 if self.data.find(b"_type", at, to) >= 0]  # fmt: skip
        found = walk(self.data, starts[typed], ends[typed], steps=False).keys if typed else []
        return {".".join(path[:-1] if path[-1] == "_type" else path) for path in found if not path[0].startswith("_")}


def _classify(data: bytes, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Return for each record 0x12 (history), 0x1A (summary) or 0 (other), and where its message begins.

    A history record is ``num`` (field 1) and then field 2 to the record's end; anything else is looked at singly.
    """
    raw = np.frombuffer(data, np.uint8) if data else np.zeros(1, np.uint8)
    last = len(raw) - 1

    def skip_varint(at: Ints) -> Ints:
        for _ in range(10):
            more = raw[np.minimum(at, last)] >= 0x80  # noqa: PLR2004 - the continuation bit
            if not more.any():
                break
            at = at + more
        return at + 1

    tag_at = skip_varint(starts + 1)
    tag = raw[np.minimum(tag_at, last)].astype(np.int64)
    size, at = np.zeros(len(starts), np.int64), tag_at + 1
    for shift in range(0, 35, 7):
        byte = raw[np.minimum(at, last)].astype(np.int64)
        open_ = at == tag_at + 1 + shift // 7
        size = np.where(open_, size | (byte & 0x7F) << shift, size)
        at = np.where(open_ & (byte >= 0x80), at + 1, at)  # noqa: PLR2004
    body = at + 1
    plain = (raw[np.minimum(starts, last)] == 0x08) & np.isin(tag, [_HISTORY, _SUMMARY]) & (body + size == ends)  # noqa: PLR2004
    return np.where(plain, tag, 0), body


class WandbRun:
    """A run of one or more logs (a resumed run writes one each time; of a step logged twice the later wins)."""

    def __init__(self, logs: list[_Log]) -> None:
        self.logs = logs
        self.staged = Artifacts([], ())

    @cached_property
    def meta(self) -> RunMeta:
        """What the logs say of the run besides its history."""
        last = self.logs[-1].records
        run = next((log.records.run for log in reversed(self.logs) if log.records.run), None)
        config: dict[str, Any] = {}
        for log in self.logs:
            config.update(log.records.config)
        meta = RunMeta(
            id=self.logs[-1].id,
            name=(run.text(8) if run else "") or self.logs[-1].id,
            format="wandb",
            folder=self.logs[-1].path.parent.name,
            state="crashed" if last.exit_code is None else "failed" if last.exit_code else "finished",
            created=self.logs[0].created,
            duration=self._duration(),
            sdk=f"wandb {last.sdk}" if last.sdk else "",
            config=config,
            losses=tuple(loss for log in self.logs for loss in log.all_losses()),
        )
        if run is None:
            return meta
        tags = tuple(tag.decode("utf-8", "replace") for tag in run.all(10))
        return replace(
            meta, project=run.text(3), group=run.text(6), job_type=run.text(7), notes=run.text(9), tags=tags,
            sweep=run.text(12),
        )  # fmt: skip

    def _duration(self) -> float:
        runtimes = [log.records.exit_runtime for log in self.logs]
        for log in self.logs:
            found = log.rows.leaves.where(("_runtime",))
            last = log.rows.leaves.value(int(found[-1])) if len(found) else 0.0
            runtimes.append(float(last) if isinstance(last, int | float) else 0.0)
        return max(runtimes) or math.nan

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
            found[_SYSTEM + name] = KeyInfo(_SYSTEM + name, ("number",), count)
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
            if len(log.summary[0]) < len(log.history[0]):  # old SDKs keep no running summary in the log
                tree.update(self._last_values(log))
            tree.update(build_summary(walk(log.data, *log.summary, steps=False)))
        return tree

    def _last_values(self, log: _Log) -> dict[str, Any]:
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
                chosen = _aggregate(column.values, words, goal)
                values[name] = chosen or float(column.values[-1])
        return values

    def summary(self) -> Mapping[str, Any]:
        """Return the summary as nested plain values."""
        return self._summary

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
        steps = np.concatenate([piece.steps for piece in pieces])
        values = np.concatenate([piece.values for piece in pieces])
        times = np.concatenate([piece.times for piece in pieces])
        order = np.argsort(steps, kind="stable")
        last = np.append(np.diff(steps[order]) != 0, np.ones(min(len(order), 1), bool))
        order = order[last]
        return Column(steps[order], values[order], times[order])

    def _system(self, name: str) -> Column:
        samples = [sample for log in self.logs for sample in log.records.stats if name in sample.values]
        times = np.array([sample.time for sample in samples])
        values = np.array([sample.values[name] for sample in samples])
        return Column(np.arange(len(samples)), values, times)

    def media(self, key: str) -> list[MediaItem]:
        """Return the media logged under ``key``, by step and index; texts are media, too."""
        by_step: dict[int, list[MediaItem]] = {}
        for log in self.logs:
            files = log.path.parent / "files"
            labels = labels_of(log.records.internal, key)
            for row, value in log.rows.values(key):
                step = int(log.rows.steps[row])
                found = list(items(value, step, files, labels))
                if isinstance(value, str):
                    found = [MediaItem("text", step, details=value)]
                if found:
                    by_step[step] = found
        if key in self._kept:
            log, step, value = self._of_summary(key)
            return list(items(value, step, log.path.parent / "files", labels_of(log.records.internal, key)))
        return [item for step in sorted(by_step) for item in by_step[step]]

    def _of_summary(self, key: str) -> tuple[_Log, int, dict[str, Any]]:
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

    def _tables(self, key: str) -> list[tuple[_Log, int, dict[str, Any]]]:
        rows = [(log, int(log.rows.steps[row]), value) for log in self.logs for row, value in log.rows.values(key)]
        rows += [self._of_summary(key)] if key in self._kept else []
        return [entry for entry in rows if isinstance(entry[2], dict) and "table" in str(entry[2].get("_type"))]

    def _read(self, log: _Log, value: dict[str, Any], key: str) -> Table:
        return read_table(value, log.path.parent / "files", self.staged, self.meta.id, key)

    def artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script made, oldest first."""
        return [found for log in self.logs for found in artifacts_of(log.records.artifacts, self.staged)]

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the charts that the script logged, by key."""
        return {key: chart for log in self.logs for key, chart in charts(log.records.internal)}

    def console(self) -> list[ConsoleText]:
        """Return what the script printed, with its ANSI codes."""
        return [piece for log in self.logs for piece in console(log.records)]

    def code(self) -> Code:
        """Return the script's commit, packages and saved files."""
        return code(self.logs[-1].records, self.logs[-1].path.parent / "files", self.staged)


def _aggregate(values: Any, words: tuple[str, ...], goal: str) -> dict[str, float]:
    best = np.nanmax if goal == "maximize" else np.nanmin
    functions: dict[str, Callable[[Any], Any]] = {"min": np.nanmin, "max": np.nanmax, "mean": np.nanmean, "best": best}
    chosen = {
        word: float(functions[word](values)) for word in words if word in functions and not np.isnan(values).all()
    }
    if chosen and "last" in words:
        chosen["last"] = float(values[-1])
    return chosen
