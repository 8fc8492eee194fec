"""The file store: a folder an experiment, a folder a run in it, a file a metric, parameter or tag."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.digits import plural
from reportgen.errors import KnownError
from reportgen.inputs import note_folder
from reportgen.model.order import natural
from reportgen.readers.mlflow import lines
from reportgen.readers.mlflow.flat import read_meta
from reportgen.readers.mlflow.logged import Dataset, Info, Logged, Model, Points, names_above
from reportgen.readers.mlflow.places import find
from reportgen.spec.yaml import parse

META = "meta.yaml"
TRASH = ".trash"
_STATUS = {"1": "RUNNING", "2": "SCHEDULED", "3": "FINISHED", "4": "FAILED", "5": "KILLED"}
_MOST_BYTES = 1 << 30
_MOST_TEXT = 1_000_000


class Folders:
    """The runs of a file store that were asked for, and their experiments."""

    def __init__(self) -> None:
        self.runs: dict[str, Logged] = {}
        self._experiments: dict[Path, dict[str, str]] = {}
        self._registered: dict[Path, dict[str, list[tuple[str, str]]]] = {}

    def experiment(self, folder: Path) -> dict[str, str]:
        """Return what an experiment's record says; empty where there is none."""
        if folder not in self._experiments:
            try:
                self._experiments[folder] = read_meta(folder / META)
            except (OSError, ValueError):
                self._experiments[folder] = {}
        return self._experiments[folder]

    def open(self, folder: Path) -> Iterator[FolderRun | str]:
        """Yield the runs at or in a folder; of one whose record cannot be read its name."""
        for place in [folder, *_below(folder)]:
            if not (place / META).is_file():
                if place != folder and _is_run(place):
                    yield place.name
                continue
            try:
                meta = read_meta(place / META)
            except (OSError, ValueError):
                if place != folder:
                    yield place.name
                continue
            if "run_id" in meta or "run_uuid" in meta:
                run = FolderRun(place, meta, self)
                self.runs[run.info.id] = run
                yield run

    def registered(self, root: Path) -> dict[str, list[tuple[str, str]]]:
        """Return what the registry of a store has, by run."""
        if root not in self._registered:
            found = self._registered[root] = {}
            places = [version for model in _below(root / "models") for version in _below(model)]
            for place in sorted(places, key=lambda place: natural(str(place))):
                with suppress(OSError, ValueError):
                    meta = read_meta(place / META)
                    named = f"{meta.get('name', place.parent.name)} v{meta.get('version', '')}"
                    found.setdefault(meta.get("run_id", ""), []).append((named, meta.get("source", "")))
        return self._registered[root]

    def run(self, ident: str, beside: Path) -> None:
        """Learn of a run that was not asked for: another is nested in it."""
        if ident in self.runs or not ident.isalnum():
            return
        try:
            self.runs[ident] = FolderRun(beside / ident, read_meta(beside / ident / META), self)
        except (OSError, ValueError):
            return


