"""The four notations of names in a W&B report, as paths and metrics of a spec.

| where | history | attribute of a run | config | summary |
| lines, bars, numbers | train/loss | _step, _timestamp … | config.optim.value.lr | summary_metrics.val/mAP |
| axes of points, columns | - | run:createdAt | config:optim.value.lr, c::optim.lr | summary:val/mAP |
| grouping of a panel | - | group | optim.value.lr | - |
| grouping, order, filters | - | section and name, of each | | |
"""

from __future__ import annotations

import json
import re

from reportgen.errors import KnownError
from reportgen.lang import wandb
from reportgen.lang.runs import alias
from reportgen.model.run import ATTRIBUTES

AXES = {"_step": "step", "_timestamp": "wall_time", "_runtime": "relative_time", "_absolute_runtime": "relative_time",
        "Step": "step", "WallTime": "wall_time", "RelativeTime(Wall)": "relative_time",
        "RelativeTime(Process)": "relative_time"}  # fmt: skip
_WORD = re.compile(r"[A-Za-z_]\w*\Z")
_OLDER = {"c::": "config", "s::": "summary", "r::": "run"}


class NoTwin(KnownError):  # noqa: N818 - a state of what logs hold
    """A name has no counterpart in a spec, or what it names is not in logs."""


def metric(name: str) -> str:
    """Return what a line draws: a logged metric; NoTwin for what has one value for a whole run."""
    if name.startswith("config."):
        raise NoTwin(f"'{name}' has one value for each run, which is not a line")
    return name.removeprefix("summary_metrics.")


def value(name: str) -> str:
    """Return the path of what a bar, a number or a target shows: a metric's summary value, config, or an attribute."""
    head, _, rest = name.partition(".")
    if rest and head in ("config", "summary_metrics", "summary"):
        return f"config.{wandb.plain_config(rest)}" if head == "config" else f"summary.{rest}"
    return accessor(name) if ":" in name else name


def accessor(name: str) -> str:
    """Return the path of ``config:optim.value.lr``, ``summary:val/mAP`` or ``run:createdAt``."""
    older = _OLDER.get(name[:3])
    if older is not None:
        return of_section(older, name[3:])
    section, colon, rest = name.partition(":")
    if colon and section in ("config", "summary", "run", "tags", "keys_info"):
        return of_section(section, rest)
    return alias(name)


def of_section(section: str, name: str) -> str:
    """Return the path of a name in a section: run, config, summary, tags or keys_info."""
    if section == "tags":
        return "tags"
    if section in ("summary", "keys_info"):
        return f"summary.{name}"
    if section == "config":
        return f"config.{wandb.plain_config(name)}"
    if section != "run":
        raise NoTwin(f"'{section}' is not a known section of names")
    try:
        wandb.refuse_absent(name)
    except wandb.UnknownError as error:
        raise NoTwin(error.what) from None
    path = wandb.accessor(f"run:{name}") or name
    if path not in ATTRIBUTES:
        raise NoTwin(f"logs do not record a run's '{name}'")
    return path


def group(name: str) -> str:
    """Return the path that a panel groups by, which names no section."""
    section, colon, _ = name.partition(":")
    if colon and section in ("config", "summary", "run"):
        return accessor(name)
    if name.startswith(("config.", "summary.", "summary_metrics.")):
        return value(name)
    path = wandb.accessor(f"run:{name}") or name
    return path if path in ATTRIBUTES and path != "name" else of_section("config", name)


def in_filter(path: str) -> str:
    """Return a path as a filter writes it: in brackets where it has more than words and dots."""
    head, dot, rest = path.partition(".")
    if not dot or all(map(_WORD.match, rest.split("."))):
        return path
    return f"{head}[{literal(rest)}]"


def literal(found: object) -> str:
    """Return a value as the language writes it."""
    if isinstance(found, str):
        plain = found.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{plain}"'
    return json.dumps(found, ensure_ascii=False)
