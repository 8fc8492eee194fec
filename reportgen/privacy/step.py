"""The step that every logged value passes on its way into a report, and what it keeps count of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from reportgen.digits import plural
from reportgen.privacy.names import HIDDEN, hides, kind_of
from reportgen.privacy.text import clean, clean_all, suspicious

if TYPE_CHECKING:
    from reportgen.privacy.anonymous.anonymizer import Anonymizer

_DEEPEST = 60
_TOLD = 8


@dataclass
class Tally:
    """How many values were hidden, by place: ``config.api_key``, ``table preds, column token``."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def put(self, where: str, origin: str, count: int) -> None:
        """Count what was hidden at a place, once for each origin however often it is asked for."""
        if count:
            of = self.counts.setdefault(where, {})
            of[origin] = max(of.get(origin, 0), count)

    @property
    def total(self) -> int:
        """How many values were hidden."""
        return sum(sum(of.values()) for of in self.counts.values())

    def __str__(self) -> str:
        """Return in words how many values were hidden and where; never a value."""
        many = {clean(where)[0]: sum(of.values()) for where, of in self.counts.items()}
        places = [f"{where} ({count:,})" if count > 1 else where for where, count in many.items()]
        more = f" and {len(places) - _TOLD:,} more places" if len(places) > _TOLD else ""
        what = plural(self.total, "value that looks like a secret was", "values that look like secrets were")
        return f"{what} hidden: {'; '.join(places[:_TOLD])}{more}"


