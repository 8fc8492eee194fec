"""The rows of a run: which step a row has, what goes into it, and what was logged last.

Every call of ``log`` is written at once. Calls at one step are one row: the reader joins them, the later value wins.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from reportgen.logger.loggable import Loggable, Store
from reportgen.logger.misuse import UsageError, named
from reportgen.logger.runs.definitions import Definitions
from reportgen.native.frames import ALL_FLOATS, MORE, ROW, STEP
from reportgen.native.rows import Packed, as_json

_FLOATS = {float}
_NUMBERS = {float, int}
_PLAIN = frozenset({float, int, bool, str, type(None)})
_OWN = frozenset({"_step", "_runtime", "_timestamp"})
_DEEPEST = 100
_MOST_STEPS = 1 << 62
_MOST_BITS = 10_000
"""Of an integer: one with more digits than Python itself writes out cannot be stored as text."""
_MOST_KNOWN = 10_000

Write = Callable[[int, tuple[str, ...], tuple[Any, ...], int, int], None]
"""Appends a row: its kind, keys, values, step and flags."""


class _Last:
    """The last row of a set of keys: ``count`` of all rows when it was logged, and its values."""

    __slots__ = ("count", "keys", "values")

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys, self.count = keys, 0
        self.values: tuple[Any, ...] = ()


class History:
    """Takes what ``log`` is given; ``row`` is the current row, which may be changed until it is written."""

    def __init__(self, store: Store) -> None:
        self.write: Write = _nowhere
        self._store, self._definitions = store, Definitions()
        self.step = 0
        self.row: dict[str, Any] = {}
        self._plain: dict[tuple[str, ...], _Last] = {}
        self._lasts: dict[tuple[str, ...], _Last] = {}
        self._edits: dict[str, tuple[int, Any]] = {}
        self._count = 0

    def log(self, values: Mapping[str, Any], step: int | None = None, commit: bool | None = None) -> None:
        """Write values as a row, or as a part of one: see ``Run.log``."""
        if step is None and commit is not False and type(values) is dict and not self.row:
            last = self._plain.get(tuple(values))
            numbers = tuple(values.values())
            types = {*map(type, numbers)}
            if last is not None and types <= _NUMBERS:
                self.write(ROW, last.keys, numbers, self.step, ALL_FLOATS if types == _FLOATS else 0)
                self._count += 1
                last.count, last.values = self._count, numbers
                self.step += 1
                return
        self._log(values, step, commit)

    def _log(self, values: Mapping[str, Any], step: int | None, commit: bool | None) -> None:
        """Write values of any kind."""
        row = self._ready(values)
        if self.row:
            row, self.row = {**self._ready(self.row), **row}, {}
        if self._definitions and row:
            row = self._with_steps(row)
        whole = commit if commit is not None else step is None
        if step is not None and not self._go_to(step):
            return
        keys = tuple(row)
        last = self._lasts.get(keys) or _Last(keys)
        self.write(
            ROW, last.keys, tuple(row.values()), self.step, (0 if step is None else STEP) | (0 if whole else MORE)
        )
        self._count += 1
        self._lasts[keys] = last
        last.count, last.values = self._count, tuple(row.values())
        if keys == tuple(values) and len(self._plain) < _MOST_KNOWN and not any(map(self._definitions.step_of, keys)):
            self._plain[keys] = last  # next time its keys need no look
        if whole:
            self.step += 1

    def define(self, name: str, found: dict[str, Any]) -> dict[str, Any]:
        """Take what is defined of a metric, and return all that is known of it."""
        self._plain.clear()
        return self._definitions.add(name, found)

    def add(self, values: Mapping[str, Any]) -> None:
        """Write the current row with these values in it, and begin the next one."""
        self.log(values)

    def _go_to(self, step: Any) -> bool:
        """Begin the row of a step unless it is the current one; a step that is over is refused with a warning."""
        if isinstance(step, bool) or not hasattr(type(step), "__index__"):
            if not (isinstance(step, float) and step.is_integer()):
                raise UsageError(f"step: {step!r} came", "pass an integer that does not fall")
            step = int(step)
        number = step.__index__()
        if abs(number) >= _MOST_STEPS:
            raise UsageError(f"step: an integer of {number.bit_length():,} bits came", "pass one below 2**62")
        if number < self.step:
            why = f"is over: the run is at step {self.step:,}" if number >= 0 else "is below 0, where steps begin"
            warnings.warn(
                f"step {number:,} {why}, and the row was not logged. Log with "
                "steps that do not fall, or log the other counter as a metric and use define_metric.",
                UserWarning,
                stacklevel=_depth_of_script(),
            )
            return False
        self.step = number
        return True

    def _ready(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values as rows hold them: nested mappings by dotted key, media stored."""
        if not isinstance(values, Mapping):
            raise UsageError(f"data: {named(values)} came", "pass a mapping such as {'loss': 0.1}")
        found: dict[str, Any] = {}
        self._flatten(values, "", found)
        return found

    def _flatten(self, values: Mapping[str, Any], prefix: str, found: dict[str, Any], depth: int = 0) -> None:
        for key, value in values.items():
            if not isinstance(key, str):
                raise UsageError(f"data: the key {key!r} is {named(key)}", "use texts as keys")
            name = f"{prefix}{key}"
            if not key:
                raise UsageError(f"data: a key{f' below {prefix[:-1]!r}' if prefix else ''} is empty", "name the value")
            if name in _OWN:
                raise UsageError(
                    f"data: the key '{name}' is reserved", "use another name; the step is given as log(..., step=n)"
                )
            if type(value) in _PLAIN:
                if type(value) is int and value.bit_length() > _MOST_BITS:
                    raise UsageError(f"'{name}': an integer of {value.bit_length():,} bits came", "log it as a float")
                found[name] = value
            elif isinstance(value, Mapping) and value and depth < _DEEPEST:
                self._flatten(value, f"{name}.", found, depth + 1)
            else:
                found[name] = self.stored(value, name)

    def stored(self, value: Any, name: str) -> Any:
        """Return a value as a row holds it: plain, or packed with its files in the store."""
        if isinstance(value, bool | int | float | str | None):
            return value
        try:
            if isinstance(value, Loggable):
                return value.stored(self._store)
            if isinstance(value, list | tuple):
                return self._listed(value)
            from reportgen.logger.recognised import loggable, plain

            found = loggable(value)
            return found.stored(self._store) if found is not None else plain(value)
        except UsageError as error:
            raise UsageError(f"'{name}': {error.what}", error.hint) from None
        except OSError:
            raise
        except Exception:  # noqa: BLE001 - whatever a class of the script raises
            what = f"'{name[:80]}': {named(value)} came, which cannot be turned into a number, a text or JSON"
            raise UsageError(what, "log its parts, or str(value)") from None

    def _listed(self, values: list[Any] | tuple[Any, ...]) -> Any:
        """Return a list of media as one value with all of them, and any other list as JSON."""
        from reportgen.logger.recognised import loggable
        from reportgen.logger.runs.config import as_plain

        found = [one if isinstance(one, Loggable) or type(one) in _PLAIN else loggable(one) for one in values]
        if not any(isinstance(one, Loggable) for one in found):
            return as_plain(values)
        items = []
        _check_count(found)
        for one, value in zip(found, values, strict=True):
            if not isinstance(one, Loggable):
                raise UsageError(f"a list holds media and {named(value)}", "log the two under keys of their own")
            items.append(_json_of(one.stored(self._store)))
        return Packed("m", as_json(items))

    def _with_steps(self, row: dict[str, Any] | Mapping[str, Any]) -> dict[str, Any]:
        """Return a row with the metrics that are the x axes of its own, at their last values."""
        wanted = {self._definitions.step_of(key) for key in row} - {""} - row.keys()
        lasts = self.lasts() if wanted else {}
        return {**row, **{key: lasts[key] for key in sorted(wanted) if key in lasts}}

    def edit(self, values: Mapping[str, Any]) -> None:
        """Write values into the summary, over what was logged."""
        from reportgen.native.frames import SUMMARY

        found = {str(key): self._edited(value, str(key)) for key, value in values.items()}
        self.write(SUMMARY, tuple(found), tuple(found.values()), self.step, 0)
        self._count += 1
        self._edits |= {str(key): (self._count, value) for key, value in values.items()}

    def _edited(self, value: Any, name: str) -> Any:
        if isinstance(value, Mapping):
            from reportgen.logger.runs.config import as_plain

            return as_plain(value)
        return self.stored(value, name)

    def lasts(self) -> dict[str, Any]:
        """Return what the summary holds: of each key what was set last, by ``log`` or as an edit."""
        found: dict[str, Any] = {}
        at: dict[str, int] = {}
        for last in sorted(self._lasts.values(), key=lambda last: last.count):
            found |= dict(zip(last.keys, last.values, strict=True))
            at |= dict.fromkeys(last.keys, last.count)
        for key, (count, value) in self._edits.items():
            if count >= at.get(key, 0):
                found[key] = value
        return {key: value for key, value in found.items() if value is not None}


