"""JSON as evaluations write it, within bounds: one object, or lines; a damaged line costs no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportgen.digits import plural
from reportgen.errors import KnownError, Level
from reportgen.inputs import note_path
from reportgen.model.run import Loss

MOST_BYTES = 1 << 30
"""A document of JSON is not read beyond it."""
_LINE = 1 << 28
HEAD = 1 << 12


class Unreadable(KnownError):  # noqa: N818 - a state of the file, not of the program
    """A file that is no JSON, or too large; the message says which."""

    level = Level.MISSING


def head_of(path: Path, size: int = HEAD) -> bytes:
    """Return the first bytes of a file; none of one that cannot be read.

    Many readers ask for those of the same files, which are then read once.
    """
    try:
        status = path.stat()
        return _head(str(path), size, status.st_mtime_ns, status.st_size)
    except OSError:
        return b""


@lru_cache(maxsize=2048)
def _head(path: str, size: int, *version: int) -> bytes:
    del version
    with open(path, "rb") as file:  # noqa: PTH123 - many files
        return file.read(size)


def tail_of(path: Path, most: int) -> bytes:
    """Return the last bytes of a file, at most so many; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - most))
            return file.read()
    except OSError:
        return b""


def parsed(data: bytes | str) -> Any:
    """Return what JSON says, NaN and infinities as numbers; Unreadable where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        what = "is nested too deeply" if isinstance(error, RecursionError) else "is not valid JSON"
        raise Unreadable(what) from None


def document(path: Path) -> Any:
    """Return what a file of JSON says."""
    note_path(path)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            what = f"is larger than {MOST_BYTES >> 30} GB and was not read"
            raise Unreadable(what)
        return parsed(path.read_bytes())
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise Unreadable(what) from None


def lines(path: Path, losses: list[Loss]) -> Iterator[Any]:
    """Yield the object of each line; lines that are none are counted and said."""
    note_path(path)
    damaged, first = 0, 0
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LINE):
            number += 1
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                found = None
            if isinstance(found, dict):
                yield found
            else:
                damaged, first = damaged + 1, first or number
    if damaged:
        many = plural(damaged, "line is not an object of JSON and was", "lines are not objects of JSON and were")
        what = f"{many} not read, the first is line {first:,}"
        losses.append(Loss(path.name, what))


def mapping(value: Any) -> dict[str, Any]:
    """Return a mapping, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """Return a list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def count_of(value: Any) -> int | None:
    """Return a whole number, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number_of(value: Any) -> float | None:
    """Return a number, None for anything else; a truth value is 1 or 0."""
    return float(value) if isinstance(value, bool | int | float) else None


def text_of(value: Any) -> str:
    """Return a text, "" for nothing, and JSON of anything else."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
