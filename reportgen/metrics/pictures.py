"""Pictures that trainers write beside their logs, by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from reportgen.model.media import LoggedMedia, MediaFile
from reportgen.model.media.image import Image
from reportgen.model.order import natural

_PICTURE = re.compile(r".*\.(?:png|jpe?g|webp|gif|bmp)\Z", re.IGNORECASE)
_MOST = 10_000
Named = Callable[[str], tuple[str, int | None, int] | None]
"""From a picture's path to its (key, step, index), the step None for the last one; None for what is not taken."""


def pictures(folder: Path, paths: Sequence[str], named: Named, last: int) -> dict[str, list[LoggedMedia]]:
    """Return pictures by key, in the order of steps; ``last`` is the step of those that name none."""
    found: dict[str, list[LoggedMedia]] = {}
    for path in sorted(filter(_PICTURE.match, paths), key=natural)[:_MOST]:
        told = named(path)
        if told is not None:
            key, step, index = told
            item = LoggedMedia(Image(MediaFile(folder, path)), last if step is None else step, index)
            found.setdefault(key, []).append(item)
    for items in found.values():
        items.sort(key=lambda item: (item.step, item.index))
    return found
