"""How lines are distinguished: hues, dash patterns and marks, the same in every chart."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.model.look import hues

HUES = hues.HUES
"""Colours of the theme for what is not a run: ``--c0`` and on."""

DASHES = ("", "6 4", "2 3", "8 3 2 3", "10 5", "1 2")
"""Dash patterns in the order in which lines of one colour take them, as in SVG."""
MARKS = {"solid": "", "dashed": "6 4", "dotted": "2 3", "dotdash": "8 3 2 3", "dotdotdash": "8 3 2 3 2 3", "points": ""}
"""Dash patterns by the names that a spec has for them."""


@dataclass(frozen=True)
class LineStyle:
    """How one line is drawn: title, CSS colour, dash pattern, width in pixels, and whether as points."""

    name: str
    color: str
    dash: str
    width: float
    points: bool


def key_color(index: int) -> str:
    """Return the CSS colour of the i-th metric of a report with a single run."""
    return f"var(--c{index % HUES})"
