"""Config values that tell runs apart without being settings: seeds, numbers of runs, ports, paths."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from reportgen.model.runset import show

_WORDS = {
    "seed": "a seed", "seeds": "a seed", "id": "an id", "uid": "an id", "uuid": "an id", "guid": "an id",
    "index": "an index", "idx": "an index", "port": "a port", "pid": "an id", "timestamp": "a time",
}  # fmt: skip
_NAMES = {
    "random_state": "a seed", "rank": "a rank", "local_rank": "a rank", "global_rank": "a rank", "node_rank": "a rank",
    "hostname": "a machine", "host": "a machine",
}  # fmt: skip
_LEAST = 4
"""Fewer runs count by chance."""


def label_of(path: str, values: Sequence[Any]) -> str:
    """Return what a config value is that is no setting ("a seed"), an empty string where it may be one.

    ``values`` are those of all runs, in their order. Whole numbers that count the runs are the number of the run, and
    a text that is another in every run names it.
    """
    name = path.rpartition(".")[2].lower()
    words = re.split(r"[^a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", path.rpartition(".")[2]).lower())
    if found := _NAMES.get(name) or next((_WORDS[word] for word in words[-1:] if word in _WORDS), ""):
        return found
    if words[0] in ("seed", "random") and words[-1] in ("seed", "state", "offset"):
        return "a seed"
    if len(values) < _LEAST or len({show(value) for value in values}) < len(values):
        return ""
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        steps = {after - before for before, after in pairwise(values)}
        return "counts the runs" if steps in ({1}, {-1}) else ""
    return "differs in every run" if all(isinstance(value, str) for value in values) else ""


def labels_of(parameters: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """Return the parameters that vary but are no settings, with what they are."""
    varying = {name: values for name, values in parameters.items() if len({show(value) for value in values}) > 1}
    return {name: what for name, values in varying.items() if (what := label_of(name, values))}
