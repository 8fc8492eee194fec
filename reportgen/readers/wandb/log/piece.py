"""One ``.wandb`` log, scanned; and the logs of one resumed run, put behind each other.

Everything but history and summary is decoded at once; those are where most bytes are, and are read on request.
"""

from __future__ import annotations

import math
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from reportgen.digits import plural
from reportgen.inputs import note_run
from reportgen.inputs.following import is_building, is_followed, keep, taken
from reportgen.model.column import Ints
from reportgen.model.nested import of_logger
from reportgen.model.run import Loss
from reportgen.readers.wandb.log.history import History
from reportgen.readers.wandb.log.leaves import Leaves, walk
from reportgen.readers.wandb.log.records import Records
from reportgen.tracked.record_log import Scan, scan

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
        """Read one log, of one that is followed what was appended to it; OSError when it cannot be opened."""
        note_run(path)
        before, at = taken(path, _FORM) or (None, 0)
        with path.open("rb") as file:
            file.seek(at)
            found = scan(file.read(), offset=at)
            whole = file.tell()
        records = Records() if before is None else before.records.copied()
        history, summary = _taken_in(found, records)
        losses, remarks = [], []
        for damage in found.damage:
            loss = Loss(path.name, damage.what, damage.start + at, damage.end + at)
            if loss.end >= whole and records.exit_code is None:  # as every log that is being written may end
                remarks.append(f"{loss}; the run was being logged, or was killed")
            else:
                losses.append(loss)
        piece = cls(path, found.data, history, summary, records, losses, [] if is_followed() else remarks)
        if before is not None:
            piece = before.and_then(piece)
        end = at + found.end
        if is_building():
            settled = piece.decoded()
            settled.losses = [loss for loss in piece.losses if loss.end <= end]
            keep(path, _FORM, settled, end)
        return piece

    def decoded(self) -> Piece:
        """Return the same log, with all of it decoded that is gone on with."""
        found = copy(self)
        found.leaves, found.summary_leaves, found.summarized = self.leaves, self.summary_leaves, self.summarized
        return found

    def and_then(self, after: Piece) -> Piece:
        """Return this log with what was appended to it."""
        at = len(self.data)
        history, summary = (
            tuple(np.concatenate([before, more + at]) for before, more in zip(*both, strict=True))
            for both in ((self.history, after.history), (self.summary, after.summary))
        )
        found = Piece(
            self.path, self.data + after.data, (history[0], history[1]), (summary[0], summary[1]), after.records,
            [*self.losses, *after.losses], after.remarks,
        )  # fmt: skip
        found.leaves = self.leaves.and_then(after.leaves)
        found.summary_leaves = self.summary_leaves.and_then(after.summary_leaves)
        found.summarized = self.summarized | after.summarized
        return found

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
        return History(self.leaves)

    @cached_property
    def leaves(self) -> Leaves:
        """The items of the history."""
        return walk(self.data, *self.history)

    @cached_property
    def summary_leaves(self) -> Leaves:
        """The items of the summary records, in their order."""
        return walk(self.data, *self.summary, steps=False)

    @cached_property
    def summarized(self) -> set[str]:
        """The names in those summary records that hold typed values; most records are not looked into."""
        starts, ends = self.summary
        typed = [n for n, (at, to) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
                 if self.data.find(b"_type", at, to) >= 0]  # fmt: skip
        found = walk(self.data, starts[typed], ends[typed], steps=False).keys if typed else []
        return {".".join(path[:-1] if path[-1] == "_type" else path) for path in found if not of_logger(path[0])}


_FORM = "wandb log"


def _taken_in(found: Scan, records: Records) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Add what is neither history nor summary to ``records``; return where the messages of these begin and end."""
    data = found.data
    starts, ends = np.array(found.starts, np.int64), np.array(found.ends, np.int64)
    kind, body = _classify(data, starts, ends)
    for index in np.flatnonzero(kind == 0).tolist():
        start, end = int(starts[index]), int(ends[index])
        inner = records.add(data[start:end])
        if inner is not None:  # history or summary behind other fields
            kind[index] = inner[0]
            body[index] = data.index(inner[1], start, end)
            ends[index] = body[index] + len(inner[1])
    history, summary = kind == _HISTORY, kind == _SUMMARY
    return (body[history], ends[history]), (body[summary], ends[summary])


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
