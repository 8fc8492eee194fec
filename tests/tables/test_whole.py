"""Whole numbers that doubles do not tell apart, from every source: exact in every answer, and shown whole."""

from __future__ import annotations

import json
import math
import sqlite3

import duckdb
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import reportgen as rg
from reportgen.lang.bind import Columns
from reportgen.lang.evaluate import evaluate
from reportgen.lang.expression import parse_rows
from reportgen.model.runset import RunSet
from reportgen.model.table import Table
from reportgen.panels.base.panel import Context
from reportgen.panels.table import Table as Panel
from reportgen.panels.table.static import texts_of
from reportgen.pipeline.reading.files import Files
from reportgen.tables.distribution import distributions, of_groups
from reportgen.tables.duckdb.frame import DuckFrame
from reportgen.tables.duckdb.start import start

EXACT = 2**53
IDS = [EXACT, EXACT + 1, EXACT + 2, 5, 10]


def csv(path, ids):
    path.write_text("id,row\n" + "".join(f"{one},{n}\n" for n, one in enumerate(ids)))


def lines(path, ids):
    path.write_text("".join(json.dumps({"id": one, "row": n}) + "\n" for n, one in enumerate(ids)))


def parquet(kind):
    def write(path, ids):
        values = ", ".join(f"({one}::{kind}, {n})" for n, one in enumerate(ids))
        duckdb.sql(f"FROM (VALUES {values}) t(id, row)").write_parquet(str(path))

    return write


def sqlite(path, ids):
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE t (id INTEGER, row INTEGER)")
        file.executemany("INSERT INTO t VALUES (?, ?)", [(one, n) for n, one in enumerate(ids)])
    file.close()


def database(path, ids):
    with duckdb.connect(str(path)) as file:
        file.execute("CREATE TABLE t (id BIGINT, row INTEGER)")
        file.executemany("INSERT INTO t VALUES (?, ?)", [[one, n] for n, one in enumerate(ids)])


SOURCES = {
    "t.csv": csv, "t.jsonl": lines, "int64.parquet": parquet("BIGINT"), "uint64.parquet": parquet("UBIGINT"),
    "decimal.parquet": parquet("DECIMAL(38,0)"), "t.sqlite": sqlite,
    "t.duckdb": database,
}  # fmt: skip


@pytest.fixture(params=SOURCES)
def table(request, tmp_path):
    SOURCES[request.param](tmp_path / request.param, IDS)
    return rg.open_table(tmp_path / request.param)


def test_every_answer_is_exact(table):
    assert table.columns == {"id": "integer", "row": "number"}
    assert table.to_columns() == {"id": IDS, "row": [0, 1, 2, 3, 4]}
    assert all(type(value) is int for column in table.to_columns().values() for value in column)
    assert table.filter("id == 9007199254740993").to_columns()["row"] == [1]
    assert table.filter("id > 9007199254740992").to_columns()["row"] == [1, 2]
    assert table.filter("id > 7").to_columns()["row"] == [0, 1, 2, 4]
    assert table.filter("id in [9007199254740993, 5]").to_columns()["row"] == [1, 3]
    assert table.filter({"$eq": ["$id", EXACT + 1]}).to_columns()["row"] == [1]
    assert table.sort("-id").to_columns()["row"] == [2, 1, 0, 4, 3]
    assert table.derive(next="id + 1").to_columns()["next"] == [one + 1 for one in IDS]
    assert table.derive(apart="id - 9007199254740992").to_columns()["apart"] == [one - EXACT for one in IDS]
    grouped = table.group_by("id").aggregate(row=("row", "max")).to_rows()
    assert grouped == [{"id": one, "count": 1, "row": IDS.index(one)} for one in sorted(IDS)]
    (all_,) = table.group_by().aggregate(low=("id", "min"), high=("id", "max"), sum=("id", "sum")).to_rows()
    assert all_ == {"count": 5, "low": 5, "high": EXACT + 2, "sum": sum(IDS)}
    assert table.head(2).filter("id == 9007199254740993").to_columns()["id"] == [EXACT + 1]


