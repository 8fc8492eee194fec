"""A run's config and its summary: nested mappings whose leaves are plain values, media or aggregates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reportgen.model.media import Media
from reportgen.model.media.tensor import Tensor


def of_logger(path: str) -> bool:
    """Tell the logger's own entries from those of a script, which may begin with an underscore, too."""
    return path.partition(".")[0] in _OF_LOGGER


_OF_LOGGER = frozenset({"_step", "_runtime", "_timestamp"})


def as_float(value: Any) -> float:
    """Return a logged number as a float; NaN for anything else, truth values and numbers beyond a float included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


@dataclass(frozen=True)
class Aggregates:
    """What a summary keeps of one metric: ``values`` by name, any of min, max, mean, best, last and first."""

    values: Mapping[str, Any]

    @property
    def value(self) -> Any:
        """What stands for the metric: its last value, else the first that is there."""
        return self.values.get("last", next(iter(self.values.values()), None))


_DEEPEST = 200
"""Parts of a path; nothing that is logged lies as deep."""


def dig(tree: Any, path: str) -> Any:
    """Return the value at a dotted path; names that hold dots themselves are tried longest first."""
    if not path:
        return tree
    if isinstance(tree, Media):
        tree = tree.facts()
    elif isinstance(tree, Aggregates):
        tree = tree.values
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
    """Return nested mappings of any kind as plain ones, and what is known of media in them."""
    return {key: plain(value) for key, value in tree.items()}


def plain(value: Any) -> Any:
    """Return a value as filters ask for it and JSON holds it: of media and aggregates what is known of them."""
    if isinstance(value, Media):
        return value.facts()
    if isinstance(value, Aggregates):
        return dict(value.values)
    if isinstance(value, list):
        return [plain(inner) for inner in value] if any(map(_is_nested, value)) else value
    return plain_tree(value) if isinstance(value, Mapping) else value


def _is_nested(value: Any) -> bool:
    return isinstance(value, Media | Mapping | list)


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return leaves of nested mappings by dotted path; media and lists are leaves.

    Of a tensor the numbers that are kept of it are leaves, too: ``weights.mean``; of aggregates only their values are.
    """
    leaves: dict[str, Any] = {}
    for key, value in tree.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Tensor):
            leaves.update({f"{path}.{name}": number for name, number in value.numbers.items()})
        if isinstance(value, Aggregates):
            leaves.update({f"{path}.{name}": inner for name, inner in value.values.items()})
        elif isinstance(value, Mapping) and value:
            leaves.update(flatten(value, path))
        else:
            leaves[path] = value
    return leaves
