"""Bytes of a log that are read piece by piece: of a file, or at hand."""

from __future__ import annotations

import atexit
import os
from collections import OrderedDict
from pathlib import Path
from typing import IO, Protocol

from reportgen.errors import KnownError, Level

_MOST_OPEN = 32
_open: OrderedDict[tuple[str, int, int], IO[bytes]] = OrderedDict()
"""Files that were read from last, by place and number: systems limit how many a process may have open."""


@atexit.register
def _close() -> None:
    while _open:
        _open.popitem()[1].close()


class LogGoneError(KnownError):
    """A log was removed, replaced or cut while a report was made of it."""

    level = Level.MISSING

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} was removed or replaced while it was read", "Build the report again.")


class Source(Protocol):
    """Bytes that are read by their places."""

    size: int

    def part(self, start: int, end: int) -> memoryview:
        """Return bytes, which are valid until the next call."""

    def text(self, start: int, end: int) -> bytes:
        """Return bytes to keep."""


class Held:
    """Bytes at hand: those of a file from ``offset`` on, which is where their places are counted from."""

    def __init__(self, data: bytes, offset: int = 0) -> None:
        self.data, self.offset = data, offset
        self.size = offset + len(data)

    def part(self, start: int, end: int) -> memoryview:
        """Return bytes without a copy."""
        return memoryview(self.data)[start - self.offset : end - self.offset]

    def text(self, start: int, end: int) -> bytes:
        """Return bytes to keep."""
        return self.data[start - self.offset : end - self.offset]


class LogFile:
    """A file as long as it is now; what is appended later is not seen. OSError where it cannot be opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
        self.size = status.st_size
        self._number = status.st_dev, status.st_ino
        self._buffer = bytearray()
        self._from = self._to = 0  # what of the file it holds

    def part(self, start: int, end: int) -> memoryview:
        """Return bytes in a buffer that every call uses again."""
        if self._from <= start and end <= self._to:
            return memoryview(self._buffer)[start - self._from : end - self._from]
        length = end - start
        self._from, self._to = start, start
        if len(self._buffer) < length:
            self._buffer = bytearray(length)
        view = memoryview(self._buffer)[:length]
        file = self._file()
        file.seek(start)
        read = 0
        while read < length:
            count = file.readinto(view[read:])  # type: ignore[attr-defined]
            if not count:
                raise LogGoneError(self.path)
            read += count
        self._to = end
        return view

    def text(self, start: int, end: int) -> bytes:
        """Return bytes to keep."""
        file = self._file()
        file.seek(start)
        found = file.read(end - start)
        while len(found) < end - start:
            more = file.read(end - start - len(found))
            if not more:
                raise LogGoneError(self.path)
            found += more
        return found

    def rest(self) -> None:
        """Let go of the buffer."""
        self._buffer, self._from, self._to = bytearray(), 0, 0

    def _file(self) -> IO[bytes]:
        key = (str(self.path), *self._number)
        file = _open.pop(key, None)
        if file is None:
            try:
                file = self.path.open("rb", buffering=0)
            except OSError:
                raise LogGoneError(self.path) from None
            status = os.fstat(file.fileno())
            if (status.st_dev, status.st_ino) != self._number:
                file.close()
                raise LogGoneError(self.path)
            while len(_open) >= _MOST_OPEN:
                _open.popitem(last=False)[1].close()
        _open[key] = file
        return file
