"""Files inside event files: pictures and sounds, read from there when they are needed."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.model.media import MediaError, MediaFile
from reportgen.protobuf import WireError
from reportgen.readers.tensorboard.log.events import TENSOR, Entry
from reportgen.readers.tensorboard.log.tensor import WrongTensor, tensor_of

_CONTENT = 4
"""The bytes in Summary.Image and Summary.Audio."""


@dataclass(frozen=True)
class EmbeddedFile(MediaFile):
    """The bytes of an image or a sound in a value: ``number`` of a tensor's texts, or the field of the old form."""

    entry: Entry | None = None
    field: int = 0
    number: int = 0

    def read(self) -> bytes:
        """Return the content; MediaError when the event file is missing or was changed."""
        if self.entry is None:
            raise MediaError(f"{self.name} is missing")
        try:
            value = self.entry.value()
            if self.field:
                return value.sub(self.field).data(_CONTENT)
            return tensor_of(value.data(TENSOR)).texts[self.number]
        except (OSError, WireError, WrongTensor, IndexError):
            raise MediaError(f"{self.name} cannot be read") from None
