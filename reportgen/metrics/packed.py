"""Files that were compressed as a whole (``metrics.csv.gz``): unpacked to a temporary folder, never beyond a bound."""

from __future__ import annotations

import importlib
import lzma
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import Any

from reportgen.errors import KnownError, Level

MOST = 1 << 33
"""Bytes of what a file unpacks to."""
_TIMES = 100
"""How many times as large as its file a table may be; a table that is all zeros is 1,000 times as large."""
_SMALL = 1 << 26
"""Bytes up to which that does not matter."""
_CHUNK = 1 << 20
_MODULES = {".gz": "gzip", ".bz2": "bz2", ".xz": "lzma", ".zst": "compression.zstd"}
SUFFIXES = tuple(_MODULES)


class PackedError(KnownError):
    """A file cannot be unpacked; says why."""

    level = Level.MISSING


@dataclass
class Unpacked:
    """Where the contents of a file lie while they are read, and what is wrong with its end."""

    path: Path
    damage: str = ""


def bare(name: str) -> str:
    """Return a file's name without the ending of its compression."""
    return name[: name.rindex(".")] if name.lower().endswith(SUFFIXES) else name


@contextmanager
def unpacked(path: Path, first: int = 0) -> Iterator[Unpacked]:
    """Yield a file's contents, the file itself if it is not compressed; OSError or PackedError where there are none.

    With ``first`` only so many bytes are unpacked.
    """
    name = bare(path.name)
    if name == path.name:
        yield Unpacked(path)
        return
    with tempfile.TemporaryDirectory(prefix="reportgen-") as folder:
        found = Unpacked(Path(folder, name))
        with path.open("rb") as packed, found.path.open("wb") as plain:
            room = first or min(MOST, max(_SMALL, _TIMES * path.stat().st_size))
            for piece in _pieces(path, packed, found):
                plain.write(piece[:room])
                room -= len(piece)
                if room < 0:
                    break
        if found.damage:
            _cut_to_lines(found.path)
        if room < 0 and not first:
            raise _too_large(path)
        yield found


def _pieces(path: Path, packed: Any, found: Unpacked) -> Iterator[bytes]:
    """Yield what a file unpacks to, up to its end or to the first damage."""
    ending = path.suffix.lower()
    try:
        module = importlib.import_module(_MODULES[ending])
    except ImportError:
        raise PackedError(f"reading {ending} files needs Python 3.14 or newer", "Compress it with gzip.") from None
    try:
        with module.open(packed, "rb") as file:
            while piece := file.read1(_CHUNK):
                yield piece
    except EOFError:
        found.damage = "its compressed data is cut: what comes before is read"
    except (OSError, zlib.error, lzma.LZMAError, getattr(module, "ZstdError", zlib.error)):
        found.damage = "its compressed data is damaged: what comes before is read"


def _cut_to_lines(path: Path) -> None:
    """Drop the last line, which may end in the middle of a number."""
    with path.open("r+b") as file:
        at = file.seek(0, SEEK_END)
        while at > 0:
            start = max(0, at - _CHUNK)
            file.seek(start)
            end = file.read(at - start).rfind(b"\n") + 1
            if end:
                file.truncate(start + end)
                return
            at = start


def _too_large(path: Path) -> PackedError:
    size = path.stat().st_size
    if size * _TIMES > MOST:
        return PackedError(f"it unpacks to more than {MOST >> 30} GiB", "Unpack it, and keep fewer rows.")
    what = f"it unpacks to more than {_TIMES} times its size of {size:,} bytes"
    return PackedError(what, "Such files are made to fill disks. Unpack it yourself if it is one of yours.")
