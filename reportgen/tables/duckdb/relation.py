"""Files as tables of the engine, read in place: only the columns and rows that a question needs."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.digits import plural
from reportgen.duckdb_files import FileError, arrow_table
from reportgen.lang.evaluate import EXACT, LARGEST
from reportgen.media.damage import whole_text
from reportgen.model.table import Table, distinct
from reportgen.sqlite_files import DatabaseError, opened
from reportgen.tables.duckdb.frame import DuckFrame
from reportgen.tables.duckdb.start import start
from reportgen.tables.duckdb.storage import FileSet, quoted, quoted_name, shown, unreadable
from reportgen.tables.error import TableError

if TYPE_CHECKING:
    import duckdb

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
             "UHUGEINT")  # fmt: skip
_NUMBERS = (*_INTEGERS, "FLOAT", "DOUBLE", "DECIMAL")
_WIDE = ("BIGINT", "HUGEINT", "UBIGINT", "UHUGEINT")
_ENDLESS = ("HUGEINT", "UHUGEINT")
_MAX_ROWS = 5_000_000
_ARROW = frozenset({".arrow", ".feather", ".ipc", ".arrows"})
_DATABASES = frozenset({".duckdb", ".ddb"})
_LINES = frozenset({".jsonl", ".ndjson", ".json"})
_MOST_LINES = 1 << 30
_MOST_DIGITS = 1 << 26
_SQLITE = frozenset({".sqlite", ".sqlite3", ".db"})


def open_table(path: str | Path) -> Table:
    """Return the rows of CSV, TSV, JSON lines or Parquet, here or at an address; TableError says why not."""
    import duckdb

    try:
        with start() as engine:
            _, source = FileSet.at(str(path)).scan(engine)
            declared = engine.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            zoned = [quoted_name(row[0]) for row in declared if row[1] == "TIMESTAMP WITH TIME ZONE"]
            plain = ", ".join(f"CAST({column} AS TIMESTAMP) AS {column}" for column in zoned)
            picked = f"* REPLACE ({plain})" if zoned else "*"
            found = engine.execute(f"SELECT {picked} FROM {source} LIMIT {_MAX_ROWS + 1}")
            columns = [str(column[0]) for column in found.description or ()]
            rows = [[_plain(cell) for cell in row] for row in found.fetchall()]
    except (duckdb.Error, OSError) as error:
        raise unreadable(str(path), error) from None
    if len(rows) > _MAX_ROWS:
        raise TableError(f"'{shown(str(path))}' has more than {_MAX_ROWS:,} rows")
    return Table(columns, rows, len(rows))


def frame_of_file(
    path: str | Path, table: str = "", engine: duckdb.DuckDBPyConnection | None = None, name: str = "t0"
) -> DuckFrame:
    """Return the table in a file, or the one named ``table`` of a database; TableError says why not.

    A folder stands for the Parquet files below it, a pattern for what it matches; an address such as
    ``s3://bucket/preds/`` is read in place. With ``engine`` it is there as ``name``.
    """
    text, path = str(path), Path(path)
    files = FileSet.at(text)
    suffix = path.suffix.lower()
    engine = start() if engine is None else engine
    if suffix in _SQLITE | _DATABASES | _ARROW:
        if files.is_address:
            raise TableError(f"'{shown(text)}' can only be read from a local path; download it first or use Parquet")
        if not files.is_there:
            raise TableError(f"no such file '{path.name}'")
    import duckdb

    try:
        if suffix in _SQLITE:
            return DuckFrame.of_rows(_of_sqlite(path, table), engine, name)
        if suffix in _DATABASES:
            return _canonical(engine, _attached(engine, path, table, name), name)
        if suffix in _ARROW:
            engine.register(f"arrow_{name}", _of_arrow(path))
            return _canonical(engine, f"arrow_{name}", name)
        reader, source = files.scan(engine)
        if reader == "read_parquet":
            return _canonical(engine, source, name, files.row_number, files.pattern)
        frame = _canonical(engine, source, name)
    except (duckdb.Error, OSError) as error:
        if suffix in _LINES and path.is_file():
            return DuckFrame.of_rows(_of_lines(path), engine, name)
        raise unreadable(text, error) from None
    return _with_digits(frame, path) if suffix in _LINES and path.is_file() else frame


def _with_digits(frame: DuckFrame, path: Path) -> DuckFrame:
    """Return a table of JSON lines with all digits of whole numbers beyond 64 bits: the engine reads doubles."""
    doubles = [column for column, declared in frame.stored.values() if declared == "DOUBLE"]
    if not doubles or path.stat().st_size > _MOST_DIGITS:
        return frame
    large = " OR ".join(f"(abs({column}) >= {1 << 63} AND {column} = trunc({column}))" for column in doubles)
    row = frame.execute(f"SELECT count(*) FROM {frame.relation} WHERE {large}").fetchone()
    if not row or not row[0]:
        return frame
    try:
        return DuckFrame.of_rows(_of_lines(path), frame.engine, f"{frame.relation}_digits")
    except TableError:  # it is one array
        return frame


def _of_arrow(path: Path) -> Any:
    """Return an Arrow file, mapped into memory and not copied: a file, a stream or Feather."""
    try:
        found = arrow_table(path)
    except FileError as error:
        raise TableError(error.what, error.hint) from None
    return found.rename_columns(distinct(found.column_names))


def _attached(engine: duckdb.DuckDBPyConnection, path: Path, table: str, name: str) -> str:
    engine.execute(f"ATTACH '{quoted(str(path))}' AS file_{name} (READ_ONLY)")
    found = f"SELECT table_name FROM information_schema.tables WHERE table_catalog = 'file_{name}' ORDER BY 1"
    known = [row[0] for row in engine.execute(found).fetchall()]
    return f"file_{name}.{quoted_name(_chosen(known, table, path))}"


def _chosen(known: list[str], table: str, path: Path) -> str:
    if table in known:
        return table
    if not table and len(known) == 1:
        return known[0]
    there = f"Tables: {', '.join(known[:12])}." if known else "It has none."
    what = f"'{path.name}' has no table '{table}'" if table else f"'{path.name}' holds {plural(len(known), 'table')}"
    raise TableError(f"{what}. {there}")


def _of_lines(path: Path) -> Table:
    """Return what can be read of JSON lines that the engine refuses as a whole."""
    import json

    if path.stat().st_size > _MOST_LINES:
        raise TableError(f"'{path.name}' contains a line that is not JSON")
    found, broken = [], 0
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in filter(str.strip, file):
            try:
                row = whole_text(json.loads(line))
            except (ValueError, RecursionError):
                row = None
            if isinstance(row, dict):
                found.append(row)
            else:
                broken += 1
    if not found:
        raise TableError(f"'{path.name}' contains no JSON object lines")
    columns = list(dict.fromkeys(name for row in found for name in row))
    problem = f"{path.name}: {broken:,} of {broken + len(found):,} lines cannot be read" if broken else ""
    return Table(columns, [[row.get(name) for name in columns] for row in found], len(found), problem)


def _of_sqlite(path: Path, table: str) -> Table:
    """Return a table of an SQLite file, by the standard library: the engine's own reader is not part of it."""
    try:
        with opened(path) as file:
            listed = (
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY 1"
            )
            known = [str(row[0]) for row in file.execute(listed)]
            cursor = file.execute(f"SELECT * FROM {quoted_name(_chosen(known, table, path))}")
            columns = distinct(str(column[0]) for column in cursor.description)
            rows = [[f"{len(cell):,} bytes" if isinstance(cell, bytes) else cell for cell in row] for row in cursor]
    except DatabaseError as error:
        raise TableError(error.what, error.hint) from None
    return Table(columns, rows, len(rows))


