"""Words of what panels hand to the page's code.

Payloads are TypedDicts beside the code that fills them; ``client/payloads.ts`` has them as TypeScript, and
tests/client/test_payloads.py holds the one to the other. An ``Annotated`` text is the type on that side.
"""

from __future__ import annotations

from typing import Annotated, Any

Shape = Annotated[dict[str, Any], "VegaSpec"]
"""A compiled Vega spec."""

BlockId = Annotated[str, "BlockId"]
"""The id of a data block of numbers."""

Ends = Annotated[list[float | None], "[number | null, number | null]"]
"""The ends of an axis that are asked for; null where the values say."""
