"""Models and datasets as versions of artifacts, counted over all runs that were read."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.errors import KnownError
from reportgen.model.artifact import ArtifactEntry, LoggedArtifact
from reportgen.readers.mlflow.artifacts.listing import MODEL, Listing, listed
from reportgen.readers.mlflow.logged import Dataset, Logged, Model
from reportgen.spec.yaml import parse

_HISTORY = "mlflow.log-model.history"
_MOST_TEXT = 100_000
_FACTS = ("mlflow_version", "model_size_bytes", "utc_time_created", "signature")


def named_models(logged: Logged) -> list[str]:
    """Return the names of the models that a run's records name: those of MLflow 3, else the paths of earlier ones."""
    names = [model.name for model in logged.models()]
    try:
        history = json.loads(logged.tags().get(_HISTORY, "[]"))
    except (ValueError, RecursionError):
        history = []
    paths = [str(one.get("artifact_path", "")) for one in history if isinstance(one, Mapping)] if history else []
    return names or list(dict.fromkeys(path for path in paths if path))


class Versions:
    """The versions of all models and datasets, by the order in which their runs began."""

    def __init__(self, runs: Iterable[Logged] = ()) -> None:
        self._runs = list(runs)

    @cached_property
    def _ordered(self) -> list[Logged]:
        return sorted(self._runs, key=lambda run: (run.info.start is None, run.info.start or 0))

    @cached_property
    def models(self) -> dict[tuple[str, str, int], int]:
        """The version of each model, by run, name, and which of that name it is in the run."""
        found = {}
        counts: Counter[str] = Counter()
        for run in self._ordered:
            own: Counter[str] = Counter()
            for name in named_models(run):
                found[run.info.id, name, own[name]] = counts[name]
                own[name] += 1
                counts[name] += 1
        return found

    @cached_property
    def datasets(self) -> dict[tuple[str, str], tuple[int, tuple[str, ...]]]:
        """The version of each dataset, by name and digest, and the runs that used it."""
        users: dict[tuple[str, str], list[str]] = defaultdict(list)
        for run in self._ordered:
            for dataset in run.datasets():
                users[dataset.name, dataset.digest].append(run.info.id)
        counts: Counter[str] = Counter()
        found = {}
        for (name, digest), runs in users.items():
            found[name, digest] = counts[name], tuple(dict.fromkeys(runs))
            counts[name] += 1
        return found


def made_by(run: Logged, versions: Versions, listing: Listing, root: Path | None,
            extra: Sequence[Path]) -> list[LoggedArtifact]:  # fmt: skip
    """Return the models that a run made, oldest first."""
    found = []
    own: Counter[str] = Counter()
    for model in run.models():
        version = versions.models.get((run.info.id, model.name, own[model.name]), own[model.name])
        own[model.name] += 1
        own_names = tuple(name for name, source in run.registered() if model.id in source)
        made = _model(model, version, run.model_files(model, extra), run.info.id, run.keys())
        found.append(replace(made, aliases=own_names))
    there = dict(listing.models)
    for name in [*([] if found else named_models(run)), *sorted(there)]:
        if name in own:
            continue
        version = versions.models.get((run.info.id, name, 0), 0)
        own[name] += 1
        pieces = there.get(name, [])
        entries = tuple(ArtifactEntry(one.path.removeprefix(f"{name}/"), one.size) for one in pieces)
        facts = _facts(root / name) if root is not None and pieces else {}
        known = tuple(known for known, source in run.registered() if source.endswith(f"/artifacts/{name}"))
        found.append(LoggedArtifact(
            name or "model", version, "model", known, metadata=facts, entries=entries, made_by=run.info.id,
            description="" if pieces else _GONE,
        ))  # fmt: skip
    return found


_GONE = "Its files are not next to the store."


def _model(model: Model, version: int, folder: Path | None, run: str, known: Collection[str]) -> LoggedArtifact:
    facts: dict[str, Any] = {"model_id": model.id}
    entries: tuple[ArtifactEntry, ...] = ()
    if folder is not None:
        facts |= _facts(folder)
        found = listed(folder)
        pieces = [piece for own in (*found.models.values(), *found.keys.values()) for piece in own]
        entries = tuple(ArtifactEntry(one.path, one.size) for one in sorted(pieces, key=lambda one: one.path))
    more = {key: value for key, value in model.metrics.items() if key not in known}  # the others are the run's
    facts |= {"metrics": more} if more else {}
    return LoggedArtifact(model.name, version, "model", metadata=facts, entries=entries, made_by=run,
                          description="" if folder is not None else _GONE)  # fmt: skip


def _facts(folder: Path) -> dict[str, Any]:
    """Return what the model's own record says: nothing of the model is opened."""
    try:
        with (folder / MODEL).open("rb") as file:
            found = parse(file.read(_MOST_TEXT).decode("utf-8", "replace"), MODEL).value
    except (OSError, KnownError, ValueError):
        return {}
    if not isinstance(found, Mapping):
        return {}
    facts = {name: _plain(found[name]) for name in _FACTS if found.get(name) is not None}
    flavors = found.get("flavors")
    return ({"flavors": ", ".join(sorted(map(str, flavors)))} if isinstance(flavors, Mapping) else {}) | facts


def _plain(value: Any) -> Any:
    """Return a record in which texts of JSON are read."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def used_by(run: Logged, versions: Versions) -> list[LoggedArtifact]:
    """Return the datasets that a run used."""
    return [
        _dataset(one, *versions.datasets.get((one.name, one.digest), (0, (run.info.id,)))) for one in run.datasets()
    ]


def _dataset(dataset: Dataset, version: int, users: tuple[str, ...]) -> LoggedArtifact:
    facts = {"source_type": dataset.source_type, "schema": _plain(dataset.schema), "profile": _plain(dataset.profile)}
    if dataset.source_type != "code":  # that names a script and who ran it
        facts["source"] = _plain(dataset.source)
    return LoggedArtifact(
        dataset.name, version, "dataset", (dataset.context,) if dataset.context else (),
        metadata={key: value for key, value in facts.items() if value}, digest=dataset.digest, used_by=users,
    )  # fmt: skip
