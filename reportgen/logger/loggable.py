"""What can be logged besides plain values, and what a run offers for storing it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from reportgen.native.rows import Packed, as_json

if TYPE_CHECKING:
    from reportgen.model.media import Media, MediaFile


class Store(Protocol):
    """Where a run, or an artifact, keeps what does not fit into a row."""

    def put(self, file: MediaFile) -> Mapping[str, Any]:
        """Store a file unless its content is there already, and return where it lies, as JSON."""

    def put_table(
        self, columns: Sequence[str], rows: Sequence[Sequence[Any]], more: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Store rows of plain values and loggable ones, and return where they lie, as JSON; ``more`` is added to it."""


class Loggable(ABC):
    """A value that is more than a number or a text: media, a table, a chart."""

    @abstractmethod
    def stored(self, store: Store) -> Packed:
        """Put what belongs to it into the store, and return what stands for it in a row."""


class LoggableMedia(Loggable):
    """Media as scripts make it; everything that can be wrong with it is said when it is made, not when it is logged."""

    MAX_ITEMS: ClassVar[int | None] = None
    """How many a list may hold that is logged under one key; None where there is no limit."""

    @abstractmethod
    def media(self) -> Media:
        """Return it as readers return it; its files are in memory (``native.values.in_memory``) or on disk."""

    def stored(self, store: Store) -> Packed:
        """Put its files into the store, and return what stands for it in a row."""
        from reportgen.native.values import stored

        return Packed("m", as_json(stored(self.media(), store.put)))
