"""A run whose figures, tables, charts and images are all at hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from reportgen.model.chart import LoggedChart
from reportgen.model.column import Column, KeyInfo, MetricDefinition
from reportgen.model.media import LoggedMedia
from reportgen.model.run import RunMeta, RunSource
from reportgen.model.table import Table


@dataclass(frozen=True, eq=False)
class HeldRun(RunSource):
    """Figures by name with the direction that is better ("" where none is), tables with the name of their rows."""

    told: RunMeta
    figures: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    of: Mapping[str, tuple[Table, str]] = field(default_factory=dict)
    drawn: Mapping[str, LoggedChart] = field(default_factory=dict)
    images: Mapping[str, Sequence[LoggedMedia]] = field(default_factory=dict)
    judged: bool = False
    """Whether truth and predictions lie over its images."""

    @property
    def meta(self) -> RunMeta:
        """What is known of it."""
        return self.told

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return figures, images and tables."""
        found = {key: KeyInfo(key, ("number",), 1) for key, (value, _) in self.figures.items() if math.isfinite(value)}
        for key, items in self.images.items():
            found[key] = KeyInfo(key, (items[0].value.kind,), len(items), is_judged=self.judged)
        return found | {key: KeyInfo(key, ("table",), 1, row_name=name) for key, (_, name) in self.of.items()}

    def column(self, key: str) -> Column:
        """Return a figure as the only point of its history."""
        value, _ = self.figures.get(key, (math.nan, ""))
        if not math.isfinite(value):
            return Column.empty()
        return Column(np.zeros(1, np.int64), np.array([value]), np.full(1, math.nan))

    def definition(self, key: str) -> MetricDefinition:
        """Say which way a figure is better."""
        return MetricDefinition(goal=self.figures.get(key, (0.0, ""))[1])

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the images of a key."""
        return list(self.images.get(key, ()))

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return the table of a key."""
        return [(0, self.of[key][0])] if key in self.of else []

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the charts over its tables."""
        return self.drawn