def _depth_of_script() -> int:
    """Return the ``stacklevel`` at which a warning of the caller names the line of the script."""
    own = __name__.partition(".")[0]
    frame, depth = sys._getframe(1), 1  # noqa: SLF001 - it is how warnings finds the line, too
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == own:
        frame, depth = frame.f_back, depth + 1
    return depth


def _nowhere(kind: int, keys: tuple[str, ...], values: tuple[Any, ...], step: int, flags: int) -> None:
    """Write nothing: what a disabled run does."""


def _check_count(items: list[Any]) -> None:
    """Refuse a list of more media than a key takes, such as 109 images: none is left out without a word."""
    most = getattr(type(items[0]), "MAX_ITEMS", None)
    if most is not None and len(items) > most:
        kind = type(items[0]).__name__
        raise UsageError(
            f"a list of {len(items):,} came, and {kind}.MAX_ITEMS is {most}",
            "log the first ones, use several keys, or put them into a table",
        )


def _json_of(packed: Packed) -> Any:
    """Return the JSON of packed media, for a list that holds several."""
    import json

    if packed.code == "h":
        from reportgen.native.values import stored, unpacked_histogram

        return stored(unpacked_histogram(packed.content), lambda _: {})
    return json.loads(packed.content.decode("utf-8", "surrogatepass"))
