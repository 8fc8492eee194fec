"""A built report as notebooks show it: in a sandboxed frame that is as tall as it needs, with a line of text below it.

Viewers that strip frames and scripts, as GitHub's does, keep the text and a static image of the first screen. Nothing
is fetched: the report is in the notebook itself, up to ``LARGEST`` bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from reportgen.digits import file_size, plural
from reportgen.errors import Level, Problem

LARGEST = 5_000_000
"""Bytes of a report that are put into a notebook."""
HEIGHT, TALLEST = 600, 860
"""Pixels of a frame: before its height is known, and at most."""
_SANDBOX = "allow-scripts allow-downloads allow-popups"
_MOST_PROBLEMS = 12
_FIT = """(() => {
  if (window.reportgenFit) return;
  window.reportgenFit = true;
  addEventListener("message", (event) => {
    const height = Number(event.data && event.data["reportgen-height"]);
    if (!(height > 0)) return;
    for (const frame of document.querySelectorAll("iframe[data-reportgen]"))
      if (frame.contentWindow === event.source)
        frame.style.height = Math.min(height + 4, Number(frame.dataset.reportgen)) + "px";
  });
})();"""
"""Sets the height of each frame to what the report in it tells."""


@dataclass(frozen=True)
class Shown:
    """What a notebook shows of a report."""

    title: str
    html: bytes
    path: Path | None = None
    """Where it was written, if it was."""
    problems: Sequence[Problem] = field(default=(), repr=False)
    picture: bytes = field(default=b"", repr=False)
    """A PNG of its first screen, for viewers that strip frames."""
    tallest: int = TALLEST

    def bundle(self) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the representations by media type, and their metadata, as Jupyter takes them."""
        return {"text/html": self.markup(), "text/plain": self.line()}, {}

    def line(self) -> str:
        """Return a line of text."""
        place = f", {self.path}" if self.path else ""
        return f"<report '{self.title}'{place}, {file_size(len(self.html))}>"

    def markup(self) -> str:
        """Return the HTML: the frame, the image that takes its place where styles are stripped, and the text."""
        return "\n".join(filter(None, (self._frame(), self._image(), self._text(), self._listed())))

    def _frame(self) -> str:
        if len(self.html) > LARGEST:
            return ""
        content = self.html.decode("utf-8", "replace").replace("&", "&amp;").replace('"', "&quot;")
        style = (
            f"display:block;width:100%;height:{min(HEIGHT, self.tallest)}px;border:1px solid #8886;border-radius:6px;"
            "resize:vertical;overflow:auto"
        )
        return (
            f'<iframe data-reportgen="{self.tallest}" title="{escape(self.title)}" sandbox="{_SANDBOX}" loading="lazy" '
            f'style="{style}" srcdoc="{content}"></iframe>\n<script>{_FIT}</script>'
        )

    def _image(self) -> str:
        """Return the static image, hidden by a style that viewers without frames strip along with them."""
        if not self.picture:
            return ""
        data = b64encode(self.picture).decode("ascii")
        alt = escape(f"The first screen of the report '{self.title}', as an image.")
        is_hidden = ' style="display:none"' if len(self.html) <= LARGEST else ""
        return f'<div{is_hidden}><img width="100%" alt="{alt}" src="data:image/png;base64,{data}"></div>'

    def _text(self) -> str:
        place = f" <code>{escape(str(self.path))}</code>," if self.path else ""
        large = len(self.html) > LARGEST
        more = f": too large to be in the notebook (over {file_size(LARGEST)}). Open the file." if large else ""
        return f"<p><b>{escape(self.title)}</b>{place} {file_size(len(self.html))}{more}</p>"

    def _listed(self) -> str:
        """Return what is missing in the report."""
        found = [str(one) for one in self.problems if one.level is not Level.NOTE]
        if not found:
            return ""
        more = len(found) - _MOST_PROBLEMS
        items = [*found[:_MOST_PROBLEMS], *([f"and {more} more"] if more > 0 else [])]
        rows = "".join(f"<li>{escape(text)}</li>" for text in items)
        return f"<details><summary>{plural(len(found), 'problem')}</summary><ul>{rows}</ul></details>"


def refused(problems: Sequence[Problem]) -> str:
    """Return what a notebook shows of a report that cannot be built."""
    rows = "".join(f"<li>{escape(str(one))}</li>" for one in problems)
    return f"<p><b>The report cannot be built.</b></p><ul>{rows}</ul>"
