"""What goes on next to a run: heartbeats, metrics of the machine, what is printed, what runs, and how it all ends."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from reportgen.logger.process.ending import End, Ending

if TYPE_CHECKING:
    from reportgen.logger.process.console import Console
    from reportgen.logger.process.machine import Machine
    from reportgen.logger.runs.run import Run
    from reportgen.logger.runs.settings import Settings

_BEAT = 5.0
"""Seconds between heartbeats, which also put onto the disk what was written."""
_WAIT = 30.0
"""Seconds that a script waits at its end for what the thread does; without them a short script would log no code."""
_SAMPLES = 3
"""Heartbeats from one sample of the machine's metrics to the next."""
_endings: list[Ending] = []


def watch_process(run: Run, settings: Settings, end: End) -> None:
    """Begin what goes on next to a run, as its settings ask; ``end`` ends the current run when the script ends."""
    console = None
    if settings.console:
        from reportgen.logger.process.console import Console

        console = Console(run.write_text)
        run.at_end(console.release)
    pulse = _Pulse(run, settings, console)
    run.at_end(pulse.stop)
    pulse.thread.start()
    if not _endings:
        _endings.append(Ending(end))


class _Pulse:
    """The thread of a run: everything slow happens in it, and nothing in it stops the script."""

    def __init__(self, run: Run, settings: Settings, console: Console | None) -> None:
        self._run, self._settings, self._console = run, settings, console
        self._over = threading.Event()
        self._count = 0
        self._machine: Machine | None = None
        if settings.code:
            from reportgen.logger.process.code import script_file

            self._script = script_file()
        self.thread = threading.Thread(target=self._go, name="reportgen", daemon=True)

    def _go(self) -> None:
        if self._settings.code:
            from reportgen.logger.process.code import code

            with suppress(Exception):  # a repository or a package in a state that nobody foresaw
                self._run.write_code(code(self._script))
        if self._settings.system:
            from reportgen.logger.process.machine import Machine

            with suppress(Exception):  # a driver that fails
                self._machine = Machine()
        while not self._over.wait(_BEAT):
            with suppress(Exception):  # the files were closed in between, or the disk is gone
                self._beat()

    def _beat(self) -> None:
        if self._console is not None:
            self._console.log()
        if self._machine is not None and self._count % _SAMPLES == 0:
            self._run.write_stats(self._machine.sample())
        self._count += 1
        self._run.beat()

    def stop(self) -> None:
        """End the thread; a last sample is taken, so that short runs have one, too."""
        self._over.set()
        if threading.current_thread() is not self.thread and not sys.is_finalizing():
            self.thread.join(_WAIT)
        if self._machine is not None:
            with suppress(Exception):
                self._run.write_stats(self._machine.sample())
