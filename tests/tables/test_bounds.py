"""What a question implies of stored columns: it never changes an answer, and an engine skips what cannot match."""

from __future__ import annotations

import datetime as dt
import math

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.lang.evaluate import truth
from reportgen.lang.expression import parse_rows
from reportgen.tables.duckdb.relation import frame_of_file
from reportgen.tables.duckdb.start import text_of

COLUMNS = {
    "tiny": "TINYINT", "whole": "BIGINT", "unsigned": "UINTEGER", "price": "DECIMAL(9,2)", "score": "DOUBLE",
    "half": "FLOAT", "label": "VARCHAR", "seen": "TIMESTAMP", "day": "DATE", "zoned": "TIMESTAMP WITH TIME ZONE",
}  # fmt: skip
UTC = dt.UTC
MOMENTS = [dt.datetime(2026, 11, day, hour, 30, 15, 250_000 * hour) for day in (1, 2, 28) for hour in (0, 3)]
VALUES = {
    "tiny": st.integers(-128, 127), "whole": st.integers(-(2**52), 2**52) | st.integers(-3, 3),
    "unsigned": st.integers(0, 2**32 - 1) | st.integers(0, 3), "price": st.integers(-999, 999).map(lambda n: n / 100),
    "score": st.sampled_from([-1.5, 0.0, 0.1, 0.30000000000000004, 1e300, math.nan, math.inf, -math.inf]),
    "half": st.sampled_from([-1.5, 0.0, 0.1, 0.3, 3e38, math.nan, math.inf]), "label": st.sampled_from(["", "a", "Ä", "😀", "z"]),
    "seen": st.sampled_from([*MOMENTS, dt.datetime(1969, 7, 20, 20, 17)]),
    "day": st.sampled_from([moment.date() for moment in MOMENTS]),
    "zoned": st.sampled_from([moment.replace(tzinfo=UTC) for moment in MOMENTS]),
}  # fmt: skip
LITERALS = ["-1.5", "0", "0.1", "0.3", "2.5", "1e300", "127", "1e30", "'a'", "'Ä'", "'2026'", "'2026-11-01'",
            "'2026-11-02T03:30:15'", "'2026-11-02T03:30:15.75'", "'2026-11-02 03:30'", "true", "null"]  # fmt: skip
COMPARISONS = st.builds(
    lambda name, operator, literal, mirrored: f"{literal} {operator} {name}" if mirrored else f"{name} {operator} {literal}",
    st.sampled_from(list(COLUMNS)), st.sampled_from(["==", "<", "<=", ">", ">=", "!="]), st.sampled_from(LITERALS),
    st.booleans(),
)  # fmt: skip
AMONG = st.builds(
    lambda name, literals: f"{name} in [{', '.join(literals)}]",
    st.sampled_from(list(COLUMNS)), st.lists(st.sampled_from(LITERALS), min_size=1, max_size=3),
)  # fmt: skip
QUESTIONS = st.lists(COMPARISONS | AMONG, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from([" and ".join(parts), " or ".join(parts), f"not ({parts[0]})"])
)
ROWS = st.lists(st.tuples(*(st.none() | values for values in VALUES.values())), min_size=1, max_size=12)


def store(path, rows):
    """Write rows as Parquet."""
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        engine.execute(f"CREATE TABLE t ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
        engine.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(COLUMNS))})", rows)
        engine.execute(f"COPY t TO '{path}' (FORMAT parquet)")


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, questions=st.lists(QUESTIONS, min_size=5, max_size=12))
def test_an_answer_is_the_same_with_what_is_implied(rows, questions, tmp_path_factory):
    path = tmp_path_factory.mktemp("bounds") / "t.parquet"
    store(path, rows)
    frame = frame_of_file(path)
    for question in questions:
        query = parse_rows(question)
        plain = f"SELECT rg_row FROM t0 WHERE {text_of(frame.condition(query))} ORDER BY 1"
        assert frame.rows(query).tolist() == [row[0] for row in frame.execute(plain).fetchall()], question


