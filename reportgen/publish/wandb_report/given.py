"""What a report says of one thing, and what of it has been taken over: the rest is named."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reportgen.errors import Level
from reportgen.spec.writing import Comment

_WIDTH = 100
_LARGEST = 1e300
_SHOWN = 60
"""Characters of a value that a comment shows."""
_OF_WORDS = frozenset({
    "y", "metrics", "media_keys", "custom_expressions", "groupby", "history", "summary", "config", "columns",
})  # fmt: skip
"""Fields that take a word for a list of one."""
_REFERENCES = ("ref", "Ref", "Refs")


@dataclass(frozen=True, eq=False)
class Loss(Comment):
    """What could not be taken over, in a comment where it would be; MISSING where something is not shown at all."""

    level: Level = Level.NOTE

    @classmethod
    def of(cls, what: str, level: Level = Level.NOTE) -> Loss:
        """Return a loss whose text is broken into lines."""
        return cls(remark(what), level)


def remark(text: str) -> str:
    """Return a text of a comment, broken into lines."""
    return textwrap.fill(" ".join(text.split()), _WIDTH, break_long_words=False, break_on_hyphens=False)


@dataclass
class Made:
    """A block of a spec that is being made: its kind and fields, and what of its source could not be taken over."""

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    main: str = ""
    """The field that stands for all, where no other is set."""

    def set(self, **fields: Any) -> None:
        """Set the fields that say something: no None, no empty text, list or mapping."""
        self.fields |= {name: value for name, value in fields.items() if value not in (None, "", [], {})}

    def block(self) -> dict[str, Any]:
        """Return the block as a spec has it."""
        fields = {name: _word(value) if name in _OF_WORDS else value for name, value in self.fields.items()}
        short = self.main and set(fields) == {self.main} and not isinstance(fields[self.main], Mapping)
        return {self.kind: fields[self.main] if short else fields}


class Given:
    """A mapping of a report, asked name by name; ``left`` returns what nobody asked for.

    A value of another type than the one that is asked for counts as not asked for.
    """

    def __init__(self, values: Any) -> None:
        self.values: dict[str, Any] = {
            str(key): value
            for key, value in (values.items() if isinstance(values, Mapping) else ())
            if not _is_reference(str(key), value)
        }
        self._taken: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def _take(self, name: str, *types: type) -> Any:
        value = self.values.get(name)
        fits = isinstance(value, types) and not (isinstance(value, bool) and bool not in types)
        if value is None or fits:
            self._taken.add(name)
        return value if fits else None

    def text(self, name: str) -> str:
        """Return a text, empty where there is none."""
        return self._take(name, str) or ""

    def number(self, name: str) -> float | int | None:
        """Return a finite number, an integer where it is one."""
        value = self._take(name, int, float)
        if value is None or not -_LARGEST < value < _LARGEST:
            return None
        return int(value) if value == int(value) and abs(value) < 1 << 53 else float(value)

    def count(self, name: str) -> int | None:
        """Return a number of things: an integer of at least 1."""
        value = self.number(name)
        return int(value) if value is not None and value >= 1 else None

    def flag(self, name: str) -> bool | None:
        """Return a truth value."""
        found = self._take(name, bool)
        return found if isinstance(found, bool) else None

    def words(self, name: str) -> list[str]:
        """Return the texts of a list."""
        found = self._take(name, list, tuple)
        return [item for item in found or () if isinstance(item, str) and item]

    def items(self, name: str) -> list[Given]:
        """Return the mappings of a list."""
        found = self._take(name, list, tuple)
        return [Given(item) for item in found or () if isinstance(item, Mapping)]

    def inner(self, name: str) -> Given:
        """Return a mapping."""
        return Given(self._take(name, Mapping))

    def pair(self, low: str, high: str) -> list[float | int | None] | None:
        """Return two ends of a range; None where neither is set."""
        ends = [self.number(low), self.number(high)]
        return None if ends == [None, None] else ends

    def ignore(self, *names: str) -> None:
        """Take what says nothing that a report could show."""
        self._taken.update(names)

    def left(self) -> Iterator[str]:
        """Yield what was not asked for, with its value, where it says something."""
        for name, value in self.values.items():
            if name not in self._taken and value is not False and value not in (None, "", [], {}):
                yield f"{name} ({shown(value)})"

    def notes(self) -> list[str]:
        """Return one note on all that was not asked for."""
        left = list(self.left())
        return [f"no counterpart for {', '.join(left)}"] if left else []


def shown(value: Any) -> str:
    """Return a value of a report as a comment shows it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _word(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def _is_reference(name: str, value: Any) -> bool:
    """Tell the app's own links between parts of a report, which say nothing to a reader."""
    return name.endswith(_REFERENCES) and (
        (isinstance(value, Mapping) and "viewID" in value)
        or (isinstance(value, list) and all(isinstance(item, Mapping) and "viewID" in item for item in value))
    )
