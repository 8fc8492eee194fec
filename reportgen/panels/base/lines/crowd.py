"""Many lines in one plot: which of them stand out, and how many points the others keep."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen.model.column import Column, Floats
from reportgen.model.run import Run
from reportgen.panels.base.lines.payload import Goals
from reportgen.texts import plural, say

MANY = 20
"""More lines than these are not all told apart: the best STRONG of them stand out."""
STRONG = 10
_WHOLE = 20
"""Of many lines so many keep all their points: those that stand out, and who follows when some are hidden."""
_TOGETHER = 60_000
"""Points that the lines of a plot keep together, but for the best: about what its pixels can show."""
_LEAST = 64


def best(lines: Sequence[tuple[str, Floats]], goals: Goals, count: int) -> set[int]:
    """Return the places of the lines, each a metric and its values, that end best by the goals of their metrics."""

    def rank(place: int) -> float:
        key, values = lines[place]
        known = np.flatnonzero(np.isfinite(values))
        goal = goals.get(key, "")
        last = float(values[known[-1]]) if len(known) else np.inf
        return -last if goal == "maximize" and len(known) else last if goal else 0.0

    return set(sorted(range(len(lines)), key=rank)[:count])


def limits(lines: Sequence[tuple[Run, str, Column]], goals: Goals, limit: int) -> list[int]:
    """Return how many points each of the lines keeps, ``limit`` at most: of many, all but the best keep few."""
    few = min(limit, max(_LEAST, _TOGETHER // max(len(lines), 1)))
    if len(lines) <= MANY or few == limit or max(len(column) for *_, column in lines) <= few:
        return [limit] * len(lines)
    whole = best([(key, column.values) for _, key, column in lines], goals, _WHOLE)
    return [limit if place in whole else few for place in range(len(lines))]


def said(outside: Sequence[str] | None, count: int, *, ranked: bool) -> str:
    """Return a sentence about lines ``outside`` of a y axis that ignores outliers, and about those that stand out.

    ``outside`` is None where the axis shows all. client/line_plot/said.ts says the same, and how to see others.
    """
    parts = []
    if outside is not None:
        who = outside[0] if len(outside) == 1 else plural(len(outside), "line") if outside else say("rare peaks")
        parts.append(say("Outliers outside the y axis: {lines}.", lines=who))
    if count > MANY:
        lines = plural(count, "line")
        best = say("{n} best of {lines} are highlighted.", n=STRONG, lines=lines)
        parts.append(best if ranked else say("{n} of {lines} are highlighted.", n=STRONG, lines=lines))
    return " ".join(parts)
