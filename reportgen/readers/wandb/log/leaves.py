"""What a log's rows hold, by key: numbers as arrays, all other values by where their texts lie.

A log is gone through once, a stretch at a time. Numbers, which nearly all values are, are decoded as they are met and
take eight bytes; the text of any other value is read when somebody asks for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.media.damage import ODD_TEXT, whole_text
from reportgen.model.column import Floats, Ints
from reportgen.readers.wandb.log.messages import Stretch, stretches
from reportgen.readers.wandb.log.numbers import FLOAT, TRUTH, WHOLE, WIDEST, parse
from reportgen.readers.wandb.log.walking import Items, KeyPath, Walker
from reportgen.tracked.log_file import LogFile, Source
from reportgen.tracked.record_log import Parts

Bytes = NDArray[np.uint8]
_HELD = 48
"""Texts up to this size are held: reading them again costs more."""
_NUMERIC = np.zeros(256, bool)
_NUMERIC[list(b"-0123456789NItf")] = True  # also true and false
_FORMS: dict[int, Callable[[float], Any]] = {FLOAT: float, WHOLE: int, TRUTH: bool}


@dataclass
class Numbers:
    """Numbers of a stretch by key, each key's in row order; ``bounds[code]`` is where those of a key begin."""

    values: Floats
    bounds: NDArray[np.int32]
    rows: NDArray[np.int32]
    """Of keys that are not in every row, for which ``row_bounds`` says where they begin."""
    row_bounds: NDArray[np.int32]
    forms: Bytes | None
    """What each is in JSON, None where all are floats."""


@dataclass
class Others:
    """Values of a stretch that are no numbers, or that no double holds, by key, each key's in row order.

    Texts lie at ``at`` in the file, or where that is negative at ``~at`` in ``held``.
    """

    bounds: NDArray[np.int32]
    row: NDArray[np.int32]
    at: Ints
    size: Ints
    first: Bytes
    held: bytes


@dataclass
class Batch:
    """What a stretch of a log holds: rows ``row`` up to ``row + count``."""

    source: Source
    codes: dict[KeyPath, int]
    row: int
    count: int
    numbers: Numbers
    others: Others | None

    def of(self, key: KeyPath) -> int | None:
        """Return the code of a key, None where the stretch does not hold it."""
        code = self.codes.get(key)
        return code if code is not None and code < len(self.numbers.bounds) - 1 else None

    def numbers_of(self, code: int) -> tuple[Ints, Floats]:
        """Return the rows of a key's numbers, and the numbers."""
        held = self.numbers
        begin, stop = int(held.row_bounds[code]), int(held.row_bounds[code + 1])
        values = held.values[int(held.bounds[code]) : int(held.bounds[code + 1])]
        if begin < stop:
            return held.rows[begin:stop] + np.int64(self.row), values
        return np.arange(self.row, self.row + len(values)), values

    def forms_of(self, code: int) -> Bytes:
        """Return what a key's numbers are in JSON."""
        start, end = int(self.numbers.bounds[code]), int(self.numbers.bounds[code + 1])
        return np.zeros(end - start, np.uint8) if self.numbers.forms is None else self.numbers.forms[start:end]

    def text(self, index: int) -> bytes:
        """Return the text of one of the others."""
        held = self.others
        if held is None:
            return b""
        at, size = int(held.at[index]), int(held.size[index])
        return held.held[~at : ~at + size] if at < 0 else self.source.text(at, at + size)


