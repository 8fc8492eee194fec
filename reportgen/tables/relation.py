"""Files as tables of the engine, read in place: only the columns and rows that a question needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.runs.run import Table
from reportgen.tables.engine import start
from reportgen.tables.file import OPTIONS, TableError, reader_of
from reportgen.tables.frame import Frame

if TYPE_CHECKING:
    import duckdb

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
            "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL")  # fmt: skip
_WIDE = ("BIGINT", "HUGEINT", "UBIGINT", "UHUGEINT")
_EXACT = 1 << 53
_ARROW = frozenset({".arrow", ".feather", ".ipc", ".arrows"})
_DATABASES = frozenset({".duckdb", ".ddb"})
_LINES = frozenset({".jsonl", ".ndjson", ".json"})
_MOST_LINES = 1 << 30
_SQLITE = frozenset({".sqlite", ".sqlite3", ".db"})


def frame_of_file(
    path: Path, table: str = "", engine: duckdb.DuckDBPyConnection | None = None, name: str = "t0"
) -> Frame:
    """Return the table in a file, or the one named ``table`` of a database; TableError says why not.

    A folder stands for the Parquet files below it. With ``engine`` it is there as ``name``.
    """
    if not path.exists():
        raise TableError(f"no such file '{path.name}'")
    suffix = path.suffix.lower()
    if suffix in _SQLITE:
        return Frame.of_rows(_of_sqlite(path, table), engine, name)
    import duckdb

    engine = start() if engine is None else engine
    try:
        if suffix in _DATABASES:
            source = _attached(engine, path, table, name)
        elif suffix in _ARROW:
            engine.register(f"arrow_{name}", _of_arrow(path))
            source = f"arrow_{name}"
        elif path.is_dir():
            source = f"read_parquet('{_quoted(str(path / '**/*.parquet'))}', hive_partitioning=true)"
            return _canonical(engine, source, name, "file_row_number + CAST(file_index AS BIGINT) * 1000000000")
        else:
            reader = reader_of(path)
            source = f"{reader}('{_quoted(str(path))}'{OPTIONS.get(reader, '')})"
            if reader == "read_parquet":
                return _canonical(engine, source, name, "file_row_number")
        return _canonical(engine, source, name)
    except duckdb.Error as error:
        if suffix in _LINES:
            return Frame.of_rows(_of_lines(path), engine, name)
        raise TableError(f"'{path.name}' cannot be read: {str(error).splitlines()[0]}") from None


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _of_arrow(path: Path) -> Any:
    """Return an Arrow file, mapped into memory and not copied: a file, a stream or Feather."""
    try:
        import pyarrow as pa
    except ImportError:
        hint = "Install it: pip install 'reportgen-ml[arrow]'"
        raise TableError(f"'{path.name}' needs pyarrow. {hint}") from None
    try:
        mapped = pa.memory_map(str(path))
        try:
            return pa.ipc.open_file(mapped).read_all()
        except pa.ArrowInvalid:
            return pa.ipc.open_stream(mapped).read_all()
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(f"'{path.name}' cannot be read: {str(error).splitlines()[0]}") from None


def _attached(engine: duckdb.DuckDBPyConnection, path: Path, table: str, name: str) -> str:
    engine.execute(f"ATTACH '{_quoted(str(path))}' AS file_{name} (READ_ONLY)")
    found = f"SELECT table_name FROM information_schema.tables WHERE table_catalog = 'file_{name}' ORDER BY 1"
    known = [row[0] for row in engine.execute(found).fetchall()]
    return f'file_{name}."{_chosen(known, table, path).replace(chr(34), chr(34) * 2)}"'


def _chosen(known: list[str], table: str, path: Path) -> str:
    if table in known:
        return table
    if not table and len(known) == 1:
        return known[0]
    there = f"There are: {', '.join(known[:12])}." if known else "It holds none."
    what = f"'{path.name}' has no table '{table}'" if table else f"'{path.name}' holds {len(known)} tables"
    raise TableError(f"{what}. {there}")


def _of_lines(path: Path) -> Table:
    """Return what can be read of JSON lines that the engine refuses as a whole."""
    import json

    if path.stat().st_size > _MOST_LINES:
        raise TableError(f"'{path.name}' holds a line that is no JSON")
    found, broken = [], 0
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in filter(str.strip, file):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if isinstance(row, dict):
                found.append(row)
            else:
                broken += 1
    if not found:
        raise TableError(f"'{path.name}' holds no line of JSON that is a row")
    columns = list(dict.fromkeys(name for row in found for name in row))
    problem = f"{path.name}: {broken:,} of {broken + len(found):,} lines cannot be read" if broken else ""
    return Table(columns, [[row.get(name) for name in columns] for row in found], len(found), problem)


def _of_sqlite(path: Path, table: str) -> Table:
    """Return a table of an SQLite file, by the standard library: the engine's own reader is not part of it."""
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
            listed = (
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY 1"
            )
            known = [str(row[0]) for row in file.execute(listed)]
            name = _chosen(known, table, path).replace('"', '""')
            cursor = file.execute(f'SELECT * FROM "{name}"')
            columns = [str(column[0]) for column in cursor.description]
            rows = [[f"{len(cell):,} bytes" if isinstance(cell, bytes) else cell for cell in row] for row in cursor]
    except sqlite3.Error as error:
        raise TableError(f"'{path.name}' cannot be read: {error}") from None
    return Table(columns, rows, len(rows))


def _canonical(
    engine: duckdb.DuckDBPyConnection, source: str, view: str, row: str = "row_number() OVER () - 1"
) -> Frame:
    """Make a view of columns c0, c1, ... of our types, with ``rg_row``, over any relation of the engine.

    Parquet files number their rows themselves, so that filters reach into them and skip what cannot match.
    """
    types: dict[str, str] = {}
    parts: list[str] = []
    described = engine.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    wide = [row[0] for row in described if row[1] in _WIDE]
    large = _large(engine, source, wide)
    for number, (name, declared, *_) in enumerate(described):
        column = '"' + str(name).replace('"', '""') + '"'
        kind, node = _column(column, str(declared), large=name in large)
        types[str(name)] = kind
        parts.append(f"{node} AS c{number}")
    engine.execute(f"CREATE VIEW {view} AS SELECT {', '.join(parts)}, {row} AS rg_row FROM {source}")
    return Frame(engine, view, types)


def _large(engine: duckdb.DuckDBPyConnection, source: str, names: list[Any]) -> set[str]:
    """Return the columns of whole numbers that a double cannot hold: such ids are shown as texts."""
    if not names:
        return set()
    quoted = ['"' + str(name).replace('"', '""') + '"' for name in names]
    picked = ", ".join(f"max({column}), min({column})" for column in quoted)
    found = engine.execute(f"SELECT {picked} FROM {source}").fetchone() or ()
    return {
        name for n, name in enumerate(names) if any(v is not None and abs(v) > _EXACT for v in found[2 * n : 2 * n + 2])
    }


def _column(column: str, declared: str, *, large: bool) -> tuple[str, str]:  # noqa: PLR0911 - one line per type
    base = declared.partition("(")[0]
    if declared.endswith("]"):
        inner = declared.rpartition("[")[0].partition("(")[0]
        fixed = not declared.endswith("[]")
        return ("vector" if fixed and inner in _NUMBERS else "json"), f"to_json({column})"
    if base in _NUMBERS:
        return ("text", f"CAST({column} AS VARCHAR)") if large else ("number", f"CAST({column} AS DOUBLE)")
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
