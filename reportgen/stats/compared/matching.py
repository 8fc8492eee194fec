"""Which runs of one side of a comparison belong to which of the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportgen.model.nested import flatten
from reportgen.model.run import Run
from reportgen.model.runset import RunSet, show
from reportgen.stats.goals import family_of
from reportgen.stats.labels import label_of


@dataclass(frozen=True)
class Pair:
    """Runs that are compared with each other: those of a group on either side; ``group`` is empty where all are one."""

    group: str
    first: RunSet
    second: RunSet

    def twins(self) -> Iterator[tuple[Run, Run]]:
        """Yield the runs that are compared one by one: a single one on either side, else those of one name."""
        if len(self.first) == len(self.second) == 1:
            yield self.first.runs[0], self.second.runs[0]
            return
        named = _by_name(self.second)
        yield from ((run, named[name]) for name, run in _by_name(self.first).items() if name in named)


@dataclass(frozen=True)
class Matched:
    """The pairs in the order of the first side, and the names of groups that only one side has."""

    pairs: tuple[Pair, ...]
    alone: tuple[tuple[str, ...], tuple[str, ...]]


def matched(first: RunSet, second: RunSet, groupby: Sequence[str] = ()) -> Matched:
    """Match runs whose values of these paths are equal; without any, all of a side with all of the other.

    ``name`` is what a run was logged as: entries of a spec may name the same run differently.
    """
    if not groupby:
        return Matched((Pair("", first, second),), ((), ()))
    sides = [_grouped(side, groupby) for side in (first, second)]
    pairs = []
    for key, runs in sides[0].items():
        if key in sides[1]:
            name = ", ".join(_told(path, runs[0]) for path in groupby)
            pairs.append(Pair(name, _of(first, runs), _of(second, sides[1][key])))
    alone = [
        tuple(", ".join(_told(path, runs[0]) for path in groupby) for key, runs in own.items() if key not in other)
        for own, other in (sides, sides[::-1])
    ]
    return Matched(tuple(pairs), (alone[0], alone[1]))


def same_names(first: RunSet, second: RunSet) -> int:
    """Return how many names of runs are on both sides, where none is twice on a side; else 0."""
    names = [[run.unhidden.meta.name for run in side] for side in (first, second)]
    if any(len(set(side)) < len(side) for side in names):
        return 0
    return len(set(names[0]) & set(names[1]))


def is_several(runs: RunSet) -> bool:
    """Tell several trainings from one with several seeds: names or configs differ in more than what numbers runs."""
    if len({family_of(run.unhidden.meta.name) for run in runs}) > 1:
        return True
    tables = [flatten(run.unhidden.meta.config) for run in runs]
    return any(
        len({repr(one.get(key)) for one in tables}) > 1
        and not _SEED.search(key) and not label_of(key, [one.get(key) for one in tables])
        for key in {key for one in tables for key in one}
    )  # fmt: skip


_SEED = re.compile(r"(?<![a-z])(seed|random_state|rng|fold)(?![a-z])", re.IGNORECASE)


def _by_name(runs: RunSet) -> dict[str, Run]:
    names = [run.unhidden.meta.name for run in runs]
    return {name: run for name, run in zip(names, runs, strict=True) if names.count(name) == 1}


def _grouped(runs: RunSet, groupby: Sequence[str]) -> dict[tuple[str, ...], list[Run]]:
    found: dict[tuple[str, ...], list[Run]] = {}
    for run in runs:
        found.setdefault(tuple(show(_value(path, run.unhidden)) for path in groupby), []).append(run)
    return found


def _value(path: str, run: Run) -> Any:
    return run.meta.name if path == "name" else run.lookup(path)


def _told(path: str, run: Run) -> str:
    value = show(_value(path, run))
    return value if path in {"name", "group", "id"} else f"{path.rpartition('.')[2]}: {value}"


def _of(side: RunSet, runs: Sequence[Run]) -> RunSet:
    return replace(side, runs=tuple(runs))
