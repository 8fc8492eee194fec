"""Parts of a spec as text: quoted names, grids, sections and comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

OPEN_CHARTS = 12
"""Charts that are seen without opening a section."""
_PLAIN = re.compile(r"[A-Za-z_][\w/.-]*\Z")
_WORDS = {"null", "true", "false", "Null", "True", "False", "NULL", "TRUE", "FALSE", "y", "n"}


def quote(text: str) -> str:
    """Return a text as YAML reads it back: what a parameter or an escape would change is written out."""
    if _PLAIN.match(text) and text not in _WORDS:
        return text
    quoted = json.dumps(text.replace("${", "$${"), ensure_ascii=False)
    return "".join(c if c.isprintable() else _escape(c) for c in quoted)


def _escape(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code < 0xE000:  # noqa: PLR2004 - half of a surrogate pair is no character
        return "\\uFFFD"
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 1 << 16 else f"\\U{code:08x}"  # noqa: PLR2004


def comment(text: str) -> str:
    """Return a comment on the block that follows."""
    return f"  # {text}"


def grid(panels: Sequence[str], columns: int) -> Iterator[str]:
    """Yield panels beside each other; a single one stands alone."""
    if len(panels) == 1 and columns <= 3:  # noqa: PLR2004 - one small number would be as wide as the page
        yield f"  - {panels[0]}"
        return
    yield "  - panel_grid:"
    yield f"      columns: {columns}"
    yield "      panels:"
    yield from (f"        - {panel}" for panel in panels)


def columns_for(count: int) -> int:
    """Return how many panels stand beside each other: few at first, and no row with more gaps than it needs."""
    if count in (1, 2, 4):
        return 2
    most = 3 if count < 7 else 4  # noqa: PLR2004 - two rows of three
    return min((most, 3), key=lambda columns: -count % columns)


def section(title: str, blocks: Iterable[str], *, is_open: bool) -> Iterator[str]:
    """Yield blocks under a heading."""
    yield "  - section:"
    yield f"      title: {quote(title)}"
    if not is_open:
        yield "      open: false"
    yield "      blocks:"
    yield from (f"      {line}" for line in blocks)
