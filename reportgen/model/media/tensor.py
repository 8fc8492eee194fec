"""What is kept of tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from reportgen.model.media import Media, MediaFile


@dataclass(frozen=True)
class Tensor(Media):
    """Numbers about a tensor by name: ``min``, ``max``, ``mean``, ``var``, ``size``, percentiles such as ``25%``.

    ``file`` holds the whole array (.npy), of a ``shape`` and a ``dtype`` of NumPy, where the log has it.
    """

    noun: ClassVar[str] = "array"
    numbers: Mapping[str, float] = field(default_factory=dict)
    file: MediaFile | None = None
    shape: tuple[int, ...] = ()
    dtype: str = ""

    def facts(self) -> dict[str, Any]:
        """Return the numbers, the shape and the type of numbers."""
        found = super().facts() | dict(self.numbers) | ({"shape": list(self.shape)} if self.shape else {})
        return found | ({"dtype": self.dtype} if self.dtype else {})
