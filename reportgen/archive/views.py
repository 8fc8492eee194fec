"""What a panel draws, as JSON and blocks, and back: plain values, arrays, and dataclasses of them.

Values are written as they are; they are read by the types that the panel declares, so that a file can name no class. A
field that was added since has its default, one that went is passed over.
"""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from reportgen.blocks import Block, exact_block, number_block
from reportgen.model.media import Media

_INLINE = 24
"""Values of an array that stand in the JSON."""
_MARK = "~"
_PLAIN = frozenset({str, int, bool, type(None)})
_NUMBERS = frozenset({int, float})
_ODD = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}

_KNOWN = (bool, int, float, str, np.ndarray, np.generic, Mapping, list, tuple)


class NotPlainError(Exception):
    """A value is none that JSON and blocks can hold, or stored values do not fit the declared types."""


@dataclasses.dataclass
class Kept:
    """Writes values; the blocks of large arrays are those of the page where it has them, others are added."""

    known: frozenset[str]
    blocks: list[Block] = dataclasses.field(default_factory=list)
    arrays: dict[str, NDArray[np.float64]] = dataclasses.field(default_factory=dict)
    """The arrays that blocks stand for."""

    def of(self, value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value
        """Return a value as JSON; NotPlainError where it is something else."""
        if value is None or isinstance(value, bool | int | str):
            return str(value) if isinstance(value, str) else value
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else {_MARK: repr(float(value))}
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, np.generic):
            return self.of(value.item())
        if dataclasses.is_dataclass(value) and not isinstance(value, type | Media):
            _look(value)
            return self._fields(value)
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, list | tuple):
            kinds = set(map(type, value))
            is_plain = kinds <= _PLAIN or (kinds <= _NUMBERS and all(map(math.isfinite, value)))
            return list(value) if is_plain else [self.of(one) for one in value]
        raise NotPlainError(type(value).__name__)

    def _mapping(self, value: Mapping[Any, Any]) -> Any:
        if all(type(key) is str and key != _MARK for key in value):
            return {key: self.of(one) for key, one in value.items()}
        return {_MARK: "map", "of": [[self.of(key), self.of(one)] for key, one in value.items()]}

    def _fields(self, value: Any) -> dict[str, Any]:
        found = {}
        for field in dataclasses.fields(value):
            own = getattr(value, field.name)
            if callable(own) and not dataclasses.is_dataclass(own):
                raise NotPlainError(f"{type(value).__name__}.{field.name}")
            if field.init and not _is_default(field, own):
                found[field.name] = self.of(own)
        return found

    def _array(self, value: NDArray[Any]) -> dict[str, Any]:
        if value.dtype.kind not in "fiub":
            raise NotPlainError(f"array of {value.dtype}")
        flat = value.ravel()
        found: dict[str, Any] = {_MARK: "array", "type": value.dtype.str.lstrip("<>|=")}
        if value.ndim != 1:
            found["shape"] = list(value.shape)
        if len(flat) <= _INLINE or (value.dtype.kind in "iu" and np.abs(flat).max(initial=0) >= 1 << 53):
            return found | {"of": [self.of(one) for one in flat.tolist()]}
        numbers = flat.astype(np.float64)
        block = exact_block(numbers)
        if block.id not in self.known and (rounded := number_block(numbers)).id in self.known:
            block = rounded  # what the page draws
        if block.id not in self.known:
            self.blocks.append(block)
        self.arrays[block.id] = numbers
        return found | {"block": block.id}


def _look(value: Any) -> None:
    """Raise NotPlainError where a field holds what is not plain, before anything large is written."""
    for field in dataclasses.fields(value):
        own = getattr(value, field.name)
        if not field.init or _is_default(field, own):
            continue
        if dataclasses.is_dataclass(own) and not isinstance(own, type | Media):
            _look(own)
        elif own is not None and not isinstance(own, _KNOWN):
            raise NotPlainError(f"{type(value).__name__}.{field.name}")


def _is_default(field: dataclasses.Field[Any], value: Any) -> bool:
    plain = value is None or type(value) in (bool, int, str, tuple)
    return plain and type(value) is type(field.default) and bool(value == field.default)


Numbers = Callable[[str], NDArray[np.float64]]
"""Returns the numbers of a block."""


def restored(hint: Any, value: Any, numbers: Numbers) -> Any:
    """Return a value that ``Kept`` wrote, of the declared type; NotPlainError where it does not fit."""
    return _Reader(numbers).read(hint, value)


