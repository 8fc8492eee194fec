"""Files read by DuckDB into columns: Parquet and Arrow, and large tables of text; and the one way to start it.

Readers of runs want all rows of some columns as arrays, and ask no questions: those are ``tables``' business.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reportgen.errors import KnownError, Level
from reportgen.inputs import note_path

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

MEMORY_MB = 640
"""What the engine takes before it goes to disk."""
PARQUET, ARROW, FEATHER = b"PAR1", b"ARROW1", b"FEA1"
"""What such files begin with."""
Kind = Literal["whole", "number", "time", "text", "nested"]
_LONGEST_LINE = 1 << 24
"""Bytes of a line of text. The engine's own buffers would be 16 times as long, which costs a fifth of a scan."""
_INTEGERS = frozenset(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"))
_NUMBERS = frozenset(("FLOAT", "DOUBLE", "UBIGINT", "HUGEINT", "UHUGEINT", "BOOLEAN"))
_ENGINE = re.compile(r"\A(?:[A-Z][A-Za-z]* )*(?:Error|Exception): ")


class FileError(KnownError):
    """A file cannot be read; says why."""

    level = Level.MISSING


@dataclass(frozen=True)
class Read:
    """A column of a file: its values, and whether each is there; None where all are."""

    name: str
    kind: Kind
    values: NDArray[Any]
    there: NDArray[np.bool_] | None


def in_plain_words(said: str) -> tuple[str, str]:
    """Return what the engine says of a file, and what to do, in words of ours; as it says it where that is rare."""
    for pattern, what, hint in _WORDS:
        if found := pattern.search(said):
            return found.expand(what), hint
    return said, ""


_AGAIN = "Copy it again, or write it again."
_WORDS = tuple((re.compile(pattern), what, hint) for pattern, what, hint in (
    (r"No magic bytes|too small to be a Parquet", "it is not a Parquet file, or its end is missing", _AGAIN),
    (r"TProtocolException|[Dd]ecompress|[Ff]ailed to read Parquet|[Cc]orrupt", "it is damaged", _AGAIN),
    (r"Invalid unicode|not utf-8 encoded", "its text is not UTF-8",
     "Convert it: iconv -f latin1 -t utf-8 OLD.csv > NEW.csv, with the encoding that it has in place of latin1."),
    (r"Expected Number of Columns: (\d+) Found: (\d+)", r"\2 of \1 cells", "Mend or remove that line."),
    (r"unterminated quote", "a quote is not closed", "Mend or remove that line."),
    (r"Maximum line size", "the line is longer than the engine takes", "Is a quote or a line break missing?"),
))  # fmt: skip


def connect(memory: str = f"{MEMORY_MB}MB") -> duckdb.DuckDBPyConnection:
    """Return an engine of its own, which loads no extension from anywhere; what needs more memory goes to disk."""
    import duckdb

    settings: dict[str, Any] = {
        "autoinstall_known_extensions": "false", "memory_limit": memory, "temp_directory": tempfile.gettempdir(),
        "TimeZone": "UTC",  # timestamps are the same on every machine
    }  # fmt: skip
    return duckdb.connect(config=settings)


@lru_cache(maxsize=1)
def _engine() -> duckdb.DuckDBPyConnection:
    return connect()


@contextmanager
def _asked(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a way to ask the engine of this process; what goes wrong with a file is a FileError."""
    import duckdb

    cursor = _engine().cursor()
    try:
        yield cursor
    except duckdb.Error as error:
        said = _ENGINE.sub("", str(error).strip().splitlines()[0]).replace(str(path), path.name)
        what, hint = in_plain_words(said)
        raise FileError(f"'{path.name}' cannot be read: {what}", hint) from None
    finally:
        cursor.close()


def columns_of(path: Path, most: int | None = None) -> list[Read]:
    """Return the columns of a Parquet or Arrow file, of its first ``most`` rows or of all; FileError says why not."""
    note_path(path)
    try:
        with path.open("rb") as file:
            magic = file.read(6)
    except OSError as error:
        raise FileError(f"'{path.name}' cannot be read: {error.strerror}") from None
    with _asked(path) as engine:
        source = f"read_parquet('{_quoted(str(path))}')"
        if not magic.startswith(PARQUET):
            engine.register("arrow_file", arrow_table(path))
            source = "arrow_file"
        described = engine.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        kinds = [_kind(str(row[1])) for row in described]
        picked = ", ".join(f"{_as_kind(str(row[0]), kind)} AS c{place}"
                           for place, (row, kind) in enumerate(zip(described, kinds, strict=True)))  # fmt: skip
        limit = "" if most is None else f" LIMIT {most}"
        found = engine.execute(f"SELECT {picked} FROM {source}{limit}").fetchnumpy()
    names = [str(row[0]) for row in described]
    return [_read(name, kind, found[f"c{place}"]) for place, (name, kind) in enumerate(zip(names, kinds, strict=True))]


def records_of(path: Path, most: int | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the names and all or the first ``most`` rows of a Parquet file as Python has them: mappings and lists.

    FileError says why it cannot be read.
    """
    note_path(path)
    with _asked(path) as engine:
        limit = "" if most is None else f" LIMIT {most}"
        found = engine.execute(f"SELECT * FROM read_parquet('{_quoted(str(path))}'){limit}")
        names = [str(column[0]) for column in found.description or ()]
        return names, found.fetchall()


def cells_of_text(
    path: Path, kinds: Mapping[str, Kind], delimiter: str, skipped: int, missing: Sequence[str]
) -> list[Read] | None:
    """Return the columns of a table of text, after ``skipped`` lines; None where it is not of these ``kinds``.

    Every line has to have a cell for each name, and each cell of a column of numbers one, or a word of ``missing``.
    Quotes are characters like any other.
    """
    import duckdb

    types = ("DOUBLE" if kind == "number" else "VARCHAR" for kind in kinds.values())
    quoted = ", ".join(f"'c{place}': '{name}'" for place, name in enumerate(types))
    words = ", ".join(f"'{_quoted(word)}'" for word in missing)
    told = (
        f"delim = '{_quoted(delimiter)}', header = false, skip = {skipped}, auto_detect = false, quote = '',"
        f" escape = '', columns = {{{quoted}}}, nullstr = [{words}], strict_mode = true, null_padding = false,"
        f" max_line_size = {_LONGEST_LINE}, buffer_size = {2 * _LONGEST_LINE}"
    )
    cursor = _engine().cursor()
    try:
        found = cursor.execute(f"SELECT * FROM read_csv('{_quoted(str(path))}', {told})").fetchnumpy()
    except duckdb.Error:
        return None
    finally:
        cursor.close()
    return [_read(name, kind, found[f"c{place}"]) for place, (name, kind) in enumerate(kinds.items())]


def arrow_table(path: Path) -> Any:
    """Return an Arrow file, mapped into memory and not copied: a file, a stream or Feather; FileError says why not."""
    try:
        import pyarrow as pa
    except ImportError:
        raise FileError(f"'{path.name}' needs pyarrow: pip install 'reportgen-ml[arrow]'") from None
    try:
        mapped = pa.memory_map(str(path))
        try:
            return pa.ipc.open_file(mapped).read_all()
        except pa.ArrowInvalid:
            return pa.ipc.open_stream(mapped).read_all()
    except (pa.ArrowInvalid, OSError) as error:
        raise FileError(f"'{path.name}' cannot be read: {str(error).splitlines()[0]}") from None


def _read(name: str, kind: Kind, found: Any) -> Read:
    import numpy as np

    if not isinstance(found, np.ma.MaskedArray):
        return Read(name, kind, found, None)
    gone = np.ma.getmaskarray(found)
    return Read(name, kind, found.data, ~gone if bool(gone.any()) else None)


def _kind(declared: str) -> Kind:
    if declared in _INTEGERS:
        return "whole"
    if declared in _NUMBERS or declared.startswith("DECIMAL"):
        return "number"
    if declared.startswith("TIMESTAMP") or declared == "DATE":
        return "time"
    nested = declared.endswith("]") or declared.startswith(("STRUCT", "MAP", "UNION"))
    return "nested" if nested else "text"


def _as_kind(name: str, kind: Kind) -> str:
    column = '"' + name.replace('"', '""') + '"'
    return {
        "whole": f"CAST({column} AS BIGINT)", "number": f"CAST({column} AS DOUBLE)",
        "time": f"epoch_us(CAST({column} AS TIMESTAMP)) / 1000000.0", "text": f"CAST({column} AS VARCHAR)",
        "nested": f"CAST(to_json({column}) AS VARCHAR)",
    }[kind]  # fmt: skip


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def write_parquet(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write columns of equal length to a Parquet file: whole numbers, numbers, truth values, timestamps, texts.

    A column of numbers may be an array. None is no value; what is nested, or of several kinds, is written as JSON text.
    """
    import numpy as np

    arrays: dict[str, NDArray[Any]] = {}
    picked = []
    for place, (name, values) in enumerate(columns.items()):
        made, there, kind = _typed_column(values)
        arrays[f"c{place}"], arrays[f"t{place}"] = made, there
        quoted = name.replace('"', '""')
        picked.append(f'CASE WHEN t{place} THEN CAST(c{place} AS {kind}) END AS "{quoted}"')
    if not arrays:
        return
    engine = connect()
    try:
        engine.execute("SET python_enable_replacements = true")
        held = {name: np.ascontiguousarray(values) for name, values in arrays.items()}
        engine.register("held", held)
        engine.execute(f"COPY (SELECT {', '.join(picked)} FROM held) TO '{_quoted(str(path))}' (FORMAT parquet)")
    finally:
        engine.close()


def _typed_column(values: Sequence[Any]) -> tuple[NDArray[Any], NDArray[np.bool_], str]:
    """Return a column as an array, whether each value is there, and its type in the engine."""
    import json

    import numpy as np

    if isinstance(values, np.ndarray) and values.dtype.kind in "fiu":
        return values, np.ones(len(values), bool), "DOUBLE" if values.dtype.kind == "f" else "BIGINT"
    there = np.array([value is not None for value in values], bool)
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {bool}:
        return np.array([bool(value) for value in values], bool), there, "BOOLEAN"
    if kinds <= {int} and all(abs(value) < 1 << 63 for value in values if value is not None):
        return np.array([value or 0 for value in values], np.int64), there, "BIGINT"
    if kinds <= {int, float} and all(abs(value) < 1 << 53 for value in values if type(value) is int):
        return np.array([np.nan if value is None else value for value in values], np.float64), there, "DOUBLE"
    texts = [
        str(value) if isinstance(value, str) else "" if value is None
        else json.dumps(value, ensure_ascii=False, default=str)
        for value in values
    ]  # fmt: skip
    return np.array([text.encode("utf-8", "replace").decode() for text in texts], object), there, "VARCHAR"
