"""The page's table of contents: headings inside the ones above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportgen.fragment import Heading

_DEPTH = 3
_LONG = 24
"""More entries than these are folded below the first level."""


@dataclass
class Entry:
    """A heading with those below it."""

    heading: Heading
    inner: list[Entry] = field(default_factory=list)


def contents(headings: Sequence[Heading]) -> list[Entry]:
    """Return the headings down to the third level, each inside the last one of a higher level."""
    found: list[Entry] = []
    open_ones: list[Entry] = []
    for heading in headings:
        if heading.level > _DEPTH:
            continue
        while open_ones and open_ones[-1].heading.level >= heading.level:
            open_ones.pop()
        entry = Entry(heading)
        (open_ones[-1].inner if open_ones else found).append(entry)
        open_ones.append(entry)
    return found


def is_long(headings: Sequence[Heading]) -> bool:
    """Tell whether the contents are folded below the first level."""
    return sum(heading.level <= _DEPTH for heading in headings) > _LONG