@dataclass(frozen=True)
class Privacy:
    """What may be shown: everything but secrets, home folders and people, and what the spec asks for by name.

    ``named`` are config and summary paths (without their first word) and columns of tables whose values are shown as
    they were logged, because the spec names them.
    """

    tally: Tally = field(default_factory=Tally)
    named: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    """Names of machines, as the run recorded them: hidden in its own texts."""
    anonymous: Anonymizer | None = None
    """What has placeholders in an anonymous report, even where the spec names a path or a column."""

    def showing(self, names: frozenset[str]) -> Privacy:
        """Return the step that lets the values of these names through."""
        return replace(self, named=self.named | names)

    def value(self, name: str, value: Any, where: str, origin: str = "", *, wide: bool = False) -> Any:
        """Return a value under a name (a config path such as ``data.root``), as it may be shown."""
        if isinstance(value, int | float | None) and not kind_of(name.rpartition(".")[2]):
            return value
        counts: dict[str, int] = {}
        made = self._walked(name, value, counts, wide, 0)
        for path, count in counts.items():
            self.tally.put(f"{where}.{path}" if where in ("config", "summary") else where, origin + path, count)
        return made if self.anonymous is None else self.anonymous.value(made)

    def tree(self, tree: Mapping[str, Any], where: str, origin: str, *, wide: bool = False) -> dict[str, Any]:
        """Return nested values, such as a run's config, as they may be shown."""
        return {str(key): self.value(str(key), value, where, origin, wide=wide) for key, value in tree.items()}

    def _walked(  # noqa: PLR0911 - one line for each kind of value
        self,
        path: str,
        value: Any,
        counts: dict[str, int],
        wide: bool,
        depth: int,
    ) -> Any:
        if path in self.named:
            return value
        if isinstance(value, bool | None):
            return value
        if hides(path.rpartition(".")[2], value) and not self._is_above(path):
            counts[path] = counts.get(path, 0) + 1
            return HIDDEN
        if isinstance(value, str):
            made, count = self._clean(value, wide)
            if count:
                counts[path] = counts.get(path, 0) + count
            return made
        if depth > _DEEPEST:
            return HIDDEN
        if isinstance(value, Mapping):
            return {
                _key(key, wide): self._walked(f"{path}.{key}", inner, counts, wide, depth + 1)
                for key, inner in value.items()
            }
        if isinstance(value, list | tuple):
            return [
                HIDDEN if _is_given(value, n) else self._walked(path, inner, counts, wide, depth + 1)
                for n, inner in enumerate(value)
            ]
        return value

    def _is_above(self, path: str) -> bool:
        return any(name.startswith(f"{path}.") for name in self.named)

    def text(self, text: str, where: str, origin: str = "", *, wide: bool = False) -> str:
        """Return a text as it may be shown."""
        made, count = self._clean(text, wide)
        self.tally.put(where, origin, count)
        return made if self.anonymous is None else self.anonymous.text(made)

    def suspects(self, text: str) -> bool:
        """Tell fast whether a text may hold anything that is hidden, cut or replaced."""
        return suspicious(text) or (self.anonymous is not None and self.anonymous.suspects(text))

    def _clean(self, text: str, wide: bool) -> tuple[str, int]:
        made, count = clean(text, wide=wide)
        for word in self.words:
            if word in made:
                made, more = re.subn(rf"(?<![\w-]){re.escape(word)}(?![\w-])", HIDDEN, made)
                count += more
        return made, count

    def column(self, name: str, values: Sequence[Any], where: str, origin: str = "") -> Sequence[Any]:
        """Return a table's column as it may be shown, the same object where all of it may."""
        made = values if name in self.named else self._column(name, values, where, origin)
        return made if self.anonymous is None else self.anonymous.texts(made)

    def _column(self, name: str, values: Sequence[Any], where: str, origin: str) -> Sequence[Any]:
        kind = kind_of(name, table=True)
        count = 0
        if kind:
            made = [HIDDEN if hides(name, value, table=True) else value for value in values]
            count = sum(one is not other for one, other in zip(made, values, strict=True))
            values = made if count else values
        is_plain = set(map(type, values)) <= _PLAIN
        texts = [value for value in values if type(value) is str] if is_plain else None
        changed, more = clean_all([text for value in values for text in _texts(value)] if texts is None else texts)
        if changed or (not is_plain and any(_has_names(value) for value in values)):
            nested: dict[str, int] = {}
            values = [self._cell(name, value, changed, nested) for value in values]
            more += sum(nested.values())
        self.tally.put(where, origin, count + more)
        return values

    def _cell(self, name: str, value: Any, changed: Mapping[str, str], counts: dict[str, int], depth: int = 0) -> Any:
        if isinstance(value, str):
            return changed.get(value, value)
        if depth > _DEEPEST:
            return HIDDEN
        if isinstance(value, Mapping):
            made = {}
            for key, inner in value.items():
                if hides(str(key), inner):
                    counts[str(key)] = counts.get(str(key), 0) + 1
                    made[key] = HIDDEN
                else:
                    made[changed.get(key, key)] = self._cell(name, inner, changed, counts, depth + 1)
            return made
        if isinstance(value, list):
            return [self._cell(name, inner, changed, counts, depth + 1) for inner in value]
        return value

    def hidden_columns(self, types: Mapping[str, str]) -> list[str]:
        """Return the columns, by name and type, that their names hide whole."""
        found = []
        for name, kind in types.items():
            last = name.partition(".")[2] if name.startswith("$") and "." in name else name
            if name in self.named or last in self.named or kind in ("boolean", "media"):
                continue
            known = kind_of(last, table=True)
            if known == "secret" or (known == "token" and kind in ("text", "json", "time")):
                found.append(name)
        return found


_PLAIN = frozenset({str, int, float, bool, type(None)})
"""The types of values that hold no others."""


def _key(key: Any, wide: bool) -> Any:
    return clean(key, wide=wide)[0] if isinstance(key, str) else key


def _is_given(values: Sequence[Any], at: int) -> bool:
    """Tell the value of an option that a list of arguments holds: ``["--token", "…"]``."""
    before = values[at - 1] if at else None
    return (
        isinstance(before, str) and before.startswith("-") and isinstance(values[at], str)
        and not values[at].startswith("-") and "=" not in before and bool(kind_of(before.lstrip("-")))
    )  # fmt: skip


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping) and depth <= _DEEPEST:
        for key, inner in value.items():
            yield from _texts(key, depth + 1)
            yield from _texts(inner, depth + 1)
    elif isinstance(value, list) and depth <= _DEEPEST and not (value and isinstance(value[0], float)):
        for inner in value:
            yield from _texts(inner, depth + 1)


def _has_names(value: Any, depth: int = 0) -> bool:
    """Tell a nested value in which a name hides something."""
    if isinstance(value, Mapping) and depth <= _DEEPEST:
        return any(hides(str(key), inner) or _has_names(inner, depth + 1) for key, inner in value.items())
    return isinstance(value, list) and depth <= _DEEPEST and any(
        _has_names(inner, depth + 1) for inner in value[:1000] if isinstance(inner, Mapping | list)
    )  # fmt: skip
