"""Columns of plain Python values: what type each is, and how the engine is given them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import TYPE_CHECKING, Any

import numpy as np

from reportgen.duckdb_files import MEMORY_MB
from reportgen.lang.evaluate import EXACT, LARGEST
from reportgen.model.media import Media, has_media
from reportgen.model.table import Time, types_in

if TYPE_CHECKING:
    import duckdb

SQL_TYPES: Mapping[str, str] = {
    "number": "DOUBLE", "integer": "HUGEINT", "text": "VARCHAR", "boolean": "BOOLEAN", "time": "VARCHAR",
}  # fmt: skip
"""Types that engines have, by ours; all others are JSON."""
_WHOLE = frozenset({"number", "integer", "endless"})
_PLAIN_TYPES = {
    frozenset({str}): "text", frozenset({bool}): "boolean", frozenset({Time}): "time", frozenset({float}): "number",
    frozenset({int}): "number", frozenset({int, float}): "number", frozenset[type](): "text",
}  # fmt: skip
_DEEPEST = 40
_LARGE = 1 << 24
"""Characters of a text from which on the engine needs more memory than it has."""
Arrays = dict[str, Any]


def type_of(values: Sequence[Any]) -> str:
    """Return the type of a column: number, integer, text, boolean, time, vector, media or json.

    It is ``integer`` where all are whole and one is larger than a double tells from its neighbours, and text where all
    is missing, or where a whole number has more than 38 digits.
    """
    types = types_in(values)
    if (known := _PLAIN_TYPES.get(types - {NoneType})) and (known != "number" or are_small(values, types)):
        return known
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


def are_small(values: Sequence[Any], types: frozenset[type]) -> bool:
    """Return whether doubles hold all whole numbers among numbers and None."""
    return int not in types or all(type(value) is not int or -EXACT < value < EXACT for value in values)


def are_whole(values: Sequence[Any]) -> bool:
    """Return whether a column holds whole numbers only; floats that are whole count beside other whole numbers."""
    types = types_in(values) - {NoneType}
    if int not in types or not types <= {int, float}:
        return False
    found = [value for value in values if value is not None]
    return types == {int} or (
        any(type(value) is int for value in found)
        and all(
            type(value) is int or (type(value) is float and value.is_integer() and abs(value) < LARGEST)
            for value in found
        )
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
    engine: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], cells: Sequence[Sequence[Any]], count: int
) -> None:
    """Make a table ``name`` in the engine of ``count`` rows: columns c0, c1, ... of the given types, ``rg_row`` from 0.

    ``cells`` are those of one column after the other.
    """
    rg_cells: Arrays = {"rg_row": np.arange(count, dtype=np.int64)}  # the engine finds it by name
    made = [_column(f"c{n}", values, kind, rg_cells)
            for n, (values, kind) in enumerate(zip(cells, columns.values(), strict=True))]  # fmt: skip
    longest = max((len(text) for array in rg_cells.values() if array.dtype == object for text in array), default=0)
    if longest > _LARGE:
        engine.execute(f"SET memory_limit = '{MEMORY_MB + (6 * longest >> 20)}MB'")
    engine.execute(f"CREATE TABLE {name} AS SELECT {', '.join(['rg_row', *made])} FROM rg_cells")


def _column(name: str, values: Sequence[Any], kind: str, into: Arrays) -> str:
    """Add the arrays of a column; return it as the engine makes it of them."""
    types = types_in(values) - {NoneType}
    if kind == "number" and types <= {int, float}:
        return _numbers(name, values, into)
    if kind == "boolean" and types <= {bool}:
        missing = _missing(name, values, into)
        into[name] = np.fromiter(map(bool, values), bool, len(values))
        return f"CASE WHEN {missing} THEN NULL ELSE {name} END AS {name}" if missing else name
    texts = values if kind in ("text", "time") and types <= {str} else [_text(value, kind) for value in values]
    missing = _missing(name, texts, into)
    if missing:
        texts = ["" if text is None else text for text in texts]
    array = np.empty(len(texts), object)
    array[:] = _whole(texts)
    into[name] = array
    sql = SQL_TYPES.get(kind, "JSON")
    node = f"json({name})" if sql == "JSON" else name if sql == "VARCHAR" else f"CAST({name} AS {sql})"
    return f"CASE WHEN {missing} THEN NULL ELSE {node} END AS {name}" if missing else f"{node} AS {name}"


def _numbers(name: str, values: Sequence[Any], into: Arrays) -> str:
    """Add an array of doubles; the engine takes NaN for what is missing, so that an array of its own tells it."""
    missing = None in values
    found = [math.nan if value is None else value for value in values] if missing else values
    into[name] = array = np.fromiter(found, np.float64, len(values))
    absent = np.isnan(array)
    nan = absent & ~np.fromiter((value is None for value in values), bool, len(values)) if missing else absent
    if not nan.any():
        return name
    into[f"{name}_nan"] = nan
    return f"CASE WHEN {name}_nan THEN CAST('NaN' AS DOUBLE) ELSE {name} END AS {name}"


def _missing(name: str, values: Sequence[Any], into: Arrays) -> str:
    """Add an array of where nothing is; return its name, empty where something is everywhere."""
    found = np.fromiter((value is None for value in values), bool, len(values))
    if not found.any():
        return ""
    into[f"{name}_none"] = found
    return f"{name}_none"


def _text(value: Any, kind: str) -> str | None:
    """Return a cell as text: of a column of nested values its JSON, of others what JSON holds without its quotes."""
    if value is None:
        return None
    if kind in SQL_TYPES:
        found = _stored(value, kind)
        return str(found) if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    return json.dumps(plain(value), ensure_ascii=False)


def _whole(texts: Sequence[Any]) -> list[str]:
    """Return texts as UTF-8 can hold them."""
    found = list(texts)
    try:
        "".join(found).encode()
    except UnicodeEncodeError:
        found = [text.encode("utf-8", "replace").decode() for text in found]
    return found
