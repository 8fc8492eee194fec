"""The metrics of an automatic report: every one, by split and purpose, in the order of a reader."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from reportgen.model.layout import LoggedPanel
from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import Aggregates, as_float, dig, flatten
from reportgen.model.order import natural
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.pipeline.starter.kinds import COUNTER, kind_of
from reportgen.pipeline.starter.text import OPEN_CHARTS, columns_for, grid, quote, section
from reportgen.stats.goals import family_of, goal_metrics, split_of


def lines(runs: RunSet) -> list[str]:
    """Return the metrics that make a line in some run, by name."""
    axes = {metric for run in runs for metric in run.source.step_metrics()}
    found = {
        key for run in runs for key, info in run.keys.items() if info.is_number and info.count > 1 and not info.system
    }
    return sorted(key for key in found - axes if kind_of(key) != COUNTER)


def hidden(runs: RunSet, key: str) -> bool:
    """Return whether the training script hides a metric."""
    return any(run.source.definition(key).hidden for run in runs)


_SPLITS = {"validation": "Validation", "training": "Training"}
_LOOP = re.compile(r"(epoch|batch)/")
"""What Keras puts before the names of training metrics."""


def sections(runs: RunSet) -> Iterator[list[str]]:
    """Yield the sections of every metric: validation, training, optimization and speed, then the rest by prefix."""
    keys = dict.fromkeys(key for key in lines(runs) if not hidden(runs, key))
    goals = {key: place for place, key in enumerate(goal_metrics(keys, runs))}
    sizes = Counter(map(family_of, keys))
    found: dict[str, list[str]] = {title: [] for title in (*_SPLITS.values(), "Metrics", _HOW)}
    for key in sorted(keys, key=lambda key: (goals.get(key, len(goals)), natural(key))):
        found.setdefault(_section_of(key, sizes, keys), []).append(key)
    small = [title for title, members in found.items() if len(members) == 1 and title not in _FIRST_SECTIONS]
    if len(small) > 2:  # noqa: PLR2004 - many sections of one read better as one
        found["More metrics"] = sorted((key for title in small for key in found.pop(title)), key=natural)
    left = OPEN_CHARTS
    joint = _joint(runs)
    for title, members in sorted(found.items(), key=lambda one: _place(one[0], not goals.keys().isdisjoint(one[1]))):
        if not members:
            continue
        if sizes[family_of(members[0])] > _FAMILY:
            yield list(section(title, _family(members, runs), is_open=left > 0))
            left -= 1
            continue
        panels = list(_panels(members, joint))
        if not panels:
            continue
        yield list(section(title, grid(panels, columns_for(len(panels))), is_open=len(panels) <= left))
        left -= len(panels)


def _joint(runs: RunSet) -> dict[str, LoggedPanel]:
    """Return the chart of each metric that was logged together with others."""
    panels: dict[str, LoggedPanel] = {}
    for run in runs:
        for layout in run.source.layouts():
            for panel in layout.panels if not layout.title else ():
                known = panels.get(panel.title, panel)
                panels[panel.title] = _together(known, panel)
    return {key: panel for panel in panels.values() if len(panel.keys) > 1 for key in panel.keys}


def _together(one: LoggedPanel, other: LoggedPanel) -> LoggedPanel:
    """Return one chart with the metrics of two; what is the edge of a band there is no line here."""
    bands = {**one.bands, **other.bands}
    edges = {edge for pair in bands.values() for edge in pair} - bands.keys()
    keys = tuple(key for key in dict.fromkeys([*one.keys, *other.keys]) if key not in edges)
    return LoggedPanel(one.title, keys, bands)


def _panels(members: Sequence[str], joint: dict[str, LoggedPanel]) -> Iterator[str]:
    """Yield a chart of each metric, of those that were logged together one for all, which is then done."""
    for key in members:
        panel = joint.get(key)
        if panel is None:
            yield f"line_plot: {quote(key)}"
        elif panel.keys:
            yield _chart(panel)
            joint.update(dict.fromkeys(panel.keys, LoggedPanel(panel.title, ())))


def _chart(panel: LoggedPanel) -> str:
    title = f"title: {quote(panel.title)}, " if panel.title else ""
    edges = [f"{quote(key)}: [{quote(low)}, {quote(high)}]" for key, (low, high) in panel.bands.items()]
    bands = f", bands: {{{', '.join(edges)}}}" if edges else ""
    return f"line_plot: {{{title}y: [{', '.join(map(quote, panel.keys))}]{bands}}}"


def layouts(runs: RunSet) -> Iterator[str]:
    """Show the charts that scripts asked for, each layout of a name once, with the metrics of all runs."""
    found: dict[str, dict[str, LoggedPanel]] = {}
    for run in runs:
        for layout in run.source.layouts():
            for panel in layout.panels if layout.title else ():
                panels = found.setdefault(layout.title, {})
                panels[panel.title] = _together(panels.get(panel.title, panel), panel)
    for title, panels in found.items():
        charts = [_chart(panel) for panel in panels.values()]
        yield from section(title, grid(charts, columns_for(len(charts))), is_open=len(charts) <= OPEN_CHARTS)


def _family(members: Sequence[str], runs: RunSet) -> Iterator[str]:
    """Show a family as one picture for each run, and, where that is not too much, each metric as lines."""
    yield f"  - heat_map: [{', '.join(map(quote, members))}]"
    if len(members) * len(runs) <= _LINES:
        panels = [f"line_plot: {quote(key)}" for key in members]
        yield from section("Each metric", grid(panels, columns_for(len(members))), is_open=False)


_LINES = 300
"""Lines of a family that are also drawn one by one."""


_HOW = "Optimization and speed"
_FIRST_SECTIONS = ("Validation", "Training", "Metrics", _HOW)


def _place(title: str, has_goals: bool) -> tuple[int, list[tuple[int, int, str]]]:
    """Return the place of a section: what says how good a run is comes before how it was reached."""
    how = _FIRST_SECTIONS.index(_HOW)
    if title in _FIRST_SECTIONS:
        return _FIRST_SECTIONS.index(title) + (title == _HOW), natural(title)
    return how if has_goals else len(_FIRST_SECTIONS) + 1 + (title == "More metrics"), natural(title)


def _section_of(key: str, sizes: Mapping[str, int], keys: Collection[str]) -> str:
    """Return the title of the section that a metric belongs to."""
    if sizes[family_of(key)] > _FAMILY:
        return family_of(key).replace("#", "…")
    if kind_of(key):
        return _HOW
    if split := split_of(key, keys):
        return _SPLITS[split]
    if _LOOP.match(key):
        return _SPLITS["training"]
    return key.split("/", maxsplit=1)[0] if "/" in key else "Metrics"


_FAMILY = 4
"""More members of a family of metrics, such as layer0/grad_norm and layer1/grad_norm, have a section of their own."""


def figures(runs: RunSet) -> Iterator[str]:
    """Show what a run logged once, or put into its summary, as figures."""
    drawn = set(lines(runs))
    names = {
        name for run in runs for name, value in flatten(run.summary).items()
        if name not in drawn and not name.startswith("_") and kind_of(name) != COUNTER
        and math.isfinite(as_float(value)) and not runs.is_system(name) and not is_part(run, name)
    }  # fmt: skip
    goals = {name: place for place, name in enumerate(goal_metrics(names, runs))}
    order = sorted(names, key=lambda name: (bool(kind_of(name)), goals.get(name, len(goals)), natural(name)))
    panels = [f"scalar_chart: {quote(f'summary.{name}')}" for name in order]
    if panels:
        yield from section("Figures", grid(panels, 4), is_open=len(panels) <= OPEN_CHARTS)


def is_part(run: Run, name: str) -> bool:
    """Tell a number about something larger: an aggregate of a metric, a fact of a tensor."""
    parent = dig(run.summary, name.rpartition(".")[0]) if "." in name else None
    counted = name in run.keys and run.keys[name].count > 1
    return counted or isinstance(parent, Aggregates | Tensor)
