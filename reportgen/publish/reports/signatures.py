"""Types of fields as Python writes them, from their JSON Schema: what editors show of an argument."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_ANY = "Any"


def hint(field: Mapping[str, Any]) -> str:
    """Return the type of a field: ``str | Sequence[str]``, ``Literal['a', 'b']``, ``Layout | Mapping[str, Any]``."""
    return " | ".join(dict.fromkeys(_parts(field))) or _ANY


def _parts(field: Mapping[str, Any]) -> list[str]:
    if "$ref" in field:
        return [str(field["$ref"]).rsplit("/", 1)[-1], "Mapping[str, Any]"]
    if "const" in field:
        return [f"Literal[{field['const']!r}]"]
    if "enum" in field:
        return [f"Literal[{', '.join(map(repr, field['enum']))}]"]
    if "anyOf" in field:
        return [part for choice in field["anyOf"] for part in _parts(choice)]
    if "allOf" in field:
        return [part for choice in field["allOf"] for part in _parts(choice)]
    kinds = field.get("type")
    return [part for kind in (kinds if isinstance(kinds, list) else [kinds]) for part in _of_type(kind, field)]


def _of_type(kind: Any, field: Mapping[str, Any]) -> list[str]:
    if kind == "array":
        items = field.get("items")
        return [f"Sequence[{hint(items) if isinstance(items, Mapping) else _ANY}]"]
    if kind == "object":
        values = field.get("additionalProperties")
        return [f"Mapping[str, {hint(values) if isinstance(values, Mapping) else _ANY}]"]
    return [_TYPES.get(kind, _ANY)]
