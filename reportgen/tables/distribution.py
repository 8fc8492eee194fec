"""How the values of a whole table's columns are distributed, where the page carries only a part of the rows.

The entries are those of ``client/query/engine/engine.ts``: bins of numbers and timestamps, the most frequent texts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from reportgen.lang.expression import Expression
from reportgen.tables.frame import BINS, INFINITE, NAN, NONE, Bin, Cell, Ends, Frame, Groups, Key, Top

TOP = 8
GROUPS = 200
_NOT = {NAN: "nan", NONE: "missing", INFINITE: "infinite"}
_NUMBERS = ("number", "integer", "time")
_TEXTS = ("text", "boolean")
Entry = dict[str, Any]
"""An entry of the page's engine: its type is ``Distribution`` there."""


def distributions(frame: Frame, names: Sequence[str], filters: Expression | None) -> dict[str, list[Entry]]:
    """Return of each column how it is distributed over all rows, and over those that the filter keeps.

    Each column is read once for that, and those of numbers once more for their ends.
    """
    ends = frame.ends([name for name in names if frame.types[name] in _NUMBERS])
    found: dict[str, list[Entry]] = {}
    for name in names:
        if name in ends:
            bins = frame.histogram(name, ends[name], filters)
            kept = (Bin(one.place, one.kept, one.kept_total, 0, None) for one in bins)
            found[name] = [_of_bins(bins, ends[name]), _of_bins(kept, ends[name])]
        elif frame.types[name] in _TEXTS:
            found[name] = [_of_top(one) for one in frame.top(name, filters, TOP)]
        else:
            counted = frame.missing(name, filters)
            found[name] = [{"missing": one.missing, "count": one.count} for one in counted]
    return found


def of_groups(frame: Frame, by: Sequence[Expression], names: Sequence[str], filters: Expression | None) -> list[Entry]:
    """Return the groups of the rows that the filter keeps, in the order of their keys, each with its distributions.

    The bins are those of all rows, so that groups compare. At most 200 groups, those with the most rows.
    """
    groups = frame.groups(by, filters)
    found: dict[Key, Entry] = {
        key: {"keys": shown, "count": count, "distributions": {}} for key, shown, count in groups.counts(GROUPS)
    }
    ends = frame.ends([name for name in names if frame.types[name] in ("number", "integer")])
    for name in names:
        for key, entry in _of_each(groups, name, frame.types[name], ends.get(name)).items():
            if key in found:
                found[key]["distributions"][name] = entry
    return [found[key] for key in sorted(found, key=lambda key: [rank(value) for value in key])]


def _of_each(groups: Groups, name: str, kind: str, ends: Ends | None) -> dict[Key, Entry]:
    if ends is not None:
        bins: dict[Key, list[Bin]] = {}
        for key, one in groups.histogram(name, ends):
            bins.setdefault(key, []).append(one)
        return {key: _of_bins(each, ends) for key, each in bins.items()}
    return {key: _of_top(one) for key, one in groups.top(name, TOP).items()} if kind in _TEXTS else {}


def plain_key(cell: Cell) -> Cell:
    """Return a part of a group's key; every NaN is the same one, so that it is found again."""
    return math.nan if isinstance(cell, float) and math.isnan(cell) else cell


def rank(value: object) -> tuple[int, str, Any]:
    """Return what keys are sorted by: NaN comes last, and then what is missing; numbers before texts."""
    last = 2 if value is None else int(isinstance(value, float) and math.isnan(value))
    return last, type(value).__name__ if isinstance(value, str) else "", 0 if last else value


def _of_top(one: Top) -> Entry:
    top = [list(pair) for pair in one.top]
    return {"missing": one.missing, "count": one.count, "distinct": one.distinct, "top": top}


def _of_bins(counted: Iterable[Bin], ends: Ends) -> Entry:
    """Return counted bins as an entry; large whole numbers were counted as what they are above the least."""
    bins, other, total = [0] * BINS, dict.fromkeys(_NOT.values(), 0), 0.0
    for one in counted:
        if one.place < 0:
            other[_NOT[one.place]] += one.count
        else:
            bins[one.place] += one.count
            total += one.total or 0.0
    count = sum(bins)
    mean = float(f"{total / count:.12g}") if count else None  # with the digits that every order of adding agrees on
    exact = isinstance(ends[0], int)
    entry: Entry = {
        **{name: other[name] for name in ("missing", "nan", "infinite")}, "count": count + sum(other.values()),
        "low": float(ends[0]), "high": float(ends[1]), "bins": bins,
        "mean": ends[0] + mean if exact and mean is not None else mean,
    }  # fmt: skip
    return entry | {"ends": [str(end) for end in ends]} if exact else entry
