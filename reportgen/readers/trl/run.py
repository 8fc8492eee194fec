"""The completions of a training as tables by step, and the mean of each reward as a metric."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.duckdb_files import FileError, records_of
from reportgen.evaluations.messages import without_nulls
from reportgen.model.column import Column, KeyInfo
from reportgen.model.run import Loss, RunMeta, RunSource
from reportgen.model.table import Table

KEY = "completions"
_STEP = re.compile(r"completions_(\d+)\.parquet\Z")
_TEXTS = frozenset({"step", "prompt", "completion", "image", "images"})


class CompletionsRun(RunSource):
    """A training whose completions were saved at some steps.

    Rows with the same prompt at one step are a group, and numbered. A reward that is not a number does not apply.
    """

    def __init__(self, folder: Path, paths: Sequence[Path], name: str) -> None:
        self._folder, self._name = folder, name
        self._paths = sorted(paths, key=lambda path: (_step_of(path), path.name))
        self._losses: list[Loss] = []

    @cached_property
    def meta(self) -> RunMeta:
        """What the files say of the training: nothing but what is in them."""
        self._tables  # noqa: B018 - says what cannot be read
        home = self._folder.absolute().parent.name
        return RunMeta(self._name, self._name, "trl", home, state="", losses=tuple(self._losses))

    @cached_property
    def _tables(self) -> list[tuple[int, Table]]:
        return list(self._read())

    def _read(self) -> Iterator[tuple[int, Table]]:
        for path in self._paths:
            try:
                names, rows = records_of(path)
            except FileError as error:
                self._losses.append(Loss(path.name, error.what))
                continue
            yield _step_of(path), _table(names, rows)

    @cached_property
    def _rewards(self) -> dict[str, list[tuple[int, list[float]]]]:
        """The rewards at each step: columns of numbers, of whatever name, but for advantages."""
        found: dict[str, list[tuple[int, list[float]]]] = {}
        for step, table in self._tables:
            for place, name in enumerate(table.columns):
                if name in _TEXTS or name in ("group", "advantage"):
                    continue
                values = [row[place] for row in table.rows if row[place] is not None]
                if values and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
                    finite = [float(value) for value in values if not math.isnan(value)]
                    found.setdefault(f"rewards/{name}", []).append((step, finite))
        return found

    @cached_property
    def _columns(self) -> dict[str, Column]:
        made = {}
        for name, steps in self._rewards.items():
            means = [(step, math.fsum(values) / len(values)) for step, values in steps if values]
            spreads = [(step, float(np.std(values, ddof=1))) for step, values in steps if len(values) > 1]
            for what, points in (("mean", means), ("std", spreads)):
                if points:
                    at = np.array([step for step, _ in points], np.int64)
                    values = np.array([value for _, value in points])
                    made[f"{name}/{what}"] = Column(at, values, np.full(len(at), np.nan))
        return made

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return the table of completions, and a metric for the mean and the spread of each reward."""
        found = {key: KeyInfo(key, ("number",), len(column)) for key, column in self._columns.items()}
        if self._tables:
            found[KEY] = KeyInfo(KEY, ("table",), len(self._tables))
        return found

    def column(self, key: str) -> Column:
        """Return the mean or the spread of a reward by step."""
        return self._columns.get(key, Column.empty())

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return the completions by step."""
        return list(self._tables) if key == KEY else []


def _step_of(path: Path) -> int:
    found = _STEP.search(path.name)
    return int(found[1]) if found else 0


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """Return completions with their group behind the step; what does not apply is missing."""
    place = names.index("prompt") if "prompt" in names else -1
    groups: dict[str, int] = {}
    made = []
    for row in rows:
        cells = [None if isinstance(cell, float) and math.isnan(cell) else without_nulls(cell) for cell in row]
        if place >= 0:
            prompt = json.dumps(cells[place], sort_keys=True, ensure_ascii=False, default=str)
            cells.insert(1, groups.setdefault(prompt, len(groups) + 1))
        made.append(cells)
    columns = [*names[:1], "group", *names[1:]] if place >= 0 else list(names)
    return Table(columns, made, len(made))
