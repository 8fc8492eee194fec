"""Names of classes by id, shared by images."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from reportgen.logger.media.made import Made, named, whole
from reportgen.logger.misuse import UsageError
from reportgen.model.media import Media
from reportgen.model.media.document import Attachment


class Classes(Made):
    """Names of classes: ``Classes([{"id": 1, "name": "car"}, ...])``, for ``Image(classes=)`` and for artifacts."""

    def __init__(self, class_set: Iterable[Mapping[str, Any]]) -> None:
        self.names = dict(_class(entry, place) for place, entry in enumerate(_entries(class_set)))
        more = {str(number): name for number, name in self.names.items()}
        self._media = Attachment(None, "classes", f"{len(self.names):,} classes", more)

    @classmethod
    def of_media(cls, media: Media) -> Self:
        """Return classes that were read."""
        made = super().of_media(media)
        made.names = {int(number): str(name) for number, name in getattr(media, "more", {}).items()}
        return made

    def __len__(self) -> int:
        return len(self.names)


def _entries(class_set: Any) -> Iterable[Any]:
    if isinstance(class_set, Mapping) or not isinstance(class_set, Iterable) or isinstance(class_set, str):
        raise UsageError(f"class_set: {named(class_set)} came", 'Pass a list such as [{"id": 1, "name": "car"}].')
    return class_set


def _class(entry: Any, place: int) -> tuple[int, str]:
    if not isinstance(entry, Mapping) or "id" not in entry or "name" not in entry:
        raise UsageError(f"class_set[{place}]: {entry!r} came", 'A class is {"id": 1, "name": "car"}.')
    return whole(entry["id"], f"class_set[{place}]: id", "An id is an integer."), str(entry["name"])


def labels_of(given: Any, argument: str) -> dict[int, str]:
    """Return class labels by id: of Classes, of a mapping of ids to names, of a list of classes or of names."""
    if given is None:
        return {}
    if isinstance(given, Classes):
        return dict(given.names)
    if isinstance(given, Mapping):
        return {_id(key, argument): str(name) for key, name in given.items()}
    if isinstance(given, list | tuple):
        if all(isinstance(one, str) for one in given):
            return dict(enumerate(given))
        return dict(_class(entry, place) for place, entry in enumerate(given))
    raise UsageError(f"{argument}: {named(given)} came", 'Pass names by id, such as {0: "road", 1: "car"}.')


def _id(key: Any, argument: str) -> int:
    if isinstance(key, str) and key.strip().lstrip("-").isdigit():
        return int(key)
    return whole(key, f"{argument}: the id", "Ids are integers.")
