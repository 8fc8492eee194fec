"""Tables of connections: a real Postgres and a real Spark cluster tell what the own engine tells."""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import cases
import duckdb
import pytest
from conftest import ROOT, build_spec
from environments import environment

import reportgen as rg
from reportgen.errors import SpecError

ASK = Path(__file__).with_name("ask.py")


def interpreter() -> Path:
    """Return the interpreter of the environment with Ibis, a Postgres and a Spark, which sees this package, too."""
    python = environment("connections")
    (site,) = (python.parents[1] / "lib").glob("python*/site-packages")
    (site / "reportgen.pth").write_text(f"{ROOT}\n{sysconfig.get_paths()['purelib']}\n")  # after its own
    return python


BOX = "STRUCT(class_id BIGINT, scores STRUCT(acc DOUBLE), box_caption VARCHAR)[]"
MEDIA = f"STRUCT(boxes STRUCT(gt {BOX}, pred {BOX}), caption VARCHAR, width BIGINT, height BIGINT)"
COLUMNS = {"number": "DOUBLE", "integer": "BIGINT", "text": "VARCHAR", "boolean": "BOOLEAN", "time": "TIMESTAMP",
           "vector": "DOUBLE[]", "media": MEDIA}  # fmt: skip


def boxes(group):
    return group and [{**box, "scores": {"acc": box["scores"].get("acc")}} for box in group]


def picture(value):
    """Return an object with every field that its declared type has."""
    if value is None:
        return None
    groups = value.get("boxes")
    named = None if groups is None else {"gt": boxes(groups.get("gt")), "pred": boxes(groups.get("pred"))}
    return json.dumps({"boxes": named, **{name: value.get(name) for name in ("caption", "width", "height")}})


def write_cases(path):
    """Write the rows of the cases, without the column of mixed types, which no database has."""
    types = {name: COLUMNS[kind] for name, kind in cases.TYPES.items() if kind != "json"}
    with duckdb.connect() as engine:
        declared = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
        engine.execute(f"CREATE TABLE cases (place BIGINT, {declared})")
        marks = ", ".join(f"CAST(CAST(? AS JSON) AS {MEDIA})" if kind == MEDIA else "?" for kind in types.values())
        for place, row in enumerate(cases.ROWS):
            cells = [picture(row[name]) if kind == MEDIA else row[name] for name, kind in types.items()]
            engine.execute(f"INSERT INTO cases VALUES (?, {marks})", [place, *cells])
        engine.execute(f"COPY cases TO '{path}' (FORMAT parquet)")


ROWS = """SELECT i AS id, 'model ' || chr(65 + (i * 7919 % 5)::INT) AS model,
  CASE WHEN i % 97 = 0 THEN NULL ELSE (i * 48271 % 1000003) / 1000003.0 END AS score,
  CASE WHEN i % 1000 = 3 THEN 'NaN'::DOUBLE ELSE ((i * 16807) % 65537) / 100.0::DOUBLE - 300 END AS loss,
  ['car', 'bus', 'Ärmel', 'żaba', 'person', 'Zebra', NULL][1 + (i * 31 % 7)] AS truth,
  TIMESTAMP '2026-01-01' + INTERVAL (i * 37) SECOND AS seen, i % 3 = 0 AS night FROM range({}, {}) r(i)"""
VERSION = """SELECT i AS id, CASE WHEN i % {} = 0 THEN 'bus' ELSE 'car' END AS guess,
  (i * {} % 1009) / 1009.0::DOUBLE AS score FROM range({}, {}) r(i)"""
DEEP = """SELECT {'seen': TIMESTAMP '2026-11-01 10:00:00.25' + INTERVAL (i) HOUR, 'raw': 'x'::BLOB} AS o,
  [DATE '2026-11-01', DATE '2026-11-01' + i::INTEGER] AS days FROM range(4) r(i)"""
PARTS = 10_000

