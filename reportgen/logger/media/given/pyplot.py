"""Figures of Matplotlib, known without importing it: the module ``pyplot``, a figure, or anything drawn in one."""

from __future__ import annotations

import io
import sys
from types import ModuleType
from typing import Any

from reportgen.logger.media.given.arrays import derives_from
from reportgen.logger.misuse import UsageError

_PYPLOT = "matplotlib.pyplot"
_MODULES = frozenset({_PYPLOT, "pylab", "matplotlib.pylab"})


def is_drawn(value: Any) -> bool:
    """Tell pyplot, a figure, and what is drawn in one from other values."""
    if isinstance(value, ModuleType):
        return value.__name__ in _MODULES
    if isinstance(value, type) or not derives_from(value, "matplotlib"):
        return False
    return hasattr(value, "savefig") or hasattr(getattr(value, "figure", None), "savefig")


def as_figure(value: Any) -> Any:
    """Return the figure that a value is, or is drawn in, or that pyplot draws in now; None for any other value."""
    if not is_drawn(value):
        return None
    if not isinstance(value, ModuleType):
        return value if hasattr(value, "savefig") else value.figure
    pyplot: Any = sys.modules[_PYPLOT]
    if not pyplot.get_fignums():
        raise UsageError("pyplot has no figure", "Draw something before it is logged.")
    return pyplot.gcf()


def picture_of(figure: Any) -> bytes:
    """Return a figure as a PNG file, as it is."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()
