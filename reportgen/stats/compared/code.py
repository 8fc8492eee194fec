"""How many packages and files of the saved code differ between two sides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reportgen.model.code import Code
from reportgen.model.runset import RunSet

_PACKAGE = re.compile(r"([A-Za-z0-9._-]+)\s*(?:==|@|>=|~=)\s*(\S+)")


@dataclass(frozen=True)
class CodeChanges:
    """Counts of what differs; ``commits`` says whether the sides ran different commits."""

    packages: int = 0
    files: int = 0
    commits: bool = False

    def __bool__(self) -> bool:
        return bool(self.packages or self.files or self.commits)


def code_changes(first: RunSet, second: RunSet) -> CodeChanges:
    """Return what differs between the code of all runs of either side; nothing where a side has none."""
    sides = [[run.source.code() for run in side] for side in (first, second)]
    packages = [_values((match[1], match[2]) for code in side for line in code.requirements
                        if (match := _PACKAGE.match(line))) for side in sides]  # fmt: skip
    files = [_values(pair for code in side for pair in texts_of(code).items()) for side in sides]
    commits = [{code.commit for code in side if code.commit} for side in sides]
    return CodeChanges(_differing(*packages), _differing(*files), all(commits) and commits[0] != commits[1])


def texts_of(code: Code) -> dict[str, str]:
    """Return the saved files of a run by their paths, and its uncommitted changes."""
    return {**code.files} | ({"\0changes": code.changes} if code.changes else {})


def _values(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, value in pairs:
        found.setdefault(name, set()).add(value)
    return found


def _differing(first: dict[str, set[str]], second: dict[str, set[str]]) -> int:
    if not (first and second):
        return 0
    return sum(first.get(name) != second.get(name) for name in first.keys() | second.keys())
