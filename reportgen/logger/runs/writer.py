"""A process's own files in the folder of a run: its log, its pack of media, its tables.

Forked children get files of their own on their first record, because nobody may append to another process's file.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

from reportgen.native.appending import Appending
from reportgen.native.frames import (
    BEAT,
    ENDING,
    FORMAT,
    LOGS,
    MEDIA,
    META,
    STEP,
    TABLES,
    VERSION,
    framed,
)  # fmt: skip
from reportgen.native.rows import Rows, as_json

if TYPE_CHECKING:
    from reportgen.model.media import MediaFile

_PACK_BYTES = 1 << 30
"""A pack that is larger is closed, and the next one is begun."""
_alive: weakref.WeakSet[Writer] = weakref.WeakSet()


class Writer:
    """Appends records to the log of this process; a record is in the file when a method returns."""

    def __init__(
        self, folder: Path, rank: int, facts: Mapping[str, Any], told: Callable[[str], None], *, beside: bool = False
    ) -> None:
        """Begin; a writer ``beside`` the run's own adds to it and says nothing of how it goes, as forked children."""
        self.folder, self.rank, self._facts, self._told = folder, rank, dict(facts), told
        self.lock = threading.RLock()
        self._rows = Rows()
        self._forked = beside
        self._log: Appending | None = None
        self._packs: dict[str, Appending] = {}
        self._stored: dict[bytes, Mapping[str, Any]] = {}
        self._tables = 0
        self._is_gone = False
        self._open()
        _alive.add(self)

    def _open(self) -> Appending:
        self._name = f"r{self.rank}-{os.urandom(4).hex()}"
        self._log = Appending(self.folder / LOGS / f"{self._name}{ENDING}", self._told)
        meta = {"format": FORMAT, "version": list(VERSION), "run": self._facts, "rank": self.rank, "started": time()}
        self._log.append(framed(META, as_json(meta | ({"forked": True} if self._forked else {}))))
        return self._log

    def row(self, kind: int, keys: tuple[str, ...], values: tuple[Any, ...], step: int, flags: int = STEP) -> None:
        """Append a row of plain values and packed ones; who has several threads holds ``lock``."""
        log = self._log or self._open()
        log.append(self._rows.frame(kind, keys, values, step, time(), flags, log.offset))

    def record(self, kind: int, content: Any) -> None:
        """Append a record of bytes, or of what becomes JSON."""
        frame = framed(kind, content if isinstance(content, bytes) else as_json(content))
        with self.lock:
            (self._log or self._open()).append(frame)

    def put(self, file: MediaFile) -> Mapping[str, Any]:
        """Store a file in the pack unless its content is there already, and return where it lies, as JSON."""
        from reportgen.native.files import PackedFile, blob

        if isinstance(file, PackedFile):
            return self._elsewhere(file)
        content = file.read()
        frame, digest, start = blob(content, as_json({"name": file.name}))
        with self.lock:
            found = self._stored.get(bytes.fromhex(digest))
            if found is None:
                pack = self._pack(MEDIA)
                found = {"sha256": digest, "size": len(content), "pack": pack.path.name, "at": pack.offset + start}
                pack.append(frame)
                self._stored[bytes.fromhex(digest)] = found
            return {"name": file.name, **found}

    def _elsewhere(self, file: MediaFile) -> Mapping[str, Any]:
        """Name a file of another run or of an artifact by where it lies, from this run's folder on."""
        from reportgen.native.files import PackedFile

        if not isinstance(file, PackedFile):
            raise TypeError
        place = os.path.relpath(file.root / file.path, self.folder)
        return {"name": file.name, "sha256": file.sha256, "size": file.size, "file": place, "at": file.offset}

    def put_table(
        self, columns: Sequence[str], rows: Sequence[Sequence[Any]], more: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Store rows of plain values and loggable ones, and return where they lie, as JSON; ``more`` is added to it."""
        from reportgen.logger.loggable import Loggable
        from reportgen.native.tables import table_frames

        ready = [[cell.stored(self) if isinstance(cell, Loggable) else cell for cell in row] for row in rows]
        with self.lock:
            pack = self._pack(TABLES)
            number, self._tables = self._tables, self._tables + 1
            at = pack.offset
            for frame in table_frames(number, columns, ready):
                pack.append(frame)
            return {
                "pack": pack.path.name,
                "at": at,
                "table": number,
                "rows": len(rows),
                "columns": len(columns),
                **more,
            }

    def _pack(self, folder: str) -> Appending:
        if self._log is None:
            self._open()
        pack = self._packs.get(folder)
        if pack is None or pack.offset > _PACK_BYTES:
            number = "" if pack is None else f"-{os.urandom(2).hex()}"
            if pack is not None:
                pack.close()
            pack = Appending(self.folder / folder / f"{self._name}{number}{ENDING}", self._told)
            self._packs[folder] = pack
            meta = {"format": FORMAT, "version": list(VERSION), "rank": self.rank}
            pack.append(framed(META, as_json(meta)))
        return pack

    def beat(self) -> None:
        """Say that the run goes on, try again what could not be written, and have the system keep what was."""
        import struct

        with self.lock:
            if self._log is None:
                return
            for pack in self._files():
                pack.retry()
            self._log.append(framed(BEAT, struct.pack("<d", time())))
        self.sync()
        self._say_gone()

    def _say_gone(self) -> None:
        """Say once that the files were deleted; the run goes on, because the training matters more."""
        if self._is_gone or not any(file.is_gone() for file in self._files()):
            return
        self._is_gone = True
        self._told(
            f"the folder of the run was deleted or moved ({self.folder}): what has been logged since then is lost. "
            "Training goes on; call init() again to log to a new folder."
        )

    def sync(self) -> None:
        """Have the system put onto the disk what was written."""
        for pack in self._files():
            pack.sync()

    def _files(self) -> list[Appending]:
        return [*self._packs.values(), *([self._log] if self._log is not None else [])]

    @property
    def is_lost(self) -> bool:
        """Whether it was said that the files were deleted."""
        return self._is_gone

    def close(self) -> int:
        """Close the files, and return how many records could not be written."""
        with self.lock:
            left = 0
            self._say_gone()
            for pack in self._files():
                pack.close()
                left += pack.waiting + pack.lost
            self._packs, self._log = {}, None
            return left

    def after_fork(self) -> None:
        """In a forked child: leave the parent's files alone."""
        for pack in self._files():
            pack.drop()
        self.lock = threading.RLock()
        self._forked = True
        self._rows, self._log, self._packs, self._stored = Rows(), None, {}, {}


def _leave_files_of_parent() -> None:
    for writer in list(_alive):
        writer.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_files_of_parent)
