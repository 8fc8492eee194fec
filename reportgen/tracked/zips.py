"""Zips that trackers leave: members are read into memory one by one, within bounds, and never extracted."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reportgen.digits import file_size
from reportgen.errors import KnownError, Level
from reportgen.inputs import note_path
from reportgen.model.media import MediaError, MediaFile

MAGIC = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"
"""What a zip without members begins with."""
MOST_BYTES = 1 << 28
"""A member that is larger when decompressed is not opened."""
_MOST_MEMBERS = 200_000
_RATIO = 1000
"""A large member that is compressed by more is a trap, and is not opened: the most that Deflate does is 1032."""
_LARGE = 1 << 24
_ENDS = 1 << 20
_ENCRYPTED = 1


class ZipError(KnownError):
    """A zip, or a member of it, cannot be read; says why."""

    level = Level.MISSING


class Zip:
    """A zip by the names of its members; of two of one name the later one holds."""

    def __init__(self, path: Path) -> None:
        note_path(path)
        self.path = path
        with _told(path.name), zipfile.ZipFile(path) as opened:
            found = opened.infolist()
        if len(found) > _MOST_MEMBERS:
            raise ZipError(f"'{path.name}' has {len(found):,} members, and was not opened")
        self._members = {one.filename: one for one in found}

    def names(self) -> list[str]:
        """Return the names of all members."""
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def size(self, name: str) -> int:
        """Return how large the zip says that a member is."""
        return self._members[name].file_size

    def read(self, name: str) -> bytes:
        """Return a member's bytes; ZipError where it is damaged, encrypted, or too large."""
        if name not in self._members:
            raise ZipError(f"'{name}' is missing in '{self.path.name}'")
        return _content(self.path, self._members[name])

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member."""
        yield from io.BytesIO(self.read(name))

    def file(self, name: str, logged_as: str = "") -> MemberFile:
        """Return a member as a file of media, which is read when it is needed."""
        return MemberFile(self.path.parent, self.path.name, logged_as=logged_as or name, member=name)


@dataclass(frozen=True)
class MemberFile(MediaFile):
    """A file inside a zip; ``path`` is that of the zip, and ``member`` its name there."""

    member: str = ""

    def read(self) -> bytes:
        """Return the content; MediaError when the member is missing, damaged or too large."""
        try:
            with os.fdopen(self._open(), "rb") as file, _told(self.name), zipfile.ZipFile(file) as opened:
                return _of(opened, opened.getinfo(self.member), self.name)
        except ZipError as error:
            raise MediaError(error.what) from None
        except (KeyError, OSError, ValueError):
            raise MediaError(f"{self.name} is missing") from None


def head_holds(path: Path, *words: bytes) -> bool:
    """Tell a zip that has members of all of these names, by its first and its last bytes."""
    try:
        with path.open("rb") as file:
            found = file.read(_ENDS >> 4)
            if found.startswith(MAGIC):
                file.seek(max(0, file.seek(0, io.SEEK_END) - _ENDS))
                found += file.read(_ENDS)
    except OSError:
        return False
    return found.startswith(MAGIC) and all(word in found for word in words)


def _content(path: Path, info: zipfile.ZipInfo) -> bytes:
    with _told(info.filename), zipfile.ZipFile(path) as opened:
        return _of(opened, info, info.filename)


def _of(opened: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise ZipError(f"{name} is encrypted")
    if info.file_size > MOST_BYTES or (info.file_size > _LARGE and info.file_size > info.compress_size * _RATIO):
        raise ZipError(f"{name} would be {file_size(info.file_size)} when decompressed, and was not opened")
    with opened.open(info) as member:
        content = member.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise ZipError(f"{name} is damaged")
    return content


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn whatever is wrong with a zip into words."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise ZipError(f"'{name}' is damaged or cut off") from None
    except (NotImplementedError, RuntimeError):
        raise ZipError(f"'{name}' is compressed in a way that is not known") from None
    except OSError as error:
        raise ZipError(f"'{name}' cannot be read: {error.strerror or error}") from None


def starts_with(path: Path, magic: bytes) -> bool:
    """Tell a file by its first bytes."""
    try:
        with path.open("rb") as file:
            return file.read(len(magic)) == magic
    except OSError:
        return False
