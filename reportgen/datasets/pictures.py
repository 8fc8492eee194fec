"""The files of labelled images: found by name or base name in given folders, and blank where there are none."""

from __future__ import annotations

import os
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reportgen.datasets.objects import Picture
from reportgen.model.media import MediaError, MediaFile

PICTURE = re.compile(r".*\.(?:png|jpe?g|webp|gif|bmp|tiff?)\Z", re.IGNORECASE)
_MOST = 400_000
"""Files of folders that are looked through."""
_USUAL = (640, 480)
_LARGEST = 20_000


@dataclass(frozen=True)
class Blank(MediaFile):
    """What stands for an image that is not at hand: an empty picture of its size."""

    width: int = 0
    height: int = 0

    def read(self) -> bytes:
        """Return a light grey PNG of one bit a pixel."""
        rows = (b"\0" + bytes((self.width + 7) // 8)) * self.height
        head = struct.pack(">IIBBBBB", self.width, self.height, 1, 3, 0, 0, 0)
        parts = ((b"IHDR", head), (b"PLTE", b"\xe4\xe4\xe7"), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in parts
        )


def blank(picture: Picture) -> Blank:
    """Return what stands for an image."""
    width, height = picture.width or _USUAL[0], picture.height or _USUAL[1]
    return Blank(Path(), "blank.png", width=min(width, _LARGEST), height=min(height, _LARGEST))


class Folders:
    """Folders of images, the first one first. What a name says of folders counts, then its base name."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = list(dict.fromkeys(folder for folder in folders if folder.is_dir()))
        self._names: dict[str, tuple[Path, str] | None] | None = None

    def find(self, name: str) -> MediaFile | None:
        """Return the file of an image, None where there is none or two are called so."""
        parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", ".")]
        if not parts or ".." in parts:
            return None
        for folder in self._folders:
            for tail in ("/".join(parts), parts[-1]):
                if os.path.isfile(os.path.join(folder, tail)):  # noqa: PTH113, PTH118 - of thousands of images
                    return MediaFile(folder, tail)
        if self._names is None:
            self._names = {}
            for folder in self._folders:
                for path in below(folder):
                    base = path.rpartition("/")[2]
                    self._names[base] = None if base in self._names else (folder, path)
        known = self._names.get(parts[-1])
        return MediaFile(*known) if known else None


def below(folder: Path) -> Iterator[str]:
    """Yield the paths of pictures in a folder and those below it, in order; links to folders are not followed."""
    count = 0
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        start = os.path.relpath(here, folder).replace(os.sep, "/")
        for name in sorted(files):
            count += 1
            if count > _MOST:
                return
            if PICTURE.match(name):
                yield name if start == "." else f"{start}/{name}"


SizeOf = Callable[[bytes], tuple[int, int]]
"""What tells the width and height of a picture."""


def sized(pictures: Sequence[Picture], folders: Folders, size_of: SizeOf) -> list[Picture]:
    """Return images with the sizes that their files say, where their labels do not."""
    found = []
    for picture in pictures:
        file = None if picture.width and picture.height else folders.find(picture.name)
        if file is not None:
            with suppress(MediaError):
                picture = Picture(picture.name, *size_of(file.read()))  # noqa: PLW2901 - the same, with its size
        found.append(picture)
    return found
