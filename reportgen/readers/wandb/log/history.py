"""History and summary of one ``.wandb`` log on top of ``leaves``: keys, columns and rebuilt values.

wandb-core splits a logged dict into its leaves, in random order; the Python service of old SDKs wrote one JSON text
per key. Both come out the same here: a key's shown name is its path joined by dots, and a typed value (one with
``_type``) is one key, whichever way it was written.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np

from reportgen.model.column import Column, Floats, Ints, KeyInfo
from reportgen.model.nested import dig
from reportgen.readers.wandb.log.lasts import Lasts
from reportgen.readers.wandb.log.leaves import Leaves, load_json
from reportgen.readers.wandb.log.records import plant
from reportgen.readers.wandb.log.walking import KeyPath
from reportgen.readers.wandb.media.kinds import kind_of

_TYPE = re.compile(rb'"_type":\s*"([^"]+)"')
_FIRST_BYTE = {ord('"'): "text", ord("["): "list", ord("{"): "JSON", ord("n"): "null"}
_CHECKS = {ord("{"), ord("[")}
_OWN = frozenset({"_step", "_runtime", "_timestamp", "_wandb"})
"""The SDK's own entries, beside those of a script, which may begin with an underscore, too."""

Other = tuple[int, int, int, Callable[[], bytes]]
"""The row, the first byte, the size and the text of what is no number."""


