"""What every kind of media has in common, what is decoded later, and the one way to a file's bytes."""

from __future__ import annotations

import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import md5
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from reportgen.errors import KnownError, Level, Position, Problem, ReportError
from reportgen.inputs import note
from reportgen.inputs.following import note_file

MAX_FILE_BYTES = 1 << 30

_PLAIN = frozenset({int, float, str, bool, type(None)})
Decoded = TypeVar("Decoded")


class MediaError(KnownError):
    """The bytes of a piece of media cannot be had; says why in words for the page."""

    level = Level.MISSING


@lru_cache(maxsize=4096)
def _places(root: str, folder: str) -> tuple[str, str]:
    """Return a root and a folder below it, links followed."""
    whole = os.path.realpath(root)
    return whole, os.path.realpath(os.path.join(whole, folder))  # noqa: PTH118 - realpath takes text


@dataclass(frozen=True)
class MediaFile:
    """A file that a run logged: ``path`` inside ``root``, never outside it; read only when needed."""

    root: Path = field(repr=False)
    path: str
    size: int | None = None
    digest: str = ""
    """Base64 of the content's MD5, as artifact manifests record it; checked when given."""
    logged_as: str = ""
    """What it was logged as, where a staged copy has another name; its end tells the format."""

    @property
    def name(self) -> str:
        """The file's name without folders, safe to show."""
        return (self.logged_as or self.path).replace("\\", "/").rsplit("/", 1)[-1]

    def read(self) -> bytes:
        """Return the content; MediaError when the file is missing, outside its root, or not what was logged."""
        note_file(os.path.join(self.root, self.path))  # noqa: PTH118 - a thousand times a report
        try:
            handle = self._open()
        except (OSError, ValueError) as error:
            missing = isinstance(error, FileNotFoundError | NotADirectoryError)
            raise MediaError(f"{self.name} is missing" if missing else f"{self.name} cannot be read") from None
        status = os.fstat(handle)
        note(status)
        if not stat.S_ISREG(status.st_mode):
            os.close(handle)
            raise MediaError(f"{self.name} is not a regular file")
        with os.fdopen(handle, "rb") as file:
            if status.st_size > MAX_FILE_BYTES:
                raise MediaError(f"{self.name} is larger than {MAX_FILE_BYTES >> 20} MiB")
            content = file.read()
        self._verify(content)
        return content

    def again(self, size: int) -> bytes:
        """Return the content once more, when the page is written; ReportError when it is not what was read before.

        ``size`` is how many bytes that were.
        """
        try:
            content = self.read()
        except MediaError as error:
            what = str(error)
        else:
            if len(content) == size:
                return content
            what = f"{self.name} changed on disk"
        problem = Problem(f"a file changed during the build: {what}", Position(self.path), "Build again.")
        raise ReportError(problem)

    def _open(self) -> int:
        """Open the file where it really lies, which must be inside the root."""
        root, folder = _places(str(self.root), os.path.dirname(self.path))  # noqa: PTH120 - a thousand times a report
        place = os.path.join(folder, os.path.basename(self.path))  # noqa: PTH118, PTH119
        if os.path.basename(place) in {"", ".", ".."} or os.path.islink(place):  # noqa: PTH114, PTH119
            place = os.path.realpath(place)
        if not place.startswith(root.rstrip(os.sep) + os.sep):
            raise MediaError(f"{self.name} is outside the run's folder")
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        return os.open(place, flags)

    def _verify(self, content: bytes) -> None:
        from base64 import b64encode

        if not content:
            raise MediaError(f"{self.name} is empty")
        if self.size is not None and len(content) != self.size:
            raise MediaError(f"{self.name} has {len(content):,} bytes, and {self.size:,} were logged")
        if self.digest and b64encode(md5(content, usedforsecurity=False).digest()).decode() != self.digest:
            raise MediaError(f"{self.name} is not the file that was logged")


class Stored(ABC, Generic[Decoded]):
    """What is decoded only when it is asked for. Equal ones hold the same, so that each is decoded once.

    A reader makes it where decoding takes time or a file of its own: the boxes of an image that nobody may look at.
    """

    in_file: ClassVar[bool] = False
    """Whether a file must be read for it."""

    @abstractmethod
    def read(self) -> Decoded:
        """Return what it holds; MediaError says in words for the page why that cannot be had."""


@dataclass(frozen=True, eq=False)
class Held(Stored[Decoded]):
    """What needs no decoding."""

    value: Decoded

    def read(self) -> Decoded:
        """Return the value."""
        return self.value


@dataclass(frozen=True, eq=False)
class Media:
    """A logged value that is more than a number, a text or a list of them: one class for each kind of media.

    It is the same in history, in a summary and in the cell of a table, whoever logged it. Arrays are not copied and
    must not be changed.
    """

    noun: ClassVar[str] = "media"
    """The field's word for the kind."""
    caption: str = field(default="", kw_only=True)

    @property
    def kind(self) -> str:
        """The field's word for the kind, as specs and messages write it."""
        return self.noun

    def facts(self) -> dict[str, Any]:
        """Return what can be asked of it by name, as plain values; no files. What is not known is omitted."""
        return {"kind": self.kind} | ({"caption": self.caption} if self.caption else {})


@dataclass(frozen=True)
class FileMedia(Media):
    """Media whose content is a file; None where the log names none, or it is not at hand."""

    file: MediaFile | None = None


@dataclass(frozen=True)
class LoggedMedia:
    """One piece of media where it was logged: at a step, as which element of a logged list."""

    value: Media
    step: int
    index: int = 0


def file_of(media: Media) -> MediaFile | None:
    """Return the file that holds the content, None where there is none."""
    return media.file if isinstance(media, FileMedia) else None


def pieces(value: Any, name: str = "") -> list[tuple[str, Any]]:
    """Return what a cell holds, piece by piece, each with its name in the mappings that it stands in.

    A list or a mapping without any media in it is one piece.
    """
    if isinstance(value, Media) or not has_media(value):
        return [(name, value)]
    if isinstance(value, Mapping):
        return [piece for key, one in value.items() for piece in pieces(one, f"{name}.{key}" if name else str(key))]
    return [piece for one in value for piece in pieces(one, name)]


def has_media(value: Any) -> bool:
    """Return whether a cell is a piece of media, or a list or a mapping with one in it."""
    if isinstance(value, Media):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return any(has_media(one) for one in inner if type(one) not in _PLAIN)
