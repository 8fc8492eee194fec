"""Pages of SQLite's tables decoded together: the same values, to the bit, that SQLite returns."""

from __future__ import annotations

import random
import sqlite3
import struct

import numpy as np
import pytest
from mlflow_stores import VERSIONS, unpack

from reportgen.readers.mlflow.database import Database
from reportgen.readers.mlflow.pages import Text, Unusual
from reportgen.readers.mlflow.stored import Tables

NUMBERS = ("value", "timestamp", "step", "is_nan")
EDGES = [0, 1, -1, 127, -128, 128, 32767, -32768, 2**23, -(2**23) - 1, 2**31, -(2**31) - 1, 2**47, -(2**47) - 1, 2**62,
         -(2**63)]  # fmt: skip
SHAPE = "(key text, value float, timestamp bigint, run_uuid text, step bigint, is_nan boolean"


def decoded(path):
    """Return the rows of the metrics, each as a tuple, by decoding pages."""
    texts = {"key": Text(), "run_uuid": Text()}
    found = []
    for part in Database(path).arrays("metrics", texts, NUMBERS):
        rows = zip(*(part[name].tolist() for name in ("key", "run_uuid", *NUMBERS)), strict=True)
        found += [(texts["key"].texts[key], texts["run_uuid"].texts[run], *rest) for key, run, *rest in rows]
    return found


def asked(path):
    with sqlite3.connect(path) as connection:
        return connection.execute(
            "select key, run_uuid, value, timestamp, step, is_nan from metrics order by rowid"
        ).fetchall()


def bits(value):
    return struct.pack("d", float("nan") if value is None else value)


def check(path):
    mine, theirs = decoded(path), asked(path)
    assert len(mine) == len(theirs)
    for one, other in zip(mine, theirs, strict=True):
        assert one[:2] == other[:2]
        assert list(map(bits, one[2:])) == list(map(bits, other[2:]))
    return len(mine)


def made(path, rows, *, page=4096, shape=SHAPE + ")", encoding="UTF-8"):
    connection = sqlite3.connect(path)
    connection.execute(f"pragma page_size={page}")
    connection.execute(f"pragma encoding='{encoding}'")
    connection.execute(f"create table metrics {shape}")
    connection.execute("create table runs (run_uuid text)")
    connection.executemany("insert into metrics values (?, ?, ?, ?, ?, ?)", rows)
    connection.commit()
    return connection


def some(count, seed=0):
    rng = random.Random(seed)
    keys = ["loss", "val/acc", "k" * 70, "損失", "a" * 250, "x"]
    runs = [f"{rng.getrandbits(128):032x}" for _ in range(5)] + ["short", "longer-than-thirty-two-characters-it-is"]
    values = [rng.random, lambda: rng.choice(EDGES) * 1.0, lambda: None, lambda: float(rng.randrange(100)),
              lambda: 1.7976931348623157e308, lambda: -0.0, lambda: 5e-324]  # fmt: skip
    return [(rng.choice(keys), rng.choice(values)(), rng.choice(EDGES), rng.choice(runs),
             rng.choice([*EDGES, 0.5, None]), rng.choice([0, 1, None])) for _ in range(count)]  # fmt: skip


@pytest.mark.parametrize("page", [512, 1024, 4096, 65536])
def test_values_of_all_kinds(tmp_path, page):
    rows = [row for row in some(6000) if page > 512 or len(row[0]) < 100]
    made(tmp_path / "m.db", rows, page=page).close()
    assert check(tmp_path / "m.db") == len(rows)


def test_holes_and_rows_of_before_a_column_was_added(tmp_path):
    connection = made(tmp_path / "m.db", some(5000))
    connection.execute("delete from metrics where rowid % 3 = 0 or rowid between 1000 and 2500")
    connection.execute("update metrics set key = key || key where rowid % 7 = 0 and length(key) < 60")
    connection.commit()
    connection.close()
    check(tmp_path / "m.db")
    old = sqlite3.connect(tmp_path / "old.db")
    old.execute("create table metrics (key text, value float, timestamp bigint, run_uuid text)")
    old.execute("insert into metrics values ('loss', 0.5, 1, 'a')")
    old.execute("alter table metrics add column step bigint")
    old.execute("alter table metrics add column is_nan boolean")
    old.commit()
    old.close()
    assert check(tmp_path / "old.db") == 1


@pytest.mark.parametrize(
    ("rows", "how"),
    [([("k" * 5000, 1.0, 1, "a", 0, 0)], {}), ([("k", 1.0, 1, "a", 0, 0)], {"encoding": "UTF-16le"}),
     ([("k", "text", 1, "a", 0, 0)], {"shape": SHAPE.replace(" float", "") + ")"}),
     ([(None, 1.0, 1, "a", 0, 0)], {}), ([], {}),
     ([("k", 1.0, 1, "a", 0, 0)], {"shape": SHAPE + ", primary key (key, step)) without rowid"})],
    ids=["a row of several pages", "another encoding", "texts for numbers", "no key", "no rows", "no rowid"],
)  # fmt: skip
def test_other_tables_are_left_to_sqlite(tmp_path, rows, how):
    made(tmp_path / "m.db", rows, **how).close()
    with pytest.raises(Unusual):
        decoded(tmp_path / "m.db")


@pytest.mark.parametrize("version", VERSIONS)
def test_stores_are_decoded_as_sqlite_reads_them(tmp_path, version, monkeypatch):
    folder = unpack(tmp_path, version, "sqlite")
    mine = Tables(Database(folder / "mlflow.db"))._decoded()
    other = Tables(Database(folder / "mlflow.db"))

    def unusual():
        raise Unusual

    monkeypatch.setattr(other, "_decoded", unusual)
    theirs = other._whole
    assert {key: set(runs) for key, runs in mine.items()} == {key: set(runs) for key, runs in theirs.items()}
    for key, runs in mine.items():
        for run, points in runs.items():
            same = theirs[key][run]
            assert np.array_equal(points.values, same.values, equal_nan=True)
            assert np.array_equal(points.steps, same.steps)
            assert np.array_equal(points.times, same.times)


def test_damaged_pages_raise_nothing_else(tmp_path):
    made(tmp_path / "m.db", some(3000)).close()
    content = (tmp_path / "m.db").read_bytes()
    rng = random.Random(1)
    unusual = 0
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(rng.choice([1, 20])):
            damaged[rng.randrange(8192, len(damaged))] = rng.randrange(256)
        (tmp_path / "m.db").write_bytes(damaged)
        try:
            decoded(tmp_path / "m.db")
        except Unusual:
            unusual += 1
    assert unusual
