"""The manifest of a report: which block is what. ``docs/archive.md`` describes it; here it is written and read."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.errors import KnownError
from reportgen.held import WORDS, Held, HeldFacts, HeldPanel

NAME = "manifest"
"""The id of its block."""
FORMAT = "reportgen-archive"
VERSION = (1, 0)
"""A reader refuses what has a larger first number, and passes over what it does not know of a larger second one."""
_ODD = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_WORD_OF = {kind: word for word, kind in WORDS.items()}


class NewerArchiveError(KnownError):
    """The manifest is of a later version than this reportgen reads."""


@dataclass(frozen=True)
class HeldRun:
    """A run of the page, as the page names and lists it."""

    id: str
    name: str
    state: str = ""
    folder: str = ""
    format: str = ""
    sdk: str = ""
    created: float = math.nan
    duration: float = math.nan
    told: str = ""
    """Its state on the page, where that is another one: "diverged"."""
    result: str = ""
    rank: int = 0
    color: str = ""
    losses: tuple[str, ...] = ()


@dataclass
class Manifest:
    """What a report holds: its spec and runs, what blocks are, and how its panels were made."""

    generator: str = ""
    title: str = ""
    lang: str = "en"
    spec: str = ""
    """The spec's text, without what it tells of the machine that it was built on."""
    params: Mapping[str, Any] = field(default_factory=dict)
    facts: Sequence[str] = ()
    notes: Sequence[str] = ()
    goal: str = ""
    falls: bool = False
    runs: Sequence[HeldRun] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """Pictures of texts: by the path in the spec the id of what the page has."""
    blocks: int = 0
    """How many there are besides the page's own code, so that a file that was cut can tell how many it lost."""
    inline: dict[str, str] = field(default_factory=dict)
    """Pictures in the markup that are no more what their ids are digests of: by id the digest of what is there."""
    holds: Sequence[Held] = ()
    shown: Callable[[Any], Any] | None = field(default=None, metadata={"own": True})
    """What takes from its JSON what the page may not tell, where that is anonymous."""

    @property
    def panels(self) -> list[HeldPanel]:
        """How panels were made."""
        return [one for one in self.holds if isinstance(one, HeldPanel)]

    def of_runs(self, number: int) -> dict[str, Any]:
        """Return the facts of a run by path."""
        return {
            path: value
            for one in self.holds
            if isinstance(one, HeldFacts) and one.run == number
            for path, value in one.values.items()
        }

    def as_json(self) -> dict[str, Any]:
        """Return what its block holds; equal facts once."""
        found: dict[str, Any] = {"format": FORMAT, "version": list(VERSION)}
        for entry in dataclasses.fields(self):
            if "own" in entry.metadata:
                continue
            value = getattr(self, entry.name)
            if entry.name == "runs":
                found["runs"] = [_fields(run) for run in value]
            elif entry.name == "holds":
                found["holds"] = [{"what": _WORD_OF[type(one)], **_fields(one)} for one in merged(value)]
            elif value:
                found[entry.name] = _plain(value)
        return found


def merged(holds: Iterable[Held]) -> list[Held]:
    """Return what is held, each once, the facts of a run together."""
    facts: dict[int, dict[str, Any]] = {}
    others: dict[str, Held] = {}
    for one in holds:
        if isinstance(one, HeldFacts):
            facts.setdefault(one.run, {}).update(one.values)
        else:
            others.setdefault(repr(one), one)
    return [*(HeldFacts(run, facts[run]) for run in sorted(facts)), *others.values()]


def read(value: Any) -> tuple[Manifest, int]:
    """Return the manifest that a block holds, and how many of its entries are none; ValueError where it is none at all.

    NewerArchiveError where a later reportgen is needed.
    """
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ValueError("no manifest")
    version = value.get("version")
    major = version[0] if isinstance(version, list) and version else 0
    if not isinstance(major, int) or major > VERSION[0]:
        raise NewerArchiveError("the report was made by a later reportgen", "Update reportgen to take it apart.")
    found, odd = Manifest(), 0
    for entry in dataclasses.fields(found):
        if entry.name not in value or "own" in entry.metadata:
            continue
        given = _read(value[entry.name])
        if entry.name in ("runs", "holds"):
            made = [_run(one) if entry.name == "runs" else _held(one) for one in given if isinstance(one, dict)]
            odd += sum(one is None for one in made)
            setattr(found, entry.name, [one for one in made if one is not None])
        elif isinstance(given, type(getattr(found, entry.name)) | list):
            setattr(found, entry.name, given)
    return found, odd


def _run(value: dict[str, Any]) -> HeldRun | None:
    made: HeldRun | None = _made(HeldRun, value)
    return made


def _held(value: dict[str, Any]) -> Held | None:
    kind = WORDS.get(str(value.pop("what", "")))
    made: Held | None = _made(kind, value) if kind is not None else None
    return made


def _made(kind: type[Any], value: dict[str, Any]) -> Any:
    """Return an entry; None where it lacks something or has another type. What is not known of it is passed over."""
    arguments = {}
    for entry in dataclasses.fields(kind):
        if entry.name in value:
            one = value[entry.name]
            wanted = str(entry.type)
            fits = (
                isinstance(one, str) if wanted == "str"
                else isinstance(one, int | float) if wanted in ("int", "float", "bool")
                else isinstance(one, dict) if wanted.startswith("Mapping")
                else isinstance(one, list)
            )  # fmt: skip
            if not fits:
                return None
            arguments[entry.name] = tuple(one) if wanted.startswith("tuple") else one
    try:
        return kind(**arguments)
    except TypeError:
        return None


def _fields(one: Any) -> dict[str, Any]:
    """Return an entry's fields that say something."""
    found = {}
    for entry in dataclasses.fields(one):
        value = getattr(one, entry.name)
        default = entry.default
        if default is not dataclasses.MISSING and (value == default or value != value):  # noqa: PLR0124 - NaN
            continue
        found[entry.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: what is not finite is marked."""
    if isinstance(value, float):
        return value if math.isfinite(value) else {"~": repr(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return [_read(one) for one in value]
    if isinstance(value, dict):
        if len(value) == 1 and value.get("~") in _ODD:
            return _ODD[value["~"]]
        return {key: _read(one) for key, one in value.items()}
    return value


def text_of(value: Manifest) -> str:
    """Return a manifest as the text of its block."""
    told = value.as_json()
    told = told if value.shown is None else value.shown(told)
    return json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
