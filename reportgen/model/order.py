"""The order of runs on a page: when they started, and by name where that does not tell."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from reportgen.model.run import RunMeta

_TOGETHER = 1.0
"""Seconds within which the ranks of a job, or the jobs of an array, start."""


def natural(text: str) -> list[tuple[int, int, str]]:
    """Return a sort key that puts run-9 before run-10, and numbers before words."""
    parts = [part for part in re.split(r"([0-9]+)", text) if part]
    return [(0, len(digits), digits) if (digits := _digits(part)) is not None else (1, 0, part) for part in parts]


def _digits(part: str) -> str | None:
    return part.lstrip("0") if part[0] in "0123456789" else None


def in_order(metas: Sequence[RunMeta]) -> list[int]:
    """Return the places of runs in order of their start, to the fraction of a second, and then of their names.

    The ranks of a job and the jobs of an array start in no order of their own: runs of one second whose names differ
    in one number stand in the order of that number. Runs that do not know their start come last.
    """

    def by_start(place: int) -> tuple[bool, float, list[tuple[int, int, str]], list[tuple[int, int, str]]]:
        meta = metas[place]
        unknown = math.isnan(meta.created)
        return unknown, 0.0 if unknown else meta.created, natural(meta.name), natural(meta.folder)

    ordered = sorted(range(len(metas)), key=by_start)
    at = 0
    while at < len(ordered):
        start = metas[ordered[at]].created
        end = at + 1
        while end < len(ordered) and metas[ordered[end]].created - start < _TOGETHER:
            end += 1
        ordered[at:end] = _families(ordered[at:end], metas)
        at = end
    return ordered


def _families(places: Sequence[int], metas: Sequence[RunMeta]) -> list[int]:
    """Put the members of each family in the order of their numbers, on the places that the family has."""
    result = list(places)
    for slots in _alike([metas[place] for place in places]):
        members = sorted((places[slot] for slot in slots), key=lambda place: natural(metas[place].name))
        for slot, member in zip(slots, members, strict=True):
            result[slot] = member
    return result


def _alike(metas: Sequence[RunMeta]) -> list[list[int]]:
    """Return groups of runs whose names differ in one whole number and in nothing else."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for place, meta in enumerate(metas):
        for number in re.finditer(r"(?<![0-9.])[0-9]+(?!\.?[0-9])", meta.name):
            stem = f"{meta.name[: number.start()]}\0{meta.name[number.end() :]}"
            found.setdefault((stem, meta.group, meta.project), []).append(place)
    taken: set[int] = set()
    families = []
    for slots in sorted(found.values(), key=lambda slots: (-len(slots), slots)):
        free = [slot for slot in slots if slot not in taken]
        if len(free) > 1:
            taken.update(free)
            families.append(free)
    return families
