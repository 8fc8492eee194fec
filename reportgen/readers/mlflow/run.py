"""A run of MLflow: what its store says, and what lies in its folder of artifacts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.digits import duration
from reportgen.model.code import Code
from reportgen.model.column import Column, KeyInfo
from reportgen.model.run import Loss, RunMeta, RunSource
from reportgen.readers.mlflow.logged import Logged
from reportgen.readers.mlflow.parameters import value_of

_OWN = "mlflow."
_SYSTEM = "system/"
_NOTES = "mlflow.note.content"
_STATES = {"FINISHED": "finished", "FAILED": "failed", "KILLED": "killed", "RUNNING": "running",
           "SCHEDULED": "scheduled"}  # fmt: skip
_OPEN = ("RUNNING", "SCHEDULED")


class MlflowRun(RunSource):
    """A run of a store; ``extra`` are folders to look for artifacts in."""

    def __init__(self, logged: Logged, extra: Sequence[Path] = ()) -> None:
        self.logged, self._extra = logged, extra

    @cached_property
    def meta(self) -> RunMeta:
        """What the store says of the run besides its metrics."""
        info, tags = self.logged.info, self.logged.tags()
        end = info.end if info.end is not None else self._last_time
        created = math.nan if info.start is None else info.start / 1000
        own = {key: text for key, text in tags.items() if not key.startswith(_OWN)}
        return RunMeta(
            id=info.id,
            name=self.logged.name,
            format="mlflow",
            folder=info.id,
            project=self.logged.experiment,
            group=" / ".join(self.logged.above()),
            notes=tags.get(_NOTES, ""),
            tags=tuple(f"{key}: {text}" if text else key for key, text in own.items() if "\n" not in text),
            state=_STATES.get(info.status, ""),
            created=created,
            duration=math.nan if end is None else end / 1000 - created,
            config=self._config(own),
            losses=tuple(Loss(self.logged.file, what) for what in self.logged.losses()),
            remarks=tuple(self._remarks()),
            hosts=(info.user,) if info.user else (),
        )

    def _config(self, tags: Mapping[str, str]) -> dict[str, Any]:
        """Return parameters, and the script's own tags under ``tags``, where no parameter is called so."""
        found = {key: value_of(key, text) for key, text in self.logged.params().items()}
        used = {
            one.context or one.name: {"name": one.name, "digest": one.digest} for one in self.logged.datasets()
        }  # fmt: skip
        rest: dict[str, Any] = {"datasets": used, "tags": {key: value_of(key, text) for key, text in tags.items()}}
        return found | {key: value for key, value in rest.items() if value and key not in found}

    @cached_property
    def _last_time(self) -> float | None:
        """When a run that did not end logged its last metric."""
        found = (self.logged.points(key).times for key in self._keys)
        times = [own.max() for own in found if len(own)]
        return float(max(times)) if times else None

    def _remarks(self) -> list[str]:
        info = self.logged.info
        found = []
        if info.status in _OPEN and info.end is None:
            last = self._last_time
            when = ""
            if info.start is not None and last is not None:
                when = f", with its last metric {duration((last - info.start) / 1000)} after its start"
            found.append(f"MLflow has this run as {info.status.lower()}{when}. A process that was killed leaves it so.")
        if info.deleted:
            found.append("This run, or its experiment, is deleted in MLflow.")
        return found

    @cached_property
    def _keys(self) -> dict[str, KeyInfo]:
        return {key: KeyInfo(key, ("number",), count, system=key.startswith(_SYSTEM))
                for key, count in self.logged.keys().items()}  # fmt: skip

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every logged key; system metrics are those that MLflow puts under ``system/``."""
        return self._keys

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {}

    def column(self, key: str) -> Column:
        """Return the numbers logged under ``key``."""
        if key not in self._keys:
            return Column.empty()
        if key not in self._columns:
            self._columns[key] = self.logged.points(key).column()
        return self._columns[key]

    def summary(self) -> Mapping[str, Any]:
        """Return the value of each metric that MLflow shows: at the highest step the latest."""
        return {key: value for key, value in self.logged.lasts().items() if not key.startswith(_SYSTEM)}

    def code(self) -> Code:
        """Return the script's name, and the commit and the address of its repository."""
        tags = self.logged.tags()
        return Code(
            commit=tags.get("mlflow.source.git.commit", ""),
            remote=tags.get("mlflow.source.git.repoURL", ""),
            program=tags.get("mlflow.source.name", ""),
        )
