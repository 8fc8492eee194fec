"""What ``init`` was asked for: its arguments, and the environment where they say nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportgen.errors import nearest
from reportgen.logger.misuse import UsageError, named

FOLDER = "reportgen-runs"
_CHOICES = {"mode": ("offline", "online", "disabled"), "resume": ("allow", "must", "never", "auto")}
_SWITCHES = frozenset({"system", "console", "code", "silent", "personal"})
_OFF = frozenset({"0", "false", "off", "no"})
_ON = frozenset({"1", "true", "on", "yes"})
_ELSEWHERE = frozenset((
    "entity", "reinit", "save_code", "sync_tensorboard", "monitor_gym", "allow_val_change", "force", "magic",
    "anonymous", "config_exclude_keys", "config_include_keys", "fork_from", "resume_from", "tensorboard",
))  # fmt: skip
"""Arguments that people's scripts pass, which have no meaning without a server; they are taken and ignored."""


@dataclass(frozen=True)
class Settings:
    """How a run is logged. Each field can be set by ``REPORTGEN_`` and its name in capitals."""

    project: str = ""
    name: str = ""
    group: str = ""
    job_type: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    id: str = ""
    dir: str = "."
    mode: str = "offline"
    resume: str = ""
    system: bool = True
    """Whether metrics of the machine are logged."""
    console: bool = True
    """Whether what is printed is logged."""
    code: bool = True
    """Whether the commit, the packages and the script are logged."""
    silent: bool = False
    personal: bool = False
    """Whether the names of host and user and the command line are logged."""
    rank: int = 0

    @property
    def folder(self) -> Path:
        """The folder of runs."""
        place = Path(self.dir).absolute()
        return place if place.name == FOLDER else place / FOLDER


def resolved(given: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
    """Return settings of arguments, the environment and defaults; UsageError names an argument that is wrong."""
    given = {name: value for name, value in given.items() if value is not None and name not in _ELSEWHERE}
    known = Settings.__dataclass_fields__
    for name in given:
        if name not in known:
            near = nearest(name, known)
            raise UsageError(f"init has no argument '{name}'", f"Did you mean '{near}'?" if near else "leave it out")
    found = {name: given[name] if name in given else _of_environment(name, environment) for name in known}
    found = {name: _checked(name, value, given) for name, value in found.items() if value is not None}
    if "group" not in found and (job := _job(environment)):
        found["group"] = job
    return Settings(**found)


def _of_environment(name: str, environment: Mapping[str, str]) -> Any:
    names = {"id": ("RUN_ID", "ID"), "group": ("RUN_GROUP", "GROUP"), "system": ("DISABLE_STATS", "SYSTEM")}
    for end in names.get(name, (name.upper(),)):
        value = environment.get(f"REPORTGEN_{end}")
        if value:  # an empty one is not set
            return value if end != "DISABLE_STATS" else value.lower() in _OFF
    if name == "rank":
        return environment.get("RANK") or environment.get("SLURM_PROCID")
    return None


def _job(environment: Mapping[str, str]) -> str:
    """Return what the processes of one job share, where there are several."""
    if int(environment.get("WORLD_SIZE") or "1") < 2:  # noqa: PLR2004 - one process is no group
        return ""
    job = environment.get("TORCHELASTIC_RUN_ID", "")
    return job if job not in ("", "none") else environment.get("SLURM_JOB_ID", "")


def _checked(name: str, value: Any, given: Mapping[str, Any]) -> Any:
    """Return an argument in its type; what is wrong in the environment is named as it is called there."""
    try:
        return checked(name, value)
    except UsageError as error:
        if name in given:
            raise
        raise UsageError(f"in the environment (REPORTGEN_{name.upper()}), {error.what}", error.hint) from None


def checked(name: str, value: Any) -> Any:
    """Return an argument in its type; UsageError where it cannot be."""
    if name in _SWITCHES:
        text = value.lower() if isinstance(value, str) else str(int(bool(value)))
        if text not in _OFF | _ON:
            raise UsageError(f"{name}: {value!r} came", "pass True or False; in the environment, 1 or 0")
        return text in _ON
    match name:
        case "tags":
            return _tags(value)
        case "resume" if isinstance(value, bool):
            return "auto" if value else ""
        case "resume" | "mode" if value not in _CHOICES[name]:
            raise UsageError(f"{name}: {value!r} came", f"pass one of {', '.join(_CHOICES[name])}")
        case "rank" if not str(value).isdigit():
            raise UsageError(f"rank: {value!r} came", "pass the number of the process, from 0")
        case "rank":
            return int(value)
        case "dir" if not isinstance(value, str | os.PathLike):
            raise UsageError(f"dir: {named(value)} came", "pass the path of a folder")
        case "dir":
            return os.fspath(value)
        case "id" if not isinstance(value, str) or not value or set(value) & set('/\\:*?"<>|') or value[0] == ".":
            raise UsageError(f"id: {value!r} came", "pass a text that can be a part of a folder's name")
        case _ if not isinstance(value, str):
            raise UsageError(f"{name}: {named(value)} came", "pass a text")
    return value


def _tags(value: Any) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, Sequence) or not all(isinstance(part, str) for part in parts):
        raise UsageError(f"tags: {value!r} came", "pass a list of texts")
    return tuple(part.strip() for part in parts if part.strip())
