"""What an evaluation's log says of the machine and of people: it stays out of runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PRIVATE = frozenset(
    ("base_url", "api_base", "api_base_url", "api_url", "apibaseurl", "apihost", "endpoint", "env", "environment",
     "host", "hostname", "user", "username", "origin", "remote", "config_source", "pretty_env_info", "env_info", "cwd",
     "interpreter", "_interpreter_path", "interpreter_path", "organization", "account_id", "signature", "traceback",
     "traceback_ansi")
)  # fmt: skip
_PATH = re.compile(r"(?<![\w:/.])(?:[A-Za-z]:[\\/]|/|~/)(?:[\w.@+ -]*[\w.@+-][\\/])+([\w.@+-]+)")
_STACK = re.compile(r"\n\s+at |\nTraceback \(most recent|\nStack trace:|\n\s*File \"", re.IGNORECASE)
_LONGEST = 4000
_DEEPEST = 40


def public(value: Any, depth: int = 0) -> Any:
    """Return settings without addresses, machines and people; of an absolute path its last name."""
    if isinstance(value, Mapping):
        if depth > _DEEPEST:
            return {}
        return {str(key): public(inner, depth + 1) for key, inner in value.items() if str(key).lower() not in _PRIVATE}
    if isinstance(value, list | tuple):
        return [public(inner, depth + 1) for inner in value] if depth <= _DEEPEST else []
    return named(value) if isinstance(value, str) else value


def named(text: str) -> str:
    """Return a text that may be a path: of an absolute one its last name."""
    return _PATH.sub(r"\1", text) if "/" in text or "\\" in text else text


def error_text(text: Any) -> str:
    """Return the message of an error without its stack, and without the folders of paths."""
    if not isinstance(text, str):
        return ""
    found = _STACK.search(text)
    message = text[: found.start()] if found else text
    if message.startswith("Traceback (most recent"):
        message = text.rstrip().rpartition("\n")[2]
    return named(message[:_LONGEST]).strip()
