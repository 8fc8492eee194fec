"""Numbers of many JSON texts at once: the same doubles as ``float(text)``, an order of magnitude faster.

The texts are gathered into one JSON list, each filled up with blanks, which a parser in native code reads.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.model.column import Floats, Ints
from reportgen.readers.wandb.log.messages import words

Bytes = NDArray[np.uint8]
Which = NDArray[np.bool_]

FLOAT, WHOLE, TRUTH = 0, 1, 2
"""What a number is in JSON, and so in Python."""
WIDEST = 40
_EXACT = float(1 << 53)
_FEW = 8
_DIGITS = np.zeros(256, bool)
_DIGITS[list(b"-0123456789")] = True
_WORDS = {b"NaN": (np.nan, FLOAT), b"Infinity": (np.inf, FLOAT), b"-Infinity": (-np.inf, FLOAT),
          b"true": (1.0, TRUTH), b"false": (0.0, TRUTH)}  # fmt: skip


def parse(data: bytes, at: Ints, size: Ints) -> tuple[Floats, Bytes, Which]:
    """Return (values, what they are in JSON, which are numbers that doubles hold) of ``data[at:at + size]``.

    ``data`` goes on with at least ``WIDEST`` more bytes.
    """
    raw = np.frombuffer(data, np.uint8)
    values, form, done = np.full(len(at), np.nan), np.zeros(len(at), np.uint8), np.zeros(len(at), bool)
    first = raw[at]
    digits = _DIGITS[first] & (size <= WIDEST) & (size > 0)
    minus = np.flatnonzero(first == ord("-"))
    digits[minus[raw[at[minus] + 1] == ord("I")]] = False
    if digits.all():
        _parsed(data, at, size, values, form, done)
        return values, form, done
    some = np.flatnonzero(digits)
    part = values[some], form[some], done[some]
    _parsed(data, at[some], size[some], *part)
    values[some], form[some], done[some] = part
    _words(data, at, size, ~digits, (values, form, done))
    return values, form, done


def _words(data: bytes, at: Ints, size: Ints, which: Which, into: tuple[Floats, Bytes, Which]) -> None:
    """Set those that are words."""
    by_word = words(data)
    some = np.flatnonzero(which & (size >= 3) & (size <= 9))  # noqa: PLR2004 - the shortest and the longest
    if not len(some):
        return
    start = by_word[at[some]]
    for text, (value, form) in _WORDS.items():
        mask = np.uint64((1 << 8 * min(len(text), 8)) - 1)
        hit = (size[some] == len(text)) & (start & mask == np.uint64(int.from_bytes(text[:8], "little")))
        if len(text) > 8:  # noqa: PLR2004 - a word
            hit &= np.frombuffer(data, np.uint8)[at[some] + 8] == text[8]
        found = some[hit]
        into[0][found], into[1][found], into[2][found] = value, form, True


def _parsed(data: bytes, at: Ints, size: Ints, values: Floats, form: Bytes, done: Which) -> None:
    """Set the values of texts that begin like numbers; those that are none stay as they are."""
    if not len(at):
        return
    width = int(size.max()) // 8 + 1
    text = _list(data, at, size, width)
    found = _loaded(text, len(at))
    if found is None:
        if len(at) > _FEW:  # one that is no JSON is no reason to look at all others by themselves
            half = len(at) // 2
            for part in (slice(half), slice(half, None)):
                _parsed(data, at[part], size[part], values[part], form[part], done[part])
        elif len(at) > 1:
            for n in range(len(at)):
                _parsed(data, at[n : n + 1], size[n : n + 1], values[n : n + 1], form[n : n + 1], done[n : n + 1])
        return
    values[:] = found
    done[:] = True
    whole = np.flatnonzero(found == np.floor(found))
    if len(whole):
        digits = text[8:].reshape(-1, 8 * width)[whole]
        is_int = ~((digits == ord(".")) | (digits | 0x20 == ord("e"))).any(axis=1)
        whole, digits = whole[is_int], digits[is_int]
        form[whole] = WHOLE
        zero = whole[(found[whole] == 0) & (digits[:, 0] == ord("-"))]
        values[zero] = -0.0
        done[whole[np.abs(found[whole]) >= _EXACT]] = False


def _list(data: bytes, at: Ints, size: Ints, width: int) -> Bytes:
    """Return the texts as one JSON list behind seven blanks, each in ``width`` words of eight bytes."""
    by_word = words(data)
    keep, fill = _masks(width)
    text = np.empty(len(at) * width + 1, np.uint64)
    body = text[1:].reshape(-1, width)
    for word in range(width):
        body[:, word] = by_word[at + 8 * word]
    np.bitwise_and(body, np.take(keep, size, axis=0), out=body)
    np.bitwise_or(body, np.take(fill, size, axis=0), out=body)
    found = text.view(np.uint8)
    found[:7], found[7], found[-1] = ord(" "), ord("["), ord("]")
    return found


@cache
def _masks(width: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return for each size of a text the bits of it that stay, and those that are set behind it: blanks and a comma."""
    inside = np.arange(8 * width) < np.arange(8 * width)[:, None]
    fill = np.where(inside, 0, ord(" "))
    fill[:, -1] = ord(",")
    keep = (inside * 0xFF).astype(np.uint8)
    return keep.view(np.uint64), fill.astype(np.uint8).view(np.uint64)


def _loaded(text: Bytes, count: int) -> Floats | None:
    """Return the numbers of a JSON list, None where it holds anything else."""
    import orjson

    try:
        found: list[Any] = orjson.loads(text.data)
        return np.fromiter(found, np.float64, count) if len(found) == count else None
    except (ValueError, TypeError, OverflowError):
        return None
