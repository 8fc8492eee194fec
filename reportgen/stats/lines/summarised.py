"""What a summary keeps of a metric whose script asked for its minimum, maximum, mean, best, first or last value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


def summarised(
    values: Any, words: tuple[str, ...], goal: str, exact: Sequence[int | float] = ()
) -> dict[str, int | float]:
    """Return the aggregates that ``words`` name; ``exact`` has the values themselves where doubles do not hold them."""
    best = np.nanmax if goal == "maximize" else np.nanmin
    functions: dict[str, Callable[[Any], Any]] = {"min": np.nanmin, "max": np.nanmax, "mean": np.nanmean, "best": best}
    chosen: dict[str, int | float] = {
        word: float(functions[word](values)) for word in words if word in functions and not np.isnan(values).all()
    }
    if chosen and "last" in words:
        chosen["last"] = float(values[-1])
    known = [value for value in exact if value == value]  # noqa: PLR0124 - NaN
    if known:
        whole = {"min": min(known), "max": max(known), "last": exact[-1]}
        whole["best"] = whole["max" if goal == "maximize" else "min"]
        chosen |= {word: value for word, value in whole.items() if word in chosen}
    return chosen
