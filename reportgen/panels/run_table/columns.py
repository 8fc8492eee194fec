"""Columns of the run table: what they show, in what order, and which of them at first."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportgen.model.media import Media
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import Aggregates, dig, flatten, of_logger
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels.base.tensors import tensor_words
from reportgen.stats.goals import family_of, goal_metrics
from reportgen.stats.rebin import even, evenly, masses_of

_FIRST_COLUMNS = 10
_COVERED = 0.3
"""Share of the runs that have a value of a column which is shown at first."""
_FAMILY = 3
"""Members of a family of metrics that are shown at first."""
_SPARK, BLOCKS = 16, "▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class TableColumn:
    """A column: the path it shows, its group, and which way is better ("" for neither)."""

    path: str
    label: str
    group: str
    goal: str
    differs: bool
    numeric: bool
    shown: bool
    coverage: int = 0
    """Runs that have a value."""
    picture: bool = False
    """Whether it shows small histograms."""
    counts: bool = False
    """Whether it only counts or names the runs, or says how far they got, such as a seed or the epoch."""
    baseline: float | None = None
    """The mean of the baseline's runs."""


def in_reading_order(columns: Sequence[TableColumn], runs: RunSet) -> list[TableColumn]:
    """Return columns as a reader asks for them: the config that differs, results, facts of the run, and the rest.

    Of results those come first that say how good a run is; histograms and large families of metrics come last.
    """
    results = [column.path.removeprefix("summary.") for column in columns if column.group == "summary"]
    sizes = Counter(map(family_of, results))
    places = {name: place for place, name in enumerate(goal_metrics(results, runs))}

    def rank(column: TableColumn) -> tuple[Any, ...]:
        if column.group != "summary":
            config = column.group == "config"
            return (0 if config and column.differs and not column.counts else 3 if config else 2,)
        name = column.path.removeprefix("summary.")
        plain = name not in places or column.picture or sizes[family_of(name)] > _FAMILY
        return (1, plain, column.counts, sizes[family_of(name)] > _FAMILY, column.picture, places.get(name, 0))

    return sorted(columns, key=rank)


def first_columns(ordered: Sequence[TableColumn], runs: RunSet) -> set[str]:
    """Return the paths of the columns that fit the first view: what most runs have, few of one family."""
    known = [column for column in ordered if column.coverage >= _COVERED * len(runs)]
    config = [column for column in known if column.group == "config" and column.differs and not column.counts]
    results, families = [], Counter[str]()
    names = {column.path for column in known}
    for column in (column for column in known if column.group == "summary"):
        if re.sub(r"\.(min|max|mean|best|first|last)$", "", column.path) in names - {column.path}:
            continue  # the metric itself is there
        families[family_of(column.path)] += 1
        if families[family_of(column.path)] <= _FAMILY:
            results.append(column)
    unfinished = any(run.meta.state != "finished" for run in runs)
    facts = [
        c for c in known if c.group == "run" and (unfinished if c.path == "state" else c.path != "tags" or c.differs)
    ]
    # sorted() keeps the order otherwise
    results.sort(key=lambda column: (not column.goal, column.counts, not column.differs))
    known_goals = [column for column in results if column.goal]
    results = known_goals if len(known_goals) >= _FAMILY else results
    few = _FIRST_COLUMNS - len(facts)
    left = max(few - len(config), few // 2)
    chosen = [*facts, *results[:left]]
    chosen += config[: _FIRST_COLUMNS - len(chosen)]
    same = [column for column in known if column.group == "config" and not column.differs]
    chosen += same[: max(_FIRST_COLUMNS - len(chosen), 0) if len(runs) == 1 else 0]
    return {column.path for column in chosen}


def cells_of(run: Run) -> dict[str, Any]:
    """Return the config and summary of a run by path, without what galleries show."""
    found: dict[str, Any] = {}
    found.update({f"config.{k}": v for k, v in flatten(run.meta.config).items()})
    found.update({f"summary.{k}": v for k, v in flatten(run.summary).items() if not of_logger(k)})
    # A metric kept as one aggregate is one column, under its own name.
    for path in list(found):
        parent = path.rpartition(".")[0]
        held = dig(run.summary, parent.removeprefix("summary.")) if path.startswith("summary.") else None
        if isinstance(held, Aggregates) and len(held.values) == 1:
            found[parent] = found.pop(path)
    return {path: value for path, value in found.items() if not _is_media(value) or sparkline(value)}


def _is_media(value: Any) -> bool:
    """Return whether a value is media, or a list that holds some: galleries show them."""
    return isinstance(value, Media) or (isinstance(value, list) and any(isinstance(one, Media) for one in value))


def natural_paths(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return all paths: run facts, config, then summary, each by name."""
    found = {path for table in tables for path in table}
    order = sorted(found, key=lambda path: (not path.startswith("config."), path))
    return ["state", "duration", "tags", *order]


def cell_of(run: Run, path: str) -> Any:
    """Return what a cell holds: a value, or a small histogram as a text."""
    value = run.lookup(path)
    if isinstance(value, Tensor):
        return tensor_words(value) or None
    return (sparkline(value) or None) if isinstance(value, Media) else value


def sparkline(value: Any) -> str:
    """Return a histogram as a row of block characters, the highest bin full; nothing for other media.

    Bins of different widths are put on even ones.
    """
    if not isinstance(value, Histogram):
        return ""
    numbers = [height if math.isfinite(height) and height > 0 else 0.0 for height in value.heights.tolist()]
    if numbers and not even((masses := masses_of(value)).edges):
        numbers = evenly(masses, _SPARK)
    width = -(-len(numbers) // _SPARK)
    sums = [sum(numbers[i : i + width]) for i in range(0, len(numbers), width)] if numbers else []
    most = max(sums, default=0.0)
    return "".join(BLOCKS[round(s / most * (len(BLOCKS) - 1))] for s in sums) if most else ""
