"""Messages of a log, read a stretch at a time: what a log holds is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.model.column import Ints
from reportgen.tracked.log_file import Source
from reportgen.tracked.record_log import Parts

_SPAN = 2 << 20
"""Bytes of a log that are looked at together: few enough that they stay near the processor."""
_WIDE, _ROWS = 8, 256
"""So many large messages are looked at together, within so many times these bytes: a key costs in each stretch."""
PADDING = 64
"""Zeros behind the messages: they can be read by the word, and no number is wider."""


@dataclass
class Stretch:
    """Messages that follow each other in a log: *i* is ``data[bounds[i]:bounds[i + 1]]``, and zeros behind the last."""

    data: bytes
    bounds: Ints
    row: int
    """The number of the first one."""
    parts: Parts

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def places(self, at: Ints, size: Ints) -> Ints:
        """Return where in the file these bytes of the messages lie, -1 for what does not lie there in one piece."""
        sizes = self.parts.ends - self.parts.starts
        begins = np.concatenate([[0], np.cumsum(sizes)])
        part = np.searchsorted(begins, at, "right") - 1
        whole = part < len(sizes)
        part = np.minimum(part, len(sizes) - 1)
        whole &= at + size <= begins[part + 1]
        places: Ints = np.where(whole, self.parts.starts[part] + at - begins[part], -1)
        return places


def stretches(source: Source, messages: Parts) -> Iterator[Stretch]:
    """Yield all messages, some megabytes at a time."""
    count, at = len(messages), 0
    if not count:
        return
    last = messages.ends[messages.first[1:] - 1]
    while at < count:
        start = int(messages.starts[messages.first[at]])
        near, far = (int(np.searchsorted(last, start + span, "right")) for span in (_SPAN, _WIDE * _SPAN))
        to = max(near, min(far, at + _ROWS), at + 1)
        parts = messages.some(at, to)
        view = source.part(start, int(last[to - 1]))
        slices = map(slice, (parts.starts - start).tolist(), (parts.ends - start).tolist())
        data = b"".join([*map(view.__getitem__, slices), bytes(PADDING)])
        sizes = np.concatenate([[0], np.cumsum(parts.ends - parts.starts)])
        yield Stretch(data, sizes[parts.first], at, parts)
        at = to


def words(data: bytes | memoryview) -> NDArray[np.uint64]:
    """Return the eight bytes that begin at each place."""
    return np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))
