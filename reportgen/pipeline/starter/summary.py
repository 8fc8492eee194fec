"""The first screen of an automatic report: which run is best, what is worth knowing, and what differs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import pvariance

import numpy as np

from reportgen.digits import plural
from reportgen.model.look.short_names import short_names
from reportgen.model.nested import flatten
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.pipeline.starter.metrics import hidden, lines
from reportgen.pipeline.starter.text import comment, grid, quote, section
from reportgen.stats.goals import goal_of, leading_metrics
from reportgen.stats.labels import label_of
from reportgen.stats.lines.difference import minus

_SWEPT_RUNS = 6
_SWEPT_KEYS = 2
"""A sweep has at least so many runs and config keys that vary."""
_MOST_KEYS = 6
"""More axes make no picture."""


def leading(runs: RunSet) -> list[str]:
    """Return the metrics that say which run is best, the most telling first."""
    return leading_metrics([key for key in lines(runs) or _single(runs) if not hidden(runs, key)], runs)


def _single(runs: RunSet) -> list[str]:
    """Return the metrics of runs that have one value of each: what an evaluation says, and no training."""
    return sorted({key for run in runs for key, info in run.keys.items() if info.is_number and not info.system})


def said_goal(runs: RunSet, goals: Sequence[str]) -> Iterator[str]:
    """Say what the report takes for its goal, as a line that can be changed."""
    for key in goals[:1]:
        which = "higher" if goal_of(key, runs) == "maximize" else "lower"
        told = any(run.source.definition(key).goal or run.source.definition(key).summary for run in runs)
        why = "define_metric" if told else "its name"
        yield f"# Which run is best: {which} {quote(key)}, by {why}. To choose, remove the #:"
        yield f"# goal: {quote(key)}"


def summary(runs: RunSet, goals: Sequence[str]) -> Iterator[str]:
    """Show the headline figures, and what the rules find."""
    if goals or _varied(runs) or (len(runs) == 1 and any(run.meta.config for run in runs)):
        yield "  - headline: {}"
    if lines(runs):
        yield comment("Sentences by fixed rules: what diverged, stopped or overfits, and how sure the best is.")
        yield "  - findings: {}"


def differences(runs: RunSet, goals: Sequence[str]) -> Iterator[str]:
    """Show by how much the second of two runs is ahead of the first, all along their leading metrics."""
    if len(runs) != 2:  # noqa: PLR2004 - a comparison
        return
    first, second = runs
    name = first.name if first.name != second.name else first.meta.id
    keys = [key for key in goals if all(key in run.keys for run in runs) and _is_course(first, second, key)]
    panels = [f"line_plot: {{y: [{quote(key)}], difference_from: {quote(name)}}}" for key in keys[:_COURSES]]
    if panels:
        short = short_names([first.name, second.name])[0]
        yield from section(f"Difference from {short}", grid(panels, 2), is_open=True)


_COURSES = 2
_MOMENTS = 5
"""A difference is shown as a line from so many steps on."""


def _is_course(first: Run, second: Run, key: str) -> bool:
    """Return whether a metric of two runs has steps enough between those that both reached."""
    return int(np.isfinite(minus(second.column(key), first.column(key)).values).sum()) >= _MOMENTS


def table(runs: RunSet, goals: Sequence[str]) -> Iterator[str]:
    """Show the runs with what differs between them, the best first; of one run its config and summary."""
    if len(runs) == 1:
        if any(run.meta.config or run.summary for run in runs):
            yield from section("Config and summary", ["  - run_comparer: {diff_only: false}"], is_open=False)
        return
    if len(runs) == 2:  # noqa: PLR2004 - two runs are read best against each other
        yield comment("The two runs against each other: better and worse by the goal of each metric.")
        yield "  - run_comparer: {}"
        return
    best = next(iter(goals), "")
    sign = "-" if best and goal_of(best, runs) == "maximize" else ""
    order = f"{{order: [{quote(f'{sign}summary.{best}')}]}}" if best else "{}"
    yield comment("To choose columns: columns: [config.lr, summary.loss]")
    yield f"  - run_table: {order}"


def sweep(runs: RunSet, goals: Sequence[str]) -> Iterator[str]:
    """Show how the best metric depends on the config, where enough runs differ in it."""
    goal = next(iter(goals), "")
    keys = _varied(runs)
    if not goal or len(runs) < _SWEPT_RUNS or len(keys) < _SWEPT_KEYS:
        return
    axes = ", ".join(quote(path) for path in [*(f"config.{key}" for key in keys[:_MOST_KEYS]), f"summary.{goal}"])
    parameters = ", ".join(quote(f"config.{key}") for key in keys)
    target = quote(f"summary.{goal}")
    numbers = sorted((key for key in keys if _numeric(runs, key)), key=lambda key: -_explained(runs, key, goal))
    panels = [f"parameter_importance: {{with_respect_to: {target}, parameters: [{parameters}]}}"]
    for key in numbers[:1]:
        log = ", log_x: true" if _spread(runs, key) else ""
        panels.append(f"scatter_plot: {{x: {quote(f'config.{key}')}, y: {target}{log}}}")
    blocks = [f"  - parallel_coordinates: [{axes}]", *grid(panels, 2)]
    yield comment(f"{plural(len(keys), 'config value')} vary over {len(runs):,} runs.")
    yield from section("Sweep", blocks, is_open=True)


def _varied(runs: RunSet) -> list[str]:
    """Return the config keys with several values, without those that only count or name the runs."""
    tables = [flatten(run.meta.config) for run in runs]
    keys = sorted({key for one in tables for key in one})
    return [
        key for key in keys
        if len({repr(one.get(key)) for one in tables}) > 1
        and not label_of(key, [one.get(key) for one in tables])
        and 2 * sum(key in one for one in tables) > len(tables)
        and not any(isinstance(one.get(key), list | dict) for one in tables)
    ]  # fmt: skip


def _numbers(runs: RunSet, key: str) -> list[float]:
    return [run.number(f"config.{key}") for run in runs]


def _numeric(runs: RunSet, key: str) -> bool:
    return all(math.isfinite(number) for number in _numbers(runs, key))


def _explained(runs: RunSet, key: str, goal: str) -> float:
    """Return the share of a metric's variance that lies between the values of a parameter, many of them in quarters."""
    pairs = zip(_numbers(runs, key), (run.number(f"summary.{goal}") for run in runs), strict=True)
    found = sorted(pair for pair in pairs if math.isfinite(pair[1]))
    results = [result for _, result in found]
    if len(found) < _SWEPT_RUNS or not (whole := pvariance(results)):
        return 0.0
    few = len({value for value, _ in found}) <= len(found) // 2
    groups: dict[float, list[float]] = {}
    for place, (value, result) in enumerate(found):
        groups.setdefault(value if few else place * 4 // len(found), []).append(result)
    return 1 - sum(len(group) * pvariance(group) for group in groups.values()) / len(found) / whole


def _spread(runs: RunSet, key: str) -> bool:
    """Tell values that span at least a decade and a half: they are read on a logarithmic axis."""
    numbers = _numbers(runs, key)
    return min(numbers) > 0 and max(numbers) >= 30 * min(numbers)
