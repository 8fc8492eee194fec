"""Which way is better: what the training script said, else what a metric's name says."""

from __future__ import annotations

import re

from reportgen.model.runset import RunSet

_LOWER = re.compile(r"(loss|error|err|perplexity|ppl|rmse|mse|mae|wer|cer|fid|latency)(?![a-z])", re.IGNORECASE)
_HIGHER = re.compile(
    r"(?<![a-z])(acc|accuracy|map|ap|auc|f1|precision|recall|iou|miou|dice|bleu|rouge|psnr|ssim|reward|return|r2)(?![a-z])",
    re.IGNORECASE,
)


def goal_of(key: str, runs: RunSet) -> str:
    """Return "minimize", "maximize", or an empty string where neither the script nor the name tells."""
    base = re.sub(r"\.(min|max|mean|last|best|first)$", "", key)
    for run in runs:
        definition = run.source.definition(base)
        if definition.goal:
            return definition.goal
        if definition.summary and definition.summary[0] in ("min", "max"):
            return {"min": "minimize", "max": "maximize"}[definition.summary[0]]
    return "minimize" if _LOWER.search(base) else "maximize" if _HIGHER.search(base) else ""
