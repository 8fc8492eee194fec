"""The first screen of a report as an image, taken by an installed browser; without one there is none."""

from __future__ import annotations

from pathlib import Path

from reportgen.page.pdf import PdfError, by_browser

_WIDTH, _HEIGHT = 1100, 760


def picture(report: Path) -> bytes:
    """Return a PNG of the first screen of a report; nothing where no browser is installed, or it fails."""
    options = ("--hide-scrollbars", f"--window-size={_WIDTH},{_HEIGHT}")
    try:
        return by_browser(report, "--screenshot", "first.png", *options)
    except PdfError:
        return b""
