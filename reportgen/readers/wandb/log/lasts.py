"""What a log's summary records add up to: of each path only the last update counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from reportgen.readers.wandb.log.messages import stretches
from reportgen.readers.wandb.log.walking import KeyPath, Walker
from reportgen.tracked.log_file import LogFile, Source
from reportgen.tracked.record_log import Parts

_TYPE = re.compile(rb"_type")
_SPAN, _OVERLAP = 1 << 20, 16


@dataclass
class Lasts:
    """The last update of each path: (record, place among all updates) and its JSON text; and removals, by record."""

    of: dict[KeyPath, tuple[int, int, bytes]] = field(default_factory=dict)
    removed: dict[KeyPath, int] = field(default_factory=dict)
    records: int = 0
    updates: int = 0

    def and_then(self, after: Lasts) -> Lasts:
        """Return these updates with those of later records."""
        moved = {path: (record + self.records, place + self.updates, text)
                 for path, (record, place, text) in after.of.items()}  # fmt: skip
        removed = {path: record + self.records for path, record in after.removed.items()}
        return Lasts(
            self.of | moved, self.removed | removed, self.records + after.records, self.updates + after.updates
        )


def lasts(source: Source, messages: Parts) -> Lasts:
    """Go through the summary records of a log: field 1 of each holds updates, field 2 names what is removed."""
    found, walker = Lasts(records=len(messages)), Walker(steps=False)
    for stretch in stretches(source, messages):
        items = walker.items(stretch)
        last = np.full(len(walker.codes), -1)
        last[items.code] = np.arange(len(items.code))
        names = list(walker.codes)
        for code in np.flatnonzero(last >= 0).tolist():
            index = int(last[code])
            at, size = int(items.at[index]), int(items.size[index])
            record = int(items.row[index]) + stretch.row
            found.of[names[code]] = record, found.updates + index, items.data[at : at + size]
        found.removed |= {path: row + stretch.row for row, path in items.removed}
        found.updates += len(items.code)
    _rest(source)
    return found


def holds_types(source: Source, messages: Parts) -> bool:
    """Tell summary records that may hold typed values; most logs hold none anywhere."""
    if not len(messages):
        return False
    start, end = int(messages.starts[0]), int(messages.ends[-1])
    spans = range(start, end, _SPAN)
    found = any(_TYPE.search(source.part(at, min(at + _SPAN + _OVERLAP, end))) for at in spans)
    found = found and any(_TYPE.search(stretch.data) for stretch in stretches(source, messages))
    _rest(source)
    return found


def _rest(source: Source) -> None:
    if isinstance(source, LogFile):
        source.rest()
