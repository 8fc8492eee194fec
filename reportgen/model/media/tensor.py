"""What is kept of tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from reportgen.model.media import Media


@dataclass(frozen=True)
class Tensor(Media):
    """Numbers about a tensor by name: ``min``, ``max``, ``mean``, ``var``, ``size``, percentiles such as ``25%``."""

    noun: ClassVar[str] = "array"
    numbers: Mapping[str, float] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """Return the numbers."""
        return super().facts() | dict(self.numbers)
