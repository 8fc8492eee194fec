"""What is written once: how a count takes its noun, and how names with numbers are sorted."""

from __future__ import annotations

import ast
import re

import pytest
from conftest import ROOT

from reportgen.digits import plural
from reportgen.model.order import natural

PACKAGE = ROOT / "reportgen"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "node_modules" not in path.parts)
VERBS = [{"is", "are"}, {"was", "were"}, {"has", "have"}]


def literal(node: ast.AST) -> str | None:
    """Return the text of a string as far as it is written out."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def is_pair(one: str, other: str) -> bool:
    """Tell a singular and its plural, as words or as the ending alone."""
    if {one, other} == {"", "s"}:
        return True
    differ = set(re.findall("[a-z]+", one)) ^ set(re.findall("[a-z]+", other))
    short = sorted(differ, key=len)
    return differ in VERBS or any(f"{a}{end}" == b for a in short for b in short for end in ("s", "es"))


def by_hand(source: str) -> list[int]:
    """Return the lines where a noun or verb is chosen by a count of 1."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.IfExp) and isinstance(node.test, ast.Compare):
            by_one = any(isinstance(n, ast.Constant) and n.value == 1 for n in node.test.comparators)
            texts = literal(node.body), literal(node.orelse)
            if by_one and None not in texts and is_pair(*map(str, texts)):
                found.append(node.lineno)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and literal(node.left) == "s":
            found.append(node.lineno)
    return found


@pytest.mark.parametrize("source", [
    "'' if n == 1 else 's'", "'run' if n == 1 else 'runs'", "'1 row has' if n == 1 else f'{n:,} rows have'",
    "'s' * (n != 1)", "f'{n} waters are hidden' if n > 1 else '1 water is hidden'",
])  # fmt: skip
def test_plurals_by_hand_are_found(source):
    assert by_hand(source) == [1]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_one_plural(path):
    if path != PACKAGE / "digits.py":
        lines = by_hand(path.read_text("utf-8"))
        assert lines == [], f"{path.relative_to(PACKAGE)}:{lines}: use reportgen.digits.plural"


def test_plural():
    assert plural(1, "run") == "1 run"
    assert plural(0, "run") == "0 runs"
    assert plural(2_000, "entry is", "entries are") == "2,000 entries are"


def test_one_natural_sort():
    splits = re.compile(r"""split\(r?["'](\^)?\(?(\[0-9\]|\\d)\+""")
    found = [path.relative_to(PACKAGE).as_posix() for path in MODULES if splits.search(path.read_text("utf-8"))]
    assert found == ["model/order.py"]
    assert sorted(["run-10", "run-9", "run-9b", "10"], key=natural) == ["10", "run-9", "run-9b", "run-10"]
