"""Cells of tables as scripts give them, to what a log holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from reportgen.logger.loggable import Loggable, LoggableMedia, Store
from reportgen.logger.misuse import UsageError
from reportgen.model.table import Time
from reportgen.native.rows import Packed

_PLAIN = frozenset({float, int, bool, str, type(None)})
_MISSING = frozenset({"NAType", "NaTType"})
_CHANNELS = (1, 3, 4)


def named(value: Any) -> str:
    """Return what a value is, with its article, for messages."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIO' else 'a'} {name}"


def as_cell(value: Any, where: str) -> Any:
    """Return a cell as it is kept: plain values, lists and mappings of them, and media; ``where`` names it."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, Loggable):
        return _media(value, where)
    if isinstance(value, Mapping):
        return {str(key): as_cell(inner, f"{where}.{key}") for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_cell(inner, where) for inner in value]
    return _array(value, where) if hasattr(value, "shape") else _other(value, where)


def _media(value: Loggable, where: str) -> LoggableMedia:
    if not isinstance(value, LoggableMedia):
        raise UsageError(f"{where}: {named(value)} cannot be a cell of a table", "Log it under a key of its own.")
    return value


def _other(value: Any, where: str) -> Any:
    if type(value).__name__ in _MISSING:
        return None
    if isinstance(value, date):
        return Time(value.isoformat().removesuffix("+00:00"))
    for kind in (int, float, Time, str):  # subclasses, such as those of enum
        if isinstance(value, kind):
            return kind(value)
    from reportgen.logger.media.recognised import media_of

    found = media_of(value)
    if found is not None:
        return found
    raise UsageError(
        f"{where}: {named(value)} cannot be a cell of a table",
        "Cells are numbers, texts, truth values, times, lists, mappings, arrays and media.",
    )


def _array(value: Any, where: str) -> Any:
    """Return a scalar of NumPy as a plain value, an array in the shape of an image as one, any other as lists."""
    shape = tuple(value.shape)
    if type(value).__name__ == "datetime64":
        return None if str(value) == "NaT" else Time(value)
    if not shape:
        return as_cell(value.item(), where)
    if is_image(shape, str(getattr(value, "dtype", ""))):
        from reportgen.logger.media.image import Image

        return Image(value)
    return value.tolist() if hasattr(value, "tolist") else _other(value, where)


def is_image(shape: tuple[int, ...], dtype: str) -> bool:
    """Tell an image from a vector or a matrix by its shape, and a gray one by its type of numbers."""
    if len(shape) == 2:  # noqa: PLR2004 - height and width
        return dtype.endswith("uint8") and min(shape) > 1
    return len(shape) == 3 and (shape[-1] in _CHANNELS or shape[0] in _CHANNELS)  # noqa: PLR2004 - and channels


def is_frame(value: Any) -> bool:
    """Tell a data frame, of whatever library, from other values."""
    return hasattr(value, "__dataframe__") or hasattr(value, "__arrow_c_stream__") or hasattr(value, "iloc")


def packed(cell: Any, store: Store) -> Any:
    """Return a cell with its media stored."""
    if type(cell) in _PLAIN:
        return cell
    if isinstance(cell, Loggable):
        return cell.stored(store)
    return _through(cell, lambda inner: packed(inner, store))


def are_plain(cells: Sequence[Any]) -> bool:
    """Return whether cells are kept as they are."""
    return {*map(type, cells)} <= _PLAIN


def packed_rows(rows: Sequence[Sequence[Any]], store: Store) -> list[Sequence[Any]]:
    """Return rows with their media stored."""
    return [row if are_plain(row) else [packed(cell, store) for cell in row] for row in rows]


def _through(cell: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(cell, Mapping):
        return {key: change(inner) for key, inner in cell.items()}
    return [change(inner) for inner in cell] if isinstance(cell, list) else cell


class _Contents:
    """A store that keeps nothing: files are named by their content, so that equal media have equal JSON."""

    def put(self, file: Any) -> dict[str, Any]:
        from hashlib import sha256

        return {"sha256": sha256(file.read()).hexdigest()}

    def put_table(self, columns: Any, rows: Any, more: Any) -> dict[str, Any]:  # noqa: ARG002 - a table is no cell
        raise TypeError


def comparable(cell: Any) -> Any:
    """Return what equal cells share: media as what would be stored of them."""
    if isinstance(cell, Loggable):
        cell = cell.stored(_Contents())
    if isinstance(cell, Packed):
        return cell.code, cell.content
    if isinstance(cell, float) and cell != cell:  # noqa: PLR0124 - NaN
        return "NaN"
    return _through(cell, comparable)
