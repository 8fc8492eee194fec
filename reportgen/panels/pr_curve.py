"""Precision over recall, exact at every threshold, with AP and the threshold of the best F1.

- pr_curve: {table_name: predictions, truth: label, scores: score}
- pr_curve: pr    # what wandb.plot.pr_curve logged
"""

from __future__ import annotations

from typing import ClassVar, Literal

from reportgen.panels.base.curves.curves import CurvePanel


class PrCurve(CurvePanel):
    """Precision over recall for binary or multiclass scores; or a curve logged by ``wandb.plot.pr_curve``."""

    curve: ClassVar[Literal["pr", "roc"]] = "pr"
    area: ClassVar[str] = "average_precision"
