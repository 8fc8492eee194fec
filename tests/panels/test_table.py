"""Tables: of runs and of files; typed columns that come back as they were; what is wrong with a spec is reported."""

from __future__ import annotations

import json
import math
import zlib

import duckdb
import numpy as np
import pytest
from conftest import EXAMPLES, build_spec, log_runs
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reportgen.blocks import code_block, exact_block
from reportgen.errors import SpecError
from reportgen.model.runset import RunSet
from reportgen.panels.base.panel import Context
from reportgen.panels.table import Table
from reportgen.pipeline.reading.files import Files

TABLES = EXAMPLES / "_runs" / "tables"


@pytest.fixture(scope="module")
def runs():
    from reportgen.model.runset import number_runs
    from reportgen.sources import read_runs

    found = read_runs(*sorted(TABLES.glob("offline-run-*")), staging=TABLES / "staging")
    return number_runs([(run, "{name}", "") for run in found.runs])


def prepared(folder, **fields):
    panel = Table(**fields)
    return panel, panel.prepare(RunSet((), (), ()), Context(frame=Files(folder).frame))


def data(fragment):
    """Return what the page is reported of the table."""
    blocks = {block.id: block for block in fragment.blocks}
    view = next(block for block in fragment.blocks if f'data-view="{block.id}"' in fragment.html)
    return json.loads(zlib.decompress(view.read(), -15)), blocks


def test_types_of_a_logged_table(runs):
    view = Table(table_name="predictions").prepare(runs, Context())
    assert dict(view.types) == {
        "run": "text", "id": "text", "picture": "media", "truth": "text", "guess": "text", "road": "number",
        "score": "number", "spread": "vector", "embedding": "vector", "seen": "time", "about": "json", "remark": "text",
        "night": "boolean",
    }  # fmt: skip
    assert view.total == 120
    assert view.values["seen"][0] == "2026-11-01T06:00:00"
    assert len(view.values["embedding"][0]) == 8
    boxes = view.values["picture"][0]["boxes"]
    assert set(boxes) == {"prediction", "ground_truth"}
    assert boxes["ground_truth"][0]["position"]["maxX"] > 1
    assert "path" not in json.dumps(view.values["picture"])
    item = view.items["picture"][0]
    assert item.classes.boxes["ground_truth"][13] == "person"
    assert item.file.name.endswith(".png")  # the staged copy is called tmp... and tells nothing


def test_the_page_gets_columns_and_the_first_rows_stand_in_it(runs):
    panel = Table(
        table_name="predictions", filters=["score > 0.9"], order=["-score"], columns=["id", "picture", "score"]
    )
    fragment = panel.render(panel.prepare(runs, Context()), None, ())
    found, blocks = data(fragment)
    assert [column["name"] for column in found["columns"]][:3] == ["id", "picture", "score"]
    assert [column.get("hidden", False) for column in found["columns"]][:4] == [False, False, False, True]
    assert found["filter"] == "score > 0.9"
    assert found["order"] == [["score", True]]
    assert found["rows"] == found["total"] == 120
    assert fragment.elements == {"table", "image"}
    assert fragment.libraries == {"query"}
    assert fragment.html.count("<tr>") == 13
    scores = [float(text) for text in __import__("re").findall(r'rg-end"><bdi>([\d.]+)', fragment.html)]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0.9
    assert fragment.html.count("<img") == 12
    assert all(column["block"] in blocks for column in found["columns"] if "block" in column)


