"""What a line plot says: its legend with groups of runs that make one line, and itself in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from reportgen.charts.ticks import label
from reportgen.panels.base.legend import entry, legend
from reportgen.panels.base.line_style import DASHES, HUES, LineStyle, key_color
from reportgen.panels.base.lines.series import Series
from reportgen.texts import plural, say


@dataclass(frozen=True)
class Group:
    """Runs that make one line: the group's name and the runs' places in the report."""

    name: str
    runs: list[int]


def lines_legend(
    series: Sequence[Series], looks: Sequence[LineStyle], groups: Sequence[Group], keys: Sequence[str], *, by_key: bool,
    only: Collection[int] | None = None, labels: Mapping[str, str],
) -> Markup:  # fmt: skip
    """Return the legend: runs or groups where there are several, metrics where there are several.

    ``only`` are the runs that a legend of many runs names: the side lists them all. ``labels`` are names of metrics
    that are not those of their keys.
    """
    if any(line.legend for line in series) or any(
        own.name != line.run["name"] for line, own in zip(series, looks, strict=True)
    ):
        entries = _each_line(series, looks, groups)
    else:
        entries = []
        if len(keys) > 1:
            for index, key in enumerate(keys):
                color = key_color(index) if by_key else "var(--ink)"
                dash = DASHES[index // HUES % len(DASHES)] if by_key else DASHES[index % len(DASHES)]
                entries.append(entry(labels.get(key, key), color, dash))
        if groups:
            members = [(group.name, group.runs) for group in groups]
            entries += [entry(name, f"var(--run-{runs[0]})", "", runs) for name, runs in members]
        elif not by_key:
            seen = {line.run["index"]: (line.run, own.color) for line, own in zip(series, looks, strict=True)}
            entries += [
                entry(run["name"], color, run.get("dash", ""), [index])
                for index, (run, color) in sorted(seen.items())
                if only is None or index in only
            ]
    return legend(entries)


def _each_line(series: Sequence[Series], looks: Sequence[LineStyle], groups: Sequence[Group]) -> list[Markup]:
    """Return an entry for every line: a template or titles of the spec's own tell them apart."""
    entries, seen = [], set()
    for line, own in zip(series, looks, strict=True):
        group = groups[line.group] if line.group >= 0 else None
        if (line.group, line.key) in seen and group:
            continue
        seen.add((line.group, line.key))
        name = _without_places(line.legend) or (group.name if group else own.name)
        color = f"var(--run-{group.runs[0]})" if group else own.color
        entries.append(entry(name, color, own.dash, group.runs if group else [line.run["index"]], line.key))
    return entries


def _without_places(template: str) -> str:  # which only a crosshair can fill
    return re.sub(r"\[\[.*?\]\]|\$\{[a-z]+\}", "", template, flags=re.DOTALL).strip()


def axis_word(axis: str) -> str:
    """Return an x axis in words, another logged key as it is."""
    words = {"step": say("step"), "relative_time": say("relative time"), "wall_time": say("wall time")}
    return words.get(axis, axis.replace("_", " "))


def alt(series: Sequence[Series], keys: Sequence[str], axis: str, base: str, bands: Mapping[str, Sequence[str]]) -> str:
    """Return the plot in words: its metrics and runs, and how far the first lines reach; ``base`` is subtracted."""
    runs = len({line.run["index"] for line in series})
    parts = [
        say(
            "Line plot of {metrics} over {axis}, {runs}.",
            metrics=", ".join(keys),
            axis=axis_word(axis),
            runs=plural(runs, "run"),
        ),
        *([say("Differences from {run}.", run=base)] if base else []),
    ]
    banded = {line.key for line in series if line.edges is not None}
    for key in (key for key in bands if key in banded):
        low, high = bands[key]
        parts.append(say("The band around {metric} is from {low} to {high}.", metric=key, low=low, high=high))
    for line in series[:12]:
        finite = line.values[np.isfinite(line.values)]
        if len(finite):
            low, high = label(float(finite.min())), label(float(finite.max()))
            parts.append(
                say(
                    "{run} {metric}: last {value}, from {low} to {high}.",
                    run=line.run["name"], metric=line.key, value=label(float(finite[-1])), low=low, high=high,
                )
            )  # fmt: skip
    return " ".join(parts)