SPEC = """title: Predictions
connections: {{there: "URL"}}
blocks:
  - table: {{{whole}, filters: "score > 0.5 and truth != 'car'", order: [-loss, id], max_rows: 300}}
  - table: {{{whole}, groupby: [model, night], order: id, max_rows: 300, derive: {{margin: "abs(score - 0.5)",
      big: "if(loss > 0, upper(truth), 'none')", day: "substr(seen, 0, 10)"}}}}
  - table: {{{whole}, filters: "matches(truth, '^[ż-ž]') or loss < -290", order: [truth, -id], limit: 50}}
"""
SAMPLE = """  - table: {{{whole}, filters: "score > 0.5", sample: 100, order: id}}
"""
COMPARED = """  - table: {{{versions}, join: id, order: id}}
  - table: {{{versions}, join: id, order: id, how: inner, arrange: side_by_side, groupby: "$0.guess", filters:
      "$0.score > 0.9 and $1.guess == 'bus'", max_rows: 100}}
  - table: {{{versions}, join: [id, guess], order: id, how: left, better: score, max_rows: 100}}
  - table: {{{versions}, arrange: concatenated, order: [id, table], max_rows: 500}}
"""
SOURCES = {
    "own": {"whole": "path: parts", "versions": "path: first.parquet, compare: second.parquet"},
    "postgres": {"whole": "connection: there, table_name: preds",
                 "versions": "connection: there, table_name: first, compare: second"},
    "spark": {"whole": "connection: there, path: FOLDER/parts"},
}  # fmt: skip


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("connections")
    (folder / "parts").mkdir()
    with duckdb.connect() as engine:
        for n in range(3):
            rows = ROWS.format(n * PARTS, (n + 1) * PARTS)
            engine.execute(f"COPY ({rows}) TO '{folder}/parts/{n}.parquet' (FORMAT parquet)")
        for name, made in {"first": (3, 31, 0, 5000), "second": (4, 37, 100, 5100)}.items():
            engine.execute(f"COPY ({VERSION.format(*made)}) TO '{folder}/{name}.parquet' (FORMAT parquet)")
        engine.execute(f"COPY ({DEEP}) TO '{folder}/deep.parquet' (FORMAT parquet)")
    write_cases(folder / "cases.parquet")
    for name, source in SOURCES.items():
        text = SPEC.format(**source) + (COMPARED.format(**source) if "versions" in source else "")
        text = text.replace("URL", "duckdb://") if name == "own" else text + SAMPLE.format(**source)
        (folder / f"{name}.yaml").write_text(text.replace("FOLDER", str(folder)), "utf-8")
    return folder


def told(engine, folder):
    """Return what an engine told: the panels' content, the answers to the cases, and a report."""
    out = folder / f"{engine}.json"
    keep = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "JAVA_TOOL"))}
    command = [str(interpreter()), str(ASK), engine, str(folder)]
    log = folder / f"{engine}.log"
    with log.open("w") as errors:
        process = subprocess.Popen(command, env=keep, stdout=errors, stderr=errors, start_new_session=True)
    try:
        assert process.wait() == 0, log.read_text("utf-8")[-3000:]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)  # a cluster whose test was stopped does not go on
    return json.loads(out.read_text("utf-8"))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("engine", ["postgres", "spark"])
def test_an_engine_tells_what_the_own_one_tells(engine, folder):
    """One test for each, so that it is started once: the same content, answers and Python; nothing of where it was."""
    found = told(engine, folder)
    the_content_is_the_same(engine, found, folder)
    the_cases_agree(engine, found)
    python_is_told_the_same(engine, found, folder)
    if engine == "spark":
        moments_inside_objects_are_told(found["deep"])
    the_page_does_not_tell_where_the_rows_were(found)


