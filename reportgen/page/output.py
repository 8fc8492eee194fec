"""Where a report goes: a file that is replaced whole or not at all, or a stream that is written to.

Nothing that exists is destroyed: a device or a pipe stays what it is, a symbolic link stays and its target is
replaced, a file keeps its mode and owner, and a file that the report was made of is refused.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from reportgen.errors import Problem, ReportError, SpecError
from reportgen.inputs import Inputs, identity

_FRESH = 0o666
_PRIVATE = 0o600
_DESCRIPTOR = re.compile(r"/(?:proc/(\d+)(?:/task/\d+)?/fd|dev/fd)/(\d+)\Z")
_TEMPORARY = re.compile(r"\.reportgen-[0-9a-f]{16}\.tmp\Z")
_MOST_LINKS = 40
_BEGINNING = 20_000
_REASONS = {
    errno.ENOSPC: ("the disk is full", "Make room, or write elsewhere with -o."),
    errno.EDQUOT: ("your disk quota is exhausted", "Make room, or write elsewhere with -o."),
    errno.EFBIG: ("the file would exceed the size limit", "Write elsewhere with -o."),
    errno.EACCES: ("permission denied", "Write elsewhere with -o."),
    errno.EPERM: ("permission denied", "Write elsewhere with -o."),
    errno.EROFS: ("the file system is read-only", "Write elsewhere with -o."),
    errno.ENOTDIR: ("part of its path is not a folder", "Write elsewhere with -o."),
    errno.EEXIST: ("part of its path is not a folder", "Write elsewhere with -o."),
    errno.EISDIR: ("it is a folder", "Give the name of a file: -o report.html."),
    errno.ELOOP: ("its symbolic links form a loop", "Write elsewhere with -o."),
    errno.ENAMETOOLONG: ("its name is too long", "Give it a shorter name with -o."),
    errno.ENXIO: ("the device does not exist", "Write elsewhere with -o."),
    errno.EBADF: ("it is not open for writing", "Write elsewhere with -o."),
    errno.ENOENT: ("its folder does not exist", "Write elsewhere with -o."),
    errno.EIO: ("the disk reports an error", "Write elsewhere with -o."),
}


@dataclass(frozen=True)
class Output:
    """One place for a report. ``path`` is as it was given; ``place`` is the file itself, links followed."""

    path: Path
    place: Path
    descriptor: int | None = None
    """The open descriptor of this process that the path stands for, if it does."""
    status: os.stat_result | None = None
    """What was there before."""

    @classmethod
    def at(cls, given: Path | str) -> Output:
        """Return the output at a path, or standard output for the text ``-``; SpecError says what none can be."""
        if given == "-":
            return cls(Path("-"), Path("-"), 1)
        text = os.fspath(given)
        with _told(text):
            number = _descriptor(text)
            if number is not None:
                return cls(Path(text), Path(text), number, os.fstat(number))
            try:
                status = os.stat(text)
            except FileNotFoundError:
                status = None
        if text.endswith(os.sep) or (status and stat.S_ISDIR(status.st_mode)):
            raise SpecError(Problem(f"cannot write '{text}': it names a folder", None, "Give a file: -o report.html."))
        if status and stat.S_ISBLK(status.st_mode):
            what = f"cannot write '{text}': it is a block device, whose contents would be lost"
            raise SpecError(Problem(what, None, "Write to a file: -o report.html."))
        output = cls(Path(text), Path(os.path.realpath(text)), None, status)
        output._check()
        return output

    @property
    def is_stream(self) -> bool:
        """Whether what is there is written to, and not replaced."""
        return self.descriptor is not None or bool(self.status and not stat.S_ISREG(self.status.st_mode))

    @property
    def is_standard(self) -> bool:
        """Whether the report goes where data is printed."""
        if self.descriptor == 1:
            return True
        if not self.is_stream or self.status is None:
            return False
        with suppress(OSError):
            return os.path.samestat(self.status, os.fstat(1))
        return False

    @property
    def is_report(self) -> bool:
        """Whether what is there now is a report of ours."""
        return _is_report(self.place)

    def _check(self) -> None:
        """Say before the work begins what would be in the way at its end."""
        if self.is_stream or self.status is None:
            return
        if not (os.access(self.place, os.W_OK) and stat.S_IMODE(self.status.st_mode) & 0o222):
            hint = "Make it writable, or write elsewhere with -o."
            raise ReportError(Problem(f"cannot write '{self.path}': it is read-only", None, hint))

    def refuse(self, inputs: Inputs) -> None:
        """Raise SpecError when the output is a file that was read, or one of a run's folder that is no report."""
        if self.is_stream or self.status is None:
            return
        hint = "Write elsewhere with -o."
        if identity(self.status) in inputs.files:
            raise SpecError(Problem(f"'{self.path}' is an input of the report", None, hint))
        for folder in sorted(inputs.folders):
            if self.place.is_relative_to(folder) and not _is_report(self.place):
                raise SpecError(Problem(f"'{self.path}' is a file of the run in '{folder.name}'", None, hint))

    def write(self, pieces: Iterable[str | bytes]) -> int:
        """Write the whole report and return its size in bytes; a file shows all of it or what it held before."""
        with _told(str(self.path)):
            if self.is_stream:
                with self._stream() as file:
                    return _copy(pieces, file)
            self.place.parent.mkdir(parents=True, exist_ok=True)
            _clear(self.place.parent)
            return self._replace(pieces)

    @contextmanager
    def _stream(self) -> Iterator[IO[bytes]]:
        if self.descriptor == 1:
            if sys.stdout is None:
                raise OSError(errno.EBADF, "")
            sys.stdout.flush()
            if str(self.path) == "-" and hasattr(sys.stdout, "buffer"):  # wherever a program turned it to
                yield sys.stdout.buffer
                sys.stdout.buffer.flush()
                return
        if self.descriptor is not None:
            handle = os.dup(self.descriptor)
        else:
            handle = os.open(self.path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
        with os.fdopen(handle, "wb") as file:
            yield file

    def _replace(self, pieces: Iterable[str | bytes]) -> int:
        """Write a file so that a reader sees the old one or the whole new one, whatever happens in between."""
        name = self.place.parent / f".reportgen-{os.urandom(8).hex()}.tmp"
        try:
            with os.fdopen(_held(name, _FRESH if self.status is None else _PRIVATE), "wb") as file:
                size = _copy(pieces, file)
                file.flush()
                if self.status is not None:
                    _keep(file.fileno(), self.place, self.status)
                os.fsync(file.fileno())
                name.replace(self.place)
        except BaseException:
            with suppress(OSError):
                name.unlink()
            raise
        return size


def _copy(pieces: Iterable[str | bytes], file: IO[bytes]) -> int:
    return sum(file.write(encoded(piece)) for piece in pieces)


def encoded(piece: str | bytes) -> bytes:
    """Return a piece of a report as it is written."""
    if isinstance(piece, bytes):
        return piece
    # HTML has no NUL: a browser would drop it, and the text would read otherwise than it was logged.
    return piece.replace("\0", "\ufffd").encode("utf-8", "replace")


def _descriptor(path: str) -> int | None:
    """Return the descriptor that a path such as /dev/stdout or /dev/fd/3 stands for, links followed."""
    for _ in range(_MOST_LINKS):
        folder, name = os.path.split(path)
        place = os.path.join(os.path.realpath(folder), name)
        found = _DESCRIPTOR.fullmatch(place)
        if found and found[1] in (None, str(os.getpid())):
            return int(found[2])
        if place == "/dev/stdout":  # where it is no link
            return 1
        if place == "/dev/stderr":
            return 2
        if not os.path.islink(place):
            return None
        path = os.path.join(os.path.dirname(place), os.readlink(place))
    return None


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Tell what the system says about a path in our words; a reader that went away stays what it is."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        what, hint = _REASONS.get(error.errno or 0, (error.strerror or "the system refused", ""))
        name = "standard output" if path == "-" else f"'{path}'"
        raise ReportError(Problem(f"cannot write {name}: {what}", None, hint)) from None
    except ValueError:  # a NUL in it
        raise SpecError(Problem(f"cannot write {path!r}: not a valid file name")) from None


def _keep(handle: int, place: Path, status: os.stat_result) -> None:
    """Give the new file the old one's extended attributes, owner, group and mode; ReportError if it changes hands."""
    mode = stat.S_IMODE(status.st_mode)
    if hasattr(os, "listxattr"):  # access lists among them
        with suppress(OSError):
            for name in os.listxattr(place):
                with suppress(OSError):
                    os.setxattr(handle, name, os.getxattr(place, name))
    if not hasattr(os, "fchown"):
        return
    new = os.fstat(handle)
    if new.st_uid != status.st_uid:
        try:
            os.fchown(handle, status.st_uid, -1)
        except OSError:
            hint = "Remove it first, or write elsewhere with -o."
            raise ReportError(Problem(f"cannot write '{place.name}': it belongs to another user", None, hint)) from None
    if new.st_gid != status.st_gid:
        try:
            os.fchown(handle, -1, status.st_gid)
        except OSError:  # a group that we are not in: ours gains nothing that everybody did not have
            mode &= ~0o070 | (mode & 0o007) << 3
    os.fchmod(handle, mode)


def _held(name: Path, mode: int) -> int:
    """Return a new file, open and locked for as long as we write it."""
    while True:
        handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        try:
            _lock(handle, wait=True)
        except OSError:  # a file system without locks: nobody can prove there that a file is left over
            return handle
        if os.fstat(handle).st_nlink:
            return handle
        os.close(handle)  # another build cleared it away before it was locked


def _lock(handle: int, *, wait: bool) -> None:
    if sys.platform == "win32":
        return  # an open file cannot be removed there
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _clear(folder: Path) -> None:
    """Remove what builds that were killed left in a folder: files of our making that no build holds any more."""
    with suppress(OSError):
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if _TEMPORARY.fullmatch(entry.name):
                with suppress(OSError):
                    _remove_left(Path(entry.path))


def _remove_left(path: Path) -> None:
    handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(handle)
        ours = stat.S_ISREG(status.st_mode) and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())
        if ours:
            _lock(handle, wait=False)
            if sys.platform != "win32" and os.path.samestat(status, os.lstat(path)):
                path.unlink()
    finally:
        os.close(handle)
    if ours and sys.platform == "win32":
        path.unlink()


def _is_report(path: Path) -> bool:
    """Return whether a file is a report of ours, as may lie beside what it was made of."""
    with suppress(OSError), path.open("rb") as file:
        return b'<meta name="generator" content="reportgen' in file.read(_BEGINNING)
    return False
