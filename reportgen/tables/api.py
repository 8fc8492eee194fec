"""Tables in Python: the questions of the ``table`` panel, answered as Arrow, a dataframe or plain rows.

import reportgen as rg

wrong = rg.open_table("wandb/", "predictions").filter("guess != truth").sort("-score")
wrong.to_pandas()
rg.open_table("preds.parquet").group_by("truth").aggregate(score=("score", "mean")).to_rows()
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from reportgen.errors import KnownError, Problem, ReportError, suggestion
from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import Expression, all_of, parse_rows
from reportgen.model.table import Table
from reportgen.privacy.places import is_address

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from reportgen.model.run import RunSource
    from reportgen.tables.frame import Frame

Asked = TypeVar("Asked")

Question = str | Mapping[str, Any]
"""``road > 0.05``, or an aggregation, ``{"$gt": ["$0.road", 0.05]}``."""


class QuestionError(ReportError):
    """A table cannot be opened, or a question cannot be asked of it; says why, and names the nearest right thing."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(Problem(what, hint=hint))


def open_table(
    source: str | Path, table: str = "", *, artifact: str = "", staging: str | Path | None = None
) -> OpenTable:
    """Open a table of runs, of a file or of a database; QuestionError says why not.

    ``source`` is a folder of runs (``table`` is then a logged key, or a table in ``artifact``, such as ``preds:v0``),
    a file that the ``table`` panel reads, a folder of Parquet files (also in storage, ``s3://bucket/preds/``), or,
    with ``table``, the URL of a connection (``postgres://reader@host/name``).

    What it answers are the user's own values, secrets among them: it queries, and publishes nothing.
    """
    return OpenTable(_asked(partial(_frame, str(source), table, artifact, Path(staging) if staging else None)))


def _holds_tables(run: RunSource) -> bool:
    return any("table" in kind for info in run.keys().values() for kind in info.types) or bool(run.artifacts())


def _frame(source: str, table: str, artifact: str, staging: Path | None) -> Frame:
    from reportgen.sources import read_runs
    from reportgen.tables.duckdb.frame import DuckFrame
    from reportgen.tables.duckdb.relation import frame_of_file

    if is_address(source) and table:
        from reportgen.tables.ibis.connect import Connection

        return Connection("given", source).table(table)
    if is_address(source):
        return frame_of_file(source)
    path = Path(source)
    found = read_runs(path, staging=staging) if path.exists() and (table or artifact or path.is_dir()) else None
    if found is None or not (found.runs or found.problems):
        return frame_of_file(path, table)
    if not (table or artifact or any(map(_holds_tables, found.runs))):
        return frame_of_file(path, table)
    from reportgen.model.runset import number_runs
    from reportgen.tables.rows import logged, of_artifact, of_key

    runs = number_runs([(run, "{name}", "") for run in found.runs])
    parts = of_artifact(artifact, table, runs) if artifact else of_key(table, runs, all_steps=False)
    names = [name for _, _, one in parts for name, _ in one.parts]
    if names:
        raise QuestionError(f"'{table}' joins tables", f"Open them separately: {', '.join(dict.fromkeys(names))}.")
    rows = logged(parts)
    if not rows.table.columns:
        known_keys = {key for run in runs for key, info in run.keys.items() if any("table" in t for t in info.types)}
        missing = f"no run logged a table '{table}'. {suggestion(table, sorted(known_keys), 'tables')}"
        raise QuestionError(" ".join(rows.problems) or missing)
    return DuckFrame.of_rows(rows.table)


