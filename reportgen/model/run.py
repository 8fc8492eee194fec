"""A run: what every reader returns and every panel receives."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from reportgen.model.artifact import LoggedArtifact
from reportgen.model.chart import LoggedChart
from reportgen.model.code import Code
from reportgen.model.column import Column, Floats, KeyInfo, MetricDefinition, Values
from reportgen.model.console.printed import ConsoleText
from reportgen.model.console.terminal import Segment, screen
from reportgen.model.evaluation import Evaluation
from reportgen.model.layout import LoggedLayout
from reportgen.model.media import LoggedMedia
from reportgen.model.media.document import Text
from reportgen.model.nested import Aggregates, as_float, dig
from reportgen.model.table import Table


@dataclass(frozen=True)
class Loss:
    """What could not be read of a run's files, in words for the build and the page."""

    file: str
    what: str
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        if self.end == self.start:
            return f"{self.file}: {self.what}"
        return f"{self.file}: {self.what} at byte {self.start:,} ({self.end - self.start:,} bytes not read)"


@dataclass(frozen=True)
class RunMeta:
    """What is known of a run without decoding its history."""

    id: str
    name: str
    format: str
    folder: str = ""
    project: str = ""
    group: str = ""
    job_type: str = ""
    notes: str = ""
    sweep: str = ""
    tags: tuple[str, ...] = ()
    state: str = "finished"
    """"finished", "failed" (a non-zero exit), "crashed" (the log has no end), "pruned" (a sweep ended it early) or ""
    (the log does not say)."""
    created: float = math.nan
    """Unix seconds."""
    duration: float = math.nan
    """Seconds."""
    sdk: str = ""
    side: str = ""
    """Which side of a comparison it is on, where the report has sides: the spec says so, no log."""
    config: Mapping[str, Any] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    remarks: tuple[str, ...] = ()
    """What a reader of the page should know of how the run was read; nothing is missing for it."""
    hosts: tuple[str, ...] = field(default=(), repr=False)
    """Names of the machine that it ran on: never shown, and hidden where its texts hold them."""
    personal: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """What its log says of people and places, by kind (``users``, ``teams``, ``emails``, ``paths``): never shown."""


class RunSource(ABC):
    """A reader's side of a run. Everything beyond ``meta`` is read on first use.

    A reader of metrics writes ``meta``, ``keys`` and ``column``; of all else nothing was logged until a reader says so.
    """

    @property
    @abstractmethod
    def meta(self) -> RunMeta:
        """What is known without decoding history."""

    @abstractmethod
    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every logged key by its shown name."""

    @abstractmethod
    def column(self, key: str) -> Column:
        """Return the numbers logged under ``key``; empty when there are none."""

    def values(self, key: str) -> Values:
        """Return what was logged under ``key`` and is no media, by step.

        Where a reader does not say more, it is the numbers of its column and its texts.
        """
        column = self.column(key)
        texts = [(item.step, item.value.text) for item in self.media(key) if isinstance(item.value, Text)]
        if not texts:
            return Values(column.steps, column.times, column.values)
        steps = np.concatenate([column.steps, [step for step, _ in texts]])
        times = np.concatenate([column.times, np.full(len(texts), np.nan)])
        found = [*column.values.tolist(), *(text for _, text in texts)]
        order = np.argsort(steps, kind="stable")
        return Values(steps[order], times[order], [found[at] for at in order.tolist()])

    def summary(self) -> Mapping[str, Any]:
        """Return the summary: nested mappings of plain values, media and aggregates.

        Where a logger keeps none, it is the last value of each metric.
        """
        lasts = {key: self.column(key).values[-1:].tolist() for key, info in self.keys().items() if info.is_number}
        return {key: last[0] for key, last in lasts.items() if last}

    def definition(self, key: str) -> MetricDefinition:
        """Return what the script defined for ``key``."""
        del key
        return MetricDefinition()

    def step_metrics(self) -> list[str]:
        """Return the metrics that the script named as x axes of others."""
        return []

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the media logged under ``key``, by step and index."""
        del key
        return []

    def table(self, key: str) -> Table | None:
        """Return the last table logged under ``key``."""
        tables = self.tables(key)
        return tables[-1][1] if tables else None

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return every table logged under ``key`` as (step, table)."""
        del key
        return []

    def artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script made, oldest first."""
        return []

    def used_artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script used, in the order of their first use."""
        return []

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the charts that the script logged, by key."""
        return {}

    def layouts(self) -> list[LoggedLayout]:
        """Return which metrics the script wants in one chart."""
        return []

    def evaluation(self) -> Evaluation | None:
        """Return what the run says of itself where it is an evaluation of a language model."""
        return None

    def console(self) -> list[ConsoleText]:
        """Return console output: private, shown only when a spec asks."""
        return []

    def code(self) -> Code:
        """Return what ran: private, shown only when a spec asks."""
        return Code()


