"""What the page says of its runs: one by one in the side, and together below the title."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Sequence

from reportgen.digits import duration, in_column
from reportgen.inputs.following import is_followed
from reportgen.model.look.short_names import short_names
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.page.assemble import PageRun
from reportgen.stats.findings import diverged
from reportgen.stats.goals import PageGoal
from reportgen.texts import plural, say

_SIDE = 34
"""Letters of a run's name in the side: two rows."""


def page_runs(runs: RunSet, goal: PageGoal | None) -> list[PageRun]:
    """Return the runs as the page lists them, each with its value of the goal and its place by it."""
    lost = diverged(runs)
    states = ["diverged" if run.index in lost else run.meta.state for run in runs]
    short = short_names([run.name for run in runs], _SIDE)
    places = {index: place for place, index in enumerate(goal.ranked() if goal else [])}
    keys = _keys([run.meta.id for run in runs])
    written = dict(zip(places, in_column([goal.values[index] for index in places]), strict=True)) if goal else {}
    return [
        PageRun(
            run.index, run.name, state, run.color, run.slot, run.dash, run.meta.folder, run.meta.id, run.meta.format,
            run.meta.sdk, tuple(map(str, run.meta.losses)), key, name, written.get(run.index, ""),
            places.get(run.index, len(places)), _told(run, state),
        )
        for run, name, key, state in zip(runs, short, keys, states, strict=True)
    ]  # fmt: skip


def _told(run: Run, state: str) -> str:
    """Return a run's state in words; of one that is read while it is logged, where it is."""
    if run.meta.state != "running" or not is_followed():
        return _state(state)
    steps = [int(column.steps[-1]) for key in run.metrics if len(column := run.column(key))]
    live = say("live, step {step}", step=f"{max(steps):,}") if steps else say("live")
    return live if state == "running" else f"{_state(state)}, {live}"


def _state(state: str) -> str:
    words = {
        "finished": say("finished"), "running": say("running"), "diverged": say("diverged"), "killed": say("killed"),
        "crashed": say("crashed"), "failed": say("failed"), "preempted": say("preempted"),
        "pruned": say("pruned"),
    }  # fmt: skip
    return words.get(state, state)


def _keys(ids: Sequence[str]) -> list[str]:
    """Return what stands for each run in the page's address: its id, or a hash of an id that does not fit there."""
    plain = [one if re.fullmatch(r"[\w-]{1,24}", one, re.ASCII) else _hashed(one) for one in ids]
    counts = Counter(plain)
    seen: Counter[str] = Counter()
    keys = []
    for key in plain:
        seen[key] += 1
        keys.append(key if counts[key] == 1 else f"{key}_{seen[key]}")
    return keys


def _hashed(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=4).hexdigest()


def facts_of(runs: RunSet, listed: Sequence[PageRun]) -> list[str]:
    """Return the line of facts below the title."""
    metrics = len(runs.metrics)
    if not len(runs):
        return []
    running = sum(run.meta.state == "running" for run in runs)
    unfinished = sum(run.meta.state not in ("finished", "running", "pruned", "") for run in runs)
    done = ", " + say("all finished") if len(runs) > 1 and all(run.meta.state == "finished" for run in runs) else ""
    facts = [plural(len(runs), "run") + done, *([plural(metrics, "metric")] if metrics else [])]
    if days := _days(runs):
        facts.append(days)
    if lasted := lasting([float(value) for run in runs if isinstance(value := run.lookup("duration"), int | float)]):
        facts.append(lasted)
    damaged = sum(bool(run.meta.losses) for run in runs)
    if damaged:
        facts.append(plural(damaged, "damaged log"))
    if running:
        facts.append(say("{n} running", n=f"{running:,}"))
    if unfinished:
        facts.append(say("{n} did not finish", n=f"{unfinished:,}"))
    if lost := sum(run.state == "diverged" for run in listed):
        facts.append(say("{n} diverged", n=f"{lost:,}"))
    return facts


def lasting(seconds: Sequence[float]) -> str:
    """Return how long runs took: of several the shortest and the longest, a unit that both have once."""
    known = [one for one in seconds if math.isfinite(one) and one > 0]
    if not known:
        return ""
    shortest, longest = duration(min(known)), duration(max(known))
    if shortest == longest:
        return longest
    one, _, unit = shortest.partition(" ")
    same = unit and unit == longest.partition(" ")[2] and unit.isalpha()
    return say("{low} to {high}", low=one if same else shortest, high=longest)


def _days(runs: RunSet) -> str:
    """Return the days on which runs began, in UTC."""
    import numpy as np

    begun = [run.meta.created for run in runs if np.isfinite(run.meta.created)]
    days = [str(np.datetime64(int(time), "s"))[:10] for time in (min(begun), max(begun))] if begun else []
    return " – ".join(dict.fromkeys(days))
