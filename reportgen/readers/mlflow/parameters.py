"""Parameters: MLflow keeps the text of every value, and not what it was."""

from __future__ import annotations

import ast
import math
import re
from typing import Any

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)\Z", re.ASCII)
_NUMBER = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\Z", re.ASCII)
_WORDS = {"True": True, "False": False, "true": True, "false": False, "None": None,
          "nan": math.nan, "inf": math.inf, "-inf": -math.inf}  # fmt: skip
_LONGEST = 4000
"""Digits of a whole number, which Python takes, and characters of a list or a mapping."""
_VERSION = re.compile(r"version|(?<![a-z])(sha|hash|commit|uuid|id)(?![a-z])", re.IGNORECASE)
"""Names of what may look like a number and is none: version 1.10 is not 1.1."""


def value_of(key: str, text: str) -> Any:
    """Return the value whose text was logged; the text where that is no value of Python's or JSON's."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST or not text or _VERSION.search(key):
        return text
    if _WHOLE.match(text):
        return int(text)
    if _NUMBER.match(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return _nested(text) if text[0] in "[{(" else text


def _nested(text: str) -> Any:
    try:
        return _plain(ast.literal_eval(text))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return text


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise ValueError  # bytes and complex numbers stay texts
