"""Files that scripts give: by path, which is read when it is logged, or open, which is read at once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reportgen.errors import suggestion
from reportgen.logger.media.made import named
from reportgen.logger.misuse import UsageError
from reportgen.model.media import MAX_FILE_BYTES, MediaFile
from reportgen.native.values import in_memory


def is_path(value: Any) -> bool:
    """Tell a path from other values."""
    return isinstance(value, str | os.PathLike)


def is_open(value: Any) -> bool:
    """Tell an open file from other values."""
    return callable(getattr(value, "read", None))


def on_disk(path: Any, argument: str) -> MediaFile:
    """Return a file by its path; UsageError names the argument where there is none, or nothing is in it."""
    given = os.fspath(path)
    place = Path(os.path.realpath(given if isinstance(given, str) else os.fsdecode(given)))
    try:
        status = place.stat()
    except (OSError, ValueError):
        raise UsageError(f"{argument}: there is no file '{_short(given)}'", "Pass the path of a file.") from None
    if not place.is_file():
        raise UsageError(f"{argument}: '{_short(given)}' is not a file", "Pass the path of a file.")
    if not status.st_size:
        raise UsageError(f"{argument}: the file '{_short(given)}' is empty", "Close it before it is logged.")
    if status.st_size > MAX_FILE_BYTES:
        raise UsageError(f"{argument}: '{_short(given)}' is larger than 1 GiB", "Log a smaller file.")
    name = Path(str(given)).name
    return MediaFile(place.parent, place.name, logged_as=name if name != place.name else "")


def content_of(file: Any, argument: str) -> bytes:
    """Return all of an open file, of bytes or of text; UsageError names the argument."""
    if callable(seek := getattr(file, "seek", None)) and getattr(file, "seekable", bool)():
        seek(0)
    content = file.read()
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    if not isinstance(content, bytes | bytearray | memoryview):
        raise UsageError(f"{argument}: read() returned {named(content)}", "Pass a file that is open for reading.")
    if not content:
        raise UsageError(f"{argument}: the file is empty", "Rewind it, or write to it before it is logged.")
    return bytes(content)


def typed_file(given: Any, argument: str, endings: Iterable[str], file_type: str | None, stem: str) -> MediaFile:
    """Return a file of one of some types, which its name ends with, or which ``file_type`` says; UsageError else."""
    if is_path(given):
        file = on_disk(given, argument)
        kind = _ending(file_type or file.name, endings)
        if not kind:
            raise _unknown(file_type or Path(file.name).suffix, argument, endings)
        named_so = file.name.lower().endswith(f".{kind}")
        return file if named_so else MediaFile(file.root, file.path, logged_as=f"{file.name}.{kind}")
    name = str(getattr(given, "name", ""))
    kind = _ending(file_type or name, endings)
    if not kind:
        what = file_type or Path(name).suffix
        raise _unknown(what, argument if what else "file_type", endings)
    return in_memory(f"{stem}.{kind}", content_of(given, argument))


def _ending(name: str, endings: Iterable[str]) -> str:
    """Return the longest of the endings that a name has, or is."""
    low = name.lower().lstrip(".")
    return max((one for one in endings if low == one or low.endswith(f".{one}")), key=len, default="")


def _unknown(found: str, argument: str, endings: Iterable[str]) -> UsageError:
    listed = sorted(endings)
    kind = found.lstrip(".").lower()
    what = f"'{kind}' is not a supported type" if kind else "the type of an open file is not known"
    return UsageError(f"{argument}: {what}", suggestion(kind, listed, "types"))


def _short(path: str | bytes) -> str:
    text = os.fsdecode(path)
    return text if len(text) <= 120 else f"{text[:117]}..."  # noqa: PLR2004 - a line
