"""Names of files that are made of what was logged: safe on every system, and each once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ODD = re.compile(r"[^\w.+=-]+")
_LONGEST = 80
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
"""Names that Windows does not give to files."""


def safe(text: str) -> str:
    """Return a text as a part of a path: letters, digits and a few signs, never empty, hidden or a device."""
    found = _ODD.sub("_", text).strip("._ ")
    while len(found.encode()) > _LONGEST:
        found = found[:-1]
    found = found.rstrip("._ ") or "unnamed"
    return f"{found}_" if found.partition(".")[0].lower() in _DEVICES else found


@dataclass
class Names:
    """Names that are taken, without regard to case, by folder."""

    _taken: set[str] = field(default_factory=set)

    def free(self, folder: str, stem: str, end: str = "") -> str:
        """Return a path in ``folder`` that nothing has yet."""
        number, name = 1, safe(stem)
        while f"{folder}/{name}{end}".casefold() in self._taken:
            number += 1
            name = f"{safe(stem)}-{number}"
        self._taken.add(f"{folder}/{name}{end}".casefold())
        return f"{folder}/{name}{end}" if folder else f"{name}{end}"
