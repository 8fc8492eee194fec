"""One training of Ultralytics: its table by epoch, its settings, and the pictures that it draws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from reportgen.metrics.beside import settings_beside
from reportgen.metrics.pictures import pictures
from reportgen.metrics.roles import Roles
from reportgen.metrics.run import MetricsRun, Part
from reportgen.metrics.sheet import Sheet
from reportgen.metrics.split import runs_of as split
from reportgen.metrics.text.dialect import sample_of
from reportgen.metrics.text.sheet import read_sheet

_SETTINGS = ("args.yaml", "opt.yaml", "hyp.yaml")
_PRIVATE = ("save_dir", "project")
_PICTURE = re.compile(
    r"(?:(?P<batch>train_batch|val_batch)(?P<number>\d+)(?P<part>_labels|_pred)?"
    r"|(?P<name>labels(?:_correlogram)?|(?:Box|Mask|Pose)?(?:PR|F1|P|R)_curve|confusion_matrix(?:_normalized)?))\.\w+\Z"
)
_STEP = "epoch"


def runs_of(path: Path, name: str) -> Iterator[MetricsRun]:
    """Yield the run of a training; OSError when its table cannot be read."""
    table = sample_of(path)
    if table is None:
        return
    roles = Roles(x=table.names.index(_STEP) if _STEP in table.names else -1)
    sheet = read_sheet(path, table.dialect, roles)
    _go_on(sheet)
    beside = settings_beside(path.parent, _SETTINGS)
    config = {key: value for key, value in beside.config.items() if value is not None and key not in _PRIVATE}
    epochs = sheet.columns[roles.x].all()[1] if roles.x >= 0 else np.zeros(0)
    last = int(np.nanmax(epochs)) if len(epochs) and np.isfinite(epochs).any() else 0
    there = [one.name for one in path.parent.iterdir() if one.is_file()]
    part = Part(
        name, name, "ultralytics", path.absolute().parent.name, config, beside.losses,
        goals={key: _goal(key) for key in sheet.names if _goal(key)}, media=pictures(path.parent, there, _named, last),
    )  # fmt: skip
    yield from split(sheet, roles, part, again="replaces")


def _goal(key: str) -> str:
    return "maximize" if key.startswith("metrics/") else "minimize" if key.endswith("_loss") else ""


def _named(file: str) -> tuple[str, int | None, int] | None:
    match = _PICTURE.match(file)
    if match is None:
        return None
    if match["name"]:
        return match["name"], None, 0
    return f"{match['batch']}{match['part'] or ''}", None, int(match["number"])


def _go_on(sheet: Sheet) -> None:
    """Let the time of a training go on where it was resumed: it is counted from each start."""
    at, epoch = sheet.place("time"), sheet.place(_STEP)
    if at < 0 or epoch < 0:
        return
    rows, times = sheet.columns[at].all()
    found = np.full(sheet.rows, np.nan)
    found[rows] = times
    steps = np.full(sheet.rows, np.nan)
    own, epochs = sheet.columns[epoch].all()
    steps[own] = epochs
    for start in (np.flatnonzero(np.diff(steps) <= 0) + 1).tolist():
        before = found[:start][steps[:start] < steps[start]]
        before = before[np.isfinite(before)]
        found[start:] += before[-1] if len(before) else 0.0
    sheet.columns[at].numbers = [(rows, found[rows])]
