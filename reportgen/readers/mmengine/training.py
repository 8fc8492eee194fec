"""One training of MMEngine: rows to columns, the settings in a Python file as data, and the pictures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportgen.inputs import note_path
from reportgen.metrics.pictures import pictures
from reportgen.metrics.records import Lines, Records
from reportgen.metrics.roles import Roles
from reportgen.metrics.run import MetricsRun, Part
from reportgen.metrics.split import runs_of as split
from reportgen.model.run import Loss

_MOST_BYTES = 2_000_000
_PRIVATE = frozenset(("work_dir", "load_from", "resume_from", "launcher"))
_PICTURE = re.compile(r"(?:.*/)?(?P<name>.+?)_(?P<step>\d+)\.\w+\Z")


def runs_of(path: Path, name: str, folder: str) -> Iterator[MetricsRun]:
    """Yield the run of a log; OSError when it cannot be read."""
    lines, records, last = Lines(path), Records(path.name), 0
    for line, row in _placed(lines):
        records.add(row, line)
        last = max(last, row["step"]) if isinstance(row.get("step"), int) else last
    sheet = records.sheet(Roles())
    lines.finish(sheet)
    losses: list[Loss] = []
    config = _settings(path.parent / "config.py", losses)
    drawn = path.parent / "vis_image"
    there = [f"vis_image/{one.name}" for one in drawn.iterdir()] if drawn.is_dir() else []
    shown = pictures(path.parent, there, _named, last)
    part = Part(name, f"{name}:{folder}", "mmengine", folder, config, tuple(losses), media=shown)
    yield from split(sheet, Roles(x=sheet.place("step")), part)


def _placed(lines: Lines) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield rows, those of evaluations at the iteration of training that came before them.

    A row of training has its ``iter``; what an evaluation shares with it, such as its time, is told apart.
    """
    known: set[str] = set()
    step, epoch = 0, 0
    for line, row in lines:
        counted = row.get("iter")
        if isinstance(counted, int):
            step = int(row.get("step", counted))
            epoch = row["epoch"] if isinstance(row.get("epoch"), int) else epoch
            known.update(row)
            yield line, {key: value for key, value in row.items() if key != "iter"}
            continue
        told = {key if key == "step" or key not in known else f"val/{key}": value for key, value in row.items()}
        own = row.get("step")
        if isinstance(own, int) and epoch and own <= epoch and own < step:
            told["step"] = step
        yield line, told


def _named(path: str) -> tuple[str, int | None, int] | None:
    match = _PICTURE.match(path)
    return (match["name"], int(match["step"]), 0) if match else None


def _settings(path: Path, losses: list[Loss]) -> dict[str, Any]:
    """Return what a config says in plain values: it is a program, of which only the assignments are read."""
    if not path.is_file() or path.is_symlink():
        return {}
    note_path(path)
    try:
        text = path.read_text("utf-8") if path.stat().st_size <= _MOST_BYTES else "("
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        losses.append(Loss(path.name, "the settings cannot be read, so the run has no config"))
        return {}
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, _plain(node.value, found)
            if value is not _NONE and name not in _PRIVATE:
                found[name] = value
    return {name: value for name, value in found.items() if value is not None}


_NONE = object()


def _plain(node: ast.expr, known: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one line a form
    """Return a value that is written out, ``dict(lr=0.1)`` and names of values above included; else _NONE."""
    match node:
        case ast.Constant(value=value) if value is None or isinstance(value, bool | int | float | str):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)) if isinstance(value, int | float):
            return -value
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [value for value in (_plain(part, known) for part in parts) if value is not _NONE]
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=given):
            pairs = [(str(one.arg), _plain(one.value, known)) for one in given if one.arg]
            return {name: value for name, value in pairs if value is not _NONE}
        case ast.Dict(keys=names, values=values):
            told = [(name.value, _plain(value, known)) for name, value in zip(names, values, strict=True)
                    if isinstance(name, ast.Constant)]  # fmt: skip
            return {str(name): value for name, value in told if value is not _NONE}
        case ast.Name(id=name) if name in known:
            return known[name]
    return _NONE
