"""What is said of a line plot in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from reportgen.charts.ticks import label
from reportgen.panels.base.lines.series import Series
from reportgen.texts import plural, say


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
