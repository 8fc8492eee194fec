"""``run.summary``: what stays of a run; the last logged value of each key, unless the script says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any


class Summary(MutableMapping[str, Any]):
    """Values by key; what was set last is kept, by ``log`` or here."""

    def __init__(self, lasts: Callable[[], dict[str, Any]], changed: Callable[[Mapping[str, Any]], None]) -> None:
        self._lasts, self._changed = lasts, changed

    def __getitem__(self, key: str) -> Any:
        return self._lasts()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._changed({key: value})

    def __delitem__(self, key: str) -> None:
        self._changed({key: None})

    def __iter__(self) -> Iterator[str]:
        return iter(self._lasts())

    def __len__(self) -> int:
        return len(self._lasts())

    def __getattr__(self, name: str) -> Any:
        try:
            return self._lasts()[name]
        except KeyError:
            raise AttributeError(f"the summary has no '{name}'") from None

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("_lasts", "_changed"):
            object.__setattr__(self, name, value)
        else:
            self._changed({name: value})

    def __repr__(self) -> str:
        return f"Summary({self._lasts()!r})"

    def update(self, *given: Any, **named: Any) -> None:
        """Set several values at once."""
        found: dict[str, Any] = {}
        for one in given:
            found.update(one)
        self._changed(found | named)
