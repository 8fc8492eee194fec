"""What metrics that are no results tell of, by their names: one table, a row a kind."""

from __future__ import annotations

import re
from functools import lru_cache

COUNTER, SPEED, OPTIMIZATION = "counter", "speed", "optimization"

_KINDS = {
    COUNTER: r"(?:.*/)?(epochs?|((global|batch|train|training)_?)?(steps?|iterations?)|iter)",
    SPEED: r"run_?time|throughput|speed|fps|time|elapsed|seconds|duration|eta|memory|total_(flos|tokens)|tokens_seen"
    r"|(samples|tokens|images|examples|frames|steps|it)_(per|a)_(s|sec|second)",
    OPTIMIZATION: r"lr|learning_?rate|grad|grad_?norm|gradients?|weight_?decay|momentum|beta\d?|loss_?scale|clip_range",
}
"""A counter is its whole name, of the others a word of it is enough."""

_PATTERNS = [
    (kind, re.compile(words if kind == COUNTER else rf".*(?<![a-z])({words})(?![a-z]).*", re.IGNORECASE))
    for kind, words in _KINDS.items()
]


@lru_cache(maxsize=1 << 14)
def kind_of(key: str) -> str:
    """Return what a metric tells of where that is not how good a run is; else an empty string.

    Whether it was logged in training or in validation does not matter: ``train/lr`` is a learning rate.
    """
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(key)), "")
