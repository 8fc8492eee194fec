"""The files that are tables: CSV, TSV, JSON lines and Parquet, by their suffixes."""

from __future__ import annotations

from pathlib import PurePath

_READERS = {
    ".csv": "read_csv", ".tsv": "read_csv", ".txt": "read_csv", ".json": "read_json_auto", ".jsonl": "read_json_auto",
    ".ndjson": "read_json_auto", ".parquet": "read_parquet", ".pq": "read_parquet",
}  # fmt: skip
OPTIONS = {"read_json_auto": ", map_inference_threshold=-1, maximum_object_size=33554432"}
"""What readers are told besides the file: an object of many fields is a row, and no map."""


class TableError(Exception):
    """A file cannot be read as a table; says why."""


def reader_of(path: PurePath) -> str:
    """Return the engine's function that reads a file, by its suffix; TableError where there is none."""
    reader = _READERS.get(PurePath(path.name.removesuffix(".gz")).suffix.lower())
    if reader is None:
        name = path.name.partition("?")[0]  # an address can be signed
        raise TableError(f"'{name}' is no table; CSV, TSV, JSON lines and Parquet are read")
    return reader
