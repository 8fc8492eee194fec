"""The islands of a report file: found in one scan, each verified, and what is damaged told from the rest."""

from __future__ import annotations

import hashlib
import mmap
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.blocks import digest_of, unpacked
from reportgen.errors import KnownError, Level
from reportgen.inputs import note_path

_ISLAND = re.compile(rb'<script type="application/octet-stream"([^<>]{0,4000})>([^<]*)(</script>)?')
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_INLINE = re.compile(rb'"data:(image/[\w.+-]{1,40});base64,([A-Za-z0-9+/]{4,}={0,2})"')
_MOST = 1 << 30
"""Bytes of one block, inflated."""
_MOST_COUNT = 1 << 40
_MARK = b'<meta name="generator" content="reportgen'
_LOCK = b'<script type="application/json" id="rg-lock">'
_LOCK_HEAD = 200_000
_ELSEWHERE = re.compile(rb'<script type="application/octet-stream" data-rg="manifest"[^<>]{0,400} data-src="')
_HEAD = 1 << 14
"""Bytes at the beginning in which a report says what made it."""


class DamagedError(KnownError):
    """A block is not whole; says how."""

    level = Level.MISSING


@dataclass
class Island:
    """A block of a report: where the base64 of its parts stands in the file, and what its attributes say."""

    id: str
    type: str = ""
    count: int = 0
    extra: str = ""
    deflated: bool = True
    check: str = ""
    parts: int = 1
    module: str = ""
    """The script that it is, where it is code of the page."""
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    """From and up to which byte of the file each part stands."""
    cut: bool = False


class Islands:
    """The islands of a file that is mapped and not read into memory; nothing of it runs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        note_path(path)
        with path.open("rb") as file:
            size = file.seek(0, 2)
            self._bytes: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""

    def close(self) -> None:
        """Let go of the file."""
        if isinstance(self._bytes, mmap.mmap):
            self._bytes.close()

    @cached_property
    def found(self) -> Mapping[str, Island]:
        """Every block by id, in the order of the file."""
        found: dict[str, Island] = {}
        for match in _ISLAND.finditer(self._bytes):
            attributes = dict(_ATTRIBUTE.findall(match[1].decode("ascii", "replace")))
            name = attributes.get("data-rg", "")
            if not name:
                continue
            island = found.setdefault(name, Island(name))
            number = _number(attributes.get("data-part", "0"))
            island.places[number] = match.span(2)
            island.cut = island.cut or match[3] is None
            if "data-type" in attributes:
                island.type, island.extra = attributes["data-type"], attributes.get("data-extra", "")
                island.count, island.parts = (
                    _number(attributes.get("data-n", "")),
                    _number(attributes.get("data-parts", "")),
                )
                island.deflated, island.check = "data-raw" not in attributes, attributes.get("data-sum", "")
                island.module = attributes.get("data-module", "")
        return found

    @property
    def is_locked(self) -> bool:
        """Whether a password locks the report."""
        return is_report(self.path) and _LOCK in self._bytes[:_LOCK_HEAD]

    @property
    def is_in_files(self) -> bool:
        """Whether the page has its data in files beside it."""
        return _ELSEWHERE.search(self._bytes) is not None

    @property
    def is_report(self) -> bool:
        """Whether the file is a report of ours, whole or not."""
        return is_report(self.path) or bool(self.found)

    def content(self, name: str) -> bytes:
        """Return a block's bytes, inflated and verified; DamagedError says what is wrong with it."""
        island = self.found.get(name)
        if island is None:
            picture = self.pictures.get(name)
            if picture is None:
                raise DamagedError("is missing")
            return unpacked(self._bytes[picture[1] : picture[2]])
        stored = self.stored(name)
        if island.check and f"{zlib.crc32(stored):08x}" != island.check:
            raise DamagedError("is damaged")
        content = _inflated(stored) if island.deflated else stored
        if not island.check and digest_of(island.type, island.count, island.extra, content) != name:
            raise DamagedError("is damaged")
        return content

    def stored(self, name: str) -> bytes:
        """Return the bytes of a block as its islands have them, deflated or not; DamagedError where some are gone."""
        island = self.found[name]
        if not island.type or len(island.places) != island.parts or sorted(island.places) != [*range(island.parts)]:
            raise DamagedError("is cut off" if island.cut else "has lost a part")
        if island.cut:
            raise DamagedError("is cut off")
        try:
            return b"".join(unpacked(self._bytes[slice(*island.places[part])]) for part in range(island.parts))
        except ValueError:
            raise DamagedError("is damaged") from None

    @cached_property
    def pictures(self) -> Mapping[str, tuple[str, int, int]]:
        """The pictures in the markup, by the id that a block of them has: type, and where their base64 stands."""
        found = {}
        for match in _INLINE.finditer(self._bytes):
            digest = hashlib.blake2b(match[1] + b"\0", digest_size=9)
            try:
                digest.update(unpacked(match[2]))
            except ValueError:
                continue
            found[digest.hexdigest()] = match[1].decode("ascii"), *match.span(2)
        return found

    def markup(self, mark: str) -> str:
        """Return the markup of a panel, which stands between comments of this mark; DamagedError where one is gone."""
        first, last = f"<!--rg-{mark}-->".encode(), f"<!--/rg-{mark}-->".encode()
        start = self._bytes.find(first)
        end = self._bytes.find(last, start)
        if start < 0 or end < 0:
            raise DamagedError("is cut off")
        try:
            return str(self._bytes[start + len(first) : end].decode("utf-8"))
        except UnicodeDecodeError:
            raise DamagedError("is damaged") from None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield every block that is not whole, and how."""
        for name, island in self.found.items():
            try:
                if not island.module:
                    self.content(name)
            except DamagedError as error:
                yield name, str(error)


def is_report(path: Path) -> bool:
    """Return whether a file is HTML that reportgen wrote, by its beginning."""
    try:
        with path.open("rb") as file:
            return _MARK in file.read(_HEAD)
    except OSError:
        return False


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else -1  # noqa: PLR2004 - more than a file has


def _inflated(stored: bytes) -> bytes:
    packer = zlib.decompressobj(-15)
    try:
        content = packer.decompress(stored, _MOST)
    except zlib.error:
        raise DamagedError("is damaged") from None
    if not packer.eof:
        raise DamagedError("is larger than a block can be" if packer.unconsumed_tail else "is cut off")
    return content
