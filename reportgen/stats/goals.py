"""Which way is better, and which metrics say how good a run is: by the training script, else by their names."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from reportgen.model.order import natural
from reportgen.model.runset import RunSet

_LOWER = re.compile(
    r"(loss(?![_-]?(?:scale|weight|coef))|error|err|perplexity|ppl|rmse|mse|mae|wer|cer|fid|latency)(?![a-z])"
    r"|(?<![a-z])(nll|bpb|bits_per_byte|ece|brier|eer|fpr|fnr|regret|drop|gap|divergence)(?![a-z])",
    re.IGNORECASE,
)
_HIGHER = re.compile(
    r"(?<![a-z])(acc|accuracy|map|ap|auc|auroc|auprc|f1|precision|recall|iou|miou|dice|bleu|rouge|psnr|ssim|reward|return"
    r"|r2|ndcg|mrr|mcc|kappa|exact_match|pass@\d+|win_?rate)(?![a-z])",
    re.IGNORECASE,
)

_NEGATED = re.compile(r"(?<![a-z])neg(ative)?[_-]", re.IGNORECASE)
"""scikit-learn's names of errors with their sign changed, such as neg_mse: higher is better."""

_SPREAD = re.compile(r"[_./ -](stderr|std|se|variance|ci(_?(low|high|lower|upper))?)$", re.IGNORECASE)
"""What says how sure another metric is, and is no result of its own."""

_ROUNDING = 1e-12
"""Results whose relative difference is less are the same: rounding alone makes it."""


Goal = Literal["minimize", "maximize", ""]


def goal_of(key: str, runs: RunSet) -> Goal:
    """Return "minimize", "maximize", or an empty string where neither the script nor the name tells."""
    return runs.once(("goal", key), lambda: _goal_of(key, runs))


def _goal_of(key: str, runs: RunSet) -> Goal:
    base = re.sub(r"\.(min|max|mean|last|best|first)$", "", key)
    given = runs.goals.get(base)
    if given in ("minimize", "maximize"):
        return "minimize" if given == "minimize" else "maximize"
    for run in runs:
        definition = run.source.definition(base)
        if definition.goal in ("minimize", "maximize"):
            return "minimize" if definition.goal == "minimize" else "maximize"
        if definition.summary and definition.summary[0] in ("min", "max"):
            return "minimize" if definition.summary[0] == "min" else "maximize"
    if _SPREAD.search(base):
        return ""
    found: Goal = "minimize" if _LOWER.search(base) else "maximize" if _HIGHER.search(base) else ""
    if found and _NEGATED.search(base):
        return "maximize" if found == "minimize" else "minimize"
    return found


_PARTIAL = re.compile(r"(?<![a-z])(precision|recall)(?![a-z])(?!.*auc)", re.IGNORECASE)
_MEAN = re.compile(r"(?<![a-z])m?ap[_@]?\[?0?\.?50?[-_:.]+0?\.?95", re.IGNORECASE)
"""COCO's average precision over thresholds of overlap, as trainers write it: mAP50-95, mAP@0.5:0.95."""

VALIDATION = ("val", "valid", "validation", "eval", "evaluation", "test", "dev")
TRAINING = ("train", "training")
_FAMILY = 3
"""A family has more members: names that differ in a number, such as ``layer0/grad_norm`` and ``layer1/grad_norm``."""


def split_of(key: str, others: Collection[str] = ()) -> str:
    """Return "validation" or "training" where a metric's name says so, else an empty string.

    A word of it does, or that ``others`` has the same of a validation split (``loss`` beside ``val_loss``), or the
    prefix that trainers of detectors give to what they evaluate (``metrics/mAP50``).
    """
    words = re.split(r"[/_.\-\s]", key.lower())
    if any(word in VALIDATION for word in words):
        return "validation"
    if any(word in TRAINING for word in words):
        return "training"
    if any(f"{word}{sign}{key}" in others for word in VALIDATION for sign in _SIGNS):
        return "training"
    return "validation" if words[0] == "metrics" and _HIGHER.search(key) else ""


_SIGNS = ("_", "/", ".")


def family_of(key: str) -> str:
    """Return a metric's name without its numbers, which members of a family share."""
    return re.sub(r"\d+", "#", key)


def goal_metrics(keys: Iterable[str], runs: RunSet) -> list[str]:
    """Return the metrics with a known direction, the one that says most about a run first.

    What the report's ``goal`` names comes first, as it stands there. Validation comes before what names no split, and
    that before training; metrics that rise before those that fall, because a loss is a means to them; members of large
    families come last. Precision and recall come after what balances them, and average precision over many thresholds
    before that at one. Of metrics that most runs lack, the one that most runs have comes first.
    """
    found = [key for key in keys if goal_of(key, runs)]
    sizes = Counter(map(family_of, found))
    given = {key: place for place, key in enumerate(runs.goals)}
    splits = {"validation": 0, "": 1, "training": 2}

    def rank(key: str) -> tuple[object, ...]:
        logged = runs.counts.get(key, 0)
        few = 2 * logged < len(runs)
        return (
            given.get(key, len(given)),
            sizes[family_of(key)] > _FAMILY, few, -logged if few else 0, splits[split_of(key, runs.counts)],
            goal_of(key, runs) == "minimize", -logged, 2 * bool(_PARTIAL.search(key)) - bool(_MEAN.search(key)),
            natural(key),
        )  # fmt: skip

    return sorted(dict.fromkeys(found), key=rank)


def leading_metrics(keys: Iterable[str], runs: RunSet) -> list[str]:
    """Return the metrics that say which of the runs is best: those with a direction that most of these runs share."""
    goals = goal_metrics(keys, runs)
    having = {key: {run.index for run in runs if math.isfinite(run.number(f"summary.{key}"))} for key in goals}
    most = next((found for found in having.values() if found), set())
    return [key for key, found in having.items() if found and 2 * len(found & most) >= len(most)]


def equal(value: float, other: float) -> bool:
    """Return whether results are the same but for rounding; of two whole numbers (``int``) every digit counts."""
    if isinstance(value, int) and isinstance(other, int):
        return value == other
    return math.isclose(value, other, rel_tol=_ROUNDING)


@dataclass(frozen=True)
class PageGoal:
    """The metric by which the page ranks its runs, and the summary value of each run that has one, by its index."""

    metric: str
    direction: Goal
    values: Mapping[int, float]

    def ranked(self) -> list[int]:
        """Return the indices of the runs that have a value, best first; equal ones as they are listed."""
        sign = 1 if self.direction == "minimize" else -1
        return sorted(self.values, key=lambda index: (sign * self.values[index], index))


def page_goal(runs: RunSet) -> PageGoal | None:
    """Return the goal of a page, the metric that says most about its runs; None where there is none."""
    metric = next(iter(leading_metrics(runs.metrics, runs)), "")
    if not metric:
        return None
    found = {run.index: run.number(f"summary.{metric}") for run in runs}
    values = {index: value for index, value in found.items() if math.isfinite(value)}
    return PageGoal(metric, goal_of(metric, runs), values)
