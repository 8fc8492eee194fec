"""The ``meta.yaml`` files of a file store: flat mappings, as PyYAML writes them."""

from __future__ import annotations

import re
from pathlib import Path

from reportgen.errors import KnownError
from reportgen.spec.yaml import parse

_MOST_BYTES = 1_000_000
_PLAIN = re.compile(r"(\w+):(?: ([^'\"\[{|>&*!%@`#].*))?\Z")
_QUOTED = re.compile(r"(\w+): '((?:[^']|'')*)'\Z")
_NULL = ("null", "~", "")


def read_meta(path: Path) -> dict[str, str]:
    """Return the fields as texts, null as an empty one; OSError and ValueError say that it cannot be read.

    YAML is read as a whole only where a line holds more than a plain or a quoted word: thousands of runs have a file.
    """
    if path.is_symlink():
        raise ValueError
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError
    text = data.decode("utf-8", "replace")
    return _flat(text) or _whole(text, path.name)


def _flat(text: str) -> dict[str, str] | None:
    found: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        if plain := _PLAIN.match(line):
            last = plain[1]
            value = (plain[2] or "").strip()
            found[last] = "" if value in _NULL else value
        elif quoted := _QUOTED.match(line):
            last = ""
            found[quoted[1]] = quoted[2].replace("''", "'")
        elif last and found[last] and line[:1] == " " and line.strip():  # a long word goes on in the next line
            found[last] += f" {line.strip()}"
        elif line not in ("tags: []", "tags: {}"):
            return None
    return found


def _whole(text: str, name: str) -> dict[str, str]:
    try:
        found = parse(text, name).value
    except KnownError:
        raise ValueError from None
    if not isinstance(found, dict):
        raise ValueError  # noqa: TRY004 - the file is wrong, and no argument
    return {str(key): "" if value is None else str(value) for key, value in found.items()}
