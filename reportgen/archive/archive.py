"""A report, opened as an archive: its manifest, its blocks decoded, and what of it is damaged."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.archive.decode import decoded
from reportgen.archive.islands import DamagedError, Island, Islands
from reportgen.archive.manifest import NAME, Manifest, read
from reportgen.errors import KnownError, Level
from reportgen.model.media import MediaError, MediaFile

_ID = re.compile(r"[0-9a-f]{18}")
_NAMING = frozenset({
    "block", "texts", "missing", "cells", "places", "outline", "outlines", "y", "steps", "mass", "counts", "view",
    "lines", "refs", "starts", "facts", "spectrum", "peaks", "atoms", "b", "thresholds", "tp", "fp", "every", "truth",
    "predicted", "score", "values",
})  # fmt: skip
"""Fields of what panels hand to the page that name a block."""


class NotReportError(KnownError):
    """A file is no report that reportgen wrote."""

    level = Level.MISSING


class Archive:
    """A report file. What is damaged raises DamagedError where it is asked for, and costs nothing else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.islands = Islands(path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a file"
            raise NotReportError(f"'{path.name}' cannot be read: {reason}") from None
        if not self.islands.is_report:
            self.islands.close()
            raise NotReportError(f"'{path.name}' is not a report of reportgen", "Give a file that reportgen built.")
        if fault := self._fault():
            self.islands.close()
            raise fault
        self.manifest: Manifest | None = None
        self.manifest, self.problem = self._manifest()

    def _fault(self) -> NotReportError | None:
        """Return why the data of a report are not in the file to be read."""
        if self.islands.is_locked:
            hint = f"Run `reportgen unlock {self.path.name} --password-file FILE` first."
            return NotReportError(f"'{self.path.name}' is locked with a password", hint)
        if self.islands.is_in_files:
            hint = "Build it as one file, without --format dir, and give that."
            return NotReportError(f"'{self.path.name}' is the page of a report that is a folder", hint)
        return None

    def _manifest(self) -> tuple[Manifest | None, str]:
        """Return the manifest, or what is wrong with it in words."""
        if NAME not in self.islands.found:
            return None, "has no manifest"
        try:
            found, odd = read(self.json(NAME))
        except (DamagedError, ValueError) as error:
            return None, f"manifest {error}" if isinstance(error, DamagedError) else "manifest is damaged"
        return found, f"{odd} entries of the manifest cannot be read" if odd else ""

    def block(self, name: str) -> Island:
        """Return what a block's island says of it; DamagedError where there is none."""
        if name not in self.islands.found:
            raise DamagedError("is missing")
        return self.islands.found[name]

    def content(self, name: str) -> bytes:
        """Return a block's bytes."""
        return self.islands.content(self._called(name))

    def _called(self, name: str) -> str:
        """Return the digest of a picture in the markup that was made smaller, else the name itself."""
        return str(self.manifest.inline.get(name, name)) if self.manifest is not None else name

    def json(self, name: str) -> Any:
        """Return a block's JSON."""
        try:
            return json.loads(self.content(name))
        except (ValueError, RecursionError):
            raise DamagedError("is damaged") from None

    def numbers(self, name: str) -> NDArray[Any]:
        """Return a block's numbers: float64, or int64 where they are whole numbers of 64 bits."""
        island = self.block(name)
        try:
            return decoded(island.type, island.count, island.extra, self.content(name))
        except ValueError:
            raise DamagedError("is damaged") from None

    def floats(self, name: str) -> NDArray[np.float64]:
        """Return a block's numbers as float64."""
        return np.asarray(self.numbers(name), np.float64)

    def media_type(self, name: str) -> str:
        """Return the type of a block that is a file."""
        if name in self.islands.found:
            return self.islands.found[name].extra
        name = self._called(name)
        return self.islands.pictures[name][0] if name in self.islands.pictures else ""

    def file(self, name: str, called: str) -> BlockFile:
        """Return a block as a file of this name."""
        return BlockFile(self.path.parent, called, archive=self, block=name)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield (block, what is wrong) of every block that is not whole, or that another one names and is not there."""
        yield from self.islands.faults()
        known = {*self.islands.found, *self.islands.pictures}
        named: dict[str, None] = {}
        for name, island in self.islands.found.items():
            if island.type == "json":
                with suppress(DamagedError):
                    named |= dict.fromkeys(_named(self.json(name)))
        for name in named:
            if name not in known and self._called(name) not in known:
                yield name, "is missing"

    def lost(self) -> int:
        """Return how many blocks are damaged or not in the file any more; 0 where nothing says how many there were."""
        if self.manifest is None:
            return 0
        broken = {name for name, _ in self.islands.faults()}
        whole = sum(not one.module and name != NAME and name not in broken for name, one in self.islands.found.items())
        return max(self.manifest.blocks - whole, 0)


def _named(value: Any) -> Iterator[str]:
    """Yield the blocks that JSON of a page names."""
    if isinstance(value, list):
        for one in value:
            yield from _named(one)
    if not isinstance(value, dict):
        return
    for key, one in value.items():
        if isinstance(one, str) and key in _NAMING and _ID.fullmatch(one):
            yield one
        elif key == "x" and isinstance(one, dict):
            yield from (block for block in one.values() if isinstance(block, str) and _ID.fullmatch(block))
        elif key == "blocks" and isinstance(one, list):
            yield from (block for block in one if isinstance(block, str) and _ID.fullmatch(block))
        yield from _named(one)


@dataclass(frozen=True, eq=False)
class BlockFile(MediaFile):
    """A file that a block of a report holds."""

    archive: Archive | None = None
    block: str = ""

    def read(self) -> bytes:
        """Return the content; MediaError where the block is damaged."""
        assert self.archive is not None  # noqa: S101 - ``Archive.file`` makes it
        try:
            return self.archive.content(self.block)
        except DamagedError as error:
            raise MediaError(f"{self.name} {error}") from None

    def identity(self) -> int:
        """Return what tells it from other files without reading it."""
        return zlib.crc32(self.block.encode())
