"""Types of columns: what its first cell says, or what was given; a cell of another type is an error that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reportgen.logger.loggable import Loggable
from reportgen.logger.misuse import UsageError
from reportgen.model.table import Time

ANY = "any"
_PLAIN: dict[type, str] = {
    float: "number", int: "number", bool: "truth value", str: "text", Time: "time", list: "list", dict: "mapping",
}  # fmt: skip
_GIVEN: dict[Any, str] = _PLAIN | {
    tuple: "list", complex: "number", date: "time", object: ANY, None: ANY, "any": ANY,
    "number": "number", "float": "number", "int": "number", "boolean": "truth value", "bool": "truth value",
    "text": "text", "string": "text", "str": "text", "timestamp": "time", "time": "time", "list": "list",
    "dict": "mapping", "mapping": "mapping",
}  # fmt: skip
_SHOWN = 40


def kind_of(cell: Any) -> str:
    """Return the type of a cell; none of what is missing."""
    if cell is None:
        return ""
    return _PLAIN.get(type(cell)) or str(getattr(cell, "cell_type", type(cell).__name__))


class ColumnTypes:
    """The type of each column of a table, which its first cell decides unless it was given."""

    def __init__(self, names: Sequence[str], dtype: Any, optional: Any, *, mixed: bool) -> None:
        self._mixed = mixed
        self._types = dict(zip(names, _each(names, dtype, "dtype", _given), strict=True))
        self._optional = dict(zip(names, _each(names, optional, "optional", bool), strict=True))

    def add(self, name: str, *, optional: bool) -> None:
        """Begin a further column."""
        self._types[name], self._optional[name] = "", optional

    def checked(self, name: str, cell: Any) -> Any:
        """Return a cell of a column, NaN as missing where cells are no numbers; UsageError when its type is another."""
        known, found = self._types[name], kind_of(cell)
        if found and known in (found, ANY):
            return cell
        if not found:
            if not self._optional[name]:
                raise UsageError(f"column '{name}': None came, and the table says optional=False")
            return cell
        if isinstance(cell, float) and cell != cell:  # noqa: PLR0124 - NaN
            return cell if self._mixed or known in ("", "number") else None
        if not known:
            self._types[name] = ANY if self._mixed else found
            return cell
        shown = repr(cell)
        shown = "" if isinstance(cell, Loggable) or len(shown) > _SHOWN else f" ({shown})"
        raise UsageError(
            f"column '{name}': its cells are of the type '{known}', and one of the type '{found}' came{shown}",
            "Convert it, or make the table with allow_mixed_types=True.",
        )

    def fit(self, names: Sequence[str], cells: Sequence[Any]) -> bool:
        """Return whether cells are of just the types of their columns, so that all of these types are right."""
        kinds = zip(names, map(kind_of, cells), strict=True)
        return all(not found or self._types[name] in (found, ANY) for name, found in kinds)

    def state(self) -> dict[str, str]:
        """Return the types, to be put back when a row turns out to be wrong."""
        return dict(self._types)

    def put_back(self, state: dict[str, str]) -> None:
        """Forget what was learned since ``state``."""
        self._types = state


def _each(names: Sequence[str], given: Any, argument: str, read: Any) -> list[Any]:
    """Return one for each column: of a mapping by name, of a list in order, of all else the same."""
    if isinstance(given, Mapping):
        default = None if argument == "dtype" else True
        return [read(given.get(name, default)) for name in names]
    if isinstance(given, list | tuple):
        if len(given) != len(names):
            raise UsageError(f"{argument}: {len(given)} came for {len(names)} columns", "Give one for each column.")
        return [read(one) for one in given]
    return [read(given) for _ in names]


def _given(dtype: Any) -> str:
    if dtype is None:
        return ""
    if isinstance(dtype, type) and issubclass(dtype, Loggable):
        return dtype.__name__
    try:
        return _GIVEN[dtype]
    except (KeyError, TypeError):
        name = getattr(dtype, "__name__", str(dtype))
        raise UsageError(
            f"dtype: '{name}' is not a type of a column",
            "Types are float, int, str, bool, list, dict, datetime.date, and the classes of media.",
        ) from None
