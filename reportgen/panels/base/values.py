"""A run's values by path, and how they are shown, for panels across runs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from reportgen.digits import digits, duration, exact, in_column, title
from reportgen.model.media import Media
from reportgen.model.run import Run
from reportgen.texts import say


def short(path: str) -> str:
    """Return a path as a reader would name it."""
    return path.removeprefix("summary.").removeprefix("config.")


def fact_word(name: str) -> str:
    """Return what a fact of a run is called, by the name that filters use."""
    words = {
        "state": say("state"), "created": say("created"), "duration": say("duration"), "group": say("group"),
        "tags": say("tags"), "notes": say("notes"), "sweep": say("sweep"),
    }  # fmt: skip
    return words.get(name, name)


def large(run: Run, paths: Sequence[str | None]) -> dict[str, int]:
    """Return the whole numbers beyond 2^53 among the values that paths name: doubles do not hold their last digits."""
    values = {path: run.lookup(path) for path in paths if path}
    return {path: value for path, value in values.items() if is_large(value)}


def is_large(value: Any) -> bool:
    """Tell a whole number that a double may not hold."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) > _EXACT


_EXACT = 2**53


def plain_cell(value: Any) -> Any:
    """Return a cell as JSON can hold it: not-finite numbers and nested values as text."""
    if isinstance(value, Media):
        value = value.facts()
    if isinstance(value, float) and not math.isfinite(value):
        return exact(value)
    if is_large(value):
        return str(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_inner(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        nested = any(isinstance(item, list | tuple | Mapping) for item in value)
        return _inner(value) if nested else ", ".join(show_cell(item) for item in value)
    return value


def _inner(value: Any) -> str:
    """Return a value within another: lists and mappings in brackets, so that it is seen what belongs together."""
    if isinstance(value, list | tuple):
        return f"[{', '.join('null' if item is None else _inner(item) for item in value)}]"
    if isinstance(value, Mapping):
        return f"{{{show_cell(value)}}}"
    return show_cell(value)


def show_cell(value: Any) -> str:
    """Return a cell as text: numbers with every digit, nothing for null."""
    plain = plain_cell(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return exact(plain) if isinstance(plain, float) else str(plain)


def show_value(path: str, value: Any) -> str:
    """Return a cell as text, numbers in view; durations and times in their own units."""
    if path == "duration":
        return duration(value) if isinstance(value, int | float) else ""
    if path == "created":
        return _date(value)
    return digits(value) if isinstance(value, float) else show_cell(value)


def show_column(path: str, values: Sequence[Any]) -> list[tuple[str, str]]:
    """Return a column's cells as texts with their titles, numbers as they are written below each other in tables."""
    if path in ("duration", "created") or not any(map(_is_number, values)):
        return [(show_value(path, value), "") for value in values]
    numbers = iter(in_column([value for value in values if _is_number(value)], table=True))
    told = ((next(numbers) if _is_number(value) else show_value(path, value), value) for value in values)
    return [(text, title(value, text) if _is_number(value) else "") for text, value in told]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _date(value: Any) -> str:
    import numpy as np

    return f"{np.datetime64(int(value), 's')}".replace("T", " ")[:16] if isinstance(value, float) else ""
