"""Records that hold one scalar, taken all at once: the shapes in which loggers write nearly every record.

An event is ``09 wall_time | 10 step | 2A n 0A m 0A k tag``, and behind the tag one of: ``15 f32`` (simple value);
``42 0A 08 01 12 00 22 04 f32``, ``42 0A 08 01 12 00 2A 04 f32``, ``42 08 08 01 2A 04 f32`` and
``42 0C 08 02 32 08 f64`` (tensors), each with ``4A`` and metadata that name the plugin "scalars". All lengths are
below 128. Records of one length are compared with the first of them, byte by byte where its shape has fixed bytes.
Whatever differs is parsed field by field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.readers.tensorboard.log.checksum import columns

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Raw = NDArray[np.uint8]
Words = NDArray[np.uint64]

_TOGETHER = 1 << 14
_TRIED = 8
"""Shapes of records of one length, at most; a logger has few."""
_FEW = 8
"""Records that are parsed one by one at less cost than all at once."""
_LONGEST = 256
_EVENT = re.compile(
    rb"\x09.{8}(?:\x10(?P<step>[\x80-\xff]{0,9}[\0-\x7f]))?\x2a(?P<n>[\0-\x7f])\x0a(?P<m>[\0-\x7f])\x0a(?P<k>[\0-\x7f])",
    re.DOTALL,
)
_VALUE = re.compile(
    rb"(?P<simple>\x15)(?P<f>.{4})\Z"
    rb"|(?:\x42\x0a\x08\x01\x12\x00[\x22\x2a]\x04|\x42\x08\x08\x01\x2a\x04)(?P<single>.{4})(?P<one>\x4a.*)\Z"
    rb"|\x42\x0c\x08\x02\x32\x08(?P<double>.{8})(?P<two>\x4a.*)\Z",
    re.DOTALL,
)
_PLUGIN = re.compile(rb"\x4a(?P<size>[\0-\x7f])\x0a[\0-\x7f]\x0a\x07scalars", re.DOTALL)
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
class _Shape:
    """Where the parts of a record lie: the step's bytes, the tag, the number; ``fixed`` are bytes that all have."""

    step: tuple[int, int]
    tag: tuple[int, int]
    number: tuple[int, int]
    fixed: tuple[tuple[int, int], ...]


def points(raw: Raw, starts: Ints, sizes: Ints) -> Points:
    """Return the scalars of the records of a file that have one of the shapes."""
    names: dict[bytes, int] = {}
    parts: list[tuple[Ints, Ints, Ints, Floats, Floats]] = []
    small = np.flatnonzero(sizes < _LONGEST)
    for size in np.flatnonzero(np.bincount(sizes[small], minlength=1)).tolist():
        rows = small[sizes[small] == size]
        for at in range(0, len(rows), _TOGETHER):
            some = rows[at : at + _TOGETHER]
            if len(some) >= _FEW:
                parts += _taken(columns(raw, starts[some], size), some, names)
    tags = [name.decode("utf-8", "replace") for name in names]
    if not parts:
        none = np.zeros(0, np.int64)
        return Points([], none, none, none, np.zeros(0), np.zeros(0))
    row, code, step, wall, value = (np.concatenate(part) for part in zip(*parts, strict=True))
    if bool((np.diff(row) < 0).any()):
        order = np.argsort(row, kind="stable")
        row, code, step, wall, value = row[order], code[order], step[order], wall[order], value[order]
    return Points(tags, row, code, step, wall, value)


def _taken(data: Raw, rows: Ints, names: dict[bytes, int]) -> list[tuple[Ints, Ints, Ints, Floats, Floats]]:
    """Return (row, code, step, wall, value) of records of one length that have a shape; ``data`` is (size, n)."""
    found = []
    for _ in range(_TRIED):
        if len(rows) < _FEW:
            break
        shape = _shape_of(data[:, 0].tobytes())
        if shape is None:
            data, rows = data[:, 1:], rows[1:]
            continue
        same = np.ones(len(rows), bool)
        for place, byte in shape.fixed:
            same &= data[place] == byte
        for place in range(*shape.step):  # as many bytes of a step as the first has
            same &= (data[place] >= 0x80) == (place + 1 < shape.step[1])  # noqa: PLR2004
        mine = data if same.all() else data[:, same]
        width = shape.number[1] - shape.number[0]
        values = _numbers(mine[slice(*shape.number)], "<f4" if width == 4 else "<f8")  # noqa: PLR2004
        code = _codes(mine[slice(*shape.tag)], names)
        found.append((rows[same], code, _steps(mine[slice(*shape.step)]), _numbers(mine[1:9], "<f8"), values))
        data, rows = data[:, ~same], rows[~same]
    return found


def _shape_of(record: bytes) -> _Shape | None:
    """Return the shape of a record, None where it has none of them."""
    head = _EVENT.match(record)
    if head is None:
        return None
    tag = head.end(), head.end() + head["k"][0]
    rest = _VALUE.match(record, tag[1])
    if rest is None or head.start("n") + 1 + head["n"][0] != len(record) or head["m"][0] != head["n"][0] - 2:
        return None
    number = next(rest.span(name) for name in ("f", "single", "double") if rest.start(name) >= 0)
    places = [0, *range(head.start("n") - 1, tag[0]), *range(tag[1], number[0])]
    if not rest["simple"]:
        plugin = _PLUGIN.match(record, number[1])
        if plugin is None or plugin["size"][0] != len(record) - number[1] - 2:
            return None
        places += range(*plugin.span())
    step = head.span("step") if head["step"] else (9, 9)
    if head["step"]:
        places.append(9)
    return _Shape(step, tag, number, tuple((place, record[place]) for place in places))


def _steps(data: Raw) -> Ints:
    """Return the varints whose bytes are the rows; 0 where there is none."""
    step = np.zeros(data.shape[1], np.uint64)
    for place, part in enumerate(data):
        step |= (part & np.uint8(0x7F)).astype(np.uint64) << np.uint64(7 * place)
    return step.view(np.int64)


def _numbers(data: Raw, form: str) -> Floats:
    """Return the floats whose bytes are the rows."""
    return np.ascontiguousarray(data.T).view(form).ravel().astype(np.float64)


def _codes(data: Raw, names: dict[bytes, int]) -> Ints:
    """Return which tag each column is; new ones get the next numbers. Told by a hash of the bytes that is verified."""
    size, count = data.shape
    if not size:
        return np.full(count, names.setdefault(b"", len(names)), np.int64)
    padded = np.zeros((count, -(-size // 8) * 8), np.uint8)
    padded[:, :size] = data.T
    words: Words = padded.view(np.uint64)
    mixed = np.zeros(count, np.uint64)
    for place in range(words.shape[1]):
        mixed = (mixed ^ words[:, place]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    _, first, which = np.unique(mixed, return_index=True, return_inverse=True)
    known = np.array([names.setdefault(data[:, row].tobytes(), len(names)) for row in first.tolist()], np.int64)
    code: Ints = known[which]
    for row in np.flatnonzero((words != words[first][which]).any(axis=1)).tolist():  # two tags of one hash
        code[row] = names.setdefault(data[:, row].tobytes(), len(names))
    return code
