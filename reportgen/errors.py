"""Errors and problems: what is wrong, where, and what would be right. One layout for every message.

report.yaml:14:8: unknown metric 'val/los' in line_plot. Did you mean 'val/loss'?
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
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
    aside: str = ""
    """A hint for who builds, such as what lies in a folder: it is printed, and never stands in a page."""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        what = self.what.rstrip(".")
        return f"{place}{what}. {self.hint}" if self.hint else f"{place}{what}"


class KnownError(Exception):
    """What cannot be had or done, in words for who reads it; every error of ours is one.

    ``what`` is wrong, and ``hint`` is the nearest right thing or the next step. ``path`` is the field that is to
    blame, below the block of a spec that it is about; who knows the block's position makes a problem of it.
    """

    level = Level.ERROR
    """ERROR where the spec is wrong; MISSING where the world is, which leaves a labelled gap."""

    def __init__(self, what: str, hint: str = "", path: tuple[str | int, ...] = ()) -> None:
        super().__init__(what)
        self.what, self.hint, self.path = what, hint, path

    def problem(self, where: Position | None = None, about: str = "") -> Problem:
        """Return the problem that it is at ``where``; ``about`` names what it happened to."""
        what = f"{about}: {self.what}" if about else self.what
        if self.level is Level.ERROR:
            return Problem(what, where, self.hint)
        return Problem(what, where, level=self.level, aside=self.hint)


@contextmanager
def in_field(*path: str | int) -> Iterator[None]:
    """Say which field is to blame for what fails inside, unless it is known."""
    try:
        yield
    except KnownError as error:
        error.path = error.path or path
        raise


class ReportError(KnownError):
    """The build cannot go on; carries every problem found so far."""

    status = 1
    """The exit status that it ends a command with."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SpecError(ReportError):
    """The spec or the command line is wrong."""

    status = 2


class PanelError(KnownError):
    """A panel cannot be made of what its spec says."""


class Gap(PanelError):  # noqa: N818 - a state of the world, and not of the spec
    """What a panel names beside its runs cannot be read: it leaves a labelled gap, and does not end the build."""

    level = Level.MISSING


class MissingBundle(ReportError):  # noqa: N818 - a state of the checkout, not of the input
    """The page code was not built in this checkout."""


_LONGEST_WORD = 300
"""No one types a longer word by mistake, and comparing takes ever longer."""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that a person most likely meant by ``word``, or None where none is near.

    Near is, best first: the same but for case, separators or the order of parts; a few letters wrong; the beginning
    of a name, or of its last part; the same last part of a path.
    """
    if len(word) > _LONGEST_WORD:
        return None
    found = _Word(word)
    best: tuple[tuple[int, ...], str] | None = None
    for place, choice in enumerate(dict.fromkeys(choices)):
        rank = found.rank(_Word(choice), best[0][:2] if best else (9, 0))
        if rank is not None and (best is None or (*rank, place) < best[0]):
            best = (*rank, place), choice
    return best[1] if best else None


class _Word:
    """A name in the forms that it is compared in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = text.casefold()
        self.parts = [part for part in re.split(r"[\W_]+", _HUMP.sub("_", text).casefold()) if part]
        self.path = [part for part in re.split(r"[/.]", self.low) if part]
        self.bare = "".join(self.parts)

    def rank(self, other: _Word, best: tuple[int, ...]) -> tuple[int, ...] | None:
        """Return how near another name is, lower is nearer; None where it is not, or no nearer than ``best``."""
        if not self.low or not other.low:
            return None
        if self.low == other.low:
            return (0, sum(a != b for a, b in zip(self.text, other.text, strict=True)), 0)
        if self.bare and self.bare == other.bare:
            return (1, abs(len(self.low) - len(other.low)), 0)
        allowed = _allowed(self.low, other.low)
        steps = edits(self.low, other.low, allowed) if best >= (2, 0) else allowed + 1
        if steps <= allowed and not _is_other(self.low, other.low):
            return (2, steps, -_shared(self.low, other.low))
        if len(self.parts) > 1 and sorted(self.parts) == sorted(other.parts):
            return (3, 0, 0)
        return self._of_parts(other)

    def _of_parts(self, other: _Word) -> tuple[int, ...] | None:
        """Compare names by their words: one begins or ends as the other does."""
        mine, theirs = self.parts, other.parts
        more = len(theirs) - len(mine)
        if len(self.low) > 2 and (other.low.startswith(self.low) or other.path[-1:] == self.path):  # noqa: PLR2004
            return (4, len(other.low) - len(self.low), 0)
        if more > 0 and theirs[more:] == mine and len(self.bare) > 1:
            return (5, more, 0)
        if more < 0 and mine[-more:] == theirs and len(other.bare) > 1:
            return (6, -more, 0)
        if more < 0 and mine[:more] == theirs and len(theirs) > 1:
            return (6, -more, 1)
        return self._of_paths(other)

    def _of_paths(self, other: _Word) -> tuple[int, ...] | None:
        """Compare the last parts of paths."""
        if not self.path or len(other.path) < 2:  # noqa: PLR2004 - no path
            return None
        last = other.path[-1]
        if len(self.path) > 1 and self.path[-1] == last:
            heads = "/".join(self.path[:-1]), "/".join(other.path[:-1])
            return (7, edits(*heads, max(map(len, heads))), 0)
        if len(self.low) > 2 and last.startswith(self.low):  # noqa: PLR2004 - letters that say something
            return (8, len(last) - len(self.low), 0)
        allowed = _allowed(self.low, last) if len(self.path) == 1 and len(self.low) > 3 else -1  # noqa: PLR2004
        near = edits(self.low, last, max(allowed, 0)) <= allowed
        return (8, 100 + len(other.low), 0) if near else None


def _allowed(one: str, other: str) -> int:
    """Return how many letters of a name may be wrong."""
    least = min(len(one), len(other))
    return 0 if least < 2 else 1 if least < 8 else 2 if least < 14 else 3  # noqa: PLR2004 - letters of a name


def _is_other(one: str, other: str) -> bool:
    """Tell a word of two letters with one changed: that is another word."""
    return len(one) == len(other) == 2 and sorted(one) != sorted(other)  # noqa: PLR2004


_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _shared(one: str, other: str) -> int:
    """Return how many letters two names begin and end with alike."""
    first = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    pairs = zip(reversed(one), reversed(other), strict=False)
    return first + next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def edits(one: str, other: str, most: int) -> int:
    """Return how many letters to change, add, leave out or swap with the next; ``most + 1`` for any more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one):
        last, row, before = before, [i + 1, *[0] * len(other)], row
        for j, b in enumerate(other):
            row[j + 1] = min(before[j] + (a != b), before[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and one[i - 1] == b:
                row[j + 1] = min(row[j + 1], last[j - 1] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]


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
