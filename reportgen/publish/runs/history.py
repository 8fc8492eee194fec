"""The history of a run as a table: a row for each step at which any of the chosen keys was logged."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from reportgen.errors import KnownError, ReportError
from reportgen.model.column import Ints, Values
from reportgen.model.run import Run
from reportgen.stats.align import turns
from reportgen.tables.api import Answer, QuestionError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

STEP, TIME = "step", "time"
_Asked = TypeVar("_Asked")


def asked(ask: Callable[[], _Asked]) -> _Asked:
    """Return an answer; whatever is known to be wrong is a QuestionError."""
    try:
        return ask()
    except ReportError:
        raise
    except KnownError as error:
        raise QuestionError(error.what, error.hint) from None


@dataclass(frozen=True, eq=False)
class OpenHistory(Answer):
    """What was logged under some keys, by step. Nothing is sampled.

    Columns are ``step``, ``time`` (Unix seconds) and the keys. Several values at one step are rows of their own.
    Numbers are doubles; where nothing was logged there is None, and NaN where NaN was logged.
    """

    _of: Run = field(repr=False)
    keys: tuple[str, ...] = ()

    @cached_property
    def _logged(self) -> dict[str, Values]:
        found: dict[str, Values] = {}
        for key in self.keys:
            info = self._of.keys[key]
            if info.is_number and len(info.types) == 1:
                column = self._of.column(key)
                found[key] = Values(column.steps, column.times, column.values)
            else:
                found[key] = asked(lambda key=key: self._of.source.values(key))  # type: ignore[misc]
        return found

    @cached_property
    def _rows(self) -> tuple[dict[str, Any], Mapping[str, Ints]]:
        """Return steps and times of the rows, and for each key the rows that its values are in."""
        logged = self._logged
        steps = [values.steps for values in logged.values()]
        count = [len(one) for one in steps]
        if not sum(count):
            return {STEP: np.zeros(0, np.int64), TIME: np.zeros(0)}, {key: np.zeros(0, np.int64) for key in logged}
        every, turn = np.concatenate(steps), np.concatenate([turns(one) for one in steps])
        if turn.any():
            pairs = np.empty(len(every), [("step", every.dtype), ("turn", turn.dtype)])
            pairs["step"], pairs["turn"] = every, turn
            rows, where = np.unique(pairs, return_inverse=True)
            found = rows["step"]
        else:
            found, where = np.unique(every, return_inverse=True)
        places = dict(zip(logged, np.split(where.reshape(-1), np.cumsum(count)[:-1]), strict=True))
        times = np.full(len(found), math.nan)
        for key, values in reversed(logged.items()):
            known = ~np.isnan(values.times)
            times[places[key][known]] = values.times[known]
        return {STEP: found, TIME: times}, places

    def __len__(self) -> int:
        return len(self._rows[0][STEP])

    def __repr__(self) -> str:
        return f"<history of {self._of.name}: {', '.join(self.keys)}>"

    def arrays(self) -> dict[str, Any]:
        """Return NumPy arrays by column: doubles, NaN where nothing was logged; of other values arrays of objects."""
        axes, places = self._rows
        found = dict(axes)
        for key, values in self._logged.items():
            logged = values.values  # noqa: PD011 - not of pandas
            if isinstance(logged, np.ndarray):
                column = np.full(len(self), math.nan)
                column[places[key]] = logged
            else:
                column = np.full(len(self), None, object)
                column[places[key]] = np.fromiter(logged, object, len(values))
            found[key] = column
        return found

    def _missing(self, key: str) -> Any:
        """Return which rows have no value of a key; of the axes, which times are not known."""
        axes, places = self._rows
        if key in axes and key not in places:
            return np.isnan(axes[key]) if key == TIME else np.zeros(len(self), bool)
        missing = np.ones(len(self), bool)
        missing[places[key]] = False
        return missing

    def to_columns(self) -> dict[str, list[Any]]:
        """Return plain values by column."""
        found = {}
        for key, column in self.arrays().items():
            values: list[Any] = column.tolist()
            for row in np.flatnonzero(self._missing(key)).tolist():
                values[row] = None
            found[key] = values
        return found

    def to_arrow(self) -> pa.Table:
        """Return an Arrow table (needs pyarrow)."""
        try:
            import pyarrow as pa
        except ImportError:
            return super().to_arrow()
        arrays = self.arrays()
        if any(column.dtype == object for column in arrays.values()):
            return super().to_arrow()
        return pa.table({key: pa.array(column, mask=self._missing(key)) for key, column in arrays.items()})

    def to_pandas(self) -> pd.DataFrame:
        """Return a dataframe of pandas (needs pandas), NaN where nothing was logged."""
        try:
            import pandas as pd
        except ImportError:
            return super().to_pandas()
        return pd.DataFrame(self.arrays())

    def columns(self) -> dict[str, Sequence[Any]]:
        """Return plain values by column; the same as ``to_columns``."""
        return dict(self.to_columns())
