"""Lines over an x axis of names; else as ``line``."""

from __future__ import annotations

from typing import Any

from reportgen.charts.shapes.line import lines


def author() -> dict[str, Any]:
    """Return the Vega-Lite spec."""
    return lines("nominal")