def test_what_the_page_cannot_carry_is_cut_by_the_engine(tmp_path):
    duckdb.sql("SELECT i, i % 10 AS k, -i AS down FROM range(100000) r(i)").write_parquet(str(tmp_path / "t.parquet"))
    panel, view = prepared(tmp_path, path="t.parquet", filters=["k == 3"], order=["down"], max_rows=500)
    assert (view.total, view.kept, view.cut, len(view.places)) == (100_000, 10_000, True, 500)
    assert view.values["i"].tolist() == [99_993 - 10 * n for n in range(499, -1, -1)]
    found, _ = data(panel.render(view, None, ()))
    assert found["baked"] == "k == 3"
    assert found["filter"] == ""


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.parquet", "t.sqlite", "t.duckdb", "folder"])
def test_files_of_every_kind(tmp_path, name):
    rows = [(1, "cat", 0.5, True), (2, "犬", None, False)]
    path = tmp_path / name
    if name == "t.csv":
        path.write_text("id,label,score,flag\n1,cat,0.5,true\n2,犬,,false\n", "utf-8")
    elif name == "t.jsonl":
        path.write_text(
            "\n".join(json.dumps(dict(zip(("id", "label", "score", "flag"), r, strict=True))) for r in rows)
        )
    elif name == "t.sqlite":
        import sqlite3

        with sqlite3.connect(path) as file:
            file.execute("CREATE TABLE preds (id INT, label TEXT, score REAL, flag INT)")
            file.executemany("INSERT INTO preds VALUES (?, ?, ?, ?)", rows)
        file.close()
    else:
        engine = duckdb.connect(str(path) if name == "t.duckdb" else ":memory:")
        engine.execute("CREATE TABLE preds (id INT, label TEXT, score DOUBLE, flag BOOLEAN)")
        engine.executemany("INSERT INTO preds VALUES (?, ?, ?, ?)", rows)
        if name == "folder":
            path.mkdir()
            engine.execute(f"COPY preds TO '{path / 'part-0.parquet'}'")
        elif name == "t.parquet":
            engine.execute(f"COPY preds TO '{path}'")
        engine.close()
    _, view = prepared(tmp_path, path=name, derive={"double": "score * 2"})
    assert list(view.types)[:4] == ["id", "label", "score", "flag"]
    assert view.values["label"] == ["cat", "犬"]
    assert view.values["double"].tolist() == [1.0, None]


