"""Errors: one base, one layout, and who says where."""

from __future__ import annotations

import ast

import pytest
from conftest import ROOT

from reportgen.errors import Gap, KnownError, Level, PanelError, Position, SpecError, in_field

PACKAGE = ROOT / "reportgen"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "node_modules" not in path.parts)
INSIDE = {
    "PatternError", "_ArrayError", "_RefusedError", "WireError", "NoCounterpart", "WrongTensor", "Unusual", "_Doubt",
    "NoConversation", "NotPlainError",
}  # fmt: skip
"""Caught by the module or room that raises them: nobody reads them."""


def test_every_error_that_is_read_is_a_known_error():
    bases = {
        node.name: {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }

    def derives(name: str, root: set[str], seen: frozenset[str] = frozenset()) -> bool:
        others = bases.get(name, set()) - seen - {name}  # classes of several modules may share a name
        return name in root or any(derives(base, root, seen | {name}) for base in others)

    builtin = {"Exception", "ValueError", "RuntimeError", "LookupError", "OSError", "TypeError"}
    errors = {name for name in bases if derives(name, builtin)}
    assert {name for name in errors if not derives(name, {"KnownError"})} == INSIDE
    assert {"SpecError", "TableError", "ExpressionError", "MediaError", "ChartError", "NoTable"} <= errors


def test_a_wrong_spec_has_its_hint_in_the_message():
    problem = PanelError("unknown column 'a'", "Did you mean 'b'?").problem(Position("report.yaml", 3, 5), "table")
    assert str(problem) == "report.yaml:3:5: table: unknown column 'a'. Did you mean 'b'?"
    assert problem.level is Level.ERROR


def test_a_gap_keeps_its_hint_for_who_builds():
    problem = Gap("'a.csv' is not there", "There: b.csv.").problem(Position("report.yaml", 3, 5), "table")
    assert str(problem) == "report.yaml:3:5: table: 'a.csv' is not there"
    assert (problem.level, problem.aside) == (Level.MISSING, "There: b.csv.")


def test_the_field_to_blame_is_the_innermost_that_is_known():
    with pytest.raises(KnownError) as outer, in_field("blocks", 0), in_field("path"):
        raise KnownError("no")
    assert outer.value.path == ("path",)
    with pytest.raises(KnownError) as own, in_field("path"):
        raise PanelError("no", "", ("color",))
    assert own.value.path == ("color",)


def test_a_wrong_spec_ends_with_another_status_than_a_failed_build():
    assert SpecError([]).status == 2
