"""Videos as a page holds them: the format their bytes tell, and a GIF's first frame."""

from __future__ import annotations

import io
import warnings

from reportgen.media.image import MAX_PIXELS
from reportgen.media.item import MediaError


def media_type(content: bytes, name: str) -> str:
    """Return the media type of a video that browsers may play; MediaError for anything else."""
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        return "image/gif"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    if content[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm"
    if content[:4] == b"OggS":
        return "video/ogg"
    raise MediaError(f"{name} is no video of a format that browsers play (mp4, webm, ogg, gif)")


def first_frame(content: bytes, name: str) -> tuple[bytes, int, int]:
    """Return the first frame of a GIF as PNG, and its size in pixels; MediaError when it is broken."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow finds odd is told in the page, or harmless
        try:
            with Image.open(io.BytesIO(content), formats=["GIF"]) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    raise MediaError(f"{name} has {width:,} × {height:,} pixels, more than a browser can show")
                buffer = io.BytesIO()
                image.convert("RGBA").save(buffer, "PNG")
        except Image.DecompressionBombError:
            raise MediaError(f"{name} is too large a picture") from None
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError) as error:
            raise MediaError(f"{name} is broken ({str(error)[:60] or type(error).__name__})") from None
    return buffer.getvalue(), width, height
