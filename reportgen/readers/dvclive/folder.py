"""One folder of DVCLive: a table for each metric, put side by side, and what else it keeps."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.inputs import note_path
from reportgen.metrics.beside import settings_in
from reportgen.metrics.pictures import pictures
from reportgen.metrics.roles import Roles
from reportgen.metrics.run import MetricsRun, Part
from reportgen.metrics.sheet import Sheet, Values
from reportgen.metrics.split import runs_of as split
from reportgen.metrics.text.cells import number
from reportgen.metrics.text.dialect import sample_of
from reportgen.metrics.text.sheet import TextSheet, read_sheet
from reportgen.model.column import Floats, Ints
from reportgen.model.run import Loss
from reportgen.readers.dvclive.plots import plots_in

_STEP, _TIME = "step", "timestamp"
_PICTURE = re.compile(r"plots/images/(?P<path>.+?)(?:/(?P<step>\d+))?\.\w+\Z")


def runs_of(folder: Path, name: str) -> Iterator[MetricsRun]:
    """Yield the run of a folder; OSError when it cannot be read."""
    losses: list[Loss] = []
    sheet = _histories(folder, losses)
    last = settings_in(folder, "metrics.json", losses)
    summary = dict(_flat(last)) if isinstance(last, dict) else {}
    config = settings_in(folder, "params.yaml", losses)
    steps = sheet.columns[0].all()[1]
    step = summary.pop(_STEP, None)
    final = int(step) if isinstance(step, int) else int(steps.max()) if len(steps) else 0
    shown = pictures(folder, _files(folder, "plots/images"), _named, final)
    tables, charts = plots_in(folder, _files(folder, "plots"), losses)
    part = Part(
        name, name, "dvclive", folder.absolute().parent.name, config if isinstance(config, dict) else {},
        tuple(losses), summary=summary, media=shown, tables=tables, charts=charts,
    )  # fmt: skip
    yield from split(sheet, Roles(x=0, time=1), part, again="is kept")


def _files(folder: Path, below: str) -> list[str]:
    """Return the files below a folder, none of them through a link."""
    found = []
    for path, _, names in os.walk(folder / below):
        there = Path(path).relative_to(folder)
        found += [(there / name).as_posix() for name in names if not (folder / there / name).is_symlink()]
    return sorted(found)


def _histories(folder: Path, losses: list[Loss]) -> Sheet:
    """Return all metrics as columns of one sheet, its rows those of one after the other."""
    steps, times, names, columns, count = Values(), Values(), [_STEP, _TIME], [], 0
    damage: list[str] = []
    for path in _files(folder, "plots/metrics"):
        key, own = path.removeprefix("plots/metrics/").rpartition(".")[0], _history(folder / path)
        if own is None:
            losses.append(Loss(path, "it is not a table of a metric, and cannot be read"))
            continue
        damage += [f"{key}: {what}" for what in own.losses(Roles(x=own.place(_STEP)))]
        _move(own, own.place(_STEP), count, steps)
        _move(own, own.place(_TIME), count, times)
        column = Values()
        _move(own, len(own.names) - 1, count, column)
        columns.append(column)
        names.append(key)
        count += own.rows
    return Sheet("plots/metrics", tuple(names), count, [steps, times, *columns], damage=damage)


def _history(path: Path) -> TextSheet | None:
    note_path(path)
    table = sample_of(path)
    if table is None or _STEP not in table.names:
        return None
    return read_sheet(path, table.dialect, Roles(x=table.names.index(_STEP)))


def _move(sheet: Sheet, place: int, count: int, to: Values) -> None:
    """Add a column's numbers behind the ``count`` rows that there are."""
    if place < 0:
        return
    found: tuple[Ints, Floats] = sheet.columns[place].all()
    to.numbers.append((np.asarray(found[0]) + count, found[1]))
    to.number_count += len(found[0])
    to.last = sheet.columns[place].last


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}/")
        else:
            told = number(value) if isinstance(value, str) else None
            yield f"{prefix}{name}", value if told is None else told


def _named(path: str) -> tuple[str, int | None, int] | None:
    match = _PICTURE.match(path)
    return (match["path"], int(match["step"]) if match["step"] else None, 0) if match else None
