"""Panels that a script asked for: which metrics belong into one chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class LoggedPanel:
    """A chart of several metrics, by their keys."""

    title: str
    keys: tuple[str, ...]
    bands: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Around the line of a metric, the metrics that are the lower and the upper edge of a band."""


@dataclass(frozen=True)
class LoggedLayout:
    """Charts under a heading; without a title, charts of metrics that were logged together, which stand anywhere."""

    title: str
    panels: tuple[LoggedPanel, ...]
