"""What tells runs of one name from each other: their ids, of long hexadecimal ones as much as is needed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_LONG = re.compile(r"[0-9a-f]{8}[0-9a-f-]{8,}\Z")
_LEAST = 8
"""Digits that are shown at least, as of commits."""


def marks(names: Sequence[str], idents: Sequence[str], formats: Sequence[str] = ()) -> list[str]:
    """Return what is written behind each name: `` (id)`` where several runs have it, else nothing.

    Logs of one folder in several formats may be called by it alone, id and all: then it is the format.
    """
    if formats:
        again, whole = Counter(zip(names, idents, strict=True)), Counter(zip(names, idents, formats, strict=True))
        idents = [
            form if again[name, ident] > whole[name, ident, form] else ident
            for name, ident, form in zip(names, idents, formats, strict=True)
        ]
    owners: dict[str, set[str]] = {}
    for name, ident in zip(names, idents, strict=True):
        owners.setdefault(name, set()).add(ident)
    counts = {name: _enough(found) for name, found in owners.items()}
    times = Counter(names)
    return [
        f" ({ident[: counts[name]] if _LONG.match(ident) else ident})" if times[name] > 1 else ""
        for name, ident in zip(names, idents, strict=True)
    ]


def _enough(idents: set[str]) -> int:
    """Return how many digits tell ids apart."""
    count = _LEAST
    while len({ident[:count] for ident in idents}) < len(idents):
        count += 1
    return count
