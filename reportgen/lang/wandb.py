"""What the names and comparisons of W&B's filters mean: ``Metric("Tags") in ["night"]``, ``Config("optim.value.lr")``.

The attributes of a run have two names there, one shown and one inside (``ID`` is ``name``, ``Name`` is
``displayName``). Some are of W&B's server, and no log holds them: a filter that asks for one is refused.
"""

from __future__ import annotations

import re
from typing import Any

from reportgen.errors import KnownError
from reportgen.lang.tree import Binary, Column, Constant, ListOf, Node, Not, balanced

TAGS, CREATED = Column(0, "tags"), Column(0, "created")
SHOWN = {
    "ID": "id", "Name": "name", "Tags": "tags", "State": "state", "CreatedTimestamp": "created", "Runtime": "duration",
    "Group": "group", "JobType": "job_type", "Sweep": "sweep", "Notes": "notes", "Project": "project",
}  # fmt: skip
_INSIDE = {
    "name": "id", "displayName": "name", "tags": "tags", "state": "state", "createdAt": "created",
    "duration": "duration", "runtime": "duration", "group": "group", "jobType": "job_type", "sweep": "sweep",
    "notes": "notes", "id": "id", "project": "project", "job_type": "job_type", "created": "created",
}  # fmt: skip
_SERVER = ("User", "username", "user", "Entity", "entity", "Hostname", "host", "UsingArtifact", "inputArtifacts",
           "OutputtingArtifact", "outputArtifacts")  # fmt: skip
_OTHER_NAMES = {
    "Step": "Filter by a summary value, such as the last epoch.", "_step": "Filter by a summary value.",
    "RelativeTime(Wall)": "Write Runtime.", "_absolute_runtime": "Write Runtime.",
    "RelativeTime(Process)": "Write Runtime.", "_runtime": "Write Runtime.",
    "WallTime": "Write CreatedTimestamp.", "_timestamp": "Write CreatedTimestamp.",
}  # fmt: skip


class UnknownError(KnownError):
    """A filter asks for what no log tells; ``hint`` says what can be asked instead."""


def attribute(name: str) -> str:
    """Return our path for ``Metric(name)``: an attribute of the run, or a summary value."""
    refuse_absent(name)
    return SHOWN.get(name) or _INSIDE.get(name) or f"summary.{name}"


def refuse_absent(name: str) -> None:
    """Raise UnknownError for an attribute that a log does not hold."""
    if name in _SERVER:
        raise UnknownError(f"logs do not record a run's {name}", f"Attributes: {', '.join(SHOWN)}.")
    if name in _OTHER_NAMES:
        raise UnknownError(f"runs cannot be filtered by {name}", _OTHER_NAMES[name])


def accessor(path: str) -> str | None:
    """Return our path for ``config:optim.value.lr``, ``summary:acc``, ``run:state``, ``tags:__ALL__``; else None."""
    section, colon, name = path.partition(":")
    if not colon or section not in ("config", "summary", "run", "tags"):
        return None
    if section == "run":
        return SHOWN.get(name) or _INSIDE.get(name, name)
    return (
        "tags" if section == "tags" else f"summary.{name}" if section == "summary" else f"config.{plain_config(name)}"
    )


def plain_config(name: str) -> str:
    """Return a config path without the step ``value`` that W&B keeps below each first key."""
    parts = name.split(".")
    if len(parts) > 1 and parts[1] == "value":
        return ".".join([parts[0], *parts[2:]])
    return name.removesuffix(".value")


def tag(name: str) -> Node:
    """Return what ``Tags(name)`` stands for: all tags, or whether there is this one."""
    return TAGS if name in ("", "__ALL__") else Binary("in", Constant(name), TAGS)


def compared(word: str, left: Node, right: Node) -> Node:
    """Return a comparison; one of tags holds for any of them, one of a timestamp with a date is one of timestamps."""
    tagged = _tagged(word, left, right)
    if tagged is not None:
        return tagged
    if left == CREATED:
        right = _moments(right)
    elif right == CREATED:
        left = _moments(left)
    return Binary(word, left, right)


def _tagged(word: str, left: Node, right: Node) -> Node | None:
    asked = _constants(right)
    is_one = isinstance(left, Binary) and left.operator == "in" and left.right == TAGS
    if is_one and isinstance(left, Binary) and isinstance(left.left, Constant):  # Tags("night") == true
        if word in ("==", "!=") and asked and all(isinstance(value, bool) or value in (0, 1) for value in asked):
            return left if bool(asked[0]) == (word == "==") else Not(left)
        left = TAGS
    if left != TAGS or not asked or (word in ("==", "!=") and isinstance(right, ListOf)):
        return None
    if word not in ("==", "!=", "in", "not in") or not all(isinstance(value, str) for value in asked):
        return None
    found = balanced("or", [Binary("in", Constant(value), TAGS) for value in asked])
    return found if word in ("==", "in") else Not(found)


def _constants(node: Node) -> list[Any]:
    """Return the constants that a node lists, none where anything in it is not one."""
    items = node.items if isinstance(node, ListOf) else (node,)
    found = [item.value for item in items if isinstance(item, Constant)]
    return found if len(found) == len(items) else []


def _moments(node: Node) -> Node:
    """Return dates of a node as Unix seconds; UnknownError tells a text that is no date."""
    match node:
        case ListOf(items):
            return ListOf(tuple(map(_moments, items)))
        case Constant(str(text)):
            return Constant(_unix(text))
    return node


_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?\s*(?:Z|UTC|([+-])(\d\d):?(\d\d))?\Z")


def _unix(text: str) -> float:
    """Return an ISO 8601 date, in UTC where it names no other zone, as Unix seconds."""
    import numpy as np

    day, clock, sign, hours, minutes = ((match := _DATE.match(text)) and match.groups()) or ("", *[None] * 4)
    try:
        moment = np.datetime64(f"{day}T{clock or '00:00'}", "us").astype(np.int64) / 1e6
    except ValueError:
        hint = "Write for example: '2026-11-27' or '2026-11-27T15:00'."
        raise UnknownError(f"'{text}' is not a date", hint) from None
    east = (int(hours) * 3600 + int(minutes) * 60) * (-1 if sign == "-" else 1) if sign else 0
    return float(moment) - east
