"""Where W&B logs lie: anywhere below a folder, without walking what the SDK keeps beside them.

Links are followed, each folder once, and never up to a folder that holds the one searched. A run that is reached
twice (``latest-run`` and its own folder) is known by where it really lies.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.model.order import natural
from reportgen.readers.wandb.log import HEADER

_FOLDER = re.compile(r"(offline-)?run-\d{8}_\d{6}-")
_OF_A_RUN = frozenset({"files", "logs", "media", "tmp"})
"""What the SDK keeps beside a log."""
_CACHES = frozenset({"__pycache__", "node_modules", "site-packages", "lost+found"})


@dataclass
class Search:
    """What a search came by besides logs."""

    folders: int = 0
    closed: list[Path] = field(default_factory=list)
    """Folders that may not be read."""


def logs(path: Path, search: Search | None = None) -> Iterator[Path]:
    """Yield the logs at or below ``path``, in order; a run's folder without a log is yielded itself."""
    if path.is_file():
        if path.suffix == ".wandb" or _has_header(path):
            yield path
    elif path.is_dir():
        yield from _Walk(path, search or Search()).logs(path)


def each_once(found: Sequence[Path]) -> dict[Path, Path]:
    """Return logs by where they really lie; of several ways to one, that without a link as its folder."""
    ways: dict[Path, Path] = {}
    for log in found:
        place = log.resolve()
        if place not in ways or (ways[place].parent.is_symlink() and not log.parent.is_symlink()):
            ways[place] = log
    return ways


class _Walk:
    def __init__(self, root: Path, search: Search) -> None:
        self.search = search
        self.real = os.path.realpath(root)
        self.seen = {self._identity(str(root))}

    @staticmethod
    def _identity(folder: str) -> tuple[int, int] | None:
        try:
            status = os.stat(folder)  # noqa: PTH116 - of thousands of folders
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def logs(self, root: Path) -> Iterator[Path]:
        """Walk depth first, folders by name; what links lead to comes after what lies there."""
        stack = [str(root)]
        while stack:
            folder = stack.pop()
            found, folders, links = self._entries(folder)
            yield from (Path(folder, name) for name in sorted(found, key=natural))
            name = os.path.basename(folder)  # noqa: PTH119
            if _FOLDER.match(name):
                if found:
                    continue
                if not folders or _OF_A_RUN & set(folders):
                    yield Path(folder)
                    continue
            if found or _FOLDER.match(name):
                folders = [one for one in folders if one not in _OF_A_RUN]
            below = [os.path.join(folder, one) for one in sorted(folders, key=natural)]  # noqa: PTH118
            below += [link for one in sorted(links, key=natural) if self._is_new(link := os.path.join(folder, one))]  # noqa: PTH118
            stack += reversed(below)

    def _entries(self, folder: str) -> tuple[list[str], list[str], list[str]]:
        """Return the names of logs, folders and links to folders in a folder."""
        self.search.folders += 1
        found: list[str] = []
        folders: list[str] = []
        links: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if name.endswith(".wandb") and (name.startswith("run-") or entry.is_file()):
                        found.append(name)
                    elif name in _CACHES or (name.startswith(".") and name != ".wandb"):
                        continue
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(name)
                    elif entry.is_symlink() and os.path.isdir(entry.path):  # noqa: PTH112 - False for a loop
                        links.append(name)
                    elif name == "pyvenv.cfg":
                        return [], [], []
        except OSError:
            self.search.closed.append(Path(folder))
        return found, folders, links

    def _is_new(self, link: str) -> bool:
        """Tell a link that leads to a folder not searched yet, and not to one above what is searched."""
        place = os.path.realpath(link)
        if self.real == place or self.real.startswith(place.rstrip(os.sep) + os.sep):
            return False
        identity = self._identity(link)
        if identity is None or identity in self.seen:
            return False
        self.seen.add(identity)
        return True


def _has_header(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == HEADER[:4]
    except OSError:
        return False