def _canonical(
    engine: duckdb.DuckDBPyConnection, source: str, view: str, row: str = "row_number() OVER () - 1", files: str = ""
) -> DuckFrame:
    """Make a view of columns c0, c1, ... of our types, with ``rg_row``, over any relation of the engine.

    Parquet files, a pattern of them in ``files``, number their rows themselves, so that filters reach into them and
    skip what cannot match.
    """
    types: dict[str, str] = {}
    stored: dict[str, tuple[str, str]] = {}
    whole: set[str] = set()
    parts: list[str] = []
    described = engine.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    wide = [str(row[0]) for row in described if _is_wide(str(row[1]))]
    large, told = _told_large(engine, files) if files and wide else (set(), set())
    large |= _large(engine, source, [name for name in wide if name not in told])
    endless = _large(
        engine, source, [str(row[0]) for row in described if str(row[0]) in large and row[1] in _ENDLESS], LARGEST - 1
    )
    for number, (name, declared, *_) in enumerate(described):
        column = quoted_name(name)
        kind, node = _column(
            column, str(declared), large="text" if name in endless else "integer" if name in large else ""
        )
        types[str(name)] = kind
        parts.append(f"{node} AS c{number}")
        if kind == "number" and _is_whole(str(declared)):
            whole.add(str(name))
        if (kind == "text" and declared == "VARCHAR") or kind in ("number", "integer", "time"):
            parts.append(f"{column} AS r{number}")
            stored[str(name)] = (f"r{number}", str(declared))
    engine.execute(f"CREATE VIEW {view} AS SELECT {', '.join(parts)}, {row} AS rg_row FROM {source}")
    return DuckFrame(engine=engine, relation=view, types=types, stored=stored, whole=frozenset(whole))


