"""Objects of Aim as media; their bytes are read while the copy of the repository is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.model.media import Media
from reportgen.model.media.document import Attachment, Figure, Text
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Image
from reportgen.model.media.recording import Audio
from reportgen.tracked.held import HeldFile


def media_of(kind: str, value: Any) -> Media:
    """Return an object as media; one that is not understood as what it is."""
    try:
        return _media_of(kind, value)
    except (AttributeError, KeyError, TypeError, ValueError):
        return Attachment(None, kind, "cannot be read")


def _media_of(kind: str, value: Any) -> Media:
    match kind:
        case "text":
            return Text(str(value.data))
        case "distribution":
            heights, edges = value.to_np_histogram()
            return Histogram.of(np.asarray(edges, np.float64), np.asarray(heights, np.float64)) or Histogram.empty()
        case "figure":
            said = json.loads(value.data)
            return Figure(spec={name: said[name] for name in ("data", "layout") if name in said})
    stored, caption = value.storage, str(getattr(value, "caption", "") or "")
    data = stored["data"]
    content = bytes(data.load() if hasattr(data, "load") else data)
    ending = str(stored["format"]).lower()
    file = HeldFile(Path(), f"{kind}.{ending}", content=content)
    if kind == "image":
        return Image(file, int(stored["width"]), int(stored["height"]), caption=caption)
    return Audio(file, caption=caption)
