"""Regular expressions of users, by an engine that reads each text once: none of them runs for ever. The door of RE2.

What other engines find by going back (lookahead, lookbehind, back-references) it does not know; tables in DuckDB ask
the same engine, and the page takes the same patterns.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any


class PatternError(ValueError):
    """A text is no pattern; says why."""


def pattern(text: str, *, insensitive: bool = False) -> Any:
    """Return a pattern with ``search``; PatternError says what is wrong with it."""
    found = _compiled(text, insensitive)
    if isinstance(found, str):
        raise PatternError(found)
    return found


def found_in(text: str, wanted: str, *, insensitive: bool = False) -> bool:
    """Return whether a pattern is found in a text; what is no pattern is found nowhere."""
    compiled = _compiled(wanted, insensitive)
    return not isinstance(compiled, str) and compiled.search(_whole(text)) is not None


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # a lone surrogate is no character


@lru_cache(maxsize=256)
def _compiled(text: str, insensitive: bool) -> Any:
    """Return the compiled pattern, or why there is none."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not insensitive
    try:
        return re2.compile(_whole(text), options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        if "perl operator" in said or said.startswith("invalid named capture"):
            return f"{said.partition(': ')[2]} uses lookahead or lookbehind, which RE2 does not support"
        return said
