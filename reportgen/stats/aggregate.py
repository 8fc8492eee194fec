"""Several runs' lines as one: a common grid of x, and aggregates over the runs at each of its places.

``client/line_plot/data/groups.ts`` does the same in the page, where runs come and go.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from reportgen import portable
from reportgen.model.column import Floats

MAX_PLACES, EVEN_PLACES = 2000, 1000


def grid(xs: Sequence[Floats]) -> Floats:
    """Return every place where a line has a point, rising; evenly spaced ones where that would be too many."""
    found = [x[np.isfinite(x)] for x in xs]
    places: Floats = np.unique(np.concatenate(found)) if found else np.zeros(0)
    if len(places) > MAX_PLACES:
        places = np.linspace(places[0], places[-1], EVEN_PLACES)
    return places


def on_grid(x: Floats, y: Floats, places: Floats) -> Floats:
    """Return the line's value at each place, linear between its points; NaN before its first and after its last.

    ``x`` (n,) rises; of several points at one x the last counts; points that are not finite are passed over.
    """
    good = np.isfinite(x) & np.isfinite(y)
    x, y = x[good], y[good]
    if not len(x):
        return np.full(len(places), np.nan)
    last = np.append(np.diff(x) > 0, [True])
    found: Floats = portable.interp(places, x[last], y[last], left=np.nan, right=np.nan)
    return found


def aggregate(values: Floats, how: str) -> Floats:
    """Return mean, min, max, median or sum of ``values`` (runs, places) over the runs; NaN where no run has any."""
    functions: dict[str, Any] = {
        "mean": np.nanmean, "min": np.nanmin, "max": np.nanmax, "median": np.nanmedian, "sum": np.nansum,
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # places without any value stay NaN
        found: Floats = functions[how](values, axis=0)
    return np.where(np.isfinite(values).any(axis=0), found, np.nan)


def spread(values: Floats, middle: Floats, how: str) -> tuple[Floats, Floats] | None:
    """Return (low, high) around ``middle``: minmax, stddev (n - 1) or stderr; None for none and samples."""
    if how == "minmax":
        return aggregate(values, "min"), aggregate(values, "max")
    if how not in ("stddev", "stderr"):
        return None
    count = np.isfinite(values).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = np.nansum((values - aggregate(values, "mean")) ** 2, axis=0)
        half = np.where(count > 1, np.sqrt(squares / np.maximum(count - 1, 1)), 0.0)
        if how == "stderr":
            half = half / np.sqrt(np.maximum(count, 1))
    return middle - half, middle + half


def stack(values: Floats, *, share: bool) -> tuple[Floats, Floats]:
    """Return the (lower, upper) edges, (lines, places), of lines on top of each other; as shares of the whole."""
    filled = np.nan_to_num(values)
    if share:
        total = filled.sum(axis=0)
        filled = filled / np.where(total == 0, 1, total)
    upper = np.cumsum(filled, axis=0)
    return upper - filled, upper
