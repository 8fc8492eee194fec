"""Charts that a script logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ChartKind = Literal[
    "line", "scatter", "bar", "histogram", "line_series", "pr_curve", "roc_curve", "confusion_matrix", "custom"
]


@dataclass(frozen=True)
class LoggedChart:
    """A chart over a table of the same run: its kind, and the column of each of its roles.

    Roles by kind: ``x``, ``y`` and perhaps ``series`` of line, line_series, pr_curve and roc_curve, and ``threshold``
    of curves whose points are those of all thresholds; ``x`` and ``y`` of scatter; ``label`` and ``value`` of bar;
    ``value`` of histogram; ``truth``, ``prediction`` and ``count`` of confusion_matrix. A custom chart has a Vega-Lite
    or Vega ``spec``, or only the name of its ``definition``.
    """

    kind: ChartKind
    table_key: str
    """The key that its table was logged under."""
    columns: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    x_title: str = ""
    y_title: str = ""
    definition: str = ""
    """What the logger calls it, such as ``carey/new_chart``: the ``presets`` of a spec name files for definitions."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Columns by the names that a spec of the definition has for them: what fills its ``${field:x}``."""
    strings: Mapping[str, str] = field(default_factory=dict)
    """Texts by such names: what fills its ``${string:title}``."""
    spec: Mapping[str, Any] | None = None
    """The Vega-Lite or Vega spec of a custom chart, where it was logged with it."""

    @property
    def is_table(self) -> bool:
        """Whether it stands for a table that was logged without a chart."""
        return self.kind == "custom" and not self.definition and self.spec is None
