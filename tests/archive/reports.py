"""What tests of archives share: reports taken to pieces, and compared."""

from __future__ import annotations

import re
from pathlib import Path

from reportgen.archive.archive import Archive

HERE = Path(__file__).parent
SMALL = HERE / "report-1.0.html"
"""A report of the first version with a manifest; ``make_report.py`` made it."""
_ISLAND = re.compile(rb'<script type="application/octet-stream"[^>]*data-rg="([^"]+)"[^>]*>[^<]*</script>\n')
_MARK = re.compile(rb"<!--/?rg-[0-9a-f]+-->")


def drawn(path: Path) -> tuple[bytes, list[str]]:
    """Return a page without its data, and the names of its data in their order, without what only archives need."""
    page, archive = path.read_bytes(), Archive(path)
    assert archive.manifest is not None
    own = {"manifest", *(panel.block for panel in archive.manifest.panels)}
    data = [one.decode() for one in _ISLAND.findall(page)]
    return _MARK.sub(b"", _ISLAND.sub(b"", page)), [name for name in data if name not in own]


def panels(path: Path) -> list[bytes]:
    """Return the markup of a page's panels."""
    body = drawn(path)[0].partition(b'<details class="rg-about"')[0]
    return re.split(rb'(?=<figure class="rg-panel |<div class="rg-block">)', body)[1:]
