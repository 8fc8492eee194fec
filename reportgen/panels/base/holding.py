"""What panels say that they hold, in the terms of runs: values by path, and metrics."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from reportgen.held import HeldFacts
from reportgen.model.run import ATTRIBUTES

_PLAIN = bool | int | float | str | None


def facts(values: Iterable[tuple[int, str, Any]]) -> list[HeldFacts]:
    """Return values of runs, given as (index of the run, path, value), with paths that say what they are of.

    What is no plain value, or none at all, is left out.
    """
    found: dict[int, dict[str, Any]] = {}
    for run, path, value in values:
        if value is None or (isinstance(value, float) and math.isnan(value)) or not _is_plain(value):
            continue
        known = path in ATTRIBUTES or path.startswith(("config.", "summary."))
        found.setdefault(run, {})[path if known else f"summary.{path}"] = value
    return [HeldFacts(run, own) for run, own in sorted(found.items())]


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return isinstance(value, _PLAIN)
