"""Tables from files: CSV, JSON lines, Parquet, and what is none."""

from __future__ import annotations

import math

import duckdb
import pytest

from reportgen.tables.duckdb.relation import open_table
from reportgen.tables.error import TableError


def test_csv(tmp_path):
    (tmp_path / "t.csv").write_text("id,label,score\n1,cat,0.5\n2,犬,\n", "utf-8")
    table = open_table(tmp_path / "t.csv")
    assert table.columns == ["id", "label", "score"]
    assert table.rows == [[1, "cat", 0.5], [2, "犬", None]]
    assert table.count == 2


def test_json_lines_and_parquet(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"a": 1, "b": [0.1, 0.9]}\n{"a": 2, "b": [0.5, 0.5]}\n', "utf-8")
    assert open_table(tmp_path / "t.jsonl").rows == [[1, [0.1, 0.9]], [2, [0.5, 0.5]]]
    path = tmp_path / "t.parquet"
    duckdb.sql("SELECT 1.5::DECIMAL(4, 2) AS d, DATE '2026-01-02' AS t, 'NaN'::DOUBLE AS n").write_parquet(str(path))
    (row,) = open_table(path).rows
    assert row[:2] == [1.5, "2026-01-02"]
    assert math.isnan(row[2])


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("t.xlsx", b"", "is not a supported table"),
        ("missing.csv", None, "no such file"),
        ("t.csv", b"", "'t.csv' is empty: it has 0 bytes"),
        ("t.jsonl", b"", "'t.jsonl' is empty: it has 0 bytes"),
        ("t.parquet", b"not parquet", "cannot be read"),
    ],
)
def test_what_is_no_table(tmp_path, name, content, what):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError, match=what):
        open_table(tmp_path / name)
