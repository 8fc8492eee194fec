"""Columns of a chart's data for the page: numbers and dictionary-coded texts in blocks, short ones inline.

``client/chart/data/rows.ts`` reads them back into rows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypedDict

import numpy as np

from reportgen.blocks import Block, exact_block, number_block

Shape = Annotated[dict[str, Any], "VegaSpec"]
"""A compiled Vega spec, as payloads hold it; ``Annotated`` has its type in client/payloads.ts."""

Ends = Annotated[list[float | None], "[number | null, number | null]"]
"""The ends of an axis that are asked for; null where the values say."""

_INLINE = 48
_OF_OBJECTS = frozenset({
    "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
})  # fmt: skip
_LOOKALIKES = str.maketrans({".": "\u2024", "[": "\uff3b", "]": "\uff3d", '"': "\u201d", "'": "\u2019", "\\": "\uff3c"})


def safe_name(name: str) -> str:
    """Return a column's name as charts may use it: the characters of paths are replaced by ones that look alike.

    Vega reads ``a.b`` and ``a[0]`` as paths into a value; a name of Python's or JavaScript's own is no column either.
    """
    return own_text(name.translate(_LOOKALIKES)) or " "


def own_text(text: str) -> str:
    """Return a text that Vega may use as a key: what every JavaScript object has is distinguished by an unseen mark."""
    return f"\u2060{text}" if text in _OF_OBJECTS or text.startswith("__") else text


def own_values(values: Sequence[Any]) -> Sequence[Any]:
    """Return a column whose texts Vega may group by."""
    return [own_text(value) if isinstance(value, str) else value for value in values]


def own_titles(spec: Any) -> Any:
    """Return a Vega spec whose titles are no names that every JavaScript object has."""
    if isinstance(spec, Mapping):
        return {
            key: own_text(value) if key in ("title", "text", "subtitle") and isinstance(value, str)
            else value if key == "values" else own_titles(value)
            for key, value in spec.items()
        }  # fmt: skip
    return [own_titles(item) for item in spec] if isinstance(spec, list) else spec


class InlinePayload(TypedDict):
    """A short column: its values."""

    v: list[Any]


class NumbersPayload(TypedDict):
    """A column of numbers, NaN where there is none."""

    b: Annotated[str, "BlockId"]


class WordsPayload(TypedDict):
    """A column of texts: each once, and a block of their places, -1 where there is none."""

    w: list[str]
    b: Annotated[str, "BlockId"]


class FramePayload(TypedDict):
    """Columns of ``n`` values."""

    n: int
    columns: dict[str, InlinePayload | NumbersPayload | WordsPayload]


def store(columns: Mapping[str, Sequence[Any]], blocks: list[Block]) -> FramePayload:
    """Return what the page needs to know of equally long ``columns``, adding their data to ``blocks``."""
    count = max((len(values) for values in columns.values()), default=0)
    return {"n": count, "columns": {name: _column(values, blocks) for name, values in columns.items()}}


def _column(values: Sequence[Any], blocks: list[Block]) -> InlinePayload | NumbersPayload | WordsPayload:
    if all(_is_number(value) or value is None for value in values):
        if len(values) <= _INLINE:
            return {"v": [plain(value) for value in values]}
        found = np.array([math.nan if value is None else _float(value) for value in values])
        numbers = exact_block(np.where(np.isfinite(found), found, math.nan))  # no scale has a place for infinity
        blocks.append(numbers)
        return {"b": numbers.id}
    if len(values) <= _INLINE or not all(isinstance(value, str) or value is None for value in values):
        return {"v": [plain(value) for value in values]}
    words = list(dict.fromkeys(value for value in values if value is not None))
    place = {word: index for index, word in enumerate(words)}
    codes = number_block(np.array([-1 if value is None else place[value] for value in values], np.float64))
    blocks.append(codes)
    return {"w": [plain(word) for word in words], "b": codes.id}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.nan


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: numbers that are not finite become null, media their captions."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return _CONTROL.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    return _plain_number(value)


def _plain_number(value: Any) -> Any:
    if isinstance(value, int) and abs(value) <= 2**53:
        return value
    if isinstance(value, int | float):
        number = _float(value)
        return number if math.isfinite(number) else None
    # A picture or other media in a cell: its caption, never where its file lies.
    return str(getattr(value, "caption", "") or f"({getattr(value, 'kind', 'value')})")
