"""Entries of ``runs:`` and what they say to the readers of formats, each of which has fields of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from reportgen.errors import suggestion
from reportgen.spec.fields import Fields
from reportgen.spec.model import Source
from reportgen.spec.yaml import Path

Formats = Callable[[], Mapping[str, type[Fields]]]
"""Returns the options of every reader, which it has to import for that."""


class Entries:
    """The fields of formats, taken out of the entries that set them; ``formats`` is asked when an entry has any."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats

    @cached_property
    def formats(self) -> Mapping[str, type[Fields]]:
        """The options of every reader by format."""
        return self._formats()

    def known(self, loc: tuple[int | str, ...]) -> list[str]:
        """Return the fields of formats, where ``loc`` is in an entry."""
        every = (name for fields in self.formats.values() for name in fields.model_fields)
        return list(dict.fromkeys(every)) if loc[0] in ("runs", "baseline") and len(loc) > 1 else []

    def taken(
        self, value: dict[str, Any], tell: Callable[..., None], field_name: str = "runs"
    ) -> Iterator[tuple[Path, dict[str, dict[str, Any]]]]:
        """Yield the place of each entry of a field with its fields by format, which are taken out of ``value``."""
        runs = value.get(field_name)
        entries = runs if isinstance(runs, list) else [runs] if runs is not None else []
        changed = []
        for index, entry in enumerate(entries):
            path: Path = (field_name, index) if isinstance(runs, list) else (field_name,)
            rest, found = self._split(entry, path, tell) if isinstance(entry, dict) else (entry, {})
            changed.append(rest)
            yield path, found
        if isinstance(runs, list):
            value[field_name] = changed
        elif changed:
            value[field_name] = changed[0]

    def _split(
        self, entry: dict[str, Any], path: Path, tell: Callable[..., None]
    ) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        form = entry.get("format")
        rest, found = dict(entry), dict[str, dict[str, Any]]()
        for name in [name for name in entry if name not in Source.model_fields]:
            owners = [one for one, fields in self.formats.items() if name in fields.model_fields]
            if not owners:
                continue
            del rest[name]
            if form in self.formats and form not in owners:
                of = " and ".join(owners)
                hint = suggestion(name, [*Source.model_fields, *self.formats[str(form)].model_fields], "fields")
                what = f"'{name}' is an option for {of} runs, but this entry's format is {form}"
                tell((*path, name), what, hint, key=True)
                continue
            for owner in owners:
                found.setdefault(owner, {})[name] = entry[name]
        return rest, found
