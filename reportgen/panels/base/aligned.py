"""Numbers of a column as HTML: their points below each other, and every digit in the title."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from markupsafe import Markup

from reportgen.digits import in_column, title

_MOST = 9
"""Characters that are padded: one long number must not push the others away."""
_TAIL = re.compile(r"[^\d.]?[\d,]+(|(?:\.\d|×10).*)")


def aligned(values: Sequence[float | None], *, table: bool = False, missing: str = "–") -> list[Markup]:
    """Return a column's numbers, with ``missing`` for None and NaN; see ``digits.in_column`` for ``table``."""
    known = [value for value in values if value is not None and not math.isnan(value)]
    texts = iter(in_column(known, table=table))
    told = [
        (missing, "") if value is None or math.isnan(value) else (text := next(texts), title(value, text))
        for value in values
    ]
    return padded(told)


def padded(told: Sequence[tuple[str, str]]) -> list[Markup]:
    """Return texts of a column with their titles, numbers padded unseen to the longest that one has from its point on.

    What is no number (NaN, a duration) stays at the edge.
    """
    tails = [found[1] if (found := _TAIL.fullmatch(text)) else None for text, _ in told]
    longest = max((tail for tail in tails if tail is not None), key=len, default="")[:_MOST]
    return [
        _bdi(text, exact, "" if tail is None else longest[len(tail) :])
        for (text, exact), tail in zip(told, tails, strict=True)
    ]


def _bdi(text: str, exact: str, after: str) -> Markup:
    attributes = Markup(' data-after="{}"').format(after) if after else Markup()
    attributes += Markup(' title="{}"').format(exact) if exact else Markup()
    return Markup("<bdi{}>{}</bdi>").format(attributes, text)
