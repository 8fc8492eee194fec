"""What kinds share: the contract of a panel, its markup, and the families media, curves and lines.

Kinds of other packages import this module: ``from reportgen.panels.base import Context, Panel``.
"""

from __future__ import annotations

from reportgen.panels.base.markup import empty, nothing, run_head, run_name, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme

__all__ = ["Context", "Panel", "Reference", "Theme", "empty", "nothing", "run_head", "run_name", "swatch"]
