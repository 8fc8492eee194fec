"""What is wrong with a question is reported where it is, with the nearest right thing."""

from __future__ import annotations

import pytest

from reportgen.lang.bind import Columns
from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import all_of, parse_filter, parse_rows
from reportgen.lang.tree import Binary, Column, Constant, Each

COLUMNS = Columns([{"road": "number", "label": "text", "pred_mask": "media", "val/loss": "number"}])
TWO = Columns([{"one": "media", "two": "media"}, {"one": "number"}])
WRONG = [
    ("rod > 1", 0, "unknown column 'rod'", "Did you mean 'road'?"),
    ("road > 1 and labl == 'a'", 13, "unknown column 'labl'", "Did you mean 'label'?"),
    ("label == cat", 9, "unknown column 'cat'", 'Put text in quotes: "cat"'),
    ("label not in [dog, 'cat']", 14, "unknown column 'dog'", 'Put text in quotes: "dog"'),
    ("road == rod", 8, "unknown column 'rod'", "Did you mean 'road'?"),
    ('label = "cat', 8, 'the quote " is not closed', ""),
    ("label = 'cat", 8, "the quote ' is not closed", ""),
    ("`val/loss > 1", 0, "the quote ` is not closed", ""),
    ("count(road", 10, "expected ')' at the end", ""),
    ("flor(1)", 0, "unknown function 'flor'", "Did you mean 'floor'?"),
    ("round()", 0, "round() takes 1 to 2 arguments, not 0", ""),
    ("map(road)", 8, "map() needs a list and an expression for each element", ""),
    ("road ~ 1", 5, "'~' does not belong in an expression", 'For a substring write: "part" in name'),
    ("road >", 6, "the expression ends too early", ""),
    ("road 1", 5, "unexpected '1'", "Join conditions with 'and' or 'or'."),
    ("$0 > 1", 0, "a table is not a value", "Name a column: $0.score"),
    ("$3.road > 1", 0, "there is no table $3", "1 table is there; $0 is the first."),
    ("{$gt: ['$0.road' 0.05]}", 17, "expected ',' or ']' before '0'", ""),
    ("{$ge: [1, 2]}", 1, "unknown operator '$ge'", "Did you mean '$gte'?"),
    ("{$gt: [1]}", 1, "$gt takes 2 values, not 1", ""),
    ("{$gt: [road, 1]}", 7, "'road' is not a value", "Put text in quotes: 'road'"),
    ("{$filter: {input: '$road'}}", 1, "$filter needs 'cond'", ""),
    ("{$filter: {input: '$road', cond: true, a: 1}}", 39, "$filter has no part 'a'", "Parts: input, cond, as, limit."),
    ("{$eq: ['$$box.id', 1]}", 7, "unknown variable '$$box'", "$filter, $map and $reduce name one."),
    ("{$eq: ['$rod', 1]}", 7, "unknown column 'rod'", "Did you mean 'road'?"),
    ("{road: {$gtr: 1}}", 8, "unknown condition '$gtr'", "Did you mean '$gt'?"),
    ("{$eq: [1, 2]} x", 14, "unexpected 'x' after the end", ""),
    ("{$eq: 1, $eq: 2}", 9, "'$eq' is given twice", ""),
    ("{", 1, "expected a key, such as $eq", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "offset", "what", "hint"), WRONG, ids=[w[0] for w in WRONG])
def test_wrong(text, offset, what, hint):
    with pytest.raises(ExpressionError) as error:
        parse_rows(text).bound(COLUMNS)
    assert (error.value.what, error.value.offset, error.value.hint) == (what, offset, hint)


def test_boxes_of_which_picture():
    assert parse_rows("count(boxes.gt)").bound(COLUMNS) == Each(
        "count", Column(0, "pred_mask", ("boxes", "gt")), "it", Constant(value=True)
    )
    with pytest.raises(ExpressionError, match="'boxes' is in several columns: one, two"):
        parse_rows("count(boxes.gt)").bound(TWO)


def test_every_compared_table():
    tree = parse_rows("$*.one > 1").bound(Columns([{"one": "number"}, {"one": "number"}]))
    assert tree == Binary("or", *(Binary(">", Column(table, "one"), Constant(1)) for table in (0, 1)))


DEEP = [
    "(" * 400 + "1" + ")" * 400,
    "not " * 500 + "true",
    "{$not: " * 300 + "true" + "}" * 300,
    "-" * 500 + "1",
    "[" * 300,
    "size(" * 300 + "v" + ")" * 300,
    "v[" * 300 + "1" + "]" * 300,
    "v" + "[0]" * 300,
    "v" + "[0].k" * 300,
    "v[0]" + '["k"]' * 300,
    "v ** " * 300 + "2",
]


@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_nested_too_deeply(text):
    with pytest.raises(ExpressionError, match=r"too deeply|too early"):
        parse_rows(text)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("cat mat", [0, 1]), ("mat cat", [0, 1]), ('"the mat" cat', [0]), ("'cat the'", []), ("don't Cat", [2]),
        ("cat, mat", None), ("cat = mat rug", None), ("cat and", None), ("cat +", None), ("gpt-4o cat", [2]),
    ],
)  # fmt: skip
def test_a_filter_of_several_words_keeps_rows_that_hold_all_of_them(text, rows):
    texts = ["A cat on the mat", "mat, then a CAT", "gpt-4o: don't let the cat out", "nothing"]
    if rows is None:
        with pytest.raises(ExpressionError):
            parse_filter(text)
        return
    query = all_of([parse_filter(text)])
    assert [n for n, said in enumerate(texts) if query.of_row({"said": said})] == rows
    if " " in text and text[0] != "'":
        with pytest.raises(ExpressionError):
            parse_rows(text)