class Leaves:
    """The items of a log's rows. Of two of one key in one row the later counts, as in JSON."""

    def __init__(self, batches: list[Batch], steps: Ints, damaged: int = 0) -> None:
        self.batches, self.steps, self.damaged = batches, steps, damaged
        self.keys: list[KeyPath] = list(dict.fromkeys(key for codes in self._tables() for key in codes))

    def _tables(self) -> list[dict[KeyPath, int]]:
        return list({id(batch.codes): batch.codes for batch in self.batches}.values())

    def and_then(self, after: Leaves) -> Leaves:
        """Return these rows with those that were logged after them."""
        rows = len(self.steps)
        moved = [Batch(b.source, b.codes, b.row + rows, b.count, b.numbers, b.others) for b in after.batches]
        return Leaves([*self.batches, *moved], np.concatenate([self.steps, after.steps]), self.damaged + after.damaged)

    def numbers(self, key: KeyPath) -> tuple[Ints, Floats]:
        """Return (rows, values) of the items of ``key`` that are numbers, NaN and infinities included."""
        found = [(batch, code) for batch in self.batches if (code := batch.of(key)) is not None]
        rows, values = _joined([batch.numbers_of(code) for batch, code in found])
        if all(batch.others is None for batch, _ in found):
            return rows, values
        odd = [(row, _number(text())) for row, first, size, text in self._others(key)
               if _NUMERIC[first] and 0 < size <= WIDEST]  # fmt: skip
        if not odd:
            return rows, values
        rows = np.concatenate([rows, np.array([row for row, _ in odd], np.int64)])
        values = np.concatenate([values, [value for _, value in odd]])
        order = np.argsort(rows, kind="stable")
        return rows[order], values[order]

    def _others(self, key: KeyPath) -> Iterator[tuple[int, int, int, Callable[[], bytes]]]:
        """Yield the row, the first byte, the size and the text of each other item of a key."""
        for batch in self.batches:
            if batch.others is None or (code := batch.of(key)) is None:
                continue
            held = batch.others
            for index in range(int(held.bounds[code]), int(held.bounds[code + 1])):
                yield (
                    int(held.row[index]) + batch.row, int(held.first[index]), int(held.size[index]),
                    lambda batch=batch, index=index: batch.text(index),  # type: ignore[misc]
                )  # fmt: skip

    def count(self, key: KeyPath) -> int:
        """Return how many items of a key were decoded as numbers."""
        found = 0
        for batch in self.batches:
            if (code := batch.of(key)) is not None:
                found += int(batch.numbers.bounds[code + 1] - batch.numbers.bounds[code])
        return found

    def others(self, key: KeyPath) -> list[tuple[int, int, int, Callable[[], bytes]]]:
        """Return (row, first byte, size, its text when it is called) of the items of a key that were not."""
        return list(self._others(key))

    def rows(self, key: KeyPath) -> Ints:
        """Return the rows that a key is in."""
        held = [batch.numbers_of(code)[0] for batch in self.batches if (code := batch.of(key)) is not None]
        return np.concatenate([*held, np.array([row for row, *_ in self._others(key)], np.int64)])

    def values(self, key: KeyPath) -> list[tuple[int, Any]]:
        """Return (row, value) of all items of a key in row order, as JSON has them."""
        found: list[tuple[int, Any]] = []
        for batch in self.batches:
            if (code := batch.of(key)) is not None:
                rows, numbers = batch.numbers_of(code)
                values: list[Any] = numbers.tolist()
                forms = batch.forms_of(code)
                for place in np.flatnonzero(forms).tolist():
                    values[place] = _FORMS[int(forms[place])](values[place])
                found += zip(rows.tolist(), values, strict=True)
        others = [(row, load_json(text())) for row, _, _, text in self._others(key)]
        return sorted([*found, *others], key=lambda one: one[0]) if others else found


def _joined(parts: list[tuple[Ints, Floats]]) -> tuple[Ints, Floats]:
    if len(parts) == 1:
        return parts[0]
    rows, values = [np.zeros(0, np.int64)], [np.zeros(0)]
    for row, value in parts:
        rows.append(row)
        values.append(value)
    return np.concatenate(rows), np.concatenate(values)


def load_json(text: bytes) -> Any:
    """Decode JSON as the SDK writes it (bare NaN and Infinity included); other text comes back as it stands."""
    try:
        value = json.loads(text)
        if ODD_TEXT.search(text):
            value = whole_text(value)
    except (ValueError, RecursionError):
        return text.decode("utf-8", "replace")
    if not isinstance(value, dict | list | int):
        return value
    return text.decode("utf-8", "replace") if _is_deep(text, value) or _is_huge(text, value) else value


