"""Code comparer: commit, packages and saved code, split or unified."""

from __future__ import annotations

import re

import pytest
from conftest import EVALUATION, open_example, show

from reportgen.panels.base.panel import Context
from reportgen.panels.code_comparer import CodeComparer, _diff, _file
from reportgen.panels.code_comparer.code_lines import changed_words, colored_lines, line_markup


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


def test_changed_words_are_marked_whole_and_syntax_is_coloured():
    file = _diff("train.py", "x = car(1)  # old\ny = 2", "x = cart(1)  # old\nz, w = list(range(9))")
    html = str(_file(file, "split"))
    assert "<mark>car</mark>" in html
    assert "<mark>cart</mark>" in html
    assert html.count("<mark>") == 2  # the second line is another one
    assert '<span class="c1"># old</span>' in html
    assert '<span class="nb">list</span>' in html


@pytest.mark.parametrize("text", ["a\r\nb\x0cc", "\x0b", '"""\n1\n"""', "<b>&amp;\u2028<i>", "def f(:\n\t'", ""])
@pytest.mark.parametrize("name", ["a.py", "b.yaml", "unknown", "c.json"])
def test_colours_change_no_character(name, text):
    lines = colored_lines(name, text)
    assert ["".join(part for _, part in pieces) for pieces in lines] == text.splitlines()


def test_marks_cover_what_differs():
    a, b = "the red car stops", "the red cart stops here"
    left, right = changed_words(a, b)
    assert [a[i:j] for i, j in left] == ["car"]
    assert [b[i:j] for i, j in right] == ["cart", " here"]
    assert changed_words("a b c", "x+y+z+w") == ([], [])
    marked = line_markup([("k", "the red"), ("", " car stops")], [(4, 11)])
    assert marked == '<span class="k">the </span><mark><span class="k">red</span></mark><mark> car</mark> stops'


def test_of_a_commit_seven_characters_are_shown(runs):
    html = show(CodeComparer(), runs.select(limit=1)).html
    assert re.search(r'title="([0-9a-f]{7})[0-9a-f]{33}">\1</bdi>', html)


def test_runs_without_code_say_so():
    from conftest import RUNS

    assert "no commit" in show(CodeComparer(), open_example(RUNS).select(limit=1)).html
