"""Tables as files: each as CSV and as Parquet."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.duckdb_files import write_parquet


def write_sheet(stem: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write columns of equal length to ``stem.csv`` and ``stem.parquet``; numbers come back exactly from both."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_written(value) for value in row] for row in zip(*columns.values(), strict=True))
    stem.with_name(f"{stem.name}.csv").write_bytes(text.getvalue().encode("utf-8", "replace"))
    write_parquet(stem.with_name(f"{stem.name}.parquet"), columns)


def _written(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return "" if value is None else value if not isinstance(value, bool) else str(value).lower()
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else {"nan": "NaN", "inf": "Infinity"}.get(repr(value), "-Infinity")
    return json.dumps(value, ensure_ascii=False, default=str)