def test_small_whole_numbers_stay_whole_and_fractions_do_not(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,1.5\n,2.0\n3,\n")
    assert rg.open_table(tmp_path / "t.csv").to_columns() == {"a": [1, None, 3], "b": [1.5, 2.0, None]}
    found = rg.open_table(tmp_path / "t.csv").to_columns()["a"]
    assert [type(value) for value in found] == [int, type(None), int]


@pytest.mark.parametrize(("values", "kind"), [
    ([2**64 - 1, 2**63, None], "integer"), ([10**38 - 1, -(10**38) + 1], "integer"), ([10**38, 1], "text"),
    ([10**400, EXACT + 1], "text"), ([EXACT + 1, 5.0], "integer"), ([EXACT + 1, 0.5], "json"),
    ([EXACT - 1, 1], "number"),
    ([EXACT + 1, "a"], "json"), ([EXACT + 1, True], "json"), ([[EXACT + 1, 1]], "json"),
])  # fmt: skip
def test_logged_values_come_back_as_they_were(values, kind):
    frame = DuckFrame.of_rows(Table(["x"], [[value] for value in values], len(values)))
    assert frame.types["x"] == kind
    found = frame.fetch(["x"], frame.rows())["x"]
    expected = [value if value is None or kind != "text" else str(value) for value in values]
    assert list(np.ma.filled(found, np.nan) if kind == "number" else found) == expected


def test_nested_numbers_are_exact(tmp_path):
    rows = [{"j": {"id": EXACT + n}, "l": [1, EXACT + n]} for n in range(3)]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    table = rg.open_table(tmp_path / "t.jsonl")
    assert table.to_rows() == rows
    for question in ("j.id == 9007199254740993", "9007199254740993 in l", "l[1] == 9007199254740993",
                     "any(l, it == 9007199254740993)", "l == [1, 9007199254740993]"):  # fmt: skip
        assert table.filter(question).to_rows() == rows[1:2], question
    assert table.sort("-j.id").to_rows() == rows[::-1]
    assert [row["j.id"] for row in table.group_by("j.id").to_rows()] == [EXACT, EXACT + 1, EXACT + 2]
    assert table.derive(most="max(l)").to_columns()["most"] == [EXACT, EXACT + 1, EXACT + 2]


def of(*ids):
    return Table(["id", "x"], [[one, n] for n, one in enumerate(ids)], len(ids))


def test_keys_of_compared_tables_are_exact():
    engine = start()
    frames = [
        DuckFrame.of_rows(of(EXACT, EXACT + 1), engine, "t0"),
        DuckFrame.of_rows(of(EXACT + 1, EXACT + 2), engine, "t1"),
    ]
    made = frames[0].join(frames[1:], ["id"], "inner")
    assert made.fetch(["id"], made.rows())["id"] == [EXACT + 1]
    engine = start()  # one table's ids are small
    frames = [DuckFrame.of_rows(of(5, EXACT + 1), engine, "t0"), DuckFrame.of_rows(of(5, 6), engine, "t1")]
    made = frames[0].join(frames[1:], ["id"], "outer")
    assert made.types["id"] == "integer"
    assert made.fetch(["id"], made.rows())["id"] == [5, EXACT + 1, 6]
    below = frames[0].stack(frames[1:], ["a", "b"], "table")
    assert below.types["id"] == "integer"
    assert below.fetch(["id"], below.rows())["id"] == [5, EXACT + 1, 5, 6]


def test_heads_are_exact_where_ids_lie_close_together():
    frame = DuckFrame.of_rows(of(*(EXACT + n for n in range(25))))
    for distribution in distributions(frame, ["id"], None)["id"]:
        assert distribution["ends"] == [str(EXACT), str(EXACT + 24)]
        assert distribution["bins"] == [1] * 23 + [2]  # the last bin has both of its ends
    (group,) = of_groups(frame, [parse_rows("id > 0")], ["id"], None)
    assert group["distributions"]["id"]["bins"] == [1] * 23 + [2]
    assert [one["keys"] for one in of_groups(frame, [parse_rows("id")], [], parse_rows("x < 3"))] == [
        [EXACT], [EXACT + 1], [EXACT + 2]]  # fmt: skip


def test_the_page_gets_all_digits(tmp_path):
    for ids in (IDS, [2**64 - 1, 0], [10**30, None]):
        lines(tmp_path / "t.jsonl", ids)
        panel = Panel(path="t.jsonl")
        view = panel.prepare(RunSet([]), Context(frame=Files(tmp_path).frame))
        html = str(panel.render(view, None, ()).html)
        assert all(f"<bdi>{one}</bdi>" in html for one in ids if one is not None)


@pytest.mark.parametrize(("value", "text"), [
    (EXACT + 1, "9007199254740993"), (float(EXACT), "9007199254740992"), (1e300, "1×10³⁰⁰"), (math.nan, "NaN"),
    (math.inf, "∞"), (-math.inf, "−∞"), (-0.0, "0"), (12.5, "12.5"), (None, ""), (np.ma.masked, ""), (True, "true"),
])  # fmt: skip
def test_cells_before_scripts_run(value, text):
    assert texts_of([value]) == [(text, "")]


def test_the_cells_of_a_column_are_written_alike():
    assert texts_of([2 / 3, 0.5, 1200, EXACT + 1]) == [
        ("0.6667", "0.6666666666666666"), ("0.5000", ""), ("1,200", ""), ("9,007,199,254,740,993", ""),
    ]  # fmt: skip
    assert texts_of([2021, np.float32(2022), math.nan]) == [("2021", ""), ("2022", ""), ("NaN", "")]


numbers = st.one_of(
    st.integers(-(10**30), 10**30), st.integers(EXACT - 4, EXACT + 4), st.integers(-9, 9), st.floats(width=64),
    st.sampled_from([float(EXACT), float(EXACT + 2), 2.0**63, 1e30, math.nan, math.inf]),
)  # fmt: skip


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.tuples(st.integers(-(10**30), 10**30), st.integers(EXACT - 3, EXACT + 3), st.floats(), numbers),
                min_size=1, max_size=6))  # fmt: skip
