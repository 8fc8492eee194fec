"""Code comparer: commit, packages and saved code, split or unified."""

from __future__ import annotations

import pytest
from conftest import EVALUATION, open_example, show

from reportgen.panels.base.panel import Context
from reportgen.panels.code_comparer import CodeComparer, _diff


@pytest.fixture(scope="module")
def runs():
    return open_example(EVALUATION)


def test_what_differs_between_two_runs(runs):
    (found,) = CodeComparer().prepare(runs.select(limit=2), Context())
    assert found.packages == (("torch", "2.9.1", "2.10.0"),)
    (file,) = found.files
    assert file.name == "train.py"
    assert (file.added, file.removed) == (2, 1)
    assert [name for name, *_ in found.facts] == ["commit"]


@pytest.mark.parametrize("diff", ["split", "unified"])
def test_both_ways_show_the_lines(runs, diff):
    html = show(CodeComparer(diff=diff), runs).html
    assert "cross-entropy" in html
    assert "focal" in html
    assert html.count("<details") == 2


def test_of_one_run_what_ran(runs):
    html = show(CodeComparer(), runs.select(limit=1)).html
    assert "https://example.org/team/street.git" in html
    assert "train.py" in html


def test_lines_stand_beside_each_other():
    file = _diff("f", "a\nb\nc", "a\nx\ny\nc")
    assert [(kind, left, right) for kind, _, left, _, right in file.pairs] == [
        ("same", "a", "a"),
        ("changed", "b", "x"),
        ("more", "", "y"),
        ("same", "c", "c"),
    ]
    assert _diff("f", "a", "a") is None


def test_runs_without_code_say_so():
    from conftest import RUNS

    assert "no commit" in show(CodeComparer(), open_example(RUNS).select(limit=1)).html
