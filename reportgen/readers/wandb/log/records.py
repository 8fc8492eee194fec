"""The records of a ``.wandb`` log other than history and summary: run, config, metrics, artifacts, exit and so on.

Field numbers are those of ``wandb_internal.proto``, checked against logs of SDK 0.16.6, 0.19.11, 0.22.3 and 0.31.0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from reportgen.model.column import MetricDefinition
from reportgen.protobuf import Message
from reportgen.readers.wandb.log.leaves import load_json
from reportgen.readers.wandb.log.walking import KeyPath

_HISTORY, _SUMMARY = 2, 3
_STEPS_GIVEN = 61  # the field of the SDK's telemetry
_SUMMARY_WORDS = {1: "min", 2: "max", 3: "mean", 4: "best", 5: "last", 6: "none", 7: "copy", 8: "first"}
_FACTS = {"id": 1, "entity": 2, "project": 3, "group": 6, "job_type": 7, "name": 8, "notes": 9, "sweep": 12}
_LAST_SECOND = 253_402_300_800  # of the year 9999
_GOALS = {1: "minimize", 2: "maximize"}
_ENVIRONMENT = {1: "os", 2: "python", 4: "docker", 6: "program", 7: "code_path", 10: "email", 11: "root", 12: "host",
                13: "username", 14: "executable", 18: "gpu_type"}  # fmt: skip


Value = TypeVar("Value")


@dataclass(frozen=True)
class Entry:
    """One file of an artifact: a staged copy on the logging machine, or a reference elsewhere."""

    path: str
    digest: str = ""
    size: int = 0
    local_path: str = ""
    ref: str = ""


@dataclass(frozen=True)
class Artifact:
    """One version of an artifact, in the order of logging."""

    name: str
    type: str
    client_id: str
    sequence_client_id: str
    entries: dict[str, Entry]
    digest: str = ""
    aliases: tuple[str, ...] = ()
    description: str = ""
    metadata: Any = None


@dataclass(frozen=True)
class Stats:
    """System metrics sampled at one time (Unix seconds)."""

    time: float
    values: dict[str, float]


@dataclass(frozen=True)
class RunFacts:
    """What a run record says besides the config."""

    id: str = ""
    entity: str = ""
    project: str = ""
    group: str = ""
    job_type: str = ""
    name: str = ""
    notes: str = ""
    sweep: str = ""
    tags: tuple[str, ...] = ()
    created: float = math.nan
    """Unix seconds."""


@dataclass
class Records:
    """What the records of one log say, merged in file order: the last word wins."""

    run: RunFacts | None = None
    config: dict[str, Any] = field(default_factory=dict)
    internal: dict[str, Any] = field(default_factory=dict)
    metrics: list[tuple[str, str, MetricDefinition]] = field(default_factory=list)
    """(exact name, glob, definition)"""
    stats: list[Stats] = field(default_factory=list)
    output: list[tuple[str, float, str, bool]] = field(default_factory=list)
    """(stream, Unix seconds, text, whether it is raw and not a line)"""
    artifacts: list[Artifact] = field(default_factory=list)
    used: list[tuple[str, str]] = field(default_factory=list)
    """Name with version, and type, of the artifacts that the run used."""
    environment: dict[str, Any] = field(default_factory=dict)
    first_step: int = 0
    """Where a run that was resumed with the server's knowledge counts on."""
    counts_on: bool = False
    """Whether its runtime does, too."""
    exit_code: int | None = None
    exit_runtime: float = 0.0
    sdk: str = ""
    steps_given: bool = False
    """Whether the script named steps (``log(..., step=)``), as far as the SDK took note."""
    unread: int = 0
    _names: dict[int, str] = field(default_factory=dict)

    def add(self, payload: bytes) -> tuple[int, bytes] | None:
        """Take in one record; one that cannot be decoded is counted in ``unread``.

        A history or summary record is not taken in but returned, as (its tag byte, its message).
        """
        try:
            record = Message(payload)
            for number in record.numbers():
                if number in (_HISTORY, _SUMMARY):
                    return number << 3 | 2, record.data(number)
                take = _TAKERS.get(number)
                if take is not None:
                    take(self, record.sub(number))
        except Exception:  # noqa: BLE001 - whatever a record says that none can mean, it is only one
            self.unread += 1
        return None

    def copied(self) -> Records:
        """Return the same, to which records can be added by itself."""
        return replace(
            self, config=deepcopy(self.config), internal=deepcopy(self.internal), metrics=list(self.metrics),
            stats=list(self.stats), output=list(self.output), artifacts=list(self.artifacts), used=list(self.used),
            environment=deepcopy(self.environment), _names=dict(self._names),
        )  # fmt: skip

    def _part(self, take: Callable[[], Value], empty: Value) -> Value:
        """Return a part of a record; one that cannot be decoded is counted, and costs no other part."""
        try:
            return take()
        except Exception:  # noqa: BLE001 - as above
            self.unread += 1
            return empty

    def take_run(self, run: Message) -> None:
        """Take a run record: it always carries the whole config."""
        texts = {name: self._part(partial(run.text, number), "") for name, number in _FACTS.items()}
        tags = tuple(tag.decode("utf-8", "replace") for tag in run.all(10))
        self.run = RunFacts(**texts, tags=tags, created=self._part(lambda: seconds(run.sub(17)), math.nan))
        self._part(lambda: self.take_config(run.sub(4)), None)
        self.take_telemetry(run.sub(19))
        self.first_step = run.whole(14)
        self.counts_on = bool(run.whole(20))

    def take_config(self, config: Message) -> None:
        """Apply a config record's updates and removals."""
        for update in config.all(1):
            self._part(partial(self._update, update), None)
        for removal in config.all(2):
            self._part(lambda item=removal: uproot(self.config, key_path(Message(item))), None)  # type: ignore[misc]

    def _update(self, update: bytes) -> None:
        item = Message(update)
        path, value = key_path(item), load_json(item.data(16))
        if path[0] == "_wandb":
            merge(self.internal, nested(path[1:], value))
        else:
            plant(self.config, path, value)

    def take_metric(self, metric: Message) -> None:
        """Take a metric definition; a step metric may be named by its index among earlier ones."""
        name, glob = metric.text(1), metric.text(2)
        self._names[len(self._names) + 1] = name
        options, summary = metric.sub(6), metric.sub(7)
        definition = MetricDefinition(
            step_metric=metric.text(4) or self._names.get(metric.whole(5), ""),
            hidden=bool(options.whole(2)),
            summary=tuple(word for number, word in _SUMMARY_WORDS.items() if summary.whole(number)),
            goal=_GOALS.get(metric.whole(8), ""),
        )
        overwrite = bool(metric.sub(9).whole(1))
        for index, (earlier, pattern, before) in enumerate(self.metrics):
            if (earlier, pattern) == (name, glob):
                if not overwrite:
                    definition = _joined(before, definition)
                self.metrics[index] = (name, glob, definition)
                return
        self.metrics.append((name, glob, definition))

    def take_stats(self, stats: Message) -> None:
        """Take one sample of system metrics."""
        values: dict[str, float] = {}
        for encoded in stats.all(3):
            item = Message(encoded)
            value = load_json(item.data(16))
            if isinstance(value, int | float):
                values[item.text(1)] = float(value)
        self.stats.append(Stats(seconds(stats.sub(2)), values))

    def take_output(self, output: Message, *, raw: bool = True) -> None:
        """Take console output, raw or by line."""
        stream = "stdout" if output.whole(1) else "stderr"
        self.output.append((stream, seconds(output.sub(2)), output.text(3), raw))

    def take_artifact(self, artifact: Message) -> None:
        """Take one artifact version with its manifest."""
        entries: dict[str, Entry] = {}
        for encoded in artifact.sub(12).all(4):
            item = Message(encoded)
            entries[item.text(1)] = Entry(item.text(1), item.text(2), item.whole(4), item.text(6), item.text(3))
        aliases = tuple(sorted(alias.decode("utf-8", "replace") for alias in artifact.all(11)))  # a set in the SDK
        ids = artifact.text(15), artifact.text(16)
        self.artifacts.append(Artifact(
            artifact.text(5), artifact.text(4), *ids, entries, artifact.text(6), aliases, artifact.text(7),
            load_json(artifact.data(8)) if 8 in artifact else None,  # noqa: PLR2004 - field number
        ))  # fmt: skip

    def take_used(self, used: Message) -> None:
        """Take the use of an artifact: its name with a version, and its type. Only synced runs have it."""
        self.used.append((used.text(3), used.text(2)))

    def take_environment(self, environment: Message) -> None:
        """Take machine facts (private: never shown unless a spec asks)."""
        for number, name in _ENVIRONMENT.items():
            if number in environment:
                self.environment[name] = environment.text(number)
        if 5 in environment:  # noqa: PLR2004 - field number
            self.environment["args"] = [arg.decode("utf-8", "replace") for arg in environment.all(5)]

        if 9 in environment:  # noqa: PLR2004 - field number
            git = environment.sub(9)
            self.environment["git"] = {"remote": git.text(1), "commit": git.text(2)}

    def take_exit(self, exit_: Message) -> None:
        """Take the exit record: its absence means that the run was killed."""
        self.exit_code = exit_.whole(1)
        self.exit_runtime = float(exit_.whole(2))

    def take_header(self, header: Message) -> None:
        """Take the SDK's version from the header record."""
        self.sdk = header.sub(1).text(1).split("+")[0] or self.sdk

    def take_telemetry(self, telemetry: Message) -> None:
        """Take the SDK's version where an old log has no header version, and what the script made use of."""
        self.sdk = self.sdk or telemetry.text(5)
        self.steps_given |= bool(telemetry.sub(3).whole(_STEPS_GIVEN))

    def definition(self, key: str) -> MetricDefinition:
        """Return the definition of ``key``: its own, else that of the longest matching glob."""
        found, rank = MetricDefinition(), -1
        for name, glob, definition in self.metrics:
            if name == key:
                found, rank = definition, 1 << 30
            elif glob.endswith("*") and key.startswith(glob[:-1]) and rank < len(glob) < 1 << 30:
                found, rank = definition, len(glob)
        return found