def _below(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return [folder / name for name in sorted(names) if name not in ("datasets", "models", "tags")]


def _holds(folder: Path) -> bool:
    try:
        return next(folder.iterdir(), None) is not None
    except OSError:
        return False


def _is_run(folder: Path) -> bool:
    return (folder / "metrics").is_dir() or (folder / "params").is_dir()


class FolderRun(Logged):
    """A run of a file store."""

    def __init__(self, folder: Path, meta: Mapping[str, str], store: Folders) -> None:
        self.folder, self._store = folder, store
        self.file = folder.name
        note_folder(folder)
        self._record = store.experiment(folder.parent)
        ident = meta.get("run_id") or meta.get("run_uuid") or folder.name
        trash = folder.parent.parent.name == TRASH  # old versions move an experiment there and write nothing
        deleted = trash or "deleted" in (meta.get("lifecycle_stage"), self._record.get("lifecycle_stage"))
        self.info = Info(
            ident, meta.get("experiment_id", ""), meta.get("run_name", ""), _STATUS.get(meta.get("status", ""), ""),
            _number(meta.get("start_time", "")), _number(meta.get("end_time", "")), deleted,
            meta.get("artifact_uri", ""), meta.get("user_id", ""),
        )  # fmt: skip
        self.experiment = self._record.get("name", "") or folder.parent.name

    @cached_property
    def _tags(self) -> dict[str, str]:
        return dict(_texts(self.folder / "tags"))

    def tags(self) -> Mapping[str, str]:
        """Return all tags."""
        return self._tags

    def params(self) -> Mapping[str, str]:
        """Return the parameters as texts."""
        return dict(_texts(self.folder / "params"))

    @cached_property
    def _paths(self) -> dict[str, Path]:
        return dict(_files(self.folder / "metrics"))

    @cached_property
    def _points(self) -> dict[str, Points]:
        return {key: points for key, path in self._paths.items() if len((points := _read(path)).values)}

    def keys(self) -> Mapping[str, int]:
        """Return how many points each metric has."""
        return {key: len(points.values) for key, points in self._points.items()}

    def last_time(self) -> float | None:
        """Return when the run logged its last metric."""
        return max((float(points.times.max()) for points in self._points.values()), default=None)

    def losses(self) -> Sequence[str]:
        """Say which metrics have damaged lines."""
        found = []
        for key, path in self._paths.items():
            try:
                if number := lines.damaged(_bytes(path)):
                    found.append(f"metric '{key}': {plural(number, 'damaged line')} omitted")
            except OSError:
                found.append(f"metric '{key}' cannot be read")
        return found

    def points(self, key: str) -> Points:
        """Return the points of a metric."""
        return self._points.get(key) or lines.points(b"")

    def lasts(self) -> Mapping[str, float]:
        """Return the value of each metric at its highest step; of several there the latest, then the largest."""
        return {key: last for key, points in self._points.items() if (last := points.last) is not None}

    def datasets(self) -> Sequence[Dataset]:
        """Return the datasets that the run used."""
        found = []
        for record in _records(self.folder / "inputs"):
            if record.get("source_type") != "DATASET":
                continue
            try:
                meta = read_meta(self.folder.parent / "datasets" / _name(record.get("source_id")) / META)
            except (OSError, ValueError):
                continue
            tags = record.get("tags")
            context = str(tags.get("mlflow.data.context", "")) if isinstance(tags, Mapping) else ""
            found.append(Dataset(meta.get("name", ""), meta.get("digest", ""), context, meta.get("source_type", ""),
                                 meta.get("source", ""), meta.get("schema", ""), meta.get("profile", "")))  # fmt: skip
        return found

    def models(self) -> Sequence[Model]:
        """Return the models that the run made."""
        found = []
        for record in _records(self.folder / "outputs"):
            folder = self.folder.parent / "models" / _name(record.get("destination_id"))
            try:
                meta = read_meta(folder / META)
            except (OSError, ValueError):
                continue
            found.append((_number(meta.get("creation_timestamp", "")) or 0, _model(folder, meta)))
        return [model for _, model in sorted(found, key=lambda one: one[0])]

    def registered(self) -> Sequence[tuple[str, str]]:
        """Return what the registry has of the run."""
        return self._store.registered(self.folder.parent.parent).get(self.info.id, [])

    def artifacts(self, extra: Sequence[Path]) -> Path | None:
        """Return the folder of the run's artifacts: in the run's own, else where the experiment keeps them."""
        own = self.folder / "artifacts"
        if _holds(own):
            return own
        store = self.folder.parent.parent
        there = find(self.info.artifact_uri, self.info.id, [store, store.parent, *extra])
        return there or (own if own.is_dir() else None)

    def model_files(self, model: Model, extra: Sequence[Path]) -> Path | None:
        """Return the folder of a model's files."""
        if model.folder is not None and (model.folder / "artifacts").is_dir():
            return model.folder / "artifacts"
        store = self.folder.parent.parent
        return find(model.location, model.id, [store, store.parent, *extra])

    def above(self) -> Sequence[str]:
        """Return the names of the runs that this one is nested in."""
        run: Logged | None = self
        seen = set[str]()
        while run is not None and (parent := run.tags().get("mlflow.parentRunId", "")) and parent not in seen:
            seen.add(parent)
            self._store.run(parent, self.folder.parent)
            run = self._store.runs.get(parent)
        return names_above(self, self._store.runs)


def _model(folder: Path, meta: Mapping[str, str]) -> Model:
    metrics = {}
    for key, path in _files(folder / "metrics"):
        points = _read(path)
        if len(points.values):
            metrics[key] = float(points.values[-1])
    return Model(
        meta.get("model_id", folder.name), meta.get("name", "") or folder.name, meta.get("artifact_location", ""),
        folder, metrics,
    )  # fmt: skip


def _records(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the records of inputs or outputs, each in a folder of its own."""
    for place in _below(folder):
        try:
            record = parse((place / META).read_text("utf-8"), META).value
        except (OSError, ValueError, KnownError):
            continue
        if isinstance(record, Mapping):
            yield record


def _name(value: Any) -> str:
    """Return an id as the name of a folder; one that leads elsewhere is none."""
    name = str(value)
    return name if name.replace("-", "").replace("_", "").isalnum() else "?"


def _files(folder: Path, prefix: str = "") -> Iterator[tuple[str, Path]]:
    """Yield (key, path) of the files in and below a folder: slashes of keys are folders."""
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path), f"{prefix}{entry.name}/")
        elif entry.is_file(follow_symlinks=False):
            yield f"{prefix}{entry.name}", Path(entry.path)


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for key, path in _files(folder):
        try:
            with path.open("rb") as file:
                yield key, file.read(_MOST_TEXT).decode("utf-8", "replace")
        except OSError:
            continue


def _read(path: Path) -> Points:
    """Return the points in a file; none where it cannot be read."""
    try:
        return lines.points(_bytes(path))
    except OSError:
        return lines.points(b"")


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise OSError
    return path.read_bytes()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
