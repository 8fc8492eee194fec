"""Several tables as one: how their rows fit, and what they can be joined on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.tables.frame import Frame


@dataclass(frozen=True)
class Matched:
    """How the rows of compared tables fit: of each table its rows, and those whose key it has more than once."""

    rows: tuple[int, ...]
    missing: tuple[int, ...]
    """Rows of each table whose key is missing; they match nothing."""
    duplicates: tuple[int, ...]
    """Rows of each table beyond the first of their key; the second is joined with the second, and so on."""


def matched(frames: Sequence[Frame], keys: Sequence[str]) -> Matched:
    """Return how many rows each table has, and how many of them have no key or one that came before."""
    return Matched(*zip(*(frame.repeats(keys) for frame in frames), strict=True))


def key_of(frames: Sequence[Frame]) -> str:
    """Return the column that tells rows apart in every table: an id by name if there is one, else the first such."""
    common: list[str] = [name for name in frames[0].types if all(name in frame.types for frame in frames)]
    named = [name for name in common if name.lower() in _IDS]
    texts = [name for name in common if name not in named and all(frame.types[name] == "text" for frame in frames)]
    return next((name for name in (*named, *texts) if not any(matched(frames, [name]).duplicates)), "")


_IDS = frozenset({"id", "key", "index", "example_id", "image_id", "sample_id", "uid", "uuid", "name", "path", "file"})
