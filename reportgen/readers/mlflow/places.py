"""Where artifacts lie: what a store says of it is an address on the machine that logged, and is looked for beside it.

No address is followed as it is: only its last parts count, which hold the id of the run or the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

_DEEPEST = 6
"""Last parts of an address that are tried."""
_BESIDE = ("", "mlruns", "mlartifacts", "artifacts")
"""Folders beside a store in which MLflow puts artifacts."""
_REMOTE = re.compile(r"(s3|gs|wasbs?|abfss?|dbfs|hdfs|viewfs|https?|s?ftp|r2|b2|azureml|oss)[+a-z]*:", re.IGNORECASE)


def find(address: str, ident: str, roots: Sequence[Path]) -> Path | None:
    """Return the folder that an address meant, below one of the ``roots``; ``ident`` is part of it."""
    for tail in _tails(address, ident):
        for root in roots:
            for beside in _BESIDE:
                place = root / beside / tail
                try:
                    if place.is_dir():
                        return place
                except (OSError, ValueError):
                    continue
    return None


def _tails(address: str, ident: str) -> Iterator[PurePosixPath]:
    """Yield the last parts of an address, the longest first, down to those that begin with the id."""
    path = re.sub(r"^[a-z][a-z0-9+-]*:/*", "", address.partition("?")[0], flags=re.IGNORECASE)
    parts = [part for part in unquote(path).replace("\\", "/").split("/") if part not in ("", ".")]
    if ident not in parts or ".." in parts or any("\0" in part for part in parts):
        return
    last = len(parts) - 1 - parts[::-1].index(ident)
    for start in range(max(0, len(parts) - _DEEPEST), last + 1):
        yield PurePosixPath(*parts[start:])


def remote(address: str) -> str:
    """Return the kind of storage that an address names, such as "s3"; empty for a folder or a server of MLflow."""
    found = _REMOTE.match(address)
    return found[1].lower() if found else ""
