"""Plain values as logs hold them: JSON texts, absent keys as null, texts with halves of pairs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from reportgen.model.media import Media

_DEEPEST = 40
_HALVES = re.compile("[\ud800-\udfff]")
_OPENS = re.compile(r"\s*[\[{]")


class NoConversation(ValueError):  # noqa: N818 - the cell is then shown as it is
    """A value is no conversation."""


def text_of(value: Any) -> str:
    """Return a value as text: texts with U+FFFD for halves of surrogate pairs, all else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    return json.dumps(plain(value), ensure_ascii=False)


def plain(value: Any, depth: int = 0) -> Any:  # noqa: PLR0911 - one line for each kind
    """Return nested values without what JSON cannot hold, and without what lies deeper than any log of people."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, str):
        return text_of(value)
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, Media):
        return plain(value.facts(), depth + 1)
    if isinstance(value, Mapping):
        return {text_of(str(key)): plain(inner, depth + 1) for key, inner in value.items()}
    return [plain(inner, depth + 1) for inner in value] if isinstance(value, list | tuple) else text_of(str(value))


def loaded(text: str) -> Any:
    """Return what a JSON text holds; None where it is no JSON list or object."""
    if not _OPENS.match(text):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def given(value: Any) -> dict[str, Any]:
    """Return a mapping's keys that have a value: Arrow fills absent ones with null."""
    return {str(key): inner for key, inner in value.items() if inner is not None} if isinstance(value, Mapping) else {}


def first(value: Mapping[str, Any], *names: str) -> Any:
    """Return the value of the first of some keys that is there."""
    return next((value[name] for name in names if value.get(name) is not None), None)
