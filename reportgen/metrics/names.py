"""What runs are called whose files do not say it: by their file, or by their folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

LOGS = frozenset(
    ("metrics", "results", "log", "logs", "progress", "history", "training", "train_log", "training_log", "loss",
     "losses", "monitor", "evaluations")
)  # fmt: skip
"""Names that loggers give: such a file of numbers alone needs no column of steps."""
_USUAL = LOGS | {"train", "val", "test", "result", "scores", "output", "data", "epochs", "stats"}
"""Names that say nothing of the run: its folder's name does."""


def names_of(paths: Sequence[Path], suffixes: tuple[str, ...]) -> list[str]:
    """Return a name for each file: its own or its folder's, with as many folders before it as tell it from others.

    A folder with several files of these suffixes lends its name to none of them.
    """
    return told_apart([_parts(path, suffixes) for path in paths])


def names_of_folders(folders: Sequence[Path]) -> list[str]:
    """Return a name for each folder that holds one run, with as many above it as tell it from others."""
    return told_apart([list(folder.absolute().parts[1:]) or ["/"] for folder in folders])


def told_apart(parts: Sequence[list[str]]) -> list[str]:
    """Return the last part of each path, with as many before it as tell it from others."""
    depth = [1] * len(parts)
    while True:
        names = ["/".join(own[-count:]) for own, count in zip(parts, depth, strict=True)]
        again = Counter(names)
        more = [i for i, name in enumerate(names) if again[name] > 1 and depth[i] < len(parts[i])]
        if not more:
            break
        for i in more:
            depth[i] += 1
    deepest = {tuple(own[:-1]): 0 for own in parts}  # what lies beside each other is named alike
    for own, count in zip(parts, depth, strict=True):
        deepest[tuple(own[:-1])] = max(deepest[tuple(own[:-1])], count)
    return ["/".join(own[-deepest[tuple(own[:-1])] :]) for own in parts]


def _parts(path: Path, suffixes: tuple[str, ...]) -> list[str]:
    folders = list(path.absolute().parent.parts[1:])
    if path.stem.lower() in _USUAL and folders and folders[-1]:
        return folders if not _has_brother(path, suffixes) else [*folders, path.stem]
    return [*folders, path.stem]


def _has_brother(path: Path, suffixes: tuple[str, ...]) -> bool:
    try:
        return sum(one.name.lower().endswith(suffixes) for one in path.parent.iterdir()) > 1
    except OSError:
        return False
