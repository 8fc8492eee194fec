"""A file that frames are appended to, so that what ``append`` returned for is there after ``kill -9``.

One write a frame, to a file of this process alone: appends of several clients of a network file system are not
atomic. On a full disk the torn frame is cut off, frames wait in memory in their order, and writing is tried again.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from pathlib import Path
from time import monotonic

_HELD = 64 << 20
"""Bytes of frames that wait for space."""
_AGAIN = 1.0
"""Seconds until writing is tried again."""


class Appending:
    """Frames at the end of a file; ``told`` is called once, in words, when they cannot be written.

    It has no lock of its own: who has several threads holds one around ``append``.
    """

    def __init__(self, path: Path, told: Callable[[str], None]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
        self.path = path
        self._descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o666)
        self._told = told
        self._waiting: deque[bytes] = deque()
        self._held = 0
        self._tried = 0.0
        self._said = False
        self.offset = 0
        """Bytes of whole frames, those that wait included."""
        self._written = 0
        self.lost = 0
        """Frames that were given up, because more waited than memory may hold."""

    def append(self, frame: bytes) -> bool:
        """Append a whole frame, and return whether it is in the file: what is not waits, in order, for space."""
        if self._waiting:
            self.offset += self._keep(frame)
            self.retry()
            return not self._waiting
        try:
            done = os.write(self._descriptor, frame)
        except OSError as error:
            done = 0
            self._say(error)
        size = len(frame)
        if done == size:
            self.offset += size
            self._written += size
            return True
        return self._torn(frame, done)

    def _torn(self, frame: bytes, done: int) -> bool:
        """Go on with a frame of which only a part was written, or cut the part off."""
        rest = memoryview(frame)[done:]
        try:
            while done and len(rest):  # one write takes 2 GiB at most, and less where a signal comes
                part = os.write(self._descriptor, rest)
                rest = rest[part:]
                if not part:
                    break
        except OSError as error:
            self._say(error)
        if not len(rest):
            self.offset += len(frame)
            self._written += len(frame)
            return True
        if done:
            os.ftruncate(self._descriptor, self._written)
        self.offset += self._keep(frame)
        self._tried = monotonic()
        return False

    def _keep(self, frame: bytes) -> int:
        if self._held + len(frame) > _HELD:
            self.lost += 1
            return 0
        self._waiting.append(frame)
        self._held += len(frame)
        return len(frame)

    def _say(self, error: OSError) -> None:
        if not self._said:
            self._said = True
            self._told(
                f"{self.path.name} cannot be written ({error.strerror or 'unknown reason'}). Rows wait in memory, up "
                f"to {_HELD >> 20} MB, and are written when that is possible again."
            )

    def retry(self, *, now: bool = False) -> None:
        """Write what waits, at most once a second unless it must be ``now``."""
        if not self._waiting or (not now and monotonic() - self._tried < _AGAIN):
            return
        self._tried = monotonic()
        while self._waiting:
            frame = self._waiting[0]
            try:
                done = os.write(self._descriptor, frame)
            except OSError:
                return
            if done != len(frame):
                os.ftruncate(self._descriptor, self._written)
                return
            self._waiting.popleft()
            self._held -= done
            self._written += done

    def is_gone(self) -> bool:
        """Tell whether the file was deleted, or lies elsewhere by now: what is appended is lost then."""
        try:
            return self._descriptor >= 0 and not os.path.samestat(self.path.stat(), os.fstat(self._descriptor))
        except FileNotFoundError:
            return True
        except OSError:  # a network file system that does not answer
            return False

    @property
    def waiting(self) -> int:
        """Frames that are not in the file yet."""
        return len(self._waiting)

    def sync(self) -> None:
        """Have the system put onto the disk what was written; what it cannot is said once."""
        try:
            getattr(os, "fdatasync", os.fsync)(self._descriptor)
        except OSError as error:
            self._say(error)

    def close(self) -> None:
        """Write what waits if that is possible, and close the file."""
        if self._descriptor < 0:
            return
        self.retry(now=True)
        self.sync()
        try:
            os.close(self._descriptor)
        except OSError as error:
            self._say(error)
        self._descriptor = -1

    def drop(self) -> None:
        """Close the file without a word: it is another process's, which goes on writing it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            self._waiting.clear()
