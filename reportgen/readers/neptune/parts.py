"""The parts of an export: rows of attributes, put together by run, whichever file they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.digits import plural
from reportgen.duckdb_files import Read, columns_of
from reportgen.model.run import Loss
from reportgen.readers.base import Claim
from reportgen.readers.neptune.attributes import Attributes, Row
from reportgen.tracked.run import TrackedRun

_PART = re.compile(r"(?P<run>.+)_part_(?P<number>\d+)\.parquet\Z")
_SERIES = "float_series"
_VALUES = {
    "float": "float_value", "int": "int_value", "string": "string_value", "bool": "bool_value",
    "datetime": "datetime_value", "string_set": "string_set_value", "file": "file_value",
    "string_series": "string_value", "histogram_series": "histogram_value", "file_series": "file_value",
    "float_series": "float_value",
}  # fmt: skip
Objects = NDArray[Any]


@dataclass
class _Run:
    """What the parts said of one run so far."""

    claim: Claim[Any]
    attributes: Attributes
    numbers: set[int] = field(default_factory=set)
    """Of its parts."""
    name: str = ""


class Parts:
    """Files of attributes, added one by one."""

    def __init__(self) -> None:
        self._runs: dict[tuple[str, str], _Run] = {}

    def add(self, path: Path, claim: Claim[Any]) -> None:
        """Add the rows of a file; FileError says why not."""
        columns = {column.name: column for column in columns_of(path)}
        count = len(columns["run_id"].values)
        projects, runs = _texts(columns, "project_id", count), _texts(columns, "run_id", count)
        ids = np.array([f"{project}\0{run}" for project, run in zip(projects, runs, strict=True)], object)
        paths, kinds = _texts(columns, "attribute_path", count), _texts(columns, "attribute_type", count)
        steps, times = _numbers(columns, "step", count), _numbers(columns, "timestamp", count)
        match = _PART.match(path.name)
        for ident in dict.fromkeys(ids.tolist()):
            run = self._run(ident, path, claim)
            run.name = path.name
            if match is not None:
                run.numbers.add(int(match["number"]))
            own = np.flatnonzero(ids == ident)
            series = own[kinds[own] == _SERIES]
            values = _numbers(columns, "float_value", count)
            for key in dict.fromkeys(paths[series].tolist()):
                at = series[paths[series] == key]
                run.attributes.add_series(str(key), steps[at], times[at], values[at])
            for row in own[kinds[own] != _SERIES].tolist():
                kind = str(kinds[row])
                value = _value(columns.get(_VALUES.get(kind, "")), row)
                run.attributes.add(Row(str(paths[row]), kind, float(steps[row]), float(times[row]), value))

    def _run(self, ident: str, path: Path, claim: Claim[Any]) -> _Run:
        project, _, run = ident.partition("\0")
        if (project, run) not in self._runs:
            files = path.parent.parent.parent / "files" / path.parent.name
            self._runs[project, run] = _Run(claim, Attributes(project, run, files))
        return self._runs[project, run]

    def runs(self) -> Iterator[tuple[TrackedRun, Claim[Any]]]:
        """Yield each run with the claim that its first rows came from."""
        for run in self._runs.values():
            gone = sorted(set(range(max(run.numbers, default=-1) + 1)) - run.numbers)
            if gone:
                many = ", ".join(map(str, gone[:5]))
                what = f"{plural(len(gone), 'part')} of the run missing: {many}"
                run.attributes.log.losses.append(Loss(run.name, what))
            meta, log = run.attributes.run()
            yield TrackedRun.of(meta, log), run.claim


def _texts(columns: dict[str, Read], name: str, count: int) -> Objects:
    """Return a column of texts, "" where there is none."""
    found = columns.get(name)
    if found is None:
        return np.full(count, "", object)
    values = np.array(found.values, object)
    if found.there is not None:
        values[~found.there] = ""
    return values


def _numbers(columns: dict[str, Read], name: str, count: int) -> NDArray[np.float64]:
    """Return a column of numbers, NaN where there is none."""
    found = columns.get(name)
    if found is None or found.kind in ("text", "nested"):
        return np.full(count, np.nan)
    values = np.array(found.values, np.float64)
    if found.there is not None:
        values[~found.there] = np.nan
    return values


def _value(column: Read | None, row: int) -> Any:
    if column is None or (column.there is not None and not column.there[row]):
        return None
    value = column.values[row]
    return value.item() if hasattr(value, "item") else value
