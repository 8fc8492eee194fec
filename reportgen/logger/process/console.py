"""What a script prints, into its log: the streams are wrapped, and print what they printed before.

A pipe inside the process would catch the output of C code, too, and can deadlock: C code that prints while it holds
the interpreter's lock fills the pipe, and nobody can empty it.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TextIO

_PIECE = 8192
"""Characters after which printed text is logged; the rest waits for the next heartbeat."""


class Wrapped:
    """A stream that tells what is written to it, and is the stream in all else."""

    def __init__(self, stream: TextIO, name: str, tell: Callable[[str, str], None]) -> None:
        self._stream, self._name, self._tell = stream, name, tell
        self._parts: deque[str] = deque()
        self._size = 0

    def write(self, text: str) -> int:
        """Write to the stream, and keep the text for the log."""
        done = self._stream.write(text)
        self._parts.append(text)
        self._size += len(text)
        if self._size > _PIECE:
            self.log()
        return done

    def writelines(self, lines: Iterable[str]) -> None:
        """Write lines to the stream."""
        for line in lines:
            self.write(line)

    def log(self) -> None:
        """Have the log take what was written."""
        self._size = 0
        parts = []
        with suppress(IndexError):
            while True:  # no lock: a forked child could wait for a thread that it does not have
                parts.append(self._parts.popleft())
        if parts:
            self._tell(self._name, "".join(parts))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Console:
    """The wrapped streams of a process; ``release`` gives back those that nobody else has wrapped since."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self._before: dict[str, tuple[Any, Wrapped]] = {}
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if stream is not None and not isinstance(stream, Wrapped):
                wrapped = Wrapped(stream, name, tell)
                self._before[name] = (stream, wrapped)
                setattr(sys, name, wrapped)

    def log(self) -> None:
        """Have the log take what was printed."""
        for _, wrapped in self._before.values():
            wrapped.log()

    def release(self) -> None:
        """Log the rest, and give the streams back."""
        self.log()
        for name, (stream, wrapped) in self._before.items():
            if getattr(sys, name) is wrapped:
                setattr(sys, name, stream)
