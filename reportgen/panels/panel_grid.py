"""Panels side by side: in equal columns, or each placed on 24 columns.

- panel_grid:
    runset: finalists
    columns: 2
    panels:
      - line_plot: train/loss
      - line_plot: val/loss
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from markupsafe import Markup
from pydantic import Field

from reportgen.fragment import Fragment
from reportgen.model.runset import RunSet
from reportgen.panels.base.markup import empty
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.spec.fields import Layout
from reportgen.texts import say


class PanelGrid(Panel):
    """A grid of panels that share a selection of runs. On a narrow screen it becomes one column."""

    children: ClassVar[str] = "panels"
    framed: ClassVar[bool] = False
    uses_runs: ClassVar[bool] = False

    columns: Annotated[int, Field(ge=1, le=6)] = 2
    """Number of equal columns, for panels without a `layout`."""

    def columns_for(self, child: Layout | None) -> float:
        """Return the grid's columns, or how many of a child's own width stand beside each other."""
        return super().columns_for(child) if child else self.columns

    def prepare(self, runs: RunSet, context: Context) -> int:
        """Return the number of columns."""
        del runs, context
        return self.columns

    def render(self, view: int, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the grid around its panels' markup."""
        del theme
        if not children:
            return Fragment(empty(say("This grid has no panels.")))
        title = Markup('<h2 class="rg-grid-title">{}</h2>').format(self.title) if self.title else Markup()
        inner = Markup().join(child.html for child in children)
        html = Markup('{}<div class="rg-panel-grid" style="--columns:{}">{}</div>').format(title, view, inner)
        return Fragment(html)
