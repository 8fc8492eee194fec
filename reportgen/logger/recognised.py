"""Raw objects that ``log`` is given: which of them are media or tables, and what plain values the others are."""

from __future__ import annotations

from typing import Any

from reportgen.logger.loggable import Loggable
from reportgen.logger.media.given.plain import plain
from reportgen.logger.media.recognised import media_of

__all__ = ["is_frame", "loggable", "plain"]
_FRAMES = frozenset({"DataFrame", "LazyFrame", "Table", "RecordBatch"})
_PROTOCOLS = ("__dataframe__", "__arrow_c_stream__", "iloc")


def loggable(value: Any) -> Loggable | None:
    """Return an object of another library as what is logged of it: media, or a data frame as a table.

    None where it is a plain value, which ``plain`` returns as JSON holds it.
    """
    if isinstance(value, Loggable):
        return value
    if is_frame(value):
        from reportgen.logger.table import Table

        return Table(dataframe=value)
    return media_of(value)


def is_frame(value: Any) -> bool:
    """Tell a data frame of pandas, polars or Arrow from other values."""
    return type(value).__name__ in _FRAMES and any(hasattr(value, name) for name in _PROTOCOLS)
