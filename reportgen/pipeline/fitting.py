"""The size that a spec allows for the file: lines keep fewer points, and pictures become smaller, until it fits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportgen.blocks import Block, inflated
from reportgen.digits import file_size
from reportgen.errors import Level, Problem
from reportgen.fragment import Fragment
from reportgen.held import HeldLines
from reportgen.page.assemble import Placed, fixed_size
from reportgen.page.theme import Theme
from reportgen.pipeline.placing import Progress
from reportgen.spec.load import Report

TIMES_AGAIN = 2
"""How often panels are made again with fewer points: what they then take is known only when they are."""
_FEWEST_POINTS = 64
"""Points that each line keeps, however small the budget: with fewer it is no picture of its run."""
_OWN_STEPS = 1.4
"""Bytes that a point of a line takes for its place, where all points of all lines shared one column of places."""
_SPARE = 0.98
"""Share of the budget to aim at: how well fewer points are packed is known when they are."""


def fit_page(report: Report, placed: Sequence[Placed], theme: Theme, tell: Progress) -> list[Problem]:
    """Make pictures smaller until the page fits into the spec's size budget; say if it cannot."""
    if report.spec.size_budget is None:
        return []
    from reportgen.page.budget import fit

    fragments = [one.fragment for one in placed]
    return fit(fragments, report.spec.size_budget, fixed_size(fragments, theme), tell)


def fewer_points(report: Report, placed: Sequence[Placed], theme: Theme, points: int) -> int | None:
    """Return how many points each line may keep so that the page fits into the spec's size budget.

    None where it fits, where pictures alone can make it fit with losses that are hardly seen, or where no line has
    more than the fewest. ``points`` is what each may keep now.
    """
    budget = report.spec.size_budget
    if budget is None:
        return None
    from reportgen.page.budget import hardly_smaller, pictures_of, stored

    fragments = [one.fragment for one in placed]
    blocks = {block.id: block for fragment in fragments for block in fragment.blocks}
    fixed = fixed_size(fragments, theme)
    if fixed + sum(stored(block.size) for block in blocks.values()) <= budget:
        return None
    lines = list(_lines(fragments, blocks))
    own = {name for line in lines for name in line.blocks}
    pictures = pictures_of(blocks)
    others = sum(stored(block.size) for name, block in blocks.items() if name not in own and name not in pictures)
    room = budget * _SPARE - fixed - others - hardly_smaller(list(pictures.values()))
    if sum(stored(blocks[name].size) for name in own) <= room:
        return None
    room -= len(own) * stored(0)  # what is around a block does not become less
    most = _most(lines, min(points, max((line.count for line in lines), default=0)), room)
    return most if most < points and any(line.count > most for line in lines) else None


def overrun(report: Report, size: int, problems: Sequence[Problem]) -> list[Problem]:
    """Say that a written report exceeds its size budget, where nothing has said so: what fits is estimated before."""
    budget = report.spec.size_budget
    if budget is None or size <= budget or any("size_budget" in problem.what for problem in problems):
        return []
    what = f"the report is {file_size(size)}, {file_size(size - budget)} more than its size_budget"
    return [Problem(what, None, "Show less, or raise size_budget.", Level.NOTE)]


@dataclass(frozen=True)
class _Line:
    """How many points a line of the page has, its blocks, and about how many bytes of the file a point takes."""

    count: int
    blocks: tuple[str, ...]
    weight: float


def _lines(fragments: Sequence[Fragment], blocks: dict[str, Block]) -> Iterator[_Line]:
    """Yield every line that panels keep as points."""
    views = {held.view for fragment in fragments for held in fragment.holds if isinstance(held, HeldLines)}
    for view in views & blocks.keys():
        for line in json.loads(inflated(blocks[view]))["lines"]:
            names = (line["y"], *line["x"].values(), *(line["edges"][end] for end in ("low", "high") if line["edges"]))
            columns = [blocks[name] for name in names if name in blocks]
            if columns and columns[0].count:
                weight = sum(_OWN_STEPS if one.type == "range" else one.size / one.count for one in columns)
                yield _Line(columns[0].count, tuple(one.id for one in columns), weight * 4 / 3)


def _most(lines: Sequence[_Line], points: int, room: float) -> int:
    """Return how many points each line may keep, at least _FEWEST_POINTS, for all of them to take up the room."""
    low, high = _FEWEST_POINTS, max(points, _FEWEST_POINTS)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(line.count, middle) * line.weight for line in lines) <= room:
            low = middle
        else:
            high = middle - 1
    return low
