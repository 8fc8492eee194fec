"""One table of cases, three evaluators: the reference, the engine's SQL, and the page (client/test_units.py)."""

from __future__ import annotations

import json
from dataclasses import replace

import cases
import pytest
from sqlglot import exp

from reportgen.lang.bind import Columns
from reportgen.lang.expression import parse_rows
from reportgen.model.table import Table, Time
from reportgen.tables.duckdb.frame import DuckFrame
from reportgen.tables.duckdb.start import text_of


@pytest.fixture(scope="module")
def answers():
    return cases.known()


@pytest.fixture(scope="module")
def frame():
    def cell(name, value):
        return Time(value) if cases.TYPES[name] == "time" and value is not None else value

    rows = [[cell(name, value) for name, value in row.items()] for row in cases.ROWS]
    frame = DuckFrame.of_rows(Table(list(cases.TYPES), rows, len(rows)))
    # Lists of several lengths are nested values to a real table, and objects are no media; questions see both alike.
    known = {"vector": "json", "media": "json"}
    assert dict(frame.types) == {name: known.get(kind, kind) for name, kind in cases.TYPES.items()}
    return replace(frame, types=cases.TYPES, whole=frozenset())


def test_there_are_over_400(answers):
    assert len(answers) > 700
    assert list(answers) == cases.questions()


def test_the_reference(answers):
    found = cases.answers()
    assert [text for text in answers if not all(map(cases.same, found[text], answers[text]))] == []


def test_the_engine(answers, frame):
    wrong = {}
    for text, expected in answers.items():
        made = frame.compile(parse_rows(text))
        select = text_of(exp.select(made.node).from_(frame.relation))
        found = [row[0] for row in frame.engine.execute(select).fetchall()]
        if made.kind == "json":
            found = [None if value is None else json.loads(value) for value in found]
        if made.kind == "list":
            found = [value and [None if item is None else json.loads(item) for item in value] for value in found]
        for place, (value, wanted) in enumerate(zip(map(cases.plain, found), expected, strict=True)):
            # A value that may be a number or a text travels as JSON, which knows no NaN.
            if not cases.same(value, wanted) and not (made.kind == "json" and wanted == "NaN"):
                wrong[text, place] = value, wanted
    assert wrong == {}


def test_filters_of_the_engine_keep_the_rows_that_count_as_true(answers, frame):
    from reportgen.lang.evaluate import evaluate, truth

    columns = Columns([cases.TYPES])
    for text in list(answers)[::7]:
        query = parse_rows(text)
        tree = query.bound(columns)
        kept = [place for place, row in enumerate(cases.ROWS) if truth(evaluate(tree, [row]))]
        assert frame.rows(query).tolist() == kept, text


def test_both_spellings_are_one_tree():
    pairs = [
        ("$0.road > 0.05", "{$gt: ['$0.road', 0.05]}"),
        ("not (size(v) == 3 and t == 'a')", "{$not: {$and: [{$eq: [{$size: '$v'}, 3]}, {$eq: ['$t', 'a']}]}}"),
        ("size(filter($0.p.gt, class_id == 13)) >= 1",
         "{$gte: [{$size: {$filter: {input: '$0.p.gt', as: 'it', cond: {$eq: ['$$it.class_id', 13]}}}}, 1]}"),
    ]  # fmt: skip
    for friendly, aggregation in pairs:
        assert parse_rows(friendly).tree == parse_rows(aggregation).tree


def test_a_mapping_of_yaml_is_read_as_its_text():
    text = {"$gte": [{"$size": {"$filter": {"input": "$0.v", "as": "b", "cond": {"$gt": ["$$b", 1]}}}}, 1]}
    row = {"v": [1, 2]}
    assert parse_rows(text).of_row(row) is parse_rows(json.dumps(text)).of_row(row) is True
