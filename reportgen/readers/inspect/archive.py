"""The archive of an Inspect log: a zip whose members are compressed with Zstandard, or deflated in older logs.

Python reads such members from 3.14 on; before, the same module comes from a package. Members are decompressed one by
one and never beyond the size that the directory states. A log whose directory was never written, because the
evaluation was killed, is read member by member from its beginning.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from reportgen.evaluations.files import Unreadable, parsed
from reportgen.inputs import note

STORED, DEFLATED, ZSTANDARD = 0, 8, 93
MOST_BYTES = 1 << 28
"""A member that is larger when decompressed is not opened."""
_RATIO = 2000
"""A large member that is compressed by more is a trap, and is not opened."""
_LARGE = 1 << 24
_MOST_MEMBERS = 2_000_000
_LOCAL, _SIZE = b"PK\x03\x04", 30
_SIZES_LATER, _ENCRYPTED = 8, 1


@dataclass(frozen=True)
class Member:
    """Where a member's local header begins, and what it says."""

    name: str
    offset: int
    method: int
    packed: int
    size: int
    flags: int


class Archive:
    """The members of a log by name; of two of one name the later one holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ends = True
        """Whether the archive was finished: its directory is there."""
        with path.open("rb") as file:
            note(os.fstat(file.fileno()))
            try:
                with zipfile.ZipFile(file) as opened:
                    found = [_of_directory(one) for one in opened.infolist()[:_MOST_MEMBERS]]
            except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
                self.ends = False
                found = list(_scanned(file))
        self.members = {one.name: one for one in found}

    def names(self, prefix: str) -> list[str]:
        """Return the names of members that begin so, in the order of the archive."""
        return [name for name in self.members if name.startswith(prefix)]

    def json(self, name: str) -> Any:
        """Return what a member of JSON says; Unreadable where it is damaged, or too large."""
        with self.path.open("rb") as file:
            return parsed(_opened(file, self.members[name]))

    def each(self, names: list[str]) -> Iterator[tuple[str, Any, str]]:
        """Yield (name, what it says, what is wrong) of members, one at a time."""
        with self.path.open("rb") as file:
            for name in names:
                try:
                    yield name, parsed(_opened(file, self.members[name])), ""
                except Unreadable as error:
                    yield name, None, error.what


def _of_directory(info: zipfile.ZipInfo) -> Member:
    return Member(
        info.filename, info.header_offset, info.compress_type, info.compress_size, info.file_size, info.flag_bits
    )


def _scanned(file: BinaryIO) -> Iterator[Member]:
    """Yield the members from the beginning of a file without a directory; a half-written one is the last."""
    end, at = file.seek(0, io.SEEK_END), 0
    while at + _SIZE <= end:
        file.seek(at)
        head = file.read(_SIZE)
        if head[:4] != _LOCAL:
            return
        _, flags, method, _, _, _, packed, size, name_size, extra = struct.unpack("<5H3I2H", head[4:])
        name = file.read(name_size).decode("utf-8", "replace")
        if flags & _SIZES_LATER or at + _SIZE + name_size + extra + packed > end:
            return
        yield Member(name, at, method, packed, size, flags)
        at += _SIZE + name_size + extra + packed


def _opened(file: BinaryIO, member: Member) -> bytes:
    """Return a member's bytes; Unreadable where it is damaged, locked or too large."""
    if member.flags & _ENCRYPTED:
        _refuse("is encrypted")
    if member.size > MOST_BYTES or (member.size > _LARGE and member.size > member.packed * _RATIO):
        _refuse(f"would be {member.size:,} bytes when decompressed, and was not opened")
    file.seek(member.offset)
    head = file.read(_SIZE)
    if len(head) < _SIZE or head[:4] != _LOCAL:
        _refuse("is not where the archive says")
    name_size, extra = struct.unpack("<2H", head[26:])
    file.seek(member.offset + _SIZE + name_size + extra)
    data = file.read(member.packed)
    if len(data) < member.packed:
        _refuse("ends too early")
    if member.method == STORED:
        return data
    found = _inflated(data, member.size) if member.method == DEFLATED else _of_zstandard(data, member)
    if len(found) != member.size:
        _refuse("is damaged")
    return found


def _inflated(data: bytes, size: int) -> bytes:
    try:
        return zlib.decompressobj(-15).decompress(data, size + 1)
    except zlib.error:
        _refuse("is damaged")


def _of_zstandard(data: bytes, member: Member) -> bytes:
    """Return what one or several frames hold, at most a byte more than the archive says."""
    if member.method != ZSTANDARD:
        _refuse(f"is compressed by method {member.method}, which is not known")
    zstd = zstandard()
    found = bytearray()
    while data and len(found) <= member.size:
        frame = zstd.ZstdDecompressor()
        try:
            found += frame.decompress(data, member.size + 1 - len(found))
        except zstd.ZstdError:
            _refuse("is damaged")
        if not frame.eof:
            break
        data = frame.unused_data
    return bytes(found)


@cache
def zstandard() -> Any:
    """Return the module of Zstandard; Unreadable where this Python has none and the package is missing."""
    import importlib

    for name in ("compression.zstd", "backports.zstd"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    what = "is compressed with Zstandard, which this Python cannot read"
    raise Unreadable(what, "Install backports.zstd, or use Python 3.14 or newer.")


def _refuse(what: str) -> NoReturn:
    raise Unreadable(what)
