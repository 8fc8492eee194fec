"""What all media of the logging API share."""

from __future__ import annotations

from typing import Any, Self

from reportgen.logger.loggable import LoggableMedia
from reportgen.logger.misuse import UsageError
from reportgen.model.media import Media


class Made(LoggableMedia):
    """Media that is whole as soon as the script has made it: later changes of an array do not change it."""

    _media: Media

    def media(self) -> Media:
        """Return it as readers return it."""
        return self._media

    @property
    def caption(self) -> str:
        """Its caption, empty where it was given none."""
        return self._media.caption

    @classmethod
    def of_media(cls, media: Media) -> Self:
        """Return media that was read as an object of the logging API; its files are referred to, not copied."""
        made = cls.__new__(cls)
        made._media = media  # noqa: SLF001 - its own
        return made

    def __repr__(self) -> str:
        return f"<reportgen {type(self).__name__}>"


def named(value: Any) -> str:
    """Return what a value is, with its article, for messages."""
    name = type(value).__name__
    return f"{'an' if name[:1] in 'aeiouAEIO' else 'a'} {name}"


def text_of(caption: Any) -> str:
    """Return a caption as a text."""
    return "" if caption is None else str(caption)


def whole(value: Any, argument: str, hint: str) -> int:
    """Return a whole number, of NumPy or not; UsageError names the argument."""
    if isinstance(value, bool) or not hasattr(type(value), "__index__"):
        if isinstance(value, float) and value.is_integer():
            return int(value)
        raise UsageError(f"{argument}: {value!r} came", hint)
    number: int = value.__index__()
    return number
