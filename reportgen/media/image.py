"""Pictures as they go into a page: passed through where a browser can show them, else converted."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from reportgen.media.item import MediaError, MediaItem

MAX_PIXELS = 100_000_000
_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp", "MPO": "image/jpeg"}


@dataclass(frozen=True)
class Picture:
    """A picture's bytes with its media type and size in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def load(item: MediaItem) -> Picture:
    """Return an item's picture, its bytes untouched if a browser shows its format; MediaError says what is wrong."""
    if item.file is None:
        raise MediaError("the log names no file")
    return from_bytes(item.file.read(), item.file.name)


def from_bytes(content: bytes, name: str) -> Picture:
    """Return the picture in ``content``: PNG, JPEG, GIF and WebP as they are, anything else Pillow reads as PNG."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content)) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    raise MediaError(f"{name} has {width:,} × {height:,} pixels, more than a browser can show")
                media_type = _MEDIA_TYPES.get(image.format or "")
                if media_type is None:
                    buffer = io.BytesIO()
                    mode = image.mode if image.mode in ("L", "RGB", "RGBA", "P", "1", "I;16") else "RGBA"
                    image.convert(mode).save(buffer, "PNG")
                    return Picture(buffer.getvalue(), "image/png", width, height)
                if not _is_whole(content, media_type):
                    image.load()  # a cut file must not pass
        except UnidentifiedImageError:
            raise MediaError(f"{name} is not a picture") from None
        except Image.DecompressionBombError:
            raise MediaError(f"{name} is too large a picture") from None
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError) as error:
            raise MediaError(f"{name} is broken ({str(error)[:60] or type(error).__name__})") from None
    return Picture(content, media_type, width, height)


def _is_whole(content: bytes, media_type: str) -> bool:
    """Tell from its last bytes that a file was not cut; one with more behind its end is decoded to be sure."""
    if media_type == "image/webp":
        return len(content) >= int.from_bytes(content[4:8], "little") + 8
    ends = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9", "image/gif": b";"}
    return content.endswith(ends[media_type])


def preview(picture: Picture, width: int) -> Picture:
    """Return a light WebP of at most ``width`` pixels, for the time before scripts run."""
    from PIL import Image

    with Image.open(io.BytesIO(picture.content)) as image:
        image.draft("RGB", (width, width))
        small = image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB")
        small.thumbnail((width, width * 4))
        buffer = io.BytesIO()
        small.save(buffer, "WEBP", quality=75, method=4)
        return Picture(buffer.getvalue(), "image/webp", picture.width, picture.height)