_MOST_DEEP = 60
_MOST_DIGITS = 290
"""A whole number of fewer digits has fewer than 1000 bits."""


def _is_deep(text: bytes, value: Any) -> bool:
    """Tell values nested so deeply that walking them would fail; they are shown as text."""
    return text.count(b"[") + text.count(b"{") >= _MOST_DEEP and _depth(value, _MOST_DEEP)


def _depth(value: Any, left: int) -> bool:
    if not left:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(item, dict | list) and _depth(item, left - 1) for item in inner)


def _is_huge(text: bytes, value: Any) -> bool:
    """Tell a value that holds a whole number beyond every float; it is shown as text."""
    return len(text) > _MOST_DIGITS and _holds_huge(value)


def _holds_huge(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(_holds_huge(item) for item in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, int) and value.bit_length() > 1000  # noqa: PLR2004


def _number(word: bytes) -> float:
    if word in (b"true", b"false"):
        return float(word == b"true")
    try:
        return float(word)
    except ValueError:
        return float("nan")


def walk(source: Source, messages: Parts) -> Leaves:
    """Decode the rows of a history: field 1 of each message holds items, field 2 the step."""
    walker = Walker(steps=True)
    batches, steps, damaged = [], [np.zeros(0, np.int64)], 0
    for stretch in stretches(source, messages):
        items = walker.items(stretch)
        batches.append(_batch(source, stretch, items, walker.codes))
        steps.append(items.steps)
        damaged += items.damaged
    if isinstance(source, LogFile):
        source.rest()
    return Leaves(batches, np.concatenate(steps), damaged)


def _batch(source: Source, stretch: Stretch, items: Items, codes: dict[KeyPath, int]) -> Batch:
    """Return what a stretch holds, sorted by key."""
    order = _by_code(items.code, len(codes))
    code, row = items.code[order], items.row[order]
    twice = (code[1:] == code[:-1]) & (row[1:] == row[:-1])
    if twice.any():
        keep = np.append(~twice, np.ones(1, bool))
        order, code, row = order[keep], code[keep], row[keep]
    at, size = items.at, items.size
    values, forms, done = parse(items.data, at, size)
    done = done[order]
    others = None
    if not done.all():
        rest = ~done
        others = _others(stretch, items, order[rest], code[rest], len(codes))
        order, code, row = order[done], code[done], row[done]
    counts = np.bincount(code, minlength=len(codes))
    partly = counts < len(stretch)
    forms = forms[order]
    numbers = Numbers(
        values[order], _bounds(counts), row[partly[code]].astype(np.int32), _bounds(np.where(partly, counts, 0)),
        forms if forms.any() else None,
    )  # fmt: skip
    return Batch(source, codes, stretch.row, len(stretch), numbers, others)


def _others(stretch: Stretch, items: Items, which: Ints, code: Ints, codes: int) -> Others:
    """Return items as what is read when it is asked for; short texts, and what lies in no one place, are held."""
    raw = np.frombuffer(items.data, np.uint8)
    start, size = items.at[which], items.size[which]
    at = stretch.places(start, size)
    held = bytearray()
    for n in np.flatnonzero((at < 0) | (size <= _HELD)).tolist():
        at[n] = ~len(held)
        held += items.data[start[n] : start[n] + size[n]]
    counts = np.bincount(code, minlength=codes)
    return Others(_bounds(counts), items.row[which].astype(np.int32), at, size, raw[start], bytes(held))


def _by_code(code: Ints, codes: int) -> Ints:
    """Return the order by code, and of one code the order of the log."""
    narrow = code.astype(np.uint16) if codes < 1 << 16 else code  # a radix sort, where it can be
    return np.argsort(narrow, kind="stable")


def _bounds(counts: Ints) -> NDArray[np.int32]:
    return np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)])
