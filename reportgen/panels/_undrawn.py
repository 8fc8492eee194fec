"""Why a logged chart draws nothing, or less than its rows: a sentence for each line and for the rows left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reportgen.model.runset import show
from reportgen.panels._logged import View, is_number, spread

_MOST_NAMED = 12
_NO_CURVE = {
    (True, True): ": the data has no negative of this class", (True, False): ": the data has no positive of this class",
    (False, True): ": the data has no positive of this class", (False, False): ": nothing was predicted as this class",
}  # fmt: skip
"""Why a curve is not defined, by whether it is a ROC curve and whether its x is missing."""


def is_name(value: Any) -> bool:
    """Tell a text, a truth value or a list from numbers and from what stands where a number is missing."""
    if value is None or isinstance(value, float) or is_number(value):
        return False
    return not (isinstance(value, str) and value.strip().lower().lstrip("+-") in {"", "nan", "inf", "infinity"})


def undrawn_lines(
    view: View, x: Sequence[Any], y: Sequence[Any], series: Sequence[Any], good: Sequence[bool],
    options: Mapping[str, Any],
) -> list[str]:  # fmt: skip
    """Return a sentence for each line that has rows and no point, and how many rows of the others have none."""
    members: dict[tuple[int, str], list[int]] = {}
    for i, (run, name) in enumerate(zip(spread(view)["run"], series, strict=True)):
        members.setdefault((run, show(name)), []).append(i)
    names = {rows.run["index"]: str(rows.run["name"]) for rows in view.tables}
    notes, empty, strange = [], 0, 0
    for (run, series_name), mine in members.items():
        if any(good[i] for i in mine):
            strange += sum(not good[i] and x[i] is not None and y[i] is not None for i in mine)
            continue
        empty += 1
        if empty > _MOST_NAMED:
            continue
        across = not any(is_number(x[i]) for i in mine)
        title = (options["x_title"] or "x") if across else (options["y_title"] or "y")
        why = _NO_CURVE[bool(options.get("chance")), across] if options.get("unit") else ""
        name = " · ".join(part for part in (names[run] if len(names) > 1 else "", series_name) if part)
        notes.append(f"{name + ': ' if name else ''}no point to draw, because {title} is nowhere a number (NaN){why}")
    if empty > _MOST_NAMED:
        notes.append(f"{empty - _MOST_NAMED:,} more lines have no point to draw")
    return [*notes, *([f"{strange:,} rows without numbers are left out"] if strange else [])]


def rowless(good: Sequence[bool], *fields: str) -> list[str]:
    """Return how many rows are left out; LookupError where all are."""
    lost = len(good) - sum(good)
    names = " and ".join(f"'{field}'" for field in fields)
    if lost == len(good):
        raise LookupError(f"no row has a number in {names}")
    return [f"{lost:,} of {len(good):,} rows have no number in {names} and are left out"] if lost else []
