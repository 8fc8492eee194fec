"""Figures of Plotly, and of Matplotlib as Plotly's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reportgen.logger.media.given.arrays import derives_from
from reportgen.logger.media.given.files import is_path, on_disk
from reportgen.logger.media.given.plain import plain
from reportgen.logger.media.given.pyplot import as_figure
from reportgen.logger.media.image import Image
from reportgen.logger.media.made import Made, named, text_of
from reportgen.logger.misuse import UsageError
from reportgen.model.media.document import Figure
from reportgen.native.values import in_memory

_HINT = 'Pass a figure of Plotly or Matplotlib, or {"data": [...], "layout": {...}}.'


class Plotly(Made):
    """A figure of Plotly, as it is or as a mapping with ``data`` and ``layout``, or the path of its JSON.

    A figure of Matplotlib becomes one where all that is drawn in it can: lines, points, bars and texts of axes.
    """

    def __init__(self, val: Any, caption: str | None = None) -> None:
        if isinstance(val, Plotly):
            self._media = val.media()
            return
        file = on_disk(val, "val") if is_path(val) else in_memory("figure.plotly.json", _content(val))
        self._media = Figure(file, "Plotly", caption=text_of(caption))

    @classmethod
    def make_plot_media(cls, val: Any) -> Plotly | Image:
        """Return a figure as Plotly's where that is possible, else as an image."""
        return figure_of(val)


def figure_of(value: Any) -> Plotly | Image:
    """Return a figure of Plotly, or one of Matplotlib: as Plotly's where it can be, else as an image."""
    figure = as_figure(value)
    if figure is None:
        return Plotly(value)
    from reportgen.logger.media.given.redrawn import redrawn

    made = redrawn(figure)
    return Image(figure) if made is None else Plotly(made)


def _content(value: Any) -> bytes:
    if derives_from(value, "plotly") and hasattr(value, "to_json"):
        text: str = value.to_json()
        return text.encode()
    if isinstance(value, Mapping) and "data" in value:
        return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    figure = as_figure(value)
    if figure is None:
        raise UsageError(f"val: {named(value)} came", _HINT)
    from reportgen.logger.media.given.redrawn import redrawn

    made = redrawn(figure)
    if made is None:
        raise UsageError("val: the figure holds more than lines, points and bars", "Log it, or Image(figure).")
    return _content(made)
