"""Videos as a page holds them: the format their bytes tell, and a GIF's first frame."""

from __future__ import annotations

import io

from reportgen.media.image import opened
from reportgen.model.media import MediaError


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
    raise MediaError(f"{name} is not a video that browsers can play (mp4, webm, ogg, gif)")


def first_frame(content: bytes, name: str) -> tuple[bytes, int, int]:
    """Return the first frame of a GIF as PNG, and its size in pixels; MediaError when it is broken."""
    with opened(content, name) as image:
        buffer = io.BytesIO()
        image.convert("RGBA").save(buffer, "PNG")
        return buffer.getvalue(), *image.size
