"""Reader of TensorBoard's event files, as PyTorch, tensorboardX, TensorFlow, Keras, Lightning and others write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from reportgen.errors import Level, Position, Problem
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.readers.tensorboard.names import is_event_file, is_holder, is_packed

_HEAD = 64
_PACKED = "'{path}' is a compressed event file: unpack it first, with gunzip."
CONFIG = "projector_config.pbtxt"
_ALSO = frozenset({CONFIG, "all_scalars.json"})
"""What writers put beside event files, and what is read with them."""
_VECTORS = re.compile(r"\d{5}")
"""Folders that writers make for the embeddings of a step."""


class TensorboardOptions(Options):
    """Options for TensorBoard's event files."""

    restarts: Literal["replace", "keep"] = "replace"
    """What a value at a step that a metric had reached already does: ``replace`` all points from that step on, as
    TensorBoard does; or ``keep`` every point, where several processes write into one folder."""


class Tensorboard(Reader[TensorboardOptions]):
    """TensorBoard's event files: each folder that has some is a run."""

    rank: ClassVar[int] = 60
    options: ClassVar[type[Options]] = TensorboardOptions

    def home(self, path: Path) -> Path:
        """Return the folder of the training: above the folders that trainers make for event files."""
        from reportgen.readers.tensorboard.names import home_of

        return home_of(path if path.is_dir() else path.parent)

    def claims(self, folder: Folder, options: TensorboardOptions) -> Claims:
        """Return the event files of a folder."""
        del options
        if folder.named:
            mine = [name for name in folder.files if _is_framed(folder.at(name))]
            return Claims(mine) if mine else NOTHING
        mine = [name for name in folder.files if is_event_file(name)]
        passed = dict.fromkeys((name for name in folder.files if is_packed(name)), _PACKED)
        if not mine:
            return Claims(passed=passed) if passed else NOTHING
        also = [name for name in folder.files if is_holder(name) or name in _ALSO]
        inside = {name for name in folder.folders if name == "plugins" or (CONFIG in also and _VECTORS.fullmatch(name))}
        return Claims([*mine, *also], inside=inside, passed=passed)

    def read(self, claims: Sequence[Claim[TensorboardOptions]]) -> Found:
        """Open every run: the event files of a folder in the order of their names."""
        from reportgen.metrics.names import told_apart
        from reportgen.readers.tensorboard.folding import Logged, folded
        from reportgen.readers.tensorboard.log.events import read
        from reportgen.readers.tensorboard.names import run_parts, without_host
        from reportgen.readers.tensorboard.run import TensorboardRun

        found = Found()
        folders: dict[Path, Logged] = {}
        for claim in sorted(claims, key=lambda claim: claim.path.name):
            if is_holder(claim.path.name) or claim.path.name in _ALSO:
                continue
            try:
                events = read(claim.path)
            except OSError as error:
                what = f"the event file cannot be read: {error.strerror}"
                found.problems.append(Problem(what, Position(without_host(claim.path.name)), level=Level.MISSING))
                continue
            folders.setdefault(claim.path.parent, Logged(claim.path.parent, claim)).files.append(events)
        runs, empty = folded(folders)
        names = told_apart([run_parts(logged.folder) for logged in runs])
        for logged, name in zip(runs, names, strict=True):
            keep = logged.claim.options.restarts == "keep"
            found.add(TensorboardRun(logged, keep=keep, name=name), logged.claim)
        for logged in empty:
            damaged = next((damage.what for events in logged.files for damage in events.damage), "")
            what = f"no value can be read: {damaged}" if damaged else "its event files have no values"
            found.problems.append(Problem(what, Position(logged.folder.name), level=Level.MISSING))
        return found


def _is_framed(path: Path) -> bool:
    """Tell an event file that has another name by its first record."""
    if is_event_file(path.name):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return b"brain.Event:" in head
