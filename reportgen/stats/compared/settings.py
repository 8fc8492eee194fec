"""What differs in the config of two sides: settings that changed, that one side lacks, and that vary within a side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reportgen.model.media import Media
from reportgen.model.nested import flatten
from reportgen.model.order import natural
from reportgen.model.runset import RunSet, show
from reportgen.stats.compared.matching import Pair

State = Literal["changed", "first", "second", "varies", "same"]
_SHOWN = 4
_MAX_TEXT = 400


@dataclass(frozen=True)
class Setting:
    """A setting: the values of either side as texts, each once, a few of many.

    "first" and "second" say which side alone has it, "varies" that runs of a side differ in it, so that no one value
    was replaced by another. ``group`` is whose it is, where not all pairs of runs say the same.
    """

    name: str
    state: State
    first: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    counts: tuple[int, int] = (0, 0)
    """How many values either side has."""
    group: str = ""


def settings(pairs: Sequence[Pair]) -> list[Setting]:
    """Return every setting: what changed first, then what one side lacks, what varies, and what is equal."""
    sides = [(_values(pair.first), _values(pair.second)) for pair in pairs]
    names = sorted({name for first, second in sides for name in (*first, *second)}, key=natural)
    found: list[Setting] = []
    for name in names:
        told = [_setting(name, first.get(name, []), second.get(name, [])) for first, second in sides]
        if len(set(told)) == 1:
            found.append(told[0])
            continue
        different = [replace(one, group=pair.group) for one, pair in zip(told, pairs, strict=True) if _is_told(one)]
        found += different or [told[0]]
    return sorted(found, key=lambda one: _ORDER.index(one.state))  # sorted() keeps the order otherwise


_ORDER: Sequence[State] = ("changed", "second", "first", "varies", "same")


def _is_told(one: Setting) -> bool:
    return one.state != "same"


def _values(runs: RunSet) -> dict[str, list[str]]:
    """Return the values of each setting as texts, each once, in their natural order."""
    found: dict[str, dict[str, None]] = {}
    for run in runs:
        for name, value in flatten(run.meta.config).items():
            if not isinstance(value, Media):
                text = '""' if value == "" else show(value)
                found.setdefault(name, {})[text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"] = None
    return {name: sorted(values, key=natural) for name, values in found.items()}


def _setting(name: str, first: list[str], second: list[str]) -> Setting:
    if first == second:
        state: State = "same"
    elif not second:
        state = "first"
    elif not first:
        state = "second"
    else:
        state = "changed" if len(first) == len(second) == 1 else "varies"
    return Setting(name, state, tuple(first[:_SHOWN]), tuple(second[:_SHOWN]), (len(first), len(second)))
