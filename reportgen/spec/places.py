"""The places of panels on a grid: inside its 24 columns, and none over another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

_COLUMNS = 24


def check_places(blocks: Sequence[Any], add: Callable[..., None]) -> None:
    """Tell, by ``add(path, what, hint)``, the places that do not fit on the grid and those that overlap."""
    placed = [(block, block.fields.layout) for block in blocks if getattr(block.fields, "layout", None) is not None]
    for number, (block, place) in enumerate(placed):
        path = (*block.path, "layout")
        if place.x + place.w > _COLUMNS:
            what = f"layout: x + w is {place.x + place.w}, and a grid has {_COLUMNS} columns"
            add(path, what, f"Make w at most {_COLUMNS - place.x}.")
        for other, before in placed[:number]:
            if _overlap(place, before):
                where = f"{other.kind} at x {before.x}, y {before.y}, w {before.w}, h {before.h}"
                add(path, f"layout overlaps that of {where}", f"Put it at y {before.y + before.h}, or next to it.")
                break


def _overlap(one: Any, other: Any) -> bool:
    beside = one.x + one.w <= other.x or other.x + other.w <= one.x
    apart = one.y + one.h <= other.y or other.y + other.h <= one.y
    return not beside and not apart
