"""Make ``neptune/`` again, in the schema of Neptune's exporter, which reads from a server that is gone.

Run it with the Python of an environment that has pyarrow and pillow. Beside it ``neptune.json``: the series as pyarrow
reads them.
"""

from __future__ import annotations

import datetime as dt
import decimal
import json
import math
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

HERE = Path(__file__).parent
OUT = HERE / "neptune"
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MOMENT = pa.timestamp("ms", "UTC")
BINS = pa.struct([("type", pa.string()), ("edges", pa.list_(pa.float64())), ("values", pa.list_(pa.float64()))])
SCHEMA = pa.schema([
    ("project_id", pa.string()), ("run_id", pa.string()), ("attribute_path", pa.string()),
    ("attribute_type", pa.string()), ("step", pa.decimal128(18, 6)), ("timestamp", MOMENT),
    ("int_value", pa.int64()), ("float_value", pa.float64()), ("string_value", pa.string()),
    ("bool_value", pa.bool_()), ("datetime_value", MOMENT), ("string_set_value", pa.list_(pa.string())),
    ("file_value", pa.struct([("path", pa.string())])), ("histogram_value", BINS),
])  # fmt: skip


def row(run, path, kind, value, step=None):
    at = None if step is None else START + dt.timedelta(seconds=float(step))
    return {
        "project_id": "someone/toy", "run_id": run, "attribute_path": path, "attribute_type": kind,
        "step": None if step is None else decimal.Decimal(str(step)), "timestamp": at,
        f"{kind.removesuffix('_series')}_value": value,
    }  # fmt: skip


def facts(run, name, *, failed):
    return [
        row(run, "sys/id", "string", run), row(run, "sys/name", "string", name),
        row(run, "sys/failed", "bool", failed), row(run, "sys/state", "string", "inactive"),
        row(run, "sys/creation_time", "datetime", START), row(run, "sys/tags", "string_set", ["small", "first"]),
        row(run, "sys/owner", "string", "someone"), row(run, "sys/hostname", "string", "train-node-7"),
        row(run, "sys/group_tags", "string_set", ["sweep"]), row(run, "sys/description", "string", "a note"),
        row(run, "source_code/diff", "string", "secret"),
    ]  # fmt: skip


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    data, files = OUT / "data" / "someone_toy", OUT / "files" / "someone_toy"
    data.mkdir(parents=True)
    a, b = "TOY-1", "TOY-2"
    for step in (4, 8):
        place = files / a / "sample" / f"step_{step}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        picture = Image.new("RGB", (32, 24))
        picture.putdata([(x * 7 % 256, y * 9 % 256, (x + y + 9 * step) % 256) for y in range(24) for x in range(32)])
        picture.save(place)
    (files / a / "scores.csv").write_text("id,score\n1,0.5\n2,0.25\n")
    bins = {"type": "COUNTING", "edges": [0.0, 1.0, 2.0], "values": [3.0, 4.0]}
    first = [
        *facts(a, "base", failed=False), row(a, "params/lr", "float", 0.1), row(a, "params/depth", "int", 2**53 + 1),
        row(a, "params/flag", "bool", value=True), row(a, "params/kinds", "string_set", ["b", "a"]),
        row(a, "params/when", "datetime", START), row(a, "train/best", "float", 0.875),
        *(row(a, "train/loss", "float_series", math.exp(-step / 5), step) for step in range(8)),
    ]  # fmt: skip
    second = [
        *(row(a, "train/loss", "float_series", math.exp(-step / 5), step) for step in range(8, 12)),
        *(row(a, "val/loss", "float_series", 1 / (1 + step), step / 2) for step in range(6)),
        *(row(a, "odd", "float_series", v, s) for s, v in enumerate((math.nan, math.inf, -math.inf))),
        *(row(a, "monitoring/1a2b3c/cpu", "float_series", 10.0 + step, step) for step in range(3)),
        row(a, "monitoring/1a2b3c/stdout", "string_series", "printed by the run", 0),
        row(a, "notes", "string_series", "a text", 3), row(a, "weights", "histogram_series", bins, 3),
        *(row(a, "sample", "file_series", {"path": f"{a}/sample/step_{step}.png"}, step) for step in (4, 8)),
        row(a, "scores", "file", {"path": f"{a}/scores.csv"}), row(a, "gone", "file", {"path": f"{a}/gone.bin"}),
    ]  # fmt: skip
    other = [
        *facts(b, "other", failed=True), row(b, "params/lr", "float", 0.3),
        *(row(b, "train/loss", "float_series", 2.0 + step, step) for step in range(3)),
    ]  # fmt: skip
    for name, rows in ((f"{a}_part_0", first), (f"{a}_part_1", second), (f"{b}_part_1", other)):
        pq.write_table(pa.Table.from_pylist(rows, SCHEMA), data / f"{name}.parquet", compression="zstd")
    told = {}
    for path in sorted(data.glob("*.parquet")):
        for one in pq.read_table(path).to_pylist():
            if one["attribute_type"] == "float_series":
                keys = told.setdefault(one["run_id"], {})
                point = [float(one["step"]), one["timestamp"].timestamp(), one["float_value"]]
                keys.setdefault(one["attribute_path"], []).append(point)
    (HERE / "neptune.json").write_text(json.dumps(told, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
