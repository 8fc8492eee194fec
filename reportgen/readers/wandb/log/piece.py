"""One ``.wandb`` log, gone through once: where its history and summary lie, and everything else of it.

History and summary are where nearly all bytes are. They stay in the file, and are read when somebody asks for them.
"""

from __future__ import annotations

import math
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from reportgen.digits import plural
from reportgen.inputs import note_run
from reportgen.inputs.following import is_building, is_followed, keep, taken
from reportgen.model.run import Loss
from reportgen.readers.wandb.log.history import History, build_summary, typed_values
from reportgen.readers.wandb.log.lasts import Lasts, holds_types, lasts
from reportgen.readers.wandb.log.leaves import Leaves, walk
from reportgen.readers.wandb.log.records import Records
from reportgen.readers.wandb.log.sorting import Sorted, sort
from reportgen.tracked.log_file import LogFile
from reportgen.tracked.record_log import Framing

_SAMPLE = 1 << 20
_END = 16
"""Rows at the end of a history that are looked at before all of it is."""


@dataclass
class Piece:
    """One ``.wandb`` file: everything but history and summary is decoded."""

    path: Path
    source: LogFile
    found: Sorted
    """Where history and summary lie: of a log that is followed those that were appended."""
    records: Records
    losses: list[Loss]
    remarks: list[str]
    """How a log without an end breaks off, in words."""

    @classmethod
    def open(cls, path: Path) -> Piece:
        """Read one log, of one that is followed what was appended to it; OSError when it cannot be opened."""
        note_run(path)
        before, at = taken(path, _FORM) or (None, 0)
        source = LogFile(path)
        framing = Framing(source, offset=min(at, source.size))
        records = Records() if before is None else before.records.copied()
        found = sort(source, framing, records)
        source.rest()
        losses, remarks = [], []
        for damage in framing.damage:
            loss = Loss(path.name, damage.what, damage.start, damage.end)
            if loss.end >= source.size and records.exit_code is None:  # as every log that is being written may end
                remarks.append(f"{loss}; the run was being logged, or was killed")
            else:
                losses.append(loss)
        piece = cls(path, source, found, records, losses, [] if is_followed() else remarks)
        if before is not None:
            piece = before.and_then(piece)
        if is_building():
            settled = piece.decoded()
            settled.losses = [loss for loss in piece.losses if loss.end <= framing.end]
            keep(path, _FORM, settled, framing.end)
        return piece

    def decoded(self) -> Piece:
        """Return the same log, with all of it decoded that is gone on with."""
        found = copy(self)
        found.leaves, found.lasts = self.leaves, self.lasts
        return found

    def and_then(self, after: Piece) -> Piece:
        """Return this log with what was appended to it."""
        found = Piece(self.path, after.source, after.found, after.records, [*self.losses, *after.losses], after.remarks)
        found.leaves = self.leaves.and_then(after.leaves)
        found.lasts = self.lasts.and_then(after.lasts)
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

    def digest(self) -> bytes:
        """Return what tells the file's content from that of any other."""
        made = sha256()
        for at in range(0, self.source.size, _SAMPLE):
            made.update(self.source.part(at, min(at + _SAMPLE, self.source.size)))
        return made.digest()

    def all_losses(self) -> list[Loss]:
        """Return what was lost of the file, and records that say nothing readable, as far as known."""
        return [*self.losses, *self._undecoded(self.records.unread + (self.leaves.damaged if self.is_decoded else 0))]

    def later_losses(self) -> list[Loss]:
        """Return what of the history turned out to say nothing readable when it was decoded."""
        return self._undecoded(self.leaves.damaged if self.is_decoded else 0)

    def _undecoded(self, count: int) -> list[Loss]:
        return [Loss(self.path.name, f"{plural(count, 'record')} could not be decoded")] if count else []

    @property
    def is_decoded(self) -> bool:
        """Whether the history has been asked for."""
        return "leaves" in self.__dict__

    def runtime(self) -> float:
        """Return how long the run had been running when it last logged, in seconds; 0 where unknown."""
        key, history = ("_runtime",), self.found.history
        if not self.is_decoded and len(history) > _END:
            _, found = walk(self.source, history.some(len(history) - _END, len(history))).numbers(key)
            if len(found):
                return float(found[-1])
        _, found = self.leaves.numbers(key)
        return float(found[-1]) if len(found) else 0.0

    @cached_property
    def rows(self) -> History:
        """The history, decoded by key."""
        return History(self.leaves)

    @cached_property
    def leaves(self) -> Leaves:
        """The items of the history."""
        return walk(self.source, self.found.history)

    @cached_property
    def lasts(self) -> Lasts:
        """What the summary records add up to."""
        return lasts(self.source, self.found.summary)

    @cached_property
    def summarized(self) -> set[str]:
        """The names of the typed values in the summary."""
        if "lasts" not in self.__dict__ and not holds_types(self.source, self.found.summary):
            return set()
        return {name for name, _ in typed_values(build_summary(self.lasts))}

    @property
    def has_running_summary(self) -> bool:
        """Whether the log has a summary record for each row, at least: old SDKs keep none."""
        return self.lasts.records >= len(self.leaves.steps)


_FORM = "wandb log"
