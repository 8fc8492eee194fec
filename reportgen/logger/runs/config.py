"""``run.config``: what a run was told to do, as nested mappings whose names are attributes, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from reportgen.logger.misuse import UsageError, named


class Config(MutableMapping[str, Any]):
    """Entries of a config; every change is written at once.

    ``config.lr = 0.1``, ``config["lr"] = 0.1`` and ``config.update({"lr": 0.1})`` are the same. ``update`` takes a
    mapping, an argparse namespace, absl's flags, a dataclass, or any object with attributes.
    """

    _changed: Callable[[Mapping[str, Any]], None]
    _entries: dict[str, Any]

    def __init__(self, changed: Callable[[Mapping[str, Any]], None]) -> None:
        object.__setattr__(self, "_changed", changed)
        object.__setattr__(self, "_entries", {})

    def __getitem__(self, key: str) -> Any:
        return self._entries[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.update({key: value})

    def __delitem__(self, key: str) -> None:
        del self._entries[key]
        self._changed({"drop": [key]})

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getattr__(self, name: str) -> Any:
        if name in self._entries:
            return self._entries[name]
        raise AttributeError(f"the config has no '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        self.update({name: value})

    def __repr__(self) -> str:
        return f"Config({self._entries!r})"

    def as_dict(self) -> dict[str, Any]:
        """Return the entries as a plain dictionary."""
        return dict(self._entries)

    def setdefaults(self, entries: Mapping[str, Any] | object) -> None:
        """Set the entries that are not there yet."""
        found = mapping_of(entries, "d")
        self.update({key: value for key, value in found.items() if key not in self._entries})

    def update(self, *given: Any, allow_val_change: bool = True, **named: Any) -> None:
        """Set several entries at once; ``allow_val_change=False`` refuses to change one that is set."""
        found: dict[str, Any] = {}
        for one in given:
            found |= mapping_of(one, "config")
        found |= {key: as_plain(value) for key, value in named.items()}
        for key in found:
            if not allow_val_change and key in self._entries and self._entries[key] != found[key]:
                raise UsageError(
                    f"config: '{key}' is {self._entries[key]!r} already, and {found[key]!r} came",
                    "pass allow_val_change=True to change it",
                )
        self._entries.update(found)
        if found:
            self._changed({"set": found})


def mapping_of(given: Any, argument: str) -> dict[str, Any]:
    """Return what is a mapping, or has attributes, as a plain dictionary; UsageError names the argument."""
    import dataclasses

    if given is None:
        return {}
    if isinstance(given, Mapping):
        entries: Any = given
    elif dataclasses.is_dataclass(given) and not isinstance(given, type):
        entries = {field.name: getattr(given, field.name) for field in dataclasses.fields(given)}
    elif callable(flags := getattr(given, "flag_values_dict", None)):  # absl
        entries = flags()
    elif hasattr(given, "__dict__") and not isinstance(given, type) and not callable(given):
        entries = {name: value for name, value in vars(given).items() if not name.startswith("_")}
    else:
        raise UsageError(
            f"{argument}: {named(given)} came",
            "pass a mapping, an argparse namespace, flags or a dataclass",
        )
    return {str(key): as_plain(value) for key, value in entries.items()}


_DEEPEST = 100
"""Levels of a value, at most: one that holds itself would have no end."""


def as_plain(value: Any, depth: int = 0) -> Any:
    """Return a value of a config as JSON can hold it; what it cannot is its text, and what lies too deep is "…"."""
    if depth > _DEEPEST:
        return "…"
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): as_plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, set | frozenset | list | tuple):
        found = [as_plain(inner, depth + 1) for inner in value]
        return sorted(found, key=repr) if isinstance(value, set | frozenset) else found
    if callable(listed := getattr(value, "tolist", None)):  # arrays and their scalars
        return as_plain(listed())
    return _of_object(value)


def _of_object(value: Any) -> Any:
    import dataclasses

    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return as_plain({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
    if type(value).__module__ == "argparse":
        return as_plain(vars(value))
    from reportgen.logger.recognised import plain

    return plain(value)
