"""Folders walked once for all readers: what each claims, and what nobody does.

Links are followed, each folder once, and never up to a folder that holds the one searched. Hidden folders, caches and
environments are not walked, nor is what lies inside of what a reader has claimed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportgen.inputs.following import note_listed
from reportgen.model.order import natural
from reportgen.readers.base import NOTHING, Claims, Folder, Reader
from reportgen.sources.quiet import is_quiet
from reportgen.spec.fields import Fields

_CACHES = frozenset({"__pycache__", "node_modules", "site-packages", "lost+found"})
_NEWEST = ("latest", "last")
"""Links that loggers make to the newest run; they do not outlast a copy to another machine."""
_WANTED = frozenset({".wandb", ".aim"})
"""Hidden folders that hold runs."""


@dataclass(frozen=True)
class Asked:
    """A reader to ask, with what the entry says to it."""

    name: str
    reader: Reader[Any]
    options: Fields
    by_format: bool = False
    """Whether the entry's ``format`` names it."""


@dataclass
class Walked:
    """What a walk came by: the claims in order, by reader, and the rest."""

    claims: list[tuple[str, str, str]] = field(default_factory=list)
    """(reader, path, where it really lies)."""
    contested: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Paths that two readers claim, by (the one that has them, the other)."""
    passed: dict[str, str] = field(default_factory=dict)
    """What readers say of files that they know and leave."""
    strays: dict[str, list[str]] = field(default_factory=dict)
    """Files that nobody claims, by folder; those that no one would miss are not among them."""
    holding: set[str] = field(default_factory=set)
    """Folders with something claimed in or below them."""
    dangling: list[str] = field(default_factory=list)
    """Links that lead nowhere and that nobody claims."""
    closed: list[str] = field(default_factory=list)
    """Folders that may not be read."""
    failed: dict[str, str] = field(default_factory=dict)
    """Where a reader itself failed, by its name: the first such folder."""
    folders: int = 0


def walk(root: Path, asked: Sequence[Asked]) -> Walked:
    """Return what readers claim at or below ``root``, folders and files in natural order."""
    found = Walked()
    if root.is_dir():
        _Walk(str(root), asked, found).run()
    elif root.is_file():
        folder = str(root.parent)
        names, _ = _settled(Folder(folder, [root.name], named=True), asked, found)
        for reader, name in names:
            found.claims.append((reader, os.path.join(folder, name), os.path.realpath(root)))  # noqa: PTH118
    return found


def _settled(folder: Folder, asked: Sequence[Asked], found: Walked) -> tuple[list[tuple[str, str]], tuple[Claims, ...]]:
    """Return (reader, name) of what is claimed in a folder, each name once, and the claims that hold."""
    owners: dict[str, str] = {}
    holding = []
    for each in asked:  # the highest rank first
        mine = _claims_of(each, folder, found)
        if mine is NOTHING:
            continue
        for name, hint in mine.passed.items():
            found.passed[os.path.join(folder.path, name)] = hint  # noqa: PTH118
        over = [name for name in mine.names if name in owners or "" in owners or (name == "" and owners)]
        for name in over:
            other = owners.get(name) or owners.get("") or next(iter(owners.values()))
            found.contested.setdefault((other, each.name), []).append(os.path.join(folder.path, name))  # noqa: PTH118
        owners.update((name, each.name) for name in mine.names if name not in over)
        if len(over) < len(mine.names) or not mine.names:
            holding.append(mine)
    order = sorted(owners, key=_by_name) if len(owners) > 1 else list(owners)
    return [(owners[name], name) for name in order], tuple(holding)


def _claims_of(each: Asked, folder: Folder, found: Walked) -> Claims:
    if each.by_format:
        folder = Folder(folder.path, folder.files, folder.folders, folder.named, asked=True)
    try:
        return each.reader.claims(folder, each.options)
    except Exception:  # noqa: BLE001 - whatever a reader raises: it does not sink the others
        found.failed.setdefault(each.name, folder.path)
        return NOTHING


@dataclass
class _Entries:
    """The names in a folder; ``linked`` are those of ``files`` that are links, ``broken`` lead nowhere."""

    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)


class _Walk:
    def __init__(self, root: str, asked: Sequence[Asked], found: Walked) -> None:
        self.root, self.asked, self.found = root, asked, found
        self.real = os.path.realpath(root)
        self.seen = {_identity(root)}
        self.parents: dict[str, str] = {}

    def run(self) -> None:
        """Walk depth first, folders by name; what links lead to comes after what lies there."""
        stack = [(self.root, self.real)]
        while stack:
            path, real = stack.pop()
            entries = self._entries(path)
            names, claims = _settled(Folder(path, entries.files, entries.folders), self.asked, self.found)
            for reader, name in names:
                place = os.path.join(path, name) if name else path  # noqa: PTH118
                far = os.path.realpath(place) if name in entries.linked else os.path.join(real, name) if name else real  # noqa: PTH118
                self.found.claims.append((reader, place, far))
            if names:
                self._hold(path)
            whole = any(claim.whole for claim in claims)
            if not whole:
                taken = {name for _, name in names}
                self._note_strays(path, entries.files, entries.broken | taken)
                self.found.dangling += [
                    os.path.join(path, name)  # noqa: PTH118
                    for name in sorted(entries.broken - taken)
                    if not is_quiet(name) and not name.startswith(_NEWEST)
                ]
                stack += self._below(path, real, entries, claims)

    def _below(self, path: str, real: str, entries: _Entries, claims: Sequence[Claims]) -> Iterator[tuple[str, str]]:
        """Yield the folders to walk next, the last first."""
        inside = {name for claim in claims for name in claim.inside} if claims else ()
        names = sorted((name for name in entries.folders if name not in inside), key=_by_name)
        found = [(os.path.join(path, name), os.path.join(real, name)) for name in names]  # noqa: PTH118
        for name in sorted(entries.links, key=_by_name):
            link = os.path.join(path, name)  # noqa: PTH118
            if self._is_new(link):
                found.append((link, os.path.realpath(link)))
        for below, _ in found:
            self.parents[below] = path
        yield from reversed(found)

    def _entries(self, folder: str) -> _Entries:
        self.found.folders += 1
        found = _Entries()
        note_listed(folder)
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if name in _CACHES or (name.startswith(".") and name not in _WANTED):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        found.folders.append(name)
                    elif not entry.is_symlink():
                        if name == "pyvenv.cfg":
                            return _Entries()
                        if entry.is_file():  # and no pipe, which would never end
                            found.files.append(name)
                    elif os.path.isdir(entry.path):  # noqa: PTH112 - False for a loop
                        found.links.append(name)
                    elif os.path.isfile(entry.path):  # noqa: PTH113 - as above
                        found.files.append(name)
                        found.linked.add(name)
                    elif not os.path.exists(entry.path):  # noqa: PTH110 - of a reader it can be told
                        found.files.append(name)
                        found.broken.add(name)
        except OSError:
            self.found.closed.append(folder)
        return found

    def _note_strays(self, path: str, files: Sequence[str], taken: set[str]) -> None:
        strays = [name for name in files if name not in taken and not is_quiet(name)]
        if strays:
            self.found.strays[path] = strays

    def _hold(self, path: str) -> None:
        while path not in self.found.holding:
            self.found.holding.add(path)
            path = self.parents.get(path, path)

    def _is_new(self, link: str) -> bool:
        """Tell a link that leads to a folder not searched yet, and not to one above what is searched."""
        place = os.path.realpath(link)
        if self.real == place or self.real.startswith(place.rstrip(os.sep) + os.sep):
            return False
        identity = _identity(link)
        if identity is None or identity in self.seen:
            return False
        self.seen.add(identity)
        return True


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)  # noqa: PTH116 - of thousands of folders
    except OSError:
        return None
    return status.st_dev, status.st_ino


_by_name = lru_cache(maxsize=1 << 16)(natural)


def left_over(found: Walked, root: str) -> dict[str, int]:
    """Return the largest folders that hold nothing claimed, and files beside what is, with the files of each."""
    counts: dict[str, int] = {}
    tops: dict[str, str] = {}
    for folder, names in found.strays.items():
        if folder == root or folder in found.holding:
            counts.update((os.path.join(folder, name), 1) for name in names)  # noqa: PTH118
            continue
        trail = [folder]
        while trail[-1] not in tops:
            parent = os.path.dirname(trail[-1])  # noqa: PTH120
            if parent == root or parent in found.holding or parent == trail[-1]:
                tops[trail[-1]] = trail[-1]
            else:
                trail.append(parent)
        top = tops[trail[-1]]
        tops.update(dict.fromkeys(trail, top))
        counts[top] = counts.get(top, 0) + len(names)
    return counts
