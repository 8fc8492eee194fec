"""A run of MLflow: what its store says, and what lies in its folder of artifacts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.digits import duration
from reportgen.model.artifact import LoggedArtifact
from reportgen.model.code import Code
from reportgen.model.column import Column, KeyInfo
from reportgen.model.media import LoggedMedia
from reportgen.model.media.document import Attachment
from reportgen.model.run import Loss, RunMeta, RunSource
from reportgen.model.table import Table
from reportgen.readers.mlflow.artifacts import prompts
from reportgen.readers.mlflow.artifacts.kinds import LINK, kind_of, media_of
from reportgen.readers.mlflow.artifacts.listing import Listing, listed
from reportgen.readers.mlflow.artifacts.tables import table_of
from reportgen.readers.mlflow.artifacts.versions import Versions, made_by, used_by
from reportgen.readers.mlflow.logged import Logged
from reportgen.readers.mlflow.parameters import value_of
from reportgen.readers.mlflow.places import remote
from reportgen.tracked.files import TABLE

_OWN = "mlflow."
_SYSTEM = "system/"
_NOTES = "mlflow.note.content"
_STATES = {"FINISHED": "finished", "FAILED": "failed", "KILLED": "killed", "RUNNING": "running",
           "SCHEDULED": "scheduled"}  # fmt: skip
_OPEN = ("RUNNING", "SCHEDULED")
_FILES = "files"
_OF_FILES = ("mlflow.loggedImages", "mlflow.loggedArtifacts", "mlflow.log-model.history")
"""Tags of runs that logged files."""


class MlflowRun(RunSource):
    """A run of a store; ``extra`` are folders to look for artifacts in, ``written`` the prompts of its registry."""

    def __init__(self, logged: Logged, extra: Sequence[Path], written: prompts.Prompts) -> None:
        self.logged, self._extra, self._written = logged, extra, written
        self.versions = Versions()

    @cached_property
    def meta(self) -> RunMeta:
        """What the store says of the run besides its metrics."""
        info, tags = self.logged.info, self.logged.tags()
        end = info.end if info.end is not None else self.logged.last_time()
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
            personal={"users": (info.user,)} if info.user else {},
        )

    def _config(self, tags: Mapping[str, str]) -> dict[str, Any]:
        """Return parameters, and the script's own tags under ``tags``, where no parameter is called so."""
        found = {key: value_of(key, text) for key, text in self.logged.params().items()}
        used = {
            one.context or one.name: {"name": one.name, "digest": one.digest} for one in self.logged.datasets()
        }  # fmt: skip
        rest: dict[str, Any] = {"datasets": used, "tags": {key: value_of(key, text) for key, text in tags.items()}}
        return found | {key: value for key, value in rest.items() if value and key not in found}

    def _remarks(self) -> list[str]:
        info = self.logged.info
        found = []
        if info.status in _OPEN and info.end is None:
            last = self.logged.last_time()
            when = ""
            if info.start is not None and last is not None:
                when = f", with its last metric {duration((last - info.start) / 1000)} after its start"
            found.append(f"MLflow has this run as {info.status.lower()}{when}. A process that was killed leaves it so.")
        if info.deleted:
            found.append("This run, or its experiment, is deleted in MLflow.")
        if self._root is None and (kind := remote(info.artifact_uri) or self._logged_files()):
            where = "next to the store" if kind == _FILES else f"here, but in {kind} storage"
            found.append(f"The artifacts are not {where}, so no images, tables or files are shown.")
        return found

    def _logged_files(self) -> str:
        """Tell a run whose tags say that it logged files."""
        return _FILES if any(tag in self.logged.tags() for tag in _OF_FILES) else ""

    @cached_property
    def _root(self) -> Path | None:
        return self.logged.artifacts(self._extra)

    @cached_property
    def _listing(self) -> Listing:
        return listed(self._root) if self._root is not None else Listing()

    @cached_property
    def _kinds(self) -> dict[str, str]:
        """The kind of each key of files; a series is of the kind of its first."""
        if self._root is None:
            return {}
        links = dict.fromkeys(self._listing.links, LINK)
        return links | {key: kind_of(self._root, pieces[0]) for key, pieces in self._listing.keys.items()}

    @cached_property
    def used_prompts(self) -> dict[str, list[tuple[int, str]]]:
        """The prompts that the run used, by key: versions and texts."""
        return prompts.used(self.logged.tags(), self._written)

    @cached_property
    def _keys(self) -> dict[str, KeyInfo]:
        found = {
            key: KeyInfo(key, ("number",), len(self.column(key)), system=key.startswith(_SYSTEM))
            for key, _ in self.logged.keys().items()
        }
        for key, versions in self.used_prompts.items():
            found[key] = KeyInfo(key, (prompts.KIND,), len(versions))
        for key, kind in self._kinds.items():
            count = len(self._listing.keys.get(key, ())) or 1
            before = found.get(key)
            types = (*before.types, kind) if before else (kind,)
            found[key] = KeyInfo(key, types, before.count if before else count)
        return found

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every logged key; system metrics are those that MLflow puts under ``system/``."""
        return self._keys

    def column(self, key: str) -> Column:
        """Return the numbers logged under ``key``."""
        return self.logged.points(key).column()

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the files under ``key`` as media, by step and index."""
        if key in self.used_prompts and key not in self._kinds:
            return prompts.as_media(self.used_prompts[key])
        kind, root = self._kinds.get(key, ""), self._root
        if kind == LINK:
            return [LoggedMedia(Attachment(None, LINK, "not followed"), 0)]
        if root is None or kind in ("", TABLE):
            return []
        found: list[LoggedMedia] = []
        for piece in self._listing.keys[key]:
            index = found[-1].index + 1 if found and found[-1].step == piece.step else 0
            found.append(LoggedMedia(media_of(root, piece, kind), piece.step, index))
        return found

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return every table under ``key`` as (step, table)."""
        if self._root is None or self._kinds.get(key) != TABLE:
            return []
        return [(piece.step, table_of(self._root, piece)) for piece in self._listing.keys[key]]

    def artifacts(self) -> list[LoggedArtifact]:
        """Return the models that the run made."""
        return made_by(self.logged, self.versions, self._listing, self._root, self._extra)

    def used_artifacts(self) -> list[LoggedArtifact]:
        """Return the datasets that the run used."""
        return used_by(self.logged, self.versions)

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
