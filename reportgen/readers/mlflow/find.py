"""Where stores of MLflow lie, by the names and the first bytes of files."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from reportgen.readers.base import NOTHING, Claims, Folder
from reportgen.readers.mlflow.database import MAGIC

_SUFFIXES = (".db", ".sqlite", ".sqlite3", ".db3")
_META = "meta.yaml"
_TRASH = ".trash"
_HEAD = 4096
_FIRST = 1 << 20
"""Bytes of a database, and of its log, in which the names of its tables stand if SQLite cannot read them."""
_TABLES = {"runs", "metrics", "experiments"}
_CREATED = (b"CREATE TABLE runs", b"CREATE TABLE metrics", b"CREATE TABLE experiments")
_ARTIFACTS = ("mlruns", "mlartifacts")
_OF_RUN = re.compile(r"(m-)?[0-9a-f]{32}\Z")


def claimed(folder: Folder, *, deleted: bool) -> Claims:
    """Return the databases and the experiments in a folder, or the folder itself where it is an experiment or a run."""
    if _META in folder.files and not folder.named:
        head = _head(folder.at(_META))
        if b"artifact_location:" in head and b"model_id:" not in head:
            return Claims([""], whole=True)
        if (b"run_id:" in head or b"run_uuid:" in head) and b"artifact_uri:" in head:
            return Claims([""], whole=True)
    if _OF_RUN.match(folder.name) and "artifacts" in folder.folders:
        return Claims(whole=True)  # files of a run or a model, whose store lies elsewhere
    databases = [name for name in folder.files if _is_database(folder, name)]
    experiments = list(_experiments(folder, deleted=deleted))
    if not databases and not experiments:
        return NOTHING
    inside = {*experiments, *(("models",) if experiments else ())}
    if databases:
        inside |= {name for name in _ARTIFACTS if name in folder.folders and not _is_store(folder.at(name))}
    return Claims([*databases, *experiments], inside=inside)


def _experiments(folder: Folder, *, deleted: bool) -> Iterator[str]:
    """Yield the experiments in a folder: MLflow names their folders by numbers."""
    found = [name for name in folder.folders if _is_experiment(folder.at(name))]
    yield from found
    trash = folder.at(_TRASH)
    if deleted and not folder.named and trash.is_dir():
        yield from (f"{_TRASH}/{place.name}" for place in sorted(trash.iterdir()) if _is_experiment(place))


def _is_experiment(folder: Path) -> bool:
    return folder.name.isdigit() and b"artifact_location:" in _head(folder / _META)


def _is_store(folder: Path) -> bool:
    try:
        return any(_is_experiment(place) for place in folder.iterdir())
    except OSError:
        return False


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _is_database(folder: Folder, name: str) -> bool:
    """Tell a database of MLflow by its tables: people call the file as they like."""
    if not folder.named and not name.lower().endswith(_SUFFIXES):
        return False
    path = folder.at(name)
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return False
        return _names(path) >= _TABLES or _is_created(path)
    except OSError:
        return False


def _names(path: Path) -> set[str]:
    """Return the tables that a file has without its log; ``immutable`` makes no file and takes no lock."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            return {str(row[0]) for row in connection.execute("select name from sqlite_master where type = 'table'")}
        finally:
            connection.close()
    except sqlite3.Error:
        return set()


def _is_created(path: Path) -> bool:
    """Find the tables in the bytes of a file that is cut, or whose log holds them."""
    heads = b""
    for place in (path, path.with_name(f"{path.name}-wal")):
        if place.is_file():
            with place.open("rb") as file:
                heads += file.read(_FIRST)
    heads = heads.replace(b'"', b"")
    return all(created in heads for created in _CREATED)
