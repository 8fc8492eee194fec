"""Run sets: which runs a panel shows, in what order and groups; names and colours that hold over the report."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from reportgen.digits import digits, exact
from reportgen.lang.evaluate import sort_key, truth
from reportgen.lang.expression import Expression, parse_key
from reportgen.model.look.same_names import marks
from reportgen.model.media import Media
from reportgen.model.nested import plain
from reportgen.model.run import Run, RunSource


@dataclass(frozen=True)
class Group:
    """Runs that share the values of the grouping paths."""

    name: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class RunSet:
    """An ordered choice of runs; iterates over them."""

    runs: tuple[Run, ...] = ()
    groupby: tuple[str, ...] = ()
    all_runs: tuple[Run, ...] = field(default=(), repr=False)
    goals: Mapping[str, str] = field(default_factory=dict)
    """Metrics that the report is about, the most telling first: "minimize", "maximize", or "auto" by the name."""
    known_goals: dict[str, Literal["minimize", "maximize", ""]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What ``stats.goals.goal_of`` found of each metric: it asks every run, and is asked for every line."""

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def __len__(self) -> int:
        return len(self.runs)

    def select(
        self, filters: Expression | None = None, order: Sequence[Expression | str] = (), groupby: Sequence[str] = (),
        limit: int | None = None,
    ) -> RunSet:  # fmt: skip
        """Return the runs for which ``filters`` holds, ordered, cut to ``limit``."""
        chosen = list(self.runs)
        if filters is not None:
            newest = max((r.meta.created for r in self.all_runs if not math.isnan(r.meta.created)), default=0.0)
            chosen = [run for run in chosen if _holds(filters, run, newest)]
        for key in reversed(order):
            query, down = (parse_key(key) if isinstance(key, str) else key).descending()
            values = {run.index: sort_key(query.evaluate(_asked(run)), down=down) for run in chosen}
            chosen.sort(key=lambda run, values=values: values[run.index])  # type: ignore[misc]
        return replace(self, runs=tuple(chosen[:limit]), groupby=tuple(groupby) or self.groupby)

    def groups(self) -> list[Group]:
        """Return the groups in order of first appearance; without grouping, none."""
        found: dict[tuple[str, ...], list[Run]] = {}
        for run in self.runs if self.groupby else ():
            found.setdefault(tuple(show(run.unhidden.lookup(path)) for path in self.groupby), []).append(run)
        groups, names = [], dict[str, int]()
        for runs in found.values():
            values = [_named(path, runs[0].lookup(path)) for path in self.groupby]
            name = ", ".join(values)
            names[name] = names.get(name, 0) + 1  # what is hidden or cut can leave several alike
            groups.append(Group(name if names[name] == 1 else f"{name} ({names[name]})", tuple(runs)))
        return groups

    def sorted_groups(self) -> list[Group]:
        """Return the groups by the values of the grouping paths; what has no order comes late, what is missing last."""
        return sorted(
            self.groups(), key=lambda group: [sort_key(group.runs[0].unhidden.lookup(path)) for path in self.groupby]
        )

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Every key of these runs with the number of runs that logged it."""
        counts: dict[str, int] = {}
        for run in self.runs:
            for key in run.keys:
                counts[key] = counts.get(key, 0) + 1
        return counts

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The keys of numbers that the scripts of these runs logged, each once."""
        return tuple(dict.fromkeys(key for run in self.runs for key in run.metrics))

    def keys(self) -> dict[str, int]:
        """Return every key of these runs with the number of runs that logged it."""
        return dict(self.counts)

    def is_system(self, key: str) -> bool:
        """Tell what loggers measured of the machine under ``key`` from what scripts logged."""
        infos = [run.keys[key] for run in self.runs if key in run.keys]
        return bool(infos) and all(info.system for info in infos)


def _named(path: str, value: Any) -> str:
    """Return a value with what it is of; a side is called what the spec calls it."""
    return show(value) if path == "side" else f"{path.rpartition('.')[2]}: {show(value)}"


def _holds(filters: Expression, run: Run, newest: float) -> bool:
    return truth(filters.evaluate(_asked(run), newest))


def _asked(run: Run) -> Callable[[str], Any]:
    """Return what finds the values of a run for filters and sort keys: as it was logged, media as what is known."""
    return lambda path: plain(run.unhidden.lookup(path))


def show(value: Any) -> str:
    """Return a logged value as a reader would write it, different values as different texts."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return exact(value) if math.isfinite(value) else digits(value)
    if isinstance(value, Media):
        return value.caption or f"({value.kind})"
    return str(plain(value))


def number_runs(sources: Sequence[tuple[RunSource, str, str]]) -> RunSet:
    """Give each (source, name template, colour) its place, name and colour; equal names are distinguished by run id."""
    names = [_fill(template, source) for source, template, _ in sources]
    metas = [source.meta for source, _, _ in sources]
    told = zip(sources, names, marks(names, [meta.id for meta in metas], [meta.format for meta in metas]), strict=True)
    runs = tuple(
        Run(source, index, name + mark, color, mark=mark) for index, ((source, _, color), name, mark) in enumerate(told)
    )
    return RunSet(runs, (), runs)


def _fill(template: str, source: RunSource) -> str:
    name = template
    for word in ("name", "id", "group", "job_type", "folder"):
        name = name.replace("{" + word + "}", str(getattr(source.meta, word)))
    return name or source.meta.id
