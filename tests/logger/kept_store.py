"""A store for tests of media: files by their content, and what was logged, read back."""

from __future__ import annotations

import json
from hashlib import sha256

from reportgen.model.media import Media
from reportgen.native.values import in_memory, restored, unpacked_histogram


class KeptStore:
    """Files in memory, by the SHA-256 of their content."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, file):
        content = file.read()
        digest = sha256(content).hexdigest()
        self.files[digest] = content
        return {"name": file.name, "sha256": digest, "size": len(content)}

    def find(self, place):
        return None if place is None else in_memory(place["name"], self.files[place["sha256"]])

    def put_table(self, columns, rows, more):
        raise NotImplementedError

    def again(self, made) -> Media:
        """Return what a reader has of a loggable value."""
        packed = made.stored(self)
        if packed.code == "h":
            return unpacked_histogram(packed.content)
        return restored(json.loads(packed.content), self.find)


def logged(made) -> Media:
    """Return what a reader has of a loggable value."""
    return KeptStore().again(made)
