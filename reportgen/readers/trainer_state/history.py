"""One run of a Trainer: its history from the state that goes furthest, or from LLaMA-Factory's log."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.errors import Problem
from reportgen.metrics.beside import settings_in
from reportgen.metrics.options import missing
from reportgen.metrics.records import Lines, Records, parsed
from reportgen.metrics.roles import Roles
from reportgen.metrics.run import MetricsRun, Part
from reportgen.metrics.sheet import Sheet
from reportgen.metrics.split import runs_of as split
from reportgen.model.run import Loss

_MOST = 1 << 28
_PARTS = ("eval", "test", "predict")
_ONCE = frozenset(("train_runtime", "train_samples_per_second", "train_steps_per_second", "train_loss", "total_flos",
                   "train_tokens_per_second"))  # fmt: skip
"""What the end of a training adds to the history: no points of curves."""
_SETTINGS = ("num_train_epochs", "max_steps", "train_batch_size", "logging_steps", "eval_steps", "save_steps")
_BEST = ("best_metric", "best_global_step")
_OF_MODEL = {"config.json": "model", "adapter_config.json": "adapter"}
_OF_FACTORY = frozenset(("current_steps", "total_steps", "percentage", "remaining_time"))
"""What LLaMA-Factory's log says of its own progress."""
_LASTED = re.compile(r"(?:(\d+) days?, )?(\d+):(\d\d):(\d\d)\Z")


def runs_of(home: Path, paths: Sequence[Path], name: str, problems: list[Problem]) -> Iterator[MetricsRun]:
    """Yield the run of a folder; a log of LLaMA-Factory that was written on holds several."""
    losses: list[Loss] = []
    state, beside = _furthest(paths, problems)
    log = next((path for path in paths if path.name == "trainer_log.jsonl"), None)
    summary = _results(home, paths, losses)
    if not (state or log or summary):
        return
    more: dict[str, Any] = {"state": "finished"} if _is_over(state) else {}
    if state:
        sheet, once = _history(state)
        summary = {**once, **{key: state[key] for key in _BEST if state.get(key) is not None}, **summary}
        lasted = _lasted_of(log) if log is not None else math.nan
        if not math.isnan(lasted):
            more["duration"] = lasted
    else:
        sheet = _logged(log) if log is not None else Records(home.name).sheet(Roles())
    config = {**_settings(state), **_of_model([beside, home, *(path.parent for path in paths)], losses)}
    part = Part(name, name, "trainer_state", home.absolute().name, config, tuple(losses), more=more, summary=summary)
    yield from split(sheet, Roles(x=sheet.place("step")), part)


def _furthest(paths: Sequence[Path], problems: list[Problem]) -> tuple[Mapping[str, Any], Path]:
    """Return the state with the most steps, and its folder: the one of the end may be older than a checkpoint."""
    best: tuple[Mapping[str, Any], Path] = {}, Path()
    for path in paths:
        if path.name != "trainer_state.json":
            continue
        try:
            found = parsed(path.read_bytes()) if path.stat().st_size <= _MOST else None
        except OSError:
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("log_history"), list):
            where = f"{path.parent.name}: " if len(paths) > 1 else ""
            problems.append(missing(path, f"{where}the state is cut or not JSON, so its history cannot be read"))
        elif not best[0] or _reach(found) > _reach(best[0]):
            best = found, path.parent
    return best


def _step(state: Mapping[str, Any]) -> float:
    found = state.get("global_step")
    return float(found) if isinstance(found, int | float) else -1.0


def _reach(state: Mapping[str, Any]) -> tuple[float, int]:
    """Return how far a state goes: what is measured after the last step is in that of the end alone."""
    return _step(state), len(state["log_history"])


def _is_over(state: Mapping[str, Any]) -> bool:
    last = state.get("max_steps")
    return isinstance(last, int) and 0 < last <= _step(state)


def _history(state: Mapping[str, Any]) -> tuple[Sheet, dict[str, Any]]:
    """Return the history of a state as a sheet, and what it says once."""
    records, once = Records("trainer_state.json"), dict[str, Any]()
    for row in state["log_history"]:
        if not isinstance(row, dict):
            continue
        if "train_runtime" in row:
            once |= {key: value for key, value in row.items() if key in _ONCE}
            row = {key: value for key, value in row.items() if key not in _ONCE}  # noqa: PLW2901
        records.add({shown(str(key)): value for key, value in row.items()})
    return records.sheet(Roles()), once


def shown(key: str) -> str:
    """Return a metric's name as Hugging Face's own callbacks for trackers write it."""
    if key in ("step", "epoch"):
        return key
    part, _, rest = key.partition("_")
    return f"{part}/{rest}" if part in _PARTS and rest else f"train/{key}"


def _logged(log: Path) -> Sheet:
    """Return LLaMA-Factory's log as a sheet."""
    lines, records = Lines(log), Records(log.name)
    for line, row in lines:
        found = {shown(str(key)): value for key, value in row.items() if key not in _OF_FACTORY}
        if "train/elapsed_time" in found:
            found["elapsed_time"] = _lasted(found.pop("train/elapsed_time"))
        records.add({"step": row.get("current_steps"), **found}, line)
    sheet = records.sheet(Roles())
    lines.finish(sheet)
    return sheet


def _lasted(text: Any) -> float:
    """Return the seconds of ``0:01:40`` or ``1 day, 2:03:04``."""
    match = _LASTED.match(text) if isinstance(text, str) else None
    if match is None:
        return math.nan
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + seconds)


def _lasted_of(log: Path) -> float:
    try:
        return max((_lasted(row.get("elapsed_time")) for _, row in Lines(log)), default=math.nan)
    except OSError:
        return math.nan


def _results(home: Path, paths: Sequence[Path], losses: list[Loss]) -> dict[str, Any]:
    """Return what files of results say, under the names that they have there; ``all_results.json`` goes first."""
    found: dict[str, Any] = {}
    for path in sorted(paths, key=lambda path: path.name != "all_results.json"):
        if path.name.endswith("_results.json"):
            said = settings_in(home, path.name, losses)
            found = {**(said if isinstance(said, dict) else {}), **found}
    return {shown(key) if key.startswith(tuple(f"{part}_" for part in _PARTS)) else key: value
            for key, value in found.items()}  # fmt: skip


def _settings(state: Mapping[str, Any]) -> dict[str, Any]:
    trial = state.get("trial_params")
    said = {key: state[key] for key in _SETTINGS if state.get(key) is not None}
    return {**said, **trial} if isinstance(trial, dict) else said


def _of_model(folders: Sequence[Path], losses: list[Loss]) -> dict[str, Any]:
    """Return the settings of the model, and of its adapter, from the first folder that has them."""
    config = {}
    for file, said in _OF_MODEL.items():
        place = next((folder for folder in folders if (folder / file).is_file()), None)
        found = settings_in(place, file, losses) if place is not None else None
        if isinstance(found, dict):
            config[said] = {key: value for key, value in found.items() if value is not None}
    return config
