"""Pictures that stand inside a text as ``data:`` addresses, without what cameras and programs wrote beside them."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache

_RASTER = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp|avif|bmp|x-icon);base64,([A-Za-z0-9+/=\s]*)", re.IGNORECASE)
_WITHIN = re.compile(
    r"data:image/[\w.+-]{1,20}(?:;[\w=.-]{1,40}){0,4};base64,(?:[A-Za-z0-9+/=]|%2[BF]|%3D)+", re.IGNORECASE
)
_SVG = re.compile(r"data:image/svg", re.IGNORECASE)


def is_raster(address: str) -> bool:
    """Return whether an address is written as one that holds a raster picture itself."""
    return _RASTER.fullmatch(address) is not None


def raster(address: str) -> str | None:
    """Return the address of a raster picture that holds its pixels and nothing else; None where it holds no picture."""
    found = _RASTER.fullmatch(address)
    return None if found is None else _bare("".join(found[1].split()))


def without_metadata(text: str) -> str:
    """Return a text, the raster pictures in it as ``raster`` returns them; what is no picture stays as it is."""
    if "base64," not in text:
        return text
    return _WITHIN.sub(_replaced, text)


def _replaced(found: re.Match[str]) -> str:
    from urllib.parse import unquote

    if _SVG.match(found[0]):
        return _nested(found[0])
    made = _bare(unquote(found[0].partition("base64,")[2]))
    return found[0] if made is None else made


def _nested(address: str) -> str:
    """Return the address of an SVG picture, the pictures in its text without what stands beside them."""
    head, _, body = address.partition("base64,")
    try:
        text = base64.b64decode(body).decode("utf-8")
    except ValueError:
        return address
    made = without_metadata(text)
    return address if made == text else f"{head}base64,{base64.b64encode(made.encode()).decode()}"


@lru_cache(maxsize=64)
def _bare(body: str) -> str | None:
    from reportgen.media.image import bare
    from reportgen.model.media import MediaError

    body = body.rstrip("=")
    try:
        content = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
        picture = bare(content, "an image in a text")
    except (MediaError, binascii.Error):
        return None
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode()}"
