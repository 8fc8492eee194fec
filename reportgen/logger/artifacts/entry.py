"""What people hold of an artifact's entries and of the runs that made and used it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from reportgen.logger.misuse import UsageError
from reportgen.native.artifacts import REFERENCE, Entry, place_of

if TYPE_CHECKING:
    from reportgen.logger.artifacts.contents import Contents


class ArtifactEntry:
    """A file, an object or a reference of an artifact."""

    def __init__(self, entry: Entry, folder: Path | None, contents: Contents) -> None:
        self._entry, self._folder, self._contents = entry, folder, contents

    def __repr__(self) -> str:
        return f"<{self._entry.path}>"

    @property
    def path(self) -> str:
        """Its path in the artifact."""
        return self._entry.path

    name = path

    @property
    def size(self) -> int | None:
        """Bytes, None where they are not known."""
        return self._entry.size

    @property
    def digest(self) -> str:
        """SHA-256 of the content as hexadecimal digits; of a reference without one, the reference."""
        return self._entry.sha256 or self._entry.ref

    @property
    def ref(self) -> str | None:
        """What it refers to, None where the artifact has the content itself."""
        return self._entry.ref or None

    def ref_url(self) -> str:
        """Return what it refers to; UsageError where it has the content itself."""
        if not self._entry.ref:
            raise UsageError(f"{self._entry.path} is not a reference", "download() copies it.")
        return self._entry.ref

    ref_target = ref_url

    @property
    def local_path(self) -> str | None:
        """Where the content is on this machine; it must not be changed. None where it is in memory or elsewhere."""
        found = self._stored()
        return None if found is None else str(found)

    def _stored(self) -> Path | None:
        if self._entry.ref.startswith("file:"):
            local = Path(unquote(urlsplit(self._entry.ref).path))
            return local if local.is_file() else None
        if self._folder is None or not self._entry.sha256:
            return None
        place = self._folder / place_of(self._entry.sha256)
        return place if place.is_file() else None

    @property
    def is_elsewhere(self) -> bool:
        """Whether it names something that only a network can give."""
        return bool(self._entry.ref) and not self._entry.ref.startswith(("file:", REFERENCE))

    def copy_to(self, target: Path) -> bool:
        """Copy the content to a path, and return whether it could be had."""
        source = self._stored()
        if source is None:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        shutil.copyfile(source, temporary)
        temporary.replace(target)
        return True

    def download(self, root: str | os.PathLike[str] | None = None, **ignored: Any) -> str:
        """Copy the content into a folder, under its path in the artifact, and return the copy's path."""
        del ignored
        target = Path(root if root is not None else "artifacts") / self._entry.path
        if not self.copy_to(target):
            raise UsageError(f"the content of {self._entry.path} is not on this machine")
        return str(target)


@dataclass(frozen=True)
class RunOf:
    """A run that made or used an artifact."""

    id: str
    name: str

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> RunOf | None:
        """Return the run that JSON names, None where it names none."""
        return cls(str(facts["id"]), str(facts.get("name", facts["id"]))) if facts.get("id") else None