class _Reader:
    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers

    def read(self, hint: Any, value: Any) -> Any:  # noqa: C901, PLR0911, PLR0912 - one line a kind of type
        origin, inner = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self.read(inner[0], value)
        if hint is Any or hint is object or is_typeddict(hint) or (origin and is_typeddict(origin)):
            return self._any(value)
        if origin in (Union, types.UnionType):
            return self._one_of(inner, value)
        if origin is Literal:
            return self._checked(value, value in inner)
        if hint is np.ndarray or origin is np.ndarray:
            return self._array(value)
        if hint is Markup:
            return Markup(self._checked(value, isinstance(value, str)))  # noqa: S704 - it was markup when it was written
        if hint is None or hint is type(None):
            return self._checked(value, value is None)
        if hint in (bool, int, str):
            return self._checked(value, type(value) is hint)
        if hint is float:
            found = self._any(value)
            return self._checked(found, isinstance(found, int | float) and not isinstance(found, bool))
        if dataclasses.is_dataclass(hint):
            return self._fields(hint, value)
        if isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields"):
            hints = get_type_hints(hint)
            entries = self._checked(value, isinstance(value, list) and len(value) <= len(hint._fields))
            return hint(*(self.read(hints[name], one) for name, one in zip(hint._fields, entries, strict=False)))
        if origin is tuple or hint is tuple:
            return self._tuple(inner, value)
        kind = origin or hint
        if isinstance(kind, type) and issubclass(kind, Mapping):
            return self._mapping(inner or (Any, Any), value)
        if isinstance(kind, type) and issubclass(kind, Sequence):
            return [self.read(inner[0] if inner else Any, one) for one in self._checked(value, isinstance(value, list))]
        raise NotPlainError(str(hint))

    @staticmethod
    def _checked(value: Any, fits: bool) -> Any:
        if not fits:
            raise NotPlainError(str(value)[:40])
        return value

    def _one_of(self, hints: Sequence[Any], value: Any) -> Any:
        for hint in hints:
            try:
                return self.read(hint, value)
            except NotPlainError:
                continue
        raise NotPlainError(str(value)[:40])

    def _tuple(self, inner: Sequence[Any], value: Any) -> tuple[Any, ...]:
        entries = self._checked(value, isinstance(value, list))
        if not inner or inner[-1] is Ellipsis:
            return tuple(self.read(inner[0] if inner else Any, one) for one in entries)
        self._checked(value, len(entries) == len(inner))
        return tuple(self.read(hint, one) for hint, one in zip(inner, entries, strict=True))

    def _mapping(self, inner: Sequence[Any], value: Any) -> dict[Any, Any]:
        entries = self._checked(value, isinstance(value, dict))
        pairs = entries["of"] if entries.get(_MARK) == "map" else entries.items()
        return {self.read(inner[0], key): self.read(inner[1], one) for key, one in pairs}

    def _fields(self, hint: Any, value: Any) -> Any:
        entries = self._checked(value, isinstance(value, dict))
        hints = get_type_hints(hint)
        names = {field.name for field in dataclasses.fields(hint) if field.init}
        try:
            return hint(**{name: self.read(hints[name], one) for name, one in entries.items() if name in names})
        except TypeError:
            raise NotPlainError(hint.__name__) from None

    def _array(self, value: Any) -> NDArray[Any]:
        entries = self._checked(value, isinstance(value, dict) and value.get(_MARK) == "array")
        kind = str(entries.get("type", "f8"))
        self._checked(kind, kind in ("f8", "f4", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1"))
        if "block" in entries:
            flat = np.asarray(self.numbers(str(entries["block"])), kind)
        else:
            flat = np.array([self._any(one) for one in entries["of"]], kind)
        try:
            return flat.reshape([int(size) for size in entries.get("shape", [len(flat)])])
        except ValueError:
            raise NotPlainError("array") from None

    def _any(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._any(one) for one in value]
        if not isinstance(value, dict):
            return value
        mark = value.get(_MARK)
        if mark is None:
            return {key: self._any(one) for key, one in value.items()}
        if mark == "array":
            return self._array(value)
        if mark == "map":
            return {self._hashable(key): self._any(one) for key, one in value["of"]}
        return _ODD[self._checked(mark, mark in _ODD)]

    def _hashable(self, value: Any) -> Any:
        return tuple(map(self._hashable, value)) if isinstance(value, list) else self._any(value)
