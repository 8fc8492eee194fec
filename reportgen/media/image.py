"""Pictures as they go into a page: passed through where a browser can show them, else converted."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from reportgen.digits import digits
from reportgen.inputs.rehearsal import is_rehearsed
from reportgen.media.damage import reading, silenced
from reportgen.media.private.metadata import strip
from reportgen.media.turn import ORIENTATION, Turn, orientation_of, turned
from reportgen.model.media import MediaError, MediaFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Opened

MAX_PIXELS = 100_000_000
MAX_SIDE = 32_767
_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp", "MPO": "image/jpeg"}
_BYTE = 255
_TEXTURE_SIDE = 512
_HEADS = re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|II\*\0|MM\0\*|.{4}ftypavi[fs]", re.DOTALL)
"""How files of pictures begin."""
_TIFF = re.compile(rb"II\*\0|MM\0\*|II\+\0|MM\0\+")
"""Their decoder, libtiff, prints what it finds odd."""
_CUT = ("truncated", "end of file", "cut off")
_SMALL = 1 << 20
"""Pixels up to which a picture is decoded to be sure that it can be."""
_SMALL_PNG = 1 << 16
"""As much for one whose checksums are right."""
_PNG_NEEDED = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
_GRAY_SAMPLES = ("F", "I", "I;16B")
_AS_STORED = Turn(1, 0, 0)


@dataclass(frozen=True)
class Picture:
    """A picture of ``width`` x ``height`` pixels as a page holds it.

    ``content`` are its bytes now; ``again`` reads them once more when the page is written, so that a report of
    thousands holds one at a time. ``unscaled`` says that its values are those of one logged without scaling: ``note``.
    """

    content: bytes = field(repr=False)
    media_type: str
    width: int
    height: int
    again: Callable[[], bytes] | None = field(default=None, repr=False)
    unscaled: bool = False
    note: str = ""
    animated: bool = False
    turn: Turn = _AS_STORED
    """How what was measured on its stored pixels is brought to where it is seen."""


def load(file: MediaFile, *, exif: bool = False) -> Picture:
    """Return a file's picture upright, its pixels untouched if browsers show its format; MediaError says what is wrong.

    What a camera wrote beside the pixels is omitted unless ``exif``. A turned JPEG keeps its orientation, which every
    browser follows; the pixels of other formats are turned.
    """
    content = file.read()
    seen, again = _shown(content, file.name, exif=exif)
    size = len(content)
    return seen if again is None else replace(seen, again=lambda: again(file.again(size)))


def bare(content: bytes, name: str) -> Picture:
    """Return the picture in ``content`` as ``load`` returns that of a file; MediaError says what is wrong."""
    with reading(name):
        return _shown(content, name, exif=False)[0]


def _shown(content: bytes, name: str, *, exif: bool) -> tuple[Picture, Callable[[bytes], bytes] | None]:
    """Return a picture, and what makes it of its file's bytes where that is only a matter of leaving some out."""
    picture = _identified(content, name)
    if picture.content is not content:
        return picture, None
    turn, media_type = picture.turn, picture.media_type
    if picture.animated:  # its frames are not turned, and nothing is left that says so
        turn = Turn(1, picture.width, picture.height)
    width, height = turn.size
    seen = replace(picture, width=width, height=height, turn=turn)
    if turn.orientation != 1 and media_type != "image/jpeg":
        return replace(seen, content=_baked(content, name, turn.orientation, exif=exif)), None
    private = exif and turn.orientation == picture.turn.orientation
    kept = content if private else _stripped(content, media_type, turn.orientation)
    if kept is None:
        return _redrawn(content, name, seen), None

    def made(content: bytes) -> bytes:
        return content if private else strip(content, media_type, turn.orientation)

    return replace(seen, content=kept), made


def _baked(content: bytes, name: str, orientation: int, *, exif: bool) -> bytes:
    """Return a PNG or WebP picture with its pixels turned, without loss."""
    with opened(content, name) as image:
        kind = image.format
        image.load()
        more: dict[str, Any] = {"lossless": True, "exact": True} if kind == "WEBP" else {}
        kept = image.getexif()
        kept.pop(ORIENTATION, None)
        straight = turned(image, orientation)
        for key in ("exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif"):
            straight.info.pop(key, None)
        buffer = io.BytesIO()
        straight.save(buffer, kind, icc_profile=image.info.get("icc_profile"), exif=kept if exif else b"", **more)
        return buffer.getvalue()


def from_bytes(content: bytes, name: str) -> Picture:
    """Return the picture in ``content``: PNG, JPEG, GIF and WebP as they are, anything else Pillow reads as PNG."""
    return _identified(content, name)


