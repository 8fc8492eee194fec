"""What runs are called in an anonymous report: by the order of the report, and by what belongs together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from reportgen.errors import Problem, SpecError
from reportgen.model.run import Run
from reportgen.spec.load import Report

_LETTERS = 26


def placeholders(runs: Sequence[Run]) -> tuple[list[str], dict[str, str]]:
    """Return a name for each run, and one for each group.

    Runs are Run A, Run B, ... in the order of the report. Those of one group, or of one name (seeds), share a letter:
    Run A1, Run A2; the group is Group A.
    """
    keys = [run.unhidden.meta.group or run.unhidden.meta.name for run in runs]
    counts, letters, seen = Counter(keys), dict[str, str](), Counter[str]()
    names, groups = [], {}
    for run, key in zip(runs, keys, strict=True):
        letter = letters.setdefault(key, letters_of(len(letters)))
        seen[key] += 1
        names.append(f"Run {letter}{seen[key] if counts[key] > 1 else ''}")
        if group := run.unhidden.meta.group:
            groups[group] = f"Group {letter}"
    return names, groups


def letters_of(place: int) -> str:
    """Return A to Z, then AA, AB, ... as the columns of a sheet are called."""
    made = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, _LETTERS)
        made = chr(ord("A") + rest) + made
    return made


def chosen_names(report: Report, runs: Sequence[Run], given: Mapping[str, str]) -> dict[int, str]:
    """Return by index the runs that the spec names; SpecError tells entries that match no run, by their place."""
    found: dict[int, str] = {}
    problems = []
    for old, new in given.items():
        matching = [run.index for run in runs if old in {run.unhidden.meta.name, run.name, run.unhidden.meta.id}]
        for count, index in enumerate(matching):
            found[index] = new if len(matching) == 1 else f"{new} ({count + 1})"
        if not matching:
            where = report.position(("anonymize", "names", old))
            hint = "Write a run's name or ID as `reportgen inspect` prints it."
            problems.append(Problem("anonymize: names: this entry matches no run", where, hint))
    if problems:
        raise SpecError(problems)
    return found
