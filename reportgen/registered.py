"""What packages that are installed register for reportgen, looked up once: the search reads a file of every package."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


def registered(group: str) -> Iterable[EntryPoint]:
    """Return the entry points of a group."""
    return _found(group, tuple(sys.path))


@lru_cache(maxsize=16)
def _found(group: str, places: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    from importlib.metadata import entry_points

    del places  # another path may hold other packages
    return tuple(entry_points(group=group))