@contextmanager
def opened(content: bytes, name: str) -> Iterator[Opened]:
    """Open a picture that may be anything, not yet decoded; MediaError says what is wrong, then or inside the block."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow finds odd is reported in the page, or harmless
        try:
            with silenced() if _TIFF.match(content) else nullcontext(), Image.open(io.BytesIO(content)) as image:
                width, height = image.size
                _check_size(width, height, name)
                yield image
        except UnidentifiedImageError:
            if _HEADS.match(content):
                raise MediaError(
                    f"{name} is broken: it starts like an image but cannot be decoded; log it again"
                ) from None
            raise MediaError(f"{name} is not an image") from None
        except Image.DecompressionBombError:
            raise MediaError(f"{name} is too large an image") from None
        except MediaError:
            raise
        except MemoryError:
            raise MediaError(f"{name} needs more memory than is available") from None
        except Exception as error:  # noqa: BLE001 - a broken picture breaks its decoder in any way
            cut = isinstance(error, EOFError) or any(word in str(error).lower() for word in _CUT)
            what = "the file is cut off" if cut else "its image data is damaged"
            raise MediaError(f"{name} is broken: {what}; log it again") from None


def _check_size(width: int, height: int, name: str) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise MediaError(f"{name} has {width:,} × {height:,} pixels, more than a browser can display")


def _identified(content: bytes, name: str) -> Picture:
    """Return the picture as it is stored, or converted and upright."""
    with opened(content, name) as image:
        width, height = image.size
        orientation = orientation_of(image, content)
        turn = Turn(orientation, width, height)
        media_type = _MEDIA_TYPES.get(image.format or "")
        if media_type is None:
            if image.format == "TIFF":  # Pillow turns these itself, and says the size that they have then
                turn, orientation = Turn(orientation, *turn.size), 1
            return replace(_converted(image, orientation), turn=turn)
        _decode(content, media_type, width * height)
        doubt = _doubt(image, len(content))
        animated = bool(getattr(image, "is_animated", False))
    return Picture(content, media_type, width, height, None, bool(doubt), doubt, animated, turn)


def _converted(image: Opened, orientation: int) -> Picture:
    """Return a picture that browsers do not show (TIFF, BMP) as upright PNG; measured values become black to white."""
    from PIL import Image

    image.load()
    image = turned(image, orientation)
    note = ""
    if image.mode in _GRAY_SAMPLES:
        import numpy as np

        values = np.asarray(image, np.float64)
        finite = values[np.isfinite(values)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        scaled = (np.nan_to_num(values, nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1) * 255
        image = Image.fromarray(scaled.astype(np.uint8))
        note = f"values from {digits(low)} to {digits(high)} are scaled to black and white"
    mode = image.mode if image.mode in {"L", "RGB", "RGBA", "P", "1", "I;16"} else "RGBA"
    buffer = io.BytesIO()
    image.convert(mode).save(buffer, "PNG", exif=b"")
    return Picture(buffer.getvalue(), "image/png", image.size[0], image.size[1], note=note)


def _doubt(image: Opened, size: int) -> str:
    """Say where a picture's values are those of one that was not scaled to bytes: all 0 and 1, or -1 turned into 255.

    Only a file that takes few bits a sample can be such a picture, so few are decoded.
    """
    samples = image.size[0] * image.size[1] * len(image.getbands())
    bits = 4 if image.format == "PNG" else 8
    if image.mode not in {"L", "RGB", "RGBA", "LA"} or size > samples / bits + 4096 or samples > MAX_PIXELS / 10:
        return ""
    colors = image.convert("RGB") if "A" in image.getbands() else image
    counts = colors.histogram()
    found = {place % 256 for place, count in enumerate(counts) if count}
    if 1 not in found or not found <= {0, 1, _BYTE}:
        return ""
    return _WRAPPED if _BYTE in found else _UNSCALED


_UNSCALED = "values are 0 and 1 only: it may have been logged without normalisation"
_WRAPPED = "values are 0, 1 and 255 only: it may have been logged without normalisation, with -1 wrapped to 255"


def _decode(content: bytes, media_type: str, pixels: int) -> None:
    """Make sure that a picture can be decoded: by its checksums where it is large, else by decoding it.

    Browsers draw a damaged picture as an empty one, and say nothing.
    """
    from PIL import Image

    known = _is_whole(content, media_type)
    if known and media_type == "image/png":
        if not _has_sound_chunks(content):
            raise SyntaxError
        known = pixels > _SMALL_PNG
    if known and pixels > _SMALL:
        return
    with Image.open(io.BytesIO(content)) as image:
        if known:
            image.draft("RGB", (64, 64))  # an eighth of a JPEG's pixels, from all of its data
        image.load()


def _has_sound_chunks(content: bytes) -> bool:
    """Return whether the checksums of a PNG's pixels and of what they need are right."""
    view, at, seen = memoryview(content), 8, set()
    while at + 12 <= len(content):
        end = at + 8 + int.from_bytes(view[at : at + 4], "big")
        name = bytes(view[at + 4 : at + 8])
        if name in _PNG_NEEDED and zlib.crc32(view[at + 4 : end]) != int.from_bytes(view[end : end + 4], "big"):
            return False
        seen.add(name)
        at = end + 4
        if name == b"IEND":
            break
    return {b"IHDR", b"IDAT", b"IEND"} <= seen


