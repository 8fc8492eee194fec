"""The picture of a confusion matrix: square cells, names that do not touch.

The places are those of client/confusion_matrix/places.ts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from reportgen.charts import heat, static
from reportgen.charts.marks import Mark, Picture, Texts
from reportgen.model.column import Floats
from reportgen.texts import say

_LETTER = 6.2
_SQUARE, _WIDEST, _TALLEST, _LINE, _SLANTED = 32.0, 96.0, 640.0, 14.0, 17.0
_HEAD = _FOOT = 20.0
_CORNER = 42.0
"""Room for the word in the corner."""
_FIGURES = 20


@dataclass(frozen=True)
class Places:
    """The size of a cell, where the first stands, and how the names of classes are written, in pixels."""

    left: float
    width: float
    height: float
    every_row: int
    every_column: int
    slanted: bool
    letters: int
    below: int
    total: float

    @property
    def top(self) -> float:
        """Where the first row begins."""
        return _HEAD


def places_of(names: Sequence[str], width: float) -> Places:
    """Return the places of a matrix of classes within a width."""
    n = len(names)
    longest = max((len(name) for name in names), default=1) or 1
    left = max(min(longest * _LETTER, 140.0, width * 0.3), _CORNER) + 8
    below = min(longest, 22)
    wide = min(max(width - left - 8, 40) / n, _WIDEST)
    slanted = below * _LETTER > wide - 4
    foot = (math.ceil(below * _LETTER * math.sqrt(0.5)) + 8 if slanted else 18) + _FOOT
    high = min(max(_TALLEST / n, 2.0), _SQUARE, wide)
    if wide <= _SQUARE or high < _LINE:
        wide = min(wide, high)
    rows, columns = max(1, math.ceil(_LINE / high)), max(1, math.ceil(_SLANTED / wide)) if slanted else 1
    return Places(left, wide, high, rows, columns, slanted, int((left - 8) / _LETTER), below, _HEAD + high * n + foot)


def matrix_picture(classes: Sequence[str], counts: Floats, width: int) -> tuple[Markup, int]:
    """Return the picture of (classes, classes) counts, true classes downward, and its height."""
    n, at = len(classes), places_of(classes, width)
    height = math.ceil(at.total)
    right, foot = at.left + n * at.width, at.top + n * at.height
    most = float(counts.max(initial=0)) or 1.0
    marks: list[Mark] = [Picture((at.left, right), (foot, at.top), heat.data_url(counts / most * 0.85))]
    if n <= _FIGURES:
        rows, columns = np.divmod(np.arange(n * n), n)
        found = [f"{value:,.0f}" for value in counts.ravel().tolist()]
        texts = [text if text != "0" and len(text) * _LETTER < at.width else "" for text in found]
        x, y = at.left + (columns + 0.5) * at.width, at.top + (rows + 0.5) * at.height
        marks.append(Texts(x, y, texts, color="var(--ink)"))
    beside = _names(classes, at.every_row, at.letters)
    marks.append(Texts(np.full(len(beside), at.left - 6), at.top + _middles(n, at.every_row) * at.height, beside, "e"))
    below, x = _names(classes, at.every_column, at.below), at.left + _middles(n, at.every_column) * at.width
    y = np.full(len(below), foot)
    marks.append(Texts(x + 3, y + 9, below, "e", angle=-45) if at.slanted else Texts(x, y + 12, below))
    marks.append(
        Texts(np.array([at.left - 6, right]), np.array([8.0, height - 8.0]), [say("actual"), say("predicted")], "e")
    )
    return static.pixels(marks, width, height), height


def _middles(n: int, every: int) -> Floats:
    return np.arange(0, n, every, dtype=np.float64) + 0.5


def _names(classes: Sequence[str], every: int, letters: int) -> list[str]:
    """Return the names that are written, those that are longer with their middles left out."""
    most = max(letters, 4)
    half = most // 2
    return [name if len(name) <= most else f"{name[: half - 1]}…{name[-half:]}" for name in classes[::every]]
