"""What is put into an artifact before it is logged."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from reportgen.errors import suggestion
from reportgen.logger.artifacts.contents import Contents, checked_path
from reportgen.logger.artifacts.entry import ArtifactEntry
from reportgen.logger.artifacts.objects import Objects
from reportgen.logger.artifacts.versions import digest_of
from reportgen.logger.columns.cells import named
from reportgen.logger.misuse import UsageError
from reportgen.native.artifacts import CONTENT, Entry, Manifest

_NAME = re.compile(r"[\w.-]{1,128}")


class Draft:
    """Files, objects and references by their paths; once it is logged it stays as it is."""

    def __init__(
        self, name: Any, type: Any = None, description: str | None = None, metadata: Mapping[str, Any] | None = None,  # noqa: A002 - the name that people know
        incremental: bool = False, use_as: str | None = None,
    ) -> None:  # fmt: skip
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name.startswith(".") or name == CONTENT:
            hint = f"Names are letters, digits, '_', '-' and '.', and not '{CONTENT}'."
            raise UsageError(f"name: {name!r} came", hint)
        if not isinstance(type, str) or not type:
            raise UsageError(f"type: {type!r} came", "Give a word such as 'dataset' or 'model'.")
        self._base, self.type, self.use_as = name, type, use_as or ""
        self.description, self.incremental = description or "", bool(incremental)
        self.metadata: dict[str, Any] = plain_metadata(metadata)
        self._entries: dict[str, Entry] = {}
        self._removed: set[str] = set()
        self._contents = Contents()
        self._objects = Objects(self._contents.keep, self._take, lambda: self._entries)
        self._folder: Path | None = None
        self._manifest: Manifest | None = None
        self.aliases: list[str] = []

    @property
    def name(self) -> str:
        """The name, with the version where it was logged: "dataset:v3"."""
        return self._base if self._manifest is None else f"{self._base}:v{self._manifest.number}"

    @property
    def digest(self) -> str:
        """The digest of what it holds: equal contents have equal ones."""
        return digest_of(self._entries)

    @property
    def entries(self) -> dict[str, ArtifactEntry]:
        """Every file, object and reference by its path."""
        return {path: ArtifactEntry(entry, self._folder, self._contents) for path, entry in self._entries.items()}

    manifest = entries

    @property
    def size(self) -> int:
        """Bytes of all entries whose size is known."""
        return sum(entry.size or 0 for entry in self._entries.values())

    def is_draft(self) -> bool:
        """Return whether it has not been logged."""
        return self._manifest is None

    def files(self, names: Sequence[str] | None = None) -> list[ArtifactEntry]:
        """Return its entries, or those of some paths, in the order of their paths."""
        found = self.entries
        return [found[path] for path in sorted(found) if names is None or path in names]

    def add(self, obj: Any, name: str, overwrite: bool = False) -> ArtifactEntry:
        """Add an object with all that it consists of; ``get(name)`` returns it again."""
        self._open("add")
        known = next((path for path in self._entries if is_object(self._entries[path], checked_path(name))), None)
        if known is not None and not overwrite:
            raise UsageError(f"name: '{name}' is in the artifact already", "Choose another, or pass overwrite=True.")
        before = dict(self._entries)
        if known is not None:
            del self._entries[known]
        try:
            return self._entry(self._objects.object(obj, checked_path(name)).path)
        except UsageError:
            self._entries = before
            raise

    def add_file(self, local_path: str | os.PathLike[str], name: str | None = None, **ignored: Any) -> ArtifactEntry:
        """Add a file, under its own name unless another is given. It must not change until the artifact is logged."""
        del ignored
        self._open("add_file")
        path = Path(local_path)
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "is not a file"
            raise UsageError(f"local_path: '{local_path}' {what}", "add_dir takes folders." if path.is_dir() else "")
        inner = checked_path(name if name is not None else path.name)
        content = self._contents.of_file(path.absolute())
        self._take(Entry(inner, content.sha256, content.size))
        return self._entry(inner)

    def add_dir(self, local_path: str | os.PathLike[str], name: str | None = None, **ignored: Any) -> None:
        """Add all files of a folder, with their paths in it, below ``name`` where it is given."""
        del ignored
        root = Path(local_path)
        if not root.is_dir():
            raise UsageError(f"local_path: '{local_path}' is not a folder", "add_file takes files.")
        below = f"{checked_path(name)}/" if name else ""
        for path in sorted(root.rglob("*")):
            if path.is_file():
                self.add_file(path, below + path.relative_to(root).as_posix())

    def add_reference(
        self, uri: str | ArtifactEntry, name: str | None = None, checksum: bool = True, **ignored: Any
    ) -> list[ArtifactEntry]:
        """Add what names something elsewhere, which is not copied. No network is used.

        Of a file on this machine (``file://``) size and content are noted with ``checksum``; a folder is all its files.
        """
        del ignored
        self._open("add_reference")
        address = uri.ref_url() if isinstance(uri, ArtifactEntry) else str(uri)
        parts = urlsplit(address)
        if not parts.scheme or len(parts.scheme) == 1:
            raise UsageError(f"uri: '{uri}' came", "Give an address such as s3://bucket/key or file:///data/train.csv.")
        local = Path(unquote(parts.path)) if parts.scheme == "file" else None
        if local is not None and not local.exists():
            raise UsageError(f"uri: there is no file or folder '{local}'")
        base = checked_path(name if name is not None else parts.path.rstrip("/").rpartition("/")[2] or parts.netloc)
        if local is None or local.is_file():
            pairs = [(base, address, local)]
        else:
            below = f"{base}/" if name is not None else ""
            pairs = [
                (f"{below}{path.relative_to(local).as_posix()}", path.absolute().as_uri(), path)
                for path in sorted(local.rglob("*")) if path.is_file()
            ]  # fmt: skip
        for inner, ref, path in pairs:
            content = Contents().of_file(path) if path is not None and checksum else None
            size = path.stat().st_size if path is not None else None
            self._take(Entry(inner, content.sha256 if content else "", size, ref))
        return [self._entry(inner) for inner, _, _ in pairs]

    @contextmanager
    def new_file(self, name: str, mode: str = "w", encoding: str | None = "utf-8") -> Iterator[IO[Any]]:
        """Open a new file for writing, which is added when the block ends without an exception."""
        self._open("new_file")
        inner = checked_path(name)
        path = self._contents.folder / f"new-{len(self._entries)}-{os.urandom(4).hex()}"
        with path.open(mode, encoding=None if "b" in mode else encoding) as file:
            yield file
        self.add_file(path, inner)

    def remove(self, item: str | os.PathLike[str] | ArtifactEntry) -> None:
        """Take out an entry, or all of a folder."""
        self._open("remove")
        wanted = item.path if isinstance(item, ArtifactEntry) else checked_path(os.fspath(item), "item")
        found = [path for path in self._entries if path == wanted or path.startswith(f"{wanted}/")]
        if not found and not self.incremental:
            raise UsageError(f"item: there is no '{wanted}'. {suggestion(wanted, list(self._entries), 'entries')}")
        self._removed.add(wanted)
        for path in found:
            del self._entries[path]

    def _open(self, what: str) -> None:
        if self._manifest is not None:
            raise UsageError(f"{what}: '{self.name}' is stored, and stays as it is", "new_draft() begins the next one.")

    def _entry(self, path: str) -> ArtifactEntry:
        return ArtifactEntry(self._entries[path], self._folder, self._contents)

    def _take(self, entry: Entry) -> None:
        self._entries[entry.path] = entry


def is_object(entry: Entry, name: str) -> bool:
    """Return whether an entry is the object of a name."""
    return bool(entry.object) and entry.path in (name, f"{name}.{entry.object}.json")


def plain_metadata(metadata: Any) -> dict[str, Any]:
    """Return metadata as JSON can hold it; UsageError where it is not a mapping."""
    from reportgen.logger.runs.config import as_plain

    if metadata is None:
        return {}
    if not isinstance(metadata, Mapping):
        raise UsageError(f"metadata: {named(metadata)} came", "Give a mapping.")
    return {str(key): as_plain(value) for key, value in metadata.items()}
