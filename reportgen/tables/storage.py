"""Where a table's files are: one, those of a pattern or below a folder, here or in object storage, read in place."""

from __future__ import annotations

import glob
import re
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from reportgen.runs.privacy import short_address, without_addresses
from reportgen.tables.file import OPTIONS, TableError, reader_of

if TYPE_CHECKING:
    import duckdb

_RAISED = re.compile(r"[\w.]+: ")


def is_address(path: str) -> bool:
    """Return whether a path is one of another machine, such as ``s3://bucket/preds/``."""
    return "://" in path


def shown(path: str) -> str:
    """Return a path's last part, as messages and pages may show it."""
    return short_address(path) if is_address(path) else Path(path).name or path


def is_folder(path: str) -> bool:
    """Return whether a path stands for all Parquet files below it: a folder here, or an address without a suffix."""
    if not is_address(path):
        return Path(path).is_dir()
    return path.endswith("/") or not (PurePosixPath(path).suffix or glob.has_magic(path))


def scan(engine: duckdb.DuckDBPyConnection, path: str) -> tuple[str, str]:
    """Return the engine's function that reads a path, and the call of it; TableError says why there is none."""
    if is_address(path):
        _reach(engine, path)
    elif glob.has_magic(path) and not Path(path).exists():
        if not glob.glob(path, recursive=True):
            raise TableError(f"nothing matches '{shown(path)}'")
    elif not Path(path).exists():
        raise TableError(f"no such file '{shown(path)}'")
    folder = is_folder(path)
    reader = "read_parquet" if folder else reader_of(Path(path))
    options = ", hive_partitioning=true" if folder else OPTIONS.get(reader, "")
    return reader, f"{reader}('{quoted(files_of(path))}'{options})"


def files_of(path: str) -> str:
    """Return the pattern of the files that a path stands for."""
    exact = glob.escape(path) if not is_address(path) and Path(path).exists() else path
    return f"{exact.rstrip('/')}/**/*.parquet" if is_folder(path) else exact


def numbering(path: str) -> str:
    """Return what numbers the rows of Parquet files themselves."""
    many = is_folder(path) or (glob.has_magic(path) and not Path(path).exists())
    return "file_row_number" + " + CAST(file_index AS BIGINT) * 1000000000" * many


def unreadable(path: str, error: Exception) -> TableError:
    """Return what to say of a file that the engine, or what brings it its bytes, cannot read."""
    lines = [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    if "No files found" in lines[0]:
        return TableError(f"nothing matches '{shown(path)}'")
    raised = [line for line in lines if _RAISED.match(line)] if "Traceback" in lines[0] else []
    said = raised[-1].partition(": ")[2] if raised else lines[0]
    return TableError(f"'{shown(path)}' cannot be read: {without_addresses(said)}")


def quoted(text: str) -> str:
    """Return a text as it stands between an SQL text's quotes."""
    return text.replace("'", "''")


def quoted_name(name: str) -> str:
    """Return a column's or a table's name as SQL reads it."""
    return '"' + str(name).replace('"', '""') + '"'


def _reach(engine: duckdb.DuckDBPyConnection, address: str) -> None:
    """Let an engine read addresses of this kind through fsspec: whole ranges of bytes, only those it asks for."""
    scheme = address.partition("://")[0]
    try:
        from fsspec.core import url_to_fs
        from fsspec.registry import known_implementations, registry
    except ImportError:
        hint = 'Install it and a driver: pip install "reportgen-ml[storage]" "fsspec[s3]"'
        raise TableError(f"'{shown(address)}' needs fsspec. {hint}") from None
    if scheme not in known_implementations and scheme not in registry:
        what = f"no storage is called '{scheme}://'"
        raise TableError(f"{what}; a table of a database needs a connection and a table_name")
    try:
        files, _ = url_to_fs(address, skip_instance_cache=True)
    except Exception as error:  # noqa: BLE001 - every driver has errors of its own
        raise unreadable(address, error) from None
    files.open = partial(files.open, cache_type="none")
    once = np.datetime64(0, "s").item()
    files.modified = lambda _: once  # not all storages tell when a file changed
    engine.execute("SET validate_external_file_cache = 'NO_VALIDATION'")  # a build reads a byte once, while it has room
    if not set(engine.list_filesystems()) & {scheme, files.protocol if isinstance(files.protocol, str) else scheme}:
        engine.register_filesystem(files)
