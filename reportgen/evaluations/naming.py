"""What evaluations are called: by their model, by their task, or by both, as tells them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def names_of(told: Sequence[tuple[str, ...]]) -> list[str]:
    """Return a name for each evaluation; each says (model, task, more that may tell it apart, …), in this order.

    What is the same for all is not said, unless nothing else is there to say.
    """
    if not told:
        return []
    width = max(map(len, told))
    rows = [[*one, *[""] * (width - len(one))] for one in told]
    used = [n for n in range(min(2, width)) if len({row[n] for row in rows}) > 1]
    if not used:
        used = [next((n for n in range(width) if rows[0][n]), 0)]
    for n in range(width):
        names = [_joined(row, used) for row in rows]
        again = Counter(names)
        if max(again.values()) == 1:
            break
        if n not in used and len({row[n] for row in rows}) > 1:
            used = sorted([*used, n])
    names, seen = [_joined(row, used) for row in rows], Counter[str]()
    for n, name in enumerate(names):
        seen[name] += 1
        if seen[name] > 1:
            names[n] = f"{name} ({seen[name]})"
    return names


def _joined(row: Sequence[str], used: Sequence[int]) -> str:
    return ", ".join(row[n] for n in used if row[n]) or next(filter(None, row), "evaluation")