class Answer(ABC):
    """What a table or its groups answer, in the form that is wanted."""

    @abstractmethod
    def to_columns(self) -> dict[str, list[Any]]:
        """Return plain values by column."""

    def to_rows(self) -> list[dict[str, Any]]:
        """Return plain rows."""
        columns = self.to_columns()
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def to_arrow(self) -> pa.Table:
        """Return an Arrow table (needs pyarrow); values of mixed kinds are JSON texts."""
        return _arrow(self.to_columns())

    def to_pandas(self) -> pd.DataFrame:
        """Return a dataframe (needs pandas)."""
        return _pandas(self.to_columns())

    def to_polars(self) -> Any:
        """Return a dataframe of Polars (needs polars)."""
        try:
            import polars as pl
        except ImportError:
            raise QuestionError("a dataframe of Polars needs polars", "Install it: pip install polars.") from None
        return pl.DataFrame(self.to_columns(), strict=False)

    def to_dataframe(self) -> Any:
        """Return a dataframe of what is installed: pandas, else Polars; QuestionError where neither is."""
        from importlib.util import find_spec

        if find_spec("pandas") is not None:
            return self.to_pandas()
        if find_spec("polars") is not None:
            return self.to_polars()
        raise QuestionError("a dataframe needs pandas or polars", "Install one, or use to_columns() or to_rows().")


@dataclass(frozen=True)
class OpenTable(Answer):
    """A table, and what is asked of it; each question gives a new one, and nothing is read before an answer is."""

    _of: Frame = field(repr=False)
    _filters: tuple[Expression, ...] = ()
    _order: tuple[tuple[Expression, bool], ...] = ()
    _most: int | None = None

    @property
    def columns(self) -> dict[str, str]:
        """The columns' types by name: number, integer, text, boolean, time, vector, json or media.

        ``integer`` is a column of whole numbers that a double cannot hold; answers about it are exact.
        """
        return dict(self._of.types)

    def filter(self, question: Question) -> OpenTable:
        """Keep the rows for which a question holds."""
        query, settled = _read(question), self._settled()
        wanted = all_of([query]) or query
        _asked(partial(settled._of.condition, wanted))
        return replace(settled, _filters=(*settled._filters, query))

    def derive(self, **questions: Question) -> OpenTable:
        """Add columns, each the answer to a question."""
        found = self._of
        for name, question in questions.items():
            if name in found.types:
                raise QuestionError(f"a column '{name}' already exists")
            found = _asked(partial(found.derive, name, _read(question)))
        return replace(self, _of=found)

    def sort(self, *keys: str) -> OpenTable:
        """Sort by questions, the first one most; a leading minus sorts descending. What is missing comes last."""
        settled, order = self._settled(), [_read(key).descending() for key in keys]
        for query, _ in order:
            _asked(partial(settled._of.kind, query))
        return replace(settled, _order=tuple(order))

    def head(self, count: int) -> OpenTable:
        """Keep the first rows; what is asked after this is asked of them."""
        if count < 0:
            raise QuestionError(f"{count} rows cannot be limited to")
        return replace(self, _most=count if self._most is None else min(count, self._most))

    def group_by(self, *keys: str, **named: Question) -> Groups:
        """Group the rows by questions; ``big="score > 0.5"`` names one."""
        by = {**{key: _read(key) for key in keys}, **{name: _read(question) for name, question in named.items()}}
        settled = self._settled()
        for query in by.values():
            _asked(partial(settled._of.kind, query))
        _apart([*keys, *named, "count"])
        return Groups(settled, by)

    def _settled(self) -> OpenTable:
        """Return the first rows as a table of their own, where only these are kept."""
        if self._most is None:
            return self
        from reportgen.tables.duckdb.frame import DuckFrame

        columns = self.to_columns()
        rows = [list(row) for row in zip(*columns.values(), strict=True)]
        return OpenTable(DuckFrame.of_rows(Table(list(columns), rows, len(rows)), types=self.columns))

    def _filter(self) -> Expression | None:
        return all_of(self._filters)

    def __len__(self) -> int:
        count = _asked(partial(self._of.count, self._filter()))
        return count if self._most is None else min(count, self._most)

    def to_columns(self) -> dict[str, list[Any]]:
        """Return the answer as plain values by column; timestamps are ISO 8601 texts, missing values None."""
        frame, places = _asked(partial(self._of.take, self._filter(), self._order, self._most))
        found = frame.fetch(list(frame.types), places)
        return {name: _values(column, whole=name in frame.whole) for name, column in found.items()}


