"""Files that a run logged, as a report may hold them: without what tells of people and machines, whenever read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from reportgen.media.private.containers import strip
from reportgen.media.private.inside import without_metadata
from reportgen.model.media import MediaFile
from reportgen.privacy.step import Privacy

_NAMES = """
    json html htm txt md csv tsv yaml yml xml svg pdb ent pqr mmcif mcif cif sdf sd mol gro mol2 xyz obj mtl
    babylon gltf
"""
_TEXTS = frozenset(_NAMES.split())
_JSON = frozenset({"json", "babylon", "gltf"})
_MOST_PARSED = 64_000_000
_DEEPEST = 60


@dataclass(frozen=True)
class PrivateFile(MediaFile):
    """A file whose bytes pass the privacy step when they are read."""

    privacy: Privacy = field(default_factory=Privacy, compare=False, repr=False)
    where: str = field(default="", compare=False, repr=False)
    inner: MediaFile | None = None
    """The file that is read, where it is one inside another."""

    def read(self) -> bytes:
        """Return the content as it may be shown; MediaError as for any file."""
        content = super().read() if self.inner is None else self.inner.read()
        return private_content(content, self.name, self.privacy, self.where)


def private_file(file: MediaFile, privacy: Privacy, where: str) -> PrivateFile:
    """Return a file behind the privacy step."""
    inner = None if type(file) is MediaFile else file
    return PrivateFile(file.root, file.path, file.size, file.digest, file.logged_as, privacy, where, inner)


def private_content(content: bytes, name: str, privacy: Privacy, where: str) -> bytes:
    """Return a file's bytes without what was written beside its picture, sound or scene, and its texts cleaned.

    Pictures stay whole here: their orientation is read first, and a panel may ask for what the camera wrote.
    """
    kind = name.lower().rpartition(".")[2]
    if kind in _TEXTS and not content.startswith((b"glTF", b"\x89PNG")):
        return _text(content, kind, privacy, where)
    return strip(content, lambda text: privacy.text(text, where, name))


def _text(content: bytes, kind: str, privacy: Privacy, where: str) -> bytes:
    text = content.decode("utf-8", "replace")
    bare = without_metadata(text)
    if bare != text:
        text, content = bare, bare.encode("utf-8", "replace")
    if not privacy.suspects(text) and not (kind in _JSON and "base64," in text):
        return content
    if kind in _JSON and len(content) <= _MOST_PARSED:
        try:
            tree = json.loads(text)
        except (ValueError, RecursionError):
            tree = None
        if isinstance(tree, dict | list):
            made = _tree(tree, privacy, where)
            return content if made == tree else json.dumps(made, ensure_ascii=False).encode("utf-8", "surrogatepass")
    made_text = privacy.text(text, where, str(len(content)))
    return content if made_text == text else made_text.encode("utf-8", "replace")


def _tree(tree: Any, privacy: Privacy, where: str) -> Any:
    return replace(privacy, words=()).value("", _bare(tree), where, "file")


def _bare(tree: Any, depth: int = 0) -> Any:
    """Return a tree with the pictures in its texts as they may be shown; JSON can spell an address in many ways."""
    if isinstance(tree, str):
        return without_metadata(tree)
    if depth > _DEEPEST:
        return tree
    if isinstance(tree, dict):
        return {name: _bare(inner, depth + 1) for name, inner in tree.items()}
    return [_bare(inner, depth + 1) for inner in tree] if isinstance(tree, list) else tree
