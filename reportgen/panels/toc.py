"""Table of contents of the whole report.

- toc
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from markupsafe import Markup
from pydantic import Field

from reportgen.fragment import Fragment, Heading
from reportgen.panels.base.panel import Panel, Theme
from reportgen.texts import say


class Toc(Panel):
    """Links to the headings and titled panels of the report."""

    framed: ClassVar[bool] = False
    uses_runs: ClassVar[bool] = False

    depth: Annotated[int, Field(ge=1, le=6)] = 3
    """Deepest heading level to include."""

    def render(self, view: None, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return markup that is made once all headings are known."""
        del view, theme, children
        return Fragment(late=self._list)

    def _list(self, headings: Sequence[Heading]) -> Markup:
        shown = [heading for heading in headings if heading.level <= self.depth]
        if not shown:
            return Markup()
        items = Markup().join(
            Markup('<li class="rg-toc-{}"><a href="#{}"><bdi>{}</bdi></a></li>').format(h.level, h.id, h.text)
            for h in shown
        )
        label = self.title or say("Contents")
        return Markup('<nav class="rg-toc" aria-label="{}"><p class="rg-label">{}</p><ul>{}</ul></nav>').format(
            label, label, items
        )