def _told_large(engine: duckdb.DuckDBPyConnection, files: str) -> tuple[set[str], set[str]]:
    """Return what the footers of Parquet files tell: columns of such numbers, and all that have bounds there."""
    low, high = "TRY_CAST(stats_min_value AS HUGEINT)", "TRY_CAST(stats_max_value AS HUGEINT)"
    told = engine.execute(
        f"SELECT path_in_schema, coalesce(bool_or({low} <= -{EXACT} OR {high} >= {EXACT}), false) "
        f"FROM parquet_metadata('{quoted(files)}') GROUP BY 1 "
        f"HAVING bool_and(coalesce({low} IS NOT NULL AND {high} IS NOT NULL OR stats_null_count = num_values, false))"
    ).fetchall()
    return {name for name, large in told if large}, {name for name, _ in told}


def _is_whole(declared: str) -> bool:
    return declared in _INTEGERS or (declared.startswith("DECIMAL(") and declared.endswith(",0)"))


def _is_wide(declared: str) -> bool:
    """Return whether values of a type can be whole and beyond what doubles tell apart."""
    return declared in _WIDE or (_is_whole(declared) and declared.startswith("DECIMAL("))


def _large(engine: duckdb.DuckDBPyConnection, source: str, names: list[str], most: int = EXACT - 1) -> set[str]:
    """Return the columns of whole numbers of which one is larger than that: by default, than a double can hold."""
    if not names:
        return set()
    picked = ", ".join(f"max({quoted_name(name)}), min({quoted_name(name)})" for name in names)
    found = engine.execute(f"SELECT {picked} FROM {source}").fetchone() or ()
    return {
        name for n, name in enumerate(names) if any(v is not None and abs(v) > most for v in found[2 * n : 2 * n + 2])
    }


def _column(column: str, declared: str, *, large: str) -> tuple[str, str]:  # noqa: PLR0911 - one line per type
    """Return a column's type and its values; ``large`` is what whole numbers are that a double cannot hold."""
    base = declared.partition("(")[0]
    if declared.endswith("]"):
        inner = declared.rpartition("[")[0].partition("(")[0]
        fixed = not declared.endswith("[]")
        return ("vector" if fixed and inner in _NUMBERS else "json"), f"to_json({column})"
    if base in _NUMBERS:
        to = {"text": "VARCHAR", "integer": "HUGEINT"}.get(large, "DOUBLE")
        return large or "number", f"CAST({column} AS {to})"
    if base == "BOOLEAN":
        return "boolean", column
    if base == "DATE":
        return "time", f"strftime({column}, '%Y-%m-%d')"
    if base.startswith("TIMESTAMP"):
        plain = f"strftime(CAST({column} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%g')"
        return "time", f"rtrim(rtrim({plain}, '0'), '.')"
    if base == "BLOB":
        return "text", f"format('{{:,}} bytes', octet_length({column}))"
    if base in ("STRUCT", "MAP", "JSON", "UNION"):
        return "json", f"to_json({column})"
    return "text", f"CAST({column} AS VARCHAR)"


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
