"""Where a table's files are: one, those of a pattern or below a folder, here or in object storage, read in place."""

from __future__ import annotations

import glob
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from reportgen.duckdb_files import in_plain_words
from reportgen.inputs import is_there, note_matches, note_path
from reportgen.privacy.places import is_address, short_address, without_addresses
from reportgen.tables.error import TableError

if TYPE_CHECKING:
    import duckdb

_READERS = {
    ".csv": "read_csv", ".tsv": "read_csv", ".txt": "read_csv", ".json": "read_json_auto", ".jsonl": "read_json_auto",
    ".ndjson": "read_json_auto", ".parquet": "read_parquet", ".pq": "read_parquet",
}  # fmt: skip
OPTIONS = {"read_json_auto": ", map_inference_threshold=-1, maximum_object_size=33554432"}
"""Further arguments of readers: an object of many fields is a row, and no map."""
_TABLES = frozenset(_READERS) - {".txt", ".json"}
_RAISED = re.compile(r"[\w.]+: ")
_CSV_LINE = re.compile(r"Invalid Input Error: CSV Error on Line: (\d+)")
_FILE = re.compile(r"[Ff]ile ['\"]([^'\"]+)['\"]")
_ENGINE = re.compile(r"\A(?:[A-Z][A-Za-z]* )*(?:Error|Exception): ")  # the engine's word for what it met


def is_table_file(path: Path) -> bool:
    """Return whether a file's name says that it is a table: CSV, TSV, JSON lines or Parquet, compressed or not."""
    return path.is_file() and PurePath(path.name.removesuffix(".gz")).suffix.lower() in _TABLES


@dataclass(frozen=True)
class FileSet:
    """The files that a path stands for: one, those of a pattern, or all Parquet files below a folder.

    What is there under a path's very name is meant before a pattern. At an address a path without a suffix is a
    folder.
    """

    path: str
    is_address: bool
    is_there: bool
    is_pattern: bool
    is_folder: bool

    @classmethod
    def at(cls, path: str) -> FileSet:
        """Return what a path stands for; nothing is opened, and of an address nothing is asked."""
        away = is_address(path)
        there = not away and is_there(path)
        pattern = glob.has_magic(path) and not there
        bare = path.endswith("/") or not (PurePosixPath(path).suffix or pattern)
        found = cls(path, away, there, pattern, bare if away else there and Path(path).is_dir())
        if not away:
            files = glob.glob(found.pattern, recursive=True)
            for file in files:
                note_path(file)
            if pattern or found.is_folder:
                note_matches(found.pattern, files)
        return found

    @property
    def pattern(self) -> str:
        """The files as the engine finds them."""
        exact = glob.escape(self.path) if self.is_there else self.path
        return f"{exact.rstrip('/')}/**/*.parquet" if self.is_folder else exact

    @property
    def row_number(self) -> str:
        """What numbers the rows of Parquet files by themselves."""
        many = self.is_folder or self.is_pattern
        return "file_row_number" + " + CAST(file_index AS BIGINT) * 1000000000" * many

    def scan(self, engine: duckdb.DuckDBPyConnection) -> tuple[str, str]:
        """Return the engine's function that reads the files, and the call of it; TableError says why there is none."""
        if self.is_address:
            _reach(engine, self.path)
        elif self.is_pattern and not glob.glob(self.path, recursive=True):
            raise TableError(f"nothing matches '{shown(self.path)}'")
        elif not self.is_there and not self.is_pattern:
            raise TableError(f"no such file '{shown(self.path)}'")
        reader = "read_parquet" if self.is_folder else reader_of(Path(self.path))
        if not self.is_address and Path(self.path).is_file() and not Path(self.path).stat().st_size:
            raise TableError(f"'{shown(self.path)}' is empty: it has 0 bytes")
        options = ", hive_partitioning=true" if self.is_folder else OPTIONS.get(reader, "")
        return reader, f"{reader}('{quoted(self.pattern)}'{options})"


def reader_of(path: PurePath) -> str:
    """Return the engine's function that reads a file, by its suffix; TableError where there is none."""
    reader = _READERS.get(PurePath(path.name.removesuffix(".gz")).suffix.lower())
    if reader is None:
        name = path.name.partition("?")[0]  # an address can be signed
        raise TableError(f"'{name}' is not a supported table; use CSV, TSV, JSON lines or Parquet")
    return reader


def shown(path: str) -> str:
    """Return a path's last part, as messages and pages may show it."""
    return short_address(path) if is_address(path) else Path(path).name or path


def unreadable(path: str, error: Exception) -> TableError:
    """Return what to say of a file that the engine, or what brings it its bytes, cannot read."""
    lines = [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    if "No files found" in lines[0]:
        return TableError(f"nothing matches '{shown(path)}'")
    raised = [line for line in lines if _RAISED.match(line)] if "Traceback" in lines[0] else []
    said = raised[-1].partition(": ")[2] if raised else lines[0]
    row = _CSV_LINE.fullmatch(lines[0])
    where = ""
    if row and (reason := next((line for line in lines[1:] if not line.startswith("Original Line")), "")):
        where, said = f"line {row[1]}: ", reason
    for place in (str(Path(path).absolute()), path):
        said = _ENGINE.sub("", said).replace(place, shown(path))
    what, hint = in_plain_words(said)
    return TableError(f"'{shown(path)}' cannot be read: {where}{without_addresses(what)}", hint)


def failed(error: Exception) -> TableError:
    """Return what to say of a question that the engine could not answer; it reads most of a file only then."""
    said = str(error).splitlines()[0]
    what, hint = in_plain_words(said)
    file = _FILE.search(said)
    if hint and file:
        return TableError(f"'{shown(file[1])}' cannot be read: {what}", hint)
    return TableError(f"the query engine failed: {without_addresses(said)}")


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
        hint = "Install it and a driver: pip install 'reportgen-ml[storage]' 'fsspec[s3]'"
        raise TableError(f"'{shown(address)}' needs fsspec. {hint}") from None
    if scheme not in known_implementations and scheme not in registry:
        what = f"unknown storage '{scheme}://'"
        raise TableError(f"{what}; a table of a database needs a connection and a table_name")
    try:
        files, _ = url_to_fs(address, skip_instance_cache=True)
    except Exception as error:  # noqa: BLE001 - every driver has errors of its own
        raise unreadable(address, error) from None
    files.open = partial(files.open, cache_type="none")
    once = np.datetime64(0, "s").item()
    files.modified = lambda _: once  # not all storages tell when a file changed
    engine.execute("SET validate_external_file_cache = 'NO_VALIDATION'")  # a build reads a byte once, while it has room
    names = [files.protocol] if isinstance(files.protocol, str) else files.protocol
    if names[0] not in engine.list_filesystems():  # it stands there under its first name
        engine.register_filesystem(files)
