"""Media as a report may show them: every text and every named value in them passes the privacy step.

What holds is said by types and not by kinds of media: texts are cleaned, files are when they are read, what is decoded
later is once it is decoded, values under a name that hides are omitted, and all this for whatever a class of media
holds. A new kind needs nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from reportgen.media.private.files import private_file
from reportgen.model.media import Media, MediaFile, Stored
from reportgen.model.media.document import Attachment, Text
from reportgen.model.media.image import Box, Boxes, Classes
from reportgen.model.nested import Aggregates
from reportgen.privacy.names import HIDDEN
from reportgen.privacy.step import Privacy

Value = TypeVar("Value", bound=Media)
_NUMBERS = frozenset({int, float, bool, type(None)})
_PLAIN = _NUMBERS | {str}
_CONTENT = {Text: "text", Attachment: "details"}
"""The field that is the logged value itself, which the key that it was logged under may hide."""


Seen = dict[int, tuple[Any, Any]]
"""What many pieces share, such as the names of their classes, by identity: as it was logged, and as it may be shown."""


def private_value(value: Any, privacy: Privacy, name: str, where: str, origin: str, seen: Seen | None = None) -> Any:
    """Return a plain or nested value with the media and aggregates in it as they may be shown; the rest as it is."""
    if isinstance(value, Media):
        return private_media(value, privacy, name, where, origin, seen)
    if isinstance(value, Aggregates):
        step = _Step(privacy, where, origin)
        return Aggregates({key: step.named(f"{name}.{key}", inner) for key, inner in value.values.items()})
    if isinstance(value, Mapping):
        return {
            key: private_value(inner, privacy, str(key), where, f"{origin}.{key}", seen) for key, inner in value.items()
        }
    if isinstance(value, list):
        return [private_value(inner, privacy, name, where, f"{origin}.{n}", seen) for n, inner in enumerate(value)]
    return value


def private_media(
    media: Value, privacy: Privacy, name: str, where: str, origin: str, seen: Seen | None = None
) -> Value:
    """Return a piece of media that was logged under a name as it may be shown.

    ``seen`` is for pieces that are asked for together, so that what they share passes the step once.
    """
    step = _Step(privacy, where, origin, {} if seen is None else seen)
    made: Value = step.of_parts(media)
    content = _CONTENT.get(type(media))
    if content is not None:
        text = privacy.value(name.rpartition("/")[2], getattr(media, content), where, origin)
        made = replace(made, **{content: text})
    return made


@dataclass(frozen=True)
class PrivateStored(Stored[Any]):
    """What passes the step when it has been decoded."""

    inner: Stored[Any]
    step: _Step = field(compare=False, repr=False)

    @property
    def in_file(self) -> bool:  # type: ignore[override]
        """Whether a file must be read for it."""
        return self.inner.in_file

    def read(self) -> Any:
        """Return what it holds, as it may be shown."""
        value = self.inner.read()
        return self.step.boxes(value) if isinstance(value, Boxes) else self.step.of(value)


@dataclass(frozen=True)
class _Step:
    """The privacy step for one piece of media: where it is, for the count of what was hidden."""

    privacy: Privacy
    where: str
    origin: str
    seen: Seen = field(default_factory=dict)

    def of(self, value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of value
        """Return whatever a piece of media holds as it may be shown."""
        if type(value) in _NUMBERS:
            return value
        if isinstance(value, str):
            return self.privacy.text(value, self.where, f"{self.origin}\0text") if value else value
        if isinstance(value, MediaFile):
            return private_file(value, self.privacy, self.where)
        if isinstance(value, Stored):
            return PrivateStored(value, self)
        if isinstance(value, Mapping):
            return self._mapping(value) if value else value
        if isinstance(value, Classes):
            return Classes(self._once(value.boxes), self._once(value.masks), self.of(value.shared))
        if isinstance(value, list | tuple):
            return type(value)(self.of(inner) for inner in value) if value else value
        return self.of_parts(value) if is_dataclass(value) else value

    def _once(self, value: Mapping[Any, Any]) -> Any:
        """Return what many pieces share."""
        if id(value) not in self.seen:
            self.seen[id(value)] = value, self.of(value)
        return self.seen[id(value)][1]

    def of_parts(self, value: Any) -> Any:
        """Return a dataclass, each of its fields as it may be shown."""
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        made = {name: self.of(part) for name, part in parts.items()}
        changed = {name: part for name, part in made.items() if part is not parts[name]}
        return replace(value, **changed) if changed else value

    def _mapping(self, value: Mapping[Any, Any]) -> dict[Any, Any]:
        """Return a mapping; a number whose name hides it is omitted, since its place holds numbers."""
        made = {}
        for key, inner in value.items():
            shown = self.named(key, inner) if isinstance(key, str) else self.of(inner)
            if isinstance(inner, str) or not (isinstance(shown, str) and shown == HIDDEN):
                made[self.of(key)] = shown
        return made

    def named(self, name: str, value: Any) -> Any:
        """Return a value under a name, which may hide it."""
        if not _is_plain(value):
            return self.of(value)
        return self.privacy.value(f"media.{name}", value, self.where, f"{self.origin}\0")

    def boxes(self, group: Boxes) -> Boxes:
        """Return a group of boxes; the texts of thousands are cleaned once each, and nothing is copied in vain."""
        texts = {text for box in group.boxes for text in (box.label, *box.scores)}
        changed = {text: made for text in texts if (made := self.of(text)) != text}
        hidden = {
            name for name in {name for box in group.boxes for name in box.scores} if self.named(name, 1.0) == HIDDEN
        }
        labels = self.of(group.labels)
        if not (changed or hidden or any(box.more for box in group.boxes)) and labels == group.labels:
            return group

        def box_of(box: Box) -> Box:
            scores = {changed.get(name, name): score for name, score in box.scores.items() if name not in hidden}
            return replace(box, label=changed.get(box.label, box.label), scores=scores, more=self.of(box.more))

        return Boxes(tuple(map(box_of, group.boxes)), labels, group.unread)


def _is_plain(value: Any) -> bool:
    """Tell nested values of JSON from those that hold media, files or what is decoded later."""
    if isinstance(value, Mapping):
        return all(map(_is_plain, value.values()))
    return all(map(_is_plain, value)) if isinstance(value, list) else type(value) in _PLAIN
