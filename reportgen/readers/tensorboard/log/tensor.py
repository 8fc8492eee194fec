"""TensorProto to NumPy (tensorflow/core/framework/tensor.proto): the types that loggers write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.protobuf import Message, fields, varint

_DTYPE, _SHAPE, _CONTENT, _TEXTS, _HALF = 1, 2, 4, 8, 13
_STRING, _BFLOAT16, _FLOAT16 = 7, 14, 19
_TYPES = {
    1: "<f4", 2: "<f8", 3: "<i4", 4: "u1", 5: "<i2", 6: "i1", 9: "<i8", 10: "?", 17: "<u2", 22: "<u4", 23: "<u8",
    _FLOAT16: "<f2", _BFLOAT16: "<u2",
}  # fmt: skip
_LISTS = {5: "<f4", 6: "<f8", 7: "varint", 10: "varint", 11: "varint", 13: "varint", 16: "varint", 17: "varint"}
_MOST = 1 << 28
"""Values of one tensor, at most: a shape can claim any number."""


class WrongTensor(ValueError):  # noqa: N818 - what the bytes are
    """The bytes are no tensor that can be read; says why."""


@dataclass(frozen=True)
class Tensor:
    """A tensor: numbers as ``array`` of its shape, or texts."""

    shape: tuple[int, ...]
    array: NDArray[Any] | None = None
    texts: tuple[bytes, ...] = ()


def tensor_of(data: bytes) -> Tensor:
    """Return a tensor; WrongTensor or WireError where the bytes are none.

    Numbers come as raw content or as a list; a list shorter than the shape repeats its last value.
    """
    message = Message(data)
    kind = message.whole(_DTYPE)
    shape = tuple(Message(one).whole(1) for one in message.sub(_SHAPE).all(2))
    count = int(np.prod(shape, dtype=object)) if shape else 1
    if count < 0 or count > _MOST:
        raise WrongTensor(f"a shape of {count:,} values")
    if kind == _STRING:
        return Tensor(shape, texts=tuple(message.all(_TEXTS)))
    if kind not in _TYPES:
        raise WrongTensor(f"values of type {kind}")
    if _CONTENT in message:
        content = message.data(_CONTENT)
        width = np.dtype(_TYPES[kind]).itemsize
        if len(content) != count * width:
            raise WrongTensor(f"{len(content):,} bytes for {count:,} values")
        values: NDArray[Any] = np.frombuffer(content, _TYPES[kind])
    else:
        values = _listed(data, kind)
        if len(values) > count:
            raise WrongTensor(f"{len(values):,} values for a shape of {count:,}")
        if len(values) < count:
            last = values[-1] if len(values) else 0
            values = np.concatenate([values, np.full(count - len(values), last, values.dtype)])
    return Tensor(shape, _widened(values, kind).reshape(shape))


def _listed(data: bytes, kind: int) -> NDArray[Any]:
    """Return the values of a tensor's typed list, packed or one by one."""
    found: list[NDArray[Any]] = []
    for number, value in fields(data):
        form = _LISTS.get(number)
        if form is None:
            continue
        if not isinstance(value, bytes):
            found.append(np.array([_signed(value) if isinstance(value, int) else value]))
        elif form == "varint":
            found.append(np.array(list(_varints(value))))
        elif len(value) % np.dtype(form).itemsize == 0:
            found.append(np.frombuffer(value, form))
    values = np.concatenate(found) if found else np.zeros(0)
    if kind in (_FLOAT16, _BFLOAT16):
        return values.astype(np.uint16).view("<f2" if kind == _FLOAT16 else "<u2")
    return values.astype(_TYPES[kind])


def _widened(values: NDArray[Any], kind: int) -> NDArray[Any]:
    """Return values as NumPy has them: a bfloat16 is the upper half of a float32."""
    return (values.astype(np.uint32) << np.uint32(16)).view(np.float32) if kind == _BFLOAT16 else values


def _varints(data: bytes) -> list[int]:
    at, found = 0, []
    while at < len(data):
        value, at = varint(data, at)
        found.append(_signed(value))
    return found


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value
