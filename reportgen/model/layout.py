"""Panels that a script asked for: which metrics belong into one chart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LoggedPanel:
    """A chart of several metrics, by their keys."""

    title: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class LoggedLayout:
    """Charts under a heading; without a title, charts of metrics that were logged together, which stand anywhere."""

    title: str
    panels: tuple[LoggedPanel, ...]
