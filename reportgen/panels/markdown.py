r"""Prose: Markdown with tables, task lists, footnotes, highlighted code, math and callouts.

- markdown: |
    ## What changed
    Focal loss, $\gamma = 2$.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from reportgen.fragment import Fragment, Heading
from reportgen.model.runset import RunSet
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.spec.fields import OwnBraces


class Markdown(Panel):
    """Text in Markdown. Raw HTML is shown as text; images come from the spec's folder."""

    main: ClassVar[str] = "text"
    framed: ClassVar[bool] = False
    uses_runs: ClassVar[bool] = False

    text: Annotated[str, OwnBraces]
    """The Markdown text."""

    def prepare(self, runs: RunSet, context: Context) -> str:
        """Return the text."""
        del runs, context
        return self.text

    def render(self, view: str, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the sanitised markup, with its headings for the table of contents."""
        del children
        from markupsafe import Markup

        rendered = theme.markdown(view)
        html = Markup('<div class="rg-markdown">{}</div>').format(rendered.html)
        headings = [Heading(*heading) for heading in rendered.headings]
        return Fragment(html, headings=headings, missing=list(rendered.missing))
