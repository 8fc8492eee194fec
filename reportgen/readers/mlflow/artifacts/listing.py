"""The files of a run by the keys that they are logged under, and the steps that their names hold."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_MOST = 20_000
"""Files of a run that are listed."""
_KEYED = re.compile(
    r"(?P<key>.+)(?P<s>[+%])step(?P=s)(?P<step>-?[0-9]{1,15})(?P=s)timestamp(?P=s)(?P<time>-?[0-9]{1,18})(?P=s)"
    r"(?P<id>[0-9a-fA-F-]+?)(?P<small>(?P=s)compressed)?\.(?P<ending>\w+)\Z"
)
"""Names that ``log_image`` gives to images of a key: of MLflow 2.10 on with ``%``, of 3 with ``+``."""
_SLASH = {"+": "~", "%": "#"}
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,12}(?![0-9])")
_SERIES = 3
"""Files whose names differ in one number alone, and that are one key by step."""
MODEL = "MLmodel"
_OF_TABLES = "table_images/"


@dataclass(frozen=True)
class Piece:
    """A file: ``path`` below the run's folder of artifacts, with the step that its name holds."""

    path: str
    step: int = 0
    time: int = 0
    caption: str = ""
    size: int = 0


@dataclass
class Listing:
    """The files of a run: by key, those of models by the model's folder, and what there is to say."""

    keys: dict[str, list[Piece]] = field(default_factory=dict)
    models: dict[str, list[Piece]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    """Links, which are not followed."""
    more: bool = False
    """Whether there are more files than are listed."""


def listed(root: Path) -> Listing:
    """Return what lies in a folder of artifacts."""
    found = Listing()
    files: dict[str, int] = {}
    for path, size in _files(str(root), "", found):
        if len(files) == _MOST:
            found.more = True
            break
        files[path] = size
    models = sorted({path.rpartition("/")[0] for path in files if path.rpartition("/")[2] == MODEL})
    plain = []
    keyed: dict[tuple[str, str], Piece] = {}
    for path, size in sorted(files.items()):
        model = next((one for one in models if not one or path.startswith(f"{one}/")), None)
        if model is not None:
            found.models.setdefault(model, []).append(Piece(path, size=size))
        elif named := _KEYED.match(path.removeprefix("images/")) if path.startswith("images/") else None:
            _keep(keyed, named, Piece(path, int(named["step"]), int(named["time"]), size=size))
        elif not path.startswith(_OF_TABLES):
            plain.append(Piece(path, size=size))
    for (key, _), piece in keyed.items():
        found.keys.setdefault(key, []).append(piece)
    _add(found, plain)
    for pieces in found.keys.values():
        pieces.sort(key=lambda piece: (piece.step, piece.time, piece.path))
    return found


def _keep(keyed: dict[tuple[str, str], Piece], named: re.Match[str], piece: Piece) -> None:
    """Keep an image of a key; MLflow writes a smaller copy of each, which counts only where the image is missing."""
    key = named["key"].replace(_SLASH[named["s"]], "/")
    if not named["small"] or (key, named["id"]) not in keyed:
        keyed[key, named["id"]] = piece


def _add(found: Listing, pieces: Sequence[Piece]) -> None:
    """Add files by their paths; those whose paths differ in a number alone are one key, and the number is the step."""
    patterns = Counter(pattern for piece in pieces for pattern, _ in _patterns(piece.path))
    series: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        ways = [
            (patterns[pattern], place, pattern, step) for place, (pattern, step) in enumerate(_patterns(piece.path))
        ]
        most, _, pattern, step = max(ways, default=(0, 0, "", 0))
        if most >= _SERIES:
            series[pattern].append(Piece(piece.path, step, caption=piece.path.rpartition("/")[2], size=piece.size))
        else:
            found.keys.setdefault(piece.path, []).append(piece)
    for pattern, own in series.items():
        if len(own) >= _SERIES:
            found.keys.setdefault(pattern, []).extend(own)
        else:
            for piece in own:
                found.keys.setdefault(piece.path, []).append(Piece(piece.path, size=piece.size))


def _patterns(path: str) -> Iterator[tuple[str, int]]:
    """Yield a path with each of its numbers as a star, and the number; that of an ending is none."""
    stem = path.rpartition(".")[0] or path
    for number in _NUMBER.finditer(stem):
        yield f"{path[: number.start()]}*{path[number.end() :]}", int(number[0])


def _files(folder: str, prefix: str, found: Listing) -> Iterator[tuple[str, int]]:
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        name = f"{prefix}{entry.name}"
        if entry.is_symlink():
            found.links.append(name)
        elif entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, f"{name}/", found)
        elif entry.is_file(follow_symlinks=False):
            yield name, entry.stat(follow_symlinks=False).st_size
