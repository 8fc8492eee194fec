"""How a script ends, for the state of its run: at its end, by an exception, ``sys.exit`` or a signal."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, NoReturn

End = Callable[[str, int], None]
"""Ends the run in a state, with an exit code."""
_INTERRUPTED = 128 + signal.SIGINT


class Ending:
    """Tells a run how the script ends; one for a process, whose current run is asked for."""

    def __init__(self, end: End) -> None:
        self._end = end
        self._process = os.getpid()
        self._code = 0
        self._hook, self._exit = sys.excepthook, sys.exit
        sys.excepthook = self._failed
        sys.exit = self._exited
        atexit.register(self._finished)
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):  # a lost session hangs up
            if threading.current_thread() is threading.main_thread() and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, self._signalled)

    def _failed(self, kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
        interrupted = issubclass(kind, KeyboardInterrupt)
        self._code = _INTERRUPTED if interrupted else 1
        self._hook(kind, error, at)
        self._tell("killed" if interrupted else "failed", self._code)

    def _exited(self, status: Any = None, /) -> NoReturn:
        self._code = status if isinstance(status, int) else 1 if status else 0
        self._exit(status)

    def _finished(self) -> None:
        self._tell("failed" if self._code else "finished", self._code)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._tell("killed", 128 + number)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _tell(self, state: str, code: int) -> None:
        if os.getpid() == self._process:
            self._end(state, code)
