"""The boxes of all images of a panel as columns: a row a box, in pixels of its image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reportgen.model.media.image import Box


@dataclass
class BoxColumns:
    """Of each box its image, group, class and caption by number; corners, scores, and its form where there is more."""

    item: list[int] = field(default_factory=list)
    group: list[int] = field(default_factory=list)
    entry: list[int] = field(default_factory=list)
    corners: list[tuple[float, float, float, float]] = field(default_factory=list)
    caption: list[int] = field(default_factory=list)
    crowd: list[int] = field(default_factory=list)
    scores: list[Mapping[str, float]] = field(default_factory=list)
    outlines: list[tuple[int, str, str]] = field(default_factory=list)
    """(row, area, strokes) of the boxes that have more form than a box."""

    def add(self, item: int, group: int, entry: int, caption: int, box: Box) -> None:
        """Add a box."""
        if box.outline is not None:
            self.outlines.append((len(self.item), box.outline.area, box.outline.strokes))
        self.item.append(item)
        self.group.append(group)
        self.entry.append(entry)
        self.corners.append((box.x0, box.y0, box.x1, box.y1))
        self.caption.append(caption)
        self.crowd.append(int(box.crowd))
        self.scores.append(box.scores)

    def numbers(self) -> dict[str, Any]:
        """Return what the page gets of them, by name."""
        corners = np.array(self.corners, np.float64).reshape(-1, 4)
        return {
            "group": self.group, "entry": self.entry, "caption": self.caption, "crowd": self.crowd,
            **{name: corners[:, place] for place, name in enumerate(("x0", "y0", "x1", "y1"))},
        }  # fmt: skip
