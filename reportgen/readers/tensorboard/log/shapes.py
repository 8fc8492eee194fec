"""Records that hold one scalar, taken all at once: the five shapes in which loggers write nearly every record.

An event is ``09 wall_time | 10 step | 2A n 0A m 0A k tag``, and behind the tag one of: ``15 f32`` (simple value);
``42 0A 08 01 12 00 22 04 f32``, ``42 0A 08 01 12 00 2A 04 f32``, ``42 08 08 01 2A 04 f32`` and
``42 0C 08 02 32 08 f64`` (tensors), each with ``4A`` and metadata that name the plugin "scalars". All lengths are
below 128. Whatever differs is parsed field by field.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Raw = NDArray[np.uint8]
Flags = NDArray[np.bool_]

_SHORT = 0x80
_SIMPLE = b"\x15"
_TENSORS = (
    (b"\x42\x0a\x08\x01\x12\x00\x22\x04", 4),  # TensorFlow 2
    (b"\x42\x0a\x08\x01\x12\x00\x2a\x04", 4),  # TensorBoard's own writer
    (b"\x42\x08\x08\x01\x2a\x04", 4),  # PyTorch, new_style
    (b"\x42\x0c\x08\x02\x32\x08", 8),  # PyTorch, double_precision
)
_PLUGIN = b"\x0a\x07scalars"
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Points:
    """Scalars of a file in the order of their records: ``row`` is which, ``code`` is which of ``tags``."""

    tags: list[str]
    row: Ints
    code: Ints
    step: Ints
    wall: Floats
    value: Floats


@dataclass(frozen=True)
class _Heads:
    """What stands before the value in records that may hold one scalar."""

    row: Ints
    step: Ints
    wall: Floats
    tag: Ints
    """Where the tag begins."""
    length: Ints
    end: Ints
    """Where the message of the value ends."""

    def only(self, those: Flags) -> _Heads:
        return _Heads(
            self.row[those], self.step[those], self.wall[those], self.tag[those], self.length[those], self.end[those]
        )


def points(raw: Raw, starts: Ints, sizes: Ints) -> Points:
    """Return the scalars of the records of a file that have one of the shapes."""
    heads = _heads(raw, starts, sizes)
    at = heads.tag + heads.length
    value = np.zeros(len(at))
    taken = np.zeros(len(at), bool)
    simple = _stands(raw, at, heads.end, _SIMPLE) & (at + 5 == heads.end)
    value[simple] = _numbers(raw, at[simple] + 1, 4)
    taken |= simple
    for shape, width in _TENSORS:
        if taken.all():
            break
        found = ~taken & _stands(raw, at, heads.end, shape)
        after = at + len(shape) + width
        found &= _names_plugin(raw, after, heads.end)
        value[found] = _numbers(raw, at[found] + len(shape), width)
        taken |= found
    heads = heads.only(taken)
    tags, code = _tags(raw, heads.tag, heads.length)
    return Points(tags, heads.row, code, heads.step, heads.wall, value[taken])


def _heads(raw: Raw, starts: Ints, sizes: Ints) -> _Heads:
    """Return what stands before the values, of the records that begin as those of one scalar do."""
    row = np.flatnonzero((sizes >= 18) & (sizes < 2 * _SHORT))  # noqa: PLR2004 - the shortest has no step and no tag
    row = row[raw[starts[row]] == 0x09]  # noqa: PLR2004
    start, end = starts[row], starts[row] + sizes[row]
    at = start + 9
    step, at = _steps(raw, at, end)
    summary, value = raw[np.minimum(at + 1, end - 1)], raw[np.minimum(at + 3, end - 1)]
    length = raw[np.minimum(at + 5, end - 1)].astype(np.int64)
    right = (at + 6 + length < end) & (length < _SHORT) & (summary < _SHORT) & (at + 2 + summary == end)
    right &= (value < _SHORT) & (at + 4 + value == end)
    for place, wanted in ((0, 0x2A), (2, 0x0A), (4, 0x0A)):
        right &= raw[np.minimum(at + place, end - 1)] == wanted
    row, at = row[right], at[right]
    return _Heads(row, step[right], _numbers(raw, start[right] + 1, 8), at + 6, length[right], end[right])


def _steps(raw: Raw, at: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return the steps at places, 0 where there is none, and the places behind them."""
    step = np.zeros(len(at), np.uint64)
    there = np.flatnonzero((at < end) & (raw[np.minimum(at, end - 1)] == 0x10))  # noqa: PLR2004
    at = at.copy()
    at[there] += 1
    for byte in range(10):
        if not len(there):
            break
        part = raw[np.minimum(at[there], end[there] - 1)]
        step[there] |= (part & np.uint8(0x7F)).astype(np.uint64) << np.uint64(7 * byte)
        at[there] += 1
        there = there[part >= _SHORT]
    return step.view(np.int64), at


def _stands(raw: Raw, at: Ints, end: Ints, wanted: bytes) -> Flags:
    """Tell where bytes stand at places."""
    found: Flags = at + len(wanted) <= end
    for place, byte in enumerate(wanted):
        found &= raw[np.minimum(at + place, end - 1)] == byte
    return found


def _names_plugin(raw: Raw, at: Ints, end: Ints) -> Flags:
    """Tell where metadata that name the plugin of scalars are the rest of a value."""
    size = raw[np.minimum(at + 1, end - 1)].astype(np.int64)
    found: Flags = _stands(raw, at, end, b"\x4a") & (size < _SHORT) & (at + 2 + size == end)
    return found & _stands(raw, at + 2, end, b"\x0a") & _stands(raw, at + 4, end, _PLUGIN)


def _numbers(raw: Raw, at: Ints, width: int) -> Floats:
    """Return the floats of 4 or 8 bytes that stand at places."""
    taken = np.empty((len(at), width), np.uint8)
    for byte in range(width):
        taken[:, byte] = raw[at + byte]
    return taken.view("<f4" if width == 4 else "<f8").ravel().astype(np.float64)  # noqa: PLR2004


def _tags(raw: Raw, at: Ints, length: Ints) -> tuple[list[str], Ints]:
    """Return every tag once, and which of them each is: by a hash of its bytes, verified against the first such one."""
    mixed = length.astype(np.uint64)
    longest = int(length.max(initial=0))
    for place in range(longest):
        inside = length > place
        byte = raw[np.where(inside, at + place, at)].astype(np.uint64)
        mixed = np.where(inside, (mixed ^ byte) * _MIX, mixed)
        mixed ^= mixed >> np.uint64(29)
    _, first, code = np.unique(mixed, return_index=True, return_inverse=True)
    same = length == length[first][code]
    for place in range(longest):
        inside = length > place
        same &= ~inside | (raw[np.where(inside, at + place, at)] == raw[np.where(inside, at[first][code] + place, at)])
    names = [_text(raw, at[row], length[row]) for row in first.tolist()]
    for row in np.flatnonzero(~same).tolist():  # two tags of one hash
        names.append(_text(raw, at[row], length[row]))
        code[row] = len(names) - 1
    return names, code


def _text(raw: Raw, at: int, length: int) -> str:
    return raw[at : at + length].tobytes().decode("utf-8", "replace")
