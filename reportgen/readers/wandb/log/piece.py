"""One ``.wandb`` log, scanned; and the logs of one resumed run, put behind each other.

Everything but history and summary is decoded at once; those are where most bytes are, and are read on request.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from reportgen.digits import plural
from reportgen.inputs import note_run
from reportgen.model.column import Ints
from reportgen.model.nested import of_logger
from reportgen.model.run import Loss
from reportgen.readers.wandb.log.history import History
from reportgen.readers.wandb.log.leaves import walk
from reportgen.readers.wandb.log.records import Records
from reportgen.tracked.record_log import scan

_HISTORY, _SUMMARY = 0x12, 0x1A


@dataclass
class Piece:
    """One ``.wandb`` file, scanned: everything but history and summary is decoded."""

    path: Path
    data: bytes
    history: tuple[Ints, Ints]
    summary: tuple[Ints, Ints]
    records: Records
    losses: list[Loss]
    remarks: list[str]
    """How a log without an end breaks off, in words."""

    @classmethod
    def open(cls, path: Path) -> Piece:
        """Read one log; OSError when it cannot be opened."""
        note_run(path)
        found = scan(path.read_bytes())
        data = found.data
        starts, ends = np.array(found.starts, np.int64), np.array(found.ends, np.int64)
        kind, body = _classify(data, starts, ends)
        records = Records()
        for index in np.flatnonzero(kind == 0).tolist():
            start, end = int(starts[index]), int(ends[index])
            inner = records.add(data[start:end])
            if inner is not None:  # history or summary behind other fields
                kind[index] = inner[0]
                body[index] = data.index(inner[1], start, end)
                ends[index] = body[index] + len(inner[1])
        whole = path.stat().st_size if found.damage else 0
        losses, remarks = [], []
        for damage in found.damage:
            loss = Loss(path.name, damage.what, damage.start, damage.end)
            if damage.end >= whole and records.exit_code is None:  # as every log that is being written may end
                remarks.append(f"{loss}; the run was being logged, or was killed")
            else:
                losses.append(loss)
        history, summary = kind == _HISTORY, kind == _SUMMARY
        return cls(path, data, (body[history], ends[history]), (body[summary], ends[summary]), records, losses, remarks)

    @property
    def id(self) -> str:
        """The run's id, else what the file's name says."""
        run = self.records.run
        named = self.path.stem.removeprefix("run-")
        return (run.id if run else "") or named

    @property
    def created(self) -> float:
        """When the run began, in Unix seconds; NaN where unknown."""
        return self.records.run.created if self.records.run else math.nan

    def all_losses(self) -> list[Loss]:
        """Return what was lost of the file, and the records that are whole but say nothing readable."""
        unread = self.records.unread + self.rows.leaves.damaged
        return [
            *self.losses,
            *([Loss(self.path.name, f"{plural(unread, 'record')} could not be decoded")] if unread else []),
        ]

    @cached_property
    def rows(self) -> History:
        """The history, decoded by key."""
        return History(self.data, *self.history)

    @cached_property
    def summarized(self) -> set[str]:
        """The names in those summary records that hold typed values; most records are not looked into."""
        starts, ends = self.summary
        typed = [n for n, (at, to) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
                 if self.data.find(b"_type", at, to) >= 0]  # fmt: skip
        found = walk(self.data, starts[typed], ends[typed], steps=False).keys if typed else []
        return {".".join(path[:-1] if path[-1] == "_type" else path) for path in found if not of_logger(path[0])}


def _classify(data: bytes, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Return for each record 0x12 (history), 0x1A (summary) or 0 (other), and where its message begins.

    A history record is ``num`` (field 1) and then field 2 to the record's end; anything else is looked at singly.
    """
    raw = np.frombuffer(data, np.uint8) if data else np.zeros(1, np.uint8)
    last = len(raw) - 1

    def skip_varint(at: Ints) -> Ints:
        for _ in range(10):
            more = raw[np.minimum(at, last)] >= 0x80  # noqa: PLR2004 - the continuation bit
            if not more.any():
                break
            at = at + more
        return at + 1

    tag_at = skip_varint(starts + 1)
    tag = raw[np.minimum(tag_at, last)].astype(np.int64)
    size, at = np.zeros(len(starts), np.int64), tag_at + 1
    for shift in range(0, 35, 7):
        byte = raw[np.minimum(at, last)].astype(np.int64)
        open_ = at == tag_at + 1 + shift // 7
        size = np.where(open_, size | (byte & 0x7F) << shift, size)
        at = np.where(open_ & (byte >= 0x80), at + 1, at)  # noqa: PLR2004
    body = at + 1
    plain = (raw[np.minimum(starts, last)] == 0x08) & np.isin(tag, [_HISTORY, _SUMMARY]) & (body + size == ends)  # noqa: PLR2004
    return np.where(plain, tag, 0), body
