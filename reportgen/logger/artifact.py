"""Artifacts: versions of named sets of files and objects, shared by all runs of a folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportgen.errors import suggestion
from reportgen.logger.artifacts.draft import Draft, is_object, plain_metadata
from reportgen.logger.artifacts.entry import ArtifactEntry, RunOf
from reportgen.logger.artifacts.opened import copied, object_of, unlike
from reportgen.logger.artifacts.versions import aliases_of, checked_aliases, claimed, digest_of, give_aliases
from reportgen.logger.misuse import UsageError
from reportgen.native.artifacts import Manifest, numbers, place_of, read_manifest, users


class Artifact(Draft):
    """A named set of files, objects and references; each content of it that is logged is a version: v0, v1, ...

    ``add`` takes tables, joined tables, classes and media with all that they consist of, and ``get`` returns them as
    they were. What was taken from another artifact is referred to and not copied. ``incremental`` begins with what
    the newest version holds. ``use_as`` says what the run that logs it uses it for.
    """

    @property
    def version(self) -> str:
        """The version, such as "v3"; UsageError before it was logged."""
        return f"v{self._logged('version').number}"

    def new_draft(self) -> Artifact:
        """Return an artifact that begins with what this version holds, to be logged as the next one."""
        logged = self._logged("new_draft")
        draft = Artifact(self._base, self.type, self.description, self.metadata)
        draft._entries, draft._folder = dict(logged.entries), self._folder
        for entry in logged.entries.values():
            if self._folder is not None and entry.sha256 and not entry.ref:
                draft._contents.of_file(self._folder / place_of(entry.sha256), entry.sha256)
        return draft

    def get(self, name: str) -> Any:
        """Return an object that was added, None where there is none of that name."""
        entry = next((entry for entry in self._entries.values() if is_object(entry, name)), None)
        if entry is None:
            return None
        return object_of(self._logged("get"), self._folder or Path(), entry)

    def get_path(self, name: str) -> ArtifactEntry:
        """Return an entry by its path; UsageError where there is none."""
        if name not in self._entries:
            raise UsageError(f"name: there is no '{name}'. {suggestion(str(name), list(self._entries), 'entries')}")
        return self._entry(name)

    get_entry = get_path

    def download(
        self, root: str | os.PathLike[str] | None = None, allow_missing_references: bool = False,
        path_prefix: str | None = None, **ignored: Any,
    ) -> str:  # fmt: skip
        """Copy all files, or those whose paths begin with ``path_prefix``, into a folder, and return it.

        References to files of this machine are copied; others cannot be without a network.
        """
        del ignored
        logged = self._logged("download")
        folder = Path(root) if root is not None else Path("artifacts") / f"{self._base}-v{logged.number}"
        copied(self.files(), folder, path_prefix or "", missing=allow_missing_references)
        return str(folder)

    def checkout(self, root: str | os.PathLike[str] | None = None) -> str:
        """Make a folder hold exactly the files of this version, and return it; other files in it are deleted."""
        folder = Path(self.download(root))
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_file() and path.relative_to(folder).as_posix() not in self._entries:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        return str(folder)

    def verify(self, root: str | os.PathLike[str] | None = None) -> None:
        """Raise UsageError unless a folder holds exactly the files of this version."""
        logged = self._logged("verify")
        folder = Path(root) if root is not None else Path("artifacts") / f"{self._base}-v{logged.number}"
        fault = unlike(folder, self._entries)
        if fault:
            raise UsageError(f"root: {fault}", "Call checkout(root) to make it the same.")

    def file(self, root: str | os.PathLike[str] | None = None) -> str:
        """Copy the only file of the artifact into a folder, and return its path."""
        if len(self._entries) != 1:
            raise UsageError(f"file: the artifact has {len(self._entries)} files", "download() copies them all.")
        return str(Path(self.download(root)) / next(iter(self._entries)))

    def logged_by(self) -> RunOf | None:
        """Return id and name of the run that made this version."""
        return RunOf.of(self._logged("logged_by").made_by)

    def used_by(self) -> list[RunOf]:
        """Return id and name of each run that used this version."""
        logged = self._logged("used_by")
        found = [RunOf.of(one) for one in users(self._folder or Path(), self._base, logged.number)]
        return [run for run in found if run is not None]

    def wait(self, timeout: float | None = None) -> Artifact:
        """Return the artifact: what was logged is stored already."""
        del timeout
        return self

    def save(self) -> None:
        """Give the version the aliases that were added to ``aliases``."""
        logged = self._logged("save")
        give_aliases(self._folder or Path(), self._base, logged.number, checked_aliases(self.aliases))

    @classmethod
    def opened(cls, folder: Path, manifest: Manifest) -> Artifact:
        """Return a version that is stored in a folder ``artifacts``."""
        found = cls(manifest.name, manifest.type or "unspecified", manifest.description, manifest.metadata)
        found._of(folder, manifest)
        return found

    def commit(self, folder: Path, made_by: Mapping[str, Any], created: float) -> Manifest:
        """Store what was added as the next version, unless the newest one holds just that; returns the version."""
        if self._manifest is not None and self._folder == folder:
            return self._manifest
        known = numbers(folder, self._base)
        newest = read_manifest(folder, self._base, known[-1]) if known else None
        if newest is not None and newest.type != self.type:
            raise UsageError(
                f"type: '{self.type}' came, and the artifact '{self._base}' is of the type '{newest.type}'",
                "Give that type, or the artifact another name.",
            )
        entries = self._entries
        if self.incremental and newest is not None:
            gone = tuple(f"{path}/" for path in self._removed)
            kept = {p: e for p, e in newest.entries.items() if p not in self._removed and not p.startswith(gone)}
            entries = {**kept, **entries}
        digest = digest_of(entries)
        if newest is None or newest.digest != digest:
            for entry in entries.values():
                if entry.sha256 and not (entry.ref and entry.ref.startswith("file:")):
                    self._contents.store(entry.sha256, folder)
            sorted_entries = {path: entries[path] for path in sorted(entries)}
            metadata = plain_metadata(self.metadata)
            newest = claimed(folder, Manifest(
                self._base, 0, self.type, self.description, metadata, digest, made_by, created, sorted_entries
            ))  # fmt: skip
        self._of(folder, newest)
        return newest

    def refresh(self) -> None:
        """Read the aliases of the version again."""
        if self._manifest is not None and self._folder is not None:
            self.aliases = aliases_of(self._folder, self._base, self._manifest.number)

    def _of(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self._manifest, self._entries = folder, manifest, dict(manifest.entries)
        self.refresh()

    def _logged(self, what: str) -> Manifest:
        if self._manifest is None:
            raise UsageError(f"{what}: '{self._base}' has not been logged", "Call log_artifact(artifact) before.")
        return self._manifest
