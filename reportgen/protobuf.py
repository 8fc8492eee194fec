"""The protobuf wire format, field by field (protobuf.dev, "Encoding"): no schema compiler, no dependency."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from

Value = int | float | bytes


class WireError(ValueError):
    """The bytes are not a protobuf message."""


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return (value, offset after it) of the base-128 varint at ``at``."""
    result = shift = 0
    while True:
        if at >= len(data) or shift > 63:  # noqa: PLR2004 - ten bytes hold 64 bits
            raise WireError("a varint has no end")
        byte = data[at]
        at += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the continuation bit
            return result, at
        shift += 7


def fields(data: bytes) -> Iterator[tuple[int, Value]]:
    """Yield (field number, value): int for varints, float for 64- and 32-bit, bytes for length-delimited."""
    at, end = 0, len(data)
    while at < end:
        key, at = varint(data, at)
        number, wire_type = key >> 3, key & 7
        value: Value
        if wire_type == 0:
            value, at = varint(data, at)
        elif wire_type == 2:  # noqa: PLR2004 - length-delimited
            size, at = varint(data, at)
            value = data[at : at + size]
            at += size
        elif wire_type in (1, 5):
            size = 8 if wire_type == 1 else 4
            if at + size > end:
                raise WireError("a fixed-width field is cut off")
            value = unpack_from("<d" if size == 8 else "<f", data, at)[0]  # noqa: PLR2004
            at += size
        else:
            raise WireError(f"wire type {wire_type}")
        if at > end or number == 0:
            raise WireError("a field is cut off")
        yield number, value


class Message:
    """A decoded message: the last value of a field by ``whole``, ``text``, ``sub``; all of them by ``all``."""

    def __init__(self, data: bytes) -> None:
        self._fields: dict[int, list[Value]] = {}
        for number, value in fields(data):
            self._fields.setdefault(number, []).append(value)

    def __contains__(self, number: int) -> bool:
        return number in self._fields

    def numbers(self) -> set[int]:
        """Return the field numbers present."""
        return set(self._fields)

    def whole(self, number: int) -> int:
        """Return a varint field as int64, 0 when absent (the proto3 default)."""
        value = self._fields.get(number, [0])[-1]
        if not isinstance(value, int):
            raise WireError(f"field {number} is not a varint")
        return value - (1 << 64) if value >= 1 << 63 else value

    def number(self, number: int) -> float:
        """Return a 64- or 32-bit field as a float, 0 when absent."""
        value = self._fields.get(number, [0.0])[-1]
        if not isinstance(value, float):
            raise WireError(f"field {number} is not a float")
        return value

    def data(self, number: int) -> bytes:
        """Return a length-delimited field, empty when absent."""
        value = self._fields.get(number, [b""])[-1]
        if not isinstance(value, bytes):
            raise WireError(f"field {number} is not length-delimited")
        return value

    def text(self, number: int) -> str:
        """Return a string field; bytes that are not UTF-8 become U+FFFD."""
        return self.data(number).decode("utf-8", "replace")

    def sub(self, number: int) -> Message:
        """Return a message field, an empty message when absent."""
        return Message(self.data(number))

    def all(self, number: int) -> list[bytes]:
        """Return every occurrence of a repeated length-delimited field."""
        return [value for value in self._fields.get(number, []) if isinstance(value, bytes)]
