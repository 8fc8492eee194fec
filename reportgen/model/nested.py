"""Nested values, such as a run's config and its summary: looked into by path, and told apart by kind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def of_logger(path: str) -> bool:
    """Tell the logger's own entries from those of a script, which may begin with an underscore, too."""
    return path.partition(".")[0] in _OF_LOGGER


_OF_LOGGER = frozenset({"_step", "_runtime", "_timestamp", "_wandb"})


def as_float(value: Any) -> float:
    """Return a logged number as a float; NaN for anything else, truth values and numbers beyond a float included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


TENSORS = ("numpy.ndarray", "torch.Tensor", "tensorflow.Tensor")
"""``_type`` of what a logger keeps of a tensor: numbers about it, by name."""


def tensor_facts(value: Any) -> dict[str, float]:
    """Return what is known of a tensor, such as ``mean`` and ``25%``; empty for anything else."""
    if not isinstance(value, Mapping) or value.get("_type") not in TENSORS:
        return {}
    return {str(name): number for name, number in value.items()
            if isinstance(number, int | float) and not isinstance(number, bool)}  # fmt: skip


_DEEPEST = 200
"""Parts of a path; nothing that is logged lies as deep."""
_AGGREGATES = {"min", "max", "mean", "best", "last", "first"}


def is_aggregate(value: Any) -> bool:
    """Tell a summary value that holds a metric's aggregates, such as ``{"max": 0.9}``, from any other."""
    return isinstance(value, Mapping) and bool(value) and set(value) <= _AGGREGATES


def dig(tree: Any, path: str) -> Any:
    """Return the value at a dotted path; names that hold dots themselves are tried longest first."""
    if not path:
        return tree
    if not isinstance(tree, Mapping):
        return None
    if path in tree:
        return tree[path]
    parts = path.split(".")
    if len(parts) > _DEEPEST:
        return None
    for cut in range(len(parts) - 1, 0, -1):
        head = ".".join(parts[:cut])
        if head in tree:
            found = dig(tree[head], ".".join(parts[cut:]))
            if found is not None:
                return found
    return None


def plain_tree(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested mappings of any kind as plain ones."""
    return {key: plain_tree(value) if isinstance(value, Mapping) else value for key, value in tree.items()}


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return leaves of nested mappings by dotted path; a typed value (with ``_type``) and a list are leaves.

    Of a tensor the numbers that are kept of it are leaves, too: ``weights.mean``.
    """
    leaves: dict[str, Any] = {}
    for key, value in tree.items():
        path = f"{prefix}.{key}" if prefix else key
        leaves.update({f"{path}.{name}": number for name, number in tensor_facts(value).items()})
        if isinstance(value, Mapping) and value and "_type" not in value:
            leaves.update(flatten(value, path))
        else:
            leaves[path] = value
    return leaves
