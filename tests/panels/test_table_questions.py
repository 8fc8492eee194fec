"""What a table panel is asked in its spec: words to search for, bins, and groups with names."""

from __future__ import annotations

import json

import pytest
from test_table import data, prepared

import reportgen as rg
from reportgen.errors import SpecError
from reportgen.lang.expression import parse_rows
from reportgen.lang.tree import Field
from reportgen.panels.table import Table
from reportgen.panels.table.questions import quoted

ROWS = [
    {"id": n, "name": name, "tag": tag, "score": score, "cat": None}
    for n, (name, tag, score) in enumerate([
        ("A black Cat", "pet", 0.05), ("dog", "pet", 0.1), ("concatenated", None, 0.25), ("car", "cat", 0.3),
        (None, "", None),
    ])
]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    rows = [{name: value for name, value in row.items() if name != "cat"} for row in ROWS]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    return tmp_path


@pytest.mark.parametrize(("question", "kept"), [
    ("cat", [0, 2, 3]), ("'cat'", [0, 2, 3]), ("CAT", [0, 2, 3]), ("cat and score > 0.2", [2, 3]),
    ("dog or car", [1, 3]),
    ("not cat", [1, 4]), ("search('black cat')", [0]), ("score", [0, 1, 2, 3]), ("nothing", []),
    ("tag", [0, 1, 3]),
])  # fmt: skip
def test_a_word_is_searched_for_unless_a_column_is_called_so(folder, question, kept):
    assert rg.open_table(folder / "t.jsonl").filter(question).to_columns()["id"] == kept
    _, view = prepared(folder, path="t.jsonl", filters=question)
    assert view.first == kept


@pytest.mark.parametrize(("name", "text"), [
    ("score", "score"), ("a b", "`a b`"), ("a.b", "`a.b`"), ("not", "`not`"), ("row", "`row`"), ("größe", "`größe`"),
    ("a`b", 'row["a`b"]'), ("", 'row[""]'), ("2nd", "`2nd`"),
])  # fmt: skip
def test_only_names_that_read_otherwise_are_quoted(name, text):
    assert quoted(name) == text
    node = parse_rows(text).tree
    assert isinstance(node, Field)
    assert node.path == (name,)


def test_a_column_of_that_name_is_meant(folder):
    assert rg.open_table(folder / "c.jsonl").filter("cat").to_columns()["id"] == []


def test_several_filters_and_words(folder):
    panel, view = prepared(folder, path="t.jsonl", filters=["cat", "score < 0.3"])
    assert view.first == [0, 2]
    assert data(panel.render(view, None, ()))[0]["filter"] == "(cat) and (score < 0.3)"


@pytest.mark.parametrize(("groupby", "text", "keys"), [
    ({"score": 0.1}, "bin(score, 0.1)", [[0.0], [0.1], [0.2], [0.3], [None]]),
    ("bin(score, 0.1)", "bin(score, 0.1)", [[0.0], [0.1], [0.2], [0.3], [None]]),
    ({"size": "if(score > 0.2, 'large', 'small')"}, "size", [["large"], ["small"]]),
    ([{"score": 1}, "tag"], "bin(score, 1)", [[0, "cat"], [0, "pet"], [0, None], [None, ""]]),
    ({"$gt": ["$score", 0.2]}, '{"$gt": ["$score", 0.2]}', [[False], [True]]),
])  # fmt: skip
def test_groups_by_mappings(folder, groupby, text, keys):
    panel, view = prepared(folder, path="t.jsonl", groupby=groupby, max_rows=2)
    assert [group["keys"] for group in view.whole["groups"]] == keys
    assert data(panel.render(view, None, ()))[0]["groupby"][0] == text


def test_wrong_bins_are_told():
    for groupby, said in (("bin(score, 0)", "bin() needs a bin width"), ("bin(score, tag)", "bin() needs a bin width"),
                          ("search(tag)", "search() needs a text")):  # fmt: skip
        with pytest.raises((SpecError, ValueError)) as error:
            Table(path="t.jsonl", groupby=groupby)
        assert said in str(error.value)