def test_a_year_of_five_digits_is_the_text_that_it_is(tmp_path):
    store(tmp_path / "t.parquet", [(None,) * 7 + (None, None, None)])
    with duckdb.connect() as engine:
        engine.execute(f"COPY (SELECT TIMESTAMP '20260-01-01' AS seen) TO '{tmp_path}/far.parquet' (FORMAT parquet)")
    frame = frame_of_file(tmp_path / "far.parquet")
    assert frame.rows(parse_rows("seen < '2026-11-01'")).tolist() == []
    assert frame.rows(parse_rows("seen < '20261'")).tolist() == [0]


def test_decimals_that_no_double_holds_are_not_bounded(tmp_path):
    with duckdb.connect() as engine:
        engine.execute(
            "COPY (SELECT 0.99999999999999999999::DECIMAL(38, 20) AS near, 0.5::DECIMAL(38, 38) AS small, "
            "9007199254740993::DECIMAL(38, 0) AS large, 12.5::DECIMAL(4, 2) AS price, 'inf'::FLOAT AS half) "
            f"TO '{tmp_path}/t.parquet' (FORMAT parquet)"
        )
    frame = frame_of_file(tmp_path / "t.parquet")
    for question in (
        "near >= 1",
        "small < 1000",
        "large <= 9007199254740993",
        "large > 9007199254740992",
        "price < 100",
        "price < 1e9",
        "half > 3.4028234663852886e38",
    ):
        assert frame.rows(parse_rows(question)).tolist() == [0], question
    assert frame.rows(parse_rows("large <= 9007199254740992")).tolist() == []


def test_nothing_compares_with_a_number_that_is_none(tmp_path):
    (tmp_path / "t.csv").write_text("x\n1\n-3\n", "utf-8")
    frame = frame_of_file(tmp_path / "t.csv")
    for question in ({"$lt": ["$x", math.nan]}, {"$gt": ["$x", math.nan]}, {"$and": [math.nan]}):
        query = parse_rows(question)
        assert frame.rows(query).tolist() == []
        assert truth(query.of_row({"x": 1.0})) is False


@pytest.mark.parametrize("question", [
    "whole >= 900", "whole in [990, 991]", "whole == 950.0", "half > 0.949", "score > 0.95", "label == 'w99'",
    "seen >= '2026-12-10T15:00:00'", "'2026-12-05' < day", "unsigned > 899.5", "price >= 9.5",
])  # fmt: skip
def test_what_cannot_match_is_skipped(question, tmp_path):
    path = tmp_path / "t.parquet"
    with duckdb.connect() as engine:
        engine.execute(
            "COPY (SELECT i AS whole, i::UINTEGER AS unsigned, (i / 100)::DECIMAL(9, 2) AS price, i / 1000 AS score, "
            "(i / 1000)::FLOAT AS half, 'w' || (i // 10) AS label, TIMESTAMP '2026-11-01' + INTERVAL (i) HOUR AS seen, "
            f"(TIMESTAMP '2026-11-01' + INTERVAL (i) HOUR)::DATE AS day FROM range(1000) r(i)) "
            f"TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 64)"
        )
    frame = frame_of_file(path)
    where = text_of(frame.where(parse_rows(question)))
    plan = "\n".join(
        row[1] for row in frame.engine.execute(f"EXPLAIN SELECT count(*) FROM t0 WHERE {where}").fetchall()
    )
    assert "Filters" in plan[plan.index("PARQUET") :], plan


def test_moments_with_a_time_zone_are_the_same_on_every_machine(tmp_path, monkeypatch):
    import time

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    store(tmp_path / "t.parquet", [(None,) * 9 + (MOMENTS[0].replace(tzinfo=UTC),)])
    from reportgen.tables.duckdb.relation import open_table

    frame = frame_of_file(tmp_path / "t.parquet")
    assert frame.fetch(["zoned"], [0]) == {"zoned": ["2026-11-01T00:30:15"]}
    assert open_table(tmp_path / "t.parquet").rows[0][9] == "2026-11-01T00:30:15"
    monkeypatch.undo()
    time.tzset()
