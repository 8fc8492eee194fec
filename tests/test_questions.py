"""Tables in Python: the same questions as in a spec, answered as plain rows, Arrow and dataframes."""

from __future__ import annotations

import pytest
from conftest import EXAMPLES, log_runs

import reportgen as rg
from reportgen.tables.api import QuestionError

TABLES = EXAMPLES / "_runs" / "tables"


@pytest.fixture(scope="module")
def predictions():
    return rg.open_table(TABLES, "predictions", staging=TABLES / "staging")


def test_rows_of_runs(predictions):
    assert predictions.columns["score"] == "number"
    wrong = predictions.filter("guess != truth").sort("-score", "id")
    rows = wrong.to_rows()
    every = predictions.to_rows()
    expected = sorted((r for r in every if r["guess"] != r["truth"]), key=lambda r: (-r["score"], r["id"]))
    assert [row["id"] for row in rows] == [row["id"] for row in expected]
    assert len(wrong) == len(rows) > 5
    assert len(wrong.head(3).to_rows()) == len(wrong.head(3)) == 3


def test_both_spellings_and_derived_columns(predictions):
    one = predictions.filter("count(boxes.ground_truth, class_id == 13) >= 1")
    other = predictions.filter({"$gte": [{"$size": {"$filter": {
        "input": "$0.picture.boxes.ground_truth", "as": "b", "cond": {"$eq": ["$$b.class_id", 13]}}}}, 1]})  # fmt: skip
    assert one.to_columns()["id"] == other.to_columns()["id"]
    made = predictions.derive(people="count(boxes.ground_truth, class_id == 13)").filter("people >= 1")
    assert made.to_columns()["id"] == one.to_columns()["id"]


def test_groups(predictions):
    rows = predictions.to_rows()
    found = predictions.group_by("truth").aggregate(
        score=("score", "mean"), best=("score", "max"), kinds=("guess", "distinct"), middle=("road", "median")
    )
    by_hand = {}
    for row in rows:
        by_hand.setdefault(row["truth"], []).append(row)
    assert [group["truth"] for group in found.to_rows()] == sorted(by_hand)
    for group in found.to_rows():
        mine = by_hand[group["truth"]]
        assert group["count"] == len(mine)
        assert group["score"] == pytest.approx(sum(row["score"] for row in mine) / len(mine))
        assert group["best"] == max(row["score"] for row in mine)
        assert group["kinds"] == len({row["guess"] for row in mine})
    named = predictions.filter("night").group_by(right="guess == truth").to_columns()
    assert list(named) == ["right", "count"]
    assert sum(named["count"]) == sum(row["night"] for row in rows)


def test_files_and_what_is_missing(tmp_path):
    (tmp_path / "t.csv").write_text("id,score,note\na,1.5,x\nb,,\nc,nan,y\n")
    table = rg.open_table(tmp_path / "t.csv")
    assert table.sort("-score").to_columns()["id"] == ["a", "c", "b"]
    assert table.filter("score > 1").to_rows() == [{"id": "a", "score": 1.5, "note": "x"}]
    assert table.group_by().aggregate(score=("score", "sum")).to_rows() == [{"count": 3, "score": 1.5}]


def test_tables_of_artifacts():
    runs = log_runs("0.31.0", "log_artifacts.py")
    assert len(rg.open_table(runs, "predictions", artifact="preds:v0").filter("score > 0.3")) == 5


def test_what_follows_head_is_asked_of_the_first_rows(predictions):
    first = predictions.sort("-score").head(20)
    ids = first.to_columns()["id"]
    assert first.filter("guess != truth").to_columns()["id"] == [
        row["id"] for row in first.to_rows() if row["guess"] != row["truth"]
    ]
    assert sum(group["count"] for group in first.group_by("truth").to_rows()) == 20
    assert sorted(first.sort("id").to_columns()["id"]) == sorted(ids)
    assert first.filter("count(boxes.ground_truth) > 0").columns["picture"] == "media"
    down = predictions.sort("-(score - road)").to_rows()
    assert down[0]["score"] - down[0]["road"] == max(row["score"] - row["road"] for row in down)


def test_nested_keys_and_numbers_that_are_none(predictions, tmp_path):
    groups = predictions.group_by("about.camera").to_rows()
    assert [group["about.camera"] for group in groups] == ["cam0", "cam1", "cam2"]
    (tmp_path / "t.csv").write_text("k,x\n,1\na,nan\na,2\n")
    table = rg.open_table(tmp_path / "t.csv")
    assert [str(row["x"]) for row in table.group_by("x").to_rows()] == ["1.0", "2.0", "nan"]


@pytest.mark.parametrize(("ask", "said"), [
    (lambda table: table.head(-1), "-1 rows cannot be limited to"),
    (lambda table: table.group_by(count="truth"), "two columns of the result are named 'count'"),
    (lambda table: table.group_by("truth").aggregate(truth=("score", "max")), "named 'truth'"),
    (lambda _: rg.open_table(log_runs("0.31.0", "log_artifacts.py"), "jt"), "'jt' joins tables"),
    (lambda table: table.filter("scor > 1"), "Did you mean 'score'?"),
    (lambda table: table.filter("score >"), "invalid expression"),
    (lambda table: table.derive(score="1"), "a column 'score' already exists"),
    (lambda table: table.group_by("truth").aggregate(x=("score", "average")).to_rows(), "Choose from: count, distinct"),
    (lambda table: table.group_by("truth").aggregate(x=("guess", "mean")).to_rows(), "mean needs a numeric column"),
    (lambda _: rg.open_table(TABLES, "prediction"), "Did you mean 'predictions'?"),
    (lambda _: rg.open_table("nowhere.csv"), "no such file 'nowhere.csv'"),
    (lambda table: table.to_arrow(), "Install it: pip install pyarrow."),
])  # fmt: skip
def test_what_is_wrong_is_told(predictions, ask, said):
    with pytest.raises(QuestionError) as error:
        ask(predictions)
    assert said in str(error.value)
