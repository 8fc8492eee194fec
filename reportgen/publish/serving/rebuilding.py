"""Builds a report again whenever what it read has changed, and says how each build went."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.errors import Problem, ReportError
from reportgen.inputs.following import Following, Places
from reportgen.pipeline import Result
from reportgen.publish.serving.watcher import Watcher

ALIVE = 120.0
"""Seconds after it was last written to within which a log without an end is taken to be going on."""
_LOOK = 2.0
"""Seconds after which files are looked at although no change was told."""
_AGAIN = 0.3
"""Seconds after which a build that failed is tried once more: editors and loggers write files in two steps."""
_REST = 0.5
"""Seconds between the end of a build and the next one, at the least; a long build rests as long as it worked."""
_LONGEST_REST = 20.0


@dataclass(frozen=True)
class Built:
    """How one build went: ``result`` where there is a report, ``problems`` where there is none."""

    number: int
    result: Result | None
    problems: tuple[Problem, ...] = ()
    changed: tuple[str, ...] = ()
    """The places whose change it was built for; none for the first build."""
    seconds: float = 0.0


@dataclass
class Rebuilding:
    """Builds with ``make``, over and over; ``own`` are the files that the builds write themselves.

    ``is_read_live`` says that somebody reads the report while it is made: runs that are being logged are then shown
    as such.
    """

    make: Callable[[], Result]
    own: tuple[Path, ...] = ()
    is_read_live: bool = False
    told: Callable[[], None] = lambda: None
    """Called when a build begins."""
    _watcher: Watcher = field(default_factory=Watcher)
    _places: Places = field(default_factory=Places)
    _sizes: dict[str, int] = field(default_factory=dict)
    _dying: tuple[float, ...] = ()
    """When logs that are being written will be taken to have been left, in seconds of the epoch."""

    def builds(self) -> Iterator[Built]:
        """Yield how the first build went, and each one after it; it never ends by itself."""
        following = Following(self._is_live if self.is_read_live else None, self.own)
        changed: tuple[str, ...] = ()
        number = 0
        try:
            while True:
                following.own = frozenset(os.path.realpath(path) for path in self.own)
                number += 1
                begun, worked = time.monotonic(), time.process_time()
                self.told()
                built = self._build(following, number, changed)
                took, worked = time.monotonic() - begun, time.process_time() - worked
                self._watcher.watch(self._folders())
                yield Built(number, built.result, built.problems, changed, took)
                self._places.without(os.path.realpath(path) for path in self.own)
                changed = self._wait(begun + took + min(max(_REST, worked), _LONGEST_REST))
        finally:
            self._watcher.stop()

    def _build(self, following: Following, number: int, changed: tuple[str, ...]) -> Built:
        for left in (1, 0):
            built = self._once(following, number, changed)
            if built.result is not None or not left or number == 1:
                return built
            time.sleep(_AGAIN)
            if not self._changed():
                return built
        return built

    def _once(self, following: Following, number: int, changed: tuple[str, ...]) -> Built:
        """Build once; whatever goes wrong is a problem, and the places of the last build stay known."""
        self._dying = ()
        with following.building() as places:
            try:
                result = self.make()
            except ReportError as error:
                built = Built(number, None, tuple(error.problems), changed)
            except OSError as error:
                what = f"{error.strerror or error}: {error.filename}" if error.filename else str(error.strerror)
                built = Built(number, None, (Problem(what),), changed)
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end what is being watched
                what = f"reportgen failed: {type(error).__name__}: {error}"
                hint = "This is a bug in reportgen. Run `reportgen build -v` and report the traceback."
                built = Built(number, None, (Problem(what, None, hint),), changed)
            else:
                built = Built(number, result, (), changed)
                following.forget()
        if built.result is None:
            before = self._places.renewed()
            places = Places({**before.files, **places.files}, {**before.folders, **places.folders}, places.own)
        self._places = places
        return built

    def _changed(self) -> tuple[str, ...]:
        return tuple(self._places.changed())

    def _wait(self, earliest: float) -> tuple[str, ...]:
        """Return what has changed since it was read, once anything has; not before ``earliest``."""
        while True:
            self._watcher.woken.wait(_LOOK)
            rest = earliest - time.monotonic()
            if rest > 0:
                time.sleep(rest)
            self._watcher.woken.clear()
            changed = self._changed()
            if changed or any(end <= time.time() for end in self._dying):
                return changed

    def _folders(self) -> set[str]:
        return {*self._places.folders, *(os.path.dirname(path) for path in self._places.files)}  # noqa: PTH120 - texts

    def _is_live(self, path: str, *, must_grow: bool = False) -> bool:
        """Tell a file that was written to a moment ago, and remember when that will be long ago.

        With ``must_grow`` it has to be another size than when it was first asked for.
        """
        try:
            status = Path(path).stat()
        except OSError:
            return False
        end = status.st_mtime + ALIVE
        grown = self._sizes.setdefault(path, status.st_size) != status.st_size
        if end <= time.time() or (must_grow and not grown):
            return False
        self._dying = (*self._dying, end)
        return True
