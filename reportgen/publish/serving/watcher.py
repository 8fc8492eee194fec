"""Wakes whoever waits when something changes in folders: at once where the system tells, else when looked at again."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TOGETHER, _CALM = 200, 50
"""Milliseconds: changes that belong together take as long at most, and this long none follows."""


class Watcher:
    """Sets ``woken`` when an entry of one of the folders changes, is added or is gone.

    Changes on network file systems, and where the system has no more watches to give, are not told: whoever waits for
    ``woken`` looks from time to time by itself.
    """

    def __init__(self) -> None:
        self.woken = threading.Event()
        self._stop = threading.Event()
        self._folders: frozenset[str] = frozenset()
        self._thread: threading.Thread | None = None

    def watch(self, folders: Iterable[str]) -> None:
        """Watch these folders, and no others, from now on."""
        wanted = frozenset(folder for folder in folders if Path(folder).is_dir())
        alive = self._thread is not None and self._thread.is_alive()
        if wanted == self._folders and (alive or not wanted):
            return
        self.stop()
        self._folders, self._stop = wanted, threading.Event()
        if wanted:
            self._thread = threading.Thread(target=self._run, args=(wanted, self._stop), daemon=True)
            self._thread.start()
            self.woken.set()  # what changed while nobody watched

    def stop(self) -> None:
        """Watch nothing any more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(1)
        self._thread, self._folders = None, frozenset()

    def _run(self, folders: frozenset[str], stop: threading.Event) -> None:
        from watchfiles import watch

        with suppress(OSError, RuntimeError):  # a folder that is gone, or no watch left
            for _ in watch(
                *folders, watch_filter=None, debounce=_TOGETHER, step=_CALM, stop_event=stop, recursive=False,
                rust_timeout=500, raise_interrupt=False,
            ):  # fmt: skip
                self.woken.set()
