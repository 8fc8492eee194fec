"""Which images of many are drawn: the worst, those on which runs differ most, and a sample of the rest."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from reportgen.datasets.objects import Floats, Ids, Picture
from reportgen.digits import plural
from reportgen.model.media import MediaFile

MOST = 480
_MOST_BYTES = 15_000_000
"""Of pictures, so that a report stays one that can be mailed."""


@dataclass(frozen=True)
class Drawn:
    """The order in which images are shown; of how many outlines are drawn, and of how many their pixels; a note."""

    order: tuple[int, ...]
    outlined: int
    count: int
    note: str = ""


def choose(
    pictures: Sequence[Picture], files: Sequence[MediaFile | None], wrong: Sequence[Ids], apart: Floats, most: int
) -> Drawn:
    """Return which images are drawn. ``wrong`` counts each run's errors by image, ``apart`` how much runs differ."""
    at_hand = [place for place, file in enumerate(files) if file is not None]
    having = at_hand or list(range(len(pictures)))
    total = sum(wrong, np.zeros(len(pictures), np.int64))
    seeds = {
        place: blake2b(pictures[place].name.encode("utf-8", "replace"), digest_size=8).digest() for place in having
    }
    kinds = {
        "the worst": [p for p in sorted(having, key=lambda p: (-total[p], p)) if total[p]],
        "those on which runs differ most": [p for p in sorted(having, key=lambda p: (-apart[p], p)) if apart[p]],
        "a sample": sorted(having, key=lambda p: seeds[p]),
    }
    turns = {name: iter(places) for name, places in kinds.items()}
    taken: dict[int, None] = {}
    words: dict[str, int] = {}
    room = _MOST_BYTES
    while turns and len(taken) < min(most, len(having)) and room > 0:
        for name in list(turns):
            place = next((p for p in turns[name] if p not in taken), None)
            if place is None:
                del turns[name]
            elif len(taken) < most and room > 0:
                taken[place] = None
                words[name] = words.get(name, 0) + 1
                room -= _bytes_of(files[place])
    order = sorted(taken, key=lambda p: (-total[p], -apart[p], p)) if any(total) or apart.any() else sorted(taken)
    rest = [place for place in range(len(pictures)) if place not in taken]
    count = len(order) if at_hand else 0
    return Drawn((*order, *rest), len(order), count, _note(len(pictures), len(at_hand), count, words))


def _bytes_of(file: MediaFile | None) -> int:
    try:
        return 0 if file is None else os.stat(os.path.join(file.root, file.path)).st_size  # noqa: PTH116, PTH118
    except OSError:
        return 0


def _note(total: int, having: int, drawn: int, words: dict[str, int]) -> str:
    if drawn == total:
        return ""
    if not having:
        return f"None of the {plural(total, 'image')} is at hand: boxes are drawn over blank ones."
    parts = ", ".join(f"{name} ({count:,})" for name, count in words.items())
    which = f": {parts}" if drawn < having else ""
    missing = f" {plural(total - having, 'image is', 'images are')} not at hand."
    return (
        f"{drawn:,} of {total:,} images are drawn{which}. The others are blank; their boxes count."
        f"{missing if having < total else ''}"
    )
