"""A run's folder: what Sacred says of it, its config, its metrics, what it printed, and the files that it added.

The host, packages and sources are passed over. Values that jsonpickle wrote are read as plain ones: nothing is made.
"""

from __future__ import annotations

import csv
import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportgen.errors import KnownError, Level
from reportgen.model.console.printed import ConsoleText
from reportgen.model.media import MediaError, MediaFile
from reportgen.model.run import Loss, RunMeta
from reportgen.model.table import Table
from reportgen.tracked.files import TABLE, content_of, kind_by_name, kind_of_page, media_of
from reportgen.tracked.log import Log, is_step
from reportgen.tracked.run import TrackedRun
from reportgen.tracked.separated import separated
from reportgen.tracked.times import seconds

_STATES = {"COMPLETED": "finished", "FAILED": "failed", "INTERRUPTED": "killed", "RUNNING": "running",
           "QUEUED": "scheduled", "TIMEOUT": "killed"}  # fmt: skip
_DEEPEST = 100


class RunError(KnownError):
    """A run's folder cannot be read; says why."""

    level = Level.MISSING


def run_of(folder: Path) -> TrackedRun:
    """Return the run of a folder; RunError says why there is none."""
    losses: list[Loss] = []
    about = _parsed(folder, "run.json", losses)
    if not isinstance(about, dict):
        raise RunError("it is not valid JSON, so the run is omitted")
    log = Log(losses=losses)
    _add_metrics(folder, log)
    config = _parsed(folder, "config.json", losses)
    info = _parsed(folder, "info.json", losses)
    log.once.update({k: v for k, v in info.items() if k != "metrics"} if isinstance(info, dict) else {})
    if about.get("result") is not None:
        log.once["result"] = _plain(about["result"])
    printed = _bytes(folder, "cout.txt").decode("utf-8", "replace")
    if printed:
        log.printed.append(ConsoleText("stdout", math.nan, printed))
    _add_files(folder, about, log)
    log.lose("run.json")
    return TrackedRun.of(_meta(folder, about, config if isinstance(config, dict) else {}, log), log)


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return MediaFile(folder, name).read()
    except MediaError:
        return b""


def _parsed(folder: Path, name: str, losses: list[Loss]) -> Any:
    content = _bytes(folder, name)
    try:
        return _plain(json.loads(content)) if content else None
    except (ValueError, RecursionError):
        losses.append(Loss(name, "it is not valid JSON, and was not read"))
        return None


def _plain(value: Any, depth: int = 0) -> Any:
    """Return a value of jsonpickle as a plain one: tuples and sets as lists, numbers of NumPy as numbers."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return [_plain(one, depth + 1) for one in value]
    if not isinstance(value, dict):
        return value
    for name in ("py/tuple", "py/set"):
        if isinstance(value.get(name), list):
            return _plain(value[name], depth + 1)
    if "py/object" in value and isinstance(value.get("value"), int | float | str):
        return value["value"]
    return {str(name): _plain(one, depth + 1) for name, one in value.items() if not str(name).startswith("py/")}


def _add_metrics(folder: Path, log: Log) -> None:
    found = _parsed(folder, "metrics.json", log.losses)
    for key, one in found.items() if isinstance(found, dict) else ():
        steps, times, values = (_listed(one, name) for name in ("steps", "timestamps", "values"))
        for place, value in enumerate(values):
            step = steps[place] if place < len(steps) else None
            time = seconds(times[place]) if place < len(times) else math.nan
            log.add(str(key), step if is_step(step) else place, time, value)


def _listed(value: Any, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _add_files(folder: Path, about: Mapping[str, Any], log: Log) -> None:
    """Add files that the script named, at its last step."""
    step = max((points.steps[-1] for points in log.numbers.values()), default=0)
    names = about.get("artifacts")
    for one in names if isinstance(names, list) else ():
        name = one.get("name") if isinstance(one, dict) else one  # old releases write both
        place = folder / str(name)
        if not isinstance(name, str) or not os.path.isfile(place):  # noqa: PTH113 - a path of any text
            log.unread["file is missing and was|files are missing and were"] += 1
            continue
        if not place.resolve().is_relative_to(folder.resolve()):
            log.unread["file is outside the run's folder and was|files are outside the run's folder and were"] += 1
            continue
        file, kind = MediaFile(folder, name), kind_by_name(name)
        if kind == TABLE:
            try:
                log.table(name, step, separated(content_of(file)))
            except csv.Error:
                log.table(name, step, Table([], [], 0, f"{name} is not a table, or is damaged"))
            continue
        if kind == "HTML":
            kind = kind_of_page(content_of(file))
        log.put(name, step, media_of(file, kind, place.stat().st_size))


def _meta(folder: Path, about: Mapping[str, Any], config: Mapping[str, Any], log: Log) -> RunMeta:
    experiment, meta = about.get("experiment"), about.get("meta")
    project = str(experiment.get("name") or "") if isinstance(experiment, dict) else ""
    start = seconds(about.get("start_time"))
    end = seconds(about.get("stop_time") or about.get("heartbeat"))
    comment = meta.get("comment") if isinstance(meta, dict) else None
    trace = about.get("fail_trace")
    last = str(trace[-1]).strip() if isinstance(trace, list) and trace else ""
    host = about.get("host")
    name = str(host.get("hostname") or "") if isinstance(host, dict) else ""
    state = _STATES.get(str(about.get("status")), "")
    open_ = "Sacred has this run as running. A process that was killed leaves it so."
    return RunMeta(
        f"{project}/{folder.name}" if project else folder.name, f"{project} {folder.name}".strip(), "sacred",
        folder.name, project=project, job_type=str(about.get("command") or ""), notes=str(comment or ""), state=state,
        created=start, duration=end - start, config=config, losses=tuple(log.losses),
        remarks=(*((open_,) if state == "running" else ()), *((f"It ended with: {last}",) if last else ())),
        hosts=(name,) if name else (),
    )  # fmt: skip