def test_types_of_a_parquet_file(tmp_path):
    duckdb.sql(
        "SELECT TIMESTAMP '2026-01-02 03:04:05.5' AS t, DATE '2026-01-02' AS d, {'a': 1, 'b': [1, 2]} AS s, "
        "[1, 2, 3] AS l, "
        "[1.5, 2]::FLOAT[2] AS v, 9007199254740993 AS big, 'x'::BLOB AS raw, 1.25::DECIMAL(9, 2) AS price"
    ).write_parquet(str(tmp_path / "t.parquet"))
    _, view = prepared(tmp_path, path="t.parquet")
    assert dict(view.types) == {"t": "time", "d": "time", "s": "json", "l": "json", "v": "json", "big": "integer",
                                "raw": "text", "price": "number"} | {"v": view.types["v"]}  # fmt: skip
    assert view.values["t"] == ["2026-01-02T03:04:05.5"]
    assert view.values["d"] == ["2026-01-02"]
    assert view.values["s"] == [{"a": 1, "b": [1, 2]}]
    assert view.values["big"] == [9007199254740993]
    assert view.values["price"].tolist() == [1.25]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"filters": "scor > 1"}, "unknown column 'scor'"),
        ({"order": "-scor"}, "unknown column 'scor'"),
        ({"groupby": "scor"}, "unknown column 'scor'"),
        ({"derive": {"a": "scor + 1"}}, "unknown column 'scor'"),
        ({"derive": {"id": "score"}}, "a column 'id' already exists"),
        ({"columns": ["scor"]}, "unknown column 'scor'"),
        ({"filters": "score >"}, "the expression ends too early"),
        ({"filters": {"$gtr": [1, 2]}}, "unknown operator '$gtr'"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, fields, what):
    (tmp_path / "t.csv").write_text("id,score\n1,0.5\n")
    spec = json.dumps({"path": "t.csv", **fields})
    with pytest.raises(SpecError) as error:
        build_spec(tmp_path, f"blocks:\n  - table: {spec}")
    assert what in str(error.value)
    assert "report.yaml:2" in str(error.value)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("gone.csv", "no such file 'gone.csv'"),
        ("t.sqlite", "no such file 't.sqlite'"),
        ("empty.parquet", "'empty.parquet' is empty: it has 0 bytes"),
        ("words.parquet", "'words.parquet' cannot be read: it is not a Parquet file, or its end is missing"),
        ("holes.parquet", "'holes.parquet' cannot be read: it is damaged"),
        ("words.sqlite", "'words.sqlite' is not an SQLite database"),
        ("words.duckdb", "'words.duckdb' cannot be read: "),
        ("bytes.csv", "'bytes.csv' cannot be read: line 3: its text is not UTF-8"),
        ("folder", "nothing matches 'folder'"),
        ("closed.docx", "'closed.docx' is not a supported table"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_gap_that_names_it(tmp_path, name, what):
    """One bad file never sinks a report, and neither the page nor the message shows where it lies."""
    (tmp_path / "t.csv").write_text("id,score\n1,0.5\n")
    (tmp_path / "empty.parquet").touch()
    for suffix in ("parquet", "sqlite", "duckdb"):
        (tmp_path / f"words.{suffix}").write_text("no table at all, and long enough to be one " * 100)
    (tmp_path / "bytes.csv").write_bytes(b"a,b\n1,2\n\x80\n")
    holes = tmp_path / "holes.parquet"
    duckdb.sql("SELECT i AS step, hash(i) / 1e19 AS loss FROM range(20000) r(i)").write_parquet(str(holes))
    content = holes.read_bytes()
    holes.write_bytes(content[:2000] + bytes(len(content) - 4000) + content[-2000:])
    (tmp_path / "folder").mkdir()
    (tmp_path / "closed.docx").write_text("x")
    made = build_spec(tmp_path, f"blocks: [{{table: {{path: {name}}}}}, {{table: {{path: t.csv}}}}]")
    (gap,) = made.problems
    assert gap.what.startswith(f"table: {what}")
    html = made.path.read_text("utf-8")
    assert "rg-table" in html
    assert f"table: {what}".replace("'", "&#39;") in html
    assert str(tmp_path) not in html + str(gap)
    assert not any(word in gap.what for word in ("Error:", "Exception", "Traceback", "bug in"))
    assert ".sqlite" not in html or "sqlite" in name, "what else lies in the folder is nobody's business"


_NUMBERS = st.floats(width=64) | st.integers(-(2**60), 2**60).map(float) | st.decimals(-999, 999, places=3).map(float)


@given(arrays.arrays(np.float64, st.integers(0, 40), elements=_NUMBERS))
def test_numbers_come_back_bit_for_bit(values):
    block = exact_block(values)
    assert np.array_equal(decoded(block), values, equal_nan=True)
    assert np.array_equal(np.signbit(decoded(block)), np.signbit(values)) or np.isnan(values).any()


@given(st.lists(st.integers(0, 100_000), max_size=60))
def test_codes_come_back(values):
    assert decoded(code_block(np.array(values, np.int64))).tolist() == values


def decoded(block):
    """Read a block as client/core/data/blocks.ts does."""
    content = zlib.decompress(block.read(), -15)
    if block.type == "range":
        start, step = map(int, block.extra.split(","))
        return start + step * np.arange(block.count, dtype=np.float64)

    def plain(kind, raw=content, count=block.count):
        return np.frombuffer(raw, np.uint8).reshape(np.dtype(kind).itemsize, count).T.copy().view(kind).ravel()

    if block.type == "delta":
        return np.cumsum([int(block.extra), *plain("<i4", count=block.count - 1)]).astype(np.float64)
    if block.type.startswith("decimal"):
        low, places, width = map(int, block.extra.split(","))
        whole = plain(f"<u{width}").astype(np.uint64)
        if block.type.endswith("s"):
            whole = np.cumsum(whole) & np.uint64((1 << 8 * width) - 1)
        return np.where(whole > 2, (whole.astype(np.float64) + low) / 10.0**places,
                        np.choose(np.minimum(whole, 2).astype(int), [np.nan, np.inf, -np.inf]))  # fmt: skip
    return plain({"u1": "<u1", "u2": "<u2", "u4": "<u4", "f4": "<f4", "f8": "<f8"}[block.type]).astype(np.float64)


def test_what_the_page_cannot_know_is_counted_by_the_engine(tmp_path):
    """Distributions and groups of the whole table are those that NumPy counts."""
    duckdb.sql(
        "SELECT i AS id, ['car', 'bus', NULL][i % 3 + 1] AS label, CASE WHEN i % 11 = 0 THEN NULL WHEN i % 13 = 0 "
        "THEN 'nan'::DOUBLE ELSE (i * 7919 % 1000) / 1000.0 END AS score FROM range(20000) r(i)"
    ).write_parquet(str(tmp_path / "t.parquet"))
    panel, view = prepared(tmp_path, path="t.parquet", filters=["id >= 5000"], groupby=["label"], max_rows=100)

    def score(i):
        return None if i % 11 == 0 else np.nan if i % 13 == 0 else (i * 7919 % 1000) / 1000

    rows = [(i, ("car", "bus", None)[i % 3], score(i)) for i in range(20_000)]

    def told(some):
        values = np.array([v for _, _, v in some if v is not None and np.isfinite(v)])
        counts, _ = np.histogram(values, 24, (0.0, 0.999))
        return {"bins": counts.tolist(), "missing": sum(v is None for *_, v in some), "mean": values.mean()}

    everything, kept = view.whole["distributions"]["score"]
    for found, some in ((everything, rows), (kept, rows[5000:])):
        expected = told(some)
        assert np.abs(np.subtract(found["bins"], expected["bins"])).sum() <= 0.002 * len(some)  # edges round apart
        assert found["missing"] == expected["missing"]
        assert found["mean"] == pytest.approx(expected["mean"])
        assert found["count"] == len(some)
    groups = view.whole["groups"]
    assert [group["keys"] for group in groups] == [["bus"], ["car"], [None]]
    assert [group["count"] for group in groups] == [5000, 5000, 5000]
    for group in groups:
        own = [row for row in rows[5000:] if [row[1]] == group["keys"]]
        assert group["distributions"]["score"]["mean"] == pytest.approx(told(own)["mean"])
        assert group["distributions"]["score"]["missing"] == told(own)["missing"]
    found, _ = data(panel.render(view, None, ()))
    assert [group["count"] for group in found["groups"]] == [5000, 5000, 5000]


def test_tables_are_joined_on_what_tells_rows_apart(tmp_path):
    (tmp_path / "a.csv").write_text("id,score,note\na,1,x\nb,2,y\nb,3,z\n,4,n\n")
    (tmp_path / "b.csv").write_text("id,score,more\nb,5,q\nc,6,r\na,1,s\n")
    _, view = prepared(tmp_path, path="a.csv", compare=["b.csv"], join=["id"])
    assert view.values["id"] == ["a", "b", "b", "c"]
    assert view.values["$0.score"].tolist() == [1, 2, 3, None]
    assert view.values["$1.score"].tolist() == [1, 5, None, 6]
    assert view.source.matched == (
        "joined on id, 1 row of a.csv with a repeated key, 1 row of a.csv without a key omitted"
    )
    for how, expected in (("inner", ["a", "b"]), ("left", ["a", "b", "b"]), ("outer", ["a", "b", "b", "c"])):
        _, view = prepared(tmp_path, path="a.csv", compare=["b.csv"], join=["id"], how=how)
        assert view.values["id"] == expected
    _, view = prepared(tmp_path, path="a.csv", compare=["b.csv"], arrange="concatenated")
    assert view.values["table"] == ["a.csv"] * 4 + ["b.csv"] * 3
    assert view.values["more"] == [None] * 4 + ["q", "r", "s"]


def test_a_damaged_file_is_told_with_its_place_and_an_empty_one_is_a_table(tmp_path):
    path = tmp_path / "t.parquet"
    duckdb.sql("SELECT i, 'text ' || i AS t FROM range(200000) r(i)").write_parquet(str(path))
    whole = path.read_bytes()
    path.write_bytes(whole[:1000] + b"\xff" * (len(whole) // 2) + whole[1000 + len(whole) // 2 :])
    (gap,) = build_spec(tmp_path, "blocks:\n  - table: {path: t.parquet}").problems
    assert "report.yaml:2" in str(gap)
    assert "bug in reportgen" not in str(gap)
    (tmp_path / "e.csv").write_text("id,score\n")
    assert build_spec(tmp_path, "blocks: [{table: {path: e.csv, filters: id == 1, groupby: id}}]").complete


def test_two_files_without_a_common_id_say_what_to_do(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    (tmp_path / "b.csv").write_text("x,y\n1,2\n")
    with pytest.raises(SpecError) as error:
        build_spec(tmp_path, "blocks: [{table: {path: a.csv, compare: b.csv}}]")
    assert "Write for example: join: id, or use arrange: concatenated." in str(error.value)


@pytest.fixture(scope="module")
def artifacts():
    from reportgen.model.runset import number_runs
    from reportgen.sources import read_runs

    found = read_runs(log_runs("0.31.0", "log_artifacts.py"))
    return number_runs([(run, "{name}", "") for run in found.runs])


def test_tables_of_artifacts(artifacts):
    view = Table(artifact="street").prepare(artifacts, Context())
    assert (list(view.types), view.total) == (["id", "image", "truth"], 12)
    assert Table(artifact="street").heading() == "street"
    assert Table(artifact="preds:v0", table_name="joined").heading() == "joined (preds:v0)"
    newest = Table(artifact="preds", table_name="predictions").prepare(artifacts, Context())
    first = Table(artifact="preds:best", table_name="predictions").prepare(artifacts, Context())
    assert (newest.values["id"][0], first.values["id"][0]) == ("ex2", "ex0")


@pytest.mark.parametrize(("fields", "said"), [
    ({"artifact": "pred"}, "no run logged an artifact 'pred'. Did you mean 'preds'?"),
    ({"artifact": "preds:v7"}, "the artifact 'preds' has no version 'v7'. Versions: v0, v1, best, latest"),
    ({"artifact": "preds:v0"}, "choose one with table_name. Its tables: joined, nothing, partitioned"),
    ({"artifact": "preds", "table_name": "predictons"}, "no table 'predictons'. Did you mean 'predictions'?"),
    ({"artifact": "preds", "table_name": "predictions", "compare": "v9"}, "has no version 'v9'"),
])  # fmt: skip
def test_wrong_artifacts_leave_a_gap_that_names_the_right_one(artifacts, fields, said):
    (missing,) = Table.model_validate(fields).prepare(artifacts, Context()).missing
    assert said in missing


def test_versions_are_compared(artifacts):
    fields = {"artifact": "preds", "table_name": "predictions"}
    view = Table.model_validate(fields | {"compare": "versions"}).prepare(artifacts, Context())
    assert [side.label for side in view.source.sides] == ["v0", "v1"]
    assert view.source.keys == ("id",)
    assert list(view.values["id"]) == [f"ex{n}" for n in range(14)]
    assert view.values["$0.guess"][3:5] == ["car", "car"]
    assert view.values["$1.guess"][3:5] == ["bus", "car"]
    inner = Table.model_validate(fields | {"compare": ["v0", "preds:latest"], "how": "inner"})
    assert inner.prepare(artifacts, Context()).total == 10
    fixed = Table.model_validate(fields | {"artifact": "preds:v1", "compare": "best"}).prepare(artifacts, Context())
    assert [side.label for side in fixed.source.sides] == ["v1", "best"]


def test_joined_tables_show_as_comparisons(artifacts):
    view = Table(artifact="preds:v0", table_name="joined").prepare(artifacts, Context())
    assert [side.label for side in view.source.sides] == ["dataset", "predictions"]
    assert list(view.types) == ["id", "$0.id", "$0.image", "$0.truth", "$1.id", "$1.guess", "$1.score"]
    renamed = Table(artifact="preds:v0", table_name="renamed", filters="$1.size > 3").prepare(artifacts, Context())
    assert (renamed.total, renamed.kept) == (12, 5)
    assert renamed.source.keys == ("id",)


def test_joined_tables_of_several_runs_are_joined_within_each_run(artifacts):
    view = Table(table_name="jt").prepare(artifacts, Context())
    assert view.source.keys == ("run", "id")
    found = zip(*(np.ma.filled(view.values[name], -1).tolist() for name in ("$0.a", "$1.b")), strict=True)
    assert list(zip(view.values["run"], found, strict=True)) == [
        ("maker", (2, 3)), ("maker", (5, -1)), ("second", (7, 8)),
    ]  # fmt: skip


def test_columns_of_linked_tables_are_hidden_at_first(artifacts):
    panel = Table(table_name="seen")
    view = panel.prepare(artifacts, Context())
    entries = data(panel.render(view, None, ()))[0]["columns"]
    assert {entry["name"]: entry.get("hidden", False) for entry in entries} == {
        "key": False, "count": False, "key.name": True, "key.wheels": True,
    }  # fmt: skip


def inside(x, y, corners):
    """Return whether a ray to the right crosses an odd number of edges."""
    found = False
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (y > y1) != (y > y2) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            found = not found
    return found


def test_the_map_of_vectors_is_the_plane_of_most_variance(runs):
    panel = Table(table_name="predictions", embedding_map="embedding")
    view = panel.prepare(runs, Context())
    places = np.stack([np.ma.filled(view.values[view.map[axis]], np.nan) for axis in "xy"], 1)
    rows = np.array(view.values["embedding"])
    centred = rows - rows.mean(0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    wanted = centred @ directions[:2].T
    for axis in (0, 1):  # up to the sign, and to a scale that both ways share
        assert abs(np.corrcoef(places[:, axis], wanted[:, axis])[0, 1]) > 0.9999
    assert places[:, 0].std() / places[:, 1].std() == pytest.approx(wanted[:, 0].std() / wanted[:, 1].std(), rel=1e-3)
    entries = data(panel.render(view, None, ()))[0]["columns"]
    assert [entry["name"] for entry in entries if entry.get("hidden")] == ["embedding_x", "embedding_y"]


def test_a_lasso_in_the_spec_keeps_the_rows_inside(runs):
    plain = Table(table_name="predictions", embedding_map="embedding").prepare(runs, Context())
    x, y = (plain.values[f"embedding_{axis}"] for axis in "xy")
    corners = [(-400.0, -300.0), (300.0, -500.0), (500.0, 200.0), (-100.0, 50.0), (-300.0, 500.0)]
    edges = [
        f"(embedding_y > {y1}) != (embedding_y > {y2}) and "
        f"embedding_x < {x1} + (embedding_y - {y1}) * {(x2 - x1) / (y2 - y1)}"
        for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True)
    ]
    question = f"count([{', '.join(edges)}], it) % 2 == 1"
    panel = Table.model_validate({"table_name": "predictions", "embedding_map": "embedding", "filters": question})
    expected = sum(inside(a, b, corners) for a, b in zip(x, y, strict=True))
    assert 10 < expected < 110
    assert panel.prepare(runs, Context()).kept == expected


@pytest.mark.parametrize(("fields", "said"), [
    ({"embedding_map": "embeding"}, "Did you mean 'embedding'?"),
    ({"embedding_map": {"column": "embedding", "color": "tuth"}}, "Did you mean 'truth'?"),
    ({"embedding_map": {"column": "embedding", "projection": "umap"}}, "pip install umap-learn"),
    ({"embedding_map": {"x": "scor", "y": "score"}}, "Did you mean 'score'?"),
    ({"embedding_map": {"x": "score", "y": "truth"}}, "'truth' holds text values, and a place is a number"),
])  # fmt: skip
def test_what_is_wrong_with_a_map_is_told(runs, fields, said):
    from reportgen.errors import PanelError

    with pytest.raises(PanelError) as error:
        Table.model_validate({"table_name": "predictions", **fields}).prepare(runs, Context())
    assert said in f"{error.value.what} {error.value.hint}"


@pytest.mark.parametrize("wish", [{"column": "v", "x": "a", "y": "b"}, {"x": "a"}, {"y": "b"}, {}])
def test_a_map_is_of_vectors_or_of_places(wish):
    from pydantic import ValidationError

    with pytest.raises(ValidationError, match=r"a map (takes either|needs)"):
        Table.model_validate({"table_name": "predictions", "embedding_map": wish})


def test_a_map_of_places_that_the_table_has(tmp_path):
    lines = [{"id": n, "u": n % 7 / 7, "w": n % 5 - 2.5 if n else None, "kind": "ab"[n % 2]} for n in range(40)]
    (tmp_path / "t.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    wish = {"x": "u", "y": "w", "color": "kind"}
    panel, view = prepared(tmp_path, path="t.jsonl", embedding_map=wish)
    assert not view.missing
    told = data(panel.render(view, None, ()))[0]["map"]
    assert told == {"column": "", "x": "u", "y": "w", "color": "kind", "said": "u, w"}
    assert "Map of rows: 39 points, u, w" in panel.render(view, None, ()).html


def test_a_map_leaves_out_what_has_no_vector(tmp_path):
    lines = [{"id": n, "v": [n % 5, n % 3, n % 2] if n % 7 else None} for n in range(40)]
    (tmp_path / "t.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    _, view = prepared(tmp_path, path="t.jsonl", embedding_map="v")
    gone = np.ma.getmaskarray(view.values["v_x"])
    assert [n for n in range(40) if gone[n]] == [n for n in range(40) if n % 7 == 0]


def test_a_sample_is_of_the_kept_rows_and_the_same_each_time(tmp_path):
    duckdb.sql("SELECT i AS id, i % 7 AS k FROM range(20000) r(i)").write_parquet(str(tmp_path / "t.parquet"))
    fields = {"path": "t.parquet", "filters": ["k == 3"], "sample": 300}
    panel, view = prepared(tmp_path, **fields)
    ids = np.asarray(view.values["id"]).astype(int)
    assert (len(ids), view.kept, view.total, view.cut) == (300, len(range(3, 20000, 7)), 20000, True)
    assert (ids % 7 == 3).all()
    assert sorted(ids.tolist()) == ids.tolist()
    quarters = np.histogram(ids, 4, (0, 20000))[0]
    assert quarters.min() > 45  # spread over the file, not its first rows
    assert prepared(tmp_path, **fields)[1].values["id"].tolist() == view.values["id"].tolist()
    assert data(panel.render(view, None, ()))[0]["sampled"] is True
    assert prepared(tmp_path, path="t.parquet", sample=30000)[1].cut is False


def test_arrow_files_say_what_to_install(tmp_path):
    (tmp_path / "t.arrow").write_bytes(b"ARROW1")
    (gap,) = build_spec(tmp_path, "blocks: [{table: {path: t.arrow}}]").problems
    assert "pip install 'reportgen-ml[arrow]'" in str(gap)


def test_a_column_without_vectors_leaves_the_table_and_says_so(runs):
    panel = Table(table_name="predictions", embedding_map="truth")
    view = panel.prepare(runs, Context())
    assert view.total == 120
    (gap,) = view.missing
    assert gap == "no map of 'truth': it has no vectors of equal length with at least two numbers"
    assert "map" not in data(panel.render(view, None, ()))[0]


def test_groups_of_a_whole_table_by_nested_values_and_by_numbers_that_are_none(tmp_path):
    lines = [{"id": n, "meta": {"split": ["train", "val"][n % 2]}, "x": [0.5, None, 2.0][n % 3]} for n in range(300)]
    (tmp_path / "t.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    for by, keys in (("meta.split", ["train", "val"]), ("if(x > 1, 1e300 * 1e300, x)", [0.5, math.inf, None]),
                     ("[meta.split, id % 2]", [["train", 0], ["val", 1]])):  # fmt: skip
        panel, view = prepared(tmp_path, path="t.jsonl", groupby=[by], max_rows=10)
        assert [group["keys"][0] for group in view.whole["groups"]] == keys
        assert sum(group["count"] for group in view.whole["groups"]) == 300
        assert panel.render(view, None, ()).html


def test_files_of_one_name_are_told_apart(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "p.csv").write_text("id,x\n1,2\n")
    _, view = prepared(tmp_path, path="a/p.csv", compare=["b/p.csv"])
    assert [side.label for side in view.source.sides] == ["a/p.csv", "b/p.csv"]


def test_joined_tables_with_a_part_that_is_gone_leave_a_gap(artifacts):
    from reportgen.model.table import Table as LoggedTable

    class Broken:
        """A run whose joined table lost a part."""

        def __init__(self, source):
            self.source = source

        def __getattr__(self, name):
            return getattr(self.source, name)

        def table(self, key):
            parts = self.source.table(key).parts
            return LoggedTable(
                [], [], 0, "t2 is gone", parts=(parts[0], ("t2", LoggedTable([], [], 0))), keys=("id", "id")
            )

    from dataclasses import replace

    first = next(iter(artifacts))
    broken = RunSet((replace(first, source=Broken(first.source)),), (), ())
    assert Table(table_name="jt").prepare(broken, Context()).missing == ("maker: t2 is gone",)