def test_the_engine_compares_as_python_does(rows):
    """Python's own comparisons of whole numbers and doubles are exact."""
    made = DuckFrame.of_rows(Table(["a", "b", "f", "n"], [[EXACT, EXACT, 0.5, 1], *map(list, rows)], len(rows) + 1))
    for left, right in (("a", "b"), ("a", "f"), ("b", "f"), ("n", "a"), ("n", "b"), ("n", "f"), ("n", "n")):
        if made.types["n"] == "json" and "n" in (left, right) and not all(math.isfinite(row[3]) for row in rows):
            continue  # in a column of mixed types what is not finite is a text
        for operator in ("==", "<", "<=", ">", ">="):
            query = parse_rows(f"{left} {operator} {right}")
            tree = query.bound(Columns([made.types]))
            all_ = [dict(zip("abfn", row, strict=True)) for row in [[EXACT, EXACT, 0.5, 1], *rows]]
            kept = [n for n, row in enumerate(all_) if evaluate(tree, [row])]
            assert made.rows(query).tolist() == kept, query.text


def test_a_dataframe_keeps_them(tmp_path):
    pytest.importorskip("pandas")
    csv(tmp_path / "t.csv", ["9007199254740993", ""])
    frame = rg.open_table(tmp_path / "t.csv").to_pandas()
    assert str(frame["id"].dtype) == "Int64"
    assert int(frame["id"][0]) == EXACT + 1
