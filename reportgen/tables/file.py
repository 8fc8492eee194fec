"""CSV, TSV, JSON lines and Parquet files as tables, read by DuckDB."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportgen.runs.run import Table

_READERS = {
    ".csv": "read_csv", ".tsv": "read_csv", ".txt": "read_csv", ".json": "read_json_auto", ".jsonl": "read_json_auto",
    ".ndjson": "read_json_auto", ".parquet": "read_parquet", ".pq": "read_parquet",
}  # fmt: skip
_MAX_ROWS = 5_000_000
OPTIONS = {"read_json_auto": ", map_inference_threshold=-1, maximum_object_size=33554432"}
"""What readers are told besides the file: an object of many fields is a row, and no map."""


class TableError(Exception):
    """A file cannot be read as a table; says why."""


def open_table(path: Path) -> Table:
    """Return the table in a file, by its suffix; TableError says why not."""
    reader = reader_of(path)
    if not path.is_file():
        raise TableError(f"no such file '{path.name}'")
    import duckdb

    try:
        with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as engine:
            source = f"{reader}($1{OPTIONS.get(reader, '')})"
            found = engine.execute(f"SELECT * FROM {source} LIMIT {_MAX_ROWS + 1}", [str(path)])  # noqa: S608 - fixed
            columns = [str(column[0]) for column in found.description or ()]
            rows = [[_plain(cell) for cell in row] for row in found.fetchall()]
    except duckdb.Error as error:
        raise TableError(f"'{path.name}' cannot be read: {str(error).splitlines()[0]}") from None
    if len(rows) > _MAX_ROWS:
        raise TableError(f"'{path.name}' has more than {_MAX_ROWS:,} rows")
    return Table(columns, rows, len(rows))


def reader_of(path: Path) -> str:
    """Return the engine's function that reads a file, by its suffix; TableError where there is none."""
    reader = _READERS.get(Path(path.name.removesuffix(".gz")).suffix.lower())
    if reader is None:
        raise TableError(f"'{path.name}' is no table; CSV, TSV, JSON lines and Parquet are read")
    return reader


def _plain(value: Any) -> Any:
    """Return a cell as logged tables hold it."""
    if isinstance(value, Decimal):
        return float(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and math.isnan(value):
        return math.nan
    return value
