"""Cells to values: numbers, truth values, times; what is missing, and what is none of these."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.metrics.head import MISSING
from reportgen.metrics.sheet import Parsed

_WORDS = {
    "true": 1.0, "false": 0.0, "1.#inf": np.inf, "-1.#inf": -np.inf, "1.#ind": np.nan, "-1.#ind": np.nan,
    "1.#qnan": np.nan, "-nan(ind)": np.nan, "nan(ind)": np.nan, "∞": np.inf, "-∞": -np.inf,
}  # fmt: skip
_ZONE = re.compile(r"(.*?)\s?(Z|UTC|([-+])(\d\d):?(\d\d))?\Z", re.DOTALL)
_MINUTE, _HOUR = 60.0, 3600.0


def numbers(cells: Sequence[str], decimal: str, *, marked: bool) -> Parsed:
    """Return the numbers of cells; ``marked`` says that some cell may hold an underscore, which no number has."""
    if decimal == ",":
        cells = [cell.replace(",", ".") for cell in cells]
    try:
        values = np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        pass
    else:
        if not marked or not any("_" in cell for cell in cells):
            return Parsed(values)
    filled = [(row, raw) for row, raw in enumerate(cells) if raw]
    there = [(row, cell) for row, raw in filled if (cell := raw.strip()).lower() not in MISSING]
    rows = np.array([row for row, _ in there], np.int64)
    try:
        if marked and any("_" in cell for _, cell in there):
            raise ValueError  # noqa: TRY301 - one by one, below
        return Parsed(np.array([float(cell) for _, cell in there]), rows)
    except ValueError:
        pass
    found = [number(cell) for _, cell in there]
    good = np.array([value is not None for value in found], bool)
    texts = [pair for pair, value in zip(there, found, strict=True) if value is None]
    return Parsed(np.array([value for value in found if value is not None]), rows[good], texts)


def all_numbers(text: str, delimiter: str, width: int) -> NDArray[np.float64] | None:
    """Return (rows, width) numbers of whole lines that hold nothing else; None where they do."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = np.fromstring(text.rstrip("\n").replace("\n", delimiter), np.float64, sep=delimiter)
    except (ValueError, Warning):
        return None
    return found.reshape(-1, width) if len(found) == width * text.count("\n") else None


def number(cell: str) -> float | None:
    """Return the number of one cell, or None."""
    try:
        return float(cell) if "_" not in cell else None
    except ValueError:
        return _WORDS.get(cell.lower())


def exact(cell: str) -> Any:
    """Return a cell's own value: whole numbers in full, truth values, texts; None where it is missing."""
    text = cell.strip()
    if text.lower() in MISSING:
        return None
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?\d{1,4000}", text):
        return int(text)
    value = number(text)
    return text if value is None else value


def dates(cells: Sequence[str]) -> Parsed:
    """Return Unix seconds of dates; a time without a zone is UTC, so that a report is the same everywhere."""
    values, rows, texts = [], [], []
    for row, raw in enumerate(cells):
        cell = raw.strip()
        if cell.lower() in MISSING:
            continue
        seconds = _seconds(cell)
        if seconds is None:
            texts.append((row, cell))
        else:
            values.append(seconds)
            rows.append(row)
    return Parsed(np.array(values, np.float64), np.array(rows, np.int64), texts)


def fast_dates(cells: Sequence[str]) -> Parsed:
    """Return Unix seconds of dates: at once where all are written alike, without a zone."""
    if cells and not any(cell[-1:] in "ZC" or cell[10:].count("-") or "+" in cell for cell in cells):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                found = np.array([cell.strip() for cell in cells], "datetime64[us]")
        except (ValueError, Warning):
            return dates(cells)
        if not np.isnat(found).any():
            return Parsed(found.astype(np.int64) / 1e6)
    return dates(cells)


def _seconds(cell: str) -> float | None:
    match = _ZONE.match(cell)
    if match is None:
        return None
    text = match[1].replace("/", "-").replace(",", ".")
    try:
        found = np.datetime64(text, "us")
    except ValueError:
        return None
    if np.isnat(found):
        return None
    seconds = found.astype(np.int64) / 1e6
    away = int(match[4]) * _HOUR + int(match[5]) * _MINUTE if match[3] else 0.0
    return float(seconds - away if match[3] == "+" else seconds + away)
