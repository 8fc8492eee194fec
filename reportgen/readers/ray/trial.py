"""One trial of Ray Tune: its rows without what Ray adds to each, its config, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportgen.metrics.beside import settings_beside
from reportgen.metrics.records import Lines, Records
from reportgen.metrics.roles import Roles
from reportgen.metrics.run import MetricsRun, Part
from reportgen.metrics.sheet import Sheet
from reportgen.metrics.split import runs_of as split
from reportgen.metrics.text.dialect import sample_of
from reportgen.metrics.text.sheet import read_sheet

_LOG, _TABLE, _ERROR = "result.json", "progress.csv", "error.txt"
_MACHINE = ("hostname", "node_ip", "pid")
_OF_RAY = frozenset(("date", "trial_id", "experiment_id", "experiment_tag", "done", "should_checkpoint", "config",
                     "time_since_restore", "iterations_since_restore", "checkpoint_dir_name", *_MACHINE))  # fmt: skip
"""What Ray writes into each row of the trial and its machine."""
_NAMED = re.compile(r"(.+?_[0-9a-f]{3,8}_\d{5})_\d+_")
_STEP, _TIME = "training_iteration", "timestamp"


def called(folder: str) -> str:
    """Return what Ray calls the trial of a folder: the folder's name goes on with parameters and a date."""
    match = _NAMED.match(folder)
    return match[1] if match else folder


def runs_of(folder: Path, names: Sequence[str], name: str) -> Iterator[MetricsRun]:
    """Yield the run of a trial; OSError when its log cannot be read."""
    log = folder / _LOG
    filled = _LOG in names and log.stat().st_size > 0
    last: dict[str, Any] = {}
    if filled or _TABLE not in names:
        sheet, last = _of_lines(log if _LOG in names else folder / names[0])
    else:
        sheet = _of_table(folder / _TABLE)
    machine = frozenset(place for place, column in enumerate(sheet.names) if column in _MACHINE)
    roles = Roles(x=sheet.place(_STEP), time=sheet.place(_TIME), machine=machine)
    beside = settings_beside(folder, ("params.json",))
    given = last.get("config")
    config = beside.config or (given if isinstance(given, dict) else {})
    state = "failed" if _ERROR in names else "finished" if last.get("done") is True else ""
    above = folder.absolute().parent.name
    part = Part(name, f"{above}/{name}", "ray", above, config, beside.losses, more={"state": state, "sweep": above})
    yield from split(sheet, roles, part, again="replaces")


def _of_lines(path: Path) -> tuple[Sheet, dict[str, Any]]:
    lines, records = Lines(path), Records(path.name, between="/")
    last: dict[str, Any] = {}
    for line, row in lines:
        last = row
        records.add({key: value for key, value in row.items() if key not in _OF_RAY or key in _MACHINE[:2]}, line)
    sheet = records.sheet(Roles())
    lines.finish(sheet)
    return sheet, last


def _of_table(path: Path) -> Sheet:
    """Return the table, which repeats the log with names joined by slashes, without what Ray adds."""
    table = sample_of(path)
    if table is None:
        return Records(path.name).sheet(Roles())
    sheet = read_sheet(path, table.dialect, Roles())
    kept = [place for place, name in enumerate(sheet.names)
            if not name.startswith("config/") and (name not in _OF_RAY or name in _MACHINE[:2])]  # fmt: skip
    names = tuple(sheet.names[place] for place in kept)
    return replace(sheet, names=names, columns=[sheet.columns[place] for place in kept])
