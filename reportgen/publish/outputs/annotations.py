"""Red gates and problems as the workflow commands that GitHub shows at the lines of a spec.

https://docs.github.com/actions/reference/workflow-commands: of a step ten errors and ten warnings are kept, so the last
of each says how many more there are.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from reportgen.errors import Level, Position, Problem
from reportgen.gates import Verdict
from reportgen.gates.words import figures, reasons_of
from reportgen.pipeline import Result
from reportgen.privacy.text import clean

_MOST = 10
_IN_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = _IN_TEXT | {":": "%3A", ",": "%2C"}


def commands_of(result: Result, root: str = "") -> list[str]:
    """Return the commands of a build; files are named as seen from ``root``, the folder of the repository."""
    if result.contents is None:
        return []
    report = result.contents.report
    folder = str(report.folder)
    red = [verdict for verdict in result.verdicts if verdict.stops]
    doubtful = [verdict for verdict in result.verdicts if verdict.state != "passed" and not verdict.stops]
    errors = [_gate(one, report.position(_path(one, report.document.value)), folder, root) for one in red]
    warnings = [_gate(one, report.position(_path(one, report.document.value)), folder, root) for one in doubtful]
    warnings += _problems(result.problems, Level.MISSING, folder, root)
    return [*_cut(errors, "error"), *_cut(warnings, "warning")]


def failed_commands(problems: Sequence[Problem], folder: str, root: str = "") -> list[str]:
    """Return the commands of a build that failed."""
    return _cut([_command("error", str(one), one.where, folder, root) for one in problems], "error")


def _path(verdict: Verdict, value: object) -> tuple[int | str, ...]:
    given = value.get("gates") if isinstance(value, Mapping) else None
    return ("gates", verdict.place, "condition") if isinstance(given, list) else ("gates",)


def _gate(verdict: Verdict, where: Position, folder: str, root: str) -> str:
    why = [clean(reason)[0] for reason in reasons_of(verdict)]
    for check in verdict.checks:
        if check.is_told and check.state != "passed":
            value, limit = figures(check)
            why.append(f"{check.subject} is {value}, and must be {check.operator} {limit}")
    kind = "error" if verdict.stops else "warning"
    word = verdict.state if verdict.state == "undecided" else "failed"
    title = f"Gate {word}: {clean(verdict.label)[0]}"
    return _command(kind, "; ".join(why) or verdict.condition, where, folder, root, title)


def _problems(problems: Sequence[Problem], level: Level, folder: str, root: str) -> list[str]:
    found = [problem for problem in problems if problem.level is level]
    return [_command("warning", clean(str(one))[0], one.where, folder, root) for one in found]


def _command(kind: str, text: str, where: Position | None, folder: str, root: str, title: str = "") -> str:
    properties = {"title": title} if title else {}
    if where is not None and where.line:
        file = os.path.relpath(Path(folder, where.file).absolute(), root or Path.cwd())
        properties = {"file": Path(file).as_posix(), "line": str(where.line), "col": str(where.column)} | properties
    told = ",".join(f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in properties.items())
    return f"::{kind}{' ' if told else ''}{told}::{_escaped(text, _IN_TEXT)}"


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(char, char) for char in text)


def _cut(commands: Sequence[str], kind: str) -> list[str]:
    if len(commands) <= _MOST:
        return list(commands)
    left = len(commands) - _MOST + 1
    return [*commands[: _MOST - 1], f"::{kind}::and {left:,} more: see the summary"]
