"""The constants that decisions quote are those of the code: ``NAME`` (number), or ``NAME`` of ``file.py`` (number)."""

from __future__ import annotations

import ast
import re

import pytest
from conftest import ROOT

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
UNITS = {"": 1, "px": 1, "KB": 1 << 10, "MB": 1 << 20}
QUOTED = re.compile(r"`(_?[A-Z][A-Z0-9_]+)`(?:\s+of\s+`([\w/]+\.py)`)?\s+(?:\(|=\s*)([\d,.]+)(?:\s(px|KB|MB))?\)?")


def constants() -> dict[str, list[tuple[str, object]]]:
    """Return the numbers that modules name, by name, with their files."""
    found: dict[str, list[tuple[str, object]]] = {}
    for path in (p for p in (ROOT / "reportgen").rglob("*.py") if "node_modules" not in p.parts):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                names = {type(part) for part in ast.walk(node.value)}
                if names <= {ast.Constant, ast.BinOp, ast.Mult, ast.LShift, ast.Pow, ast.Sub, ast.Add}:
                    value = eval(ast.unparse(node.value), {"__builtins__": {}})  # noqa: S307 - arithmetic of ours
                    found.setdefault(node.targets[0].id, []).append((path.as_posix(), value))
    return found


def quoted(text: str) -> list[tuple[str, str, float]]:
    """Return what a text quotes: names, the files that it says, and the numbers."""
    return [
        (name, file, float(number.rstrip(".,").replace(",", "")) * UNITS[unit])
        for name, file, number, unit in QUOTED.findall(text)
    ]


def drifted(text: str) -> list[str]:
    """Return the constants of a text that the code has otherwise, not at all, or more than once."""
    known = constants()
    wrong = []
    for name, file, number in quoted(text):
        values = [value for path, value in known.get(name, []) if path.endswith(f"/{file}" if file else "")]
        if len(values) != 1:
            wrong.append(f"{name} is in {len(values)} modules")
        elif values[0] != number:
            wrong.append(f"{name} is {values[0]}, and not {number:g}")
    return wrong


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_decisions_quote_the_code(path):
    assert drifted(path.read_text("utf-8")) == []


def test_decisions_quote_something():
    assert sum(len(quoted(path.read_text("utf-8"))) for path in DECISIONS) >= 8


def test_a_drifted_constant_is_found():
    assert drifted("up to `_INLINE_BYTES` (16 KB) each, by `MOST_FOUND` = 100.") == []
    assert drifted("up to `_INLINE_BYTES` (256 KB)") == ["_INLINE_BYTES is 16384, and not 262144"]
    assert drifted("`_NOWHERE` (1)") == ["_NOWHERE is in 0 modules"]
