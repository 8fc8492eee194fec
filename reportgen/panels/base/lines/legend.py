"""The legend of a line plot, and groups of runs that make one line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reportgen.panels.base.legend import entry, legend
from reportgen.panels.base.line_style import DASHES, HUES, LineStyle, key_color
from reportgen.panels.base.lines.series import Series


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
