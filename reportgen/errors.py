"""Errors and problems: what is wrong, where, and what would be right. One layout for every message.

report.yaml:14:8: unknown metric 'val/los' in line_plot. Did you mean 'val/loss'?
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How much a problem matters: ERROR stops the build, MISSING leaves a labelled gap, NOTE informs."""

    ERROR = "error"
    MISSING = "missing"
    NOTE = "note"


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text file; line and column count from 1."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: ``what``, at ``where``, and ``hint``, the nearest right thing or the next step."""

    what: str
    where: Position | None = None
    hint: str = ""
    level: Level = Level.ERROR

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        what = self.what.rstrip(".")
        return f"{place}{what}. {self.hint}" if self.hint else f"{place}{what}"


class ReportError(Exception):
    """The build cannot go on; carries every problem found so far."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SpecError(ReportError):
    """The spec or the command line is wrong (exit status 2)."""


class PanelError(Exception):
    """A panel cannot be made of what its spec says; ``path`` is the field below the panel that is to blame."""

    def __init__(self, what: str, hint: str = "", path: tuple[str | int, ...] = ()) -> None:
        super().__init__(what)
        self.what, self.hint, self.path = what, hint, path


class MissingBundle(ReportError):  # noqa: N818 - a state of the checkout, not of the input
    """The page code was not built in this checkout."""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that a person most likely meant by ``word``, or None."""
    import difflib

    choices = list(choices)
    lowered = {choice.lower(): choice for choice in reversed(choices)}
    if word.lower() in lowered:
        return lowered[word.lower()]
    longer = [choice for choice in choices if len(word) > 2 and choice.lower().startswith(word.lower())]  # noqa: PLR2004
    if longer:
        return longer[0]
    found = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    if found:
        return lowered[found[0]]
    tails = {choice.lower().rsplit("/", 1)[-1]: choice for choice in reversed(choices)}
    found = difflib.get_close_matches(word.lower().rsplit("/", 1)[-1], tails, n=1, cutoff=0.75)
    return tails[found[0]] if found else None


def suggestion(word: str, choices: Iterable[str], noun: str = "", limit: int = 12) -> str:
    """Say ``Did you mean 'x'?`` when something is close, else list what there is."""
    choices = list(choices)
    close = nearest(word, choices)
    if close is not None:
        return f"Did you mean '{close}'?"
    if not choices:
        return f"There are no {noun}." if noun else ""
    shown = ", ".join(choices[:limit])
    more = f" and {len(choices) - limit} more" if len(choices) > limit else ""
    return f"{noun.capitalize() or 'Choices'}: {shown}{more}."
