"""What differs in the results of two sides: the last values, which way is better, and what is within the noise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from reportgen.model.media import Media
from reportgen.model.nested import as_float, flatten, of_logger
from reportgen.model.order import natural
from reportgen.model.runset import RunSet, show
from reportgen.stats.compared.differences import Difference, Verdict, difference_of, goal_against
from reportgen.stats.compared.matching import Pair
from reportgen.stats.goals import Goal, goal_metrics

_MAX_TEXT = 200


@dataclass(frozen=True)
class Outcome:
    """A result that both sides have: numbers as a ``difference`` of means, others as texts.

    ``lost`` is how many runs of either side have no finite number there: NaN or infinite. A side that has none at all
    is worse than one that has.
    """

    name: str
    group: str
    verdict: Verdict
    goal: Goal
    difference: Difference | None = None
    first: str = ""
    second: str = ""
    lost: tuple[int, int] = (0, 0)


def outcomes(pairs: Sequence[Pair], first: RunSet, second: RunSet) -> list[Outcome]:
    """Return the results that both sides of a pair have, those that say how good a run is first."""
    known = [{run.index: _results(run.summary, side) for run in side} for side in (first, second)]
    names = {name for side in known for tree in side.values() for name in tree}
    both = replace(second, runs=(*second.runs, *first.runs))
    places = {name: place for place, name in enumerate(goal_metrics(sorted(set(map(metric_of, names))), both))}
    found = []
    for name in sorted(names, key=lambda name: (places.get(metric_of(name), len(places)), natural(name))):
        goal = goal_against(name, second, first)
        for pair in pairs:
            sides = [
                [tree[name] for run in runs if name in (tree := trees[run.index])]
                for runs, trees in zip((pair.first, pair.second), known, strict=True)
            ]
            if all(sides):
                found.append(_outcome(name, pair, sides, goal))
    return found


def metric_of(name: str) -> str:
    """Return the metric of which a summary keeps ``name``: ``val/mAP.max`` is of ``val/mAP``."""
    head, _, tail = name.rpartition(".")
    return head if tail in _AGGREGATES and head else name


_AGGREGATES = frozenset({"min", "max", "mean", "best", "last", "first"})


def _results(summary: Mapping[str, Any], runs: RunSet) -> dict[str, Any]:
    return {
        key: value
        for key, value in flatten(summary).items()
        if not isinstance(value, Media) and not of_logger(key) and not runs.is_system(key)
    }


def _outcome(name: str, pair: Pair, sides: Sequence[Sequence[Any]], goal: Goal) -> Outcome:
    numbers = [[isinstance(value, int | float) and not isinstance(value, bool) for value in side] for side in sides]
    if not all(map(any, numbers)):
        texts = [_text(side) for side in sides]
        return Outcome(name, pair.group, "same" if texts[0] == texts[1] else "", "", None, texts[0], texts[1])
    found = difference_of(f"summary.{name}", pair.second, pair.first, fmean, goal)
    lost = [sum(is_number and not math.isfinite(as_float(value)) for is_number, value in zip(are, side, strict=True))
            for are, side in zip(numbers, sides, strict=True)]  # fmt: skip
    counts = lost[0], lost[1]
    if found is not None:
        return Outcome(name, pair.group, found.verdict, goal, found, lost=counts)
    gone = [count == len(side) for count, side in zip(lost, sides, strict=True)]
    verdict: Verdict = "same" if all(gone) else "worse" if gone[1] else "better"
    return Outcome(name, pair.group, verdict, goal, None, _text(sides[0]), _text(sides[1]), counts)


def _text(values: Sequence[Any]) -> str:
    texts = sorted({show(value) for value in values}, key=natural)
    text = ", ".join(texts)
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"