_TAKERS = {
    4: lambda records, output: Records.take_output(records, output, raw=False),
    5: Records.take_config, 7: Records.take_stats, 8: Records.take_artifact, 11: Records.take_telemetry,
    12: Records.take_metric, 13: Records.take_output, 17: Records.take_run, 18: Records.take_exit,
    21: Records.take_header, 25: Records.take_used, 26: Records.take_environment,
}  # fmt: skip


def _joined(before: MetricDefinition, after: MetricDefinition) -> MetricDefinition:
    """Return a definition that a second call added to: what it does not mention stays."""
    return MetricDefinition(
        after.step_metric or before.step_metric,
        after.hidden or before.hidden,
        after.summary or before.summary,
        after.goal or before.goal,
    )


def seconds(timestamp: Message) -> float:
    """Return a protobuf Timestamp as Unix seconds, NaN when absent or no time of any calendar."""
    whole, nanos = timestamp.whole(1), timestamp.whole(2)
    return whole + nanos / 1e9 if (whole or nanos) and 0 <= whole < _LAST_SECOND else math.nan


def key_path(item: Message) -> KeyPath:
    """Return an item's key as a path of parts."""
    nested = tuple(part.decode("utf-8", "replace") for part in item.all(2))
    return nested or (item.text(1),)


def nested(path: KeyPath, value: Any) -> dict[str, Any]:
    """Return ``value`` at a path of keys."""
    for part in reversed(path):
        value = {part: value}
    return value if isinstance(value, dict) else {}


def merge(tree: dict[str, Any], more: dict[str, Any]) -> None:
    """Put ``more`` into ``tree``, mapping by mapping."""
    for key, value in more.items():
        before = tree.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            merge(before, value)
        else:
            tree[key] = value


def plant(tree: dict[str, Any], path: KeyPath, value: Any) -> None:
    """Set ``value`` at a nested path, replacing whatever plain value stood in the way."""
    for part in path[:-1]:
        child = tree.get(part)
        if not isinstance(child, dict):
            child = tree[part] = {}
        tree = child
    tree[path[-1]] = value


def uproot(tree: dict[str, Any], path: KeyPath) -> None:
    """Remove what stands at a nested path, if anything does."""
    for part in path[:-1]:
        child = tree.get(part)
        if not isinstance(child, dict):
            return
        tree = child
    tree.pop(path[-1], None)