def same(one, other):
    """Return whether two contents are the same, numbers but for the last digits of sums."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=1e-11)
    return one == other


def rows(panel):
    """Return a panel's rows in one order: a file's come in its own."""
    columns = [[f"{v:.11g}" if isinstance(v, float) else v for v in values] for values in panel["values"].values()]
    return sorted(json.dumps(row) for row in zip(*columns, strict=True))


def module():
    sys.path.insert(0, str(ASK.parent))
    from importlib.util import module_from_spec, spec_from_file_location

    found = spec_from_file_location("ask", ASK)
    loaded = module_from_spec(found)
    found.loader.exec_module(loaded)
    return loaded


def the_content_is_the_same(engine, found, folder):
    mine = json.loads(json.dumps(module().content(folder / "own.yaml"), default=str))
    *panels, sample = found["content"]
    assert len(panels) == (3 if engine == "spark" else 7)
    assert (sample["total"], sample["cut"], len(sample["values"]["id"])) == (3 * PARTS, True, 100)
    assert min(sample["values"]["score"]) > 0.5
    assert sample["values"]["id"] == sorted(sample["values"]["id"])
    assert len({int(number) // 5_000 for number in sample["values"]["id"]}) == 6  # from everywhere
    for number, (here, there) in enumerate(zip(mine, panels, strict=False)):
        if "table" in here["types"]:  # sides are named by their files here
            here["values"]["table"] = [name.removesuffix(".parquet") for name in here["values"]["table"]]
            for distribution in here["whole"]["distributions"]["table"]:
                distribution["top"] = [[name.removesuffix(".parquet"), count] for name, count in distribution["top"]]
        for key in ("types", "total", "kept", "cut", "problems", "matched"):
            assert (
                here[key] == there[key].replace("first", "first") if key == "matched" else same(here[key], there[key])
            ), (number, key)
        assert rows(here) == rows(there), number
        assert same(here["whole"], there["whole"]), number
    assert sum(bool(panel["whole"].get("groups")) for panel in panels) >= 1


def python_is_told_the_same(engine, found, folder):
    if engine == "postgres":  # tables by name; a path on a cluster is a spec's
        mine = json.loads(json.dumps(module().grouped(rg.open_table(folder / "parts"))))
        assert same(mine, found["grouped"])
        assert len(mine[0]) == 10
        assert found["arrow"] == [len(rg.open_table(folder / "first.parquet").filter("score > 0.99"))] * 2


# Engines differ in these: a typed object has all its fields; Postgres has no remainder of doubles, stops where a double
# overflows, and reads json as it is.
KNOWN = {
    "spark": {"img.boxes.gt", "filter(img.boxes.gt, class_id == 13)"},
    "postgres": {"2 % n", "2 % a.b"},
}


def the_cases_agree(engine, found):
    # What is searched for can be in columns that no database has: of mixed types, and captions of media.
    known = KNOWN[engine] | {'search("x")', 'search("text")', 'search("日本")'}
    wrong = [entry for entry in found["answers"]["wrong"] if entry[0] not in known]
    assert wrong == []
    assert found["answers"]["asked"] > 650
    told_why = ("connection", "cannot", "value out of range", "unknown column", "object", "json", "empty array")
    assert [text for text, why in found["answers"]["refused"].items() if not any(w in why for w in told_why)] == []


def moments_inside_objects_are_told(deep):
    *known, bytes_ = deep.values()
    assert known == [3, 1, 1], deep
    assert "does not support this operation on type binary" in bytes_


def the_page_does_not_tell_where_the_rows_were(found):
    text = Path(found["report"]).read_text("utf-8")
    assert "://…" in text
    assert found["url"] not in text
    assert "127.0.0.1" not in text


# --- what is wrong with a spec


def messages(folder, text):
    with pytest.raises(SpecError) as error:
        build_spec(folder, text)
    return str(error.value)


@pytest.mark.parametrize("url", [
    "postgres://me:secret@host/db", "postgres://me:se/cret@host/db", "postgres://host/db?user=me&password=secret",
    "sc://host/;token=secret", "trino://host/?access_token=secret",
])  # fmt: skip
def test_a_password_in_a_spec_is_refused(tmp_path, url):
    said = messages(tmp_path, f"connections: {{w: '{url}'}}\nblocks: []")
    assert "report.yaml:1" in said
    assert "the spec contains a password" in said
    assert "secret" not in said


def test_where_tables_are_does_not_reach_the_page():
    from reportgen.privacy.places import without_folders

    told = {
        "postgres://reader@db.corp:5432/eval": "postgres://…/eval", "spark://head:7077": "spark://…",
        "postgres://me@${host}/x?host=/run/pg": "postgres://…/x", "s3a://KEY:SECRET@bucket/a/preds/": "s3a://…/preds",
        "[hdfs://node:8020/u/preds, 'gs://b/*.parquet']": "[hdfs://…/preds, 'gs://…/*.parquet']",
        "https://example.org/a/b": "https://example.org/a/b",
    }  # fmt: skip
    assert {text: without_folders(text) for text in told} == told


def test_a_wrong_url_and_a_wrong_name_are_told(tmp_path):
    assert "a connection must be a URL" in messages(tmp_path, "connections: {w: 'host/db'}\nblocks: []")
    said = messages(
        tmp_path,
        "connections: {warehouse: 'postgres://h/d'}\nblocks:\n  - table: {connection: warehose, table_name: t}",
    )
    assert "report.yaml:3" in said
    assert "Did you mean 'warehouse'?" in said


def test_without_ibis_the_message_says_what_to_install(tmp_path):
    made = build_spec(
        tmp_path, "connections: {w: 'postgres://h/d'}\nblocks:\n  - table: {connection: w, table_name: t}"
    )
    (said,) = [str(problem) for problem in made.problems]
    assert "pip install 'reportgen-ml[connections]' 'ibis-framework[postgres]'" in said
