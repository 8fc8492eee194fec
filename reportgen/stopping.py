"""How a command ends before it is done: stopped by a signal, or by a reader that went away. Never a traceback.

Whatever is being written is cleaned up on the way out, and the exit status is 128 and the signal's number: 130 for
Ctrl-C, 143 for SIGTERM, 129 for a terminal that was closed, 141 for a pipe that nobody reads.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_PIPE = 13
_BASE = 128


class Stopped(BaseException):
    """The process was asked to end; like KeyboardInterrupt, nothing catches it on the way."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = _BASE + number


@contextmanager
def endings() -> Iterator[None]:
    """Run a command so that signals and closed pipes end it in order: SystemExit holds the status."""
    try:
        with _signals():
            try:
                yield
            finally:
                for stream in (sys.stdout, sys.stderr):
                    if stream is not None:
                        stream.flush()
    except Stopped as stop:
        with suppress(OSError):
            sys.stderr.write("Stopped.\n")
        _silence()
        sys.exit(stop.status)
    except BrokenPipeError:
        _silence()
        sys.exit(_BASE + _PIPE)
    except OSError as error:
        with suppress(OSError):
            sys.stderr.write(f"error: cannot print: {error.strerror}\n")
        _silence()
        sys.exit(1)


@contextmanager
def _signals() -> Iterator[None]:
    """Turn the signals that end a process into Stopped; those that are ignored, as after nohup, stay so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    free = [number for number in numbers if before[number] in (signal.SIG_DFL, signal.default_int_handler)]

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        for other in free:  # once is enough; a second Ctrl-C ends at once
            signal.signal(other, signal.SIG_DFL if other == signal.SIGINT else signal.SIG_IGN)
        raise Stopped(number)

    try:
        for number in free:
            signal.signal(number, stop)
        yield
    finally:
        for number in free:
            signal.signal(number, before[number])


def _silence() -> None:
    """Let nothing be said while the interpreter ends: what could not be printed is printed nowhere."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                os.dup2(nowhere, stream.fileno())