def _stripped(content: bytes, media_type: str, orientation: int) -> bytes | None:
    """Return a picture without its private parts; None where they are damaged, so that more would go with them."""
    try:
        kept = strip(content, media_type, orientation)
        if kept is not content:
            with opened(kept, "it") as image:
                _decode(kept, media_type, image.size[0] * image.size[1])
    except (MediaError, IndexError, ValueError, struct.error):
        return None
    return kept


def _redrawn(content: bytes, name: str, seen: Picture) -> Picture:
    """Return a picture's pixels as an upright PNG without anything else."""
    with opened(content, name) as image:
        image.load()
        clear = "A" in image.getbands() or "transparency" in image.info
        pixels = turned(image.convert("RGBA" if clear else "RGB"), seen.turn.orientation)
        buffer = io.BytesIO()
        pixels.save(buffer, "PNG", exif=b"")
        note = "the image was re-encoded because its metadata is damaged"
        return replace(seen, content=buffer.getvalue(), media_type="image/png", animated=False, note=note)


def _is_whole(content: bytes, media_type: str) -> bool:
    """Tell from its last bytes that a file was not cut; one with more behind its end is decoded to be sure."""
    if media_type == "image/webp":
        return len(content) >= int.from_bytes(content[4:8], "little") + 8
    ends = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9", "image/gif": b";"}
    return content.endswith(ends[media_type])


def upright(image: Opened, content: bytes) -> Opened:
    """Return an opened picture as browsers show it, in 8 bits: turned as EXIF says, with 16-bit gray scaled down."""
    from PIL import Image

    orientation = orientation_of(image, content)
    if image.mode.startswith("I;16") or image.mode == "I":
        import numpy as np

        values = np.asarray(image)
        image = Image.fromarray((values >> 8 if int(values.max(initial=0)) > _BYTE else values).astype(np.uint8))
    straight = turned(image, orientation)
    return straight.convert("RGBA" if "A" in straight.getbands() or "transparency" in straight.info else "RGB")


def preview(picture: Picture, width: int) -> Picture:
    """Return a light WebP of at most ``width`` pixels, for the time before scripts run."""
    if is_rehearsed() and picture.width * picture.height <= _SMALL:  # it was decoded when it was loaded
        return picture
    with opened(picture.content, "the image") as image:
        image.draft("RGB", (width, width))
        small = upright(image, picture.content)
        if is_rehearsed():
            return picture
        small.thumbnail((width, width * 4), reducing_gap=1.5)
        buffer = io.BytesIO()
        small.save(buffer, "WEBP", quality=60, method=1)
        return Picture(buffer.getvalue(), "image/webp", picture.width, picture.height)


def picture_size(content: bytes) -> tuple[int, int]:
    """Return the (width, height) that a picture says it has; MediaError when it is none, or larger than is decoded."""
    with opened(content, "it") as picture:
        return picture.width, picture.height


def texture_pixels(content: bytes) -> NDArray[np.uint8] | None:
    """Return a texture's (h, w, 4) sRGB bytes, at most 512 a side; None where it cannot be read."""
    import numpy as np

    try:
        with opened(content, "texture") as picture:
            picture.draft("RGB", (_TEXTURE_SIDE, _TEXTURE_SIDE))
            picture.thumbnail((_TEXTURE_SIDE, _TEXTURE_SIDE))
            return np.asarray(picture.convert("RGBA"))
    except MediaError:
        return None


def webp(pixels: NDArray[np.uint8], quality: int) -> bytes:
    """Return (h, w, 4) sRGB bytes with opacity as a WebP picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(out, "WEBP", quality=quality, method=4, exact=False)
    return out.getvalue()
