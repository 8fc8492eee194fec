"""What the columns of a table are for: the x axis, the time, the run, a name of what was measured."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportgen.metrics.head import Head

_STEPS = (
    "step", "global_step", "_step", "steps", "iteration", "iterations", "iter", "iters", "it", "current_steps",
    "training_iteration", "train_step", "training_step", "timestep", "timesteps", "total_timesteps", "timesteps_total",
    "num_timesteps", "total_steps", "env_steps", "total_env_steps", "environment_steps", "update", "updates",
    "n_updates", "batch", "epoch", "epochs", "round", "rounds", "generation", "episode", "episodes", "tick", "frame",
    "frames",
)  # fmt: skip
STEP = frozenset(_STEPS[:4])
"""Names under which an axis is called step."""
_INDEX = ("index", "unnamed:_0", "idx", "i", "n", "row")
_TIMES = (
    "timestamp", "_timestamp", "time_stamp", "wall_time", "walltime", "wall_clock", "datetime", "date_time", "date",
    "created_at", "logged_at", "time", "ts",
)  # fmt: skip
_RUNS = ("run", "run_id", "run_name", "run_uuid", "trial", "trial_id", "trial_name", "experiment", "experiment_name",
         "experiment_id", "exp", "exp_name")  # fmt: skip
_SEEDS = ("seed", "fold", "repeat", "replicate")
_MACHINE = frozenset(
    ("host", "hostname", "host_name", "node", "node_ip", "node_name", "ip", "ip_address", "machine", "pid", "user",
     "username")
)  # fmt: skip
_PARTS = ("phase", "split", "stage", "mode", "subset", "set", "partition", "dataset")
_KEYS = ("metric", "metric_name", "name", "key", "tag", "variable")
_VALUES = ("value", "metric_value", "val", "scalar")
_DATE = re.compile(r"\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?\s?(?:Z|UTC|[-+]\d\d:?\d\d)?\Z")
MOST_PARTS = 12
_ROWS_A_STEP = 20


@dataclass(frozen=True)
class Roles:
    """Places of columns by what they are for; -1 where there is none."""

    x: int = -1
    time: int = -1
    run: int = -1
    part: int = -1
    """What splits metrics, such as train and val."""
    key: int = -1
    value: int = -1
    texts: frozenset[int] = frozenset()
    dates: frozenset[int] = frozenset()
    """Columns of dates and times of day."""
    machine: frozenset[int] = frozenset()
    """Columns that name a machine or a person: never shown."""
    sure: bool = False
    """Whether the x axis has a name that says so, or was named by the spec."""

    @property
    def metrics(self) -> Callable[[int], bool]:
        """Tell the columns that are measured."""
        taken = {self.x, self.time, self.run, self.part, self.key} | self.texts | self.dates | self.machine
        return lambda place: place not in taken


def plain(name: str) -> str:
    """Return a name as it is compared: small, words joined by underscores."""
    return re.sub(r"[\s.-]+", "_", name.strip().lower())


def roles_of(
    table: Head,
    x: str | None = None,
    run: str | None = None,
    time: str | None = None,
    metric: str | None = None,
    value: str | None = None,
) -> Roles:
    """Return what columns are for; ``x``, ``run``, ``time``, ``metric`` and ``value`` are names that the spec gives."""
    names = [plain(name) for name in table.names]
    own = list(table.names)
    columns = [table.column(place) for place in range(len(names))]
    dates = frozenset(place for place, column in enumerate(columns) if column and all(map(_DATE.match, column)))
    texts = frozenset(
        place for place, column in enumerate(columns)
        if place not in dates and column and sum(map(is_number, column)) * 2 <= len(column)
    )  # fmt: skip

    def named(given: str | None, wanted: Sequence[str], fits: Callable[[int], bool]) -> int:
        if given is not None:
            return own.index(given) if given in own else -1
        for word in wanted:
            for place, name in enumerate(names):
                if (name == word or name.rpartition("/")[2] == word) and fits(place):
                    return place
        return -1

    full = len(table.rows) / 2

    def number(place: int) -> bool:
        return place not in texts and place not in dates and len(columns[place]) >= full

    step = named(x, _STEPS, number)
    sure = step >= 0
    if step < 0 and x is None:
        step = named(None, _INDEX, lambda place: place == 0 and number(place) and rising(columns[place]))
    clock = named(time, _TIMES, lambda place: place in dates or (place != step and is_clock(columns[place])))
    clock = clock if clock >= 0 or time is not None else min(dates, default=-1)
    group = named(run, _RUNS, lambda place: place != step)
    if group < 0 and run is None and step >= 0:
        group = named(None, _SEEDS, lambda place: place != step and len(columns[place]) >= full)
    key = named(metric, _KEYS, lambda place: place in texts)
    held = named(value, _VALUES, lambda place: place not in texts) if key >= 0 else -1
    part = named(None, _PARTS, lambda place: place in texts and len(set(columns[place])) <= MOST_PARTS)
    machine = frozenset(place for place, name in enumerate(names) if name in _MACHINE)
    return Roles(step, clock, group, part, key if held >= 0 else -1, held, texts, dates, machine, sure)


def is_metrics(table: Head, roles: Roles, *, usual: bool) -> bool:
    """Tell a table of metrics by step from any other; ``usual`` are names of files that loggers write."""
    places = range(len(table.names))
    metrics = [place for place in places if roles.metrics(place)]
    others = roles.texts - roles.machine - {roles.run, roles.part, roles.key}
    varying = [place for place in others if len(set(table.column(place))) > 1]
    once = roles.sure and len(set(table.column(roles.x))) == len(table.rows)
    if not metrics or len(varying) > len(metrics) or (len(varying) == len(metrics) and not once):
        return False
    if not (roles.sure or roles.time >= 0 or (usual and not varying)):
        return False
    if roles.x < 0 or not table.rows:
        return True
    steps = table.column(roles.x)
    alone = roles.run < 0 and roles.key < 0
    if roles.run >= 0 and len(steps) > 1 and len(set(table.column(roles.run))) == len(table.rows):
        return False  # a row a run: a table of results
    return not alone or (falls(steps) * 3 <= len(steps) and len(steps) <= len(set(steps)) * _ROWS_A_STEP)


def is_number(text: str) -> bool:
    """Tell a cell that is a number, or a truth value."""
    try:
        float(text)
    except ValueError:
        return text.lower() in _TRUTH or ("," in text and is_number(text.replace(",", ".", 1)))
    return True


def falls(steps: Sequence[str]) -> int:
    """Return how often steps go back."""
    numbers = [float(step.replace(",", ".")) for step in steps if is_number(step) and step.lower() not in _TRUTH]
    return sum(after < before for before, after in pairwise(numbers))


_TRUTH = ("true", "false")


def rising(column: Sequence[str]) -> bool:
    """Tell whole numbers that rise one by one."""
    numbers = [int(cell) for cell in column if cell.isdecimal()]
    return len(numbers) == len(column) and all(b - a == 1 for a, b in pairwise(numbers))


def is_clock(column: Sequence[str]) -> bool:
    """Tell seconds, milliseconds, microseconds or nanoseconds since 1970: of this century."""
    try:
        numbers = [float(cell.replace(",", ".")) for cell in column]
    except ValueError:
        return False
    return bool(numbers) and any(all(_FROM * unit <= one < _TO * unit for one in numbers) for unit in UNITS)


_FROM, _TO = 9.4e8, 4.2e9  # 2000 to 2103
UNITS = (1.0, 1e3, 1e6, 1e9)
"""Parts of a second in which clocks count."""