class History:
    """The history rows of one log. Values are decoded key by key, on request."""

    def __init__(self, leaves: Leaves) -> None:
        self.leaves = leaves
        self.steps = self.leaves.steps
        if not self.steps.any():  # a log without step records keeps the step as an item
            rows, logged = self.leaves.numbers(("_step",))
            self.steps = self.steps.copy()
            self.steps[rows] = logged.astype(np.int64)

    def move(self, by: int) -> None:
        """Count the rows from a later step on."""
        self.steps = self.steps + by

    @cached_property
    def times(self) -> Floats:
        """Unix seconds of each row, NaN where not recorded."""
        times = np.full(len(self.steps), np.nan)
        rows, values = self.leaves.numbers(("_timestamp",))
        times[rows] = values
        return times

    @cached_property
    def _typed(self) -> set[KeyPath]:
        """Paths that held a typed value, written as leaves."""
        return {key[:-1] for key in self.leaves.keys if len(key) > 1 and key[-1] == "_type"}

    @cached_property
    def _kinds(self) -> dict[str, Counter[str]]:
        """For each shown name how often it held which type."""
        kinds: dict[str, Counter[str]] = defaultdict(Counter)
        for key in self.leaves.keys:
            if key[0].partition(".")[0] in _OWN:
                continue
            parent = self._typed_parent(key) if self._typed else None
            if parent is None:
                self._count_leaves(".".join(key), self.leaves.count(key), self.leaves.others(key), kinds)
            elif key == (*parent, "_type"):
                for _, value in self.leaves.values(key):
                    kinds[".".join(parent)][kind_of(str(value))] += 1
            else:  # a leaf of a typed value in one row can be a plain one in another
                typed = self.leaves.rows((*parent, "_type"))
                rows, _ = self.leaves.numbers(key)
                among = set(typed.tolist())
                others = [other for other in self.leaves.others(key) if other[0] not in among]
                self._count_leaves(".".join(key), int((~np.isin(rows, typed)).sum()), others, kinds)
        return dict(kinds)

    def _count_leaves(self, name: str, numbers: int, others: list[Other], kinds: dict[str, Counter[str]]) -> None:
        if numbers:
            kinds[name]["number"] += numbers
        for _, first, size, text in others:
            if not size:
                continue
            if first in _CHECKS:
                self._inspect(name, text(), kinds)
            else:
                kinds[name][_FIRST_BYTE.get(first, "number")] += 1

    def _typed_parent(self, key: KeyPath) -> KeyPath | None:
        return next((key[:i] for i in range(1, len(key)) if key[:i] in self._typed), None)

    def _inspect(self, name: str, text: bytes, kinds: dict[str, Counter[str]]) -> None:
        """Tell typed JSON from plain; plain nested dicts (old SDKs) count as what they hold."""
        if text[:1] == b"{" and not _TYPE.search(text):
            self._count(name, load_json(text), kinds)
        elif text[:1] == b"[":
            typed = _TYPE.search(text[:4096])
            kinds[name][kind_of(typed.group(1).decode("utf-8", "replace")) if typed else "list"] += 1
        else:
            self._count(name, load_json(text), kinds)

    def _count(self, name: str, value: Any, kinds: dict[str, Counter[str]]) -> None:
        if not isinstance(value, dict) or not value:
            number = isinstance(value, int | float)
            kinds[name]["number" if number else "text" if isinstance(value, str) else "JSON"] += 1
        elif "_type" in value:
            kinds[name][kind_of(str(value["_type"]))] += 1
        else:
            for key, item in value.items():
                self._count(f"{name}.{key}", item, kinds)

    def keys(self) -> dict[str, KeyInfo]:
        """Return every logged key by shown name, sorted."""
        found = {}
        for name in sorted(self._kinds):
            counts = self._kinds[name]
            kinds = tuple(kind for kind, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
            found[name] = KeyInfo(name, kinds, sum(counts.values()))
        return found

    def has(self, name: str) -> bool:
        """Say whether anything was logged under a shown name."""
        return name in self._kinds

    @cached_property
    def _paths(self) -> dict[str, list[KeyPath]]:
        paths: dict[str, list[KeyPath]] = defaultdict(list)
        for key in self.leaves.keys:
            paths[".".join(key)].append(key)
        return paths

    def column(self, name: str) -> Column:
        """Return the numbers logged under a shown name, in row order."""
        found = [self.leaves.numbers(path) for path in self._paths.get(name, [])]
        if not any(len(rows) for rows, _ in found):
            found.append(self._nested_numbers(name))
        if len(found) == 1:
            row, values = found[0]
        else:
            row, values = np.concatenate([rows for rows, _ in found]), np.concatenate([value for _, value in found])
        return Column(self.steps[row], values, self.times[row])

    def _nested_numbers(self, name: str) -> tuple[Ints, Floats]:
        """Return numbers that an old SDK wrote inside a JSON dict."""
        found = [(row, float(v)) for row, v in self._inner_values(name).items() if isinstance(v, int | float)]
        rows = np.array([row for row, _ in found], np.int64)
        return rows, np.array([value for _, value in found])

    @cached_property
    def _below(self) -> dict[str, list[KeyPath]]:
        """For each shown name that leads further, the paths below it."""
        below: dict[str, list[KeyPath]] = defaultdict(list)
        for key in self.leaves.keys:
            for i in range(1, len(key)):
                below[".".join(key[:i])].append(key)
        return below

    def values(self, name: str) -> list[tuple[int, Any]]:
        """Return (row, value) of everything logged under a shown name, dicts rebuilt from their leaves."""
        rows: dict[int, Any] = {}
        for path in self._paths.get(name, []):
            rows.update(self.leaves.values(path))
        nested: dict[int, dict[str, Any]] = defaultdict(dict)
        for path in self._below.get(name, []):
            depth = next(i for i in range(1, len(path)) if ".".join(path[:i]) == name)
            for row, value in self.leaves.values(path):
                plant(nested[row], path[depth:], value)
        rows.update(nested)
        return sorted((rows or self._inner_values(name)).items())

    def _inner_values(self, name: str) -> dict[int, Any]:
        """Return values that an old SDK wrote inside a JSON dict."""
        parts = name.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            if ".".join(parts[:cut]) not in self._paths:
                continue
            found = {row: dig(value, ".".join(parts[cut:])) for row, value in self.values(".".join(parts[:cut]))}
            return {row: value for row, value in found.items() if value is not None}
        return {}


def build_summary(lasts: Lasts) -> dict[str, Any]:
    """Return the summary that a log's summary records add up to.

    Only each path's last update counts. A value that changed its type leaves stale leaves behind in the log: of a
    path and what stands under it, what was written later wins.
    """
    last, removed = lasts.of, lasts.removed
    typed = {path[:-1]: row for path, (row, *_) in last.items() if path[-1] == "_type"}
    tree: dict[str, Any] = {}
    for path, (row, _, text) in sorted(last.items(), key=lambda item: item[1][:2]):
        if any(removed.get(path[:i], -1) > row for i in range(1, len(path) + 1)):
            continue
        if any(last[path[:i]][0] > row for i in range(1, len(path)) if path[:i] in last):
            continue
        if any(typed.get(path[:i], -1) > row for i in range(1, len(path))):
            continue
        _drop_older_type(tree, path, row, typed)
        plant(tree, path, load_json(text))
    return tree


def overlay(tree: dict[str, Any], more: dict[str, Any]) -> None:
    """Put a later summary over an earlier one, mapping by mapping; a typed value is replaced as a whole."""
    for key, value in more.items():
        before = tree.get(key)
        if isinstance(before, dict) and isinstance(value, dict) and not ("_type" in before or "_type" in value):
            overlay(before, value)
        else:
            tree[key] = value


def typed_values(tree: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the typed values of a summary with their shown names."""
    for key, value in tree.items():
        shown = f"{name}.{key}" if name else key
        if isinstance(value, dict) and "_type" in value:
            yield shown, value
        elif isinstance(value, dict) and key.partition(".")[0] not in _OWN:
            yield from typed_values(value, shown)


def _drop_older_type(tree: dict[str, Any], path: KeyPath, row: int, typed: dict[KeyPath, int]) -> None:
    """Remove a typed value that a later plain dict under the same path replaced."""
    for i in range(1, len(path)):
        if typed.get(path[:i], row) < row:
            node: Any = tree
            for part in path[: i - 1]:
                node = node.get(part, {})
            if isinstance(node.get(path[i - 1]), dict) and "_type" in node[path[i - 1]]:
                node[path[i - 1]] = {}