@dataclass(frozen=True)
class Groups(Answer):
    """Groups of rows, and what to compute for each; ``count`` is always there."""

    _of: OpenTable = field(repr=False)
    _by: Mapping[str, Expression]
    _told: Mapping[str, tuple[Expression, str]] = field(default_factory=dict)

    def aggregate(self, **told: tuple[Question, str]) -> Groups:
        """Tell more of each group: ``score=("abs(pred - truth)", "mean")``.

        It can be count, distinct, sum, mean, median, min or max.
        """
        _apart([*self._by, "count", *self._told, *told])
        return replace(self, _told={**self._told, **{name: (_read(of), how) for name, (of, how) in told.items()}})

    def to_table(self) -> Table:
        """Return a row for each group, in the order of its keys."""
        from reportgen.tables.group import grouped

        return _asked(partial(grouped, self._of._of, self._by, self._told, self._of._filter()))

    def to_columns(self) -> dict[str, list[Any]]:
        """Return the groups as plain values by column."""
        table = self.to_table()
        return {name: [row[n] for row in table.rows] for n, name in enumerate(table.columns)}


def _apart(names: Sequence[str]) -> None:
    """Raise QuestionError where two columns of an answer would have one name."""
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise QuestionError(f"two columns of the result are named '{twice}'", "Rename one: other=expression.")


def _read(question: Question) -> Expression:
    try:
        return parse_rows(question)
    except ExpressionError as error:
        raise QuestionError(f"invalid expression: {error.what} at character {error.offset + 1}", error.hint) from None


def _asked(ask: Callable[[], Asked]) -> Asked:
    """Return an answer; whatever is known to be wrong is a QuestionError."""
    try:
        return ask()
    except ReportError:
        raise
    except KnownError as error:
        raise QuestionError(error.what, error.hint) from None


def _values(column: Any, *, whole: bool) -> list[Any]:
    if isinstance(column, list):
        return column
    import numpy as np

    gone = np.ma.getmaskarray(column)
    values = np.ma.getdata(column).tolist()
    if whole:
        return [None if none else int(value) for value, none in zip(values, gone, strict=True)]
    return [None if none else value for value, none in zip(values, gone, strict=True)]


def _arrow(columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    import json

    try:
        import pyarrow as pa
    except ImportError:
        raise QuestionError("an Arrow table needs pyarrow", "Install it: pip install pyarrow.") from None
    arrays = {}
    for name, values in columns.items():
        try:
            arrays[name] = pa.array(values, _declared(values))
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            arrays[name] = pa.array([None if v is None else json.dumps(v, ensure_ascii=False) for v in values])
    return pa.table(arrays)


def _declared(values: Sequence[Any]) -> Any:
    """Return the Arrow type of whole numbers that 64 bits with a sign cannot hold; None leaves it to Arrow."""
    import pyarrow as pa

    found = [value for value in values if value is not None]
    if not all(type(value) is int for value in found) or all(-(1 << 63) <= value < 1 << 63 for value in found):
        return None
    return pa.uint64() if all(0 <= value < 1 << 64 for value in found) else pa.decimal128(38, 0)


def _series(values: Sequence[Any]) -> pd.Series[Any]:
    """Return a column of a dataframe; whole numbers stay whole beside missing ones."""
    import pandas as pd

    found = [value for value in values if value is not None]
    if len(found) < len(values) and found and all(type(value) is int for value in found):
        narrow = all(-(1 << 63) <= value < 1 << 63 for value in found)
        return pd.Series(values, dtype="Int64" if narrow else "object")
    return pd.Series(values)


def _pandas(columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError:
        raise QuestionError("a dataframe needs pandas", "Install it: pip install pandas.") from None
    return pd.DataFrame({name: _series(values) for name, values in columns.items()})
