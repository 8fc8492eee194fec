"""A project as its SQLite file holds it: rows of metrics as JSON, by run and step; older files lack some columns."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.digits import plural
from reportgen.model.run import RunMeta
from reportgen.model.table import Table
from reportgen.readers.trackio.values import Values
from reportgen.sqlite_files import columns_of, opened
from reportgen.tracked.log import SYSTEM, Log, is_step
from reportgen.tracked.run import TrackedRun
from reportgen.tracked.times import seconds

if TYPE_CHECKING:
    import sqlite3

_METRICS = ("run_id", "run_name", "step", "timestamp", "metrics")
_PRIVATE = ("_Username", "_Created", "_Group")
"""What trackio itself adds to a config: who ran it, when, and the group."""
_MEDIA = "media"


def runs_of(path: Path) -> Iterator[TrackedRun]:
    """Yield the runs of a project, in the order in which they began; DatabaseError says why not."""
    with opened(path) as file:
        runs = _runs(file)
        for ident, name in runs.items():
            log = _log(file, path, ident)
            meta = _meta(file, path, (ident, name), log)
            yield TrackedRun.of(meta, log)


def _rows(file: sqlite3.Connection, table: str, wanted: tuple[str, ...], ident: str = "") -> Iterator[tuple[Any, ...]]:
    """Yield rows of a table in the order of their ids, None for a column that it has not."""
    there = columns_of(file, table)
    if not there:
        return
    picked = ", ".join(f'"{name}"' if name in there else "NULL" for name in wanted)
    which = "run_id" if "run_id" in there else "run_name"
    own = f' WHERE "{which}" = ?' if ident else ""
    query = f'SELECT {picked} FROM "{table}"{own} ORDER BY rowid'  # noqa: S608 - of our own words
    yield from file.execute(query, (ident,) if ident else ())


def _runs(file: sqlite3.Connection) -> dict[str, str]:
    """Return the name of each run by its id; older projects know a run by its name alone."""
    found: dict[str, str] = {}
    for table in ("metrics", "configs", "system_metrics"):
        for ident, name in _rows(file, table, ("run_id", "run_name")):
            found.setdefault(str(ident or name), str(name))
    return found


def _log(file: sqlite3.Connection, path: Path, ident: str) -> Log:
    log, values = Log(), Values(path.parent / _MEDIA)
    traced = {row[0] for row in _rows(file, "traces", ("step",), ident)}  # taken out of their rows
    for _, _, step, timestamp, content in _rows(file, "metrics", _METRICS, ident):
        found = _parsed(content)
        if found is None:
            log.unread["row of metrics is not JSON and was|rows of metrics are not JSON and were"] += 1
            continue
        if not found and step not in traced:
            log.unread["row without values (trackio could not store what was logged) was|rows without values (trackio"
                       " could not store what was logged) were"] += 1  # fmt: skip
        time = seconds(timestamp)
        for key, value in found.items():
            values.add(log, str(key), _step(step), time, value)
    for place, (timestamp, content) in enumerate(_rows(file, "system_metrics", ("timestamp", "metrics"), ident)):
        for key, value in (_parsed(content) or {}).items():
            log.add(f"{SYSTEM}{key}", place, seconds(timestamp), value)
    _add_traces(file, log, values, ident)
    _add_alerts(file, log, ident)
    log.lose(path.name)
    return log


def _step(value: Any) -> int:
    return int(value) if is_step(value) else 0


def _parsed(content: Any) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except (ValueError, TypeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _add_traces(file: sqlite3.Connection, log: Log, values: Values, ident: str) -> None:
    """Add traces as tables by key: a row is a conversation."""
    rows: dict[str, list[list[Any]]] = {}
    facts: dict[str, dict[str, None]] = {}
    for key, step, messages, metadata in _rows(file, "traces", ("key", "step", "messages", "metadata"), ident):
        about = _parsed(metadata) or {}
        facts.setdefault(str(key), {}).update(dict.fromkeys(about))
        try:
            said = json.loads(messages)
        except (ValueError, TypeError, RecursionError):
            log.unread["trace is not JSON and was|traces are not JSON and were"] += 1
            continue
        rows.setdefault(str(key), []).append([step, values.cell(said), about])
    for key, found in rows.items():
        names = [name for name in facts[key] if name not in ("step", "messages")]
        table = [[step, said, *(about.get(name) for name in names)] for step, said, about in found]
        log.table(key, _step(found[-1][0]), Table(["step", "messages", *names], table, len(table)))


def _add_alerts(file: sqlite3.Connection, log: Log, ident: str) -> None:
    rows = [list(row) for row in _rows(file, "alerts", ("step", "level", "title", "text"), ident)]
    if rows:
        log.table("alerts", max(_step(row[0]) for row in rows), Table(["step", "level", "title", "text"], rows,
                                                                        len(rows)))  # fmt: skip


def _meta(file: sqlite3.Connection, path: Path, run: tuple[str, str], log: Log) -> RunMeta:
    ident, name = run
    config = next((_parsed(row[0]) or {} for row in _rows(file, "configs", ("config",), ident)), {})
    user, created = config.get(_PRIVATE[0]), seconds(config.get(_PRIVATE[1]))
    first, last = log.first_time(), log.last_time()
    start = first if math.isnan(created) else created
    return RunMeta(
        ident, name, "trackio", path.stem, project=path.stem, group=str(config.get(_PRIVATE[2]) or ""), state="",
        created=start, duration=last - start, config=_bare(config), losses=tuple(log.losses),
        hosts=(user,) if isinstance(user, str) and user else (), remarks=_remarks(log),
        personal={"users": (user,)} if isinstance(user, str) and user else {},
    )  # fmt: skip


def _bare(config: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in config.items() if key not in _PRIVATE}


def _remarks(log: Log) -> tuple[str, ...]:
    """Say that times are not those of logging: trackio writes one for all that it stores together."""
    times = Counter(time for points in log.numbers.values() for time in points.times)
    steps = {step for points in log.numbers.values() for step in points.steps}
    if len(steps) > 1 and len(times) == 1:
        return (f"trackio stored all {plural(len(steps), 'step')} of this run at one time, so there is no time axis.",)
    return ()
