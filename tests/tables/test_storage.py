"""Tables in object storage, asked over HTTP: the same content as from a disk, and only the bytes that are needed."""

from __future__ import annotations

import logging
import sys
import threading
from collections import Counter

import duckdb
import pytest
from conftest import build_spec

import reportgen as rg
from reportgen.pipeline.reading.files import Files
from reportgen.tables.api import QuestionError

ROWS = """SELECT i AS id, ['car', 'bus', 'truck'][1 + (i % 3)] AS label, (i * 48271 % 1000003) / 1000003.0 AS score,
  9007199254740993 + i AS wide, repeat(md5(i::VARCHAR), 8) AS remark FROM range({}, {}) r(i)"""
PARTS, ROWS_EACH = 3, 40_000


class Storage:
    """A server that speaks as S3 does, and counts the bytes that it gives out."""

    def __init__(self):
        from moto.server import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server

        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        self.application = DomainDispatcherApplication(create_backend_app)
        self.sent = Counter()
        self.server = make_server("127.0.0.1", 0, self.count, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def count(self, environ, start_response):
        def counted(status, headers, *rest):
            if environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"].endswith(".parquet"):
                self.sent[environ["PATH_INFO"]] += int(dict(headers).get("Content-Length", 0))
            return start_response(status, headers, *rest)

        return self.application(environ, counted)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("storage")
    with duckdb.connect() as engine:
        for day in range(PARTS):
            (folder / f"preds/day={day}").mkdir(parents=True)
            rows = ROWS.format(day * ROWS_EACH, (day + 1) * ROWS_EACH)
            part = folder / f"preds/day={day}/part.parquet"
            engine.execute(f"COPY ({rows}) TO '{part}' (FORMAT parquet, ROW_GROUP_SIZE 4096)")
    (folder / "classes.csv").write_text("id,name\n0,car\n1,bus\n", "utf-8")
    (folder / "lines.jsonl").write_text('{"a": 1}\n{"a": 2, "b": [1, 2]}\n', "utf-8")
    return folder


@pytest.fixture
def storage(folder, monkeypatch):
    import boto3

    made = Storage()
    keys = {"AWS_ENDPOINT_URL": made.url, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_DEFAULT_REGION": "us-east-1"}  # fmt: skip
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="bucket")
    for path in filter(lambda path: path.is_file(), folder.rglob("*")):
        client.upload_file(str(path), "bucket", path.relative_to(folder).as_posix())
    yield made
    made.server.shutdown()


def size(folder, *columns):
    """Return the bytes of columns in all parts."""
    parts = [str(part) for part in folder.glob("preds/*/*.parquet")]
    metadata = "SELECT sum(total_compressed_size) FROM parquet_metadata($1) WHERE path_in_schema IN $2"
    with duckdb.connect() as engine:
        return engine.execute(metadata, [parts, list(columns)]).fetchone()[0]


@pytest.mark.usefixtures("storage")
def test_a_folder_in_storage_is_the_folder_on_disk(folder):
    there, here = rg.open_table("s3://bucket/preds/"), rg.open_table(folder / "preds")
    assert there.columns == here.columns
    assert there.columns["day"] == "number"
    assert there.columns["wide"] == "integer"  # a double cannot hold these
    question = "score > 0.999 and label == 'bus'"
    assert there.filter(question).sort("-score").to_rows() == here.filter(question).sort("-score").to_rows()
    grouped = [table.group_by("label", "day").aggregate(mean=("score", "mean")).to_rows() for table in (there, here)]
    assert len(grouped[0]) == 3 * PARTS
    assert grouped[0] == [{**row, "mean": pytest.approx(row["mean"])} for row in grouped[1]]


def test_only_the_columns_that_are_asked_are_read(storage, folder):
    table = rg.open_table("s3://bucket/preds/")
    opened = storage.sent.total()
    assert opened < size(folder, "remark") / 50  # the footers
    assert len(table.filter("score > 0.5")) > 50_000
    assert storage.sent.total() - opened < 1.2 * size(folder, "score")


def test_only_the_rows_that_can_match_are_read(storage, folder):
    table = rg.open_table("s3://bucket/preds/")
    opened = storage.sent.total()
    assert len(table.filter("id < 100")) == 100
    assert storage.sent.total() - opened < size(folder, "id") / 10
    before = storage.sent.copy()
    assert len(table.filter("day == 1 and score > 0.5 and label != 'x'")) > 10_000
    more = storage.sent - before
    assert {path.split("/")[3] for path, count in more.items() if count > 10_000} == {"day=1"}


def test_a_report_reads_each_byte_once(storage, folder, tmp_path):
    text = """blocks:
      - table: {path: "s3://bucket/preds/", filters: "score > 0.9", order: -score, groupby: label, max_rows: 50}
    """
    page = build_spec(tmp_path, text).path.read_text("utf-8")
    whole = size(folder, "id", "label", "score", "wide", "remark")
    assert whole < storage.sent.total() < 1.25 * whole  # and the footers
    assert "s3://…/preds" in page
    assert "bucket" not in page
    assert storage.url not in page


@pytest.mark.usefixtures("storage")
@pytest.mark.parametrize(("path", "rows"), [
    ("s3://bucket/classes.csv", 2), ("s3://bucket/lines.jsonl", 2), ("s3a://bucket/classes.csv", 2),
    ("s3://bucket/preds/day=1/part.parquet", ROWS_EACH), ("s3://bucket/preds/*/*.parquet", PARTS * ROWS_EACH),
    ("s3://bucket/preds", PARTS * ROWS_EACH),
])  # fmt: skip
def test_files_and_patterns(path, rows):
    assert len(rg.open_table(path)) == rows


@pytest.mark.usefixtures("storage")
def test_a_chart_takes_its_rows_from_storage_too():
    assert Files(None).table("s3://bucket/classes.csv").rows == [[0, "car"], [1, "bus"]]


@pytest.mark.usefixtures("storage")
@pytest.mark.parametrize(("path", "said"), [
    ("s3://bucket/gone/", "nothing matches 's3://…/gone'"),
    ("s3://bucket/gone.csv", "nothing matches 's3://…/gone.csv'"),
    ("s3://nobody/x.parquet", "'s3://…/x.parquet' cannot be read: The specified bucket does not exist"),
    ("s3://bucket/t.sqlite", "download it first"),
    ("s3://bucket/t.exe", "'t.exe' is not a supported table"),
    ("gs://bucket/x.parquet", "gcsfs"),
    ("postgres://host/name", "a table of a database needs a connection"),
])  # fmt: skip
def test_what_is_wrong_is_told(path, said):
    with pytest.raises(QuestionError, match=said.replace("(", r"\(")):
        rg.open_table(path)


@pytest.mark.usefixtures("storage")
def test_a_spec_says_where(tmp_path):
    (gap,) = build_spec(tmp_path, "blocks:\n  - table: {path: 's3://bucket/gone/'}").problems
    assert str(gap) == "report.yaml:2:19: table: nothing matches 's3://…/gone'"


@pytest.mark.usefixtures("storage")
def test_without_credentials(monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(QuestionError, match="Unable to locate credentials"):
        rg.open_table("s3://bucket/preds/")


def test_without_fsspec_the_message_says_what_to_install(monkeypatch):
    for name in ("fsspec", "fsspec.core"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(QuestionError, match=r"pip install 'reportgen-ml\[storage\]' 'fsspec\[s3\]'"):
        rg.open_table("s3://bucket/preds/")


def in_memory(name, text):
    import fsspec

    with fsspec.filesystem("memory").open(name, "w") as file:
        file.write(text)


def test_addresses_do_not_reach_the_page(tmp_path):
    in_memory("/zq7bucket/team/q.csv", "truth,guess,score\na,a,0.9\nb,a,0.2\n")
    in_memory("/zq7bucket/team/r.csv", "truth,guess,score\na,b,0.8\nb,b,0.3\n")
    result = build_spec(tmp_path, """blocks:
      - confusion_matrix: {path: 'memory://zq7bucket/team/q.csv', truth: truth, prediction: guess}
      - table: {path: 'memory://zq7bucket/team/q.csv', compare: 'memory://zq7bucket/team/r.csv', join: truth}
      - table: {path: 'memory://zq7bucket/team/q.csv'}
    """)  # fmt: skip
    page = result.path.read_text("utf-8")
    assert "memory://…/q.csv" in page
    blocks = page + "".join(block_texts(page))
    assert "zq7bucket" not in blocks
    assert "/team" not in blocks


def block_texts(page):
    """Return what the page's blocks of text hold."""
    import base64
    import re
    import zlib

    for text in re.findall(r'<script type="text/plain" data-rg="[^"]*"[^>]*>([^<]+)</script>', page):
        raw = base64.b64decode(text)
        try:
            yield zlib.decompress(raw, -15).decode("utf-8", "replace")
        except zlib.error:
            yield raw.decode("utf-8", "replace")


@pytest.mark.parametrize(("path", "said"), [
    ("https://me:hunter2@host.example/x.exe?X-Signature=s3cret", "'x.exe' is not a supported table"),
    ("memory://zq7bucket/broken.parquet", "'memory://…/broken.parquet' cannot be read"),
    ("dir://somewhere/x.parquet", "'dir://…/x.parquet' cannot be read"),
    ("memory://zq7bucket/team/v1.0", "is not a supported table"),
])  # fmt: skip
def test_messages_tell_no_address_and_no_driver_breaks_them(path, said):
    in_memory("/zq7bucket/broken.parquet", "no parquet")
    with pytest.raises(QuestionError) as error:
        rg.open_table(path)
    assert said in str(error.value)
    for secret in ("hunter2", "s3cret", "zq7bucket", "somewhere"):
        assert secret not in str(error.value)


# --- patterns here


def test_a_pattern_of_files_here(folder, tmp_path):
    assert len(rg.open_table(folder / "preds/day=[01]/*.parquet")) == 2 * ROWS_EACH
    (tmp_path / "a1.csv").write_text("n\n1\n", "utf-8")
    (tmp_path / "a2.csv").write_text("n\n2\n", "utf-8")
    assert rg.open_table(tmp_path / "a*.csv").to_columns() == {"n": [1, 2]}
    (tmp_path / "a[1].csv").write_text("n\n3\n", "utf-8")  # a name, not a pattern
    assert rg.open_table(tmp_path / "a[1].csv").to_columns() == {"n": [3]}
    with pytest.raises(QuestionError, match=r"nothing matches 'b\*\.csv'"):
        rg.open_table(tmp_path / "b*.csv")
