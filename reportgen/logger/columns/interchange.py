"""Data frames of other libraries to columns and back; none of those libraries is imported.

By the dataframe interchange protocol (https://data-apis.org/dataframe-protocol) columns are buffers with a type. What
it has no type for, such as a column of Python objects, is asked of the data frame by its column's name, and so is all
of a data frame that has no such protocol.
"""

from __future__ import annotations

import ctypes
import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from reportgen.logger.columns.cells import named
from reportgen.logger.misuse import UsageError
from reportgen.model.table import Time

_INT, _UINT, _FLOAT, _BOOL, _STRING, _DATETIME, _CATEGORY = 0, 1, 2, 20, 21, 22, 23
_NO_NULLS, _NAN, _SENTINEL, _BITS, _BYTES = range(5)
_LETTERS = {_INT: "i", _UINT: "u", _FLOAT: "f", _BOOL: "u", _DATETIME: "i", _STRING: "u"}
_UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns", "D": "D"}
_MOST_BYTES = 1 << 40


def columns_of(frame: Any) -> dict[str, list[Any]]:
    """Return the columns of a data frame as lists of plain values; what is missing is None."""
    if hasattr(frame, "to_pydict"):  # Arrow
        return {str(name): cells for name, cells in frame.to_pydict().items()}
    if hasattr(frame, "get_columns") and hasattr(frame, "to_dicts"):  # polars
        return {str(series.name): series.to_list() for series in frame.get_columns()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries that will drop the protocol some day
        if hasattr(frame, "__dataframe__"):
            found = frame.__dataframe__(allow_copy=True)
            return {str(name): _column(frame, found, name) for name in found.column_names()}
    if not (hasattr(frame, "columns") and hasattr(frame, "__getitem__")):
        raise UsageError(
            f"dataframe: {named(frame)} came",
            "Give a data frame of pandas, polars, Arrow or another library.",
        )
    return {str(name): [_plain(cell) for cell in frame[name]] for name in frame.columns}


def _column(frame: Any, found: Any, name: Any) -> list[Any]:
    try:
        column = found.get_column_by_name(name)
        parts = [_values(part) for part in column.get_chunks()]
    except (NotImplementedError, TypeError, ValueError, KeyError, AttributeError):
        return [_plain(cell) for cell in frame[name]]
    return parts[0] if len(parts) == 1 else [cell for part in parts for cell in part]


def _plain(cell: Any) -> Any:
    """Return an object of a column of objects; NaN and what else libraries write for it is missing."""
    if type(cell).__name__ in ("NAType", "NaTType") or (isinstance(cell, float) and cell != cell):  # noqa: PLR0124
        return None
    return cell.item() if hasattr(cell, "item") and getattr(cell, "shape", None) == () else cell


def _values(column: Any) -> list[Any]:
    kind, form = int(column.dtype[0]), str(column.dtype[2])
    size, start = int(column.size()), int(column.offset)
    buffers = column.get_buffers()
    has = _validity(column, buffers, size, start)
    if kind == _CATEGORY:
        names = _values(column.describe_categorical["categories"])
        codes = _numbers(buffers["data"], size, start)
        found = [names[code] if 0 <= code < len(names) else None for code in codes.tolist()]
    elif kind == _STRING:
        found = _texts(buffers, size, start, has)
    else:
        numbers = _numbers(buffers["data"], size, start)
        null, sentinel = column.describe_null
        if int(null) == _SENTINEL:
            has = numbers != sentinel
        if kind == _DATETIME:
            found = _times(numbers, form)
        else:
            found = (numbers.astype(bool) if kind == _BOOL else numbers).tolist()
            if int(null) == _NAN and kind == _FLOAT:
                found = [None if value != value else value for value in found]  # noqa: PLR0124 - NaN
    return (
        found if has is None else [value if there else None for value, there in zip(found, has.tolist(), strict=True)]
    )


def _numbers(part: tuple[Any, Sequence[Any]], size: int, start: int) -> Any:
    """Return ``size`` numbers of a buffer, from the ``start``-th on."""
    buffer, (kind, bits, *_) = part
    content = _bytes(buffer)
    if bits == 1:
        return np.unpackbits(np.frombuffer(content, np.uint8), bitorder="little")[start : start + size]
    return np.frombuffer(content, f"<{_LETTERS[int(kind)]}{bits // 8}")[start : start + size]


def _bytes(buffer: Any) -> bytes:
    if not buffer.bufsize:
        return b""
    if buffer.bufsize > _MOST_BYTES:
        raise ValueError(buffer.bufsize)
    return ctypes.string_at(buffer.ptr, buffer.bufsize)


def _validity(column: Any, buffers: Mapping[str, Any], size: int, start: int) -> Any:
    null, missing = column.describe_null
    if int(null) not in (_BITS, _BYTES) or buffers["validity"] is None:
        return None
    flags = _numbers(buffers["validity"], size, start)
    return flags != missing


def _texts(buffers: Mapping[str, Any], size: int, start: int, has: Any) -> list[Any]:
    content = _bytes(buffers["data"][0])
    ends = _numbers(buffers["offsets"], size + 1, start).tolist()
    there = [True] * size if has is None else has.tolist()
    return [
        content[low:high].decode("utf-8", "replace") if known else None
        for low, high, known in zip(ends, ends[1:], there, strict=False)
    ]


def _times(numbers: Any, form: str) -> list[Any]:
    unit = _UNITS.get(form[2:3], "ns")
    moments = numbers.astype("datetime64[" + unit + "]")
    empty = np.isnat(moments)
    texts = np.datetime_as_string(moments).tolist()
    return [None if gap else Time(_short(text)) for text, gap in zip(texts, empty.tolist(), strict=True)]


def _short(text: str) -> str:
    """Return a timestamp without zeros behind the point."""
    return text.rstrip("0").rstrip(".") if "." in text else text


class Frame:
    """A table as the protocol's data frame."""

    version = 0
    metadata: Mapping[str, Any] = {}

    def __init__(self, names: Sequence[str], cells: Sequence[Sequence[Any]]) -> None:
        self._columns = {name: Column(column) for name, column in zip(names, cells, strict=True)}
        self._rows = len(cells[0]) if cells else 0

    def __dataframe__(self, nan_as_null: bool = False, allow_copy: bool = True) -> Frame:
        """Return itself."""
        del nan_as_null, allow_copy
        return self

    def num_columns(self) -> int:
        """Return how many columns there are."""
        return len(self._columns)

    def num_rows(self) -> int:
        """Return how many rows there are."""
        return self._rows

    def num_chunks(self) -> int:
        """Return 1."""
        return 1

    def get_chunks(self, n_chunks: int | None = None) -> Iterable[Frame]:
        """Return itself."""
        del n_chunks
        return [self]

    def column_names(self) -> list[str]:
        """Return the names of the columns."""
        return list(self._columns)

    def get_column(self, i: int) -> Column:
        """Return a column by its place."""
        return list(self._columns.values())[i]

    def get_column_by_name(self, name: str) -> Column:
        """Return a column by its name."""
        return self._columns[name]

    def get_columns(self) -> list[Column]:
        """Return all columns."""
        return list(self._columns.values())

    def select_columns(self, indices: Sequence[int]) -> Frame:
        """Return the columns at some places."""
        return self._chosen([self.column_names()[i] for i in indices])

    def select_columns_by_name(self, names: Sequence[str]) -> Frame:
        """Return some columns."""
        return self._chosen(names)

    def _chosen(self, names: Sequence[str]) -> Frame:
        chosen = Frame([], [])
        chosen._columns, chosen._rows = {name: self._columns[name] for name in names}, self._rows
        return chosen


class Column:
    """A column as the protocol's: numbers, truth values and texts as they are, all else as JSON or its name."""

    offset = 0
    metadata: Mapping[str, Any] = {}

    def __init__(self, cells: Sequence[Any]) -> None:
        self._has = np.array([cell is not None for cell in cells], np.uint8)
        kinds = {type(cell) for cell in cells if cell is not None}
        self._texts: Buffer | None = None
        if kinds and kinds <= {bool}:
            self._take((_BOOL, 8, "b", "="), np.array([bool(cell) for cell in cells], np.uint8))
        elif kinds and kinds <= {int} and all(-(1 << 63) <= cell < 1 << 63 for cell in cells if cell is not None):
            self._take((_INT, 64, "l", "="), np.array([cell or 0 for cell in cells], np.int64))
        elif kinds and kinds <= {int, float}:
            self._take((_FLOAT, 64, "g", "="), np.array([0 if cell is None else cell for cell in cells], np.float64))
        else:
            texts = [b"" if cell is None else _as_text(cell).encode("utf-8", "replace") for cell in cells]
            ends = np.zeros(len(texts) + 1, np.int64)
            np.cumsum([len(text) for text in texts], out=ends[1:])
            self._texts = Buffer(ends)
            self._take((_STRING, 8, "U", "="), np.frombuffer(b"".join(texts), np.uint8))

    def _take(self, dtype: tuple[int, int, str, str], array: Any) -> None:
        self.dtype, self._data = dtype, Buffer(array)

    def size(self) -> int:
        """Return how many cells there are."""
        return len(self._has)

    @property
    def describe_null(self) -> tuple[int, int]:
        """A byte a cell says whether it is there."""
        return _BYTES, 0

    @property
    def null_count(self) -> int:
        """How many cells are missing."""
        return int(len(self._has) - self._has.sum())

    @property
    def describe_categorical(self) -> Mapping[str, Any]:
        """There are no columns of categories."""
        raise TypeError("describe_categorical is for columns of categories")

    def num_chunks(self) -> int:
        """Return 1."""
        return 1

    def get_chunks(self, n_chunks: int | None = None) -> Iterable[Column]:
        """Return itself."""
        del n_chunks
        return [self]

    def get_buffers(self) -> dict[str, Any]:
        """Return the cells, where texts end, and which cells are there."""
        form = (_UINT, 8, "C", "=") if self._texts is not None else self.dtype
        ends = None if self._texts is None else (self._texts, (_INT, 64, "l", "="))
        return {"data": (self._data, form), "validity": (Buffer(self._has), (_BOOL, 8, "b", "=")), "offsets": ends}


class Buffer:
    """Memory of an array."""

    def __init__(self, array: Any) -> None:
        self._array = np.ascontiguousarray(array)

    @property
    def bufsize(self) -> int:
        """Bytes."""
        return int(self._array.nbytes)

    @property
    def ptr(self) -> int:
        """Where it begins."""
        return int(self._array.ctypes.data)

    def __dlpack__(self, **options: Any) -> Any:
        """Return the array by DLPack."""
        return self._array.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int | None]:
        """Return that it is memory of the processor."""
        return 1, None


def _as_text(cell: Any) -> str:
    if isinstance(cell, str):
        return str(cell)
    return json.dumps(cell, ensure_ascii=False, default=lambda one: type(one).__name__)
