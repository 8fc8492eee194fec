"""Tables of plain values and media, as scripts log them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from reportgen.errors import suggestion
from reportgen.logger.columns.cells import are_plain, as_cell, comparable, is_frame, named, packed_rows
from reportgen.logger.columns.types import ColumnTypes
from reportgen.logger.loggable import Loggable, Store
from reportgen.logger.misuse import UsageError
from reportgen.model.table import distinct
from reportgen.native.rows import Packed, as_json

_DEFAULT = ("Input", "Output", "Expected")
_MODES = ("IMMUTABLE", "MUTABLE", "INCREMENTAL")


class Table(Loggable):
    """Rows under named columns. A cell is a number, text, truth value, time, list, mapping, or a piece of media.

    Images of PIL, figures and arrays in the shape of an image become media; other arrays become lists. The first cell
    of a column decides its type, unless ``dtype`` does (a type for all columns, one each, or by name); one of another
    type is an error unless ``allow_mixed_types``. None fits unless ``optional`` is False, for all columns or each.

    ``data`` is a list of rows, of mappings by column, an array, or a data frame of any library that has the dataframe
    interchange protocol (pandas, polars, Arrow). Without ``columns`` a data frame's own names are taken, and three
    cells are ``Input``, ``Output`` and ``Expected``. There is no limit of rows.

    What is logged again depends on ``log_mode``. IMMUTABLE: nothing, a table is logged once, and a warning says so when
    it has changed. MUTABLE: the whole table. INCREMENTAL: the rows that are new.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the arguments that people know
        self, columns: Sequence[Any] | None = None, data: Any = None, rows: Any = None, dataframe: Any = None,
        dtype: Any = None, optional: Any = True, allow_mixed_types: bool = False,
        log_mode: Literal["IMMUTABLE", "MUTABLE", "INCREMENTAL"] | None = "IMMUTABLE",
    ) -> None:  # fmt: skip
        self.log_mode = str(log_mode or "IMMUTABLE").upper()
        if self.log_mode not in _MODES:
            raise UsageError(f"log_mode: '{log_mode}' is none. {suggestion(self.log_mode, _MODES, 'modes')}".strip())
        names, found = _source(columns, data if data is not None else rows, dataframe)
        self._named = names is not None
        self.columns: list[str] = _told_apart(names or ())
        self.data: list[list[Any]] = []
        self._given = (dtype, optional, allow_mixed_types)
        self._types = self._typed()
        self.allow_mixed_types = bool(allow_mixed_types)
        self.taken: Any = None
        """Where it was taken from: the version of an artifact."""
        self._logged: tuple[Store, Packed] | None = None
        self._state = (0, 0)
        self._increments = 0
        self._changes = 0
        self._known: set[tuple[type, ...]] = set()
        """Types of plain cells of rows that fit."""
        for row in found:
            if isinstance(row, Mapping):
                self._fit(row)
                self.add_data(*[row.get(name) for name in self.columns])
            else:
                self.add_data(*_cells(row))

    def _typed(self) -> ColumnTypes:
        dtype, optional, mixed = self._given
        return ColumnTypes(self.columns, dtype, optional, mixed=bool(mixed))

    def _fit(self, row: Mapping[Any, Any]) -> None:
        """Take the column names of a mapping where none are known, and refuse what has no column."""
        names = [str(name) for name in row]
        if not self._named:
            self._named, self.columns = True, names
            self._types = self._typed()
        unknown = next((name for name in names if name not in self.columns), None)
        if unknown is not None:
            hint = suggestion(unknown, self.columns, "columns")
            raise UsageError(f"data: there is no column '{unknown}'. {hint}".strip())

    def add_data(self, *data: Any) -> None:
        """Add a row: a cell for each column, in their order."""
        if not self._named and not self.columns and len(data) == len(_DEFAULT):
            self._named, self.columns = True, list(_DEFAULT)
            self._types = self._typed()
        if len(data) != len(self.columns):
            names = ", ".join(self.columns) or "no columns yet: Table(columns=[...]) names them"
            raise UsageError(f"add_data: {len(data)} cells came for {len(self.columns)} columns", f"One each: {names}.")
        kinds = tuple(map(type, data))
        if kinds in self._known:
            self.data.append(list(data))
            return
        before = self._types.state()
        try:
            row = [self._cell(name, cell) for name, cell in zip(self.columns, data, strict=True)]
        except UsageError:
            self._types.put_back(before)
            raise
        self.data.append(row)
        if are_plain(data) and self._types.fit(self.columns, row):
            self._known.add(kinds)

    add_row = add_data

    def _cell(self, name: str, cell: Any) -> Any:
        return self._types.checked(name, as_cell(cell, f"column '{name}'"))

    def add_column(self, name: str, data: Any, optional: bool = True) -> None:
        """Add a column: a cell for each row, or for each row of an empty table to be."""
        name, cells = str(name), _cells(data)
        if not self._named or (not self.data and not self.columns):
            self._named, self.columns = True, []
        if name in self.columns:
            raise UsageError(f"add_column: there is a column '{name}' already", "Give the new one another name.")
        if self.columns and len(cells) != len(self.data):
            raise UsageError(
                f"add_column: {len(cells)} cells came for {len(self.data)} rows", "Give one for each row, or None."
            )
        self._types.add(name, optional=optional)
        found = [self._cell(name, cell) for cell in cells]
        rows = self.data if self.columns else [[] for _ in cells]
        for row, cell in zip(rows, found, strict=True):
            row.append(cell)
        self.columns.append(name)
        self.data = rows
        self._changes += 1
        self._known.clear()

    def add_computed_columns(self, fn: Callable[[int, dict[str, Any]], Mapping[str, Any]]) -> None:
        """Add columns that a function makes: it gets a row's number and its cells by column, and returns new ones."""
        made = [dict(fn(at, dict(zip(self.columns, row, strict=True)))) for at, row in self.iterrows()]
        for name in dict.fromkeys(name for one in made for name in one):
            self.add_column(name, [one.get(name) for one in made])

    def get_column(self, name: str, convert_to: Literal["numpy"] | None = None) -> Any:
        """Return a column's cells as a list, or as an array of NumPy."""
        if name not in self.columns:
            raise UsageError(f"get_column: there is no column '{name}'. {suggestion(name, self.columns, 'columns')}")
        place = self.columns.index(name)
        cells = [row[place] for row in self.data]
        if convert_to is None:
            return cells
        if convert_to != "numpy":
            raise UsageError(f"convert_to: '{convert_to}' came", "'numpy' is what there is besides a list.")
        import numpy as np

        return np.array(cells)

    def get_index(self) -> list[int]:
        """Return the number of each row, which a column of another table may hold."""
        return list(range(len(self.data)))

    def get_dataframe(self) -> Any:
        """Return the table as a data frame of pandas, which must be installed; media stay what they are."""
        from importlib import import_module

        try:
            pandas = import_module("pandas")
        except ImportError:
            hint = "Without it: polars.DataFrame(table.data, schema=table.columns, orient='row')."
            raise UsageError("get_dataframe: pandas is not installed", hint) from None
        return pandas.DataFrame({name: self.get_column(name) for name in self.columns}, columns=self.columns)

    def __dataframe__(self, nan_as_null: bool = False, allow_copy: bool = True) -> Any:
        """Return the table by the dataframe interchange protocol, for libraries that ask for it."""
        from reportgen.logger.columns.interchange import Frame

        del nan_as_null, allow_copy
        return Frame(self.columns, [self.get_column(name) for name in self.columns])

    @property
    def state(self) -> tuple[int, int]:
        """What differs once rows or columns were added."""
        return len(self.data), self._changes

    def iterrows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield the number and the cells of each row."""
        yield from enumerate(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        same = self.columns == other.columns and len(self.data) == len(other.data)
        return same and all(
            [*map(comparable, a)] == [*map(comparable, b)] for a, b in zip(self.data, other.data, strict=True)
        )

    __hash__ = Loggable.__hash__

    def stored(self, store: Store) -> Packed:
        """Put the rows into the store as ``log_mode`` says, and return what stands for them in a row."""
        state, before = self.state, self._logged
        if before is None or before[0] is not store:
            self._increments, self._state, before = 0, (0, self._changes), None
        if before is not None and self.log_mode == "IMMUTABLE":
            if state != self._state:
                warnings.warn(
                    "A table was logged before and has changed since. As its log_mode is IMMUTABLE, it stays as it was "
                    "logged; Table(log_mode='MUTABLE') logs all of it again, and 'INCREMENTAL' the new rows.",
                    stacklevel=2,
                )
            return before[1]
        rows = self.data
        more: dict[str, Any] = {"mode": self.log_mode.lower()}
        if self.log_mode == "INCREMENTAL":
            if before is not None and state[1] != self._state[1]:
                self._increments, self._state = 0, (0, 0)  # what was logged lacks the new column
            rows = rows[self._state[0] :]
            more |= {"increment": self._increments, "before": self._state[0]}
            self._increments += 1
        found = packed_table(store, self.columns, rows, more)
        self._logged, self._state = (store, Packed("m", as_json(found))), state
        return self._logged[1]


def packed_table(
    store: Store, columns: Sequence[str], rows: Sequence[Sequence[Any]], more: Mapping[str, Any]
) -> dict[str, Any]:
    """Store rows with their media, and return where they lie."""
    return {"kind": "table", **store.put_table(columns, packed_rows(rows, store), more)}


def _told_apart(names: Sequence[Any]) -> list[str]:
    """Return names of columns, and warn of those that came twice."""
    wanted = list(map(str, names))
    found = distinct(wanted)
    renamed = [f"'{name}' is '{new}'" for name, new in zip(wanted, found, strict=True) if name != new]
    if renamed:
        warnings.warn(f"columns: names came twice; {', '.join(renamed)} here", UserWarning, stacklevel=3)
    return found


def _source(columns: Any, data: Any, dataframe: Any) -> tuple[Sequence[Any] | None, Sequence[Any]]:
    """Return column names, None where they are not known, and rows."""
    if dataframe is None and is_frame(data):
        data, dataframe = None, data
    if dataframe is None and is_frame(columns):
        columns, dataframe = None, columns
    if dataframe is not None:
        from reportgen.logger.columns.interchange import columns_of

        found = columns_of(dataframe)
        if columns is not None and len(columns) != len(found):
            raise UsageError(f"columns: {len(columns)} names came for the {len(found)} columns of the data frame")
        return list(columns if columns is not None else found), list(zip(*found.values(), strict=True))
    if isinstance(columns, str) or not (columns is None or isinstance(columns, Sequence)):
        raise UsageError(
            f"columns: {named(columns)} came",
            "Give a list of names: Table(columns=['id', 'image']).",
        )
    if data is None:
        return columns, ()
    if isinstance(data, Mapping) or not hasattr(data, "__iter__"):
        raise UsageError(f"data: {named(data)} came", "Give a list of rows, an array or a data frame.")
    rows = list(data)
    if columns is None and rows and not isinstance(rows[0], Mapping) and len(_cells(rows[0])) != len(_DEFAULT):
        raise UsageError(
            f"columns: none are named, and the rows have {len(_cells(rows[0]))} cells",
            "Name them: Table(columns=[...]).",
        )
    return columns, rows


def _cells(row: Any) -> list[Any]:
    if hasattr(row, "tolist") and getattr(row, "shape", ()) != () and len(row.shape) == 1:
        row = row.tolist()
    if isinstance(row, str) or not hasattr(row, "__iter__"):
        raise UsageError(f"data: a row is {named(row)}", "A row is a list with a cell for each column.")
    return list(row)


class JoinedTable(Loggable):
    """Two tables whose rows belong together where a column of the one equals a column of the other.

    ``join_key`` is a column of both, or one of each. Nothing is copied: each table stays where it is, and a report
    joins them. In an artifact a table may also be the name of one that lies there.
    """

    def __init__(self, table_1: Table | str, table_2: Table | str, join_key: str | Sequence[str]) -> None:
        keys = [join_key, join_key] if isinstance(join_key, str) else [str(key) for key in join_key]
        if len(keys) != 2:  # noqa: PLR2004 - of two tables
            raise UsageError(f"join_key: {len(keys)} columns came", "Give one of both tables, or one of each.")
        for number, (table, key) in enumerate(zip((table_1, table_2), keys, strict=True), start=1):
            if not isinstance(table, Table | str):
                raise UsageError(f"table_{number}: {named(table)} came", "Give a Table, or the name of one.")
            if isinstance(table, Table) and key not in table.columns:
                what = f"join_key: table_{number} has no column '{key}'"
                raise UsageError(f"{what}. {suggestion(key, table.columns, 'columns')}".strip())
        self.tables = (table_1, table_2)
        self.join_key = (keys[0], keys[1])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, JoinedTable):
            return NotImplemented
        return self.join_key == other.join_key and self.tables == other.tables

    __hash__ = Loggable.__hash__

    def stored(self, store: Store) -> Packed:
        """Put both tables into the store, and return what stands for the joined one in a row."""
        name = next((table for table in self.tables if isinstance(table, str)), None)
        if name is not None:
            what = f"JoinedTable: the table '{name}' is named, which only an artifact can look up"
            raise UsageError(what, "Give the table itself, or add the joined table to the artifact.")
        tables = [_json(table.stored(store)) for table in self.tables if isinstance(table, Table)]
        return Packed("m", as_json({"kind": "joined table", "tables": tables, "keys": list(self.join_key)}))


def _json(value: Packed) -> Any:
    import json

    return json.loads(value.content)
