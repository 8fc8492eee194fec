"""Columns of plain Python values: what type each is, and how the engine is given them."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.duckdb_files import MEMORY_MB
from reportgen.lang.evaluate import EXACT, LARGEST
from reportgen.model.media import Media, has_media
from reportgen.model.table import Time

if TYPE_CHECKING:
    import duckdb

SQL_TYPES: Mapping[str, str] = {
    "number": "DOUBLE", "integer": "HUGEINT", "text": "VARCHAR", "boolean": "BOOLEAN", "time": "VARCHAR",
}  # fmt: skip
"""Types that engines have, by ours; all others are JSON."""
_WHOLE = frozenset({"number", "integer", "endless"})
_DEEPEST = 40
_LINE = 1 << 24


def type_of(values: Sequence[Any]) -> str:
    """Return the type of a column: number, integer, text, boolean, time, vector, media or json.

    It is ``integer`` where all are whole and one is larger than a double tells from its neighbours, and text where all
    is missing, or where a whole number has more than 38 digits.
    """
    kinds = {_kind(value) for value in values if value is not None}
    if "media" in kinds and kinds <= {"media", "empty", "json"}:
        return "media"
    kinds = {"json" if kind == "empty" else kind for kind in kinds}
    if kinds <= _WHOLE and len(kinds) > 1 and are_whole(values):
        return "text" if "endless" in kinds else "integer"
    if len(kinds) == 1:
        (kind,) = kinds
        if kind == "vector" and len({len(value) for value in values if value is not None}) > 1:
            return "json"
        return "text" if kind == "endless" else kind
    return "json" if kinds else "text"


def are_whole(values: Sequence[Any]) -> bool:
    """Return whether a column holds whole numbers only; floats that are whole count beside other whole numbers."""
    found = [value for value in values if value is not None]
    return any(type(value) is int for value in found) and all(
        type(value) is int or (type(value) is float and value.is_integer() and abs(value) < LARGEST) for value in found
    )


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        small = isinstance(value, float) or abs(value) < EXACT
        return "number" if small else "integer" if abs(value) < LARGEST else "endless"
    if isinstance(value, str):
        return "time" if isinstance(value, Time) else "text"
    if isinstance(value, list) and len(value) > 1 and all(type(v) in (int, float) for v in value):
        return "json" if any(type(v) is int and abs(v) >= EXACT for v in value) else "vector"
    return "media" if has_media(value) else "json" if value else "empty"


def plain(value: Any, depth: int = 0) -> Any:  # noqa: PLR0911 - one line per kind of value
    """Return a value as JSON holds it: what is not finite as text at the top, as null inside; no file names."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) < LARGEST else digits_of(value)
    if isinstance(value, float):
        if math.isfinite(value):
            whole = abs(value) < EXACT and value.is_integer() and (value or math.copysign(1, value) > 0)
            return int(value) if whole else value
        return None if depth else str(value).replace("inf", "Infinity").replace("nan", "NaN")
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, Media):
        return plain(value.facts(), 1)
    if isinstance(value, Mapping):
        return {
            str(key): plain(inner, depth + 1) for key, inner in sorted(value.items(), key=lambda pair: str(pair[0]))
        }
    if isinstance(value, list | tuple):
        return [plain(inner, depth + 1) for inner in value]
    return str(value)


def digits_of(value: int) -> str:
    """Return all digits of a whole number, however many there are."""
    try:
        return str(value)
    except ValueError:  # Python turns thousands of digits into no text
        return hex(value)


def _stored(value: Any, kind: str) -> Any:
    """Return a value as a line of JSON gives it to a column of this type."""
    if kind == "text" and isinstance(value, int | float) and not isinstance(value, bool):
        return digits_of(value) if isinstance(value, int) else str(value)
    return int(value) if kind == "integer" and isinstance(value, float) else plain(value)


def load(
    engine: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]
) -> None:
    """Make a table ``name`` in the engine: columns c0, c1, ... in order, of the given types, and ``rg_row`` from 0."""
    width = len(columns)
    types = ", ".join(f"c{n}: '{SQL_TYPES.get(kind, 'JSON')}'" for n, kind in enumerate(columns.values()))
    kinds = list(columns.values())
    declared = f"{{rg_row: 'BIGINT'{', ' + types if types else ''}}}"
    with tempfile.TemporaryDirectory() as folder:
        file, longest = Path(folder) / "rows.jsonl", _LINE
        with file.open("w", encoding="utf-8", errors="replace") as out:
            for number, row in enumerate(rows):
                cells = {f"c{n}": _stored(row[n] if n < len(row) else None, kinds[n]) for n in range(width)}
                line = json.dumps({"rg_row": number, **cells}, ensure_ascii=False) + "\n"
                longest = max(longest, len(line.encode("utf-8", "replace")) + 1)
                out.write(line)
        if longest > _LINE:  # the engine reads a line into memory that is several times as large
            engine.execute(f"SET memory_limit = '{MEMORY_MB + (6 * longest >> 20)}MB'")
        options = f"format='newline_delimited', columns={declared}, maximum_object_size={longest}"
        place = str(file).replace("'", "''")
        engine.execute(f"CREATE TABLE {name} AS SELECT * FROM read_json('{place}', {options})")
