"""The records of a log by what they are: history, summary, or what is decoded at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reportgen.model.column import Ints
from reportgen.readers.wandb.log.messages import words
from reportgen.readers.wandb.log.records import Records
from reportgen.tracked.record_log import Parts

if TYPE_CHECKING:
    from reportgen.tracked.log_file import Source
    from reportgen.tracked.record_log import Framing

_HISTORY, _SUMMARY = 0x12, 0x1A
_HEAD = 24
"""Bytes of a record that tell what it is."""


@dataclass
class Sorted:
    """Where the messages of a log's history and summary lie."""

    history: Parts
    summary: Parts


def sort(source: Source, framing: Framing, records: Records) -> Sorted:
    """Add what is neither history nor summary to ``records``; return where the messages of these lie."""
    history, summary = [], []
    for batch in framing.batches():
        if len(batch):
            kinds, found = _sorted(source, batch, records)
            history.append(_some(found, kinds == _HISTORY))
            summary.append(_some(found, kinds == _SUMMARY))
    return Sorted(_joined(history), _joined(summary))


def _sorted(source: Source, batch: Parts, records: Records) -> tuple[Ints, Parts]:
    """Return what each record of a batch is, and where the messages of history and summary lie in them."""
    starts, ends, firsts = batch.starts.copy(), batch.ends.copy(), batch.first[:-1]
    sizes = np.concatenate([[0], np.cumsum(ends - starts)])
    size = sizes[batch.first[1:]] - sizes[firsts]
    near = np.diff(batch.first) == 1
    heads = np.zeros((len(batch), 3), np.uint64)
    if near.any():
        at = starts[firsts][near]
        low = int(at[0])
        view = source.part(low, int(ends[firsts][near][-1]))
        inside = at - low + _HEAD <= len(view)
        near[near] = inside
        if inside.any():
            by_word = words(view)
            for n in range(3):
                heads[near, n] = by_word[at[inside] - low + 8 * n]
    for n in np.flatnonzero(~near).tolist():
        text = _text(source, batch, n, _HEAD)
        heads[n] = np.frombuffer(text + bytes(_HEAD - len(text)), np.uint64)
    kinds, body = _classify(heads.view(np.uint8), size)
    moved: dict[int, tuple[int, int]] = {}  # messages that do not reach from a place in the first part to the end
    for n in np.flatnonzero(kinds == 0).tolist():
        payload = _text(source, batch, n, int(size[n]))
        inner = records.add(payload)
        if inner is not None:  # history or summary behind other fields
            kinds[n] = inner[0]
            place = payload.index(inner[1])
            moved[n] = place, place + len(inner[1])
    for n in np.flatnonzero((kinds != 0) & (starts[firsts] + body > ends[firsts])).tolist():
        moved.setdefault(n, (int(body[n]), int(size[n])))
    plain = np.ones(len(batch), bool)
    plain[list(moved)] = False
    starts[firsts[plain]] += np.where(kinds[plain] != 0, body[plain], 0)
    for n, (start, stop) in moved.items():
        _cut(starts, ends, slice(int(batch.first[n]), int(batch.first[n + 1])), start, stop)
    return kinds, Parts(starts, ends, batch.first)


def _cut(starts: Ints, ends: Ints, parts: slice, start: int, stop: int) -> None:
    """Leave of some parts only what lies between two places of their content."""
    sizes = np.concatenate([[0], np.cumsum(ends[parts] - starts[parts])])
    low, high = np.clip(start - sizes[:-1], 0, np.diff(sizes)), np.clip(stop - sizes[:-1], 0, np.diff(sizes))
    begins = starts[parts].copy()
    starts[parts], ends[parts] = begins + low, begins + np.maximum(high, low)


def _text(source: Source, batch: Parts, number: int, size: int) -> bytes:
    """Return the first bytes of a record."""
    text = b""
    for part in range(int(batch.first[number]), int(batch.first[number + 1])):
        start = int(batch.starts[part])
        text += source.text(start, min(int(batch.ends[part]), start + size - len(text)))
        if len(text) == size:
            break
    return text


def _classify(head: NDArray[np.uint8], size: Ints) -> tuple[Ints, Ints]:
    """Return for each record 0x12 (history), 0x1A (summary) or 0 (other), and where in it its message begins.

    A history record is ``num`` (field 1) and then field 2 to the record's end; anything else is looked at singly.
    """
    at, _ = _after(head, np.ones(len(head), np.int64))
    flat, begin = head.reshape(-1), np.arange(len(head)) * _HEAD
    tag = flat[begin + at].astype(np.int64)
    body, length = _after(head, at + 1)
    plain = (head[:, 0] == 0x08) & ((tag == _HISTORY) | (tag == _SUMMARY)) & (body + length == size)  # noqa: PLR2004
    return np.where(plain, tag, 0), body


def _after(head: NDArray[np.uint8], at: Ints) -> tuple[Ints, Ints]:
    """Return where the numbers at some places end, and the numbers."""
    flat, begin = head.reshape(-1), np.arange(len(head)) * _HEAD
    value, more = np.zeros(len(head), np.int64), np.ones(len(head), bool)
    for shift in range(0, 70, 7):
        byte = flat[begin + at].astype(np.int64)
        value += np.where(more, (byte & 0x7F) << min(shift, 35), 0)
        at = at + more
        more &= byte >= 0x80  # noqa: PLR2004 - the continuation bit
        if not more.any():
            break
    return at, value


def _some(parts: Parts, which: NDArray[np.bool_]) -> Parts:
    """Return some of the records."""
    counts = np.diff(parts.first)
    inside = np.repeat(which, counts)
    first = np.concatenate([[0], np.cumsum(counts[which])])
    return Parts(parts.starts[inside], parts.ends[inside], first)


def _joined(some: list[Parts]) -> Parts:
    none = np.zeros(0, np.int64)
    firsts, before = [np.zeros(1, np.int64)], 0
    for parts in some:
        firsts.append(parts.first[1:] + before)
        before += len(parts.starts)
    return Parts(
        np.concatenate([none, *(parts.starts for parts in some)]),
        np.concatenate([none, *(parts.ends for parts in some)]), np.concatenate(firsts),
    )  # fmt: skip
