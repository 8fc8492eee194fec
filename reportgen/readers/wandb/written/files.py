"""The files of an exported run: media by their content, and what artifacts hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import md5, sha256
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from reportgen.errors import Level, Position, Problem

STAGED = "staging"
_DOUBLE = (".pts.json", ".plotly.json", ".bokeh.json", ".table.json", ".boxes2D.json", ".mask.png", ".classes.json")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|\ud800-\udfff]')
_LONGEST = 80


class Content(NamedTuple):
    """A file that was written: its path below ``files``, its SHA-256 and its size."""

    path: str
    sha256: str
    size: int

    def named(self) -> dict[str, Any]:
        """Return it as logged values name their files."""
        return {"path": self.path, "sha256": self.sha256, "size": self.size}


class RunFiles:
    """Writes into the folder of a run that is being made; ``final`` is where that will be."""

    def __init__(self, folder: Path, final: Path, name: str) -> None:
        self.folder, self.final, self._name = folder, final, name
        self.written: dict[str, None] = {}
        """Paths of all files below ``files``, in the order in which they were written."""
        self.losses: dict[str, int] = {}
        """What could not be exported, in words, and how often."""

    def media(self, kind: str, key: str, step: int | str, content: bytes, ending: str) -> Content:
        """Write a piece of media unless its content is there already, and return where it is."""
        digest = sha256(content).hexdigest()
        path = f"media/{kind}/{safe_path(key)}_{step}_{digest[:20]}{ending}"
        self.put(path, content)
        return Content(path, digest, len(content))

    def put(self, path: str, content: bytes) -> None:
        """Write a file below ``files``."""
        if path not in self.written:
            _write(self.folder / "files" / path, content)
            self.written[path] = None

    def stage(self, content: bytes) -> tuple[str, str]:
        """Write what an artifact holds; return where that will be and its digest, the MD5 in base64."""
        from base64 import b64encode

        name = sha256(content).hexdigest()[:40]
        place = self.folder / STAGED / name
        if not place.exists():
            _write(place, content)
        digest = b64encode(md5(content, usedforsecurity=False).digest()).decode()
        return str(self.final / STAGED / name), digest

    def size_of(self, staged: str) -> int:
        """Return the size of a file that was staged."""
        return (self.folder / STAGED / Path(staged).name).stat().st_size

    def lost(self, what: str, count: int = 1) -> None:
        """Note that something could not be exported."""
        self.losses[what] = self.losses.get(what, 0) + count

    def problems(self) -> list[Problem]:
        """Return what to say of the run at the end."""
        where = Position(self._name)
        return [Problem(f"{what} ({count:,})" if count > 1 else what, where, level=Level.MISSING)
                for what, count in self.losses.items()]  # fmt: skip


def ending_of(name: str, otherwise: str = "") -> str:
    """Return the ending of a file's name that tells its format."""
    double = next((one for one in _DOUBLE if name.endswith(one)), "")
    return double or PurePosixPath(_UNSAFE.sub("_", name)).suffix[:_LONGEST] or otherwise


def safe_path(key: str) -> str:
    """Return a key as the path of a file: its slashes are folders; nothing in it leads elsewhere."""
    parts = [_UNSAFE.sub("_", part).strip(" .")[:_LONGEST] or "_" for part in key.split("/")[:20]]
    return "/".join(parts)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def one_of(mapping: Mapping[int, str]) -> dict[str, str]:
    """Return the names of classes as JSON has them."""
    return {str(number): name for number, name in mapping.items()}
