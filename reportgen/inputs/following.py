"""What is followed while it is written: where a build looked, and what of files that grow stays decoded.

A process that builds again and again (``serve``, ``build --watch``) does so inside of ``following``. What was read is
then known by place and state, so that a change is told by looking at it again, and a file that only grew is read from
where it ended. Outside of it nothing is remembered and nothing costs anything.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from numpy.typing import NDArray

State = tuple[object, ...]
"""What tells that a place is as it was: of a file its number, size and time, of a folder that of all its files."""

Value = TypeVar("Value")
_SAMPLE = 4096
_SAMPLES = 16
_MOST_LISTED = 2_000
"""Entries of a folder that are looked at one by one; of larger ones the folder's own time must do."""


def state_of_file(path: str) -> State:
    """Return the state of a file, which may not be there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - of thousands of files
    except (OSError, ValueError):
        return ()
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def state_of_folder(path: str, but: Collection[str] = ()) -> State:
    """Return the state of a folder: which entries it has, ``but`` some, and of its files their sizes and times."""
    found: list[State] = []
    try:
        own = os.stat(path).st_mtime_ns  # noqa: PTH116 - as above
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.name.startswith(".") or (but and os.path.realpath(entry.path) in but):
                    continue
                if len(found) == _MOST_LISTED:
                    return (own,)
                status = entry.stat()
                whole = stat.S_ISREG(status.st_mode)
                found.append((entry.name, *((status.st_size, status.st_mtime_ns) if whole else ())))
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda one: str(one[0])))


@dataclass(eq=False)
class Places:
    """Where a build looked, each place with its state just before it was read."""

    files: dict[str, State] = field(default_factory=dict)
    folders: dict[str, State] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    """Files that the builds write themselves, links followed."""

    def renewed(self) -> Places:
        """Return the same places as they are now."""
        return Places(
            {path: state_of_file(path) for path in self.files},
            {path: state_of_folder(path, self.own) for path in self.folders},
            self.own,
        )

    def without(self, files: Iterable[str]) -> None:
        """Leave out files that turned out to be written by the build itself."""
        own = frozenset(files)
        if own == self.own:
            return
        self.own = own
        self.files = {path: state for path, state in self.files.items() if os.path.realpath(path) not in own}
        self.folders = {path: state_of_folder(path, own) for path in self.folders}

    def changed(self) -> list[str]:
        """Return the places that are no longer as they were read, files first."""
        return [
            *(path for path, state in self.files.items() if state_of_file(path) != state),
            *(path for path, state in self.folders.items() if state_of_folder(path, self.own) != state),
        ]


@dataclass
class _Decoded:
    """What was decoded of the first ``end`` bytes of a file, and how it is known to be that file still."""

    value: Any
    end: int
    number: tuple[int, int]
    sample: bytes


class Live(Protocol):
    """Tells whether a file is being written just now."""

    def __call__(self, path: str, *, must_grow: bool) -> bool:
        """Return whether it is; with ``must_grow``, whether it was seen to grow."""


class Following:
    """What one process remembers between its builds."""

    def __init__(self, live: Live | None = None, own: Iterable[Path] = ()) -> None:
        self.own = frozenset(os.path.realpath(path) for path in own)
        self.places = Places(own=self.own)
        self.live = live
        """Tells whether a file is being written just now; None where a report is not read while it is made."""
        self._decoded: dict[tuple[str, Hashable], _Decoded] = {}
        self._results: dict[Hashable, Any] = {}
        self._used: set[Hashable] = set()

    @contextmanager
    def building(self) -> Iterator[Places]:
        """Remember what one build reads; yields where it looked."""
        global _current  # noqa: PLW0603 - builds of a process are one after the other
        before, _current = _current, self
        self.places, self._used = Places(own=self.own), set()
        try:
            yield self.places
        finally:
            _current = before

    def forget(self) -> None:
        """Forget what the last build had no use for: runs that are gone, points that were replaced."""
        self._decoded = {key: one for key, one in self._decoded.items() if key in self._used}
        self._results = {key: one for key, one in self._results.items() if key in self._used}


_current: Following | None = None


def is_live(path: Path | str, *, must_grow: bool = False) -> bool:
    """Return whether a file is known to be written just now; without anybody who follows it that is never known.

    With ``must_grow`` its having been written a moment ago does not do: it must have been seen to grow.
    """
    if _current is None or _current.live is None:
        return False
    return _current.live(os.fspath(path), must_grow=must_grow)


def is_building() -> bool:
    """Return whether what is read is remembered at all."""
    return _current is not None


def is_followed() -> bool:
    """Return whether what is built is read while it changes."""
    return _current is not None and _current.live is not None


def note_file(path: Path | str) -> None:
    """Remember that a file is read, or was looked for; call it before it is opened."""
    if _current is not None:
        place = os.path.abspath(path)  # noqa: PTH100 - links stay
        if place not in _current.places.files and place not in _current.places.own:
            _current.places.files[place] = state_of_file(place)


def note_listed(folder: str) -> None:
    """Remember that it matters what lies in a folder; call it before it is listed."""
    if _current is not None:
        place = os.path.abspath(folder)  # noqa: PTH100 - as above
        if place not in _current.places.folders:
            _current.places.folders[place] = state_of_folder(place, _current.places.own)


def taken(path: Path, form: Hashable) -> tuple[Any, int] | None:
    """Return what ``keep`` kept of a file that has only grown since, and how many of its bytes that covers.

    None where nothing is kept, or where the file was replaced, cut or written anew: then it is read from its beginning.
    ``form`` says what was decoded and how. What is taken is kept no longer, and may be gone on with.
    """
    key = (os.path.realpath(path), form)
    if _current is None or (one := _current._decoded.pop(key, None)) is None:  # noqa: SLF001 - one module
        return None
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            same = one.number == (status.st_dev, status.st_ino) and status.st_size >= one.end
            if not same or _sample(file, one.end) != one.sample:
                return None
    except OSError:
        return None
    return one.value, one.end


def keep(path: Path, form: Hashable, value: Any, end: int) -> None:
    """Keep what was decoded of the first ``end`` bytes of a file for the next build.

    Nobody else may change it from then on.
    """
    if _current is None:
        return
    key = (os.path.realpath(path), form)
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            sample = _sample(file, end)
    except OSError:
        return
    _current._decoded[key] = _Decoded(value, end, (status.st_dev, status.st_ino), sample)  # noqa: SLF001 - as above
    _current._used.add(key)  # noqa: SLF001 - as above


def _sample(file: IO[bytes], end: int) -> bytes:
    """Return a digest of the first ``end`` bytes: of all of a small file, else of its ends and places in between."""
    digest = sha256()
    if end <= _SAMPLE * _SAMPLES:
        digest.update(file.read(end))
        return digest.digest()
    for part in range(_SAMPLES):
        file.seek((end - _SAMPLE) * part // (_SAMPLES - 1))
        digest.update(file.read(_SAMPLE))
    return digest.digest()


def remembered(name: str, arrays: Sequence[NDArray[Any]], others: Hashable, make: Callable[[], Value]) -> Value:
    """Return what ``make`` made in the last build of the same arrays and ``others``, or makes now.

    It must depend on nothing else, and nobody may change what it returns.
    """
    if _current is None:
        return make()
    digest = blake2b(digest_size=16)
    for array in arrays:
        digest.update(f"{array.dtype} {array.shape}\0".encode())
        digest.update(array.tobytes())
    key = (name, digest.digest(), others)
    results = _current._results  # noqa: SLF001 - as above
    if key not in results:
        results[key] = make()
    _current._used.add(key)  # noqa: SLF001 - as above
    found: Value = results[key]
    return found