@dataclass(frozen=True)
class Run:
    """A run of a report: its source under the name, colour slot and address it has on the page."""

    source: RunSource = field(repr=False)
    index: int
    name: str
    color: str = ""
    slot: int = 0
    """The place of its colour in the theme, where ``color`` states none."""
    dash: str = ""
    """The dash pattern of its lines, as in SVG."""
    mark: str = ""
    """What stands behind its name to tell it from others of that name: no part of the name itself."""
    logged_name: str = field(default="", repr=False)
    """Its name before the report was made anonymous, for filters and sorting alone; empty where it has only one."""

    @property
    def meta(self) -> RunMeta:
        """What is known without decoding history."""
        return self.source.meta

    @cached_property
    def keys(self) -> Mapping[str, KeyInfo]:
        """Every logged key by its shown name."""
        return self.source.keys()

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The keys of numbers that the script logged, without what a logger measured of the machine."""
        return tuple(key for key, info in self.keys.items() if info.is_number and not info.system)

    @cached_property
    def charts(self) -> Mapping[str, LoggedChart]:
        """The charts that the script logged, by key."""
        return self.source.charts()

    def chart(self, key: str) -> LoggedChart | None:
        """Return the chart that was logged under a key, or whose table was."""
        found = self.charts.get(key)
        return found or next((chart for chart in self.charts.values() if chart.table_key == key), None)

    @cached_property
    def evaluation(self) -> Evaluation | None:
        """What the run says of itself where it is an evaluation of a language model."""
        return self.source.evaluation()

    @cached_property
    def summary(self) -> Mapping[str, Any]:
        """The summary as nested values."""
        return self.source.summary()

    @cached_property
    def unhidden(self) -> Run:
        """The run as it was logged, which only filters, sorting and grouping may ask: nothing of it is shown."""
        return replace(self, source=getattr(self.source, "raw", self.source), name=self.logged_name or self.name)

    def printed(self) -> list[tuple[Segment, ...]]:
        """Return the lines that the script printed as a terminal would show them, without what is hidden.

        A line in which something is hidden loses its colours.
        """
        lines = screen(piece.text for piece in self.source.console())
        texts = ["".join(text for _, text in line) for line in lines]
        hide = getattr(self.source, "printed", None)
        shown = texts if hide is None else hide("\n".join(texts)).split("\n")
        if len(shown) != len(texts):  # something of several lines became one
            return [(("", text),) for text in shown]
        return [
            tuple(line) if text == made else (("", made),) for line, text, made in zip(lines, texts, shown, strict=True)
        ]

    def column(self, key: str) -> Column:
        """Return the numbers logged under ``key``; empty when there are none."""
        return self.source.column(key)

    def grows(self, key: str) -> bool:
        """Return whether a metric never falls and ends above where it began."""
        return self.once(("grows", key), lambda: _grows(self.column(key).values))

    def once(self, what: Hashable, tell: Callable[[], bool]) -> bool:
        """Return what ``tell`` says of the run, asked the first time only: several panels want to know it."""
        if what not in self._told:
            self._told[what] = tell()
        return self._told[what]

    @cached_property
    def _told(self) -> dict[Hashable, bool]:
        return {}

    def lookup(self, path: str) -> Any:
        """Return what a path such as ``config.lr``, ``summary.val/mAP`` or ``state`` names, else None."""
        head, _, tail = path.partition(".")
        if head == "config":
            return self._of_config(tail)
        if not tail and head in ATTRIBUTES:
            return self._attribute(head)
        value = dig(self.summary, tail if head == "summary" else path)
        if isinstance(value, Aggregates):
            return value.value
        return value if value is not None or head == "summary" else dig(self.meta.config, path)

    def number(self, path: str) -> float:
        """Return the number that a path names, NaN where it names none."""
        return as_float(self.lookup(path))

    def _of_config(self, path: str) -> Any:
        """Return a config value; ``optim.value.lr`` stands for ``optim.lr``, too, as report filters may write it."""
        parts = path.split(".")
        steps = [i for i, part in enumerate(parts) if part == "value" and i]
        ways = [path, *(".".join(parts[:i] + parts[i + 1 :]) for i in steps)]
        return next((found for way in ways if (found := dig(self.meta.config, way)) is not None), None)

    def _attribute(self, name: str) -> Any:
        value = self.name.removesuffix(self.mark) if name == "name" else getattr(self.meta, name)
        if isinstance(value, float) and math.isnan(value):
            return None
        return list(value) if isinstance(value, tuple) else value


def _grows(values: Floats) -> bool:
    rises = len(values) > 1 and bool(values[-1] > values[0])
    return rises and bool(np.isfinite(values).all()) and bool((values[1:] >= values[:-1]).all())


ATTRIBUTES = (
    "id", "name", "state", "tags", "group", "job_type", "project", "notes", "sweep", "created", "duration", "format",
    "side",
)  # fmt: skip
