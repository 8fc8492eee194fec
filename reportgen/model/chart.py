"""Charts that a script logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class LoggedChart:
    """A chart that the script logged: which definition draws it, what its fields stand for, and the table it reads."""

    definition: str
    """Such as ``wandb/line/v0``, or a private ``carey/new_chart``."""
    fields: Mapping[str, str]
    strings: Mapping[str, str]
    table_key: str
