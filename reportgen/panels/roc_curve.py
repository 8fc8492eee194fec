"""True over false positive rate, exact at every threshold, with AUC and the line of chance.

- roc_curve: {table_name: predictions, truth: label, scores: score}
- roc_curve: roc   # what wandb.plot.roc_curve logged
"""

from __future__ import annotations

from typing import ClassVar, Literal

from reportgen.panels.base.curves.curves import CurvePanel


class RocCurve(CurvePanel):
    """True positive rate over false positive rate; or a curve logged by ``wandb.plot.roc_curve``."""

    curve: ClassVar[Literal["pr", "roc"]] = "roc"
    area: ClassVar[str] = "auc"
