"""Blocks under a heading that opens and closes.

- section:
    title: Training
    open: false
    blocks:
      - line_plot: train/loss
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import ClassVar

from markupsafe import Markup

from reportgen.fragment import Fragment, Heading
from reportgen.model.runset import RunSet
from reportgen.panels.base.markup import empty
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.texts import say

_PANEL = '<figure class="rg-panel '
_HEAD = re.compile(r'(<details class="rg-section" id="[\w-]*"(?: open)?><summary><)h2>(.*?)</h2>')
"""The heading of a section, which is one level lower inside another."""


class Section(Panel):
    """A part of the report with a heading, which the reader can open and close. What is closed is drawn when opened."""

    main: ClassVar[str] = "title"
    children: ClassVar[str] = "blocks"
    framed: ClassVar[bool] = False
    uses_runs: ClassVar[bool] = False

    open: bool = True
    """Whether it is open initially."""

    def heading(self) -> str:
        """Return the title."""
        return _said(self.title) or say("Section")

    def prepare(self, runs: RunSet, context: Context) -> None:
        """Return nothing: a section has its blocks alone."""
        del runs, context

    def render(self, view: None, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the heading with the number of panels, and the blocks."""
        del view, theme
        inner = Markup().join(
            Markup('<div class="rg-block">{}</div>').format(Markup(_HEAD.sub(r"\1h3>\2</h3>", str(child.html))))  # noqa: S704 - it was markup before
            for child in children
        )
        # The number that is shown is of panels; a grid counts for what is in it.
        count = inner.count(_PANEL)
        text = f"{self.heading()}\0{inner}".encode(errors="replace")
        anchor = f"rg-section-{hashlib.blake2b(text, digest_size=6).hexdigest()}"
        state = Markup(" open") if self.open else Markup()
        html = Markup(
            '<details class="rg-section" id="{}"{}><summary><h2><bdi>{}</bdi></h2>{}</summary>'
            '<div class="rg-section-blocks">{}</div></details>'
        ).format(
            anchor, state, self.heading(),
            Markup(' <span class="rg-section-count">{}</span>').format(count) if count else Markup(),
            inner if children else empty(say("This section has no blocks.")),
        )  # fmt: skip
        return Fragment(html, headings=[Heading(2, self.heading(), anchor)])


_DIFFERENCE = "Difference from "


def _said(title: str) -> str:
    """Return a title in the page's language where the automatic report writes it; an author's own stays."""
    words = {
        "Training": say("Training"), "Validation": say("Validation"), "Test": say("Test"), "Metrics": say("Metrics"),
        "More metrics": say("More metrics"), "Each metric": say("Each metric"),
        "Optimization and speed": say("Optimization and speed"), "Figures": say("Figures"), "Charts": say("Charts"),
        "Media": say("Media"), "More media": say("More media"), "Images": say("Images"), "Tables": say("Tables"),
        "Distributions": say("Distributions"), "Artifacts": say("Artifacts"), "Sweep": say("Sweep"),
        "Config and summary": say("Config and summary"),
    }  # fmt: skip
    other = title.removeprefix(_DIFFERENCE)
    return words.get(title, title) if other == title else say("Difference from {run}", run=other)
