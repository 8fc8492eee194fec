"""What a script printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ConsoleText:
    """A piece of what was printed, with its ANSI codes; ``time`` is Unix seconds, NaN where unknown."""

    stream: str
    time: float
    text: str
